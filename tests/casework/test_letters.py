"""Letters between issue and hand-over (通知書): held ones are mended and replaced, moved ones stay in the house."""

from __future__ import annotations

import pytest

from server.casework.handle_incidents import retry_incident
from server.casework.issue_letters import issue_requested
from server.casework.reissue_letter import reissue_letter
from server.casework.release_letters import letter_pdf, release_letter, reprint_letter
from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.store import incidents, letters
from server.store.incidents import Incident
from server.store.letters import Letter
from tests.people import UNPRINTABLE
from tests.world import DAY, World


def letters_of(city: World, case_id: str) -> dict[str, Letter]:
    """The letters of a case that are not void, by name."""
    with city.database.read() as conn:
        found = letters.letters_of_case(conn, case_id)
    return {letter.letter: letter for letter in found if letter.status != "void"}


def void_letters(city: World, case_id: str) -> list[Letter]:
    with city.database.read() as conn:
        return [letter for letter in letters.letters_of_case(conn, case_id) if letter.status == "void"]


def open_incidents(city: World) -> tuple[Incident, ...]:
    with city.database.read() as conn:
        return incidents.open_incidents(conn, frozenset({"chuo"}))


def spell_name(name: str) -> RegisterChange:
    """The name of the head of `rare` as the resident register corrects it."""
    payload = {
        "person_key": "000000000001071",
        "name": name,
        "name_kana": "ウエダ　ミノル",
        "sex": "M",
        "birth_date": "1968-12-01",
        "valid_from": DAY.isoformat(),
    }
    return RegisterChange("put_person", f"test/corrected/{name}", payload)


def issued(city: World, household: str = "single") -> str:
    """A decided case whose letters are ready to be released."""
    case_id = city.checked(household)
    issue_requested(city.services)
    return case_id


def test_a_name_no_font_can_print_holds_the_letter_and_becomes_an_incident(town: World) -> None:
    case_id = issued(town, "rare")
    held = letters_of(town, case_id)["enrolment/certificate"]
    assert held.status == "held"
    assert any(UNPRINTABLE in str(reason) or "E000" in str(reason) for reason in held.held_for)
    found = [one for one in open_incidents(town) if one.object_key == held.letter_id]
    assert [one.kind for one in found] == ["letter_held"]


def test_a_held_letter_is_made_anew_once_the_name_is_corrected(city: World) -> None:
    case_id = issued(city, "rare")
    incident = next(
        one
        for one in open_incidents(city)
        if one.object_key == letters_of(city, case_id)["enrolment/certificate"].letter_id
    )
    assert not retry_incident(city.services, city.caller("kuroda"), incident.incident_id)
    still_held = letters_of(city, case_id)["enrolment/certificate"]
    (incident,) = [one for one in open_incidents(city) if one.object_key == still_held.letter_id]
    city.change(spell_name("上田 実"))
    assert retry_incident(city.services, city.caller("kuroda"), incident.incident_id)
    mended = letters_of(city, case_id)["enrolment/certificate"]
    assert mended.status == "rendered"
    assert mended.data is not None
    assert mended.data["person_name"] == "上田 実"
    assert incident.incident_id not in {one.incident_id for one in open_incidents(city)}
    assert {letter.letter for letter in void_letters(city, case_id)} <= {"enrolment/certificate"}


def test_a_letter_is_handed_over_at_the_window_and_is_archived_as_it_was(town: World) -> None:
    case_id = issued(town)
    letter = letters_of(town, case_id)["enrolment/certificate"]
    clerk = town.caller("okamura")
    _, before = letter_pdf(town.services, clerk, letter.letter_id)
    release_letter(town.services, clerk, letter.letter_id, "WINDOW")
    _, after = letter_pdf(town.services, clerk, letter.letter_id)
    assert letter.pdf_hash is not None
    assert after == town.services.archive.get(letter.pdf_hash)
    assert before != after  # until it is released, a look shows 見本
    _, again = reprint_letter(town.services, clerk, letter.letter_id, "紙詰まり")
    assert again == after
    with town.database.read() as conn:
        prints = [one.reason for one in letters.prints_of(conn, letter.letter_id)]
        kept = letters.get_letter(conn, letter.letter_id)
    assert prints == ["交付", "紙詰まり"]
    assert kept is not None
    assert (kept.status, kept.released_by, kept.reprints) == ("handed_over", "okamura", 1)


def test_a_letter_is_released_once_and_by_those_alone_who_may(town: World) -> None:
    case_id = issued(town)
    letter = letters_of(town, case_id)["enrolment/certificate"]
    for who, code in (("saeki", "no_right"), ("kitano", "out_of_scope")):
        with pytest.raises(Refused, match=code):
            release_letter(town.services, town.caller(who), letter.letter_id, "WINDOW")
    release_letter(town.services, town.caller("okamura"), letter.letter_id, "WINDOW")
    with pytest.raises(Refused, match="letter_not_in_state"):
        release_letter(town.services, town.caller("okamura"), letter.letter_id, "WINDOW")


def test_without_proof_of_identity_nothing_is_handed_over_at_the_window(town: World) -> None:
    case_id = town.identified("single", identity_proven="no", number_shown="no")
    town.complete(case_id, "enter", town.answers_enter("single"), "saeki")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    issue_requested(town.services)
    letter = letters_of(town, case_id)["enrolment/certificate"]
    assert letter.delivery == "TRACKED"
    with pytest.raises(Refused, match="letter_not_at_window"):
        release_letter(town.services, town.caller("okamura"), letter.letter_id, "WINDOW")
    release_letter(town.services, town.caller("okamura"), letter.letter_id, "POST")


def test_a_letter_whose_household_has_moved_stays_in_the_house_and_is_made_anew(city: World) -> None:
    case_id = issued(city)
    letter = letters_of(city, case_id)["enrolment/certificate"]
    known = city.household("single")
    moved = {
        "household_key": known.key,
        "office": "chuo",
        "postal_code": "000-0012",
        "address": "若葉市中央区泉町九丁目9番9号",
        "town": "泉町",
        "valid_from": DAY.isoformat(),
    }
    city.change(RegisterChange("put_household", "test/moved", moved))
    clerk = city.caller("okamura")
    with pytest.raises(Refused, match="letter_household_moved"):
        release_letter(city.services, clerk, letter.letter_id, "WINDOW")
    now = reissue_letter(city.services, clerk, letter.letter_id, "転居")
    assert now.rendered
    fresh = letters_of(city, case_id)["enrolment/certificate"]
    assert fresh.letter_id == now.letter_id
    assert fresh.data is not None
    assert fresh.data["addressee"]["address_lines"] == ["若葉市中央区泉町九丁目9番9号"]
    (void,) = void_letters(city, case_id)
    assert (void.letter_id, void.void_reason) == (letter.letter_id, "転居")
    release_letter(city.services, clerk, fresh.letter_id, "WINDOW")
    with pytest.raises(Refused, match="letter_not_in_state"):
        reissue_letter(city.services, clerk, fresh.letter_id, "もう一度")


def test_a_letter_to_the_protected_goes_where_it_is_safe_and_is_shown_to_few(town: World) -> None:
    town.grant("utsumi", "protected:view", "chuo")
    started = town.start("protected", by="okamura")
    case_id = started.case_id
    town.complete(case_id, "check_identity", town.answers_identity(), "okamura")
    town.complete(case_id, "enter", town.answers_enter("protected"), "okamura")
    town.complete(case_id, "check", town.answers_check(case_id), "utsumi")
    issue_requested(town.services)
    letter = letters_of(town, case_id)["enrolment/certificate"]
    assert letter.data is not None
    assert letter.data["addressee"]["address_lines"] == ["若葉市中央区本町一丁目1番1号 市役所気付"]
    with pytest.raises(Refused, match="protected_person"):
        letter_pdf(town.services, town.caller("saeki"), letter.letter_id)
    assert letter_pdf(town.services, town.caller("okamura"), letter.letter_id)[1].startswith(b"%PDF")


def test_numbers_of_documents_run_without_gap_and_are_never_given_twice(town: World) -> None:
    numbers = []
    for household in ("single", "family"):
        case_id = town.entered(household, evidence=["notification"])
        issue_requested(town.services)
        numbers.append(letters_of(town, case_id)["enrolment/document_request"].number)
    assert numbers == ["8若中保第1号", "8若中保第2号"]


def test_issuing_twice_makes_no_second_letter(town: World) -> None:
    case_id = issued(town)
    before = letters_of(town, case_id)
    assert issue_requested(town.services).rendered == 0
    assert letters_of(town, case_id) == before
