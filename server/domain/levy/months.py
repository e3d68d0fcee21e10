"""Which months count for whom (月割の基礎), as sets of bits of one fiscal year (see `model`).

A month counts when a person is insured at its end: the month of joining does, the month of leaving does not. Ages are
reached the day before the birthday (Act on Calculating Ages); the medical care for the older elderly begins with the
75th birthday itself (Act on Assurance of Medical Care for Elderly People art. 50).
"""

from __future__ import annotations

from datetime import date, timedelta

from server.domain.calendar import birthday, fiscal_year, reaches_on
from server.domain.levy.model import WHOLE_YEAR, Member, Senior
from server.domain.levy.parameters import Parameters

_ONE_DAY = timedelta(days=1)
_YEAR = 12


def from_month(place: int) -> int:
    """The months from the one at `place` on (0 April, 12 the next April; before and beyond the year too)."""
    return WHOLE_YEAR & ~((1 << min(max(place, 0), 12)) - 1)


def place_of(day: date, year: int) -> int:
    """The place of the month of `day`, counted from April of the fiscal year `year`."""
    return (day.year - year) * 12 + day.month - 4


def insured_months(member: Member, parameters: Parameters) -> int:
    """The months in which the member pays: stated ones, from the month of birth to before the 75th birthday's."""
    if not member.insured:
        return 0
    year = parameters.fiscal_year
    months = member.months
    if member.birth.year >= year:
        months &= from_month(place_of(member.birth, year))
    if year + 1 - member.birth.year >= parameters.ages.upper:
        months &= ~from_month(place_of(birthday(member.birth, parameters.ages.upper), year))
    return months


def care_months(member: Member, insured: int, parameters: Parameters) -> int:
    """The insured months from that in which 40 is reached to before that in which 65 is, outside exempt facilities."""
    first, last = parameters.ages.care
    year = parameters.fiscal_year
    age = year - member.birth.year
    if age < first - 1 or age > last:
        return 0
    months = insured & ~member.care_exempt
    months &= from_month(place_of(reaches_on(member.birth, first), year))
    return months & ~from_month(place_of(reaches_on(member.birth, last), year))


def is_before_april_after(birth: date, age: int, year: int) -> bool:
    """Whether the fiscal year `year` still lies before the first 1 April after reaching `age`.

    Within one fiscal year this does not change. Enforcement Order art. 29-7(5) items 6, 7 (六歳に達する日以後の最初の
    三月三十一日以前).
    """
    passed = year - birth.year
    if passed != age:
        return passed < age
    return fiscal_year(reaches_on(birth, age)) >= year


def exempt_months(member: Member, insured: int, parameters: Parameters) -> int:
    """The insured months around a birth that are exempt (産前産後期間), from the day on which the rule began."""
    months = member.maternity_months
    if member.delivery is not None:
        before, after = parameters.maternity_months(member.multiple)
        place = place_of(member.delivery, parameters.fiscal_year)
        months |= from_month(place - before) & ~from_month(place + after + 1)
    if months:
        months &= from_month(place_of(parameters.maternity_since(), parameters.fiscal_year))
    return months & insured


def unemployed_months(member: Member, parameters: Parameters) -> int:
    """The months in which salary counts in part only, of who lost work (特例対象被保険者等).

    From the month of the day after leaving to the end of the fiscal year after that day's. Art. 29-7-2(2).
    """
    if member.separation is None:
        return 0
    first = member.separation + _ONE_DAY
    last_year = fiscal_year(first) + parameters.non_voluntary_years
    year = parameters.fiscal_year
    return from_month(place_of(first, year)) if last_year >= year else 0


def specific_months(
    members: list[tuple[Member, int]], seniors: tuple[Senior, ...], parameters: Parameters
) -> tuple[int, int]:
    """The months of 特定世帯 and of 特定継続世帯: one insured member beside who left for the older elderly's care.

    `members` with their insured months. A member who reaches 75 in the year is such a senior from that month on.
    Enforcement Order art. 29-7(2) item 8, (3) item 7.
    """
    year = parameters.fiscal_year
    starts = [_left_at(senior, parameters) for senior in seniors]
    for member, months in members:
        if year + 1 - member.birth.year >= parameters.ages.upper:
            place = place_of(birthday(member.birth, parameters.ages.upper), year)
            if place > 0 and months >> (place - 1) & 1:
                starts.append(place)
    if not starts:
        return 0, 0
    once = twice = 0
    for _, months in members:
        twice |= once & months
        once |= months
    single = once & ~twice
    first_length, then_length = parameters.specific_lengths
    first = then = 0
    for start in starts:
        middle = from_month(start + first_length)
        first |= from_month(start) & ~middle
        then |= middle & ~from_month(start + first_length + then_length)
    return single & first, single & then & ~first


def _left_at(senior: Senior, parameters: Parameters) -> int:
    if senior.since is not None:
        return place_of(senior.since, parameters.fiscal_year)
    if senior.birth is None:
        return 0
    place = place_of(birthday(senior.birth, parameters.ages.upper), parameters.fiscal_year)
    return place if place < _YEAR else 0  # who is younger left for a disability, before this year when nothing is said
