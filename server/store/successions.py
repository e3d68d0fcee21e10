"""Successions on record (納付義務の承継, P29): who inherits which part of a dead payer's debts and credits.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `put_succession` | succession_key, household_key, case_id, dead_key, died_on, state (TRANSFERRED 承継, NO_HEIR 相続人なし), representative (heir's number or None), represented_by (FILED, DESIGNATED, ALONE or None), heirs [{heir_no, name, postal_code, address, kin, acceptance, share_of, share_in, answers_up_to}], parts [{heir_no, claim_key, kind (DEBT, CREDIT), yen}] |

A payer's death is succeeded to once. The ledger stays as it is: each heir owes his part of an instalment on it.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"died_on"})
_PUT = "succession_key household_key case_id dead_key died_on state representative represented_by heirs parts"
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Succession:
    """One decision; see `tables.successions.SuccessionCols`."""

    succession_key: str
    household_key: str
    case_id: str
    dead_key: str
    died_on: date
    state: str
    decided_on: date
    representative: int | None
    represented_by: str | None


@dataclass(frozen=True, slots=True)
class Successor:
    """An heir who inherits, by number; the share is `share_of` / `share_in`."""

    succession_key: str
    heir_no: int
    name: str
    postal_code: str
    address: str
    kin: str
    acceptance: str
    share_of: int
    share_in: int
    answers_up_to: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """What of an instalment an heir takes over, in yen as of the decision."""

    succession_key: str
    heir_no: int
    claim_key: str
    kind: str
    yen: int


def successions_of(conn: Connection, household_keys: Iterable[str]) -> dict[str, tuple[Succession, ...]]:
    """The successions of each household, oldest first; households without one are left out."""
    table, found = t.successions, dict[str, tuple[Succession, ...]]()
    keys = sorted(set(household_keys))
    for start in range(0, len(keys), _SLICE):
        here = table.c.household_key.in_(keys[start : start + _SLICE])
        statement = select(*columns(Succession, table)).where(here)
        for one in fetch_all(conn, Succession, statement.order_by(table.c.decided_on, table.c.succession_key)):
            found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def heirs_of(conn: Connection, succession_key: str) -> tuple[Successor, ...]:
    """The heirs in order of number."""
    table = t.succession_heirs
    statement = select(*columns(Successor, table)).where(table.c.succession_key == succession_key)
    return fetch_all(conn, Successor, statement.order_by(table.c.heir_no))


def parts_of(conn: Connection, succession_key: str) -> tuple[Part, ...]:
    """The parts in order of heir and instalment."""
    table = t.succession_parts
    statement = select(*columns(Part, table)).where(table.c.succession_key == succession_key)
    return fetch_all(conn, Part, statement.order_by(table.c.heir_no, table.c.claim_key, table.c.kind))


@dataclass(frozen=True, slots=True)
class Dead:
    """A payer whose death the registers tell, with the day of death."""

    household_key: str
    person_key: str
    died_on: date


def dead_payers(conn: Connection, since: date) -> tuple[Dead, ...]:
    """Payers whose insurance ended by death on or behind `since`, of whom no succession stands nor a case of one ran.

    Insurance ends on the day behind the death (国民健康保険法8条1項).
    """
    e, a, s, c = t.eligibilities.c, t.levy_accounts.c, t.successions.c, t.cases.c
    owes = select(a.account_key).where(a.household_key == e.household_key, a.payer_key == e.person_key).exists()
    settled = select(s.succession_key).where(s.household_key == e.household_key, s.dead_key == e.person_key).exists()
    once = select(c.case_id).where(c.once_key == "succession/" + e.household_key + "/" + e.person_key).exists()
    running = select(c.case_id).where(c.household_key == e.household_key, c.slug == "succession", c.status == "active")
    statement = (
        select(e.household_key, e.person_key, e.valid_to)
        .where(dated.current(t.eligibilities), e.lost_by == "death", e.valid_to >= since)
        .where(owes, ~settled, ~once, ~running.exists())
        .order_by(e.household_key, e.person_key)
    )
    found: dict[tuple[str, str], date] = {}
    rows: Any = conn.execute(statement)
    for household, person, lost in rows:
        found[household, person] = date.fromordinal(lost.toordinal() - 1)
    return tuple(Dead(home, person, day) for (home, person), day in found.items())


def can_begin(conn: Connection, household_key: str, person_key: str) -> bool:
    """Whether no succession to a person of the household was decided, runs or ran."""
    s, c = t.successions.c, t.cases.c
    decided = select(s.succession_key).where(s.household_key == household_key, s.dead_key == person_key)
    ran = select(c.case_id).where(c.once_key == f"succession/{household_key}/{person_key}")
    running = select(c.case_id).where(c.household_key == household_key, c.slug == "succession", c.status == "active")
    return all(conn.execute(one.limit(1)).first() is None for one in (decided, ran, running))


def _put(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `succession_stands` where the payer's death was succeeded to already."""
    standing = successions_of(uow.conn, [p["household_key"]]).get(p["household_key"], ())
    if any(one.dead_key == p["dead_key"] for one in standing):
        raise Refused("succession_stands", at_field="person_key")
    row = {name: p[name] for name in _PUT.split() if name not in ("heirs", "parts")}
    uow.conn.execute(insert(t.successions).values(**row, decided_on=uow.business_day, by_event=event))
    key = {"succession_key": p["succession_key"]}
    for table, rows in ((t.succession_heirs, p["heirs"]), (t.succession_parts, p["parts"])):
        if rows:
            uow.conn.execute(insert(table), [{**key, **one} for one in rows])


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "put_succession": (_PUT, "", _put),
}
"""For each kind its required and optional fields and what it does."""
