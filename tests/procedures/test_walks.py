"""However enrolment is walked, saving and loading it at each step changes nothing, on both kinds of database."""

from __future__ import annotations

from collections import Counter

import pytest

from server.casework.reconcile import reconcile
from server.casework.replay_case import replay_case
from server.casework.wake_cases import wake_due
from server.engine.outline import Element
from tests.procedures.wandering import Walk, effects, in_memory, standing, told
from tests.world import DAY, World

FEW, MANY, BLOCK = 40, 500, 20

# Elements that the history names only through what they lead to.
SILENT = {"startEvent", "callActivity"}
SEEN: dict[int, tuple[set[str], set[str | None]]] = {}
"""Of each block that was walked: the elements its histories name, and the ends. Seeds walk the same way in any city."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, few in (("block", FEW), ("first", BLOCK)):
        if name in metafunc.fixturenames:
            number = MANY if metafunc.config.getoption("--sweep") else few
            metafunc.parametrize(name, range(0, number, BLOCK))


def walks(city: World, seeds: range) -> list[Walk]:
    """One walk for each seed, each beginning on the same day; enough people work here for any second person."""
    for user, function in (("kitano", "work:qualification"), ("kitano", "work:counter"), ("kitano", "my_number:enter")):
        city.grant(user, function, "chuo")
    for user in ("kuroda", "sakai"):
        city.grant(user, "my_number:enter", "chuo")
    found = []
    for seed in seeds:
        city.clock.set(DAY, 10)
        found.append(Walk(city, seed).run())
    return found


def test_a_walk_saved_at_each_step_tells_the_same_as_one_kept_in_memory(town: World, block: int) -> None:
    assert_saved_as_kept(town, block)


def test_a_walk_saved_at_each_step_tells_the_same_on_postgres(harbour: World, first: int) -> None:
    assert_saved_as_kept(harbour, first)


def assert_saved_as_kept(city: World, block: int) -> None:
    """The walks of one block, saved and loaded at each step."""
    ends: Counter[str] = Counter()
    found = walks(city, range(block, block + BLOCK))
    SEEN[block] = _seen(city, found)
    for walk in found:
        steps = list(in_memory(city, walk.case_id))
        assert len(steps) == len(walk.standings), walk.seed
        for (saved, live), stood in zip(steps, walk.standings, strict=True):
            assert told(list(live.history)) == told(list(saved.history)), walk.seed
            assert effects(live) == list(saved.effects), walk.seed
            assert standing(live) == stood, walk.seed
            assert all(due is not None for *_, due in stood["tasks"]), "a task without a day is forgotten"
        assert replay_case(city.services, walk.case_id) == [], walk.seed
        ends[walk.standings[-1]["outcome"] or "open"] += 1
    assert ends["open"] <= BLOCK // 4, ends
    city.clock.set(max(city.clock.moments).date(), 23)
    wake_due(city.services)
    # No printer runs here: the letters that were asked for on the way still are.
    assert [kind for kind, found in reconcile(city.services).items() if found and kind != "stuck_letters"] == []


def test_the_walks_come_through_every_element_to_every_end(town: World) -> None:
    for block in range(0, FEW, BLOCK):
        if block not in SEEN:  # this test alone, or before the others
            SEEN[block] = _seen(town, walks(town, range(block, block + BLOCK)))
    seen = {element for block in range(0, FEW, BLOCK) for element in SEEN[block][0]}
    ends = {end for block in range(0, FEW, BLOCK) for end in SEEN[block][1]}
    with town.database.read() as conn:
        procedure = town.services.catalogue.active(conn, "enrolment", DAY)
    assert {one.id for one in procedure.elements if _speaks(one)} - seen == set()
    assert ends >= {"decided", "refused", "withdrawn", "documents_never_came"}


def _seen(city: World, found: list[Walk]) -> tuple[set[str], set[str | None]]:
    elements = {row.element for walk in found for row in city.history(walk.case_id)}
    return elements, {walk.standings[-1]["outcome"] for walk in found}


def _speaks(element: Element) -> bool:
    """Whether the history names the element itself when a case comes past it."""
    return element.type not in SILENT
