"""Inquiries about incomes (所得照会): one open question about a person and year at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.rows import columns, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to the municipality of 1 January; `due_on` the last day on which the answer is waited for."""

    inquiry_key: str
    person_key: str
    income_year: int
    municipality: str
    asked_on: date
    due_on: date
    answered_on: date | None
    outcome: str | None


def put(uow: UnitOfWork, person_key: str, income_year: int, municipality: str, due_on: date) -> str:
    """Records a question; an open one about the same person, year and municipality stands. `person_not_found`."""
    table, persons = t.income_inquiries, t.persons.c
    if uow.conn.execute(select(persons.person_key).where(persons.person_key == person_key)).first() is None:
        raise Refused("person_not_found")
    same = (
        table.c.person_key == person_key,
        table.c.income_year == income_year,
        table.c.municipality == municipality,
        table.c.answered_on.is_(None),
    )
    standing = uow.conn.execute(select(table.c.inquiry_key).where(*same)).scalar_one_or_none()
    if standing is not None:
        return str(standing)
    key = uow.new_id()
    row = {
        "inquiry_key": key,
        "person_key": person_key,
        "income_year": income_year,
        "municipality": municipality,
        "asked_on": uow.business_day,
        "due_on": due_on,
    }
    uow.conn.execute(insert(table).values(row))
    return key


def close(uow: UnitOfWork, inquiry_key: str, outcome: str) -> Inquiry:
    """Closes an open question; `inquiry_unknown` for one that is not there or closed."""
    table = t.income_inquiries
    statement = select(*columns(Inquiry, table)).where(
        table.c.inquiry_key == inquiry_key, table.c.answered_on.is_(None)
    )
    found = fetch_one(uow.conn, Inquiry, statement)
    if found is None:
        raise Refused("inquiry_unknown", inquiry=inquiry_key)
    said = {"answered_on": uow.business_day, "outcome": outcome}
    uow.conn.execute(update(table).where(table.c.inquiry_key == inquiry_key).values(said))
    return found
