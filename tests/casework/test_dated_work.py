"""Birthdays that change rights as dated work: found ahead, done on their day, each once (年齢到達)."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.case_answers import of_element
from server.casework.dated_work import AgeRun, mark_done, run_ages
from server.casework.deploy_procedure import deploy_procedure
from server.casework.views.dated_work import dated_work_view
from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.store import dated_work, levy_due
from server.store.dated_work import DatedWork
from tests.people import HOUSEHOLDS, Person
from tests.world import TREE, World

HOME = HOUSEHOLDS["insured"]
ONE = HOME.members[0]


def born(city: World, birth: str, person: Person = ONE) -> None:
    """The register says that he was born on another day."""
    payload = {
        "person_key": person.key,
        "name": person.name,
        "name_kana": person.kana,
        "sex": person.sex,
        "birth_date": birth,
        "valid_from": "2020-04-01",
    }
    city.change(RegisterChange("put_person", f"test/{birth}/{person.key}", payload))
    with city.uow() as uow:
        open_ones = levy_due.open_of(uow.conn, [HOME.key]).get(HOME.key, ())
        levy_due.close(uow, [one.due_id for one in open_ones], by="test")


def of_one(city: World) -> list[DatedWork]:
    with city.database.read() as conn:
        return list(dated_work.of_person(conn, [ONE.key]))


def waiting(city: World) -> list[str]:
    with city.database.read() as conn:
        return [one.cause for one in levy_due.open_of(conn, [HOME.key]).get(HOME.key, ())]


def test_a_birthday_is_found_ahead_once_and_the_levy_is_looked_at_on_its_day(city: World) -> None:
    born(city, "1986-12-10")
    assert run_ages(city.services) == AgeRun(1, 0, 0)
    assert run_ages(city.services) == AgeRun(0, 0, 0)
    (work,) = of_one(city)
    assert (work.kind, work.due_on, work.done_on) == ("AGE_40", date(2026, 12, 9), None)
    assert waiting(city) == []
    city.clock.set(date(2026, 12, 9))
    assert run_ages(city.services) == AgeRun(0, 1, 0)
    assert waiting(city) == ["age_reached"]
    (work,) = of_one(city)
    assert (work.done_on, work.done_by) == (date(2026, 12, 9), "system")
    assert run_ages(city.services) == AgeRun(0, 0, 0)


def test_at_75_the_loss_begins_by_itself_with_its_entry_written(town: World) -> None:
    deploy_procedure(town.services, town.system("procedure:deploy"), TREE, "withdrawal", title="資格喪失", findings=())
    born(town, "1951-11-18")
    assert run_ages(town.services) == AgeRun(1, 0, 1)
    assert run_ages(town.services) == AgeRun(0, 0, 0)
    (work,) = of_one(town)
    assert work.case_id is not None
    case = town.case(work.case_id)
    assert (case.slug, case.channel, case.household_key) == ("withdrawal", "EXOFFICIO", HOME.key)
    with town.database.read() as conn:
        start = of_element(conn, work.case_id, "start")
    assert start is not None
    assert start["loss_reason"] == "late_elderly"
    assert [one["person_key"] for one in start["application"]["lost_members"]] == [ONE.key]


def test_without_withdrawal_in_force_75_stays_on_the_list_for_a_person(town: World) -> None:
    born(town, "1951-11-18")
    assert run_ages(town.services) == AgeRun(1, 0, 0)
    (line,) = [one for one in dated_work_view(town.services, town.caller("okamura")) if one.name == ONE.name]
    assert (line.days, line.case, line.may_do) == (0, None, True)
    mark_done(town.services, town.caller("okamura"), line.work_id, "資格喪失届を受け付けた")
    assert of_one(town)[0].note == "資格喪失届を受け付けた"


def test_at_70_a_person_says_what_was_done_and_the_list_is_rid_of_it(town: World) -> None:
    born(town, "1956-11-20")
    run_ages(town.services)
    (work,) = of_one(town)
    assert (work.kind, work.due_on) == ("AGE_70", date(2026, 12, 1))
    for by, note, code in (
        ("okamura", "  ", "dated_work_note"),
        ("saeki", "x", "no_right"),
        ("kitano", "x", "no_right"),
    ):
        with pytest.raises(Refused, match=f"{code}|out_of_scope"):
            mark_done(town.services, town.caller(by), work.work_id, note)
    mark_done(town.services, town.caller("okamura"), work.work_id, "2割の資格確認書を出した")
    with pytest.raises(Refused, match="dated_work_done"):
        mark_done(town.services, town.caller("okamura"), work.work_id, "もう一度")
    with pytest.raises(Refused, match="dated_work_not_found"):
        mark_done(town.services, town.caller("okamura"), "0" * 32, "x")
    assert dated_work_view(town.services, town.caller("okamura")) == ()


def test_what_the_clock_does_nobody_marks_done(town: World) -> None:
    born(town, "1961-12-10")
    run_ages(town.services)
    (work,) = of_one(town)
    with pytest.raises(Refused, match="dated_work_by_itself"):
        mark_done(town.services, town.caller("okamura"), work.work_id, "x")


def test_whoever_is_not_insured_any_more_has_no_day(town: World) -> None:
    born(town, "1986-12-10")
    end = {
        "person_key": ONE.key,
        "tekiyo_to": "2026-11-01",
        "lost_by": "employee_insurance",
        "shikaku_to": "2026-11-01",
    }
    town.change(RegisterChange("close_eligibility", "test/end", end))
    assert run_ages(town.services) == AgeRun(0, 0, 0)


def test_a_birth_date_without_its_day_counts_from_the_first_possible_one(town: World) -> None:
    born(town, "1951-12-00")
    run_ages(town.services)
    (work,) = of_one(town)
    assert (work.kind, work.due_on) == ("AGE_75", date(2026, 12, 1))


def test_a_protected_person_is_not_named_to_everyone(town: World) -> None:
    born(town, "1986-12-10")
    run_ages(town.services)
    protected = {
        "person_key": ONE.key,
        "name": ONE.name,
        "name_kana": ONE.kana,
        "sex": ONE.sex,
        "birth_date": "1986-12-10",
        "valid_from": "2020-04-01",
        "protected": True,
    }
    town.change(RegisterChange("put_person", "test/protected", protected))
    (line,) = dated_work_view(town.services, town.caller("saeki"))
    assert (line.name, line.household_key, line.birth_date) == (None, None, None)
