"""Recourse and recovery (求償・返還): each case as it stands, and which claims for treatment belong to it.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_recourse` | recourse_key, household_key, person_key, case_id, origin, kind, accident_on, owner, tort_until, act_until, insurer_until, state |
| `change_recourse` | recourse_key, [kind, accident_on, knew_on, payer, debtor, fault, owner, tort_until, act_until, insurer_until, reminded, state, ended_on] |
| `link_benefits` | recourse_key, links: [{claim_no, linked, private_yen, why}] |
| `put_recovery_items` | recovery_key, items: [{claim_no, yen, state (LISTED, CLAIMED, DROPPED)}] |
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from server.domain.refusals import Refused
from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all, fetch_one
from server.store.scopes import in_scope
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"accident_on", "knew_on", "tort_until", "act_until", "insurer_until", "ended_on"})
RUNNING = ("INQUIRY", "OPEN", "CLAIMED", "ENTRUSTED")
_PUT = (
    "recourse_key household_key person_key case_id origin kind accident_on owner tort_until act_until insurer_until "
    "state"
)
_CHANGE = "kind accident_on knew_on payer debtor fault owner tort_until act_until insurer_until reminded state ended_on"


@dataclass(frozen=True, slots=True)
class Case:
    """A case of recourse as it stands; see the table's columns."""

    recourse_key: str
    household_key: str
    person_key: str
    case_id: str
    origin: str
    kind: str
    accident_on: date
    knew_on: date | None
    payer: str | None
    debtor: str | None
    fault: int | None
    owner: str
    tort_until: date
    act_until: date
    insurer_until: date | None
    reminded: int
    state: str
    ended_on: date | None

    @property
    def runs(self) -> bool:
        """Whether something is still to be done."""
        return self.state in RUNNING

    @property
    def first_end(self) -> date:
        """The first day on which a claim of it is lost."""
        return min(day for day in (self.tort_until, self.act_until, self.insurer_until) if day is not None)


@dataclass(frozen=True, slots=True)
class Link:
    """A claim for treatment as it belongs to a case."""

    recourse_key: str
    claim_no: str
    linked: bool
    private_yen: int
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """A claim for treatment as it is asked back."""

    claim_no: str
    recovery_key: str
    yen: int
    state: str


def recourse(conn: Connection, recourse_key: str) -> Case | None:
    """One case as known now."""
    table = t.recourse_cases
    here = (table.c.recourse_key == recourse_key, dated.current(table), table.c.valid_to.is_(None))
    return fetch_one(conn, Case, select(*columns(Case, table)).where(*here))


def recourses_named(conn: Connection, recourse_keys: Iterable[str]) -> tuple[Case, ...]:
    """These cases as known now."""
    return _cases(conn, t.recourse_cases.c.recourse_key.in_(sorted(set(recourse_keys))))


def recourses_of(conn: Connection, *, households: Iterable[str] = (), people: Iterable[str] = ()) -> tuple[Case, ...]:
    """The cases of households or of victims as known now, ended ones too, oldest accident first."""
    table = t.recourse_cases
    by = table.c.household_key.in_(sorted(set(households))) | table.c.person_key.in_(sorted(set(people)))
    return _cases(conn, by)


def running(conn: Connection, scope: Scope) -> tuple[Case, ...]:
    """The cases of the offices in scope that are not over, the first to lapse first."""
    table, cases = t.recourse_cases, t.cases
    office = select(cases.c.case_id).where(in_scope(cases.c.office, scope))
    found = _cases(conn, and_(table.c.state.in_(RUNNING), table.c.case_id.in_(office)))
    return tuple(sorted(found, key=lambda one: (one.first_end, one.recourse_key)))


def links_of(conn: Connection, recourse_keys: Iterable[str]) -> tuple[Link, ...]:
    """The claims linked to these cases or taken out of them, as known now."""
    table = t.recourse_links
    here = table.c.recourse_key.in_(sorted(set(recourse_keys)))
    statement = select(*columns(Link, table)).where(here, dated.current(table), table.c.valid_to.is_(None))
    return fetch_all(conn, Link, statement.order_by(table.c.claim_no))


def items_of(conn: Connection, *, claim_nos: Iterable[str] = (), recoveries: Iterable[str] = ()) -> tuple[Item, ...]:
    """What is asked back: of these claims, or in these cases."""
    table = t.recovery_items
    cases = table.c.recovery_key.in_(sorted(set(recoveries)))
    by = table.c.claim_no.in_(sorted(set(claim_nos))) | cases
    statement = select(*columns(Item, table)).where(by, dated.current(table), table.c.valid_to.is_(None))
    return fetch_all(conn, Item, statement.order_by(table.c.claim_no))


def _cases(conn: Connection, by: ColumnElement[bool]) -> tuple[Case, ...]:
    table = t.recourse_cases
    statement = select(*columns(Case, table)).where(by, dated.current(table), table.c.valid_to.is_(None))
    return fetch_all(conn, Case, statement.order_by(table.c.accident_on, table.c.recourse_key))


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    key = {"recourse_key": p["recourse_key"]}
    says = {name: p.get(name) for name in f"{_PUT} {_CHANGE}".split() if name != "recourse_key"} | {"reminded": 0}
    dated.add(uow, t.recourse_cases, key, says, valid_from=uow.business_day, by_event=event)


def _change(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `recourse_unknown` for a case that is not there or over."""
    key = {"recourse_key": p["recourse_key"]}
    rows = dated.standing(uow.conn, t.recourse_cases, key)
    if not rows or rows[-1].says["state"] not in RUNNING:
        raise Refused("recourse_unknown")
    says = {**rows[-1].says, **{name: value for name, value in p.items() if name != "recourse_key"}}
    dated.state(uow, t.recourse_cases, key, says, valid_from=uow.business_day, by_event=event)


def _link(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    for one in p["links"]:
        key = {"recourse_key": p["recourse_key"], "claim_no": one["claim_no"]}
        says = {name: one[name] for name in ("linked", "private_yen", "why")}
        rows = dated.standing(uow.conn, t.recourse_links, key)
        if not rows or {name: rows[-1].says[name] for name in says} != says:
            dated.state(uow, t.recourse_links, key, says, valid_from=uow.business_day, by_event=event)


def _items(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `recovery_elsewhere` for a claim that another case asks back."""
    standing = {one.claim_no: one for one in items_of(uow.conn, claim_nos=(one["claim_no"] for one in p["items"]))}
    for one in p["items"]:
        before = standing.get(one["claim_no"])
        if before is not None and before.recovery_key != p["recovery_key"] and before.state != "DROPPED":
            raise Refused("recovery_elsewhere", claim=one["claim_no"])
        key = {"claim_no": one["claim_no"]}
        says = {"recovery_key": p["recovery_key"], "yen": one["yen"], "state": one["state"]}
        dated.state(uow, t.recovery_items, key, says, valid_from=uow.business_day, by_event=event)


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_recourse": (_PUT, "", _put),
    "change_recourse": ("recourse_key", _CHANGE, _change),
    "link_benefits": ("recourse_key links", "", _link),
    "put_recovery_items": ("recovery_key items", "", _items),
}
"""For each kind its required and optional fields and what it does."""
