"""Refusals of arrears (滞納整理): holds, contacts, reminders, hand-over."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_CALLS: dict[str, RefusalText] = {
    "call_not_listed": RefusalText(
        "この世帯は今の架電一覧にありません。納付されたか、ほかの人が対応したか、扱えない世帯です。電話せずに一覧へ戻ってください",
        "This household is not on the list of calls now: it has paid, somebody else has seen to it, or it is not for "
        "you. Do not call; go back to the list.",
        409,
    ),
}
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

_DESK: dict[str, RefusalText] = {
    "contact_day_past": RefusalText(
        "過ぎた日は入れられません。今日より後の日を入れてください",
        "This day has passed. Enter a day from today on.",
        422,
    ),
    "arrears_stands": RefusalText(
        "この世帯の滞納整理はすでに進んでいます。世帯の滞納の画面から開いてください",
        "The arrears of this household are followed already. Open them from the household.",
        409,
    ),
    "arrears_none": RefusalText(
        "この世帯には、督促の指定期限を過ぎた滞納がありません",
        "This household has no arrears behind the date of a dunning letter.",
        409,
    ),
    "arrears_letter_needless": RefusalText(
        "催告する滞納がありません(保留: {hold})。通知書は作りません",
        "There are no arrears to remind of (hold: {hold}). No letter is made.",
        409,
    ),
    "contact_promise_missing": RefusalText(
        "納付の約束には約束の日が必要です。約束の日を入れてください",
        "A promise to pay needs its day. Enter the day promised.",
        422,
    ),
    "contact_ahead": RefusalText(
        "接触の日がまだ来ていません。今日までの日を入れてください",
        "The day of the contact has not come yet. Enter a day up to today.",
        422,
    ),
    "hold_not_by_hand": RefusalText(
        "{kind}は手続の中で終わります。ここでは終えられません",
        "{kind_en} ends with its procedure and cannot be ended here.",
        409,
    ),
    "late_charge_day_past": RefusalText(
        "延滞金は今日より前の日では計算できません。今日以後の日を入れてください",
        "The late charge cannot be reckoned to a day before today. Enter today or a later day.",
        422,
    ),
    "collector_unknown": RefusalText(
        "その担当者はいません。一覧から選んでください",
        "There is no such collector. Choose one from the list.",
        422,
    ),
    "transfer_same_office": RefusalText(
        "移管先が今の所属と同じです。別の所属を選んでください",
        "The section to hand over to is the one that collects now. Choose another.",
        422,
    ),
    "transfer_stands": RefusalText(
        "この世帯はすでに移管されています。返還を受けてからやり直してください",
        "This household is handed over already. Take it back first.",
        409,
    ),
    "transfer_unknown": RefusalText(
        "この世帯は移管されていません",
        "This household is not handed over.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = {**_CALLS, **_HOLDS, **_DESK}
"""The texts by code."""
