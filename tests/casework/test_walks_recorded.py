"""Walks recorded with a procedure hold at its gate, step by step on a clock of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.casework.workshop.walks import broken_walks, read_walk
from server.domain.refusals import Refused
from server.engine.definition import build_procedure
from server.engine.scenario import Scenario, scenario_from, walk_scenario
from server.operators.registry import load_operators
from tests.engine.jumped import ROOT, files_of
from tests.shipped_values import shipped_values

RECORDED = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))


def walked(slug: str, scenario: Scenario) -> dict[str, Any]:
    return walk_scenario(scenario, build_procedure(files_of(slug), slug), load_operators().operators, shipped_values())


def enrolment(name: str) -> Scenario:
    return read_walk((Path(__file__).parent / f"walks/{name}.yaml").read_bytes())


def test_at_least_three_procedures_bring_recorded_walks_and_all_hold() -> None:
    slugs = {path.parents[1].name for path in RECORDED}
    assert len(slugs) >= 3
    operators, values = load_operators().operators, shipped_values()
    for slug in slugs:
        assert list(broken_walks(slug, files_of(slug), operators, values)) == []


def test_a_walk_that_no_longer_holds_is_an_error_of_the_gate() -> None:
    path = "workflows/enrolment/scenarios/decided_at_once.yaml"
    files = files_of("enrolment") | {path: (Path(__file__).parent / "walks/decided_at_once.yaml").read_bytes()}
    assert list(broken_walks("enrolment", files, load_operators().operators, shipped_values())) == []
    for old, new in ((b"status: completed", b"status: waiting"), (b"start: '2026", b"start: 'year")):
        assert old in files[path]
        spoiled = files | {path: files[path].replace(old, new)}
        (found, *_) = broken_walks("enrolment", spoiled, load_operators().operators, shipped_values())
        assert (found.path, found.severity, found.rule) == (path, "error", "scenario-broken")


def test_time_passes_only_when_somebody_lets_it_pass() -> None:
    walk = enrolment("papers_never_came")
    before = walked("enrolment", Scenario(walk.start, data=walk.data, facts=walk.facts, acts=(walk.acts or ())[:2]))
    assert [one["element"] for one in before["tasks"]] == ["receive_documents"]
    assert before["at"] == walk.start.isoformat()
    after = walked("enrolment", walk)
    assert [one["element"] for one in after["tasks"]] == ["judge"]
    assert (after["at"] > before["at"], len(after["letters"])) == (True, 2)


@pytest.mark.parametrize("act", [{"answer": "judge", "with": {}}, {"message": "nothing", "with": {}}, {"next": True}])
def test_what_does_not_wait_is_not_done_and_the_walk_stands_where_it_stood(act: dict[str, Any]) -> None:
    start = {"start": "2026-11-18T09:00:00+09:00"}
    report = walked("certificate", scenario_from(start | {"acts": [act, {"days": 3}]}))
    assert (report["status"], report["stopped_at"]) == ("failed", 1)
    assert [one["element"] for one in report["tasks"]] == ["check_identity"]


@pytest.mark.parametrize(
    "acts",
    [
        {},
        ["x"],
        [{}],
        [{"days": 0}],
        [{"days": 5000}],
        [{"days": True}],
        [{"days": "20"}],
        [{"days": 1.5}],
        [{"next": False}],
        [{"answer": "enter"}],
        [{"answer": 1, "with": {}}],
        [{"message": "enter", "with": []}],
        [{"facts": []}],
        [{"days": 1, "next": True}],
        [{"days": 1}] * 201,
    ],
)
def test_acts_that_are_none_are_refused(acts: object) -> None:
    with pytest.raises(Refused) as refusal:
        scenario_from({"start": "2026-11-18T09:00:00+09:00", "acts": acts})
    assert refusal.value.code == "scenario_invalid"


def test_the_recorded_walks_lie_beside_their_diagrams() -> None:
    assert all(Path(path.parents[1], f"{path.parents[1].name}.bpmn").is_file() for path in RECORDED)
