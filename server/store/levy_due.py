"""Levies to be looked at again (要再計算): which household's year, since which change, until a decision closed it.

Marked by `registers.apply_change` itself, so that no change that touches a levy can be forgotten. A mark is closed by
whatever looked at the levy after it, also when nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, or_, select, union, update

from server.domain.calendar import fiscal_year
from server.domain.effects import RegisterChange
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
_YEARS_BACK = 2  # National Health Insurance Act art. 110-2(1): what is older is barred on every day of the year
_YEARS_BACK_OVERLAP = 5  # art. 110-2(2): a loss of eligibility may lower older years; the decision says which
_EARLIEST = date(1900, 4, 1)
_MARKING = (
    "put_person",
    "put_membership",
    "end_membership",
    "open_eligibility",
    "close_eligibility",
    "move_eligibility",
    "put_income",
)
_MARKING_ENDS = ("_levy_relief", "_premium_relief", "_nominal_head", "_designated_head", "_former_senior")
_FIRST_DAYS = (
    "valid_from",
    "on",
    "tekiyo_from",
    "tekiyo_to",
    "shikaku_from",
    "since",
    "from",
    "first_month",
    "event_on",
)


@dataclass(frozen=True, slots=True)
class Due:
    """One mark: `cause` is the kind of register change, `source` its key, `by_event` who asked for it."""

    due_id: str
    household_key: str
    levy_year: int
    cause: str
    source: str
    by_event: str
    since: date


def touches(change: RegisterChange) -> bool:
    """Whether a change of this kind can touch a levy."""
    return change.kind in _MARKING or change.kind.endswith(_MARKING_ENDS)


def concerned(conn: Connection, change: RegisterChange) -> frozenset[str]:
    """The households whose levy hangs on whom the change is about, as the registers say at this moment.

    Asked before and after the change, because who joins a household leaves another.
    """
    if not touches(change) or (change.kind == "put_person" and _same_birth(conn, change)):
        return frozenset()
    found = {change.payload["household_key"]} if isinstance(change.payload.get("household_key"), str) else set()
    person = change.payload.get("person_key") or _relieved(conn, change)
    if isinstance(person, str):
        behind_first = date(fiscal_year(_first_day(change)), 4, 1)
        found |= set(conn.scalars(_households_of(person, behind_first)))
    return frozenset(found)


def mark(uow: UnitOfWork, change: RegisterChange, households: Iterable[str], *, event: str) -> None:
    """Puts the years that the change touches on the queue of these households, each once for each change."""
    years = _years(change, uow.business_day)
    rows = [
        {
            "due_id": uow.new_id(),
            "household_key": household,
            "levy_year": year,
            "cause": change.kind,
            "source": change.key,
            "by_event": event,
            "since": uow.business_day,
            "marked_at": uow.now,
        }
        for household in sorted(set(households))
        for year in years
    ]
    if rows:
        uow.conn.execute(insert(t.levy_due), rows)


def open_of(conn: Connection, households: Iterable[str]) -> dict[str, tuple[Due, ...]]:
    """What waits of each of these households, oldest first; those of which nothing waits are left out."""
    table, found = t.levy_due, dict[str, list[Due]]()
    for part in _slices(households):
        statement = select(*columns(Due, table)).where(table.c.household_key.in_(part), table.c.closed_on.is_(None))
        for due in fetch_all(conn, Due, statement.order_by(table.c.marked_at, table.c.due_id)):
            found.setdefault(due.household_key, []).append(due)
    return {household: tuple(dues) for household, dues in found.items()}


def waiting(conn: Connection, levy_year: int, *, after: str = "", limit: int = _SLICE) -> tuple[str, ...]:
    """The next households of which a year waits, in order of key behind `after`: what a run walks through."""
    table = t.levy_due.c
    statement = select(table.household_key).where(
        table.closed_on.is_(None), table.levy_year == levy_year, table.household_key > after
    )
    return tuple(conn.scalars(statement.distinct().order_by(table.household_key).limit(limit)))


def close(uow: UnitOfWork, due_ids: Sequence[str], *, by: str) -> None:
    """Closes marks that were read before the levy was looked at; `by` names what looked."""
    table = t.levy_due
    for part in _slices(due_ids):
        statement = update(table).where(table.c.due_id.in_(part), table.c.closed_on.is_(None))
        uow.conn.execute(statement.values(closed_on=uow.business_day, closed_by=by))


def _years(change: RegisterChange, day: date) -> range:
    last = fiscal_year(day)
    if change.kind == "put_income":
        year = int(change.payload["income_year"]) + 1
        return range(year, year + 1) if last - _YEARS_BACK <= year <= last else range(0)
    back = _YEARS_BACK_OVERLAP if change.kind == "close_eligibility" else _YEARS_BACK
    return range(max(fiscal_year(_first_day(change)), last - back), last + 1)


def _first_day(change: RegisterChange) -> date:
    """The earliest day the change speaks of; a birth date touches every year, an income the year after its own."""
    if change.kind == "put_income":
        return date(int(change.payload["income_year"]) + 1, 4, 1)
    if change.kind in ("put_person", "end_levy_relief"):
        return _EARLIEST
    days = [_day(change.payload[name]) for name in _FIRST_DAYS if change.payload.get(name)]
    return min(days, default=_EARLIEST)


def _day(text: Any) -> date:
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def _relieved(conn: Connection, change: RegisterChange) -> str | None:
    """Whose relief it is that ends: the change names only the relief."""
    table = t.levy_reliefs.c
    statement = select(table.person_key).where(table.relief_key == change.payload.get("relief_key"))
    return conn.scalars(statement.limit(1)).first()


def _same_birth(conn: Connection, change: RegisterChange) -> bool:
    table = t.person_records
    statement = select(table.c.birth_date).where(
        table.c.person_key == change.payload["person_key"], dated.current(table)
    )
    return set(conn.scalars(statement)) == {change.payload["birth_date"]}


def _households_of(person: str, since: date) -> Any:
    """Where the person belonged or was insured on any day from `since` on, as we know now."""
    m, e = t.memberships, t.eligibilities
    return union(
        *(
            select(table.c.household_key).where(
                table.c.person_key == person,
                dated.current(table),
                or_(table.c.valid_to.is_(None), table.c.valid_to >= since),
            )
            for table in (m, e)
        )
    )


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]


def count_waiting(conn: Connection) -> Mapping[int, int]:
    """How many households wait, by levy year."""
    table = t.levy_due.c
    statement = select(table.levy_year, table.household_key).where(table.closed_on.is_(None)).distinct()
    counted: dict[int, int] = {}
    for year, _ in conn.execute(statement):
        counted[year] = counted.get(year, 0) + 1
    return dict(sorted(counted.items()))
