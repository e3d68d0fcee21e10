"""The recall of certificates (回収) to its ends: returned, declared lost, never returned, through the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from server.casework.wake_cases import wake_due
from server.store import tables as t
from tests.procedures.leaving import Office, deployed, leaver
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order
from tests.world import HOUSEHOLDS

HEAD, WIFE = (person.key for person in HOUSEHOLDS["insured"].members)


@pytest.fixture
def office(api: Api) -> Office:
    deployed(api.city)
    return Office(api)


@pytest.fixture
def town_office(town_api: Api) -> Office:
    deployed(town_api.city)
    return Office(town_api)


def recalls(office: Office) -> dict[str, tuple[str, int]]:
    rows = Records(office.city, "").rows(t.certificate_recalls)
    return {
        row["person_key"]: (row["status"], row["reminders"])
        for row in rows
        if row["superseded_at"] is None and row["valid_to"] is None
    }


def status(office: Office, person: str) -> str:
    rows = Records(office.city, "").rows(t.certificates, person_key=person)
    return str([row for row in rows if row["superseded_at"] is None][-1]["status"])


def test_certificates_come_back_one_after_the_other(office: Office) -> None:
    """Enforcement Regulations arts. 11 and 12: by the branch numbers printed on them."""
    recall = office.recall_of(office.lost())
    assert recalls(office) == {HEAD: ("WAITING", 0), WIFE: ("WAITING", 0)}
    task = office.city.open_task(recall, "await_return")
    shown = office.api.get("saeki", f"/tasks/{task.task_id}").done()
    (sheet,) = [one for one in shown["facts"] if one["key"] == "recall"]
    assert [(row["label"], row["value"]) for row in sheet["rows"]] == [("枝番01", "三浦 健"), ("枝番02", "三浦 由紀")]
    assert office.returned(recall, returned_branches=["02"]).done()["status"] == "active"
    assert (status(office, WIFE), status(office, HEAD)) == ("RETURNED", "VOID")
    done = office.returned(recall, lost_branches=["01"]).done()
    assert (done["status"], done["outcome"]) == ("completed", "recovered")
    assert recalls(office) == {HEAD: ("LOST", 0), WIFE: ("RETURNED", 0)}
    assert status(office, HEAD) == "LOST"
    assert_in_order(office.city, recall)


def test_after_two_reminders_it_is_closed_as_unreturned_and_invalid(office: Office) -> None:
    """Each wait is 30 days (period `recall_wait`)."""
    city = office.city
    recall = office.recall_of(office.lost(lost_members=[leaver("insured", 0), leaver("insured", 1)]))
    day = date(2026, 11, 18)
    for reminders in (1, 2):
        day += timedelta(days=31)
        city.clock.set(day, 9)
        wake_due(city.services)
        assert recalls(office)[HEAD] == ("WAITING", reminders)
    left = Records(city, recall)
    letters = left.rows(t.letters, case_id=recall)
    assert [one["letter"] for one in letters] == ["recall/reminder"] * 2
    city.clock.set(day + timedelta(days=31), 9)
    wake_due(city.services)
    assert city.case(recall).outcome == "unreturned"
    assert recalls(office) == {HEAD: ("UNRETURNED", 2), WIFE: ("UNRETURNED", 2)}
    assert status(office, HEAD) == "VOID"
    left.issue()
    assert_in_order(city, recall)


def test_the_reminder_names_what_is_out_and_the_last_one_says_so(town_office: Office) -> None:
    city = town_office.city
    recall = town_office.recall_of(town_office.lost())
    town_office.returned(recall, returned_branches=["01"]).done()
    city.clock.set(date(2026, 12, 19), 9)
    wake_due(city.services)
    left = Records(city, recall)
    left.issue()
    text = left.printed("recall/reminder")
    assert "三浦由紀02令和8年8月1日" in text
    assert "三浦健01" not in text
    assert "令和9年1月18日" in text
    assert "最後のお願い" not in text


def test_a_late_return_is_recorded_after_the_end(town_office: Office) -> None:
    """A person starts the recall again for what was closed as unreturned."""
    city = town_office.city
    recall = town_office.recall_of(town_office.lost())
    day = date(2026, 11, 18)
    for _ in range(3):
        day += timedelta(days=31)
        city.clock.set(day, 9)
        wake_due(city.services)
    assert city.case(recall).outcome == "unreturned"
    again = town_office.begin("recall", "okamura", **by_hand(city))
    town_office.returned(again, by="okamura", returned_branches=["01", "02"]).done()
    assert city.case(again).outcome == "recovered"
    assert status(town_office, HEAD) == "RETURNED"


def by_hand(city: Any, household: str = "insured") -> dict[str, Any]:
    return {
        "channel": "EXOFFICIO",
        "received_on": city.clock.business_day().isoformat(),
        "cause": "LOSS",
        "household_key": HOUSEHOLDS[household].key,
    }


def test_nothing_is_recalled_where_nothing_is_out(town_office: Office) -> None:
    refused = town_office.api.post("okamura", "/cases", {"procedure": "recall", "data": by_hand(town_office.city)})
    assert (refused.status, refused.code) == (409, "recall_nothing_out")
    assert recalls(town_office) == {}


WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, [("returned_branches", "required")]),
    ({"returned_branches": ["05"]}, [("returned_branches", "recall_branch_unknown")]),
    ({"returned_branches": ["01"], "lost_branches": ["01"]}, [("lost_branches", "recall_branch_twice")]),
    ({"returned_branches": ["01"], "returned_on": "2026-11-17"}, [("returned_on", "recall_returned_early")]),
    ({"returned_branches": ["01"], "returned_on": "2026-11-19"}, [("returned_on", "date_in_future")]),
    ({"returned_branches": ["1"]}, [("returned_branches", "not_an_option")]),
]


def test_every_wrong_return_is_refused_beside_its_field(town_office: Office) -> None:
    recall = town_office.recall_of(town_office.lost())
    for answers, errors in WRONG:
        refused = town_office.returned(recall, **answers)
        assert refused.status == 422
        assert [(one["field"], one["code"]) for one in refused.body["errors"]] == errors
    assert recalls(town_office) == {HEAD: ("WAITING", 0), WIFE: ("WAITING", 0)}
