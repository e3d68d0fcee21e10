"""Candidates for withholding taken in, judged and begun by two people (特別徴収の対象者)."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.special_collection import TakenIn, begin_withholding, judge, take_in_candidates
from server.domain.effects import RegisterChange
from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.domain.special_collection import Barred
from server.store.collection_ways import Way, way_of
from tests.money.debits import Debits
from tests.money.purse import Purse
from tests.world import DAY, World

HEAD = "H,491004,2026,2026-11-10"
ROW = "R,1234567890,001,年金,オオツカ　キヨシ,1955-06-20,1200000,200000,12000"


@pytest.fixture
def city(town: World) -> World:
    """A couple of 71 and 68, insured, with a levy of 100,000 yen."""
    for user in ("saeki", "okamura"):
        town.grant(user, "receipt:import")
    senior = town.household("senior")
    for place, person in enumerate(senior.members, 1):
        payload = {
            "person_key": person.key,
            "household_key": senior.key,
            "shikaku_from": "2022-04-01",
            "tekiyo_from": "2022-04-01",
            "acquired_by": "left_employee_insurance",
            "symbol": "若1",
            "number": "7000009",
            "branch": f"{place:02d}",
        }
        town.change(RegisterChange("open_eligibility", f"test/{person.key}", payload))
    Purse(town).open_account(senior.key, "0000000003", [Amounts(25_000, 0, 0, 0)] * 4)
    return town


def take(city: World, *rows: str) -> TakenIn:
    content = "\n".join([HEAD, *rows, f"C,{len(rows)}"]) + "\n"
    return take_in_candidates(city.services, city.caller("saeki"), content.encode())


def test_the_household_is_withheld_from_once_a_second_person_agrees(city: World) -> None:
    take(city, ROW)
    (found,) = judge(city.services, city.caller("saeki"), 2026)
    key = city.household("senior").key
    assert (found.household_key, found.barred, found.schedule.ordinary) == (key, (), 50_000)
    with pytest.raises(Refused, match="receipt_same_person"):
        begin_withholding(city.services, city.caller("saeki"), 2026, [key], proposed_by="saeki")
    assert begin_withholding(city.services, city.caller("okamura"), 2026, [key], proposed_by="saeki") == 1
    with city.database.read() as conn:
        assert way_of(conn, [key], DAY) == {key: Way.MIXED}
        assert way_of(conn, [key], date(2027, 4, 1)) == {key: Way.SLIP}


def test_choosing_debit_is_the_way_out_of_withholding(city: World) -> None:
    take(city, ROW)
    Debits(city).agreed("senior")
    (found,) = judge(city.services, city.caller("saeki"), 2026)
    assert found.barred == (Barred.DEBIT_ASKED_FOR,)
    with pytest.raises(Refused, match="special_barred"):
        begin_withholding(city.services, city.caller("okamura"), 2026, [found.household_key], proposed_by="saeki")


def test_a_pensioner_who_is_nobody_of_ours_is_listed_and_taken_for_no_namesake(city: World) -> None:
    stranger = ROW.replace("1955-06-20", "1955-06-21")
    assert take(city, ROW, stranger).unclear == (2,)
    assert len(judge(city.services, city.caller("saeki"), 2026)) == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "special_file_invalid"),
        (f"{HEAD}\n{ROW}\nC,2\n", "special_file_invalid"),
        (f"{HEAD}\n{ROW},x\nC,1\n", "special_file_invalid"),
        (HEAD.replace("491004", "491005") + f"\n{ROW}\nC,1\n", "special_file_invalid"),
        (f"{HEAD}\n{ROW.replace('1200000', '-1')}\nC,1\n", "special_file_invalid"),
    ],
)
def test_a_file_that_is_not_whole_is_not_taken_in(city: World, content: str, expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        take_in_candidates(city.services, city.caller("saeki"), content.encode())


def test_the_same_file_comes_once_and_nobody_is_judged_without_one(city: World) -> None:
    with pytest.raises(Refused, match="special_no_candidates"):
        judge(city.services, city.caller("saeki"), 2026)
    take(city, ROW)
    with pytest.raises(Refused, match="special_file_twice"):
        take(city, ROW)
