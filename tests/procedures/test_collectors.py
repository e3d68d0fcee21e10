"""The same clerk for the same household, and whoever covers for him (担当・代わり); the board narrowed by figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.casework.arrears_desk import assign, write_contact
from server.casework.give_to_collectors import give_to_collectors
from server.casework.views.arrears import board
from server.casework.views.head import head_view
from server.store import contacts, tasks
from server.store.arrears_board import Wanted
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears


@pytest.fixture
def debtor(town_api: Api) -> Debtor:
    found = town_in_arrears(town_api)
    found.world.grant("kagami", "work:arrears")
    found.world.grant("kagami", "household:view")
    return found


def holder(debtor: Debtor) -> str | None:
    """Who has the open task of the case."""
    with debtor.world.database.read() as conn:
        (task,) = [one for one in tasks.tasks_of_case(conn, debtor.case_id) if one.status == "open"]
    return task.claimed_by


def test_open_work_goes_to_the_collector_then_to_his_cover_and_back(debtor: Debtor) -> None:
    services = debtor.world.services
    assert give_to_collectors(services) == 0, "nobody collects from the household yet"
    assert holder(debtor) is None
    assign(services, debtor.world.caller("toda"), debtor.house, "toda", "", "p1")
    assert (give_to_collectors(services), holder(debtor)) == (1, "toda")
    assert give_to_collectors(services) == 0
    back = (debtor.world.clock.business_day() + timedelta(days=3)).isoformat()
    assign(services, debtor.world.caller("toda"), debtor.house, "kagami", back, "p2")
    assert (give_to_collectors(services), holder(debtor)) == (1, "kagami"), "while the cover lasts"
    debtor.world.clock.set(date.fromisoformat(back), 9)
    assert (give_to_collectors(services), holder(debtor)) == (1, "toda")


def test_who_cannot_collect_any_more_is_passed_over(debtor: Debtor) -> None:
    services = debtor.world.services
    assign(services, debtor.world.caller("toda"), debtor.house, "saeki", "", "p1")
    assert (give_to_collectors(services), holder(debtor)) == (0, None)


def test_who_is_first_in_touch_collects_from_then_on(debtor: Debtor) -> None:
    services, day = debtor.world.services, debtor.world.clock.business_day()
    said = {"way": "PHONE", "spoken_to": "NOBODY", "result": "NO_ANSWER"}
    write_contact(services, debtor.world.caller("toda"), debtor.house, said, "p1")
    write_contact(services, debtor.world.caller("kagami"), debtor.house, said, "p2")
    with debtor.world.database.read() as conn:
        assert contacts.collectors_of(conn, [debtor.house], day) == {debtor.house: "toda"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(at_least=56_000), 1),
        (Wanted(at_least=56_001), 0),
        (Wanted(due_by=date(2026, 8, 31)), 1),
        (Wanted(due_by=date(2026, 8, 30)), 0),
        (Wanted(prescribes_by=date(2026, 12, 31)), 0),
        (Wanted(prescribes_by=date(2030, 12, 31)), 1),
    ],
)
def test_the_board_is_narrowed_by_amount_age_and_limitation(debtor: Debtor, wanted: Wanted, found: int) -> None:
    assert len(board(debtor.world.services, debtor.world.caller("toda"), wanted, 1).lines) == found


def test_the_head_sees_how_many_stand_where_and_nobodys_name(debtor: Debtor) -> None:
    found = head_view(debtor.world.services, debtor.world.caller("kuroda")).arrears
    assert found is not None
    assert (found.total, found.yen, dict(found.steps)) == (1, 56_000, {"CALL": 1})
    assert (found.near, found.broken, found.returned) == (0, 0, 0)
    assert "三浦" not in repr(found)
