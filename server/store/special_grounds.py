"""Why withholding must end (特別徴収を止めるべき世帯): what the registers say on a day, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Withheld:
    """A household from whose head's pension is withheld, since when."""

    household_key: str
    levy_year: int
    person_key: str
    account_key: str | None
    valid_from: date


def withheld_now(conn: Connection, day: date) -> tuple[Withheld, ...]:
    """Everybody who is withheld from on the day or from a later day of the year on, in order of household."""
    table = t.special_collections
    statement = select(*columns(Withheld, table)).where(dated.current(table), table.c.valid_to > day)
    return fetch_all(conn, Withheld, statement.order_by(table.c.household_key))


def losses(conn: Connection, person_keys: Iterable[str], day: date) -> dict[str, str]:
    """By person why he is not insured any more on the day (`lost_by`); empty text where nobody said why."""
    table, found = t.eligibilities, dict[str, str]()
    insured = set[str]()
    for part in _slices(person_keys):
        here = (table.c.person_key.in_(part), dated.current(table))
        statement = select(table.c.person_key, table.c.valid_to, table.c.lost_by).where(*here)
        for key, to, why in conn.execute(statement.order_by(table.c.valid_from)):
            if to is None or to > day:
                insured.add(key)
            else:
                found[key] = why or ""
    return {key: why for key, why in found.items() if key not in insured}


def heads(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, str]:
    """The head of each household on the day."""
    table, found = t.memberships, dict[str, str]()
    for part in _slices(household_keys):
        here = (table.c.household_key.in_(part), table.c.relation == "HEAD", dated.asked(table, day, None))
        statement = select(table.c.household_key, table.c.person_key).where(*here)
        for key, person in conn.execute(statement):
            found.setdefault(key, person)
    return found


def births_of_insured(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[str, ...]]:
    """The birth dates of everybody insured in each household on the day."""
    e, p, found = t.eligibilities, t.person_records, dict[str, tuple[str, ...]]()
    for part in _slices(household_keys):
        statement = (
            select(e.c.household_key, p.c.birth_date)
            .select_from(e.join(p, p.c.person_key == e.c.person_key))
            .where(e.c.household_key.in_(part), dated.asked(e, day, None), dated.asked(p, day, None))
        )
        for key, birth in conn.execute(statement):
            found[key] = (*found.get(key, ()), birth)
    return found


def lowered(conn: Connection, since: Mapping[str, date]) -> set[str]:
    """The accounts whose levy a decision made less on its day of `since` or later."""
    levy, found = t.levies.c, set[str]()
    for part in _slices(since):
        yen = levy.basic + levy.support + levy.care + levy.child
        statement = select(levy.account_key, levy.decided_on, yen).where(levy.account_key.in_(part))
        before: dict[str, int] = {}
        for key, decided_on, total in conn.execute(statement.order_by(levy.account_key, levy.revision)):
            if key in before and total < before[key] and decided_on >= since[key]:
                found.add(key)
            before[key] = total
    return found


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
