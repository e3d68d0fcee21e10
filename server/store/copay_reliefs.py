"""Relief of co-payments (一部負担金の減免): applications, and the register of certificates; many households at once.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_copay_application` | application_key, household_key, case_id, ground, applied_on, due_on, event_on |
| `end_copay_application` | application_key, household_key, state (GRANTED, REFUSED, WITHDRAWN) |
| `grant_copay_relief` | relief_key, number, household_key, case_id, ground, measure, share, persons, first_day, last_day, table_row |
| `revoke_copay_relief` | relief_key, household_key, reason, [last_day] |

One person has one certificate at most on a day. `revoke` with `last_day` cuts a certificate short; without, it never held
(the application was false).
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"applied_on", "due_on", "event_on", "first_day", "last_day"})
OPEN, GRANTED, REVOKED = "OPEN", "GRANTED", "REVOKED"
ENDS = ("GRANTED", "REFUSED", "WITHDRAWN")
_SLICE = 500
_PUT = "application_key household_key case_id ground applied_on due_on event_on"
_GRANT = "relief_key number household_key case_id ground measure share persons first_day last_day table_row"


@dataclass(frozen=True, slots=True)
class CopayApplication:
    """One application as it stands."""

    application_key: str
    household_key: str
    case_id: str
    ground: str
    applied_on: date
    due_on: date
    event_on: date
    state: str


@dataclass(frozen=True, slots=True)
class CopayRelief:
    """One certificate as it stands; `row_id` and `by_event` are its source."""

    row_id: int
    relief_key: str
    number: str
    household_key: str
    case_id: str
    ground: str
    measure: str
    share: str
    persons: tuple[str, ...]
    first_day: date
    last_day: date
    table_row: str
    granted_on: date
    state: str
    reason: str
    by_event: str

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.state == GRANTED and self.first_day <= day <= self.last_day


def applications_of(
    conn: Connection, household_keys: Iterable[str], day: date
) -> dict[str, tuple[CopayApplication, ...]]:
    """The applications of each household as they stand on the day, oldest first; households without are left out."""
    table, found = t.copay_applications, dict[str, tuple[CopayApplication, ...]]()
    for part in _slices(household_keys):
        where = (table.c.household_key.in_(part), dated.asked(table, day, None))
        statement = select(*columns(CopayApplication, table)).where(*where)
        ordered = statement.order_by(table.c.applied_on, table.c.application_key)
        for one in fetch_all(conn, CopayApplication, ordered):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def open_until(conn: Connection, last: date, day: date) -> tuple[Any, ...]:
    """The open applications to be decided by `last`, first due first, with number and office of the case."""
    table, c = t.copay_applications, t.cases
    statement = (
        select(*columns(CopayApplication, table), c.c.number, c.c.office)
        .join(c, c.c.case_id == table.c.case_id)
        .where(table.c.state == OPEN, table.c.due_on <= last, dated.asked(table, day, None))
    )
    return tuple(conn.execute(statement.order_by(table.c.due_on, table.c.application_key)))


def certificates_of(
    conn: Connection, household_keys: Iterable[str], *, on: date, known_at: Any = None
) -> dict[str, tuple[CopayRelief, ...]]:
    """The certificates of each household that stand, run out or not, by their first day; revoked ones are left out."""
    table, found = t.copay_reliefs, dict[str, tuple[CopayRelief, ...]]()
    for part in _slices(household_keys):
        where = (table.c.household_key.in_(part), table.c.state == GRANTED, dated.asked(table, on, known_at))
        for one in _fetch(conn, where):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def ending(conn: Connection, first: date, last: date, day: date) -> tuple[CopayRelief, ...]:
    """The certificates whose last day lies between two days, as they stand."""
    table = t.copay_reliefs
    where = (table.c.state == GRANTED, table.c.last_day.between(first, last), dated.asked(table, day, None))
    return _fetch(conn, where)


def _fetch(conn: Connection, where: Iterable[Any]) -> tuple[CopayRelief, ...]:
    table = t.copay_reliefs
    statement = select(*columns(CopayRelief, table)).where(*where)
    return fetch_all(conn, CopayRelief, statement.order_by(table.c.first_day, table.c.relief_key))


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `copay_application_open` where another application of the household is open."""
    for one in applications_of(uow.conn, [p["household_key"]], uow.business_day).get(p["household_key"], ()):
        if one.state == OPEN and one.application_key != p["application_key"]:
            raise Refused("copay_application_open", at_field="household_key")
    says = {name: p[name] for name in _PUT.split() if name != "application_key"}
    _state(uow, t.copay_applications, {"application_key": p["application_key"]}, says | {"state": OPEN}, event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `copay_application_unknown` for one that is not open."""
    key = {"application_key": p["application_key"]}
    rows = dated.standing(uow.conn, t.copay_applications, key)
    if not rows or rows[-1].says["state"] != OPEN or p["state"] not in ENDS:
        raise Refused("copay_application_unknown")
    _state(uow, t.copay_applications, key, {**rows[-1].says, "state": p["state"]}, event)


def _grant(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `copay_overlap` where one of the persons has a certificate on one of the days."""
    for one in certificates_of(uow.conn, [p["household_key"]], on=uow.business_day).get(p["household_key"], ()):
        both = one.first_day <= p["last_day"] and p["first_day"] <= one.last_day
        if both and set(one.persons) & set(p["persons"]) and one.relief_key != p["relief_key"]:
            raise Refused("copay_overlap", at_field="from_day", name=p["number"], certificate=one.number)
    says = {name: p[name] for name in _GRANT.split() if name != "relief_key"}
    says |= {"granted_on": uow.business_day, "state": GRANTED, "reason": ""}
    _state(uow, t.copay_reliefs, {"relief_key": p["relief_key"]}, says, event)


def _revoke(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `copay_certificate_unknown` for one that does not stand."""
    key = {"relief_key": p["relief_key"]}
    rows = dated.standing(uow.conn, t.copay_reliefs, key)
    if not rows or rows[-1].says["state"] != GRANTED:
        raise Refused("copay_certificate_unknown", certificate=p["relief_key"])
    last = p.get("last_day")
    changed = {"state": REVOKED} if last is None else {"last_day": last}
    _state(uow, t.copay_reliefs, key, {**rows[-1].says, **changed, "reason": p["reason"]}, event)


def _state(uow: UnitOfWork, table: Any, key: Mapping[str, Any], says: Mapping[str, Any], event: str) -> None:
    dated.state(uow, table, key, says, valid_from=uow.business_day, by_event=event)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_copay_application": (_PUT, "", _put),
    "end_copay_application": ("application_key household_key state", "", _end),
    "grant_copay_relief": (_GRANT, "", _grant),
    "revoke_copay_relief": ("relief_key household_key reason", "last_day", _revoke),
}
"""For each kind its required and optional fields and what it does."""
