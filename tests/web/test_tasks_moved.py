"""A task's form stands open on a clerk's screen while a manager moves the case to a new version of its procedure."""

from __future__ import annotations

import pytest
from flask import Flask

from server.casework.workshop.moving import move_batch, plan_move, undo_batch
from server.engine.migrate import Plan
from server.store import procedures
from tests.casework.moving_world import changed, released
from tests.casework.workshop_people import DIAGRAM, ENTER, manager
from tests.web.clerk import Clerk, Screen
from tests.web.test_tasks import entry, opened
from tests.world import World

TYPED = "若葉健康保険組合"
SAID = "この案件は手続の新しい版に移りました"


def files_now(city: World) -> dict[str, bytes]:
    with city.database.read() as conn:
        version = procedures.current_version(conn, "enrolment", city.clock.business_day())
        assert version is not None
        return procedures.files_of(conn, version)


def moved(city: World, ends: tuple[str, str], plan: Plan | None = None) -> str:
    """All cases go to the new version; answers the move."""
    mizuno = manager(city, "mizuno")
    move_id = plan_move(city.services, mizuno, "enrolment", *ends, plan or Plan())
    assert move_batch(city.services, mizuno, move_id).outcomes == {"moved": 1}
    return move_id


def sent(clerk: Clerk, page: Screen, city: World, case_id: str) -> Screen:
    """Hands the open page in: it comes back and nothing was written."""
    before = (city.case(case_id), city.history(case_id), city.open_tasks(case_id))
    late = clerk.send(page, act="complete", **entry())
    assert (late.status, late.path) == (409, page.path)
    assert SAID in late.words
    assert "入力は残っています" in late.words
    assert (city.case(case_id), city.history(case_id), city.open_tasks(case_id)) == before
    return late


def test_what_was_typed_stays_and_goes_on_with_the_new_version(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    moved(city, released(city, changed(files_now(city))))
    late = sent(clerk, page, city, case_id)
    assert late.title == "届出の内容を入力する"
    assert late.fields()["prev_insurer"] == [TYPED]
    clerk.send(late, act="complete")
    assert [task.element for task in city.open_tasks(case_id)] == ["look_again"]


def test_text_whose_field_is_gone_is_shown_once_more_with_its_label(office: Flask, town: World) -> None:
    clerk, page, case_id = opened(office, town)
    form = files_now(town)[ENTER].replace(b"name: prev_insurer", b"name: insurer_before")
    moved(town, released(town, {ENTER: form}))
    late = sent(clerk, page, town, case_id)
    assert "prev_insurer" not in late.fields()
    assert f"前の保険者: {TYPED}" in late.words
    assert "欄のない入力" in late.words
    again = clerk.send(late, act="complete")
    assert again.status == 422
    assert clerk.send(again, act="complete", insurer_before=TYPED).path == "/inbox"
    assert [task.element for task in town.open_tasks(case_id)] == ["check"]


def test_a_task_that_is_another_one_now_and_an_undone_move_are_told_alike(office: Flask, town: World) -> None:
    clerk, page, case_id = opened(office, town)
    files = files_now(town)
    diagram = files[DIAGRAM].replace(b'"enter"', b'"take_down"').replace(b">enter<", b">take_down<")
    form = files[ENTER].replace(b"form: enrolment/enter", b"form: enrolment/take_down")
    renamed = {DIAGRAM: diagram, ENTER: None, ENTER.replace("enter.yaml", "take_down.yaml"): form}
    move_id = moved(town, released(town, renamed), Plan(elements={"enter": "take_down"}))
    late = sent(clerk, page, town, case_id)
    assert late.fields()["prev_insurer"] == [TYPED]
    assert [task.element for task in town.open_tasks(case_id)] == ["take_down"]
    undo_batch(town.services, manager(town, "mizuno"), move_id)
    back = sent(clerk, late, town, case_id)
    assert clerk.send(back, act="complete").path == "/inbox"
    assert [task.element for task in town.open_tasks(case_id)] == ["check"]


@pytest.mark.parametrize("who", ["saeki"])
def test_an_autosaved_draft_outlives_the_move(office: Flask, town: World, who: str) -> None:
    clerk, page, case_id = opened(office, town, who)
    clerk.send(page, act="aside", **entry())
    moved(town, released(town, changed(files_now(town))))
    assert clerk.open(page.path).fields()["prev_insurer"] == [TYPED]
    assert town.open_task(case_id, "enter").claimed_by == who
