"""Moving running cases: from every waiting place, nothing of them lost, and back again."""

from __future__ import annotations

from collections import Counter

import pytest

from server.casework.complete_task import complete_task
from server.casework.reconcile import reconcile
from server.casework.replay_case import replay_case
from server.casework.workshop.dry_run import dry_run
from server.casework.workshop.moving import Progress, move_batch, plan_move, refused_cases, undo_batch
from server.domain.refusals import Refused
from server.engine.migrate import Plan
from server.store import procedures
from tests.casework.moving_world import NEW_FORM, PLACES, Seen, like, released, released_by_two, seen, taken
from tests.casework.workshop_people import DIAGRAM, manager
from tests.world import World

SLUG = "enrolment"
KEEP, AGAIN = Plan(), Plan(periods={"documents_overdue": "again"})


def moved(city: World, ends: tuple[str, str], plan: Plan = KEEP, slug: str = SLUG) -> Progress:
    mizuno = manager(city, "mizuno")
    move_id = plan_move(city.services, mizuno, slug, *ends, plan)
    while (now := move_batch(city.services, mizuno, move_id, size=7)).left:
        pass
    return now


def taken_back(city: World, move_id: str) -> Progress:
    while (now := undo_batch(city.services, manager(city, "mizuno"), move_id, size=7)).left:
        pass
    return now


def unaccounted(city: World) -> set[str]:
    """What the general check says of the cases (nobody has printed letters here)."""
    return {kind for kind, found in reconcile(city.services).items() if found} - {"stuck_letters"}


def assert_kept(before: Seen, after: Seen, version: str) -> None:
    """Remaining time, drafts, claims, days and history; only version, revision and words differ."""
    assert after.case.procedure_hash == version
    assert (after.case.next_due_at, after.case.status) == (before.case.next_due_at, "active")
    assert after.case.rev == before.case.rev + 1
    kept = [(one.task_id, one.element, one.claimed_by, one.claimed_at, one.due_on) for one in before.tasks]
    assert [(one.task_id, one.element, one.claimed_by, one.claimed_at, one.due_on) for one in after.tasks] == kept
    assert after.drafts == before.drafts
    assert after.history[: len(before.history)] == before.history
    assert [row.kind for row in after.history[len(before.history) :]] == ["moved"]


def test_cases_at_every_waiting_place_keep_all_and_go_back_byte_by_byte(city: World) -> None:
    everywhere(city, each=1)


@pytest.mark.sweep
def test_a_thousand_cases_move_and_go_back(town: World) -> None:
    everywhere(town, each=200)


def everywhere(city: World, each: int) -> None:
    case_ids = [place(city) for place in PLACES.values()]
    for case_id in case_ids[::2]:
        taken(city, case_id)
    case_ids += [like(city, one, number) for one in tuple(case_ids) for number in range(1, each)]
    before = {one: seen(city, one) for one in case_ids}
    ends = released(city)
    told = dry_run(city.services, manager(city, "mizuno"), SLUG, *ends)
    assert (told.movable, told.refused) == (len(case_ids), 0)
    assert sum(one.cases for group in told.groups for one in group.clocks.values()) == each
    now = moved(city, ends)
    assert (now.status, now.outcomes, now.left) == ("moved", {"moved": len(case_ids)}, 0)
    for case_id in case_ids:
        assert_kept(before[case_id], seen(city, case_id), ends[1])
    assert unaccounted(city) == set()
    back = taken_back(city, now.move_id)
    assert (back.status, back.outcomes) == ("undone", {"undone": len(case_ids)})
    for case_id in case_ids:
        after = city.case(case_id)
        assert (after.state, after.procedure_hash) == (before[case_id].case.state, ends[0])
        assert after.next_due_at == before[case_id].case.next_due_at
        assert [one.name for one in city.open_tasks(case_id)] == [one.name for one in before[case_id].tasks]
    assert unaccounted(city) == set()


def test_a_step_put_directly_behind_the_open_one_is_visited_and_the_walk_replays(town: World) -> None:
    city, case_id = town, town.identified("single")
    moved(city, released_by_two(city))
    assert [one.name for one in city.open_tasks(case_id)] == ["届出の内容を入力する"]
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    assert [one.element for one in city.open_tasks(case_id)] == ["look_again"]
    city.complete(case_id, "look_again", {"seen": "届書"}, "saeki")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert city.case(case_id).status == "completed"
    assert replay_case(city.services, case_id) == []


def test_a_period_is_kept_or_counted_again_from_the_day_it_began(town: World) -> None:
    case_id = PLACES["receive_documents"](town)
    before = town.case(case_id).next_due_at
    town.clock.wait(days=5)
    ends = released(town)
    (line,) = dry_run(town.services, manager(town, "mizuno"), SLUG, *ends).groups[0].clocks.values()
    assert (line.period, line.period_now, line.cases) == ("document_wait", "number_check_wait", 1)
    kept = moved(town, ends)
    assert town.case(case_id).next_due_at == before
    taken_back(town, kept.move_id)
    moved(town, ends, AGAIN)
    after = town.case(case_id).next_due_at
    assert after is not None
    assert after.isoformat() == "2026-12-18T15:00:00+00:00"  # 30 days after 18 November, whenever it is moved


def test_a_form_open_on_a_screen_is_told_that_the_case_has_moved_on(town: World) -> None:
    case_id = town.identified("single")
    task, rev = town.open_task(case_id, "enter"), town.case(case_id).rev
    moved(town, released(town))
    with pytest.raises(Refused) as refusal:
        complete_task(town.services, town.caller("saeki"), task.task_id, town.answers_enter("single"), rev=rev)
    assert refusal.value.status == 409
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")


def test_what_has_moved_since_goes_back_by_the_same_rules_or_stays_with_the_reason(city: World) -> None:
    gone_on, fresh, done = (city.identified("single") for _ in range(3))
    ends = released(city)
    now = moved(city, ends)
    city.complete(gone_on, "enter", city.answers_enter("single"), "saeki")  # stands at the new step
    city.complete(done, "enter", city.answers_enter("single"), "saeki")
    city.complete(done, "look_again", {"seen": "届書"}, "saeki")  # stands at the check, known to both versions
    back = taken_back(city, now.move_id)
    assert Counter(back.outcomes) == Counter({"kept": 1, "undone": 1, "moved_back": 1})
    assert [city.case(one).procedure_hash for one in (gone_on, fresh, done)] == [ends[1], ends[0], ends[0]]
    city.complete(done, "check", city.answers_check(done), "okamura")
    assert replay_case(city.services, done) == []


def test_what_cannot_stand_in_the_new_version_stays_and_says_why(town: World) -> None:
    before, second = released(town)
    here, elsewhere = town.identified("single"), town.start("family").case_id
    town.complete(here, "enter", town.answers_enter("single"), "saeki")
    ends = (second, released(town, _renamed(town, second))[1])
    assert before != second
    mizuno = manager(town, "mizuno")
    told = dry_run(town.services, mizuno, SLUG, *ends)
    assert (told.movable, told.refused, told.suggested) == (1, 1, {"look_again": "look_twice"})
    now = moved(town, ends)
    assert now.outcomes == {"moved": 1, "refused": 1}
    (row,) = refused_cases(town.services, mizuno, now.move_id)
    assert (row.case_id, row.reasons[0]["ja"]) == (here, "新しい図にない")
    assert [town.case(one).procedure_hash for one in (here, elsewhere)] == list(ends)
    assert moved(town, ends, Plan(elements={"look_again": "look_twice"})).outcomes == {"moved": 1}
    assert [one.element for one in town.open_tasks(here)] == ["look_twice"]
    town.complete(here, "look_twice", {"seen": "届書"}, "saeki")
    assert replay_case(town.services, here) == []


def _renamed(city: World, version: str) -> dict[str, bytes | None]:
    """The step behind the entry under another id."""
    with city.database.read() as conn:
        found = procedures.get_version(conn, version)
        assert found is not None
        files = procedures.files_of(conn, found)
    text = (
        files[DIAGRAM]
        .decode()
        .replace("look_again", "look_twice")
        .replace("enter_to_look_twice", "enter_to_look_again")
    )
    form = files[NEW_FORM].replace(b"enrolment/look_again", b"enrolment/look_twice")
    return {DIAGRAM: text.encode(), NEW_FORM: None, NEW_FORM.replace("look_again", "look_twice"): form}


@pytest.mark.parametrize(
    "plan",
    [
        Plan(elements={"nobody": "enter"}),
        Plan(elements={"enter": "nobody"}),
        Plan(elements={"enter": "check_identity"}),
        Plan(periods={"nobody": "keep"}),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused(town: World, plan: Plan) -> None:
    ends = released(town)
    with pytest.raises(Refused) as refusal:
        plan_move(town.services, manager(town, "mizuno"), SLUG, *ends, plan)
    assert refusal.value.code == "move_plan"


def test_only_two_released_versions_of_one_procedure_make_a_move(town: World) -> None:
    before, after = released(town)
    mizuno = manager(town, "mizuno")
    for ends in ((before, before), (before, "0" * 64), ("", after)):
        with pytest.raises(Refused) as refusal:
            plan_move(town.services, mizuno, SLUG, *ends, KEEP)
        assert refusal.value.code == "move_versions"
    for act in (move_batch, undo_batch):
        with pytest.raises(Refused) as unknown:
            act(town.services, mizuno, "0" * 32)
        assert unknown.value.code == "move_not_found"
    with pytest.raises(Refused) as right:
        plan_move(town.services, town.caller("saeki"), SLUG, before, after, KEEP)
    assert right.value.code == "no_right"
