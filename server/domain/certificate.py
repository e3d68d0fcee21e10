"""The certificate (資格確認書) and the information sheet (資格情報のお知らせ): until which day they hold.

National Health Insurance Act art. 9, Enforcement Regulations arts. 6, 7-2 and 7-3. The end is the earliest of the days
that limit it; every candidate is kept so that the end can be explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.domain.calendar import birthday, month_end, months_after, reaches_on
from server.domain.refusals import Refused
from server.domain.share_class import is_senior
from server.domain.values import Values

_ONE_DAY = timedelta(days=1)


class Limit(StrEnum):
    """What limits a certificate's validity."""

    RENEWAL = "RENEWAL"
    MAXIMUM = "MAXIMUM"
    AGE_70 = "AGE_70"
    AGE_75 = "AGE_75"
    STAY = "STAY"
    PLANNED_LOSS = "PLANNED_LOSS"
    SHORT = "SHORT"


LIMIT_JA: dict[Limit, str] = {
    Limit.RENEWAL: "次の更新日",
    Limit.MAXIMUM: "交付から最長の期間",
    Limit.AGE_70: "70歳になる月の末日",
    Limit.AGE_75: "75歳の誕生日の前日",
    Limit.STAY: "在留期間の満了",
    Limit.PLANNED_LOSS: "資格喪失予定日の前日",
    Limit.SHORT: "利用登録を確かめるまでの短い期間",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One day on which the validity would end, with what limits it."""

    limit: Limit
    day: date


@dataclass(frozen=True, slots=True)
class Validity:
    """The last day of validity, what made it so, and all candidates in order of day."""

    valid_to: date
    limit: Limit
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """What limits a person's certificate: birth date, last day of stay of a foreign resident, a planned day of loss."""

    birth_date: date
    stay_until: date | None = None
    planned_loss: date | None = None


def certificate_validity(issued_on: date, holder: Holder, values: Values, *, short: bool = False) -> Validity:
    """The validity of a certificate issued on `issued_on`: the earliest of its candidates.

    Candidates: the next renewal date; the longest period (five years); the end of the month in which 70 is reached
    (the share is printed from then on); the day before the 75th birthday; the days after the end of a stay; the day
    before a planned loss; with `short` (registration of the My Number card unknown) some months only.
    Raises `Refused("certificate_no_validity")` when it would end before it is issued.
    """
    candidates = [
        Candidate(Limit.RENEWAL, next_renewal(issued_on, values)),
        Candidate(Limit.MAXIMUM, _months_from(issued_on, "certificate.longest_months", values)),
        Candidate(Limit.AGE_75, birthday(holder.birth_date, _upper_age(issued_on, values)) - _ONE_DAY),
        *_age_70(issued_on, holder.birth_date, values),
        *_stay(issued_on, holder.stay_until, values),
    ]
    if holder.planned_loss is not None:
        candidates.append(Candidate(Limit.PLANNED_LOSS, holder.planned_loss - _ONE_DAY))
    if short:
        candidates.append(Candidate(Limit.SHORT, _months_from(issued_on, "certificate.short_months", values)))
    return _earliest(candidates, issued_on)


def information_sheet_validity(issued_on: date, holder: Holder, values: Values) -> Validity | None:
    """Until when the share on an information sheet holds: for 70 to 74 only; None for the younger, whose sheet does
    not end. Enforcement Regulations art. 7-3."""
    if not is_senior(holder.birth_date, issued_on, values):
        return None
    candidates = [
        Candidate(Limit.RENEWAL, next_renewal(issued_on, values)),
        Candidate(Limit.AGE_75, birthday(holder.birth_date, _upper_age(issued_on, values)) - _ONE_DAY),
    ]
    return _earliest(candidates, issued_on)


def next_renewal(day: date, values: Values) -> date:
    """The first yearly renewal date on or after `day` (value `certificate.renewal_day`, usually 31 July)."""
    month_day = str(values.items("certificate.renewal_day", day)[0])
    this_year = date.fromisoformat(f"{day.year}-{month_day}")
    return this_year if day <= this_year else date.fromisoformat(f"{day.year + 1}-{month_day}")


def _earliest(candidates: list[Candidate], issued_on: date) -> Validity:
    in_order = tuple(sorted(candidates, key=lambda candidate: (candidate.day, candidate.limit)))
    first = in_order[0]
    if first.day < issued_on:
        raise Refused("certificate_no_validity", reason=LIMIT_JA[first.limit])
    return Validity(first.day, first.limit, in_order)


def _age_70(issued_on: date, birth: date, values: Values) -> list[Candidate]:
    """The month in which 70 is reached (born on the 1st: the month before the birthday), while it is not over."""
    last = month_end(reaches_on(birth, values.integer("share.senior_age", issued_on)))
    return [Candidate(Limit.AGE_70, last)] if issued_on <= last else []


def _stay(issued_on: date, stay_until: date | None, values: Values) -> list[Candidate]:
    if stay_until is None:
        return []
    after = values.integer("certificate.stay_days_after", issued_on)
    return [Candidate(Limit.STAY, stay_until + timedelta(days=after))]


def _upper_age(day: date, values: Values) -> int:
    return values.integer("eligibility.upper_age", day)


def _months_from(issued_on: date, key: str, values: Values) -> date:
    """The last day of so many months of which the day of issue is the first."""
    return months_after(issued_on, values.integer(key, issued_on)) - _ONE_DAY
