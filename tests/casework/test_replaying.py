"""A draft against closed cases: unchanged it treats nobody differently; changed it says whom, and how; figures."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from server.casework.wake_cases import wake_due
from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from server.casework.workshop.parts import VALUES_PATH, rows_as_file
from server.casework.workshop.picture import events_csv, picture_of
from server.casework.workshop.replaying import Replayed, replay_draft
from server.domain.refusals import Refused
from server.store import tables as t
from tests.casework.moving_world import changed
from tests.casework.test_walks import outcome
from tests.casework.test_workshop_parts import row_of
from tests.casework.workshop_people import DIAGRAM, manager, renamed
from tests.world import World


def closed(city: World) -> str:
    case_id = city.checked("single")
    assert outcome(city, case_id) == ("completed", "decided")
    return case_id


def replayed(city: World, files: dict[str, bytes | None]) -> Replayed:
    mizuno = manager(city, "mizuno")
    draft = begin_draft(city.services, mizuno, "enrolment")
    if files:
        draft = save_files(city.services, mizuno, draft.draft_id, files, draft.rev).draft
    return replay_draft(city.services, mizuno, draft.draft_id)


def test_an_unchanged_draft_replays_without_any_difference(city: World) -> None:
    closed(city)
    assert replayed(city, {}) == Replayed(1, ())


def test_another_name_treats_nobody_differently(town: World) -> None:
    closed(town)
    mizuno = manager(town, "mizuno")
    draft = begin_draft(town.services, mizuno, "enrolment")
    files = renamed(draft_files(town.services, draft))
    draft = save_files(town.services, mizuno, draft.draft_id, {DIAGRAM: files}, draft.rev).draft
    assert replay_draft(town.services, mizuno, draft.draft_id) == Replayed(1, ())


def test_a_new_step_is_told_where_the_record_has_no_answer(town: World) -> None:
    case_id = closed(town)
    mizuno = manager(town, "mizuno")
    draft = begin_draft(town.services, mizuno, "enrolment")
    files = changed(draft_files(town.services, draft))
    draft = save_files(town.services, mizuno, draft.draft_id, files, draft.rev).draft
    told = replay_draft(town.services, mizuno, draft.draft_id)
    (case,) = told.cases
    assert (case.case_id, told.count) == (case_id, 1)
    last = case.otherwise[-1]
    assert (last.what, last.element, last.now) == ("waits", "check", ["look_again"])
    assert told.kinds["waits"] == 1


def test_without_the_right_nothing_is_replayed_or_counted(town: World) -> None:
    with pytest.raises(Refused) as refusal:
        replay_draft(town.services, town.caller("saeki"), "0" * 32)
    assert refusal.value.code == "no_right"
    with pytest.raises(Refused) as refusal:
        picture_of(town.services, town.caller("annai1"), "enrolment")
    assert refusal.value.code == "no_right"


def test_the_figures_count_ways_waits_and_what_is_overdue(city: World) -> None:
    closed(city)
    open_one = city.identified("family")
    due = city.open_task(open_one, "enter").due_on
    assert due is not None
    city.clock.wait(days=20)
    mizuno = manager(city, "mizuno")
    picture = picture_of(city.services, mizuno, "enrolment", month=date(2026, 11, 1))
    found = {one.element: one for one in picture.elements}
    assert (picture.cases, found["check"].passed, found["enter"].passed) == (2, 1, 1)
    assert (found["enter"].standing, found["enter"].overdue) == (1, 1)
    assert (found["identity"].passed, found["identity"].waits) == (2, 2)
    assert picture.ways["enter_gate_to_precheck"] == 1
    assert picture_of(city.services, mizuno, "enrolment", month=date(2026, 10, 1)).cases == 0
    assert picture_of(city.services, mizuno, "enrolment", office="kita").cases == 0


def test_the_events_for_process_mining_hold_nothing_typed(town: World) -> None:
    case_id = closed(town)
    text = events_csv(town.services, manager(town, "mizuno"), "enrolment")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["case"] for row in rows} == {"1"}
    assert [row["timestamp"] for row in rows] == sorted(row["timestamp"] for row in rows)
    household = town.household("single")
    assert not any(word in text for word in (case_id, household.key, household.head.name, household.phone, "saeki"))


def test_waits_are_told_by_their_median_their_95th_and_their_longest(town: World) -> None:
    """Twenty cases wait 1 to 20 hours at the desk; the nineteenth place of twenty is the 95th of a hundred."""
    case_id = town.identified("single")
    with town.database.engine.begin() as conn:
        row = dict(conn.execute(select(t.tasks).where(t.tasks.c.case_id == case_id)).mappings().all()[-1])
        for hours in range(1, 21):
            closed_at = row["opened_at"] + timedelta(hours=hours)
            own = {"task_id": f"{hours:032x}", "key": f"again-{hours}", "element": "judge"}
            conn.execute(insert(t.tasks).values(row | own | {"status": "done", "closed_at": closed_at}))
    picture = picture_of(town.services, manager(town, "mizuno"), "enrolment")
    (judged,) = [one for one in picture.elements if one.element == "judge"]
    told = (judged.waits, judged.waited_median_hours, judged.waited_95th_hours, judged.waited_longest_hours)
    assert told == (20, 10.5, 19.0, 20.0)


def papers_after(town: World, days: int) -> str:
    """A closed case whose missing papers came some days after they were asked for; whatever fell due was done."""
    case_id = town.entered("single", evidence=["notification"])
    end = town.clock.wall_now() + timedelta(days=days)
    while (due := town.case(case_id).next_due_at) is not None and due < end:
        town.clock.moments.append(max(due, town.clock.wall_now()) + timedelta(minutes=1))
        wake_due(town.services)
    town.clock.moments.append(end)
    day = town.clock.business_day().isoformat()
    came = {"arrived_on": day, "documents": ["loss_certificate"], "paper_location": "受付箱 B"}
    town.complete(case_id, "receive_documents", came, "okamura")
    town.complete(case_id, "enter", town.answers_enter("single", insurer_loss_date="2026-11-01"), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    assert outcome(town, case_id) == ("completed", "decided")
    return case_id


def with_wait(town: World, days: int) -> Replayed:
    """A draft that states another wait for papers from today on, and nothing else."""
    return replayed(town, {VALUES_PATH: rows_as_file([row_of(town, value=days)])})


REQUEST, REMINDER = "enrolment/document_request", "enrolment/document_reminder"


def letters_of(told: Replayed) -> list[tuple[list[str], list[str]]]:
    """Letters on record and now, of each difference in letters."""
    (case,) = told.cases
    found = [one for one in case.otherwise if one.what == "letters"]
    return [([x["letter"] for x in one.recorded], [x["letter"] for x in one.now]) for one in found]  # type: ignore[attr-defined]


def test_a_shorter_period_in_the_draft_shows_who_would_have_been_written_to_again(town: World) -> None:
    case_id = papers_after(town, 12)
    told = with_wait(town, 5)
    (case,) = told.cases
    assert (case.case_id, told.count) == (case_id, 1)
    assert {"due", "letters", "way"} <= set(told.kinds)
    assert letters_of(told) == [([REQUEST], [REQUEST]), ([], [REMINDER])]  # with another last day; one more
    (due,) = [one for one in case.otherwise if one.what == "due"]
    assert str(due.now) < str(due.recorded)


def test_a_longer_period_in_the_draft_shows_who_would_have_been_spared_the_letter(town: World) -> None:
    papers_after(town, 25)
    told = with_wait(town, 40)
    assert letters_of(told) == [([REQUEST], [REQUEST]), ([REMINDER], [])]


def test_a_period_that_only_moves_a_letter_says_from_which_day_to_which(town: World) -> None:
    papers_after(town, 25)
    told = with_wait(town, 15)
    (case,) = told.cases
    assert letters_of(told) == [([REQUEST], [REQUEST]), ([REMINDER], [REMINDER])]
    moved = [(str(one.recorded), str(one.now)) for one in case.otherwise if one.what == "when"]
    assert len(moved) == 1
    assert moved[0][0] < moved[0][1]


def test_a_draft_that_states_what_holds_anyway_treats_nobody_differently(town: World) -> None:
    papers_after(town, 25)
    assert with_wait(town, 14) == Replayed(1, ())
