"""PM14: a protected person's new address reached the one she had fled from (支援措置). Each leak channel, each guard.

The wife has fled; the office works as it does on a Tuesday. Every channel by which the press told that an address got
out is tried, and every guard is taken away once to see that its test then fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from server.api.plain import plain
from server.casework.callers import Caller
from server.casework.issue_letters import issue_requested
from server.casework.letter_guard import refuse_unsafe
from server.casework.release_letters import letter_pdf, release_letter, reprint_letter
from server.casework.services import Services
from server.casework.views.case import case_view
from server.casework.views.case_list import case_history, case_letters, case_list, case_papers
from server.casework.views.daylist import daylist_view
from server.casework.views.decisions import decisions_view
from server.casework.views.head import head_view
from server.casework.views.household import address_of, household_view
from server.casework.views.inbox import InboxQuery, inbox
from server.casework.views.letters import LettersQuery, letter_view, letters_view
from server.casework.views.search import search
from server.casework.views.task import task_view
from server.domain.effects import JSON, RegisterChange
from server.domain.protection import SLUG
from server.domain.refusals import Refused
from server.domain.rights import Function, Grant
from server.printing.raster import page_texts
from server.store import letters, protections, registers
from server.store import tables as t
from server.store.case_list import CaseListQuery
from server.store.letters import NewLetter
from tests.procedures.outside import Api
from tests.procedures.protecting import CHECKER, CLERK, OFFICER, SAFE, Flight, flight_in
from tests.world import DAY

Page = Callable[[Services, Caller], object]
SECRETS = (SAFE["address"], SAFE["phone"], "港町七丁目", SAFE["postal_code"])


@pytest.fixture
def flight(api: Api) -> Flight:
    return flight_in(api)


@pytest.fixture
def scene(town_api: Api) -> Flight:
    return flight_in(town_api)


def shown(services: Services, caller: Caller, page: Page) -> tuple[str, str]:
    """The code of the refusal, or all that the page says."""
    try:
        return "", json.dumps(plain(page(services, caller)), ensure_ascii=False)
    except Refused as refusal:
        return refusal.code, f"{refusal.message_ja} {refusal.message_en}"


def pages(flight: Flight, case_id: str) -> Iterator[tuple[str, Page]]:
    """Every list and page of the office that could show her or where she is."""
    yield "inbox", lambda s, c: inbox(s, c, InboxQuery())
    yield "day's list", daylist_view
    yield "decisions", decisions_view
    yield "head", head_view
    yield "letters", lambda s, c: letters_view(s, c, LettersQuery())
    yield "held letters", lambda s, c: letters_view(s, c, LettersQuery(status="held"))
    yield "cases", lambda s, c: case_list(s, c, CaseListQuery(), after=None, limit=50)
    yield "case", lambda s, c: case_view(s, c, case_id)
    yield "history", lambda s, c: case_history(s, c, case_id, after=0, limit=500)
    yield "case's letters", lambda s, c: case_letters(s, c, case_id)
    yield "case's papers", lambda s, c: case_papers(s, c, case_id)
    for key in (flight.home.key, flight.own_household()):
        yield f"household {key}", partial(_household, key)
        yield f"address {key}", partial(_address, key)
    for text in (flight.she.name, flight.she.kana, SAFE["phone"], flight.own_household(), flight.she.key, "S48.8.8"):
        yield f"search {text}", partial(_search, text)
    for letter in flight.left(case_id).letters().values():
        yield letter.letter, partial(_letter, letter.letter_id)
        yield f"PDF of {letter.letter}", partial(_pdf, letter.letter_id)
        yield f"reprint of {letter.letter}", partial(_reprint, letter.letter_id)
    for task in flight.left(case_id).rows(t.tasks, case_id=case_id):
        yield f"task {task['element']}", partial(_task, task["task_id"])


def _household(key: str, services: Services, caller: Caller) -> object:
    return household_view(services, caller, key)


def _address(key: str, services: Services, caller: Caller) -> object:
    return address_of(services, caller, key)


def _search(text: str, services: Services, caller: Caller) -> object:
    found = search(services, caller, text)
    return replace(found, query="")  # what was typed is no news


def _letter(letter_id: str, services: Services, caller: Caller) -> object:
    return letter_view(services, caller, letter_id)


def _task(task_id: str, services: Services, caller: Caller) -> object:
    return task_view(services, caller, task_id)


def _pdf(letter_id: str, services: Services, caller: Caller) -> object:
    return "".join("".join(page_texts(letter_pdf(services, caller, letter_id)[1])).split())


def _reprint(letter_id: str, services: Services, caller: Caller) -> object:
    return "".join("".join(page_texts(reprint_letter(services, caller, letter_id, "控え")[1])).split())


def leaks(flight: Flight, case_id: str, user: str) -> list[str]:
    """The pages that tell a user of her address, her telephone, her own household's name or her own case."""
    caller, found = flight.city.caller(user), []
    for name, page in pages(flight, case_id):
        code, said = shown(flight.city.services, caller, page)
        told = [secret for secret in (*SECRETS, flight.she.kana) if secret.replace(" ", "") in said.replace(" ", "")]
        home = f"household {flight.home.key}"
        if name == home and told == [flight.she.kana]:
            continue  # the household that she left knows whom it had
        if told:
            found.append(f"{name}: {told}")
        allowed = ("", "protected_person", "no_right", "out_of_scope", "letter_not_released", "household_not_found")
        assert code in allowed, (name, code)
    return found


def test_pm14_no_page_list_search_or_letter_tells_where_she_is(flight: Flight) -> None:
    case_id = flight.in_force()
    for user in (CLERK, "sakai", "mizuno", "hayakawa", "kitano"):
        assert leaks(flight, case_id, user) == [], user


def test_pm14_the_pages_are_looked_at_rightly_for_one_with_the_right_sees_her(scene: Flight) -> None:
    """The guard taken out: with the right in hand the very same look finds her on case, task, letter and search."""
    case_id = scene.in_force()
    scene.city.grant(CLERK, Function.PROTECTED_VIEW, "chuo")
    found = " ".join(leaks(scene, case_id, CLERK))
    for page in ("case", "task enter", "address_protection/set_notice", "PDF of", "search"):
        assert page in found, page


def test_pm14_the_register_itself_holds_the_safe_address_only_under_seal(flight: Flight) -> None:
    """A stolen register of protections, households or persons, an export or the audit tells no place."""
    case_id = flight.in_force()
    left = flight.left(case_id)
    tables = (t.protections, t.household_records, t.person_records, t.resident_records, t.exports, t.messages)
    for table in (*tables, t.audit_events, t.register_changes, t.decisions, t.incidents, t.notes, t.memberships):
        rows = json.dumps([str(row) for row in left.rows(table)], ensure_ascii=False)
        for secret in SECRETS:
            assert secret not in rows, (table.name, secret)
    (row,) = flight.standing()
    opened = flight.city.services.addresses.open(bytes.fromhex(str(row["safe"])), flight.she.key).decode()
    assert SAFE["address"] in opened, "the seal is one: with the key it opens"


def test_pm14_the_api_tells_nothing_either(scene: Flight) -> None:
    case_id = scene.in_force()
    paths = [f"/cases/{case_id}", "/tasks", "/cases", f"/tasks/{scene.city.open_task(case_id, 'watch').task_id}"]
    paths += [f"/letters/{one.letter_id}" for one in scene.left(case_id).letters().values()]
    for path in paths:
        reply = scene.api.get(CLERK, path)
        said = reply.content.decode("utf-8", "replace")
        assert not any(secret in said for secret in (*SECRETS, scene.she.name, scene.she.kana)), path
        assert reply.status in (200, 403, 404), path


def test_pm14_every_look_at_her_is_on_record(scene: Flight) -> None:
    case_id = scene.in_force()
    services, officer = scene.city.services, scene.city.caller(OFFICER)
    own = scene.own_household()
    looks: list[tuple[str, Callable[[], object]]] = [
        ("case.view", lambda: case_view(services, officer, case_id)),
        ("household.view", lambda: household_view(services, officer, own)),
        ("household.address", lambda: address_of(services, officer, own)),
        ("person.search", lambda: search(services, officer, scene.she.kana)),
        ("task.view", lambda: task_view(services, officer, scene.city.open_task(case_id, "watch").task_id)),
    ]
    for letter in scene.left(case_id).letters().values():
        looks.append(("letter.view", partial(letter_view, services, officer, letter.letter_id)))
        looks.append(("letter.view", partial(letter_pdf, services, officer, letter.letter_id)))
    for kind, look in looks:
        before = len(scene.left(case_id).rows(t.audit_events, kind=kind, user_id=OFFICER))
        look()
        assert len(scene.left(case_id).rows(t.audit_events, kind=kind, user_id=OFFICER)) == before + 1, kind


# -- the letters -------------------------------------------------------------------------------------------------------


def letter_for(flight: Flight, household_key: str, person_key: str | None = None, **keys: JSON) -> str:
    """Another procedure asks for a letter, as any does; its id."""
    with flight.city.uow() as uow:
        asked: dict[str, JSON] = {"household_key": household_key, "office": "chuo", "person_key": person_key, **keys}
        return letters.request_letter(
            uow, NewLetter("enrolment/info_sheet", "chuo", household_key, asked, "POST", person_key=person_key)
        )


def state_of(flight: Flight, letter_id: str) -> letters.Letter:
    with flight.city.database.read() as conn:
        found = letters.get_letter(conn, letter_id)
    assert found is not None
    return found


def reasons(letter: letters.Letter) -> list[str]:
    assert letter.status == "held", letter.status
    assert isinstance(letter.held_for, list)
    return [str(one["kind"]) for one in letter.held_for]


def test_pm14_any_other_letter_goes_to_the_safe_address_under_the_head_offices_name(scene: Flight) -> None:
    left = scene.left(scene.in_force())
    for one in left.letters().values():
        assert one.number is None or one.number.startswith("8若健保第"), "a ward's mark on the number tells the ward"
    asked = letter_for(scene, scene.own_household(), person_keys=[scene.she.key])
    issue_requested(scene.city.services)
    letter = state_of(scene, asked)
    assert letter.data is not None
    assert letter.data["addressee"]["address_lines"] == [SAFE["address"]]
    assert letter.data["contact"]["office"] == "健康保険課"
    pdf = scene.city.services.archive.get(str(letter.pdf_hash))
    text = "".join("".join(page_texts(pdf)).split())
    for word in ("区役所", "000-100-1100", "若中保", scene.home.address, scene.he.name.replace(" ", "")):
        assert word not in text, word


def test_pm14_a_letter_to_the_household_she_left_names_her_no_more(scene: Flight) -> None:
    scene.in_force()
    asked = letter_for(scene, scene.home.key, person_keys=[scene.he.key])
    issue_requested(scene.city.services)
    letter = state_of(scene, asked)
    assert letter.status == "rendered"
    pdf = scene.city.services.archive.get(str(letter.pdf_hash))
    text = "".join("".join(page_texts(pdf)).split())
    assert scene.she.name.replace(" ", "") not in text


def test_pm14_while_she_is_still_in_his_household_nothing_of_hers_goes_to_him(scene: Flight) -> None:
    """Not insured apart: a letter to the head that lists her is stopped, her own goes to the safe address."""
    scene.in_force(separate_household=None, separated_on=None)
    to_him = letter_for(scene, scene.home.key, person_keys=[scene.he.key, scene.she.key])
    hers = letter_for(scene, scene.home.key, scene.she.key, person_keys=[scene.she.key])
    issue_requested(scene.city.services)
    assert reasons(state_of(scene, to_him)) == ["protected_in_letter"]
    letter = state_of(scene, hers)
    assert letter.data is not None
    assert letter.data["addressee"]["address_lines"] == [SAFE["address"]]


def test_pm14_a_letter_in_the_queue_when_she_asks_is_stopped_at_once(flight: Flight) -> None:
    """Masked from the moment of the request: what waits to be printed has no safe address yet and is held."""
    asked = letter_for(flight, flight.home.key, person_keys=[flight.he.key, flight.she.key])
    flight.start()
    issue_requested(flight.city.services)
    assert reasons(state_of(flight, asked)) == ["protected_in_letter"]
    hers = letter_for(flight, flight.home.key, flight.she.key, person_keys=[flight.she.key])
    issue_requested(flight.city.services)
    assert reasons(state_of(flight, hers)) == ["protected_address"]


def test_pm14_a_letter_printed_before_she_asked_does_not_leave_the_house(scene: Flight) -> None:
    asked = letter_for(scene, scene.home.key, person_keys=[scene.he.key, scene.she.key])
    issue_requested(scene.city.services)
    assert state_of(scene, asked).status == "rendered"
    scene.start()
    for user, code in ((CLERK, "protected_person"), (CHECKER, "letter_household_moved")):
        with pytest.raises(Refused) as caught:
            release_letter(scene.city.services, scene.city.caller(user), asked, "POST")
        assert caught.value.code == code
    assert state_of(scene, asked).status == "rendered"


def moved_address(flight: Flight) -> str:
    """A letter rendered for her; then the safe address changes in the register without the household's guard moving."""
    case_id = flight.in_force()
    letter = flight.left(case_id).letters()[f"{SLUG}/set_notice/{flight.she.key}"]
    (row,) = flight.standing()
    sealed = json.dumps({"name": "x", "postal_code": "000-0001", "address": "別の所", "phone": None}).encode()
    with flight.city.uow() as uow:
        payload = {
            "protection_key": row["protection_key"],
            "person_key": flight.she.key,
            "status": "DECIDED",
            "valid_from": DAY.isoformat(),
            "safe": flight.city.services.addresses.seal(sealed, flight.she.key).hex(),
        }
        registers.apply_change(uow, RegisterChange("put_protection", "test/moved", payload), event="test")
    return letter.letter_id


def test_pm14_the_address_is_looked_at_again_when_the_letter_is_released(flight: Flight) -> None:
    letter_id = moved_address(flight)
    with pytest.raises(Refused) as caught:
        release_letter(flight.city.services, flight.city.caller(OFFICER), letter_id, "POST")
    assert caught.value.code == "protected_address"
    assert state_of(flight, letter_id).status == "rendered"


def test_pm14_without_the_guard_that_letter_would_have_left_the_house(
    scene: Flight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard taken out of the door: the same letter goes to the address that is no longer hers."""
    letter_id = moved_address(scene)
    monkeypatch.setattr("server.casework.release_letters.refuse_unsafe", lambda *_: None)
    release_letter(scene.city.services, scene.city.caller(OFFICER), letter_id, "POST")
    assert state_of(scene, letter_id).status == "handed_over"


def test_pm14_the_hand_over_looks_again_by_itself(scene: Flight, monkeypatch: pytest.MonkeyPatch) -> None:
    """Released rightly, moved before it was handed over: the second look alone keeps it in the house."""
    case_id = scene.in_force()
    letter = scene.left(case_id).letters()[f"{SLUG}/set_notice/{scene.she.key}"]
    looks: list[str] = []

    def only_later(services: Services, conn: Any, one: letters.Letter) -> None:
        looks.append(one.status)
        if one.status == "released":
            refuse_unsafe(services, conn, replace(one, data={**dict(one.data or {}), "addressee": {"name": "x"}}))

    monkeypatch.setattr("server.casework.release_letters.refuse_unsafe", only_later)
    with pytest.raises(Refused, match="protected_address"):
        release_letter(scene.city.services, scene.city.caller(OFFICER), letter.letter_id, "POST")
    assert looks == ["rendered", "released"]
    assert state_of(scene, letter.letter_id).status == "rendered", "nothing of the act stays"


def test_pm14_an_old_letter_with_the_old_address_is_not_printed_again(scene: Flight) -> None:
    asked = letter_for(scene, scene.home.key, person_keys=[scene.he.key, scene.she.key])
    issue_requested(scene.city.services)
    release_letter(scene.city.services, scene.city.caller(CHECKER), asked, "POST")
    scene.start()
    with pytest.raises(Refused) as caught:
        reprint_letter(scene.city.services, scene.city.caller(CHECKER), asked, "控え")
    assert caught.value.code in ("protected_in_letter", "protected_address")


def test_pm14_who_holds_the_letter_up_is_not_named_in_the_incident(scene: Flight) -> None:
    scene.start()
    hers = letter_for(scene, scene.home.key, scene.she.key, person_keys=[scene.she.key])
    issue_requested(scene.city.services)
    (incident,) = [one for one in scene.left("").rows(t.incidents) if one["object_key"] == hers]
    assert incident["summary"] == "通知書を作れませんでした"
    assert incident["detail"] == {"reasons": [{"kind": "protected_address"}]}


# -- the residents' register -------------------------------------------------------------------------------------------


def resident(flight: Flight, **changes: JSON) -> RegisterChange:
    """What the residents' register says of her after the measure was set here; it knows of none."""
    says: dict[str, JSON] = {
        "person_key": flight.she.key,
        "household_key": flight.home.key,
        "name": flight.she.name,
        "name_kana": flight.she.kana,
        "sex": flight.she.sex,
        "birth_date": flight.she.birth_date,
        "relation": "SPOUSE",
        "postal_code": flight.home.postal_code,
        "address": flight.home.address,
        "office": flight.home.office,
        "valid_from": DAY.isoformat(),
        "protected": False,
    }
    return RegisterChange("put_resident_record", "juki/unaware", says | changes)


def test_pm14_no_file_of_the_residents_register_takes_the_shield_away(flight: Flight) -> None:
    case_id = flight.in_force()
    names = {"person_key": flight.she.key, "name": "三浦 由記", "name_kana": flight.she.kana, "sex": "F"}
    person = {**names, "birth_date": flight.she.birth_date, "protected": False, "valid_from": DAY.isoformat()}
    flight.city.change(resident(flight), RegisterChange("put_person", "juki/merge", person))
    (row,) = flight.standing()
    assert row["status"] == "DECIDED"
    assert leaks(flight, case_id, CLERK) == []
    records = flight.left("").rows(t.person_records, person_key=flight.she.key, superseded_at=None)
    assert [one["protected"] for one in records if one["valid_to"] is None] == [True]


def test_pm14_without_the_register_of_protections_that_file_would_have_unmasked_her(scene: Flight) -> None:
    """The guard taken out: the same file for one without a protection of ours makes her anybody."""
    who = scene.city.household("protected").head
    names = {"person_key": who.key, "name": who.name, "name_kana": who.kana, "sex": "F", "birth_date": who.birth_date}
    record = {**names, "household_key": "0000000104", "relation": "HEAD", "postal_code": "000-0014"}
    place = {"address": "若葉市中央区汐見四丁目8番2号", "office": "chuo", "valid_from": DAY.isoformat()}
    scene.city.change(
        RegisterChange("put_resident_record", "juki/1", {**record, **place, "protected": False}),
        RegisterChange("put_person", "juki/2", {**names, "protected": False, "valid_from": DAY.isoformat()}),
    )
    assert household_view(scene.city.services, scene.city.caller(CLERK), "0000000104").name == who.name


# -- requests and money ------------------------------------------------------------------------------------------------


def test_pm14_the_husbands_request_is_answered_without_a_word_about_her(scene: Flight) -> None:
    case_id = scene.in_force()
    came: dict[str, JSON] = {"came": "request", "came_on": DAY.isoformat(), "asked_for": "資格確認書の再交付"}
    came |= {"asker_name": scene.he.name, "asker_key": scene.he.key}
    came |= {"asker_postal_code": scene.home.postal_code, "asker_address": scene.home.address}
    scene.did(case_id, "watch", **came).done()
    issue_requested(scene.city.services)
    text = scene.left(case_id).printed(f"{SLUG}/no_answer")
    assert scene.home.address in text
    assert "どなたにもお答えしていません" in text
    for word in (*SECRETS, scene.she.name, scene.own_household(), "支援措置", "区役所"):
        assert word.replace(" ", "") not in text, word
    assert [task.element for task in scene.city.open_tasks(case_id)] == ["watch"], "the protection goes on"


def test_pm14_the_answer_never_goes_to_her_own_safe_address(scene: Flight) -> None:
    case_id = scene.in_force()
    came: dict[str, JSON] = {"came": "request", "came_on": DAY.isoformat(), "asked_for": "写し"}
    came |= {"asker_name": "だれか", "asker_postal_code": SAFE["postal_code"], "asker_address": SAFE["address"]}
    scene.did(case_id, "watch", **came).done()
    issue_requested(scene.city.services)
    assert reasons(scene.left(case_id).letters()[f"{SLUG}/no_answer"]) == ["protected_address"]


def test_pm14_her_case_stands_on_no_household_that_he_may_ask_about(scene: Flight) -> None:
    case_id = scene.in_force()
    page = household_view(scene.city.services, scene.city.caller(CLERK), scene.home.key)
    assert [one.case_id for one in page.cases] == []
    assert scene.city.case(case_id).household_key is None
    assert not any(one.letter.startswith(SLUG) for one in page.letters)
    assert scene.she.name not in [one.name for one in page.members]


def test_pm14_yearly_letters_are_split_and_refunds_held_from_the_day_of_separation(flight: Flight) -> None:
    flight.in_force()
    home, own = flight.home.key, flight.own_household()
    with flight.city.database.read() as conn:
        (split,) = protections.separations(conn, [home, "0000000101"], date(2026, 4, 1), date(2027, 3, 31))
        held = protections.refunds_held(conn, [home, own, "0000000101"], DAY)
        assert protections.separations(conn, [home], date(2025, 4, 1), date(2026, 3, 31)) == ()
        assert not protections.may_be_told(conn, flight.she.key, flight.he.key, DAY)
        assert protections.may_be_told(conn, flight.she.key, "000000000001011", DAY)
        assert set(protections.of_households(conn, [home, own], DAY)) == {own}
    assert (split.person_key, split.on, split.own_household_key) == (flight.she.key, date(2026, 11, 10), own)
    assert set(held) == {home, own}


def test_pm14_a_linked_system_or_a_borrowed_right_of_another_office_opens_nothing(scene: Flight) -> None:
    case_id = scene.in_force()
    stranger = scene.city.caller("kitano")
    grants = (*stranger.grants, Grant(Function.PROTECTED_VIEW, "kita", DAY))
    for name, page in pages(scene, case_id):
        code, said = shown(scene.city.services, replace(stranger, grants=grants), page)
        assert not any(secret in said for secret in SECRETS), (name, code)
