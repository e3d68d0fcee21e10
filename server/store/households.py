"""Finding households and persons (世帯・宛名の検索), never by My Number; hits show town and state, no full address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from server.domain.names import search_key
from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.among import among
from server.store.registers import phone_key
from server.store.rows import PAGE, fetch_all
from server.store.scopes import in_scope


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """What to look for; all given ones hold. `name` and `kana` are beginnings; kana is read as the search reads it."""

    name: str | None = None
    kana: str | None = None
    birth_date: str | None = None
    person_key: str | None = None
    household_key: str | None = None
    insured_number: str | None = None
    phone: str | None = None

    def is_empty(self) -> bool:
        """Whether nothing at all is asked: such a search finds nobody."""
        return not any(getattr(self, name) for name in PersonQuery.__slots__)


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One person found; `insured` is 適用 on the day; of a `protected` one name and town need a special right."""

    person_key: str
    household_key: str
    relation: str
    name: str
    name_kana: str
    sex: str
    birth_date: str
    protected: bool
    office: str
    town: str
    insured: bool
    symbol: str | None
    number: str | None
    branch: str | None


@dataclass(frozen=True, slots=True)
class ResidentHit:
    """One resident found in the residents' register (住民記録), whether or not the insurance knows him."""

    person_key: str
    household_key: str
    name: str
    name_kana: str
    sex: str
    birth_date: str
    relation: str
    office: str
    protected: bool


def search_persons(
    conn: Connection, scope: Scope, query: PersonQuery, *, on: date, limit: int = PAGE
) -> tuple[PersonHit, ...]:
    """Persons of households in `scope` as they stand on the day, in order of kana; at most `limit`."""
    if query.is_empty():
        return ()
    p, m, h, e = t.person_records, t.memberships, t.household_records, t.eligibilities
    insured = and_(e.c.person_key == p.c.person_key, dated.current(e), dated.holds(e, on))
    joined = (
        p.join(m, and_(m.c.person_key == p.c.person_key, dated.current(m), dated.holds(m, on)))
        .join(h, and_(h.c.household_key == m.c.household_key, dated.current(h), dated.holds(h, on)))
        .outerjoin(e, insured)
    )
    statement = (
        select(
            p.c.person_key,
            m.c.household_key,
            m.c.relation,
            p.c.name,
            p.c.name_kana,
            p.c.sex,
            p.c.birth_date,
            p.c.protected,
            h.c.office,
            h.c.town,
            e.c.row_id.is_not(None).label("insured"),
            e.c.symbol,
            e.c.number,
            e.c.branch,
        )
        .select_from(joined)
        .where(dated.current(p), dated.holds(p, on), in_scope(h.c.office, scope), *_wanted(query))
        .order_by(p.c.kana_key, p.c.birth_date, p.c.person_key)
        .limit(limit)
    )
    return fetch_all(conn, PersonHit, statement)


def search_residents(
    conn: Connection, scope: Scope, query: PersonQuery, *, on: date, limit: int = PAGE
) -> tuple[ResidentHit, ...]:
    """Residents in `scope` by name, kana, birth date or key; for the counter, before anyone is insured."""
    if query.is_empty():
        return ()
    r = t.resident_records
    names = ("person_key", "household_key", "name", "name_kana", "sex", "birth_date", "relation", "office", "protected")
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        conditions.append(r.c.name.startswith(query.name.strip(), autoescape=True))
    if query.kana:
        conditions.append(r.c.kana_key.startswith(search_key(query.kana), autoescape=True))
    for column, value in (
        (r.c.birth_date, query.birth_date),
        (r.c.person_key, query.person_key),
        (r.c.household_key, query.household_key),
    ):
        if value:
            conditions.append(column == value)
    if not conditions:
        return ()
    shielded = exists().where(
        t.protections.c.person_key == r.c.person_key, dated.current(t.protections), dated.holds(t.protections, on)
    )
    flag = or_(r.c.protected, shielded).label("protected")
    statement = (
        select(*(flag if name == "protected" else r.c[name] for name in names))
        .where(dated.current(r), dated.holds(r, on), in_scope(r.c.office, scope), *conditions)
        .order_by(r.c.kana_key, r.c.birth_date, r.c.person_key)
        .limit(limit)
    )
    return fetch_all(conn, ResidentHit, statement)


def household_revs(conn: Connection, keys: Iterable[str]) -> dict[str, int]:
    """The guard of each household as it stands, for `UnitOfWork.bump_households`; 0 where there is no register yet."""
    wanted = sorted(set(keys))
    table = t.households.c
    rows = conn.execute(select(table.household_key, table.rev).where(among(table.household_key, wanted)))
    return dict.fromkeys(wanted, 0) | dict(rows.all())


def keep_households(conn: Connection, keys: Iterable[str]) -> dict[str, int]:
    """The same as `household_revs`, and none of them moves until this unit of work ends."""
    wanted = sorted(set(keys))
    table = t.households.c
    statement = select(table.household_key, table.rev).where(among(table.household_key, wanted))
    kept = statement.order_by(table.household_key).with_for_update(read=True)
    return dict.fromkeys(wanted, 0) | dict(conn.execute(kept).all())


def office_of_household(conn: Connection, household_key: str, on: date) -> str | None:
    """The ward office of a household on the day, by its register, else by the residents' register."""
    h, r = t.household_records, t.resident_records
    for table in (h, r):
        statement = select(table.c.office).where(
            table.c.household_key == household_key, dated.current(table), dated.holds(table, on)
        )
        office: str | None = conn.execute(statement.limit(1)).scalar_one_or_none()
        if office is not None:
            return office
    return None


def any_protected(conn: Connection, person_keys: Iterable[str], on: date) -> bool:
    """Whether one of the persons is under protection (支援措置) on the day, by our register or the residents'."""
    keys = sorted(set(person_keys))
    for table in (t.person_records, t.resident_records):
        statement = select(table.c.person_key).where(
            table.c.person_key.in_(keys), table.c.protected.is_(True), dated.current(table), dated.holds(table, on)
        )
        if conn.execute(statement.limit(1)).first() is not None:
            return True
    ours = t.protections
    standing = select(ours.c.person_key).where(ours.c.person_key.in_(keys), dated.current(ours), dated.holds(ours, on))
    return conn.execute(standing.limit(1)).first() is not None


def count_households(conn: Connection) -> int:
    """How many households the register knows."""
    return conn.execute(select(func.count()).select_from(t.households)).scalar_one()


def _wanted(query: PersonQuery) -> list[ColumnElement[bool]]:
    p, m, h, e = t.person_records.c, t.memberships.c, t.household_records.c, t.eligibilities.c
    found: list[ColumnElement[bool]] = []
    if query.name:
        found.append(p.name.startswith(query.name.strip(), autoescape=True))
    if query.kana:
        found.append(p.kana_key.startswith(search_key(query.kana), autoescape=True))
    for column, value in (
        (p.birth_date, query.birth_date),
        (p.person_key, query.person_key),
        (m.household_key, query.household_key),
        (e.number, query.insured_number),
    ):
        if value:
            found.append(column == value)
    if query.phone:
        found.append(h.phone_key == phone_key(query.phone))
    return found
