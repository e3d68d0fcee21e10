"""Re-issue of certificates (再交付) to each of its ends, through the API, and every wrong application refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.wake_cases import wake_due
from server.domain.effects import RegisterChange
from server.store import tables as t
from tests.procedures.leaving import Office, application, deployed
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order
from tests.world import HOUSEHOLDS

HEAD, WIFE = (person.key for person in HOUSEHOLDS["insured"].members)
NUMBER = "123456789018"


@pytest.fixture
def office(api: Api) -> Office:
    deployed(api.city)
    return Office(api)


@pytest.fixture
def town_office(town_api: Api) -> Office:
    deployed(town_api.city)
    return Office(town_api)


def documents(office: Office, person: str = HEAD) -> dict[str, str]:
    """The status of each document of a person as it stands."""
    rows = Records(office.city, "").rows(t.certificates, person_key=person)
    return {row["certificate_key"]: row["status"] for row in rows if row["superseded_at"] is None}


def test_a_lost_certificate_is_printed_anew_with_the_day_of_today(office: Office) -> None:
    case_id = office.applied()
    done = office.api.check(case_id).done()
    assert (done["status"], done["outcome"]) == ("completed", "reissued")
    left = Records(office.city, case_id)
    (old, before), (new, now) = documents(office).items()
    assert (old, before, now) == (f"T{HEAD}", "LOST", "VALID")
    (made,) = [row for row in left.made(t.certificates) if row["certificate_key"] == new]
    # The new one holds as long as the old one.
    assert (made["issued_on"], made["valid_until"]) == (date(2026, 11, 18), date(2027, 7, 31))
    decision = left.decision()
    assert (decision["kind"], decision["result"], decision["authority"]) == ("certificate", "reissued", "8-1 通常")
    left.issue()
    text = left.printed(f"enrolment/certificate/{HEAD}")
    assert "交付年月日令和8年11月18日" in text
    assert "有効期限令和9年7月31日" in text
    advice = left.printed(f"certificate/loss_advice/{HEAD}")
    assert "見つかったときは、使わずに、すぐに" in advice
    assert {one.delivery for one in left.letters().values()} == {"WINDOW"}
    assert_in_order(office.city, case_id)


@pytest.mark.parametrize("attached", ["yes", "no"])
def test_a_damaged_one_is_handed_in_or_recalled(town_office: Office, attached: str) -> None:
    more: dict[str, Any] = {"reason": "damaged", "lost_on": None, "old_attached": attached}
    if attached == "no":
        more["old_missing_reason"] = "焼けた"
    case_id = town_office.applied(**more)
    assert town_office.api.check(case_id).done()["outcome"] == "reissued"
    assert documents(town_office)[f"T{HEAD}"] == ("RETURNED" if attached == "yes" else "VOID")
    left = Records(town_office.city, case_id)
    assert set(left.letters()) == {f"enrolment/certificate/{HEAD}"}
    if attached == "no":
        recall = town_office.recall_of(case_id)
        town_office.returned(recall, returned_branches=["01"]).done()
        assert town_office.city.case(recall).outcome == "recovered"
        assert documents(town_office)[f"T{HEAD}"] == "RETURNED"
    else:
        assert left.rows(t.cases, parent_case_id=case_id) == []


def test_a_stolen_one_is_watched_and_the_next_re_issue_is_looked_at_by_others(town_office: Office) -> None:
    city = town_office.city
    case_id = town_office.applied(reason="stolen", police_no="若葉中央 8-123")
    town_office.api.check(case_id).done()
    (watch,) = Records(city, "").rows(t.certificate_watches)
    assert (watch["certificate_key"], watch["police_no"]) == (f"T{HEAD}", "若葉中央 8-123")
    assert (watch["valid_from"], watch["valid_to"]) == (date(2026, 11, 18), date(2026, 12, 18))
    left = Records(city, case_id)
    left.issue()
    assert "若葉中央8-123" in left.printed(f"certificate/loss_advice/{HEAD}")

    city.clock.set(date(2026, 11, 30), 10)
    again = town_office.applied()
    judged = {"looked_at": ["police"], "finding": "また失くした", "result": "proceed"}
    town_office.api.complete(again, "judge", judged, "okamura").done()
    assert town_office.api.check(again).done()["status"] == "active"
    assert town_office.api.decide(again).done()["outcome"] == "reissued"
    assert Records(city, again).decision()["authority"] == "8-2 監視中"


def test_identity_that_was_not_proven_goes_by_tracked_post(town_office: Office) -> None:
    unproven = town_office.city.answers_identity(method="NONE", number_shown="no", identity_proven="no")
    refused = town_office.applying(identity=unproven)
    assert [(one["field"], one["code"]) for one in refused.body["errors"]] == [
        ("identity_document", "identity_paper_needed")
    ]
    case_id = town_office.applied(who=1, identity=unproven, identity_document="TWO_DOCS")
    town_office.api.check(case_id).done()
    assert {one.delivery for one in Records(town_office.city, case_id).letters().values()} == {"TRACKED", "POST"}


def test_with_a_my_number_no_identity_paper_is_asked_for_and_a_person_looks_into_it(town_office: Office) -> None:
    """規則7条3項: the paper is needed only without the number; whose number it is is checked."""
    unproven = town_office.city.answers_identity(method="NONE", number_shown="no", identity_proven="no")
    case_id = town_office.applied(identity=unproven, written_number=None, target_my_number=NUMBER)
    assert town_office.city.open_task(case_id, "judge")
    judged = {"looked_at": ["head"], "finding": "電話で確かめた", "result": "proceed"}
    town_office.api.complete(case_id, "judge", judged, "okamura").done()
    town_office.api.check(case_id).done()
    (sealed,) = Records(town_office.city, case_id).rows(t.my_numbers)
    assert (sealed["status"], sealed["person_key"]) == ("current", HEAD)


def posted_lately(office: Office, day: str = "2026-11-16") -> None:
    """The head's certificate was renewed and posted two days ago."""
    office.city.change(
        RegisterChange(
            "supersede_certificate", "x/1", {"certificate_key": f"T{HEAD}", "on": day, "status": "SUPERSEDED"}
        ),
        RegisterChange(
            "put_certificate",
            "x/2",
            {
                "certificate_key": "T2",
                "person_key": HEAD,
                "household_key": HOUSEHOLDS["insured"].key,
                "kind": "CERTIFICATE",
                "issued_on": day,
                "valid_until": "2027-07-31",
            },
        ),
    )


def test_what_the_post_still_carries_is_waited_for(town_office: Office) -> None:
    posted_lately(town_office)
    case_id = town_office.applied()
    assert [task.element for task in town_office.city.open_tasks(case_id)] == ["wait_arrival"]
    arrived = {"result": "arrived", "told_on": "2026-11-18"}
    done = town_office.api.complete(case_id, "wait_arrival", arrived, "saeki").done()
    assert done["outcome"] == "arrived"
    assert documents(town_office)["T2"] == "VALID"


def test_after_the_days_of_the_post_the_application_goes_on_by_itself(town_office: Office) -> None:
    posted_lately(town_office)
    case_id = town_office.applied()
    town_office.city.clock.set(date(2026, 11, 26), 9)
    wake_due(town_office.city.services)
    assert [task.element for task in town_office.city.open_tasks(case_id)] == ["check"]
    assert town_office.api.check(case_id).done()["outcome"] == "reissued"
    assert documents(town_office)["T2"] == "LOST"


def test_what_came_back_to_the_city_is_looked_into(town_office: Office) -> None:
    posted_lately(town_office)
    case_id = town_office.applied()
    came_back = {"result": "returned", "told_on": "2026-11-18"}
    town_office.api.complete(case_id, "wait_arrival", came_back, "saeki").done()
    judged = {"looked_at": ["postal"], "finding": "転居していた", "result": "back", "reason": "送付先を確かめる"}
    town_office.api.complete(case_id, "judge", judged, "okamura").done()
    town_office.api.complete(case_id, "enter", application(), "saeki").done()
    judged = {"looked_at": ["postal"], "finding": "確かめた", "result": "proceed"}
    town_office.api.complete(case_id, "judge", judged, "okamura").done()
    assert town_office.api.check(case_id).done()["outcome"] == "reissued"


def test_a_lost_one_found_later_comes_back_at_once(office: Office) -> None:
    town_first = office.applied()
    office.api.check(town_first).done()
    done = office.applying(reason="found", lost_on=None, found_on="2026-11-18", delivery=None).done()
    assert done["outcome"] == "found"
    assert documents(office)[f"T{HEAD}"] == "RETURNED"
    assert sorted(documents(office).values()) == ["RETURNED", "VALID"]
    assert_in_order(office.city, done["case_id"])


def test_a_refusal_is_told_with_the_way_to_appeal(town_office: Office) -> None:
    """法91条: a disposition on a request for the certificate."""
    case_id = town_office.applied()
    town_office.api.check(case_id, "refuse").done()
    assert town_office.api.decide(case_id, "refuse").done()["outcome"] == "refused"
    left = Records(town_office.city, case_id)
    assert documents(town_office) == {f"T{HEAD}": "VALID"}
    left.issue()
    assert "若葉県国民健康保険審査会" in left.printed("certificate/refusal")


def test_withdrawn_nothing_changes(town_office: Office) -> None:
    done = town_office.applying(next_step="withdraw", withdraw_reason="家で見つかった").done()
    assert done["outcome"] == "withdrawn"
    assert documents(town_office) == {f"T{HEAD}": "VALID"}


def test_an_information_sheet_is_sent_again(town_office: Office) -> None:
    payload = {
        "certificate_key": "S1",
        "person_key": WIFE,
        "household_key": HOUSEHOLDS["insured"].key,
        "kind": "INFO_SHEET",
        "issued_on": "2026-08-01",
    }
    town_office.city.change(RegisterChange("put_certificate", "x/s", payload))
    case_id = town_office.applied(who=1, document="INFO_SHEET")
    town_office.api.check(case_id).done()
    assert documents(town_office, WIFE)["S1"] == "LOST"
    assert set(Records(town_office.city, case_id).letters()) == {
        "enrolment/info_sheet",
        f"certificate/loss_advice/{WIFE}",
    }


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"written_number": None}, "written_number", "number_or_symbol_needed"),
    ({"written_number": "1234567"}, "written_number", "insured_number_differs"),
    ({"written_symbol": "若9"}, "written_symbol", "insured_number_differs"),
    ({"lost_on": "2026-11-19"}, "lost_on", "date_in_future"),
    ({"reason": "damaged", "lost_on": None, "old_attached": "no"}, "old_missing_reason", "old_document_reason_needed"),
    ({"document": "INFO_SHEET"}, "document", "nothing_to_reissue"),
    ({"target_kana": "ダレカ"}, "target_name", "person_not_found"),
    ({"target_person_key": "000000000001011"}, "target_person_key", "person_not_found"),
    ({"target_my_number": "123456789012"}, "target_my_number", "my_number_check_digit"),
    ({"target_name": None}, "target_name", "required"),
    ({"target_name": "あ" * 101}, "target_name", "too_long"),
    ({"lost_on": 20261110}, "lost_on", "wrong_type"),
    (
        {"reason": "found", "lost_on": None, "delivery": None, "found_on": "2026-11-18"},
        "reason",
        "nothing_found_again",
    ),
]


def test_every_wrong_application_is_refused_beside_its_field_and_nothing_is_lost(town_office: Office) -> None:
    """One case takes them all: what is refused leaves the task as it was."""
    case_id = town_office.apply()
    for changes, field, code in WRONG:
        refused = town_office.api.complete(case_id, "enter", application() | changes, "saeki")
        assert refused.status == 422, (field, code, refused.body)
        found = [(one["field"], one["code"]) for one in refused.body["errors"]]
        assert (field, code) in found, (field, code, found)
    assert documents(town_office) == {f"T{HEAD}": "VALID"}


@pytest.mark.parametrize(("lost_by", "code"), [("death", "reissue_for_deceased"), ("welfare", "reissue_not_insured")])
def test_nobody_who_is_not_insured_gets_a_new_one(town_office: Office, lost_by: str, code: str) -> None:
    closing = {"person_key": HEAD, "tekiyo_to": "2026-11-10", "shikaku_to": "2026-11-10", "lost_by": lost_by}
    town_office.city.change(RegisterChange("close_eligibility", "x/c", closing))
    refused = town_office.applying()
    assert [(one["field"], one["code"]) for one in refused.body["errors"]] == [("target_name", code)]


def test_a_second_application_is_shown_the_first_one(town_office: Office) -> None:
    case_id = town_office.applied()
    refused = town_office.applying()
    (error,) = refused.body["errors"]
    assert error["code"] == "case_duplicate"
    assert town_office.city.case(case_id).number in error["message_ja"]


def test_who_lost_the_eligibility_since_the_check_gets_nothing(town_office: Office) -> None:
    case_id = town_office.applied()
    closing = {"person_key": HEAD, "tekiyo_to": "2026-11-10", "shikaku_to": "2026-11-10", "lost_by": "welfare"}
    town_office.city.change(RegisterChange("close_eligibility", "x/c", closing))
    refused = town_office.api.check(case_id)
    assert (refused.status, refused.code) == (409, "reissue_not_insured")
    assert documents(town_office) == {f"T{HEAD}": "VALID"}


def test_another_office_s_clerk_sees_no_application(town_office: Office) -> None:
    case_id = town_office.apply()
    task = town_office.city.open_task(case_id, "enter")
    refused = town_office.api.post("kitano", f"/tasks/{task.task_id}/complete", {"answers": application()})
    assert refused.status in (403, 404)
