"""Plans to pay in parts (分割の計画): offered, checked line by line, laid on instalments, and watched.

Shared by the pledge (分割納付誓約) and the deferrals (徴収猶予・換価の猶予). Yen are whole, days
civil days in Japan. A pledge is a practice of the office; what it may ask for stands in the dated values `pledge.*`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import Calendar, months_after, period_end
from server.domain.refusals import FieldError
from server.domain.values import Period, Values

MOST_LINES = 24


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a plan: `amount` yen due `due_on`; `claims` what of it falls on which instalment (by claim key)."""

    no: int
    due_on: date
    amount: int
    claims: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan must keep: at least `minimum` yen a line, the first by `first_by`, the last by `last_by`."""

    minimum: int
    first_by: date
    last_by: date


def pledge_terms(values: Values, day: date, months: int) -> Terms:
    """The terms of a pledge signed on `day` for `months` months (`pledge.minimum_line`, `pledge.first_within_days`)."""
    first_by = day + timedelta(days=values.integer("pledge.first_within_days", day))
    return Terms(values.integer("pledge.minimum_line", day), first_by, months_after(day, months))


def offered(debt: int, monthly: int, first: date, minimum: int, calendar: Calendar) -> tuple[PlanLine, ...]:
    """The plan the program offers: `monthly` yen each month from `first`, the rest in the last line.

    A rest below `minimum` goes into the line before it.

    Each day moves to the next open day. Nothing is offered (empty) where `monthly` is not positive or more than
    `MOST_LINES` months would be needed.
    """
    if monthly <= 0 or debt <= 0 or months_needed(debt, monthly) > MOST_LINES:
        return ()
    lines: list[PlanLine] = []
    left = debt
    while left > 0:
        amount = min(monthly, left)
        day = calendar.next_open(months_after(first, len(lines)))
        lines.append(PlanLine(len(lines) + 1, day, amount))
        left -= amount
    if len(lines) > 1 and lines[-1].amount < minimum:
        small, before = lines.pop(), lines.pop()
        lines.append(replace(before, amount=before.amount + small.amount))
    return tuple(lines)


def months_needed(debt: int, monthly: int) -> int:
    """In how many months a surplus of `monthly` yen covers the debt; 0 for none owed, a large number for no surplus."""
    if debt <= 0:
        return 0
    return -(-debt // monthly) if monthly > 0 else 999


def plan_faults(
    lines: Sequence[PlanLine], debt: int, today: date, terms: Terms, calendar: Calendar
) -> Iterator[FieldError]:
    """Everything wrong with a plan, each beside its field `lines-<row>-<field>`, the sum beside `lines`.

    The sum is the principal to the yen, days rise, lie on open days, the first within its days and none past, the last
    within the months; each line is at least the minimum.
    """
    total, before = sum(line.amount for line in lines), None
    if not lines:
        yield FieldError("lines", "plan_empty")
    elif total != debt:
        yield FieldError("lines", "plan_sum_differs", {"total": total, "debt": debt, "rest": debt - total})
    for place, line in enumerate(lines):
        at = f"lines-{place}-"
        if line.amount < terms.minimum:
            yield FieldError(at + "amount", "plan_line_small", {"least": terms.minimum})
        if line.due_on < today:
            yield FieldError(at + "due_on", "plan_day_past")
        elif before is not None and line.due_on <= before:
            yield FieldError(at + "due_on", "plan_days_fall")
        elif not calendar.is_open(line.due_on):
            yield FieldError(at + "due_on", "plan_day_closed", {"next": calendar.next_open(line.due_on).isoformat()})
        elif place == 0 and line.due_on > terms.first_by:
            yield FieldError(at + "due_on", "plan_first_late", {"day": terms.first_by.isoformat()})
        elif line.due_on > terms.last_by:
            yield FieldError(at + "due_on", "plan_last_late", {"day": terms.last_by.isoformat()})
        before = line.due_on


def laid_out(lines: Sequence[PlanLine], owed: Sequence[tuple[str, int]]) -> tuple[PlanLine, ...]:
    """The lines with what of each falls on which instalment, in the order of `owed` (oldest due first)."""
    rest, found = dict(owed), []
    for line in lines:
        left, parts = line.amount, []
        for key, yen in list(rest.items()):
            part = min(left, yen)
            if part > 0:
                parts.append((key, part))
                rest[key], left = yen - part, left - part
        found.append(replace(line, claims=tuple(parts)))
    return tuple(found)


def paid_on_plan(owed: Iterable[tuple[str, int]], still_open: Mapping[str, int]) -> int:
    """What was paid (or fell away) since the plan was made: of each instalment what it held less what is open now."""
    return sum(max(0, yen - still_open.get(key, 0)) for key, yen in owed)


@dataclass(frozen=True, slots=True)
class Told:
    """A line that was not kept, and the day on which the debtor was told (不履行の通知)."""

    no: int
    told_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands on a day: `result` STANDING, MISSED, BROKEN or COMPLETED; `new` the lines not told of yet."""

    result: str
    new: tuple[PlanLine, ...] = ()
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited: `grace` after a line, `last` after the notice of a missed one; `misses` that break it."""

    grace: Period
    last: Period
    misses: int


def pledge_patience(values: Values, day: date) -> Patience:
    """The patience of a pledge by the dated values: grace 7 days, then 14 days; the second miss breaks it."""
    periods = values.period("pledge_grace", day), values.period("pledge_last_wait", day)
    return Patience(*periods, values.integer("pledge.misses", day))


def deferral_patience(values: Values, day: date) -> Patience:
    """The patience of a deferral's plan: each missed line is looked at by a person, none ends it by itself."""
    periods = values.period("deferral_grace", day), values.period("pledge_last_wait", day)
    return Patience(*periods, MOST_LINES + 1)


def standing(
    lines: Sequence[PlanLine],
    paid: int,
    told: Sequence[Told],
    day: date,
    patience: Patience,
    calendar: Calendar,
    *,
    coming: int = 0,
) -> Standing:
    """How the plan stands on `day`: `paid` yen are in, `coming` are told of but not confirmed (速報).

    A line is missed when its grace ran out and the sum of all lines up to it is neither paid nor coming. A second
    missed line, or `patience.last` run out after the notice of the first, breaks the plan.
    """
    if paid >= sum(line.amount for line in lines):
        return Standing("COMPLETED", (), paid)
    sums, missed = 0, []
    for line in lines:
        sums += line.amount
        if sums > paid + coming and period_end(line.due_on, patience.grace, calendar) < day:
            missed.append(line)
    known = {one.no: one.told_on for one in told}
    new = tuple(line for line in missed if line.no not in known)
    if len({*known, *(line.no for line in missed)}) >= patience.misses:
        return Standing("BROKEN", new, paid)
    waited = [period_end(known[line.no], patience.last, calendar) < day for line in missed if line.no in known]
    if any(waited) and patience.misses <= MOST_LINES:
        return Standing("BROKEN", new, paid)
    return Standing("MISSED" if new else "STANDING", new, paid)


def as_json(lines: Iterable[PlanLine]) -> list[dict[str, object]]:
    """The lines as the register keeps them."""
    return [
        {
            "no": line.no,
            "due_on": line.due_on.isoformat(),
            "amount": line.amount,
            "claims": [{"claim_key": key, "amount": yen} for key, yen in line.claims],
        }
        for line in lines
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[PlanLine, ...]:
    """The lines as the register or a form has them; a row without a number gets its place."""
    found = []
    for place, row in enumerate(rows, 1):
        parts = tuple((str(one["claim_key"]), int(one["amount"])) for one in row.get("claims") or ())
        no = int(row.get("no") or place)
        found.append(PlanLine(no, date.fromisoformat(row["due_on"]), int(row["amount"]), parts))
    return tuple(found)
