"""Incomes and reliefs of the levy: all versions kept, the newest correction wins, unknown is not zero."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.store import incomes, levy_reliefs, registers
from server.store.database import Database
from server.store.unit_of_work import UnitOfWork
from tests.store.city import DAY, do, later

PERSON: dict[str, Any] = {"name": "本間 葵", "name_kana": "ホンマ　アオイ", "sex": "F", "birth_date": "1988-05-02"}


def change(
    database: Database, name: str, key: str, /, event: str = "file:I02/1/1", minutes: float = 0, **payload: Any
) -> None:
    def act(uow: UnitOfWork) -> bool:
        return registers.apply_change(uow, RegisterChange(name, key, payload), event=event)

    do(database, act, at=later(minutes))


@pytest.fixture
def person(database: Database) -> Database:
    change(database, "put_person", "p", person_key="P1", valid_from="2020-04-01", **PERSON)
    return database


def put(database: Database, key: str, day: str, yen: int | None, minutes: float = 0) -> None:
    known = yen is not None
    figures = {} if yen is None else {"levy_income": yen}
    payload: dict[str, Any] = {
        "person_key": "P1",
        "income_year": 2025,
        "known": known,
        "figures": figures,
        "valid_from": day,
    }
    change(database, "put_income", key, minutes=minutes, **payload)


def read(database: Database) -> incomes.Income | None:
    with database.read() as conn:
        return incomes.by_persons(conn, ["P1", "P2"], 2025, on=DAY).get("P1")


def test_two_corrections_of_one_year_are_both_kept_and_the_newest_wins(person: Database) -> None:
    put(person, "a", "2026-06-01", 1_000_000)
    put(person, "b", "2026-09-01", 2_000_000, minutes=1)
    now = read(person)
    assert now is not None
    assert (now.figures["levy_income"], now.from_tax) == (2_000_000, True)
    with person.read() as conn:
        kept = incomes.versions(conn, "P1", 2025)
    assert {row.figures["levy_income"] for row in kept} == {1_000_000, 2_000_000}


def test_a_correction_that_was_made_earlier_and_comes_later_does_not_win(person: Database) -> None:
    put(person, "b", "2026-09-01", 2_000_000)
    put(person, "a", "2026-06-01", 1_000_000, minutes=1)
    now = read(person)
    assert now is not None
    assert now.figures["levy_income"] == 2_000_000


def test_an_income_nobody_stated_is_unknown_and_not_zero(person: Database) -> None:
    assert read(person) is None
    put(person, "a", "2026-06-01", None)
    now = read(person)
    assert now is not None
    assert (now.known, now.figures) == (False, {})


def test_many_incomes_are_read_in_one_statement(person: Database) -> None:
    put(person, "a", "2026-06-01", 1_000_000)
    with person.read() as conn:
        found = incomes.by_persons(conn, [f"P{n}" for n in range(400)], 2025, on=DAY)
    assert list(found) == ["P1"]


def relief(database: Database, key: str, minutes: float = 0, **more: Any) -> None:
    payload: dict[str, Any] = {
        "relief_key": "R1",
        "person_key": "P1",
        "kind": "MATERNITY",
        "event_kind": "DUE",
        "event_on": "2026-02-20",
        "first_month": "2026-01-01",
        "last_month": "2026-04-01",
        "valid_from": "2026-01-10",
    }
    change(database, "put_levy_relief", key, "case:c/1", minutes, **(payload | more))


def test_a_relief_over_the_turn_of_the_year_counts_in_both_fiscal_years(person: Database) -> None:
    relief(person, "a")
    with person.read() as conn:
        old = levy_reliefs.by_persons(conn, ["P1"], 2025, on=DAY)["P1"]
        new = levy_reliefs.by_persons(conn, ["P1"], 2026, on=DAY)["P1"]
        none = levy_reliefs.by_persons(conn, ["P1"], 2027, on=DAY)
    assert (old[0].months(2025), new[0].months(2026)) == (0b1110_0000_0000, 0b1)
    assert none == {}


def test_a_relief_that_was_corrected_or_ended_counts_as_it_stands(person: Database) -> None:
    relief(person, "a")
    relief(person, "b", 1, event_kind="BIRTH", event_on="2026-03-01", first_month="2026-02-01", valid_from="2026-03-05")
    with person.read() as conn:
        now = levy_reliefs.of_person(conn, "P1", on=DAY)
    assert [(one.event_kind, one.event_on) for one in now] == [("BIRTH", date(2026, 3, 1))]
    change(person, "end_levy_relief", "c", "case:c/2", 2, relief_key="R1", person_key="P1", on="2026-04-01")
    with person.read() as conn:
        assert levy_reliefs.of_person(conn, "P1", on=DAY) == ()
    with pytest.raises(Refused, match="relief_unknown"):
        change(person, "end_levy_relief", "d", "case:c/3", 3, relief_key="R9", person_key="P1", on="2026-04-01")
