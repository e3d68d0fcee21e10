"""Facts of the office itself (所属・案件・採番): offices, open cases, sealed numbers' state, numbers set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, select, tuple_

from server.domain.effects import JSON
from server.store import counters
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question, by, holding, plain

_OFFICE = ("office", "name", "kind", "postal_code", "address", "phone", "insured_symbol")
_WIDTHS = {"person": 15, "household": 15, "certificate": 10}
"""How many digits the numbers of each series have that `reserved_key` gives out."""


def offices(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`office`: name, address and telephone of an office."""
    keys = [question.key for question in questions]
    rows = ask.conn.execute(t.offices.select().where(t.offices.c.office.in_(keys)))
    found = {row.office: plain(row._asdict(), *_OFFICE) for row in rows}
    return {question: found.get(question.key) for question in questions}


def open_cases(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`open_cases`: running cases of a procedure that concern a person."""
    joined = t.cases.join(t.case_persons, t.case_persons.c.case_id == t.cases.c.case_id)
    c = t.cases.c
    pair = tuple_(c.slug, t.case_persons.c.person_key)
    statement = (
        select(c.case_id, c.number, c.slug, c.office, c.received_on, t.case_persons.c.person_key)
        .select_from(joined)
        .where(c.status == "active", pair.in_([question.split() for question in questions]))
        .order_by(c.started_at, c.case_id)
    )
    answers: dict[Question, JSON] = {question: [] for question in questions}
    rows = [row._asdict() for row in ask.conn.execute(statement)]
    for question in questions:
        mine = [row for row in rows if (row["slug"], row["person_key"]) == question.split()]
        answers[question] = [plain(row, "case_id", "number", "slug", "office", "received_on") for row in mine]
    return answers


def my_numbers(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`my_number`: what is known of a sealed number by its token, never the number."""
    sealed, current = t.my_numbers.alias("sealed"), t.my_numbers.alias("current_one")
    same = (current.c.match_hash == sealed.c.match_hash) & (current.c.status == "current")
    statement = (
        select(sealed.c.token, sealed.c.status, sealed.c.person_key, current.c.person_key.label("belongs_to"))
        .select_from(sealed.outerjoin(current, same))
        .where(sealed.c.token.in_([question.key for question in questions]))
    )
    found = {
        row.token: plain(row._asdict(), "status", "person_key", "belongs_to") for row in ask.conn.execute(statement)
    }
    return {question: found.get(question.key) for question in questions}


def reserved_keys(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`reserved_key`: a number of a series, set aside for a purpose. KeyError for an unknown series."""
    answers: dict[Question, JSON] = {}
    for question in questions:
        series, ref = question.split()
        answers[question] = counters.reserve(
            ask.conn, series, ref, width=_WIDTHS[series], prefix="9", now=_instant(question)
        )
    return answers


def insured_numbers(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`next_insured_number`: 記号番号 of a household (set aside when it has none) and the branches in use."""
    keys = [question.split()[0] for question in questions]
    spells = by(ask.rows(t.eligibilities, t.eligibilities.c.household_key, keys), "household_key")
    symbols = _symbols(ask, questions)
    answers: dict[Question, JSON] = {}
    for question in questions:
        household = question.split()[0]
        mine = spells.get(household, [])
        answers[question] = _number(ask.conn, question, mine, symbols[question])
    return answers


def _number(conn: Connection, question: Question, spells: Sequence[dict[str, Any]], symbol: str) -> JSON:
    household = question.split()[0]
    if spells:
        last = spells[-1]
        same = [row for row in spells if (row["symbol"], row["number"]) == (last["symbol"], last["number"])]
        branches = {row["person_key"]: row["branch"] for row in same}
        return {"symbol": last["symbol"], "number": last["number"], "branches": branches}
    number = counters.reserve(conn, f"insured/{symbol}", household, width=7, now=_instant(question))
    return {"symbol": symbol, "number": number, "branches": {}}


def _symbols(ask: Ask, questions: Sequence[Question]) -> dict[Question, str]:
    """記号 by the office named in the key, else by the household's own office."""
    unnamed = [question.split()[0] for question in questions if not question.split()[1]]
    records = by(ask.rows(t.household_records, t.household_records.c.household_key, unnamed), "household_key")
    by_office = {row.office: row.insured_symbol for row in ask.conn.execute(t.offices.select())}
    found = {}
    for question in questions:
        household, office = question.split()
        if not office:
            held = holding(records.get(household, []), question.on)
            if not held:
                raise LookupError(f"household {household} has no office yet; ask with household_key/office")
            office = held[0]["office"]
        found[question] = by_office[office]
    return found


def _instant(question: Question) -> datetime:
    """When a number was set aside, to the day: a fact is asked by civil day and knows no clock."""
    return datetime.combine(question.on, time(), UTC)
