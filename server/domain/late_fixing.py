"""Whether a late charge is fixed now (延滞金の確定): Local Autonomy Act art. 231-3(2), the city's ordinance.

It accrues in silence and is fixed when the instalment's premium is paid in full: from then on it is a claim of its own
with a due date of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON
from server.domain.late_charge import Exemption, LateCharge, Span, is_claimable, late_charge_for_issue
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.ledger.position import payments_on
from server.domain.values import Values


class Why(StrEnum):
    """Why nothing is fixed."""

    OPEN = "OPEN"  # 保険料が残っている
    UNPAID = "UNPAID"  # 納付によらずに消えた(減額・欠損)
    IN_TIME = "IN_TIME"  # 納期限内の納付
    NOT_DUNNED = "NOT_DUNNED"  # 督促前の納付
    BELOW = "BELOW"  # 端数処理・免除で生じない


@dataclass(frozen=True, slots=True)
class Dunned:
    """The first dunning letter of a claim: sent on, and the date it designates where that is known."""

    sent_on: date
    designated: date | None = None


@dataclass(frozen=True, slots=True)
class Fixing:
    """What is fixed: `amount` yen to the day of the last payment, or 0 and why."""

    amount: int
    paid_on: date | None
    charge: LateCharge | None
    why: Why | None


def fixing(
    claim: Claim,
    lines: Sequence[Posting],
    dunned: Dunned | None,
    exemptions: Sequence[Exemption],
    values: Values,
    day: date,
) -> Fixing:
    """The late charge to be fixed on `day`. Raises what `late_charge_for_issue` raises: an unconfirmed or missing value
    stops it, whatever the amount would be.
    """
    if claim.open.principal.total > 0:
        return Fixing(0, None, None, Why.OPEN)
    payments = payments_on(lines, claim.levied.total)
    lost = sum(line.amounts.principal.total for line in lines if line.kind is Kind.WRITE_OFF)
    if not payments or lost:
        return Fixing(0, None, None, Why.UNPAID)
    last = max(one.day for one in payments)
    if last <= claim.due_on:
        return Fixing(0, last, None, Why.IN_TIME)
    if not is_claimable(claim.due_on, last, None if dunned is None else dunned.sent_on, values):
        return Fixing(0, last, None, Why.NOT_DUNNED)
    designated = None if dunned is None else dunned.designated
    charge = late_charge_for_issue(
        claim.levied.total, claim.due_on, payments, values, day, designated=designated, exemptions=exemptions
    )
    return Fixing(charge.amount, last, charge, None if charge.amount else Why.BELOW)


def due_of(day: date, values: Values) -> date:
    """The due date of a late charge fixed on `day` (延滞金の納期限), moved to an open day."""
    return period_end(day, values.period("late_charge_due", day), Calendar(values))


def trace_of(fixed: Fixing, due_on: date, exemptions: Sequence[Exemption]) -> dict[str, JSON]:
    """How the amount came about, for the record and the letter: spans with rates and exact yen as text."""
    spans: Sequence[Span] = () if fixed.charge is None else fixed.charge.spans
    return {
        "due_on": due_on.isoformat(),
        "exact": "0" if fixed.charge is None else str(fixed.charge.exact),
        "exempt": [[one.first.isoformat(), one.last.isoformat(), str(one.share)] for one in exemptions],
        "spans": [
            {
                "from": span.first.isoformat(),
                "to": span.last.isoformat(),
                "days": span.days,
                "rate": str(span.rate),
                "base": span.base,
                "exact": str(span.exact),
                "article": span.article,
            }
            for span in spans
        ],
    }
