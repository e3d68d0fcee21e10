"""My Numbers in words and on scans: none is kept outside the sealed store, and few see the papers that show one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.casework.answer_once import Once, answer_once
from server.casework.attach_document import attach_document, look_at_document
from server.casework.claim import assign_task
from server.casework.deliver_message import deliver
from server.casework.handle_incidents import close_incident
from server.casework.issue_letters import issue_requested
from server.casework.reissue_letter import reissue_letter
from server.casework.release_letters import release_letter, reprint_letter
from server.domain.effects import JSON
from server.domain.refusals import InputInvalid, Refused
from server.store import letters
from tests.world import World

NUMBER = "123456789018"
SCAN = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


@pytest.mark.parametrize("said", [f"番号は{NUMBER}です", "1234-5678-9018", "１２３４ ５６７８ ９０１８"])
def test_no_reason_place_or_resolution_holds_a_number(town: World, said: str) -> None:
    services = town.services
    case_id = town.start("single").case_id
    task = town.open_task(case_id, "check_identity").task_id
    saeki, kuroda = town.caller("saeki"), town.caller("kuroda")
    acts: list[Callable[[], object]] = [
        lambda: attach_document(services, saeki, case_id, "a.png", SCAN, kind="evidence", location=said),
        lambda: assign_task(services, kuroda, task, "utsumi", said),
        lambda: close_incident(services, kuroda, "any", said),
        lambda: reissue_letter(services, kuroda, "any", said),
        lambda: reprint_letter(services, saeki, "any", said),
    ]
    assert [code(act) for act in acts] == ["my_number_in_text"] * len(acts)


@pytest.mark.parametrize(
    ("source_id", "keys", "payload"),
    [
        (NUMBER, {}, {}),
        ("1", {"person_key": NUMBER}, {}),
        ("1", {}, {"number": NUMBER}),
        ("1", {}, {"persons": [{"no": int(NUMBER)}]}),
        ("1", {}, {NUMBER: 1}),
    ],
)
def test_a_message_with_a_number_is_not_taken_in(
    town: World, source_id: str, keys: dict[str, JSON], payload: dict[str, JSON]
) -> None:
    send = lambda: deliver(town.services, town.caller("mizuno"), "case_event", source_id, keys, payload)  # noqa: E731
    assert code(send) == "my_number_in_text"


def test_no_key_of_a_request_is_a_number(town: World) -> None:
    request = Once(NUMBER, {"a": 1})
    ask = lambda: answer_once(town.services, town.caller("saeki"), request, 200, lambda _: 1, lambda one: one)  # noqa: E731
    assert code(ask) == "my_number_in_text"


def test_a_number_is_not_taken_for_the_number_of_an_uploaded_file(town: World) -> None:
    with pytest.raises(InputInvalid) as refusal:
        town.start("single", scan=NUMBER)
    assert [(error.path, error.code) for error in refusal.value.errors] == [("scan", "upload_id_invalid")]


def test_words_without_a_number_are_kept(town: World) -> None:
    """The detector is no wall: telephone, household and person numbers, dates and times are ordinary words."""
    case_id = town.checked("single")
    issue_requested(town.services)
    with town.database.read() as conn:
        first = letters.letters_of_case(conn, case_id)[0].letter_id
    release_letter(town.services, town.caller("okamura"), first, "POST")
    said = "電話 080-0000-0101、世帯 0000000101、宛名 000000000001011、2026-11-18 10:42"
    assert reprint_letter(town.services, town.caller("saeki"), first, said)[1].startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "sealed"), [("number", True), ("identity", True), ("evidence", False)])
def test_a_scan_that_may_show_a_number_is_for_those_who_work_with_numbers(town: World, kind: str, sealed: bool) -> None:
    services, case_id = town.services, town.start("single").case_id
    paper = attach_document(services, town.caller("saeki"), case_id, "a.png", SCAN, kind=kind, location=None)
    for who in ("saeki", "okamura"):
        assert look_at_document(services, town.caller(who), paper)[1] == SCAN
    if sealed:
        assert code(lambda: look_at_document(services, town.caller("kuroda"), paper)) == "no_right"
    else:
        assert look_at_document(services, town.caller("kuroda"), paper)[1] == SCAN
