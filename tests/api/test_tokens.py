"""Tokens and linked systems: no right beyond the owner's and the token's own; an end, a last use, a successor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from server.casework.issue_token import issue_token, revoke_token, rotate_token, token_lines
from server.casework.linked_systems import disable_system, register_system
from server.domain.refusals import Refused
from server.store import audit, grants, settings
from tests.procedures.outside import Api
from tests.world import DAY, World


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def make(city: World, user_id: str = "okamura", *limits: str, days: int = 30) -> str:
    return issue_token(city.services, city.caller("hayakawa"), user_id, label="集計", days=days, limits=limits)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_token_opens_nothing_beyond_its_limits(town_api: Api) -> None:
    city = town_api.city
    case_id = town_api.start("single")
    text = make(city, "okamura", "case:view@chuo")
    assert town_api.call("GET", f"/cases/{case_id}", bearer(text)).status == 200
    refused = town_api.call("POST", "/cases", bearer(text), json={"procedure": "enrolment", "data": {}})
    assert (refused.status, refused.code) == (403, "no_right")
    assert town_api.call("GET", "/tasks", bearer(text)).done()["total"] == 0


def test_a_token_without_limits_has_the_rights_of_its_owner(town_api: Api) -> None:
    case_id = town_api.start("protected", by="okamura")
    assert town_api.call("GET", f"/cases/{case_id}", bearer(make(town_api.city))).status == 200
    seen = make(town_api.city, "okamura", "case:view@chuo")
    assert town_api.call("GET", f"/cases/{case_id}", bearer(seen)).code == "protected_person"


WRONG_LIMITS = (
    ("case:view@kita", "token_exceeds_grants"),
    ("audit:view@all", "token_exceeds_grants"),
    ("case:view@nowhere", "grant_unknown"),
    ("case:see@chuo", "grant_unknown"),
    ("case:view", "grant_unknown"),
    ("", "grant_unknown"),
)


def test_a_limit_that_the_owner_does_not_have_or_nobody_knows_is_refused(town: World) -> None:
    for limit, code in WRONG_LIMITS:
        with pytest.raises(Refused) as refusal:
            make(town, "okamura", limit)
        assert refusal.value.code == code, limit
    assert token_lines(town.services, "okamura") == ()


def test_an_owner_of_all_offices_may_have_a_token_for_one(town_api: Api) -> None:
    """sakai sees every office; the token sees the north ward alone."""
    city = town_api.city
    here, north = town_api.start("single"), town_api.start("north", by="kitano")
    text = make(city, "sakai", "case:view@kita")
    assert town_api.call("GET", f"/cases/{north}", bearer(text)).status == 200
    assert town_api.call("GET", f"/cases/{here}", bearer(text)).code == "out_of_scope"


def test_a_right_that_ends_takes_the_token_with_it(town_api: Api) -> None:
    city = town_api.city
    text = make(city, "saeki", "case:view@chuo")
    case_id = town_api.start("single")
    with city.uow() as uow:
        given = [one.grant_id for one in grants.grant_rows(uow.conn, "saeki") if one.function == "case:view"]
        grants.end_grants(uow, given)
    assert town_api.call("GET", f"/cases/{case_id}", bearer(text)).code == "no_right"


@pytest.mark.parametrize(("label", "code"), [("個人番号 123456789018", "my_number_in_text"), ("長" * 61, "too_long")])
def test_a_label_is_short_and_without_a_number(town: World, label: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        issue_token(town.services, town.caller("hayakawa"), "saeki", label=label, days=1)
    assert refusal.value.code == code


# -- the life of a token ----------------------------------------------------------------------------------------------


def test_the_list_tells_when_a_token_was_used_last_to_the_minute(city: World) -> None:
    api = Api(city)
    text = make(city)
    (line,) = token_lines(city.services, "okamura")
    assert (line.state, line.last_used_at, line.label) == ("live", None, "集計")
    first = city.clock.wall_now()
    for seconds in (0, 30, 31):
        city.clock.wait(seconds=seconds)
        assert api.call("GET", "/procedures", bearer(text)).status == 200
        (line,) = token_lines(city.services, "okamura")
        assert line.last_used_at == (first if seconds < 31 else city.clock.wall_now())
    assert text not in str(line)


def test_a_revoked_token_is_useless_at_once_and_stays_on_record(town_api: Api) -> None:
    city = town_api.city
    text = make(city)
    (line,) = token_lines(city.services, "okamura")
    revoke_token(city.services, city.caller("hayakawa"), line.token_id)
    assert town_api.call("GET", "/tasks", bearer(text)).code == "token_invalid"
    assert [one.state for one in token_lines(city.services, "okamura")] == ["revoked"]
    with pytest.raises(Refused, match="token_not_found"):
        revoke_token(city.services, city.caller("hayakawa"), line.token_id)
    with pytest.raises(Refused, match="token_not_found"):
        rotate_token(city.services, city.caller("hayakawa"), "0" * 32, days=1, overlap=timedelta(0))
    with city.database.read() as conn:
        told = [one.kind for one in audit.events_of(conn, limit=100)]
    assert {"token.issue", "token.revoke"} <= set(told)


def test_a_token_is_replaced_by_one_with_the_same_limits_and_the_old_one_ends(city: World) -> None:
    api, officer = Api(city), city.caller("hayakawa")
    old = make(city, "okamura", "case:view@chuo", "work:counter@chuo")
    (line,) = token_lines(city.services, "okamura")
    new = rotate_token(city.services, officer, line.token_id, days=90, overlap=timedelta(hours=2))
    case_id = api.start("single")
    for text in (old, new):
        assert api.call("GET", f"/cases/{case_id}", bearer(text)).status == 200
        assert api.call("GET", "/cases/" + case_id + "/documents", bearer(text)).status == 200
    city.clock.wait(hours=2)
    assert api.call("GET", f"/cases/{case_id}", bearer(old)).code == "token_invalid"
    assert api.call("GET", f"/cases/{case_id}", bearer(new)).status == 200
    lines = {one.state: one for one in token_lines(city.services, "okamura")}
    assert lines["live"].replaces == line.token_id
    assert lines["live"].limits == ("case:view@chuo", "work:counter@chuo")
    assert "expired" in lines


# -- linked systems ---------------------------------------------------------------------------------------------------


def register(city: World, system_id: str, *allowed: str, by: str = "sakai", days: int = 90) -> None:
    register_system(
        city.services,
        city.caller("hayakawa"),
        system_id,
        name="中間サーバー接続",
        office="hq",
        allowed=allowed,
        until=DAY + timedelta(days=days),
        requested_by=by,
    )


def test_a_linked_system_does_what_its_grants_say_and_nothing_else(api: Api) -> None:
    api.system("hub", "message:send@all")
    case_id = api.start("single")
    message = {"kind": "case_event", "source_id": "hub-1", "keys": {"household_key": "0000000101"}}
    assert api.post("hub", "/messages", message).status == 202
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/history", "/cases", "/procedures"):
        assert api.get("hub", path).code == "no_right", path
    assert api.get("hub", "/tasks").done()["total"] == 0
    assert api.post("hub", "/cases", {"procedure": "enrolment", "data": {}}).code == "no_right"


def test_a_linked_system_starts_cases_and_enters_but_never_checks(api: Api) -> None:
    allowed = [f"{function}@chuo" for function in ("case:start", "case:view", "household:view", "work:qualification")]
    api.system("portal", *allowed, "work:counter@chuo", "my_number:enter@chuo")
    case_id = api.entered("single", by="saeki")
    check = api.city.open_task(case_id, "check").task_id
    for path, body in (
        (f"/tasks/{check}/claim", None),
        (f"/tasks/{check}/complete", {"answers": api.city.answers_check(case_id)}),
    ):
        refused = api.post("portal", path, body)
        assert (refused.status, refused.code) == (403, "system_cannot_decide")
    seen = api.get("portal", f"/tasks/{check}").done()
    assert (seen["may_do"], seen["why_code"]) == (False, "system_cannot_decide")
    own = api.start("family", by="portal")
    assert api.city.open_task(own, "check_identity").claimed_by == "portal"


def test_what_opens_after_a_systems_own_entry_is_not_put_into_its_hands(town_api: Api) -> None:
    allowed = ("case:start", "case:view", "household:view", "work:qualification", "work:counter", "my_number:enter")
    town_api.system("portal", *[f"{one}@chuo" for one in allowed])
    case_id = town_api.entered("single", by="portal")
    assert town_api.city.open_task(case_id, "check").claimed_by is None


NEVER_GRANTED = (
    ("work:approver@all", "system_cannot_decide"),
    ("letter:release@chuo", "system_cannot_decide"),
    ("my_number:reveal@all", "system_cannot_decide"),
    ("user:issue@all", "system_cannot_decide"),
    ("case:start@mars", "grant_unknown"),
)


def test_what_a_named_person_must_do_is_never_granted_to_a_system(city: World) -> None:
    for allowed, code in NEVER_GRANTED:
        with pytest.raises(Refused) as refusal:
            register(city, "portal", "case:view@all", allowed)
        assert refusal.value.code == code, allowed
        with pytest.raises(Refused, match="person_not_found"):
            make(city, "portal")


def test_the_id_of_a_system_is_plain(town: World) -> None:
    for system_id in ("", "x", "Hub", "1hub", "hub 1", "hub;drop", "h" * 32, "支援"):
        with pytest.raises(Refused) as refusal:
            register(town, system_id, "case:view@all")
        assert refusal.value.code == "system_id_invalid", system_id


def test_a_system_is_asked_for_by_a_person_and_never_takes_a_persons_id(town: World) -> None:
    with pytest.raises(Refused, match="person_not_found"):
        register(town, "portal", "case:view@all", by="nobody")
    with pytest.raises(Refused, match="same_person_requests_and_issues"):
        register(town, "portal", "case:view@all", by="hayakawa")
    with pytest.raises(Refused, match="staff_number_taken"):
        register(town, "saeki", "case:view@all")


def test_registering_a_system_again_replaces_its_rights_at_once(town_api: Api) -> None:
    city = town_api.city
    register(city, "portal", "case:view@all")
    case_id = town_api.start("single")
    assert town_api.get("portal", f"/cases/{case_id}").status == 200
    register(city, "portal", "case:view@kita")
    assert town_api.get("portal", f"/cases/{case_id}").code == "out_of_scope"


def test_a_system_ends_on_its_day_and_when_it_is_ended(town_api: Api) -> None:
    city = town_api.city
    register(city, "portal", "case:view@all", days=10)
    register(city, "hub", "case:view@all", days=10)
    assert town_api.get("portal", "/cases").status == 200
    assert town_api.get("hub", "/cases").status == 200
    disable_system(city.services, city.caller("hayakawa"), "hub")
    assert town_api.get("hub", "/cases").code == "token_invalid"
    assert [one.state for one in token_lines(city.services, "hub")] == ["idle"]
    with pytest.raises(Refused, match="staff_number_taken"):
        register(city, "hub", "case:view@all")  # an ID that ended is never given out again
    with pytest.raises(Refused, match="person_not_found"):
        disable_system(city.services, city.caller("hayakawa"), "saeki")
    city.clock.wait(days=10)
    assert town_api.get("portal", "/cases").code == "token_invalid"


def test_a_system_sends_to_the_cases_of_its_offices_alone(api: Api) -> None:
    """What is for another office, or for nobody yet, is refused: nothing of it waits for the others."""
    api.system("north", "message:send@kita")
    api.start("single")
    for number, keys in enumerate(({"household_key": "0000000101"}, {"household_key": "9999999999"}, {})):
        message = {"kind": "case_event", "source_id": f"north-{number}", "keys": keys}
        assert api.post("north", "/messages", message).code == "out_of_scope"


WRONG_MESSAGES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"kind": ""}, "kind", "required"),
    ({"kind": "x" * 81}, "kind", "too_long"),
    ({"source_id": " "}, "source_id", "required"),
    ({"source_id": "x" * 201}, "source_id", "too_long"),
    ({"source_id": 5}, "source_id", "wrong_type"),
    ({"keys": []}, "keys", "wrong_type"),
    ({"payload": "x"}, "payload", "wrong_type"),
)


def test_a_message_that_is_none_is_refused_with_its_field(town_api: Api) -> None:
    for changes, field, code in WRONG_MESSAGES:
        message = {"kind": "case_event", "source_id": "hub-1", "keys": {"household_key": "0000000101"}, **changes}
        reply = town_api.post("mizuno", "/messages", message)
        assert (reply.status, reply.code, reply.body["field"]) == (422, code, field), changes


def test_a_narrow_token_is_not_told_the_saved_searches_of_its_owner(town_api: Api) -> None:
    city = town_api.city
    with city.database.housekeeping() as conn:
        settings.save_search(conn, "okamura", "白石 綾", {"kana": "シライシ　アヤ"})
    reply = town_api.call("GET", "/tasks", bearer(make(city, "okamura", "work:counter@chuo")))
    assert reply.status == 200
    assert "白石" not in str(reply.body)
