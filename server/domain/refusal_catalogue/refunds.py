"""Refusals of refunds and set-offs (還付・充当)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "refund_more_than_paid": RefusalText(
        "納めた額より多い過誤納金です。納付の日と額を確かめてください",
        "More is said to be overpaid than was paid. Check the days and amounts of payment.",
        422,
    ),
    "refund_paid_after_end": RefusalText(
        "納付の日が、支出を決める日(充当適状の日)より後です。日付を確かめてください",
        "A payment is later than the day on which the refund is decided. Check the dates.",
        422,
    ),
}
