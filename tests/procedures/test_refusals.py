"""What must not happen is refused, by the API and by the use case alike, and nothing at all has changed afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from server.casework.attach_document import attach_document
from server.casework.claim import claim_task
from server.casework.complete_task import complete_task
from server.casework.handle_incidents import retry_incident
from server.casework.issue_letters import issue_requested
from server.casework.release_letters import letter_pdf, release_letter, reprint_letter
from server.casework.start_case import start_case
from server.casework.views.case import case_view
from server.casework.views.task import task_view
from server.casework.wake_cases import wake_due
from server.domain.calendar import civil_date
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.domain.rights import Grant
from server.domain.roles import OFFICIALS_ONLY
from server.store import grants, incidents
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records, everything
from tests.world import DAY, World

NUMBER = "123456789018"
WRONG_DIGIT = "123456789019"
AUDIT = frozenset({"audit_events", "audit_persons"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """The same refusal as the API and the use case gave it."""

    status: int
    code: str
    field: str | None
    told: dict[str, Any]


def refused(
    api: Api,
    by: str,
    method: str,
    path: str,
    act: Callable[[], object],
    body: JSON = None,
    *,
    but: frozenset[str] = frozenset(),
) -> Refusal:
    """Tries it through the API and by the use case; both refuse alike, in both languages, and change nothing.

    `but` are tables that may change (the audit, where the look itself is on record).
    """
    api.token(by)
    before = everything(api.city, but)
    reply = api.get(by, path) if method == "GET" else api.post(by, path, body)
    assert reply.status >= 400, f"{path} was done: {reply.body}"
    assert everything(api.city, but) == before
    with pytest.raises(Refused) as caught:
        act()
    assert everything(api.city, but) == before
    told = caught.value.as_json()
    assert {name: reply.body.get(name) for name in told} == told
    assert reply.status == caught.value.status
    for words in (reply.body["message_ja"], reply.body["message_en"]):
        assert words
        assert "－" not in words, "a word of the sentence is open"
        assert "{" not in words
    return Refusal(reply.status, reply.body["code"], reply.body["field"], reply.body)


def completing(
    api: Api, case_id: str, element: str, answers: dict[str, JSON], by: str, rev: int | None = None
) -> Refusal:
    task = api.city.open_task(case_id, element).task_id
    return completing_task(api, task, answers, by, rev)


def completing_task(api: Api, task: str, answers: dict[str, JSON], by: str, rev: int | None = None) -> Refusal:
    services, caller = api.city.services, api.city.caller(by)
    body: dict[str, JSON] = {"answers": answers} | ({} if rev is None else {"rev": rev})
    return refused(
        api,
        by,
        "POST",
        f"/tasks/{task}/complete",
        lambda: complete_task(services, caller, task, answers, rev=rev),
        body,
    )


def claiming(api: Api, case_id: str, element: str, by: str) -> Refusal:
    task = api.city.open_task(case_id, element).task_id
    caller = api.city.caller(by)
    return refused(api, by, "POST", f"/tasks/{task}/claim", lambda: claim_task(api.city.services, caller, task))


# -- the second person ------------------------------------------------------------------------------------------------


def test_who_entered_cannot_check(api: Api) -> None:
    case_id = api.entered("single", by="okamura")
    found = completing(api, case_id, "check", api.city.answers_check(case_id), "okamura")
    assert (found.status, found.code) == (403, "same_person_enters_and_checks")
    assert claiming(api, case_id, "check", "okamura").code == "same_person_enters_and_checks"
    task = api.city.open_task(case_id, "check").task_id
    shown = api.get("okamura", f"/tasks/{task}").done()
    assert (shown["may_do"], shown["why_code"]) == (False, "same_person_enters_and_checks")
    assert api.check(case_id, by="utsumi").status == 200


def test_who_entered_any_round_cannot_check_a_later_one(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", by="okamura")
    api.check(case_id, "return", by="utsumi").done()
    task = city.open_task(case_id, "enter").task_id
    api.post("okamura", f"/tasks/{task}/release").done()
    api.complete(case_id, "enter", city.answers_enter("single"), "saeki").done()
    api.post("utsumi", f"/tasks/{city.open_task(case_id, 'check').task_id}/release").done()
    found = completing(api, case_id, "check", city.answers_check(case_id), "okamura")
    assert found.code == "same_person_enters_and_checks"


def as_clerk(city: World, user_id: str) -> None:
    """An approver who for once works at the counter too."""
    for function in ("case:start", "work:counter", "work:qualification"):
        city.grant(user_id, function, "chuo")


@pytest.mark.parametrize("did", ["entered", "checked", "judged"])
def test_who_entered_checked_or_judged_cannot_decide(api: Api, did: str) -> None:
    city = api.city
    as_clerk(city, "kuroda")
    if did == "judged":
        insured = {"person_key": city.household("single").head.key, "insurer_kind": "EMPLOYEE"}
        name = {"insurer_name": "若葉健康保険組合", "valid_from": "2026-01-01"}
        city.change(RegisterChange("put_other_insurance", "hub/1", {**insured, **name}))
    entering = "kuroda" if did == "entered" else "saeki"
    case_id = api.entered("single", by=entering, insurer_loss_date="2026-07-01")
    if did == "judged":
        answers = {"looked_at": ["hub"], "finding": "資格がある", "result": "refuse", "reason": "資格がある"}
        api.complete(case_id, "judge", answers, "kuroda").done()
        api.post("kuroda", f"/tasks/{city.open_task(case_id, 'check').task_id}/release").done()
    api.check(case_id, by="kuroda" if did == "checked" else "okamura").done()
    found = completing(api, case_id, "decide", city.answers_decide(), "kuroda")
    assert (found.status, found.code) == (403, "approver_entered_or_checked")
    assert claiming(api, case_id, "decide", "kuroda").code == "approver_entered_or_checked"
    assert Records(city, case_id).made(t.eligibilities) == []
    assert api.decide(case_id, by="sakai").done()["outcome"] == "decided"


# -- rights and offices -----------------------------------------------------------------------------------------------


def test_another_offices_clerk_finds_nothing_and_does_nothing(api: Api) -> None:
    city = api.city
    case_id = api.entered("single")
    kitano = city.caller("kitano")
    task = city.open_task(case_id, "check").task_id
    for found in (
        refused(api, "kitano", "GET", f"/cases/{case_id}", lambda: case_view(city.services, kitano, case_id)),
        refused(api, "kitano", "GET", f"/tasks/{task}", lambda: task_view(city.services, kitano, task)),
        claiming(api, case_id, "check", "kitano"),
        completing(api, case_id, "check", city.answers_check(case_id), "kitano"),
    ):
        assert (found.status, found.code) == (404, "out_of_scope")
    assert api.get("kitano", "/tasks").done()["total"] == 0


def test_another_offices_household_cannot_be_taken_in(api: Api) -> None:
    city = api.city
    data = city.answers_start("north")
    found = refused(
        api,
        "saeki",
        "POST",
        "/cases",
        lambda: start_case(city.services, city.caller("saeki"), "enrolment", data),
        {"procedure": "enrolment", "data": data},
    )
    assert (found.status, found.code) == (404, "out_of_scope")


def test_another_offices_letters_are_not_found(api: Api) -> None:
    city = api.city
    case_id = api.entered("single")
    api.check(case_id).done()
    (letter, *_) = Records(city, case_id).letters().values()
    kitano = city.caller("kitano")
    path = f"/letters/{letter.letter_id}"
    found = refused(api, "kitano", "GET", path, lambda: letter_pdf(city.services, kitano, letter.letter_id))
    assert (found.status, found.code) == (404, "out_of_scope")


@pytest.mark.parametrize(("element", "by"), [("check", "saeki"), ("check", "mizuno"), ("check", "kuroda")])
def test_a_role_without_the_right_to_the_lane_is_refused(api: Api, element: str, by: str) -> None:
    case_id = api.entered("single")
    found = completing(api, case_id, element, api.city.answers_check(case_id), by)
    assert (found.status, found.code) == (403, "no_right")
    assert "eligibility officers" in found.told["message_en"]
    assert claiming(api, case_id, element, by).code == "no_right"


def test_who_may_not_start_cases_starts_none(api: Api) -> None:
    city = api.city
    data = city.answers_start("single")
    for by in ("kuroda", "mizuno", "center1"):
        caller = city.caller(by)
        found = refused(
            api,
            by,
            "POST",
            "/cases",
            lambda caller=caller: start_case(city.services, caller, "enrolment", data),  # type: ignore[misc]
            {"procedure": "enrolment", "data": data},
        )
        assert (found.status, found.code) == (403, "no_right")


def test_the_typing_centre_decides_nothing(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", insurer_loss_date="2026-07-01")
    found = completing(api, case_id, "check", city.answers_check(case_id), "center1")
    assert (found.status, found.code) == (403, "no_right")
    api.check(case_id).done()
    assert completing(api, case_id, "decide", city.answers_decide(), "center1").code == "no_right"
    center1 = city.caller("center1")
    looked = refused(api, "center1", "GET", f"/cases/{case_id}", lambda: case_view(city.services, center1, case_id))
    assert (looked.status, looked.code) == (403, "no_right")


@pytest.mark.parametrize("function", sorted(OFFICIALS_ONLY))
def test_no_right_of_officials_can_be_given_to_the_typing_centre(town: World, function: str) -> None:
    before = everything(town)
    with pytest.raises(Refused, match="contractor_cannot_decide"), town.uow() as uow:
        grants.give(uow, "center1", [Grant(function, "all", DAY, DAY.replace(year=2027))], requested_by="hayakawa")
    assert everything(town) == before


# -- the page ---------------------------------------------------------------------------------------------------------


def test_a_page_that_the_case_has_left_behind_is_refused_with_who_moved_it(api: Api) -> None:
    city = api.city
    case_id = api.identified("single")
    rev = city.case(case_id).rev
    found = completing(api, case_id, "enter", city.answers_enter("single"), "saeki", rev=rev - 1)
    assert (found.status, found.code) == (409, "stale_page")
    assert "佐伯 由美" in found.told["message_ja"]
    task = city.open_task(case_id, "enter").task_id
    body = {"answers": city.answers_enter("single"), "rev": rev}
    assert api.post("saeki", f"/tasks/{task}/complete", body).status == 200


def test_a_button_pressed_twice_is_done_once(api: Api) -> None:
    city = api.city
    case_id = api.identified("single")
    task = city.open_task(case_id, "enter").task_id
    answers = city.answers_enter("single")
    api.post("saeki", f"/tasks/{task}/complete", {"answers": answers}).done()
    found = completing_task(api, task, answers, "saeki")
    assert (found.status, found.code) == (409, "already_done")
    assert "佐伯 由美" in found.told["message_ja"]


def test_what_the_clock_has_closed_cannot_be_done_any_more(api: Api) -> None:
    city = api.city
    case_id = api.entered("single", evidence=["notification"])
    task = city.open_task(case_id, "receive_documents").task_id
    due = city.case(case_id).next_due_at
    assert due is not None
    city.clock.set(civil_date(due))
    wake_due(city.services)
    answers: dict[str, JSON] = {"arrived_on": "2026-11-25", "documents": ["loss_certificate"], "paper_location": "箱"}
    found = completing_task(api, task, answers, "okamura")
    assert (found.status, found.code) == (409, "already_done")
    assert "自動処理" in found.told["message_ja"]


def test_a_task_that_somebody_took_is_his(api: Api) -> None:
    case_id = api.entered("single")
    task = api.city.open_task(case_id, "check").task_id
    api.post("utsumi", f"/tasks/{task}/claim").done()
    found = completing(api, case_id, "check", api.city.answers_check(case_id), "okamura")
    assert (found.status, found.code) == (409, "claimed_by_other")
    assert "内海 千尋" in found.told["message_ja"]


# -- answers ----------------------------------------------------------------------------------------------------------


def changed(city: World, **member: JSON) -> dict[str, JSON]:
    """The entry with something more or else in the first row."""
    (row,) = city.answers_enter("single")["members"]
    return city.answers_enter("single", members=[{**row, **member}])


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"office": "kita"}, "office", "unknown_field"),
        ({"member": {"share": 10}}, "members.0.share", "unknown_field"),
        ({"acq_reason": "wanted"}, "acq_reason", "not_an_option"),
        ({"insurer_loss_date": "2026-11-19"}, "insurer_loss_date", "date_in_future"),
        ({"insurer_loss_date": "R8.11.1"}, "insurer_loss_date", "not_canonical"),
        ({"insurer_loss_date": 20261101}, "insurer_loss_date", "wrong_type"),
        ({"head_kana": "ほんま"}, "head_kana", "not_canonical"),
        ({"head_name": None}, "head_name", "required"),
        ({"members": []}, "members", "too_few_rows"),
        ({"remarks": f"番号は{NUMBER}"}, "remarks", "my_number_in_text"),
        ({"member": {"my_number": WRONG_DIGIT}}, "members.0.my_number", "my_number_check_digit"),
        ({"member": {"my_number": "12345678901"}}, "members.0.my_number", "my_number_length"),
        ({"member": {"my_number": "1234-5678-9018"}}, "members.0.my_number", "my_number_not_canonical"),
        ({"member": {"birth_date": "1951-11-01"}}, "members.0.birth_date", "age_75_or_over"),
    ],
)
def test_a_wrong_answer_is_named_with_its_field(api: Api, said: dict[str, Any], field: str, code: str) -> None:
    city = api.city
    case_id = api.identified("single")
    row = said.get("member")
    answers = changed(city, **row) if row else city.answers_enter("single") | said
    found = completing(api, case_id, "enter", answers, "saeki")
    assert (found.status, found.field, found.code) == (422, field, code)
    assert found.told["errors"][0]["field"] == field
    for number in (NUMBER, WRONG_DIGIT, "12345678901", "1234-5678-9018"):
        assert number not in str(found.told)


def test_all_wrong_answers_are_named_at_once(api: Api) -> None:
    case_id = api.identified("single")
    answers = api.city.answers_enter("single") | {"head_name": None, "send_to": "nowhere", "x": 1}
    found = completing(api, case_id, "enter", answers, "saeki")
    assert {error["field"] for error in found.told["errors"]} == {"head_name", "send_to", "x"}


def test_the_number_of_another_person_is_not_taken(api: Api) -> None:
    city = api.city
    first = api.identified("single")
    api.complete(first, "enter", changed(city, my_number=NUMBER), "saeki").done()
    api.check(first).done()
    case_id = api.identified("family")
    head, *others = city.answers_enter("family")["members"]
    answers = city.answers_enter("family", members=[{**head, "my_number": NUMBER}, *others])
    found = completing(api, case_id, "enter", answers, "saeki")
    assert (found.status, found.field, found.code) == (422, "members.0.my_number", "number_of_another_person")
    assert found.told["basis"] is None or "番号法" in found.told["basis"]
    assert NUMBER not in str(found.told)
    answers = city.answers_enter("family", members=others, head_joins="no", head_my_number=NUMBER)
    found = completing(api, case_id, "enter", answers, "saeki")
    assert (found.field, found.code) == ("head_my_number", "number_of_another_person")


def test_one_number_for_two_people_is_not_taken(api: Api) -> None:
    case_id = api.identified("family")
    members = [{**row, "my_number": NUMBER} for row in api.city.answers_enter("family")["members"]]
    found = completing(api, case_id, "enter", api.city.answers_enter("family", members=members), "saeki")
    assert (found.status, found.code) == (422, "my_number_twice")


def test_a_number_is_entered_only_by_those_who_may(api: Api) -> None:
    city = api.city
    as_clerk(city, "kuroda")
    case_id = api.identified("single", by="kuroda")
    found = completing(api, case_id, "enter", changed(city, my_number=NUMBER), "kuroda")
    assert (found.status, found.code) == (403, "no_right")
    assert "entering My Numbers" in found.told["message_en"]


def test_the_same_person_is_not_taken_in_twice(api: Api) -> None:
    city = api.city
    first = api.entered("single")
    case_id = api.identified("single", by="okamura")
    found = completing(api, case_id, "enter", city.answers_enter("single"), "okamura")
    assert (found.status, found.field, found.code) == (422, "members.0.name", "case_duplicate")
    assert city.case(first).number in found.told["message_ja"]
    api.check(first).done()
    again = api.complete(case_id, "enter", city.answers_enter("single"), "okamura")
    assert again.status == 200
    assert city.open_task(case_id, "judge").role == "qualification"  # already insured: a person looks into it


def test_a_check_that_is_not_complete_decides_nothing(api: Api) -> None:
    case_id = api.entered("single")
    answers = api.city.answers_check(case_id)
    marks = dict(answers["marks"])
    group = next(iter(marks))
    for mark, code in ((None, "group_not_confirmed"), ("differs", "group_differs")):
        said = {name: one for name, one in marks.items() if name != group}
        if mark is not None:
            said[group] = {"mark": mark, "right_value": "正しい値"}
        found = completing(api, case_id, "check", {**answers, "marks": said}, "okamura")
        assert (found.status, found.field, found.code) == (422, f"marks.{group}", code)


# -- letters ----------------------------------------------------------------------------------------------------------


def test_a_name_that_no_font_can_print_holds_the_letter_until_it_is_put_right(api: Api) -> None:
    city = api.city
    household = city.household("rare")
    case_id = api.entered("rare")
    api.check(case_id).done()
    issue_requested(city.services)
    left = Records(city, case_id)
    letter = left.letters()[f"enrolment/certificate/{household.head.key}"]
    assert (letter.status, letter.pdf_hash) == ("held", None)
    assert {reason["kind"] for reason in letter.held_for} == {"gaiji"}
    assert all("外字" in reason["sentence_ja"] for reason in letter.held_for)
    assert all("private-use" in reason["sentence_en"] for reason in letter.held_for)
    okamura = city.caller("okamura")
    shown = api.get("okamura", f"/cases/{case_id}").done()
    assert {one["status"] for one in shown["letters"]} == {"held"}
    found = refused(
        api,
        "okamura",
        "GET",
        f"/letters/{letter.letter_id}",
        lambda: letter_pdf(city.services, okamura, letter.letter_id),
        but=AUDIT,
    )
    assert (found.status, found.code) == (409, "letter_held")
    assert "外字" in found.told["message_ja"]
    before = everything(city)
    with pytest.raises(Refused, match="letter_not_in_state"):
        release_letter(city.services, okamura, letter.letter_id, "POST")
    with pytest.raises(Refused, match="letter_not_released"):
        reprint_letter(city.services, okamura, letter.letter_id, "見たい")
    assert everything(city) == before
    person = household.head
    who = {"name_kana": person.kana, "sex": person.sex, "birth_date": person.birth_date}
    change = {"person_key": person.key, "name": "上田 実", **who, "valid_from": "2020-04-01"}
    city.change(RegisterChange("put_person", "juki/2", change))
    with city.database.read() as conn:
        open_ones = incidents.open_incidents(conn, frozenset({"chuo"}), case_id=case_id)
    assert all(retry_incident(city.services, city.caller("kuroda"), one.incident_id) for one in open_ones)
    assert "上田実" in left.printed(f"enrolment/certificate/{person.key}")
    assert {one.status for one in left.letters().values()} == {"rendered"}


def test_a_protected_households_letters_are_for_those_who_may_see_them(api: Api) -> None:
    city = api.city
    for user in ("saeki", "okamura"):
        city.grant(user, "protected:view", "chuo")
    case_id = api.entered("protected")
    api.check(case_id).done()
    issue_requested(city.services)
    utsumi = city.caller("utsumi")
    for letter in Records(city, case_id).letters().values():
        one = letter.letter_id
        found = refused(
            api,
            "utsumi",
            "GET",
            f"/letters/{one}",
            lambda one=one: letter_pdf(city.services, utsumi, one),  # type: ignore[misc]
        )
        assert (found.status, found.code) == (403, "protected_person")
        before = everything(city)
        with pytest.raises(Refused, match="protected_person"):
            release_letter(city.services, utsumi, one, "POST")
        with pytest.raises(Refused, match="protected_person"):
            reprint_letter(city.services, utsumi, one, "見たい")
        assert everything(city) == before
        assert api.get("okamura", f"/letters/{one}").content.startswith(b"%PDF-")


# -- papers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("届書.pdf", b"MZ\x90\x00 a program that calls itself a scan", "upload_kind_unknown"),
        ("届書.html", b"<script>alert(1)</script>", "upload_kind_unknown"),
        ("届書.pdf", b"%PDF-1.7 nothing behind it", "upload_unreadable"),
        ("届書.pdf", b"", "upload_missing"),
        (f"{NUMBER}.png", b"\x89PNG\r\n\x1a\n", "upload_name_my_number"),
    ],
)
def test_a_file_of_a_wrong_kind_is_not_taken_in(api: Api, name: str, content: bytes, code: str) -> None:
    city = api.city
    case_id = api.start("single")
    before = everything(city)
    with pytest.raises(Refused) as caught:
        attach_document(city.services, city.caller("saeki"), case_id, name, content, kind="notification", location=None)
    assert (caught.value.status, caught.value.code) == (422, code)
    assert caught.value.message_ja
    assert caught.value.message_en
    assert everything(city) == before


def test_a_paper_of_no_kind_is_not_taken_in(api: Api) -> None:
    city = api.city
    case_id = api.start("single")
    before = everything(city)
    with pytest.raises(Refused, match="not_an_option"):
        attach_document(city.services, city.caller("saeki"), case_id, "a.png", b"\x89PNG", kind="secret", location=None)
    assert everything(city) == before


def test_a_form_takes_no_file_but_one_that_was_taken_in(api: Api) -> None:
    city = api.city
    data = city.answers_start("single") | {"scan": "届書.exe"}
    found = refused(
        api,
        "saeki",
        "POST",
        "/cases",
        lambda: start_case(city.services, city.caller("saeki"), "enrolment", data),
        {"procedure": "enrolment", "data": data},
    )
    assert (found.status, found.field, found.code) == (422, "scan", "upload_id_invalid")
