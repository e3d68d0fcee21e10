"""The benefit register as lists (給付台帳の一覧): a household's claims by month, the files they came in, who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from server.store import dated
from server.store import tables as t
from server.store.benefits import Benefit
from server.store.feeds import FeedFile
from server.store.rows import columns, fetch_all

ALL, THIRD, BACK, VOID = "all", "third", "back", "void"
WHICH = (ALL, THIRD, BACK, VOID)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: of a month of treatment (its first day), of a person; THIRD with 10.第三, BACK asked back, VOID
    taken back by the federation.
    """

    month: date | None = None
    person: str | None = None
    which: str = ALL


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """An accepted file with what became of its claims: taken back since, still waiting, yen of benefits that stand."""

    file: FeedFile
    voided: int
    waiting: int
    benefit: int


def claims(conn: Connection, household_key: str, wanted: Wanted, limit: int, offset: int) -> tuple[Benefit, ...]:
    """A page of a household's claims, the newest treatment first; those taken back too."""
    table = t.benefit_claims
    statement = select(*columns(Benefit, table)).where(_here(household_key, wanted))
    order = (table.c.first_day.desc(), table.c.claim_no)
    return fetch_all(conn, Benefit, statement.order_by(*order).limit(limit).offset(offset))


def total(conn: Connection, household_key: str, wanted: Wanted) -> tuple[int, int]:
    """How many there are, and the yen of benefits of those that stand."""
    table = t.benefit_claims.c
    here = _here(household_key, wanted)
    count = conn.execute(select(func.count()).select_from(t.benefit_claims).where(here)).scalar_one()
    stands = and_(here, table.voided_on.is_(None))
    return count, int(conn.execute(select(func.coalesce(func.sum(table.benefit), 0)).where(stands)).scalar_one())


def months_and_people(conn: Connection, household_key: str) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The months of treatment, newest first, and whose claims there are."""
    table = t.benefit_claims.c
    rows = conn.execute(
        select(table.first_day, table.person_key).where(table.household_key == household_key).distinct()
    )
    found = [(day, person) for day, person in rows]
    months = {day.replace(day=1) for day, _ in found}
    return tuple(sorted(months, reverse=True)), tuple(sorted({person for _, person in found}))


def cases_of(conn: Connection, claim_nos: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """By claim the cases that it belongs to: (kind, case), the kind RECOURSE or RECOVERY."""
    wanted = sorted(set(claim_nos))
    link, item, case = t.recourse_links, t.recovery_items, t.recourse_cases
    linked = (
        select(link.c.claim_no, case.c.case_id)
        .join(case, case.c.recourse_key == link.c.recourse_key)
        .where(link.c.claim_no.in_(wanted), link.c.linked, *_now(link), *_now(case))
    )
    asked = select(item.c.claim_no, item.c.recovery_key).where(
        item.c.claim_no.in_(wanted), item.c.state != "DROPPED", *_now(item)
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, statement in (("RECOURSE", linked), ("RECOVERY", asked)):
        for claim_no, case_id in conn.execute(statement):
            found[claim_no] = (*found.get(claim_no, ()), (kind, case_id))
    return found


def files(conn: Connection, interface: str, limit: int, offset: int) -> tuple[ImportedFile, ...]:
    """A page of the accepted files, the newest first."""
    table = t.feed_files
    statement = select(*columns(FeedFile, table)).where(table.c.interface == interface)
    every = fetch_all(conn, FeedFile, statement.order_by(table.c.sequence.desc()).limit(limit).offset(offset))
    keys = [one.file_id for one in every]
    claim, item = t.benefit_claims.c, t.feed_quarantine.c
    stands = _by(conn, claim.file_id, func.sum(claim.benefit), keys, claim.voided_on.is_(None))
    voided = _by(conn, claim.file_id, func.count(), keys, claim.voided_on.is_not(None))
    waits = _by(conn, item.file_id, func.count(), keys, item.settled_at.is_(None))
    return tuple(
        ImportedFile(one, voided.get(one.file_id, 0), waits.get(one.file_id, 0), stands.get(one.file_id, 0))
        for one in every
    )


def count_files(conn: Connection, interface: str) -> int:
    """How many files were accepted."""
    table = t.feed_files
    counted = select(func.count()).select_from(table).where(table.c.interface == interface)
    return conn.execute(counted).scalar_one()


def _by(
    conn: Connection, key: ColumnElement[str], what: ColumnElement[int], keys: list[str], condition: ColumnElement[bool]
) -> dict[str, int]:
    rows = conn.execute(select(key, what).where(key.in_(keys), condition).group_by(key))
    return {file_id: int(value) for file_id, value in rows}


def _now(table: Table) -> tuple[ColumnElement[bool], ...]:
    return dated.current(table), table.c.valid_to.is_(None)


def _here(household_key: str, wanted: Wanted) -> ColumnElement[bool]:
    table = t.benefit_claims.c
    found: ColumnElement[bool] = table.household_key == household_key
    if wanted.month is not None:
        behind = (wanted.month + timedelta(days=31)).replace(day=1)
        found = and_(found, table.first_day >= wanted.month, table.first_day < behind)
    if wanted.person is not None:
        found = and_(found, table.person_key == wanted.person)
    if wanted.which == THIRD:
        return and_(found, table.third_party)
    if wanted.which == VOID:
        return and_(found, table.voided_on.is_not(None))
    if wanted.which == BACK:
        item = t.recovery_items
        asked = select(item.c.claim_no).where(item.c.state != "DROPPED", *_now(item))
        return and_(found, table.claim_no.in_(asked))
    return found
