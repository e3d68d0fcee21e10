"""Every wrong notification of loss (誤った喪失届) is refused beside its field or looked into by a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.effects import RegisterChange
from server.store import tables as t
from tests.procedures.leaving import Office, deployed, entry, leaver, start_answers
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import HOUSEHOLDS

HOUSEHOLD = HOUSEHOLDS["insured"]
HEAD, WIFE = (person.key for person in HOUSEHOLD.members)
NUMBER = "123456789018"
MOVED = {"loss_reason": "moved_other_prefecture", "same_day_elsewhere": "no"}
HOME = {"forward_postal_code": "000-9999", "forward_address": "外海県外海市浜町1番"}


@pytest.fixture
def office(town_api: Api) -> Office:
    deployed(town_api.city)
    return Office(town_api)


def nothing_changed(office: Office) -> None:
    rows = [row for row in Records(office.city, "").rows(t.eligibilities) if row["superseded_at"] is None]
    assert [row["valid_to"] for row in rows] == [None, None]


def one(**changes: Any) -> dict[str, Any]:
    """Only the head leaves, his row changed."""
    return {"extent": "some", "lost_members": [leaver("insured", 0, **changes)]}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    # E-FIELD-DATE-FUTURE: the fact lies ahead, but for a planned move away of at most thirty days.
    ({"fact_date": "2026-11-19"}, "fact_date", "loss_fact_in_future"),
    ({**MOVED, **HOME, "fact_date": "2026-12-19"}, "fact_date", "loss_fact_in_future"),
    # E-CROSS-DATES: insured since 1 April 2022.
    ({"fact_date": "2022-03-31"}, "lost_members.0.name", "loss_before_acquisition"),
    ({"loss_reason": "kumiai", "fact_date": "2022-04-01"}, "lost_members.0.name", "loss_before_acquisition"),
    ({"fact_date": None}, "fact_date", "required"),
    ({"fact_date": "2026-02-30"}, "fact_date", "day_not_in_month"),
    ({"fact_date": 20261110}, "fact_date", "wrong_type"),
    ({"loss_reason": "retired"}, "loss_reason", "not_an_option"),
    ({"loss_date": "2026-11-10"}, "loss_date", "unknown_field"),
    ({"new_insurer_no": "1234567"}, "new_insurer_no", "insurer_number_invalid"),
    ({"new_insurer_no": "06-13-99"}, "new_insurer_no", "insurer_number_invalid"),
    ({"new_insurer_no": "061399990"}, "new_insurer_no", "too_long"),
    ({"new_insurer_name": None}, "new_insurer_name", "required"),
    (
        {**MOVED, "forward_postal_code": "000-0011", "forward_address": HOUSEHOLD.address},
        "forward_address",
        "forward_address_same",
    ),
    ({**MOVED, "forward_postal_code": "000-0011"}, "forward_address", "required"),
    ({"loss_reason": "death", "fact_date": "2026-11-10"}, "send_to", "addressee_died"),
    ({"extent": "some"}, "extent", "whole_household_leaves"),
    ({"lost_members": [leaver("insured", 0)]}, "extent", "not_whole_household"),
    ({"lost_members": [leaver("insured", 0)] * 2}, "lost_members.1.name", "person_twice"),
    ({"lost_members": []}, "lost_members", "too_few_rows"),
    ({"lost_members": [leaver("insured", 0)] * 13}, "lost_members", "too_many_rows"),
    (one(person_key="000000000009999"), "lost_members.0.person_key", "person_not_found"),
    (one(person_key=None, kana="ダレカ"), "lost_members.0.person_key", "person_not_found"),
    (one(person_key=HOUSEHOLDS["single"].head.key), "lost_members.0.name", "not_insured_then"),
    (one(my_number="123456789012"), "lost_members.0.my_number", "my_number_check_digit"),
    (one(name="あ" * 101), "lost_members.0.name", "too_long"),
    (one(document_back="kept"), "lost_members.0.document_back", "not_an_option"),
    ({"loss_reason": "late_elderly", "fact_date": None}, "lost_members.0.birth_date", "not_yet_of_age"),
]


@pytest.fixture
def case_id(office: Office) -> str:
    case_id = office.start()
    office.api.complete(case_id, "check_identity", office.city.answers_identity(), "saeki").done()
    return case_id


def test_every_wrong_entry_is_refused_beside_its_field_and_nothing_is_lost(office: Office, case_id: str) -> None:
    """One case takes them all: what is refused leaves the task as it was."""
    for changes, field, code in WRONG:
        given = entry() | changes
        if given["loss_reason"] not in ("employee_insurance", "dependant", "kumiai", "retired"):
            given |= {"new_insurer_name": None, "new_insurer_no": None}
        refused = office.api.complete(case_id, "enter", given, "saeki")
        assert refused.status == 422, (field, code, refused.body)
        found = [(error["field"], error["code"]) for error in refused.body["errors"]]
        assert (field, code) in found, (field, code, found)
    nothing_changed(office)
    assert office.enter(case_id).done()["status"] == "active"


def test_a_notification_with_wrong_answers_at_the_start_is_no_case(office: Office) -> None:
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"received_on": "2026-11-19"}, "received_on", "date_in_future"),
        ({"loss_reason": None}, "loss_reason", "required"),
        ({"household_key": "9999999999"}, "household_key", "household_not_found"),
        ({"head_kana": "漢字"}, "head_kana", "kana_invalid"),
        ({"channel": "FAX"}, "channel", "not_an_option"),
    ]
    before = len(Records(office.city, "").rows(t.cases))
    for changes, field, code in wrong:
        data = start_answers(office.city, "insured") | changes
        refused = office.api.post("saeki", "/cases", {"procedure": "withdrawal", "data": data})
        assert refused.status == 422
        assert (field, code) in [(error["field"], error["code"]) for error in refused.body["errors"]], refused.body
    assert len(Records(office.city, "").rows(t.cases)) == before


def test_who_may_not_say_how_it_came_is_refused(office: Office) -> None:
    linked = start_answers(office.city, "insured") | {"channel": "LINK", "record_number": "1", "paper_location": None}
    refused = office.api.post("saeki", "/cases", {"procedure": "withdrawal", "data": linked})
    assert refused.code == "channel_of_linked_systems"
    other = office.api.post(
        "kitano", "/cases", {"procedure": "withdrawal", "data": start_answers(office.city, "insured")}
    )
    assert (other.status, other.code) == (404, "out_of_scope")


def test_who_was_lost_already_is_shown_with_the_day(office: Office) -> None:
    closing = {"person_key": HEAD, "tekiyo_to": "2026-10-01", "shikaku_to": "2026-10-01", "lost_by": "welfare"}
    office.city.change(RegisterChange("close_eligibility", "x/c", closing))
    refused = office.entering(**one())
    (error,) = refused.body["errors"]
    assert (error["field"], error["code"]) == ("lost_members.0.name", "already_lost")
    assert "2026-10-01" in error["message_ja"]


def test_a_certificate_that_nobody_got_cannot_come_back(office: Office) -> None:
    payload = {"certificate_key": f"T{HEAD}", "on": "2026-10-01", "status": "LOST"}
    office.city.change(RegisterChange("supersede_certificate", "x/d", payload))
    refused = office.entering(**one(document_back="returned"))
    assert [error["code"] for error in refused.body["errors"]] == ["document_not_issued"]


def test_a_number_of_another_resident_is_not_taken(office: Office) -> None:
    """E-ID-NUMBER-MISMATCH; the number never stands in the answer."""
    city = office.city
    first = office.entered(**one(my_number=NUMBER))
    office.api.check(first).done()
    refused = office.entering(extent="whole", lost_members=[leaver("insured", 1, my_number=NUMBER)])
    assert [error["code"] for error in refused.body["errors"]] == ["number_of_another_person"]
    assert NUMBER not in refused.content.decode()
    assert city.case(first).outcome == "lost"


def test_the_same_person_reported_twice_is_shown_the_case_under_way(office: Office) -> None:
    first = office.entered()
    refused = office.entering(**one())
    (error,) = refused.body["errors"]
    assert error["code"] == "case_duplicate"
    assert office.city.case(first).number in error["message_ja"]


def test_a_household_that_nobody_named_cannot_lose_anybody(office: Office) -> None:
    case_id = office.start(household_key=None)
    office.api.complete(case_id, "check_identity", office.city.answers_identity(), "saeki").done()
    refused = office.enter(case_id)
    assert (refused.status, refused.code) == (409, "head_unknown")


FINDINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"kana": "ミウラ　ケンジ"}, "", "PERSON_DIFFERS"),
    ({}, "hub", "INSURER_DATE_DIFFERS"),
    ({}, "disability", "DISABILITY_AGE"),
]


@pytest.mark.parametrize(("row", "more", "code"), FINDINGS, ids=[one[2] for one in FINDINGS])
def test_what_the_registers_contradict_a_person_looks_into(
    office: Office, row: dict[str, Any], more: str, code: str
) -> None:
    if more == "hub":
        spell = {"person_key": HEAD, "insurer_kind": "EMPLOYEE", "insurer_name": "若葉健保", "valid_from": "2026-11-01"}
        office.city.change(RegisterChange("put_other_insurance", "x/o", spell))
    ground: dict[str, Any] = {}
    if more == "disability":
        ground = {"loss_reason": "late_elderly_disability", "new_insurer_name": None, "new_insurer_no": None}
    case_id = office.entered(**one(**row), **ground)
    (told,) = [one for one in office.city.history(case_id) if one.kind == "computed" and one.element == "precheck"]
    assert [finding["code"] for finding in told.detail["outputs"]["findings"]] == [code]
    assert office.city.open_task(case_id, "judge")


def test_two_cases_that_lose_the_same_person_end_once(office: Office) -> None:
    """Somebody else closed the spell since the check: the second one is refused, nothing is written twice."""
    case_id = office.entered(**one())
    closing = {"person_key": HEAD, "tekiyo_to": "2026-11-05", "shikaku_to": "2026-11-05", "lost_by": "kumiai"}
    office.city.change(RegisterChange("close_eligibility", "x/c", closing))
    refused = office.api.check(case_id)
    assert (refused.status, refused.code) == (409, "already_lost")
    assert office.city.case(case_id).status == "active"
    rows = [row for row in Records(office.city, "").rows(t.eligibilities, person_key=HEAD) if not row["superseded_at"]]
    assert [row["valid_to"] for row in rows] == [date(2026, 11, 5)]


def test_the_decision_pressed_twice_is_done_once(office: Office) -> None:
    case_id = office.entered()
    task = office.city.open_task(case_id, "check")
    answers = {"answers": office.city.answers_check(case_id)}
    first = office.api.post("okamura", f"/tasks/{task.task_id}/complete", answers, key="press-1")
    again = office.api.post("okamura", f"/tasks/{task.task_id}/complete", answers, key="press-1")
    late = office.api.post("okamura", f"/tasks/{task.task_id}/complete", answers)
    assert (first.status, again.status, late.status) == (200, 200, 409)
    assert len(Records(office.city, case_id).rows(t.exports, case_id=case_id)) == 2


def test_a_task_of_another_office_is_not_done(office: Office) -> None:
    case_id = office.entered()
    task = office.city.open_task(case_id, "check")
    refused = office.api.post("kitano", f"/tasks/{task.task_id}/complete", {"answers": {}})
    assert refused.status in (403, 404)
    nothing_changed(office)
