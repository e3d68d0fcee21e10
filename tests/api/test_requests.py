"""What comes in is judged before anything is done: tokens, bodies, filters, keys that make an answer stand once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator

from server.casework.issue_token import issue_token
from server.store import tables as t
from server.store import tokens
from tests.procedures.outside import Api, Reply


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def start_body(api: Api, **changes: object) -> dict[str, object]:
    return {"procedure": "enrolment", "data": api.city.answers_start("single", **changes)}


def cases_of(api: Api) -> int:
    with api.city.database.read() as conn:
        return len(conn.execute(t.cases.select()).all())


# -- who calls --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic c2Fla2k6eA==", "Bearer kokuho_nothing", "kokuho_x"])
def test_what_is_no_living_token_opens_nothing(town_api: Api, value: str) -> None:
    reply = town_api.call("GET", "/tasks", {"Authorization": value})
    assert (reply.status, reply.code) == (401, "token_invalid")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_ends_by_itself(town_api: Api) -> None:
    city = town_api.city
    text = issue_token(city.services, city.caller("hayakawa"), "saeki", label="short", days=30)
    assert town_api.call("GET", "/tasks", bearer(text)).status == 200
    city.clock.wait(days=30)
    assert town_api.call("GET", "/tasks", bearer(text)).status == 401


def test_a_revoked_token_opens_nothing(town_api: Api) -> None:
    city = town_api.city
    assert town_api.get("saeki", "/tasks").status == 200
    with city.uow() as uow:
        (token,) = tokens.tokens_of(uow.conn, "saeki")
        tokens.revoke_token(uow, token.token_id)
    assert town_api.get("saeki", "/tasks").status == 401


def test_the_token_of_an_id_no_longer_in_force_opens_nothing(town_api: Api) -> None:
    city = town_api.city
    assert town_api.get("center1", "/tasks").status == 200
    city.clock.wait(days=366)  # the contract of the typing centre has ended
    assert town_api.get("center1", "/tasks").status == 401


def test_rights_are_those_of_the_day_of_the_call(town_api: Api) -> None:
    city = town_api.city
    message = {"kind": "case_event", "source_id": "hub-1", "keys": {}}
    assert town_api.post("saeki", "/messages", message).code == "no_right"
    city.grant("saeki", "message:send")
    assert town_api.post("saeki", "/messages", message).status == 202


# -- what is sent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": "procedure=enrolment", "content_type": "application/x-www-form-urlencoded"}, 415, "body_type_wrong"),
        ({"data": "{}", "content_type": "text/plain"}, 415, "body_type_wrong"),
        ({}, 415, "body_type_wrong"),
        ({"data": "{", "content_type": "application/json"}, 400, "body_not_json"),
        ({"data": "[]", "content_type": "application/json"}, 400, "body_not_json"),
        ({"data": "null", "content_type": "application/json"}, 400, "body_not_json"),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, 400, "body_not_json"),
        (
            {"data": '{"procedure":' + "[" * 9000 + "]" * 9000 + "}", "content_type": "application/json"},
            400,
            "body_not_json",
        ),
        ({"data": '{"procedure": 1e400, "data": {}}', "content_type": "application/json"}, 422, "not_json"),
        ({"data": '{"procedure": "\\ud800", "data": {}}', "content_type": "application/json"}, 422, "not_json"),
        ({"data": "{}", "content_type": "application/json"}, 422, "required"),
        ({"data": '{"procedure": 1, "data": {}}', "content_type": "application/json"}, 422, "wrong_type"),
        ({"data": '{"procedure": "enrolment", "data": []}', "content_type": "application/json"}, 422, "wrong_type"),
        ({"data": '{"procedure": "enrolment", "data": null}', "content_type": "application/json"}, 422, "wrong_type"),
        (
            {"data": '{"procedure": "nothing", "data": {}}', "content_type": "application/json"},
            409,
            "procedure_not_active",
        ),
        ({"data": " " * 28_000_001, "content_type": "application/json"}, 413, "body_too_large"),
    ],
)
def test_a_body_that_is_none_is_refused_and_starts_nothing(
    town_api: Api, sent: dict[str, object], status: int, code: str
) -> None:
    before = cases_of(town_api)
    reply = town_api.call("POST", "/cases", bearer(town_api.token("saeki")), **sent)
    assert (reply.status, reply.code) == (status, code)
    assert reply.body["message_ja"]
    assert reply.body["message_en"]
    assert "－" not in reply.body["message_ja"]
    assert cases_of(town_api) == before


def test_fields_that_nobody_asked_for_are_named_with_those_that_are_missing(town_api: Api) -> None:
    reply = town_api.post("saeki", "/cases", {"procedure": "enrolment", "office": "kita", "by": "okamura"})
    assert reply.status == 422
    assert [(e["field"], e["code"]) for e in reply.body["errors"]] == [
        ("by", "unknown_field"),
        ("office", "unknown_field"),
        ("data", "required"),
    ]


def test_the_subject_of_a_request_is_a_household_and_nothing_else(town_api: Api) -> None:
    city = town_api.city
    data = {key: value for key, value in city.answers_start("single").items() if key != "household_key"}
    subject = {"household_key": city.household("single").key}
    case_id = town_api.post("saeki", "/cases", {"procedure": "enrolment", "subject": subject, "data": data}).done()[
        "case_id"
    ]
    assert city.case(case_id).household_key == subject["household_key"]
    refused = town_api.post("saeki", "/cases", {"procedure": "enrolment", "subject": {"person": "1"}, "data": data})
    assert (refused.status, refused.code, refused.body["field"]) == (422, "unknown_field", "subject.person")


@pytest.mark.parametrize("path", ["/nothing", "/cases/1/delete", "/tasks/1/complete/2"])
def test_an_address_nobody_serves_is_refused_as_everything_is(town_api: Api, path: str) -> None:
    reply = town_api.get("saeki", path)
    assert (reply.status, reply.code) == (404, "not_found")


def test_a_method_that_an_address_does_not_know_is_refused_with_those_it_knows(town_api: Api) -> None:
    reply = town_api.call("DELETE", "/tasks", bearer(town_api.token("saeki")))
    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert "GET" in reply.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "everything"},
        {"assignee": "me"},
        {"due": "2026-11-18"},
        {"page": "0"},
        {"page": "one"},
        {"page": "1000000"},
        {"kana": "ホンマ" * 40},
        {"kana": "\x00"},
        {"everything": "kita"},
    ],
)
def test_a_filter_that_cannot_be_is_named(town_api: Api, query: dict[str, str]) -> None:
    reply = town_api.get("saeki", "/tasks", **query)
    (name,) = query
    assert (reply.status, reply.code, reply.body["field"]) == (422, "query_invalid", name)


def test_a_filter_given_twice_is_refused(town_api: Api) -> None:
    reply = town_api.call("GET", "/tasks?tab=mine&tab=all", bearer(town_api.token("saeki")))
    assert reply.code == "query_invalid"


def test_filters_find_what_they_say(town_api: Api) -> None:
    first, second = town_api.start("single"), town_api.start("family", by="okamura")

    def found(**query: str) -> set[str]:
        return {row["case_id"] for g in town_api.get("saeki", "/tasks", **query).done()["groups"] for row in g["rows"]}

    assert found() == {first, second}
    assert found(tab="mine") == {first}
    assert found(assignee="others") == {second}
    assert found(kana="クワハラ　ト") == {second}
    assert found(element="check_identity", procedure="enrolment") == {first, second}
    assert found(element="enter") == set()
    assert found(tab="overdue") == set()
    town_api.city.clock.wait(days=5)
    assert found(due="overdue") == {first, second}


def test_a_fault_of_ours_tells_a_number_and_nothing_else(town_api: Api, caplog: pytest.LogCaptureFixture) -> None:
    town_api.token("saeki")
    with town_api.city.database.engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE tasks RENAME TO tasks_gone")
    with town_api.app.test_client() as client:
        response = client.get("/api/v1/tasks", headers=bearer(town_api.token("saeki")))
    told = response.get_json()
    assert (response.status_code, told["code"]) == (500, "internal_error")
    number = told["message_en"].split(": ")[-1].rstrip(".")
    assert number in caplog.text
    assert "tasks_gone" not in response.text
    assert "no such table" not in response.text


# -- once -------------------------------------------------------------------------------------------------------------


def test_the_same_request_under_the_same_key_is_answered_again_and_done_once(api: Api) -> None:
    first = api.post("saeki", "/cases", start_body(api), key="k-1")
    again = api.post("saeki", "/cases", start_body(api), key="k-1")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert cases_of(api) == 1


def test_without_a_key_two_requests_are_two(town_api: Api) -> None:
    town_api.post("saeki", "/cases", start_body(town_api)).done()
    town_api.post("saeki", "/cases", start_body(town_api)).done()
    assert cases_of(town_api) == 2


def test_another_request_under_the_same_key_is_refused(town_api: Api) -> None:
    town_api.post("saeki", "/cases", start_body(town_api), key="k-1").done()
    other = town_api.post("saeki", "/cases", start_body(town_api, channel="POST"), key="k-1")
    assert (other.status, other.code) == (409, "idempotency_mismatch")
    message = {"kind": "case_event", "source_id": "s", "keys": {}}
    elsewhere = town_api.post("saeki", "/messages", message, key="k-1")
    assert (elsewhere.status, elsewhere.code) == (409, "idempotency_mismatch")
    assert cases_of(town_api) == 1


def test_a_key_is_its_users_own(town_api: Api) -> None:
    town_api.post("saeki", "/cases", start_body(town_api), key="k-1").done()
    town_api.post("okamura", "/cases", start_body(town_api), key="k-1").done()
    assert cases_of(town_api) == 2


def test_a_refused_request_keeps_no_answer_so_that_it_may_be_corrected_under_its_key(town_api: Api) -> None:
    wrong = town_api.post("saeki", "/cases", start_body(town_api, head_kana="abc"), key="k-1")
    assert wrong.status == 422
    assert town_api.post("saeki", "/cases", start_body(town_api), key="k-1").status == 201


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_what_is_no_key_is_refused(town_api: Api, key: str) -> None:
    reply = town_api.post("saeki", "/cases", start_body(town_api), key=key)
    assert (reply.status, reply.code) == (400, "idempotency_key_invalid")
    assert cases_of(town_api) == 0


def test_many_threads_with_one_key_start_one_case(api: Api) -> None:
    api.token("saeki")
    body = start_body(api)

    def press(_: int) -> Reply:
        return api.post("saeki", "/cases", body, key="k-1")

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(press, range(6)))
    assert {reply.status for reply in replies} == {201}, [reply.body for reply in replies]
    assert len({json.dumps(reply.body) for reply in replies}) == 1
    assert cases_of(api) == 1


def test_many_threads_with_one_key_complete_a_task_once(api: Api) -> None:
    case_id = api.start()
    task = api.city.open_task(case_id, "check_identity")
    body = {"answers": api.city.answers_identity(), "rev": api.city.case(case_id).rev}

    def press(_: int) -> Reply:
        return api.post("saeki", f"/tasks/{task.task_id}/complete", body, key="k-1")

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(press, range(6)))
    assert {reply.status for reply in replies} == {200}, [reply.body for reply in replies]
    assert len({json.dumps(reply.body) for reply in replies}) == 1
    assert [row.element for row in api.city.history(case_id) if row.kind == "completed"] == ["check_identity"]


def test_many_threads_without_a_key_complete_a_task_once_and_the_others_are_told(api: Api) -> None:
    case_id = api.start()
    task = api.city.open_task(case_id, "check_identity")
    body = {"answers": api.city.answers_identity()}

    def press(_: int) -> Reply:
        return api.post("saeki", f"/tasks/{task.task_id}/complete", body)

    with ThreadPoolExecutor(6) as pool:
        replies = sorted(pool.map(press, range(6)), key=lambda reply: reply.status)
    assert [reply.status for reply in replies] == [200, 409, 409, 409, 409, 409]
    assert {reply.code for reply in replies[1:]} == {"already_done"}
    assert [row.element for row in api.city.history(case_id) if row.kind == "completed"] == ["check_identity"]


def test_what_was_asked_is_kept_as_a_keyed_mark_and_never_in_the_clear(town_api: Api) -> None:
    city = town_api.city
    case_id = town_api.identified()
    members = city.answers_enter()["members"]
    answers = city.answers_enter(members=[{**members[0], "my_number": "123456789018"}])
    task = city.open_task(case_id, "enter")
    town_api.post("saeki", f"/tasks/{task.task_id}/complete", {"answers": answers}, key="k-1").done()
    with city.database.read() as conn:
        (kept,) = conn.execute(t.idempotency_keys.select()).all()
    assert "123456789018" not in str(kept)
    assert kept.request_hash.count(":") == 1  # the key's own mark, then the digest


def test_a_message_is_taken_in_once_by_its_own_number(town_api: Api) -> None:
    city = town_api.city
    message = {"kind": "case_event", "source_id": "hub-1", "keys": {"household_key": city.household("single").key}}
    assert town_api.post("saeki", "/messages", message).code == "no_right"
    first = town_api.post("mizuno", "/messages", message).done()
    again = town_api.post("mizuno", "/messages", message).done()
    assert (first["new"], again["new"]) == (True, False)
    assert first["message_id"] == again["message_id"]
    other = town_api.post("mizuno", "/messages", {**message, "payload": {"x": 1}})
    assert (other.status, other.code) == (409, "message_source_reused")


def test_a_task_is_claimed_by_one_and_put_back_by_him(town_api: Api) -> None:
    case_id = town_api.entered()
    task = town_api.city.open_task(case_id, "check").task_id
    assert town_api.post("okamura", f"/tasks/{task}/claim").done() == {"task_id": task, "claimed_by": "okamura"}
    assert town_api.post("okamura", f"/tasks/{task}/claim").status == 200
    taken = town_api.post("utsumi", f"/tasks/{task}/claim")
    assert (taken.status, taken.code) == (409, "claimed_by_other")
    assert town_api.post("utsumi", f"/tasks/{task}/release").code == "release_not_own"
    assert town_api.post("okamura", f"/tasks/{task}/release").done() == {"task_id": task, "claimed_by": None}
    assert town_api.post("utsumi", f"/tasks/{task}/claim").status == 200


def test_unknown_things_are_not_found(town_api: Api) -> None:
    nothing = "0" * 32
    assert town_api.get("saeki", f"/cases/{nothing}").code == "case_not_found"
    assert town_api.get("saeki", f"/tasks/{nothing}").code == "task_not_found"
    assert town_api.get("saeki", f"/letters/{nothing}").code == "letter_not_found"
    for act in ("claim", "release"):
        assert town_api.post("saeki", f"/tasks/{nothing}/{act}").code == "task_not_found"
    assert town_api.post("saeki", f"/tasks/{nothing}/complete", {"answers": {}}).code == "task_not_found"


def test_a_token_lives_as_long_as_it_says(town_api: Api) -> None:
    """The last instant of its life is open, the one after it closed."""
    city = town_api.city
    text = issue_token(city.services, city.caller("hayakawa"), "saeki", label="short", days=1)
    city.clock.moments.append(city.clock.wall_now() + timedelta(days=1) - timedelta(microseconds=1))
    assert town_api.call("GET", "/tasks", bearer(text)).status == 200
    city.clock.wait(seconds=1)
    assert town_api.call("GET", "/tasks", bearer(text)).status == 401


def test_procedures_come_with_the_schema_of_their_start_form_for_those_who_may_start_one(town_api: Api) -> None:
    (enrolment,) = town_api.get("saeki", "/procedures").done()["procedures"]
    assert (enrolment["slug"], enrolment["no"]) == ("enrolment", 1)
    Draft202012Validator(enrolment["schema"]).validate(town_api.city.answers_start("single"))
    (seen,) = town_api.get("mizuno", "/procedures").done()["procedures"]
    assert (seen["slug"], seen["schema"]) == ("enrolment", None)
    assert town_api.get("center1", "/procedures").code == "no_right"
