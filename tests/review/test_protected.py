"""Persons under protection (支援措置): no way of the work shows them, moves them or forgets that they are protected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

import pytest

from server.casework.attach_document import attach_document, look_at_document
from server.casework.notes import add_note
from server.casework.save_draft import save_task_draft
from server.casework.start_case import CaseStarted
from server.casework.views.household import address_of, household_view
from server.casework.views.search import search
from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.refusals import InputInvalid, Refused
from server.store import letters
from server.store.facts import load_facts
from server.store.registers import touched_households
from tests.world import World

SCAN = b"\x89PNG\r\n\x1a\n" + b"0" * 64
HIDDEN = "000000000009991"


def moves_in(
    city: World, household: str = "single", *, protected: bool = True, since: date = date(2026, 11, 1)
) -> None:
    """Somebody of the residents' register lives with a household whom the insurance does not know yet."""
    known = city.household(household)
    city.change(
        RegisterChange(
            "put_resident_record",
            f"test/{HIDDEN}",
            {
                "person_key": HIDDEN,
                "household_key": known.key,
                "name": "山下 葉",
                "name_kana": "ヤマシタ　ヨウ",
                "sex": "F",
                "birth_date": "1991-01-01",
                "relation": "OTHER",
                "postal_code": known.postal_code,
                "address": known.address,
                "office": known.office,
                "valid_from": since.isoformat(),
                "protected": protected,
            },
        )
    )


def row(person_key: str | None = HIDDEN, **changes: JSON) -> dict[str, JSON]:
    """The row of a person in the entry form."""
    return {
        "relation": "other_relative",
        "name": "山下 葉",
        "kana": "ヤマシタ　ヨウ",
        "sex": "F",
        "birth_date": "1991-01-01",
        "person_key": person_key,
        "nationality": "japan",
    } | changes


def entry_with(city: World, *rows: Mapping[str, JSON]) -> dict[str, JSON]:
    """The entry of the single woman and others with her."""
    entry = city.answers_enter("single")
    known: JSON = entry["members"]
    assert isinstance(known, list)
    return entry | {"members": [*known, *map(dict, rows)]}


def fact(city: World, kind: str, key: str) -> JSON:
    with city.database.read() as conn:
        wanted = FactKey(kind, key)
        found: JSON = load_facts(conn, [wanted], on=city.clock.business_day())[wanted]
    return found


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def start_unaware(city: World, by: str = "saeki") -> str:
    """A case of the day before the protected person moved in: the identity is checked, the entry is open."""
    moves = city.clock.business_day() + timedelta(days=1)
    case_id = city.identified("single", by)
    moves_in(city, since=moves)
    city.clock.set(moves)
    assert not city.case(case_id).protected
    return case_id


def test_protection_that_begins_makes_the_open_case_one_for_few_at_once(city: World) -> None:
    case_id = city.identified("single")
    moves_in(city)
    assert city.case(case_id).protected
    entry = entry_with(city, row())
    assert refused(lambda: city.complete(case_id, "enter", entry, "saeki")) == "protected_person"


def test_whoever_lives_with_the_protected_is_taken_in_as_a_case_for_few(city: World) -> None:
    moves_in(city)
    started: CaseStarted = city.start("single", by="saeki")
    assert city.case(started.case_id).protected
    assert started.first_task_id is None
    assert refused(lambda: household_view(city.services, city.caller("saeki"), "0000000101")) == "protected_person"
    assert refused(lambda: address_of(city.services, city.caller("saeki"), "0000000101")) == "protected_person"
    assert household_view(city.services, city.caller("okamura"), "0000000101").name == "本間 葵"


def test_a_case_becomes_one_for_few_as_soon_as_a_protected_person_is_entered(city: World) -> None:
    case_id = start_unaware(city)
    done = city.complete(case_id, "enter", entry_with(city, row()), "saeki")
    assert city.case(case_id).protected
    assert done.next_task_id is None
    check = city.answers_check(case_id)
    assert refused(lambda: city.complete(case_id, "check", check, "utsumi")) == "protected_person"
    city.complete(case_id, "check", check, "okamura")
    with city.database.read() as conn:
        assert all(letter.protected for letter in letters.letters_of_case(conn, case_id))


def test_a_letter_asked_for_by_the_very_step_that_finds_the_protected_is_for_few_too(town: World) -> None:
    case_id = start_unaware(town)
    town.complete(case_id, "enter", entry_with(town, row()) | {"evidence": ["notification"]}, "saeki")
    with town.database.read() as conn:
        (asked,) = letters.letters_of_case(conn, case_id)
    assert asked.letter == "enrolment/document_request"
    assert asked.protected


def test_nobody_gets_the_task_of_a_case_that_his_own_answers_made_one_for_few(town: World) -> None:
    case_id = start_unaware(town, by="utsumi")
    town.complete(case_id, "enter", entry_with(town, row(name="山下 葉子", kana="ヤマシタ　ヨウコ")), "utsumi")
    judge = town.open_task(case_id, "judge")
    assert judge.claimed_by is None


def test_who_is_protected_by_the_residents_register_stays_so_in_ours(city: World) -> None:
    case_id = start_unaware(city)
    city.complete(case_id, "enter", entry_with(city, row()), "saeki")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    person = fact(city, "person", HIDDEN)
    assert isinstance(person, dict)
    assert person["protected"] is True
    assert person["household_key"] == "0000000101"


def test_what_was_typed_does_not_change_what_the_registers_say_of_a_person(town: World) -> None:
    case_id = town.identified("single")
    moves_in(town, protected=False)
    typed = row(name="山下 葉子", kana="ヤマシタ　ヨウコ")
    town.complete(case_id, "enter", entry_with(town, typed), "saeki")
    looked = {"looked_at": ["resident_record"], "finding": "届書の書き損じ", "result": "proceed", "reason": None}
    town.complete(case_id, "judge", looked, "utsumi")
    town.complete(case_id, "check", town.answers_check(case_id), "utsumi")
    person = fact(town, "person", HIDDEN)
    assert isinstance(person, dict)
    assert (person["name"], person["name_kana"]) == ("山下 葉", "ヤマシタ　ヨウ")


@pytest.mark.parametrize("other", ["north", "protected", "family"])
def test_nobody_is_taken_out_of_another_household_by_typing_his_number(city: World, other: str) -> None:
    """The registers have him elsewhere: an official looks into it, and nobody moves him from here."""
    person = city.household(other).members[-1]
    case_id = city.identified("single")
    typed = row(person.key, name=person.name, kana=person.kana, sex=person.sex, birth_date=person.birth_date)
    city.complete(case_id, "enter", entry_with(city, typed), "saeki")
    judge = city.open_task(case_id, "judge")
    assert judge.role == "qualification"
    looked = {"looked_at": ["resident_record"], "finding": "同居と聞いた", "result": "proceed", "reason": None}
    city.complete(case_id, "judge", looked, "okamura")
    check = city.answers_check(case_id)
    assert refused(lambda: city.complete(case_id, "check", check, "okamura")) == "person_of_another_household"
    found = fact(city, "person", person.key)
    assert isinstance(found, dict)
    assert found["household_key"] == city.household(other).key


def test_a_number_that_no_register_has_is_refused_beside_its_field(city: World) -> None:
    case_id = city.identified("single")
    with pytest.raises(InputInvalid) as refusal:
        city.complete(case_id, "enter", entry_with(city, row("999999999999999")), "saeki")
    assert [(error.path, error.code) for error in refusal.value.errors] == [
        ("members.1.person_key", "person_not_found")
    ]


def test_a_household_has_one_head(city: World) -> None:
    case_id = city.identified("single")
    with pytest.raises(InputInvalid) as refusal:
        city.complete(case_id, "enter", entry_with(city, row(None, relation="head")), "saeki")
    assert [(error.path, error.code) for error in refusal.value.errors] == [
        ("members.1.relation", "head_not_in_household")
    ]


def test_who_joins_a_household_moves_the_guard_of_the_one_he_leaves(town: World) -> None:
    joins = RegisterChange(
        "put_membership",
        "test/join",
        {
            "person_key": town.household("family").members[-1].key,
            "household_key": "0000000101",
            "relation": "OTHER",
            "valid_from": "2026-11-01",
        },
    )
    with town.database.read() as conn:
        assert touched_households(conn, [joins]) == {"0000000101", "0000000102"}


# ---- what hangs on a case ------------------------------------------------------------------------


def test_papers_notes_and_drafts_of_the_protected_are_for_those_who_may_see_them(city: World) -> None:
    services = city.services
    case_id = city.start("protected", by="okamura").case_id
    task_id = city.open_task(case_id, "check_identity").task_id
    paper = attach_document(services, city.caller("okamura"), case_id, "a.png", SCAN, kind="identity", location=None)
    for who in ("saeki", "utsumi", "sakai"):
        assert refused(partial(look_at_document, services, city.caller(who), paper)) == "protected_person"
        assert refused(partial(add_note, services, city.caller(who), case_id, "一言")) == "protected_person"
    for who in ("saeki", "utsumi"):
        attach = partial(attach_document, services, city.caller(who), case_id, "b.png", SCAN)
        assert refused(partial(attach, kind="evidence", location=None)) == "protected_person"
        draft = partial(save_task_draft, services, city.caller(who), task_id, {"remarks": ["x"]})
        assert refused(draft) == "protected_person"
    assert look_at_document(services, city.caller("okamura"), paper)[1] == SCAN


def test_whoever_took_the_papers_in_at_the_counter_may_file_them(city: World) -> None:
    case_id = city.start("protected", by="saeki").case_id
    assert attach_document(
        city.services, city.caller("saeki"), case_id, "a.png", SCAN, kind="notification", location=None
    )


def test_a_scan_sent_twice_is_one_paper(city: World) -> None:
    case_id = city.start("single").case_id

    def attach(kind: str) -> str:
        return attach_document(city.services, city.caller("saeki"), case_id, "a.png", SCAN, kind=kind, location=None)

    assert attach("evidence") == attach("evidence")
    assert attach("evidence") != attach("identity")


def test_the_search_tells_no_name_of_a_protected_person_whom_no_household_is_known_of(town: World) -> None:
    case_id = town.start(None).case_id
    town.complete(case_id, "check_identity", town.answers_identity(), "saeki")
    moves_in(town, "family")
    entry = town.answers_enter("family", head_name="新田 渚", head_kana="ニッタ　ナギサ", members=[row()])
    town.complete(case_id, "enter", entry, "saeki")
    assert town.case(case_id).protected
    for who, name in (("saeki", None), ("okamura", "新田 渚")):
        (hit,) = search(town.services, town.caller(who), "ニッタ").hits
        assert (hit.kind, hit.name, hit.restricted) == ("case", name, name is None)


def test_no_paper_is_filed_in_a_case_that_has_ended(city: World) -> None:
    case_id = city.checked("single")
    attach = lambda: attach_document(  # noqa: E731 - to be refused
        city.services, city.caller("saeki"), case_id, "a.png", SCAN, kind="evidence", location=None
    )
    assert refused(attach) == "case_closed"
