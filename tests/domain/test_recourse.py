"""Recourse and recovery as law tables: amounts to the yen, last days to the day, with the article of each."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.benefits.recovery import Asked, recovery_amount
from server.domain.recourse.amount import Treated, recourse_amount
from server.domain.recourse.limits import CivilAct, Touched, last_day, limits
from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values

VALUES = Values(load_values(default_directories()))
DAY = date(2026, 8, 3)


def one(benefit: int, private: int = 0, day: date = DAY, key: str = "1") -> Treated:
    return Treated(key, day.isoformat()[:7], day, benefit, private)


# Benefits linked x fault %, floored (国保法64条1項); 486,000 yen of cost, 70 % of it paid, 20 % the victim's own fault.
AMOUNTS: list[tuple[str, list[Treated], int, date | None, int | None, int]] = [
    ("the worked example", [one(340_200)], 80, None, None, 272_160),
    ("another illness taken out", [one(340_200, 40_200)], 80, None, None, 240_000),
    ("two months floored once", [one(101), one(102, key="2")], 33, None, None, 66),
    ("no fault, no claim", [one(340_200)], 0, None, None, 0),
    ("all fault", [one(340_200)], 100, None, None, 340_200),
    ("behind a settlement nothing", [one(100), one(200, day=date(2026, 9, 1), key="2")], 100, DAY, None, 100),
    ("on the day of the settlement still", [one(100)], 100, DAY, None, 100),
    ("the compulsory insurer's cap", [one(340_200)], 80, None, 200_000, 200_000),
    ("the cap is used up", [one(340_200)], 80, None, 0, 0),
]


@pytest.mark.parametrize(("said", "treated", "fault", "settled", "left", "yen"), AMOUNTS, ids=[a[0] for a in AMOUNTS])
def test_what_may_be_claimed(
    said: str, treated: list[Treated], fault: int, settled: date | None, left: int | None, yen: int
) -> None:
    assert recourse_amount(treated, fault, settled_on=settled, insured_left=left).amount == yen, said


@pytest.mark.parametrize(
    ("code", "treated", "fault"),
    [
        ("recourse_fault", [one(1)], 101),
        ("recourse_fault", [one(1)], -1),
        ("recourse_private_more", [one(1, 2)], 50),
        ("recourse_private_more", [one(1, -1)], 50),
    ],
)
def test_what_is_no_amount_is_refused(code: str, treated: list[Treated], fault: int) -> None:
    with pytest.raises(Refused, match=code):
        recourse_amount(treated, fault)


def test_last_days_of_an_accident() -> None:
    """民法724条の2 five years, 724条2号 twenty years, 自賠法19条 three, watched at two and a half."""
    found = limits(DAY, date(2026, 9, 10), (), (), VALUES)
    assert (found.tort_until, found.act_until) == (date(2031, 9, 10), date(2046, 8, 3))
    assert (found.insurer_until, found.insurer_watch, found.first) == (
        date(2029, 8, 3),
        date(2029, 2, 3),
        date(2029, 8, 3),
    )


def test_without_an_offender_the_cautious_day_counts() -> None:
    assert limits(DAY, None, (), None, VALUES).tort_until == date(2031, 8, 3)


A = CivilAct
# From 2026-08-03 five years: the end is 2031-08-03.
ACTS: list[tuple[str, list[Touched], date]] = [
    ("nothing", [], date(2031, 8, 3)),
    ("民法152条 acknowledged", [Touched(A.ACKNOWLEDGED, date(2028, 1, 10))], date(2033, 1, 10)),
    ("part paid is an acknowledgement", [Touched(A.PART_PAID, date(2028, 1, 10))], date(2033, 1, 10)),
    ("民法150条 a demand near the end", [Touched(A.DEMAND, date(2031, 7, 1))], date(2032, 1, 1)),
    ("an early demand gives nothing", [Touched(A.DEMAND, date(2027, 7, 1))], date(2031, 8, 3)),
    (
        "a second demand gives nothing",
        [Touched(A.DEMAND, date(2031, 7, 1)), Touched(A.DEMAND, date(2031, 12, 1))],
        date(2032, 1, 1),
    ),
    ("民法151条 talks, a year at most", [Touched(A.TALKS, date(2031, 7, 1), date(2033, 7, 1))], date(2032, 7, 1)),
    ("民法147条 a suit that lasts", [Touched(A.SUIT, date(2031, 8, 1))], date.max),
    ("a suit withdrawn: six months", [Touched(A.SUIT, date(2031, 8, 1), date(2032, 3, 31))], date(2032, 9, 30)),
    ("民法169条 judgment: ten years", [Touched(A.JUDGMENT, date(2030, 4, 1))], date(2040, 4, 1)),
    ("on the last day", [Touched(A.ACKNOWLEDGED, date(2031, 8, 3))], date(2036, 8, 3)),
    ("a day too late", [Touched(A.ACKNOWLEDGED, date(2031, 8, 4))], date(2031, 8, 3)),
]


@pytest.mark.parametrize(("said", "acts", "end"), ACTS, ids=[one[0] for one in ACTS])
def test_what_touches_the_limitation_of_a_tort(said: str, acts: list[Touched], end: date) -> None:
    assert last_day(DAY, "recourse_tort", acts, VALUES) == end, said


def test_the_kinds_of_money_keep_their_own_limitation() -> None:
    """自治法236条 five years for unjust enrichment, 国保法110条 two for what art. 65 collects."""
    assert last_day(DAY, "recovery_prescription", (), VALUES) == date(2031, 8, 3)
    assert last_day(DAY, "fraud_prescription", (), VALUES) == date(2028, 8, 3)


BACK: list[tuple[str, str, list[Asked], tuple[int, int, str]]] = [
    ("民法703条 all that was paid", "LOSS", [Asked("1", 486_000, 340_200)], (340_200, 0, "PLAIN_PUBLIC")),
    ("a part", "DOUBLE", [Asked("1", 486_000, 340_200, part=1)], (1, 0, "PLAIN_PUBLIC")),
    ("the difference of shares", "SHARE", [Asked("1", 486_000, 388_800, 20, 30)], (48_600, 0, "PLAIN_PUBLIC")),
    ("国保法65条1項 fraud", "FRAUD", [Asked("1", 10, 7)], (7, 0, "ENFORCEABLE_PUBLIC")),
    ("国保法65条3項 provider", "PROVIDER", [Asked("1", 10, 7)], (9, 2, "ENFORCEABLE_PUBLIC")),
    ("provider, both claims", "PROVIDER", [Asked("1", 10, 100), Asked("2", 10, 5)], (147, 42, "ENFORCEABLE_PUBLIC")),
]


@pytest.mark.parametrize(("said", "cause", "asked", "found"), BACK, ids=[one[0] for one in BACK])
def test_what_is_asked_back(said: str, cause: str, asked: list[Asked], found: tuple[int, int, str]) -> None:
    back = recovery_amount(cause, asked, VALUES, DAY)
    assert (back.total, back.surcharge, back.nature) == found, said


@pytest.mark.parametrize(
    ("code", "cause", "asked"),
    [
        ("recovery_share", "SHARE", Asked("1", 10, 7, 30, 20)),
        ("recovery_share", "SHARE", Asked("1", 10, 7)),
        ("recovery_part_more", "DOUBLE", Asked("1", 10, 7, part=8)),
    ],
)
def test_what_cannot_be_asked_back_is_refused(code: str, cause: str, asked: Asked) -> None:
    with pytest.raises(Refused, match=code):
        recovery_amount(cause, [asked], VALUES, DAY)
