"""No letter leaves the house but the one that a named person released: not by a reprint, and not when it is void."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.reissue_letter import reissue_letter
from server.casework.release_letters import release_letter, reprint_letter
from server.domain.refusals import Refused
from server.store import letters
from tests.world import World


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def certificate(city: World) -> str:
    """The certificate of a decided case, made and not yet released."""
    case_id = city.checked("single")
    issue_requested(city.services)
    with city.database.read() as conn:
        return next(
            one.letter_id for one in letters.letters_of_case(conn, case_id) if one.letter == "enrolment/certificate"
        )


def test_a_letter_that_nobody_released_is_not_printed_again(town: World) -> None:
    letter = certificate(town)
    again = lambda: reprint_letter(town.services, town.caller("saeki"), letter, "紙詰まり")  # noqa: E731
    assert code(again) == "letter_not_released"
    with town.database.read() as conn:
        assert letters.prints_of(conn, letter) == ()
    release_letter(town.services, town.caller("okamura"), letter, "POST")
    assert reprint_letter(town.services, town.caller("saeki"), letter, "紙詰まり")[1].startswith(b"%PDF")


def test_a_void_letter_is_neither_printed_nor_released(town: World) -> None:
    letter = certificate(town)
    reissue_letter(town.services, town.caller("okamura"), letter, "氏名の字形")
    services = town.services
    assert code(lambda: reprint_letter(services, town.caller("saeki"), letter, "控え")) == "letter_not_released"
    assert code(lambda: release_letter(services, town.caller("okamura"), letter, "POST")) == "letter_not_in_state"
