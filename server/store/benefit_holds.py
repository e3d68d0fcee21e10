"""Benefits held back for the time being (給付の一時保留): each has an owner and a last day, and ends by itself.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_benefit_hold` | hold_key, household_key, person_key, case_id, benefit, month, yen, reason, owner, held_until |
| `prolong_benefit_hold` | hold_key, held_until |
| `end_benefit_hold` | hold_key |

`held_until` is the last day of the hold; the day behind it the benefit is free, whoever did or did not do anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"held_until"})
_PUT = "hold_key household_key person_key case_id benefit month yen reason owner held_until"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BenefitHold:
    """A hold on the day asked about; `valid_to` is the first day without it."""

    hold_key: str
    household_key: str
    person_key: str
    case_id: str
    benefit: str
    month: str
    yen: int
    reason: str
    owner: str
    prolonged: int
    valid_to: date

    @property
    def last_day(self) -> date:
        """The last day on which the benefit is held."""
        return self.valid_to - _ONE_DAY


def benefit_holds_of(conn: Connection, household_keys: Iterable[str], day: date) -> tuple[BenefitHold, ...]:
    """The holds that stand on the day in these households, the first to end first."""
    table = t.benefit_holds
    here = table.c.household_key.in_(sorted(set(household_keys)))
    statement = select(*columns(BenefitHold, table)).where(here, dated.asked(table, day, None))
    return fetch_all(conn, BenefitHold, statement.order_by(table.c.valid_to, table.c.hold_key))


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `benefit_held` where the same benefit of the month is held already, `benefit_hold_undated`."""
    for one in benefit_holds_of(uow.conn, [p["household_key"]], uow.business_day):
        if (one.person_key, one.benefit, one.month) == (p["person_key"], p["benefit"], p["month"]):
            raise Refused("benefit_held", at_field="benefit")
    says = {name: p[name] for name in _PUT.split() if name not in ("hold_key", "held_until")} | {"prolonged": 0}
    key, day = {"hold_key": p["hold_key"]}, uow.business_day
    dated.add(uow, t.benefit_holds, key, says, valid_from=day, valid_to=_behind(p, day), by_event=event)


def _prolong(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `benefit_not_held` for a hold that is over, `benefit_hold_undated`."""
    says = _standing(uow, p)
    says["prolonged"] += 1
    key, day = {"hold_key": p["hold_key"]}, uow.business_day
    dated.state(uow, t.benefit_holds, key, says, valid_from=day, valid_to=_behind(p, day), by_event=event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Ends a hold today; one that is over by its day already stays as it was."""
    rows = dated.standing(uow.conn, t.benefit_holds, {"hold_key": p["hold_key"]})
    if rows and rows[-1].valid_from < uow.business_day:
        dated.end(uow, t.benefit_holds, {"hold_key": p["hold_key"]}, on=uow.business_day, by_event=event)
    elif rows:
        says = dict(rows[-1].says)
        day = uow.business_day
        dated.state(
            uow, t.benefit_holds, {"hold_key": p["hold_key"]}, says, valid_from=day, valid_to=day + _ONE_DAY,
            by_event=event,
        )  # fmt: skip


def _standing(uow: UnitOfWork, p: Mapping[str, Any]) -> dict[str, Any]:
    rows = dated.standing(uow.conn, t.benefit_holds, {"hold_key": p["hold_key"]})
    if not rows or rows[-1].valid_to is None or rows[-1].valid_to <= uow.business_day:
        raise Refused("benefit_not_held")
    return dict(rows[-1].says)


def _behind(p: Mapping[str, Any], day: date) -> date:
    until: date | None = p["held_until"]
    if until is None or until < day:
        raise Refused("benefit_hold_undated", at_field="held_until")
    return until + _ONE_DAY


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_benefit_hold": (_PUT, "", _put),
    "prolong_benefit_hold": ("hold_key held_until", "", _prolong),
    "end_benefit_hold": ("hold_key", "", _end),
}
"""For each kind its required and optional fields and what it does."""
