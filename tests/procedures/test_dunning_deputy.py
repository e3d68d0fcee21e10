"""代決 of a dunning run, and the figures that stand beside its forms."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.deputies import Naming, name_deputy
from server.casework.views.dunning import run_view
from server.casework.views.dunning_figures import DunningFigures, Figure
from server.casework.views.task import task_view
from server.domain.dunning_run import Step
from server.store import deputies
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures.outside import Api


@pytest.fixture
def walk(town_api: Api) -> Walk:
    """Two households to be dunned, one that was told of nothing."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.owes("family")
    dunning.owes("single", 400_000)
    dunning.owes("senior", told=False)
    dunning.in_up_to(date(2026, 11, 17))
    return Walk(town_api, dunning)


def figures(walk: Walk, element: str, by: str = "saeki") -> DunningFigures:
    city = walk.api.city
    task = city.open_task(walk.case_id, element)
    found = task_view(city.services, city.caller(by), task.task_id).dunning
    assert found is not None
    return found


def test_a_deputy_decides_a_dunning_run_for_the_absent_decider_who_looks_at_it_later(walk: Walk) -> None:
    """Named by the head of the office; the step says for whom, and the absent one finds it among his."""
    city = walk.api.city
    city.grant("kuroda", "work:head")
    walk.start().listed().checked(owner="saeki", dun_by="2026-12-10")
    answers = {"result": "release", "draft_no": "1", "dispatch_on": "2026-11-20", "shape": "card", "reason": None}
    assert walk.do("decide", "utsumi", **answers).code in ("no_right", "out_of_scope")
    days = {"first_day": "2026-11-18", "last_day": "2026-11-20"}
    office = city.open_task(walk.case_id, "decide").office
    naming = Naming(office, "dunning_run", "kuroda", "utsumi", "1", **days)
    name_deputy(city.services, city.caller("kuroda"), naming)
    city.complete(walk.case_id, "decide", answers, "utsumi")
    view = run_view(city.services, city.caller("saeki"), walk.dunning.run().run_id)
    decided = view.steps[Step.DECIDED]
    assert (decided.by_user, decided.detail["deputy_for"]) == ("utsumi", "kuroda")
    assert view.names["kuroda"]
    with city.database.read() as conn:
        (act,) = deputies.acts_to_look_at(conn, "kuroda")
    assert act.case_id == walk.case_id


def test_the_figures_of_a_run_stand_beside_its_forms(walk: Walk) -> None:
    """Counts, yen, what is left out and why, the run before; but not to the one who is to count for himself."""
    walk.start()
    before = figures(walk, "confirm_receipts")
    assert (before.listed, before.going, before.marks["CVS"]) == (False, None, date(2026, 11, 17))
    walk.listed()
    shown = figures(walk, "review")
    assert shown.going == Figure(2, 412_300)
    assert shown.left == {"NOT_NOTIFIED": Figure(1, 12_300)}
    assert (shown.unowned, shown.before) == (0, None)
    walk.do("review", result="propose", owner=None, dun_by=None, reason=None).done()
    assert figures(walk, "check", "okamura").going is None
    walk.do("check", "okamura", result="right", count=2, yen=412_300, samples=2, reason=None).done()
    assert figures(walk, "decide", "kuroda").going == Figure(2, 412_300)
    walk.decided().handed_over()
    walk.api.city.clock.set(date(2026, 11, 20))
    walk.posted(2).done()
    later = date(2026, 11, 30)
    walk.dunning.owes("north", 10_600, due=later, no=6)
    walk.api.city.clock.set(date(2026, 12, 8))
    walk.dunning.in_up_to(date(2026, 12, 7))
    walk.start(later).listed()
    shown = figures(walk, "review")
    assert (shown.before_on, shown.before) == (date(2026, 11, 2), Figure(2, 412_300))
    assert shown.going is not None
