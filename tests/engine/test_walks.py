"""However a case wanders, saving and clearing it between the steps changes nothing of what it does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.engine.definition import Procedure
from server.engine.outline import Element
from tests.engine.everything import everything
from tests.engine.wandering import Live, Saved, wander

FEW, MANY = 60, 500


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return everything()


@pytest.fixture(scope="module")
def seeds(request: pytest.FixtureRequest) -> range:
    return range(MANY if request.config.getoption("--sweep", default=False) else FEW)


def test_saving_at_each_step_leaves_the_same_trace_as_never_saving(procedure: Procedure, seeds: range) -> None:
    for seed in seeds:
        assert wander(procedure, seed, Saved(procedure)) == wander(procedure, seed, Live(procedure)), seed


def test_the_walks_come_through_every_element_and_to_both_ends(procedure: Procedure) -> None:
    told: set[str] = set()
    outcomes = set()
    for seed in range(FEW):
        steps = wander(procedure, seed, Saved(procedure))
        told |= {event.element for step in steps for event in step[4]}  # type: ignore[attr-defined]
        outcomes.add(steps[-1][-1])
    silent = {element.id for element in procedure.elements if not _speaks(element)}
    assert {element.id for element in procedure.elements} - told - silent == set()
    assert outcomes >= {"finished", "stopped"}


def _speaks(element: Element) -> bool:
    """Whether the history names the element whenever a case comes past it."""
    silent = {"parallelGateway", "startEvent", "callActivity", "subProcess", "eventBasedGateway"}
    passing = {"merge", "part_merge", "gather", "outer_mismatch", "three", "begin"}
    return element.type not in silent and element.id not in passing


def test_cases_that_share_one_procedure_in_many_threads_do_not_disturb_each_other(procedure: Procedure) -> None:
    alone = [wander(procedure, seed, Saved(procedure)) for seed in range(16)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda seed: wander(procedure, seed, Saved(procedure)), range(16)))
    assert together == alone


def test_running_cases_writes_nothing_to_the_shared_procedure(procedure: Procedure) -> None:
    fresh = everything()
    before = _dump(fresh)
    wander(fresh, 3, Saved(fresh))
    assert _dump(fresh) == before


def _dump(procedure: Procedure) -> list[object]:
    specs = [procedure.spec, *procedure.subspecs.values()]
    return [
        (name, sorted((key, repr(value)) for key, value in vars(one).items() if key != "_wf_spec"))
        for spec in specs
        for name, one in spec.task_specs.items()
    ]
