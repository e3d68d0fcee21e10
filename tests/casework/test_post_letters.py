"""Letters are posted by the slip and the count of the post office alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.casework.issue_letters import issue_requested
from server.casework.post_letters import post_letters, raise_unposted
from server.casework.release_letters import release_letter
from server.domain.refusals import Refused
from server.store import letters
from server.store import tables as t
from tests.world import World


def handed_over(city: World, household: str = "single") -> list[str]:
    """The letters of an enrolment, released to the post."""
    case_id = city.checked(household)
    issue_requested(city.services)
    with city.database.read() as conn:
        found = [one.letter_id for one in letters.letters_of_case(conn, case_id)]
    for letter_id in found:
        release_letter(city.services, city.caller("okamura"), letter_id, "POST")
    return found


def status(city: World, letter_id: str) -> str:
    with city.database.read() as conn:
        found = letters.get_letter(conn, letter_id)
    assert found is not None
    return found.status


@pytest.mark.parametrize(
    ("slip", "pieces", "pulled", "code"),
    [
        ("  ", 2, (), "dispatch_slip_missing"),
        ("D-1", 1, (), "dispatch_count_differs"),
        ("D-1", 3, (), "dispatch_count_differs"),
        ("D-1", 2, ("no letter",), "dispatch_letter_unknown"),
    ],
)
def test_a_slip_that_does_not_fit_posts_nothing(
    town: World, slip: str, pieces: int, pulled: tuple[str, ...], code: str
) -> None:
    waiting = handed_over(town)
    with pytest.raises(Refused, match=code):
        post_letters(town.services, town.caller("okamura"), "chuo", slip, len(waiting) + pieces - 2, pulled)
    assert {status(town, one) for one in waiting} == {"handed_over"}


def test_what_is_counted_is_posted_and_what_was_pulled_comes_back(city: World) -> None:
    waiting = handed_over(city) + handed_over(city, "family")
    first, *rest = waiting
    caller = city.caller("okamura")
    assert post_letters(city.services, caller, "chuo", "D-1", len(rest), [first]) == len(rest)
    assert {status(city, one) for one in rest} == {"posted"}
    assert status(city, first) == "returned"
    with pytest.raises(Refused, match="dispatch_slip_known"):
        post_letters(city.services, caller, "chuo", "D-1", 1)
    with pytest.raises(Refused, match="dispatch_nothing_waits"):
        post_letters(city.services, caller, "chuo", "D-2", 1)
    with city.database.read() as conn:
        assert conn.scalars(select(t.dispatches.c.pieces)).all() == [len(rest)]


def test_another_offices_clerk_posts_nothing_here(town: World) -> None:
    handed_over(town)
    with pytest.raises(Refused):
        post_letters(town.services, town.caller("kitano"), "chuo", "D-1", 1)


def test_letters_that_lie_two_days_become_an_incident(town: World) -> None:
    waiting = handed_over(town)
    assert raise_unposted(town.services) == 0
    town.clock.wait(days=3)
    assert raise_unposted(town.services) == len(waiting)
    assert raise_unposted(town.services) == len(waiting)
    with town.database.read() as conn:
        kinds = conn.scalars(select(t.incidents.c.kind).where(t.incidents.c.status == "open")).all()
    assert kinds.count("letters_unposted") == 1
