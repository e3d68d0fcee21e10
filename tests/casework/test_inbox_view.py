"""The inbox as people see it (受信箱): grouped by what is due, within rights, names hidden where they must be."""

from __future__ import annotations

from datetime import date

from server.casework.claim import claim_task
from server.casework.save_draft import save_task_draft
from server.casework.views.inbox import InboxQuery, InboxView, Row, inbox, next_task
from tests.world import World


def look(city: World, user_id: str, **query: object) -> InboxView:
    return inbox(city.services, city.caller(user_id), InboxQuery(**query))  # type: ignore[arg-type]


def rows(view: InboxView) -> list[Row]:
    return [row for group in view.groups for row in group.rows]


def counts(view: InboxView) -> dict[str, int]:
    return {tab.key: tab.count or 0 for tab in view.tabs}


def test_one_sees_the_tasks_of_ones_roles_in_ones_office_alone(city: World) -> None:
    city.identified("single")
    city.entered("family")
    city.start("north", by="kitano")
    assert {row.number for row in rows(look(city, "saeki"))} == {"R8-000001"}
    assert {row.number for row in rows(look(city, "okamura"))} == {"R8-000001", "R8-000002"}
    assert {row.number for row in rows(look(city, "kitano"))} == {"R8-000003"}
    assert rows(look(city, "hayakawa")) == []


def test_tasks_are_grouped_by_the_open_days_that_are_left(city: World) -> None:
    first = city.entered("single")
    city.clock.set(date(2026, 11, 20))
    second = city.entered("family", by="saeki")
    due = {case: city.open_task(case, "check").due_on for case in (first, second)}
    assert due == {first: date(2026, 11, 20), second: date(2026, 11, 25)}  # 23 November is a holiday
    view = look(city, "okamura")
    assert [(group.key, group.count) for group in view.groups] == [("today", 1), ("soon", 1)]
    assert [row.left for row in rows(view)] == [0, 2]
    city.clock.set(date(2026, 11, 26))
    view = look(city, "okamura")
    assert [(group.key, group.count) for group in view.groups] == [("overdue", 2)]
    assert [row.left for row in rows(view)] == [-3, -1]
    assert counts(view)["overdue"] == 2


def test_the_shape_of_a_task_says_what_it_waits_for(city: World) -> None:
    fresh, typed, returned = city.entered("single"), city.entered("family"), city.entered("senior")
    city.complete(returned, "check", city.answers_check(returned, "return"), "okamura")
    claim_task(city.services, city.caller("okamura"), city.open_task(typed, "check").task_id)
    save_task_draft(city.services, city.caller("okamura"), city.open_task(typed, "check").task_id, {"result": "agree"})
    waiting = city.entered("rare", evidence=["notification"])
    states = {row.case_id: row.state for row in rows(look(city, "okamura"))}
    assert states == {fresh: "open", typed: "work", returned: "back", waiting: "wait"}
    assert [row.case_id for row in rows(look(city, "okamura", tab="returned"))] == [returned]


def test_a_case_that_comes_back_to_the_check_is_not_returned_work(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    (row,) = rows(look(city, "okamura"))
    assert (row.element, row.state) == ("check", "open")
    assert counts(look(city, "okamura"))["returned"] == 0


def test_what_one_entered_oneself_is_shown_but_not_to_be_taken(city: World) -> None:
    city.entered("single", by="okamura")
    city.entered("family", by="utsumi")
    mine = {row.name: (row.own_work, row.pickable) for row in rows(look(city, "okamura"))}
    assert mine == {"本間 葵": (True, False), "桑原 徹": (False, True)}


def test_the_name_of_the_protected_is_for_those_with_the_right_the_number_for_all(city: World) -> None:
    city.start("protected", by="saeki")
    (hidden,) = rows(look(city, "saeki"))
    assert (hidden.name, hidden.kana, hidden.restricted, hidden.number) == (None, None, True, "R8-000001")
    assert not hidden.pickable
    (seen,) = rows(look(city, "okamura"))
    assert (seen.name, seen.restricted) == ("白石 綾", False)
    assert [tag.kind for tag in seen.tags] == ["guard"]


def test_filters_narrow_and_the_counts_of_the_tabs_stay(city: World) -> None:
    city.identified("single")
    city.entered("family")
    view = look(city, "okamura", kana="くわ")
    assert [row.name for row in rows(view)] == ["桑原 徹"]
    assert (view.total, view.all_count) == (1, 2)
    assert [row.element for row in rows(look(city, "okamura", element="enter"))] == ["enter"]
    assert [row.element for row in rows(look(city, "okamura", tab="check"))] == ["check"]
    assert rows(look(city, "okamura", procedure="withdrawal")) == []
    assert [row.assignee for row in rows(look(city, "okamura", assignee="others"))] == ["佐伯 由美"]
    assert [row.element for row in rows(look(city, "okamura", assignee="free"))] == ["check"]
    assert rows(look(city, "okamura", tab="mine")) == []
    assert [row.number for row in rows(look(city, "okamura", number="R8-000002"))] == ["R8-000002"]


def test_pages_are_counted_and_the_groups_count_what_is_on_all_of_them(town: World) -> None:
    for _ in range(5):
        town.start(None)
    view = look(town, "saeki", page=2, size=2)
    assert (view.page, view.pages, view.first, view.last, view.total) == (2, 3, 3, 4, 5)
    assert [(group.count, len(group.rows)) for group in view.groups] == [(5, 2)]
    assert look(town, "saeki", page=99, size=2).page == 3


def test_the_next_task_is_ones_own_then_a_free_one_never_what_one_entered(city: World) -> None:
    entered = city.entered("single", by="okamura")
    assert next_task(city.services, city.caller("okamura")) is None
    assert next_task(city.services, city.caller("utsumi")) == city.open_task(entered, "check").task_id
    mine = city.identified("family", by="okamura")
    assert next_task(city.services, city.caller("okamura")) == city.open_task(mine, "enter").task_id


def test_a_task_that_waits_for_papers_shows_the_day_on_which_the_clock_runs_out(city: World) -> None:
    case_id = city.entered("single", evidence=["notification"])
    (row,) = rows(look(city, "okamura"))
    assert row.due == city.open_task(case_id, "receive_documents").due_on
    assert row.due is not None
    assert row.state_word == "書類待ち"
