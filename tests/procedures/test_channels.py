"""Enrolment on its other channels (郵送・電子申請・職権・住基の付記), each from its arrival to a decided case."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest

from server.casework.claim import release_task
from server.casework.complete_task import complete_task
from server.casework.mail_packs import open_pack
from server.casework.take_in_moves import take_in_file, take_in_record
from server.casework.views.task import task_view
from server.domain.refusals import Refused
from server.store import incidents, mail_packs
from server.store import tables as t
from tests.procedures.moving import file, move, person
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order, everything
from tests.world import DAY, World

NUMBER = "123456789018"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
COPIES = {
    "applicant_kind": "HEAD",
    "method": "COPY_NUMBER_DOC_PLUS_ID",
    "number_shown": "yes",
    "identity_proven": "yes",
    "register_match": "ALL",
}


def code(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


# -- post -------------------------------------------------------------------------------------------------------------


def by_post(**changes: Any) -> dict[str, Any]:
    return {"channel": "POST", "entry_desk": "OWN"} | changes


def labels(city: World, count: int = 1) -> list[str]:
    pack = open_pack(city.services, city.caller("saeki"), place="収受の机", counted=count)
    with city.database.read() as conn:
        return [one.number for one in mail_packs.labels_of(conn, pack.pack_id)]


def test_a_letter_becomes_the_case_of_its_label_and_is_decided_by_copies(api: Api) -> None:
    city = api.city
    number = labels(city)[0]
    data = city.answers_start("single", **by_post(), mail_label=number, copy_wanted=True)
    started = api.post("saeki", "/cases", {"procedure": "enrolment", "data": data}).done()
    case_id = started["case_id"]
    assert started["number"] == number
    api.complete(case_id, "check_copies", COPIES, "saeki").done()
    api.complete(case_id, "enter", city.answers_enter("single"), "saeki").done()
    assert api.check(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    letter = left.letters()[f"enrolment/certificate/{city.household('single').head.key}"]
    assert letter.delivery == "TRACKED", "nobody stands at the window"
    with city.database.read() as conn:
        label = mail_packs.get_label(conn, number)
    assert label is not None
    assert (label.fate, label.case_id, label.copy_wanted) == ("case", case_id, True)
    assert_in_order(city, case_id)


def test_copies_that_prove_nobody_are_asked_for_by_letter_and_the_case_waits(town: World) -> None:
    case_id = town.start("single", **by_post()).case_id
    town.complete(
        case_id, "check_copies", COPIES | {"method": "NONE", "number_shown": "no", "identity_proven": "no"}, "saeki"
    )
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")
    waiting = town.open_task(case_id, "receive_documents")
    left = Records(town, case_id)
    assert list(left.letters()) == ["enrolment/document_request"]
    left.issue()
    assert "本人確認書類" in left.printed("enrolment/document_request")
    arrived = {"arrived_on": DAY.isoformat(), "documents": ["identity_document"], "paper_location": "受付箱 2"}
    complete_task(town.services, town.caller("okamura"), waiting.task_id, arrived)
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    assert town.case(case_id).outcome == "decided"


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"method": "NONE"}, "identity_method_missing"),
        ({"method": "COPY_ID_ONLY"}, "copy_shows_no_number"),
        ({"method": "CARD"}, "not_an_option"),
        ({"applicant_kind": "AGENCY"}, "not_an_option"),
    ],
)
def test_copies_that_contradict_themselves_are_refused(town: World, answers: dict[str, str], refused: str) -> None:
    case_id = town.start("single", **by_post()).case_id
    assert code(lambda: town.complete(case_id, "check_copies", COPIES | answers, "saeki")) == refused


def test_the_typing_centre_types_from_the_scan_and_sees_nothing_of_the_registers(town: World) -> None:
    """事務センター: no search of households, no decision, and whoever typed does not check."""
    case_id = town.start("single", **by_post(entry_desk="CENTER")).case_id
    town.complete(case_id, "check_copies", COPIES, "saeki")
    task = town.open_task(case_id, "type_in")
    assert task.role == "typing"
    typist = town.caller("center1")
    view = task_view(town.services, typist, task.task_id)
    assert (view.facts, view.notes, view.tree["head_person_key"]) == ((), (), "")
    assert town.household("single").address not in repr(view)
    member = {**town.answers_enter("single")["members"][0], "my_number": NUMBER, "person_key": None}
    complete_task(town.services, typist, task.task_id, town.answers_enter("single", members=[member]))
    entry = task_view(town.services, town.caller("saeki"), town.open_task(case_id, "enter").task_id)
    assert entry.tree["prev_insurer"] == "若葉健康保険組合"
    (row,) = entry.tree["members"]
    assert (row["person_key"], row["my_number"]) == (town.household("single").head.key, "sealed:members.0.my_number")
    kept = [{**member, "my_number": "sealed:members.0.my_number"}]
    town.complete(case_id, "enter", town.answers_enter("single", members=kept), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    (sealed,) = Records(town, case_id).rows(t.my_numbers)
    assert (sealed["status"], sealed["method"], sealed["put_by"]) == ("current", "NUMBER_DOC_PLUS_ID", "center1")
    assert not any(NUMBER in row for rows in everything(town).values() for row in rows)


def test_who_typed_does_not_check(town: World) -> None:
    town.grant("okamura", "work:typing", "chuo")
    case_id = town.start("single", **by_post(entry_desk="CENTER")).case_id
    town.complete(case_id, "check_copies", COPIES, "saeki")
    town.complete(case_id, "type_in", town.answers_enter("single"), "okamura")
    release_task(town.services, town.caller("okamura"), town.open_task(case_id, "enter").task_id)
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")
    refused = code(lambda: town.complete(case_id, "check", town.answers_check(case_id), "okamura"))
    assert refused == "same_person_enters_and_checks"


def test_a_protected_household_is_never_typed_by_contractors(town: World) -> None:
    case_id = town.start("protected", by="okamura", **by_post(entry_desk="CENTER")).case_id
    town.complete(case_id, "check_copies", COPIES, "okamura")
    assert [one.element for one in town.open_tasks(case_id)] == ["enter"]


# -- the portal -------------------------------------------------------------------------------------------------------

PORTAL = ("case:start@all", "household:view@all", "my_number:enter@all", "document:add@all")


def application(city: World, household: str | None = "single", **changes: Any) -> dict[str, Any]:
    """What the portal posts for a signed application of last night."""
    known = city.household("single")
    (member,) = city.answers_enter("single")["members"]
    entry = {
        "acq_reason": "left_employee_insurance",
        "insurer_loss_date": "2026-11-01",
        "prev_insurer": "若葉健康保険組合",
        "postal_code": known.postal_code,
        "address": known.address,
        "members": [{**member, "person_key": None, "my_number": NUMBER}],
    }
    return {
        "channel": "EAPP",
        "received_at": "2026-11-17T23:40:00+09:00",
        "arrival_number": "PT-2026-000123",
        "signature_result": "VALID",
        "signer_name": known.head.name,
        "signer_birth_date": known.head.birth_date,
        "signer_address": known.address,
        "acq_reason": "left_employee_insurance",
        "household_key": None if household is None else city.household(household).key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
        "documents": ["loss_certificate"],
        "application": entry,
    } | changes


def post(api: Api, data: dict[str, Any], **more: Any) -> Any:
    return api.post("portal", "/cases", {"procedure": "enrolment", "data": data, **more})


def test_a_signed_application_comes_to_its_decision_without_a_second_look_at_who_it_is(api: Api) -> None:
    city = api.city
    api.system("portal", *PORTAL)
    paper = {"kind": "evidence", "name": "loss.png", "content": base64.b64encode(PNG).decode()}
    case_id = post(api, application(city), documents=[paper]).done()["case_id"]
    case = city.case(case_id)
    assert (case.channel, case.received_on) == ("EAPP", date(2026, 11, 17))
    assert len(Records(city, case_id).rows(t.documents, case_id=case_id)) == 1
    entry = task_view(city.services, city.caller("saeki"), city.open_task(case_id, "enter").task_id)
    assert (entry.tree["insurer_loss_date"], entry.sealed) == ("R8.11.1", ("members.0.my_number",))
    (member,) = city.answers_enter("single")["members"]
    rows = [{**member, "my_number": "sealed:members.0.my_number"}]
    api.complete(case_id, "enter", city.answers_enter("single", members=rows), "saeki").done()
    assert api.check(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    (sealed,) = left.rows(t.my_numbers)
    assert (sealed["status"], sealed["method"], sealed["put_by"]) == ("current", "E_CERT", "portal")
    assert "decided identity_result" in left.told()
    assert not any(NUMBER in row for rows_ in everything(city).values() for row in rows_)
    assert_in_order(city, case_id)


def test_the_same_application_twice_is_the_same_case(api: Api) -> None:
    city = api.city
    api.system("portal", *PORTAL)
    first = post(api, application(city)).done()
    assert post(api, application(city)).done()["case_id"] == first["case_id"]
    other = application(city)
    other["application"] = {**other["application"], "prev_insurer": "ほかの組合"}
    assert post(api, other).code == "arrival_number_reused"
    typed = city.answers_start("single", channel="EAPP", arrival_number="PT-2026-000123", signature_result="NONE")
    assert code(lambda: city.start("single", **typed)) == "arrival_number_known"
    assert len(Records(city, "").rows(t.cases)) == 1


def test_a_signature_of_nobody_in_the_household_is_looked_into(town_api: Api) -> None:
    town_api.system("portal", *PORTAL)
    data = application(town_api.city, signer_name="通りすがり 一郎")
    case_id = post(town_api, data).done()["case_id"]
    assert [one.element for one in town_api.city.open_tasks(case_id)] == ["resolve_identity"]


def test_without_a_valid_signature_a_person_looks_at_the_copies(town_api: Api) -> None:
    town_api.system("portal", *PORTAL)
    bare = {"signature_result": "EXPIRED", "signer_name": None, "signer_birth_date": None, "signer_address": None}
    case_id = post(town_api, application(town_api.city, **bare)).done()["case_id"]
    assert [one.element for one in town_api.city.open_tasks(case_id)] == ["check_copies"]


def test_an_application_of_people_nobody_knows_waits_for_a_clerk(town_api: Api) -> None:
    town_api.system("portal", *PORTAL, office="chuo")
    case_id = post(town_api, application(town_api.city, None)).done()["case_id"]
    assert town_api.city.case(case_id).office == "chuo"
    assert [one.element for one in town_api.city.open_tasks(case_id)] == ["resolve_identity"]


@pytest.mark.parametrize(
    ("changes", "field", "refused"),
    [
        ({"received_at": "last night"}, "received_at", "instant_invalid"),
        ({"received_at": "2026-11-17T23:40:00"}, "received_at", "instant_invalid"),
        ({"received_at": 5}, "received_at", "instant_invalid"),
        ({"received_at": "2026-11-19T00:00:00+09:00"}, "received_at", "instant_in_future"),
        ({"received_on": "2026-11-18"}, "received_on", "received_on_differs"),
        ({"arrival_number": None}, "arrival_number", "required"),
        ({"arrival_number": "1" * 41}, "arrival_number", "too_long"),
        ({"signature_result": "MAYBE"}, "signature_result", "not_an_option"),
        ({"signer_name": None}, "signer_name", "required"),
        ({"application": []}, "application", "wrong_type"),
        ({"application": {"income": 1}}, "application.income", "unknown_field"),
        ({"application": {"insurer_loss_date": "R8.11.1"}}, "application.insurer_loss_date", "not_canonical"),
        (
            {"application": {"members": [{"my_number": "123456789017"}]}},
            "application.members.0.my_number",
            "my_number_check_digit",
        ),
        ({"application": {"prev_insurer": f"組合 {NUMBER}"}}, "application.prev_insurer", "my_number_in_text"),
    ],
)
def test_an_application_with_something_wrong_is_refused_whole_and_by_name(
    town_api: Api, changes: dict[str, Any], field: str, refused: str
) -> None:
    town_api.system("portal", *PORTAL)
    reply = post(town_api, application(town_api.city, **changes))
    assert reply.status == 422
    assert (field, refused) in {(one["field"], one["code"]) for one in reply.body["errors"]}
    assert Records(town_api.city, "").rows(t.cases) == []
    assert Records(town_api.city, "").rows(t.my_numbers) == []


def test_nobody_at_a_screen_says_that_a_signature_is_valid_or_that_a_system_sent_it(town: World) -> None:
    signed = {k: v for k, v in application(town).items() if k.startswith("sign")}
    eapp = {"channel": "EAPP", "arrival_number": "PT-1", **signed}
    assert code(lambda: town.start("single", **eapp)) == "signature_said_by_portal"
    assert code(lambda: town.start("single", channel="LINK", record_number="1")) == "channel_of_linked_systems"


# -- ex officio -------------------------------------------------------------------------------------------------------

EX_OFFICIO = {
    "channel": "EXOFFICIO",
    "exofficio_ground": "urged_in_vain",
    "urged_on": "2026-09-01",
    "urged_again_on": "2026-10-05",
    "exofficio_reason": "9月1日と10月5日に届出を勧めたが届出がなかった",
}
LOOKED_UP = ["loss_certificate", "lookup"]


def test_an_act_ex_officio_is_decided_by_the_approver_and_told_with_the_way_to_appeal(api: Api) -> None:
    city = api.city
    case_id = api.start("single", by="utsumi", **EX_OFFICIO)
    api.complete(case_id, "enter", city.answers_enter("single", evidence=LOOKED_UP), "utsumi").done()
    assert api.check(case_id).done()["status"] == "active"
    assert Records(city, case_id).made(t.eligibilities) == []
    assert api.decide(case_id).done()["outcome"] == "decided"
    left = Records(city, case_id)
    decision = left.decision()
    assert (decision["authority"], decision["confirm_by"]) == ("2-2 職権", "none")
    assert [decision[name] for name in ("entered_by", "checked_by", "decided_by")] == ["utsumi", "okamura", "kuroda"]
    assert {one.delivery for one in left.letters().values()} <= {"TRACKED", "POST"}
    left.issue()
    text = left.printed("enrolment/ex_officio")
    for said in ("職権により決定しました", "届出の勧奨に応じないため", "9月1日と10月5日", "審査請求", "令和8年11月1日"):
        assert said in text, said
    assert_in_order(city, case_id)


def test_ex_officio_without_a_look_up_is_judged_first(town: World) -> None:
    case_id = town.start("single", by="utsumi", **EX_OFFICIO).case_id
    town.complete(case_id, "enter", town.answers_enter("single"), "utsumi")
    assert [one.element for one in town.open_tasks(case_id)] == ["judge"]
    findings = {row.element: row for row in town.history(case_id)}["precheck"].detail["outputs"]["findings"]
    assert [one["code"] for one in findings] == ["EX_OFFICIO_WITHOUT_LOOKUP"]


@pytest.mark.parametrize(
    ("by", "changes", "refused"),
    [
        ("saeki", {}, "no_right"),
        ("kitano", {}, "out_of_scope"),
        ("utsumi", {"exofficio_ground": None}, "required"),
        ("utsumi", {"exofficio_reason": None}, "required"),
        ("utsumi", {"urged_on": "2026-10-06"}, "date_too_early"),
        ("utsumi", {"urged_again_on": "2026-11-19"}, "date_in_future"),
    ],
)
def test_an_act_ex_officio_needs_an_official_and_its_ground(
    town: World, by: str, changes: dict[str, Any], refused: str
) -> None:
    said = {**EX_OFFICIO, **changes}
    assert code(lambda: town.start("single", by=by, **said)) == refused


# -- the resident register --------------------------------------------------------------------------------------------


def register(city: World) -> Any:
    return city.system("message:send")


def take(city: World, record: dict[str, Any], source: str = "I01/J-000001") -> Any:
    return take_in_record(city.services, register(city), source, record)


def open_incidents(city: World) -> list[Any]:
    with city.database.read() as conn:
        return [one for one in incidents.open_incidents(conn, frozenset({"chuo", "hq"})) if one.kind == "resident_move"]


def test_a_move_with_the_nhi_note_is_entered_by_itself_and_decided_by_the_second_person(city: World) -> None:
    taken = take_in_file(city.services, register(city), file(move()))
    (one,) = taken
    assert (one.result, one.new) == ("case", True)
    assert one.case_id is not None
    assert [task.element for task in city.open_tasks(one.case_id)] == ["check"]
    case = city.case(one.case_id)
    assert (case.channel, case.received_on, case.subject_name) == ("LINK", date(2026, 11, 17), "新井 空")
    city.complete(one.case_id, "check", city.answers_check(one.case_id), "okamura")
    left = Records(city, one.case_id)
    (spell,) = left.made(t.eligibilities)
    assert (spell["acquired_by"], spell["valid_from"]) == ("moved_in_other_prefecture", date(2026, 11, 16))
    assert left.decision()["entered_by"] == "resident-register"
    assert left.did() == ["enter resident-register", "check okamura"]
    again = take_in_file(city.services, register(city), file(move()))
    assert [(one.case_id, one.new) for one in again] == [(case.case_id, False)]
    assert len(left.rows(t.cases)) == 1
    assert_in_order(city, case.case_id)


def test_a_record_comes_as_a_message_too(town_api: Api) -> None:
    town_api.system("juki", "message:send@all")
    body = {"kind": "resident_move", "source_id": "I01/J-000001", "keys": {}, "payload": move()}
    first = town_api.post("juki", "/messages", body).done()
    again = town_api.post("juki", "/messages", body).done()
    assert (first["cases"], first["new"], again["new"]) == (again["cases"], True, False)
    assert town_api.post("saeki", "/messages", body).code == "no_right"


def test_a_birth_in_a_household_that_is_insured_needs_nothing_typed(town: World) -> None:
    known = town.household("insured")
    child = person("000000000009020", "三浦 芽", "ミウラ　メイ", relation="child", birth_date="2026-11-10")
    says = {"event": "birth", "happened_on": "2026-11-10", "household_key": known.key, "came_from": None}
    taken = take(town, move(**says, former_address=None, persons=[child]))
    assert [one.element for one in town.open_tasks(taken.case_id)] == ["check"]


def test_what_the_record_cannot_know_is_left_to_a_clerk_with_the_reason(town: World) -> None:
    """Moved in within the prefecture: whether they were insured there stands in the hub, not in the record."""
    taken = take(town, move(came_from="492019"))
    task = town.open_task(taken.case_id, "enter")
    assert task.claimed_by is None
    view = task_view(town.services, town.caller("saeki"), task.task_id)
    assert (view.tree["acq_reason"], view.tree["head_name"]) == ("moved_in_same_prefecture", "新井 空")
    assert [note.text[:16] for note in view.notes] == ["連携の記録だけでは入力を終えられ"]


def test_a_protected_person_is_for_few_and_entered_by_a_person(town: World) -> None:
    hidden = person("000000000009011", "新井 空", "アライ　ソラ", protected=True)
    taken = take(town, move(persons=[hidden]))
    assert town.case(taken.case_id).protected
    task = town.open_task(taken.case_id, "enter")
    assert code(lambda: task_view(town.services, town.caller("saeki"), task.task_id)) == "protected_person"
    assert task_view(town.services, town.caller("okamura"), task.task_id).may_do


def test_one_who_is_insured_already_comes_before_a_person(town: World) -> None:
    known = town.household("insured")
    head = person(known.head.key, known.head.name, known.head.kana, sex="M", birth_date=known.head.birth_date)
    taken = take(town, move(household_key=known.key, persons=[head]))
    assert [one.element for one in town.open_tasks(taken.case_id)] == ["judge"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"came_from": "131042"}, "municipality_unknown"),
        ({"happened_on": "2026-11-19"}, "event_ahead"),
        ({"persons": [person("000000000009011", "新井 空", "アライ", joins=False)]}, "nobody_joins"),
        ({"office": "harbour"}, "office_unknown"),
        ({"entered_on": "2026-11-30"}, "household_differs"),
        ({"event": "wedding"}, "unreadable"),
        ({"secret": "x"}, "unreadable"),
    ],
)
def test_a_record_that_cannot_be_a_case_is_an_incident(town: World, changes: dict[str, Any], fault: str) -> None:
    taken = take(town, move(**changes))
    assert (taken.result, taken.case_id) == ("incident", None)
    (found,) = open_incidents(town)
    assert found.detail["code"] == fault
    assert Records(town, "").rows(t.cases) == []
    assert Records(town, "").rows(t.household_records, household_key="0000000901") == []
    take(town, move(**changes))
    assert len(open_incidents(town)) == 1, "the same record again is the same incident"


def test_a_number_that_comes_with_another_content_is_an_incident(town: World) -> None:
    first = take(town, move())
    other = take(town, move(address="若葉市中央区青柳町九丁目2番2号"))
    assert (other.result, first.result) == ("incident", "case")
    assert [one.detail["code"] for one in open_incidents(town)] == ["reused"]


def test_a_notification_at_the_counter_is_not_opened_a_second_time(town: World) -> None:
    standing = town.entered("single")
    known = town.household("single")
    head = person(known.head.key, known.head.name, known.head.kana, birth_date=known.head.birth_date)
    taken = take(town, move(household_key=known.key, persons=[head]))
    assert taken.result == "incident"
    (found,) = open_incidents(town)
    assert found.detail == {"code": "case_open", "fault": town.case(standing).number}


def test_a_record_without_the_note_is_no_notification(town: World) -> None:
    assert take(town, move(nhi_note=False)).result == "other"
    assert take(town, move(record_no="J-2", event="death"), "I01/J-2").result == "other"
    assert (Records(town, "").rows(t.cases), open_incidents(town)) == ([], [])


def test_files_come_in_their_order_and_one_record_stops_no_other(town: World) -> None:
    bad = move(record_no="J-000002", came_from="999999")
    taken = take_in_file(town.services, register(town), file(bad, move()))
    assert [one.result for one in taken] == ["incident", "case"]
    ahead = file(move(record_no="J-000009"), sequence_no=3)
    assert code(lambda: take_in_file(town.services, register(town), ahead)) == "import_sequence_gap"
    assert code(lambda: take_in_file(town.services, town.caller("saeki"), file(move()))) == "no_right"
    assert code(lambda: take(town, move(address=f"青柳町 {NUMBER}"))) == "my_number_in_text"
