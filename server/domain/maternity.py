"""The exemption around a birth (産前産後期間の免除): which months, and what a notification may say.

Enforcement Order art. 29-7(5) items 8, 9; Enforcement Regulations art. 32-10-2. The month before the expected month
to the second after it, with more than one child from the third before it. Notified after the birth, the month of the
birth takes the place of the expected one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.calendar import fiscal_year, months_after
from server.domain.refusals import Refused
from server.domain.values import Values

DUE, BIRTH = "DUE", "BIRTH"
_SAME_PREGNANCY = 9


@dataclass(frozen=True, slots=True)
class Notified:
    """A notification: expected day and day of birth as far as said, `received_on`, whether more than one child.

    `gestation_days`: length of the pregnancy of a birth that was not alive (死産・流産等), None otherwise.
    """

    due: date | None
    birth: date | None
    multiple: bool
    received_on: date
    gestation_days: int | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """The months of an exemption as first days of months, and the event they hang on."""

    event_kind: str
    event_on: date
    multiple: bool
    first_month: date
    last_month: date


def relief_of(notified: Notified, values: Values) -> Relief:
    """The exemption that a notification leads to.

    Raises `maternity_no_day`, `maternity_due_too_far` (more than the value `maternity.due_ahead_months` ahead),
    `maternity_too_early` (before `maternity.notify_before_months`), `maternity_birth_ahead`, `maternity_too_short`
    (a pregnancy under `maternity.least_days`). The birth counts only when it was before the notification.
    """
    today = notified.received_on
    if notified.birth is not None and notified.birth > today:
        raise Refused("maternity_birth_ahead", at_field="birth_date_child", day=notified.birth.isoformat())
    kind, event = (BIRTH, notified.birth) if notified.birth is not None else (DUE, notified.due)
    if event is None:
        raise Refused("maternity_no_day", at_field="due_date")
    if kind == DUE:
        _check_due(event, today, values)
    least = values.integer("maternity.least_days", event)
    if notified.gestation_days is not None and notified.gestation_days < least:
        raise Refused("maternity_too_short", at_field="gestation_days", least=least)
    name = "premium.maternity_months." + ("multiple" if notified.multiple else "single")
    before, after = (int(one) for one in values.items(name, max(event, values.rows(name)[0].valid_from)))
    month = event.replace(day=1)
    return Relief(kind, event, notified.multiple, months_after(month, -before), months_after(month, after))


def _check_due(due: date, today: date, values: Values) -> None:
    ahead = values.integer("maternity.due_ahead_months", today)
    if due > months_after(today, ahead):
        raise Refused("maternity_due_too_far", at_field="due_date", months=ahead)
    first = months_after(due, -values.integer("maternity.notify_before_months", today))
    if today < first:
        raise Refused("maternity_too_early", at_field="due_date", day=first.isoformat())


def begins(values: Values) -> date:
    """The first month from which there is an exemption at all (令和6年1月)."""
    return values.rows("premium.maternity_months.single")[0].valid_from


def months_of(relief: Relief) -> tuple[date, ...]:
    """The first days of its months, in order."""
    found, month = [], relief.first_month
    while month <= relief.last_month:
        found.append(month)
        month = months_after(month, 1)
    return tuple(found)


def is_same_pregnancy(one: date, other: date) -> bool:
    """Whether two events are too near to be of two pregnancies."""
    first, last = sorted((one, other))
    return last < months_after(first, _SAME_PREGNANCY)


def levy_years(months: tuple[date, ...]) -> tuple[int, ...]:
    """The fiscal years that the months lie in."""
    return tuple(dict.fromkeys(fiscal_year(month) for month in months))
