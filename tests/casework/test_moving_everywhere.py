"""A case moves in the database from every place where cases wait, of every procedure, and goes on or goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from server.casework.workshop.dry_run import dry_run
from server.casework.workshop.moving import refused_cases
from server.engine.migrate import Plan
from tests.casework.moving_everywhere import (
    PERIOD,
    Stood,
    changed,
    everyones_work,
    goes_on,
    running_clocks,
    stood_everywhere,
    version_of,
    without,
)
from tests.casework.moving_world import Seen, seen
from tests.casework.test_moving import assert_kept, moved, taken_back, unaccounted
from tests.casework.workshop_people import manager
from tests.engine.jumped import INSERTED, files_of, slugs
from tests.world import World

FEW = ("public_sale", "serve_letter")
EACH = 6
COUNTED_AGAIN = "2026-12-18T15:00:00+00:00"
"""30 days of `number_check_wait` after 18 November, the day on which all of them began to wait"""

Ends = tuple[str, str]


@pytest.mark.parametrize("slug", FEW)
def test_cases_move_from_every_place_of_a_procedure(town: World, slug: str) -> None:
    assert everywhere(town, slug, each=2)["places"]
    assert unaccounted(town) == set()


@pytest.mark.sweep
@pytest.mark.timeout(1800)
def test_a_thousand_cases_move_from_every_place_of_every_procedure(city: World) -> None:
    counts = Counter[str]()
    for slug in slugs():
        counts += everywhere(city, slug, EACH)
    print(sorted(counts.items()))  # noqa: T201 - the figures of the sweep
    assert counts["cases"] >= 1000
    assert unaccounted(city) == set()


def everywhere(city: World, slug: str, each: int) -> Counter[str]:
    """Cases from every place of one procedure, counted: all that is asked of a move is asked at each."""
    old = version_of(city, slug, files_of(slug))
    everyones_work(city, slug, old)
    stood = stood_everywhere(city, slug, old, each)
    ends = old, version_of(city, slug, changed(slug))
    before = {one.case_id: seen(city, one.case_id) for one in stood}
    keep_all_and_go_back(city, slug, before, ends)
    went_on = count_again_and_go_on(city, slug, before, stood, ends)
    stay_where_they_must(city, slug, [one for one in stood if one not in went_on], old)
    held = sum(bool(one.drafts) for one in before.values())
    return Counter(cases=len(stood), places=len(went_on), clocks=sum(_timed(before)), held=held)


def keep_all_and_go_back(city: World, slug: str, before: Mapping[str, Seen], ends: Ends) -> None:
    """The dates stay to the instant, and all that hangs on a case; taken back, its state is the same bytes again."""
    told = dry_run(city.services, manager(city, "mizuno"), slug, *ends)
    assert (told.movable, told.refused) == (len(before), 0)
    now = moved(city, ends, slug=slug)
    assert (now.status, now.outcomes, now.left) == ("moved", {"moved": len(before)}, 0)
    for case_id, was in before.items():
        assert_kept(was, seen(city, case_id), ends[1])
    assert taken_back(city, now.move_id).outcomes == {"undone": len(before)}
    for case_id, was in before.items():
        assert_back(city, case_id, was)


def count_again_and_go_on(
    city: World, slug: str, before: Mapping[str, Seen], stood: list[Stood], ends: Ends
) -> list[Stood]:
    """Every period is counted again from the day it began; one case of each place goes on in the new version, and an
    undo leaves it there, for it stands at a step that the old one does not know."""
    elements = {one.element for case_id in before for one in running_clocks(city, case_id)}
    now = moved(city, ends, Plan(periods=dict.fromkeys(elements, "again")), slug=slug)
    for case_id, was in before.items():
        due = city.case(case_id).next_due_at
        expected = None if was.case.next_due_at is None else COUNTED_AGAIN
        assert (due and due.isoformat()) == expected
        assert {one.period for one in running_clocks(city, case_id)} <= {PERIOD}
    went_on = list({one.place: one for one in stood}.values())
    for one in went_on:
        goes_on(city, one.case_id)
        assert any(task.element.startswith(INSERTED) for task in city.open_tasks(one.case_id)), str(one.place)
    back = taken_back(city, now.move_id)
    assert back.outcomes == {"undone": len(before) - len(went_on), "kept": len(went_on)}
    for case_id in before.keys() - {one.case_id for one in went_on}:
        assert_back(city, case_id, before[case_id])
    return went_on


def stay_where_they_must(city: World, slug: str, stood: list[Stood], old: str) -> None:
    """Every second place is called otherwise in another version: its cases stay and say why, unless a plan names it."""
    gone = list(dict.fromkeys((one.place.path, one.place.element) for one in stood))[::2]
    ends = old, version_of(city, slug, without(slug, gone))
    now = moved(city, ends, slug=slug)
    staying = {one.case_id: one.place.element for one in stood if (one.place.path, one.place.element) in gone}
    rows = refused_cases(city.services, manager(city, "mizuno"), now.move_id)
    assert {row.case_id for row in rows} == staying.keys()
    for row in rows:
        assert {"element": staying[row.case_id], "ja": "新しい図にない"}.items() <= row.reasons[0].items()
        assert city.case(row.case_id).procedure_hash == old
    taken_back(city, now.move_id)
    elements = {element: f"{element}_anew" for _, element in gone}
    assert moved(city, ends, Plan(elements=elements), slug=slug).outcomes == {"moved": len(stood)}


def assert_back(city: World, case_id: str, was: Seen) -> None:
    """The same bytes, the same version, the same end of its period, the same tasks."""
    now = seen(city, case_id)
    assert (now.case.state, now.case.procedure_hash) == (was.case.state, was.case.procedure_hash)
    assert now.case.next_due_at == was.case.next_due_at
    assert [(one.task_id, one.name, one.form, one.claimed_by) for one in now.tasks] == [
        (one.task_id, one.name, one.form, one.claimed_by) for one in was.tasks
    ]
    assert now.drafts == was.drafts


def _timed(before: Mapping[str, Seen]) -> Iterator[bool]:
    return (one.case.next_due_at is not None for one in before.values())
