"""A draft is tried in isolation, on a clock of its own; what is recorded must hold from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from server.casework.workshop.releasing import propose
from server.casework.workshop.trying import record_scenario, try_draft
from server.domain.refusals import Refused
from server.engine.scenario import Scenario, scenario_from
from server.store import tables as t
from server.store.workshop import Draft
from tests.casework.workshop_people import DIAGRAM, manager
from tests.world import AT, World


def draft_of(city: World) -> Draft:
    return begin_draft(city.services, manager(city, "mizuno"), "enrolment")


def scenario(**changes: object) -> Scenario:
    """Somebody came, and nobody has identified them yet."""
    start = {"channel": "COUNTER", "received_on": "2026-11-18", "acq_reason": "left_employee_insurance"}
    given: dict[str, object] = {"start": AT.isoformat(), "data": start, "answers": {"check_identity": None}}
    return scenario_from(given | changes)


def rows(city: World) -> dict[str, int]:
    with city.database.read() as conn:
        counts = {one.name: select(func.count()).select_from(one) for one in t.METADATA.sorted_tables}
        return {name: conn.execute(count).scalar() or 0 for name, count in counts.items()}


def test_a_trial_writes_sends_and_prints_nothing(town: World) -> None:
    draft = draft_of(town)
    before = rows(town)
    report = try_draft(town.services, manager(town, "mizuno"), draft.draft_id, scenario())
    assert report["status"] == "waiting"
    assert report["open"][0]["element"] == "check_identity"
    assert rows(town) == before


def test_a_recorded_walk_must_hold_from_then_on(town: World) -> None:
    draft, mizuno = draft_of(town), manager(town, "mizuno")
    saved = record_scenario(town.services, mizuno, draft.draft_id, "first_look", scenario(), draft.rev)
    assert [one for one in saved.findings if one.severity == "error"] == []
    path = "workflows/enrolment/scenarios/first_look.yaml"
    kept = draft_files(town.services, saved.draft)[path].decode()
    assert "check_identity" in kept
    other = kept.replace("- identity\n", "- another\n").replace("status: waiting", "status: completed").encode()
    broken = save_files(town.services, mizuno, draft.draft_id, {path: other}, saved.draft.rev)
    assert {one.rule for one in broken.findings if one.severity == "error"} == {"scenario-broken"}
    with pytest.raises(Refused) as refusal:
        propose(town.services, mizuno, draft.draft_id, broken.draft.rev, town.clock.business_day(), "崩れた")
    assert refusal.value.code == "procedure_findings"


@pytest.mark.parametrize(
    "changes",
    [{"start": "yesterday"}, {"start": "2026-11-18T09:00"}, {"answers": []}, {"until": "x"}, {"expects": []}],
)
def test_a_walk_that_cannot_be_read_is_refused(town: World, changes: dict[str, object]) -> None:
    draft = draft_of(town)
    with pytest.raises(Refused) as refusal:
        try_draft(town.services, manager(town, "mizuno"), draft.draft_id, scenario(**changes))
    assert refusal.value.code == "scenario_invalid"


def test_the_clock_of_a_trial_is_its_own(town: World) -> None:
    draft, now = draft_of(town), town.clock.business_now()
    late = AT + timedelta(days=400)
    report = try_draft(town.services, manager(town, "mizuno"), draft.draft_id, scenario(until=late.isoformat()))
    assert report["status"] == "waiting"
    assert town.clock.business_now() == now
    assert DIAGRAM in draft.manifest


def test_without_the_right_nothing_is_tried(town: World) -> None:
    with pytest.raises(Refused) as refusal:
        try_draft(town.services, town.caller("saeki"), "0" * 32, scenario())
    assert refusal.value.code == "no_right"
