"""Refusals of arrears (滞納整理): holds, contacts, reminders, hand-over."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_HOLDS: dict[str, RefusalText] = {
    "hold_kind_unknown": RefusalText(
        "処理保留の区分{kind}はありません。一覧から選んでください",
        "There is no kind of hold {kind}. Choose one from the list.",
        422,
    ),
    "hold_reason_missing": RefusalText(
        "処理保留には理由が必要です。理由を入れてください",
        "A hold needs a reason. Enter the reason.",
        422,
    ),
    "hold_end_missing": RefusalText(
        "処理保留{kind}には終わりの日が必要です。いつまで保留するかを入れてください",
        "Hold {kind} needs its end. Enter until when it holds.",
        422,
    ),
    "hold_unknown": RefusalText(
        "処理保留{hold}はありません。世帯の滞納の画面を開き直してください",
        "There is no hold {hold}. Open the household's arrears anew.",
        404,
    ),
    "hold_of_another": RefusalText(
        "処理保留{hold}は別の世帯のものです。世帯の滞納の画面を開き直してください",
        "Hold {hold} is one of another household. Open the household's arrears anew.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = {**_HOLDS}
"""The texts by code."""
