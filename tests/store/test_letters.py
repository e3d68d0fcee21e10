"""Letters go one way, frozen once issued; numbers are used once; what is not ready stays where it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import letters
from server.store import tables as t
from server.store.database import Database
from server.store.letters import Letter, NewLetter
from tests.store.city import DAY, OKAMURA, do, later, new_case

CHUO = frozenset({"chuo"})


def request(database: Database, office: str = "chuo", minutes: float = 0, case_id: str | None = None) -> str:
    new = NewLetter("enrolment/certificate", office, "H1", {"certificate": "C1"}, "REGISTERED", case_id, "P1")
    return do(database, lambda uow: letters.request_letter(uow, new), at=later(minutes))


def number(database: Database, letter_id: str) -> str:
    return do(
        database,
        lambda uow: letters.take_number(uow, letter_id, series="certificate/R8", prefix="資確R8-", width=6),
    )


def issue(database: Database, letter_id: str, name: str = "桑原 徹") -> str:
    taken = number(database, letter_id)
    frozen: dict[str, Any] = {
        "number": taken,
        "issued_on": DAY,
        "data": {"name": name},
        "template_hash": "t",
        "household_rev": 1,
    }
    do(database, lambda uow: letters.issue_letter(uow, letter_id, **frozen))
    return taken


def render(database: Database, letter_id: str) -> None:
    do(database, lambda uow: letters.letter_rendered(uow, letter_id, pdf_hash="p", pages=1, stack="s"))


def get(database: Database, letter_id: str) -> Letter:
    with database.read() as conn:
        found = letters.get_letter(conn, letter_id)
    assert found is not None
    return found


def ready(database: Database) -> str:
    letter_id = request(database)
    issue(database, letter_id)
    render(database, letter_id)
    return letter_id


def test_a_letter_walks_from_request_to_return(city: Database) -> None:
    letter_id = ready(city)
    assert do(city, lambda uow: letters.release_letters(uow, [letter_id]), actor=OKAMURA) == 1
    assert do(city, lambda uow: letters.hand_over_letters(uow, [letter_id])) == 1
    assert do(city, lambda uow: letters.letters_posted(uow, [letter_id], DAY)) == 1
    returned = DAY + timedelta(days=9)
    do(city, lambda uow: letters.letter_returned(uow, letter_id, returned_on=returned, reason="宛所不明"))
    letter = get(city, letter_id)
    assert (letter.status, letter.released_by, letter.posted_on) == ("returned", "okamura", DAY)
    assert (letter.returned_on, letter.return_reason, letter.number) == (returned, "宛所不明", "資確R8-000001")


@pytest.mark.parametrize("act", ["release", "hand_over", "post", "render"])
def test_a_letter_is_not_moved_before_its_turn(city: Database, act: str) -> None:
    letter_id = request(city)
    moves: dict[str, Any] = {
        "release": lambda uow: letters.release_letters(uow, [letter_id]),
        "hand_over": lambda uow: letters.hand_over_letters(uow, [letter_id]),
        "post": lambda uow: letters.letters_posted(uow, [letter_id], DAY),
        "render": lambda uow: letters.letter_rendered(uow, letter_id, pdf_hash="p", pages=1, stack="s"),
    }
    with pytest.raises(Refused, match="letter_not_in_state"):
        do(city, moves[act])
    assert get(city, letter_id).status == "requested"


def test_many_are_released_together_or_none(city: Database) -> None:
    first, second = ready(city), request(city)
    with pytest.raises(Refused, match="letter_not_in_state"):
        do(city, lambda uow: letters.release_letters(uow, [first, second]))
    assert get(city, first).status == "rendered"


def test_what_was_issued_never_changes_whatever_the_program_says(city: Database) -> None:
    letter_id = ready(city)
    for change in ({"data": {"name": "別人"}}, {"number": "x"}, {"pdf_hash": "x"}, {"household_key": "H2"}):
        with pytest.raises(DBAPIError, match="kokuho_frozen"), city.engine.begin() as conn:
            conn.execute(t.letters.update().values(**change))
    with pytest.raises(DBAPIError, match="kokuho_frozen"), city.engine.begin() as conn:
        conn.execute(t.letters.delete())
    assert get(city, letter_id).data == {"name": "桑原 徹"}


def test_a_held_letter_tells_why_and_goes_on_when_it_is_made_well(city: Database) -> None:
    letter_id = request(city)
    issue(city, letter_id)
    do(city, lambda uow: letters.hold_letter(uow, letter_id, ["letter_held_glyph"]))
    assert get(city, letter_id).held_for == ["letter_held_glyph"]
    render(city, letter_id)
    assert (get(city, letter_id).status, get(city, letter_id).held_for) == ("rendered", None)


def test_a_void_letter_leaves_its_number_void_and_unused(city: Database) -> None:
    letter_id = request(city)
    assert issue(city, letter_id) == "資確R8-000001"
    do(city, lambda uow: letters.void_letter(uow, letter_id, "世帯が変わった"))
    assert number(city, request(city)) == "資確R8-000002"
    with city.read() as conn:
        row = conn.execute(t.letter_numbers.select().where(t.letter_numbers.c.letter_id == letter_id)).one()
    assert row.void_reason == "世帯が変わった"
    with pytest.raises(Refused, match="letter_not_in_state"):
        do(city, lambda uow: letters.void_letter(uow, letter_id, "もう一度"))


def test_a_letter_that_left_the_house_cannot_be_made_void(city: Database) -> None:
    letter_id = ready(city)
    do(city, lambda uow: letters.release_letters(uow, [letter_id]))
    do(city, lambda uow: letters.hand_over_letters(uow, [letter_id]))
    with pytest.raises(Refused, match="letter_not_in_state"):
        do(city, lambda uow: letters.void_letter(uow, letter_id, "遅い"))


def test_every_print_is_on_record_and_all_but_the_first_are_reprints(city: Database) -> None:
    letter_id = ready(city)
    for reason in ("初回", "紙づまり", "汚れ"):
        do(city, lambda uow, it=reason: letters.record_print(uow, letter_id, it))  # type: ignore[misc]
    with city.read() as conn:
        assert [row.reason for row in letters.prints_of(conn, letter_id)] == ["初回", "紙づまり", "汚れ"]
    assert get(city, letter_id).reprints == 2


def test_letters_are_listed_within_scope_newest_first_in_pages(city: Database) -> None:
    mine = [request(city, minutes=minute) for minute in range(5)]
    request(city, "kita", 9)
    with city.read() as conn:
        first = letters.find_letters(conn, CHUO, limit=3)
        second = letters.find_letters(conn, CHUO, limit=3, after=first.next)
        assert len(letters.find_letters(conn, ALL).items) == 6
        assert letters.find_letters(conn, CHUO, status="released").items == ()
    assert [letter.letter_id for letter in first.items + second.items] == mine[::-1]
    assert second.next is None


def test_letters_are_found_by_number_and_case_and_taken_by_age(city: Database) -> None:
    case = new_case(city)
    old, new = request(city), request(city, minutes=1, case_id=case.case_id)
    taken = issue(city, new)
    with city.read() as conn:
        assert [letter.letter_id for letter in letters.letters_of_case(conn, case.case_id)] == [new]
        found = letters.get_letter_by_number(conn, taken)
        assert letters.count_in(conn, "requested") == 1
        assert letters.ids_in(conn, "issued") == [new]
    assert found is not None
    assert found.letter_id == new
    assert [one.letter_id for one in do(city, lambda uow: letters.take_letters(uow, "requested"))] == [old]


def test_the_archive_lists_each_content_once(city: Database) -> None:
    for size in (10, 99):
        do(city, lambda uow, it=size: letters.archive_blob(uow, "h", media_type="application/pdf", size=it, pages=1))  # type: ignore[misc]
    with city.read() as conn:
        blob = letters.archived(conn, "h")
        assert letters.archived(conn, "x") is None
    assert blob is not None
    assert blob.size == 10
