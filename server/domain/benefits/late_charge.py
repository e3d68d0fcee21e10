"""The late charge on what art. 65 collects (徴収金の延滞金): as levies bear it (地方自治法231条の3第2項、市条例)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from server.domain.late_charge import Payment, is_claimable, late_charge_for_issue
from server.domain.values import Values


def grown_on(
    principal: int,
    due_on: date,
    payments: Sequence[Payment],
    day: date,
    dispatched: date | None,
    designated: date | None,
    values: Values,
) -> int:
    """Yen of late charge on a claim that `payments` paid in whole; 0 where the last was in time or before the dunning
    that lets it be claimed. Rounded as on `day`. Raises `value_missing`, `late_charge_unconfirmed`.
    """
    last = max((one.day for one in payments), default=due_on)
    if principal <= 0 or last <= due_on or not is_claimable(due_on, last, dispatched, values):
        return 0
    return late_charge_for_issue(principal, due_on, payments, values, day, designated=designated).amount
