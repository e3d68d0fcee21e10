"""Public assistance begun or ended (生活保護の開始・廃止、連携 I05): who loses eligibility, or may come back.

National Health Insurance Act art. 6(ix): whoever receives public assistance is not insured, from the day it begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

START, END = "start", "end"
EVENTS: Final = (START, END)


@dataclass(frozen=True, slots=True)
class WelfareEvent:
    """One record of the welfare section: the household, whom of it it is about, the day of its effect."""

    record_no: str
    event: str
    happened_on: date
    household_key: str
    person_keys: tuple[str, ...]


def fault_of(event: WelfareEvent, members: Iterable[str] | None, today: date) -> str | None:
    """Why a record cannot become a case by itself, None when it can; `members` None for a household nobody knows.

    `household_unknown`, `not_of_household` (nobody's namesake loses anything), `event_ahead`, `nobody_named`.
    """
    if members is None:
        return "household_unknown"
    if not event.person_keys:
        return "nobody_named"
    if not set(event.person_keys) <= set(members):
        return "not_of_household"
    if event.happened_on > today:
        return "event_ahead"
    return None
