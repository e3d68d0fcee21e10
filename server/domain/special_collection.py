"""Withholding from the pension (特別徴収): who is withheld from, and how much in which month.

National Health Insurance Act arts. 76-3 and 76-4; Enforcement Order arts. 29-12 and 29-13. Every condition must hold;
one that does not is named with its article, and the household stays with ordinary collection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.calendar import reaches_on
from server.domain.values import Values

PROVISIONAL = (4, 6, 8)  # 仮徴収
MAIN = (10, 12, 2)  # 本徴収
MONTHS = (*PROVISIONAL, *MAIN)
PROVISIONAL_CAUSE = "仮徴収"
"""The cause of what stands before the levy of the year is decided: it is no decision on it."""
PENSIONS = {
    "001": "老齢基礎年金",
    "002": "老齢厚生年金",
    "003": "障害基礎年金",
    "004": "障害厚生年金",
    "005": "遺族基礎年金",
    "006": "遺族厚生年金",
    "007": "退職共済年金",
}
"""Kinds of pension by the code of our files (年金コード); another code is printed as a public pension."""
_FIRST_NO = 51
"""Withheld instalments are numbered 51 (April) to 56 (February), apart from the ordinary (1-12) and the extra ones."""


def withheld_no(month: int) -> int:
    """The instalment number (期別) of what is withheld in an even month (4, 6, 8, 10, 12, 2)."""
    return _FIRST_NO + MONTHS.index(month)


def withheld_month(no: int) -> int | None:
    """The even month in which an instalment is withheld; None for an ordinary one."""
    return MONTHS[no - _FIRST_NO] if _FIRST_NO <= no < _FIRST_NO + len(MONTHS) else None


def is_withheld(claim_key: str) -> bool:
    """Whether an instalment is withheld from a pension (特別徴収): it is neither dunned nor debited, and has no slip.

    What could not be withheld becomes an ordinary instalment of its own, with a number and a due date of its own.
    """
    return withheld_month(int(claim_key.rsplit("-", 1)[1])) is not None


class Barred(StrEnum):
    """A condition that does not hold (特別徴収の要件)."""

    HEAD_NOT_INSURED = "HEAD_NOT_INSURED"
    MEMBER_UNDER_65 = "MEMBER_UNDER_65"
    HEAD_TURNS_75 = "HEAD_TURNS_75"
    PENSION_TOO_SMALL = "PENSION_TOO_SMALL"
    CARE_NOT_WITHHELD = "CARE_NOT_WITHHELD"
    MORE_THAN_HALF = "MORE_THAN_HALF"
    DEBIT_ASKED_FOR = "DEBIT_ASKED_FOR"
    NO_LEVY = "NO_LEVY"  # nothing of the year is left to be withheld
    TWO_PENSIONS = "TWO_PENSIONS"  # a person looks which one goes first
    WITHHELD_NOW = "WITHHELD_NOW"  # it is withheld already


ARTICLES = {
    Barred.HEAD_NOT_INSURED: "国保法76条の3・令29条の12",
    Barred.MEMBER_UNDER_65: "国保法施行令29条の13第1号",
    Barred.HEAD_TURNS_75: "高齢者医療確保法50条・国保法6条8号",
    Barred.PENSION_TOO_SMALL: "国保法施行令29条の12",
    Barred.CARE_NOT_WITHHELD: "国保法施行令29条の13第2号",
    Barred.MORE_THAN_HALF: "国保法施行令29条の13第3号",
    Barred.DEBIT_ASKED_FOR: "国保法施行令29条の13第4号",
    Barred.NO_LEVY: "国保法76条の3",
    Barred.TWO_PENSIONS: "国保法76条の4・介護保険法135条",
    Barred.WITHHELD_NOW: "国保法76条の3",
}
"""The provision behind each condition; subparagraphs are to be confirmed by the city."""


@dataclass(frozen=True, slots=True)
class Pension:
    """What the pension payers told (対象者情報), in yen: a year, one payment, 介護保険料 withheld from a payment."""

    yearly: int
    per_payment: int
    care_per_payment: int


@dataclass(frozen=True, slots=True)
class Household:
    """Who is insured: births of all insured members, the head's birth, whether the head is one of them."""

    head_born: date
    head_insured: bool
    insured_born: Sequence[date]
    debited: bool


def barred_by(
    household: Household, pension: Pension, premium: int, levy_year: int, day: date, values: Values
) -> tuple[Barred, ...]:
    """Every condition that does not hold on `day`; empty when the premium is to be withheld.

    `premium`: the yen that would be withheld from one payment.
    """
    young = values.integer("special.age_from", day)
    old = values.integer("special.age_to", day)
    half = pension.per_payment * values.rate("special.share_of_payment", day)
    turns = reaches_on(household.head_born, old)
    found = {
        Barred.HEAD_NOT_INSURED: not household.head_insured,
        Barred.MEMBER_UNDER_65: any(reaches_on(born, young) > day for born in household.insured_born),
        Barred.HEAD_TURNS_75: date(levy_year, 4, 1) <= turns <= date(levy_year + 1, 3, 31) or turns <= day,
        Barred.PENSION_TOO_SMALL: pension.yearly < values.integer("special.pension_least", day),
        Barred.CARE_NOT_WITHHELD: pension.care_per_payment <= 0,
        Barred.MORE_THAN_HALF: pension.care_per_payment + premium > half,
        Barred.DEBIT_ASKED_FOR: household.debited,
    }
    return tuple(condition for condition, bars in found.items() if bars)


def shared(yen: int, months: Sequence[int]) -> dict[int, int]:
    """`yen` over the months in equal amounts; the remainder of the division stands on the first one."""
    each, left = divmod(yen, len(months))
    return {month: each + (left if month == months[0] else 0) for month in months}
