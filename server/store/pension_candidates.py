"""Candidates for withholding (特別徴収対象者): kept as told, each with the one person that he is, or with nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

_SLICE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pensioner; `person_key` None when nobody or more than one of ours fits: then a person looks."""

    file_hash: str
    record_no: int
    levy_year: int
    pension_number: str
    pension_code: str
    payer: str
    person_key: str | None
    yearly: int
    per_payment: int
    care_per_payment: int
    told_on: date


def put_candidates(uow: UnitOfWork, candidates: Sequence[Candidate]) -> None:
    """Keeps the candidates of a file."""
    names = [column.name for column in t.pension_candidates.columns]
    if candidates:
        uow.conn.execute(
            insert(t.pension_candidates), [{name: getattr(one, name) for name in names} for one in candidates]
        )


def is_in(conn: Connection, file_hash: str) -> bool:
    """Whether the very file was taken in before."""
    table = t.pension_candidates.c
    return conn.execute(select(table.record_no).where(table.file_hash == file_hash).limit(1)).first() is not None


def candidates_of(conn: Connection, levy_year: int) -> tuple[Candidate, ...]:
    """The candidates of a year, in order of file and record."""
    table = t.pension_candidates
    statement = select(*columns(Candidate, table)).where(table.c.levy_year == levy_year)
    return fetch_all(conn, Candidate, statement.order_by(table.c.told_on, table.c.file_hash, table.c.record_no))


def february_of(conn: Connection, household_keys: Iterable[str], levy_year: int) -> dict[str, int]:
    """What is withheld in February of a levy year, by household; nothing for one whose withholding ended before."""
    table, found = t.special_collections, dict[str, int]()
    wanted, february = sorted(set(household_keys)), date(levy_year + 1, 2, 15)
    for start in range(0, len(wanted), _SLICE):
        here = (table.c.household_key.in_(wanted[start : start + _SLICE]), table.c.levy_year == levy_year)
        statement = select(table.c.household_key, table.c.amounts).where(*here, dated.asked(table, february, None))
        for key, amounts in conn.execute(statement):
            said: Any = amounts
            found[key] = int(said.get("2", 0))
    return found


def unclear(conn: Connection, levy_year: int, limit: int = 200) -> tuple[Candidate, ...]:
    """The pensioners of a year who are nobody of ours, or more than one."""
    table = t.pension_candidates
    here = (table.c.levy_year == levy_year, table.c.person_key.is_(None))
    statement = select(*columns(Candidate, table)).where(*here).order_by(table.c.told_on, table.c.record_no)
    return fetch_all(conn, Candidate, statement.limit(limit))
