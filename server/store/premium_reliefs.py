"""Reliefs on application (減免): what is applied for, what was granted; of many households in one statement each.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_relief_application` | application_key, household_key, case_id, levy_year, ground, applied_on, due_on, event_on, [ended_on, facts, persons] |
| `end_relief_application` | application_key, household_key, state (GRANTED, PARTLY, REFUSED, WITHDRAWN, JOINED) |
| `grant_premium_relief` | relief_key, household_key, case_id, levy_year, ground, terms, yen, first_month, [last_year, review_on] |
| `revoke_premium_relief` | relief_key, household_key, first_month, reason, [terms] |

A household's year has one relief in force at most: a grant takes the place of the one before. `revoke` with `terms` cuts
it short (its ground ended); without, nothing of it is left (it rested on a false statement). Both mark the levy.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"applied_on", "due_on", "event_on", "ended_on", "review_on", "first_month"})
OPEN, GRANTED, REVOKED, REPLACED = "OPEN", "GRANTED", "REVOKED", "REPLACED"
ENDS = ("GRANTED", "PARTLY", "REFUSED", "WITHDRAWN", "JOINED")
_SLICE = 500
_PUT = "application_key household_key case_id levy_year ground applied_on due_on event_on"
_GRANT = "relief_key household_key case_id levy_year ground terms yen first_month"


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it stands."""

    application_key: str
    household_key: str
    case_id: str
    levy_year: int
    ground: str
    applied_on: date
    due_on: date
    event_on: date
    ended_on: date | None
    facts: Mapping[str, Any]
    persons: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class PremiumRelief:
    """One relief as it stands; `row_id`, `by_event` and `valid_from` are its source."""

    row_id: int
    relief_key: str
    household_key: str
    case_id: str
    levy_year: int
    last_year: int | None
    ground: str
    terms: Mapping[str, Any]
    yen: int
    granted_on: date
    review_on: date | None
    state: str
    reason: str
    valid_from: date
    by_event: str


def applications_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[Application, ...]]:
    """The applications of each household as they stand on the day, oldest first; households without are left out."""
    table, found = t.relief_applications, dict[str, tuple[Application, ...]]()
    for part in _slices(household_keys):
        statement = select(*columns(Application, table)).where(
            table.c.household_key.in_(part), dated.asked(table, day, None)
        )
        for one in fetch_all(conn, Application, statement.order_by(table.c.applied_on, table.c.application_key)):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def open_until(conn: Connection, last: date, day: date, offices: Iterable[str] | None = None) -> tuple[Any, ...]:
    """The open applications to be decided by `last`, first due first, with number and office of the case."""
    table, c = t.relief_applications, t.cases
    statement = (
        select(*columns(Application, table), c.c.number, c.c.office)
        .join(c, c.c.case_id == table.c.case_id)
        .where(table.c.state == OPEN, table.c.due_on <= last, dated.asked(table, day, None))
    )
    if offices is not None:
        statement = statement.where(c.c.office.in_(sorted(set(offices))))
    return tuple(conn.execute(statement.order_by(table.c.due_on, table.c.application_key)))


def reliefs_of(
    conn: Connection, household_keys: Iterable[str], fiscal_year: int | None = None, *, on: date, known_at: Any = None
) -> dict[str, tuple[PremiumRelief, ...]]:
    """The reliefs in force of each household (of the fiscal year, None: any), as the day has them."""
    table, found = t.premium_reliefs, dict[str, tuple[PremiumRelief, ...]]()
    for part in _slices(household_keys):
        where = [table.c.household_key.in_(part), table.c.state == GRANTED, dated.asked(table, on, known_at)]
        if fiscal_year is not None:
            last = or_(table.c.last_year.is_(None), table.c.last_year >= fiscal_year)
            where += [table.c.levy_year <= fiscal_year, last]
        statement = select(*columns(PremiumRelief, table)).where(*where)
        for one in fetch_all(conn, PremiumRelief, statement.order_by(table.c.levy_year, table.c.relief_key)):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def to_review(conn: Connection, day: date) -> tuple[PremiumRelief, ...]:
    """The reliefs in force of which somebody should look by the day whether their ground still holds."""
    table = t.premium_reliefs
    where = (table.c.state == GRANTED, table.c.review_on <= day, dated.asked(table, day, None))
    return fetch_all(conn, PremiumRelief, select(*columns(PremiumRelief, table)).where(*where))


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `relief_application_open` where the same ground of the household's year is applied for already."""
    for one in applications_of(uow.conn, [p["household_key"]], uow.business_day).get(p["household_key"], ()):
        same = (one.levy_year, one.ground, one.state) == (p["levy_year"], p["ground"], OPEN)
        if same and one.application_key != p["application_key"]:
            raise Refused("relief_application_open", at_field="ground")
    says = {name: p[name] for name in _PUT.split() if name != "application_key"}
    says |= {"ended_on": p.get("ended_on"), "facts": p.get("facts") or {}, "persons": p.get("persons") or []}
    _state(uow, t.relief_applications, {"application_key": p["application_key"]}, says | {"state": OPEN}, event)


def _end(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `relief_application_unknown` for one that is not open."""
    key = {"application_key": p["application_key"]}
    rows = dated.standing(uow.conn, t.relief_applications, key)
    if not rows or rows[-1].says["state"] != OPEN or p["state"] not in ENDS:
        raise Refused("relief_application_unknown")
    _state(uow, t.relief_applications, key, {**rows[-1].says, "state": p["state"]}, event)


def _grant(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    found = reliefs_of(uow.conn, [p["household_key"]], on=uow.business_day).get(p["household_key"], ())
    for one in found:
        if one.levy_year == p["levy_year"] and one.relief_key != p["relief_key"]:
            _change(uow, one.relief_key, {"state": REPLACED, "reason": p["relief_key"]}, event)
    says = {name: p[name] for name in _GRANT.split() if name not in ("relief_key", "first_month")}
    says |= {"last_year": p.get("last_year", p["levy_year"]), "review_on": p.get("review_on")}
    says |= {"granted_on": uow.business_day, "state": GRANTED, "reason": ""}
    _state(uow, t.premium_reliefs, {"relief_key": p["relief_key"]}, says, event)


def _revoke(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `relief_unknown` for one that is not in force."""
    if p.get("terms") is None:
        changed = {"state": REVOKED, "reason": p["reason"]}
    else:
        changed = {"terms": p["terms"], "reason": p["reason"], "review_on": None, "last_year": p.get("last_year")}
    _change(uow, p["relief_key"], changed, event)


def _change(uow: UnitOfWork, relief_key: str, changed: Mapping[str, Any], event: str) -> None:
    key = {"relief_key": relief_key}
    rows = dated.standing(uow.conn, t.premium_reliefs, key)
    if not rows or rows[-1].says["state"] != GRANTED:
        raise Refused("relief_unknown", relief=relief_key)
    _state(uow, t.premium_reliefs, key, {**rows[-1].says, **changed}, event)


def _state(uow: UnitOfWork, table: Any, key: Mapping[str, Any], says: Mapping[str, Any], event: str) -> None:
    dated.state(uow, table, key, says, valid_from=uow.business_day, by_event=event)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_relief_application": (_PUT, "ended_on facts persons", _put),
    "end_relief_application": ("application_key household_key state", "", _end),
    "grant_premium_relief": (_GRANT, "last_year review_on", _grant),
    "revoke_premium_relief": ("relief_key household_key first_month reason", "terms last_year", _revoke),
}
"""For each kind its required and optional fields and what it does."""
