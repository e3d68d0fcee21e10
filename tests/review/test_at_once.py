"""Two at the same moment: one is done, the other is told; nothing is doubled, nothing is lost, on both databases."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from server.casework.complete_task import complete_task
from server.casework.issue_letters import issue_requested
from server.casework.log_in import log_in
from server.casework.release_letters import release_letter
from server.casework.services import Clocks
from server.casework.start_once import start_once
from server.casework.wake_cases import wake_due
from server.cli.demo_city.staff import PASSWORD
from server.domain.effects import JSON
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import audit, history, incidents, letters, sessions
from tests.world import World

CAME: dict[str, JSON] = {
    "arrived_on": "2027-01-08",
    "documents": ["loss_certificate"],
    "paper_location": "棚1",
    "scan": None,
    "remarks": None,
}
START = {
    "channel": ["COUNTER"],
    "received_on": ["R8.11.18"],
    "acq_reason": ["left_employee_insurance"],
    "household_key": ["0000000101"],
    "head_name": ["本間 葵"],
    "head_kana": ["ホンマ アオイ"],
    "documents": ["notification"],
    "paper_location": ["棚1"],
    "_page": ["k1"],
}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Starts all acts at the same moment; the result of each, or the refusal it raised."""
    results: list[Any] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = acts[place]()
        except Refused as refusal:
            results[place] = refusal

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: Sequence[Any]) -> Counter[str]:
    """What was refused, by code."""
    return Counter(one.code for one in results if isinstance(one, Refused))


def test_papers_that_come_as_their_time_runs_out_are_taken_once_or_asked_for_once(city: World) -> None:
    """The clock wakes and a person completes at once: whoever is first wins, the record has no gap."""
    case_id = city.entered("single", evidence=["notification"])
    city.clock.set(date(2027, 1, 10))
    task, clerk = city.open_task(case_id, "receive_documents").task_id, city.caller("utsumi")

    def complete() -> object:
        return complete_task(city.services, clerk, task, CAME)

    results = at_once(complete, lambda: wake_due(city.services), complete, lambda: wake_due(city.services))
    assert set(refusals(results)) <= {"already_done"}
    with city.database.read() as conn:
        steps = history.steps_of(conn, case_id)
        asked = [one.letter for one in letters.letters_of_case(conn, case_id)]
    assert [one.step_no for one in steps] == list(range(1, len(steps) + 1))
    reminded = asked.count("enrolment/document_reminder")
    assert asked.count("enrolment/document_request") == 1
    assert reminded <= 1
    came = sum(one.command["command"] == "CompleteTask" for one in steps) - 2  # after identity and entry
    assert came + reminded >= 1
    assert came <= 1
    assert len(city.open_tasks(case_id)) == 1


def test_letters_are_issued_once_however_many_ask_for_them(city: World) -> None:
    city.checked("single")
    results = at_once(*[lambda: issue_requested(city.services)] * 3)
    assert sum(one.rendered for one in results) == 2
    with city.database.read() as conn:
        found = letters.find_letters(conn, ALL).items
        assert {one.status for one in found} == {"rendered"}
        assert incidents.open_incidents(conn, ALL) == ()


def test_a_letter_leaves_the_house_once(city: World) -> None:
    case_id = city.checked("single")
    issue_requested(city.services)
    with city.database.read() as conn:
        letter = letters.letters_of_case(conn, case_id)[0].letter_id
    clerk = city.caller("okamura")
    results = at_once(*[lambda: release_letter(city.services, clerk, letter, "POST")] * 4)
    assert refusals(results) == {"letter_not_in_state": 3}
    with city.database.read() as conn:
        assert len(letters.prints_of(conn, letter)) == 1


def test_of_many_log_ins_at_once_one_session_lives(city: World) -> None:
    at_once(*[lambda: log_in(city.services, "saeki", PASSWORD, terminal="端末", ip="")] * 4)
    with city.database.read() as conn:
        ends = Counter(one.end_reason for one in sessions.sessions_of(conn, "saeki"))
    assert ends == {"replaced": 3, None: 1}


class _Meanwhile:
    """The city's clock; when it is read for the `turn`-th time, something else happens first."""

    def __init__(self, clock: Clocks, turn: int, act: Callable[[], object]) -> None:
        self._clock, self._turns, self._act = clock, turn, act

    def wall_now(self) -> datetime:
        self._turns -= 1
        if self._turns == 0:
            self._act()
        return self._clock.wall_now()

    def business_now(self) -> datetime:
        return self._clock.business_now()

    def business_day(self) -> date:
        return self._clock.business_day()


def test_the_right_password_among_many_wrong_ones_opens_no_locked_id(city: World) -> None:
    """The lock falls while the right password is still being compared."""

    def guess() -> None:
        for _ in range(5):
            with pytest.raises(Refused):
                log_in(city.services, "saeki", "wrong", terminal="端末", ip="")

    busy = dataclasses.replace(city.services, clock=_Meanwhile(city.clock, 2, guess))
    with pytest.raises(Refused) as refusal:
        log_in(busy, "saeki", PASSWORD, terminal="端末", ip="")
    assert refusal.value.code == "login_locked"
    with city.database.read() as conn:
        assert sessions.live_session(conn, "saeki") is None


def test_every_refused_log_in_is_on_record_with_its_reason(city: World) -> None:
    for password in ["wrong"] * 5 + [PASSWORD]:
        with pytest.raises(Refused):
            log_in(city.services, "saeki", password, terminal="端末", ip="")
    with city.database.read() as conn:
        told = [one.detail["why"] for one in audit.events_of(conn, user_id="saeki") if one.kind == "session.refuse"]
    assert told == ["login_locked"] + ["login_wrong"] * 5


# ---- a page sent again ---------------------------------------------------------------------------


def test_a_page_sent_many_times_at_once_starts_one_case(city: World) -> None:
    clerk = city.caller("saeki")
    results = at_once(*[lambda: start_once(city.services, clerk, "enrolment", Posted(START), "k1")] * 4)
    assert refusals(results) == {}
    assert len({one.number for one in results}) == 1


def test_the_same_page_with_the_next_family_on_it_starts_a_case_of_its_own(city: World) -> None:
    """Back, the next household typed over the first, sent: nobody gets another family's receipt."""
    clerk = city.caller("saeki")
    first = start_once(city.services, clerk, "enrolment", Posted(START), "k1")
    family = city.household("family")
    typed = START | {
        "household_key": [family.key],
        "head_name": [family.head.name],
        "head_kana": [family.head.kana],
    }
    second = start_once(city.services, clerk, "enrolment", Posted(typed), "k1")
    assert second.case_id != first.case_id
    assert city.case(second.case_id).household_key == family.key
