"""Sealed My Numbers: never readable in the database, never overwritten, each look with a purpose on record."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from server.domain.refusals import Refused
from server.store import audit, my_numbers
from server.store import tables as t
from server.store.database import Database
from server.store.sealing import SealBroken, Sealer
from server.store.unit_of_work import UnitOfWork
from tests.store.city import do

OLD, NEW = b"o" * 32, b"n" * 32
SEALER = Sealer([OLD], "my_number")
NUMBER, OTHER = "123456789018", "222222222225"


def put(uow: UnitOfWork, number: str = NUMBER, sealer: Sealer = SEALER) -> str:
    return my_numbers.put_number(uow, sealer, number, method="CARD", purpose="資格取得")


def put_for(database: Database, person_key: str, number: str = NUMBER, sealer: Sealer = SEALER) -> str:
    return do(database, lambda uow: my_numbers.assign_number(uow, sealer, put(uow, number, sealer), person_key))


def everything(database: Database) -> str:
    """All rows of all tables as text, sealed bytes too."""
    with database.read() as conn:
        return "".join(str(conn.execute(table.select()).all()) for table in t.METADATA.sorted_tables)


def test_a_number_is_stored_under_a_token_and_stands_nowhere_in_the_database(database: Database) -> None:
    assert put_for(database, "P1") == "stored"
    found = everything(database)
    assert NUMBER not in found
    assert "P1" in found


def test_a_look_needs_a_purpose_and_is_recorded_without_the_number(database: Database) -> None:
    put_for(database, "P1")
    with pytest.raises(Refused, match="purpose_missing"):
        do(database, lambda uow: my_numbers.reveal_number(uow, SEALER, "P1", purpose=" "))
    assert do(database, lambda uow: my_numbers.reveal_number(uow, SEALER, "P1", purpose="本人確認")) == NUMBER
    with database.read() as conn:
        event = next(e for e in audit.events_of(conn, person_key="P1") if e.kind == "my_number.reveal")
    assert event.detail == {"purpose": "本人確認"}
    assert NUMBER not in everything(database)


def test_a_person_without_number_cannot_be_looked_at(database: Database) -> None:
    with pytest.raises(Refused, match="person_not_found"):
        do(database, lambda uow: my_numbers.reveal_number(uow, SEALER, "P1", purpose="本人確認"))


def test_the_same_number_again_changes_nothing(database: Database) -> None:
    put_for(database, "P1")
    assert put_for(database, "P1", "１２３４ ５６７８ ９０１８") == "same"


def test_a_different_number_overwrites_nothing_and_stands_on_the_list(database: Database) -> None:
    put_for(database, "P1")
    assert put_for(database, "P1", OTHER) == "check"
    with database.read() as conn:
        checks = my_numbers.open_checks(conn)
    assert [(check.person_key, check.reason, check.other_person_key) for check in checks] == [
        ("P1", "other_number_on_record", None)
    ]
    assert do(database, lambda uow: my_numbers.reveal_number(uow, SEALER, "P1", purpose="確認")) == NUMBER
    do(database, lambda uow: my_numbers.close_check(uow, checks[0].check_id, "書類の写しと一致"))
    with database.read() as conn:
        assert my_numbers.open_checks(conn) == ()


def test_a_number_of_another_person_is_not_given_to_a_second_one(database: Database) -> None:
    put_for(database, "P1")
    assert put_for(database, "P2") == "check"
    with database.read() as conn:
        assert [check.other_person_key for check in my_numbers.open_checks(conn)] == ["P1"]
        assert not my_numbers.has_number(conn, "P2")


def test_the_database_itself_refuses_one_number_for_two_people(database: Database) -> None:
    put_for(database, "P1")
    with database.read() as conn:
        row = conn.execute(t.my_numbers.select()).one()._asdict()
    with pytest.raises(IntegrityError), database.engine.begin() as conn:
        conn.execute(t.my_numbers.insert().values(**(row | {"token": "x", "person_key": "P2"})))


def test_a_search_by_number_answers_with_the_person_alone_and_is_recorded(database: Database) -> None:
    put_for(database, "P1")
    assert do(database, lambda uow: my_numbers.find_person(uow, SEALER, NUMBER, purpose="照会")) == "P1"
    assert do(database, lambda uow: my_numbers.find_person(uow, SEALER, OTHER, purpose="照会")) is None


def test_a_given_up_number_cannot_be_assigned_any_more(database: Database) -> None:
    token = do(database, put)
    do(database, lambda uow: my_numbers.discard_numbers(uow, [token]))
    with pytest.raises(ValueError, match="settled"):
        do(database, lambda uow: my_numbers.assign_number(uow, SEALER, token, "P1"))


@pytest.mark.parametrize(
    ("number", "code"),
    [("12345678901", "my_number_length"), ("123456789017", "my_number_check_digit"), ("12345678901x", "not_digits")],
)
def test_a_wrong_number_is_refused_without_repeating_it(database: Database, number: str, code: str) -> None:
    with pytest.raises(Refused, match=code) as caught:
        do(database, lambda uow: put(uow, number))
    assert number not in caught.value.message_ja + caught.value.message_en


def test_a_number_needs_a_method_of_confirmation(database: Database) -> None:
    with pytest.raises(Refused, match="identity_method_missing"):
        do(database, lambda uow: my_numbers.put_number(uow, SEALER, NUMBER, method="", purpose="x"))


def test_after_a_change_of_keys_old_numbers_open_and_match_still(database: Database) -> None:
    put_for(database, "P1")
    changed = Sealer([NEW, OLD], "my_number")
    assert put_for(database, "P2", NUMBER, changed) == "check"
    assert do(database, lambda uow: my_numbers.reveal_number(uow, changed, "P1", purpose="確認")) == NUMBER
    with pytest.raises(SealBroken):
        do(database, lambda uow: my_numbers.reveal_number(uow, Sealer([NEW], "my_number"), "P1", purpose="確認"))


def test_sealed_bytes_of_one_person_cannot_be_put_under_another(database: Database) -> None:
    sealed = SEALER.seal(b"x", "token-1")
    assert SEALER.open(sealed, "token-1") == b"x"
    with pytest.raises(SealBroken):
        SEALER.open(sealed, "token-2")
    with pytest.raises(SealBroken):
        SEALER.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "token-1")


def test_keys_are_never_shown_and_must_be_whole() -> None:
    assert "o" * 8 not in repr(SEALER)
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer([b"short"], "my_number")
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer([], "my_number")


def test_marks_of_two_purposes_differ() -> None:
    assert SEALER.mark(b"x") != Sealer([OLD], "uploads").mark(b"x")
