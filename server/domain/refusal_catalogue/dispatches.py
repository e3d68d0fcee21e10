"""Refusals of posting letters (発送の記録)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "dispatch_slip_missing": RefusalText(
        "差出票の番号を入れてください", "Enter the number of the post office's slip.", 422
    ),
    "dispatch_slip_known": RefusalText(
        "差出票{slip}はもう記録されています。番号を確かめてください",
        "Slip {slip} is on record already. Check its number.",
        409,
    ),
    "dispatch_nothing_waits": RefusalText(
        "発送を待つ通知書がありません。先に放行してください",
        "No letter waits for the post. Release letters first.",
        409,
    ),
    "dispatch_letter_unknown": RefusalText(
        "引き抜いた通知書は発送を待つものではありません。通知書の番号を確かめてください",
        "What was pulled does not wait for the post. Check the letters.",
        422,
    ),
    "dispatch_count_differs": RefusalText(
        "差出票の通数{count}が引渡しから引抜きを除いた{expected}通と合いません。数え直してください",
        "The slip counts {count}, but {expected} are handed over and not pulled. Count again.",
        422,
    ),
}
