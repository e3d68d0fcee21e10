"""What the registers suggest (台帳から考えられる減免): grounds for which a household may apply though it has not.

Hints for a person, never a decision: each names whom and what the register says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import age_on, fiscal_year
from server.domain.relief.rules import CITY_CUT, FORMER_DEPENDANT, NON_VOLUNTARY, OTHER
from server.domain.values import Values

_LEFT_EMPLOYEE = "left_employee_insurance"
_WELFARE_ENDED = "welfare_ended"


@dataclass(frozen=True, slots=True)
class Hint:
    """A ground that may apply, to whom (empty: the household), and why by its code."""

    ground: str
    person_key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a household: `members` {person_key, name, birth_date}, `spells` of insurance by person, kinds of
    reliefs that persons have, the class of the reduction and the household's income (None: not known).
    """

    members: Sequence[Mapping[str, Any]]
    spells: Mapping[str, Sequence[Mapping[str, Any]]]
    reliefs: Mapping[str, Iterable[str]]
    tenths: int | None
    income: int | None


def hints(known: Known, granted: Iterable[str], today: date, values: Values) -> tuple[Hint, ...]:
    """The grounds that may apply, without those applied for or in force (`granted`)."""
    there = set(granted)
    return tuple(one for one in _hints(known, today, values) if one.ground not in there)


def _hints(known: Known, today: date, values: Values) -> Iterator[Hint]:
    for member in known.members:
        spell = _current(known.spells.get(member["person_key"], ()))
        if spell is not None:
            yield from _of_member(member, spell, known, today, values)
    low = known.income is not None and known.income <= values.integer("relief.hint_income", today)
    if known.tenths == 0 and low:
        yield Hint(CITY_CUT, "", "", "LOW_INCOME")


def _of_member(
    member: Mapping[str, Any], spell: Mapping[str, Any], known: Known, today: date, values: Values
) -> Iterator[Hint]:
    key, name, birth = str(member["person_key"]), str(member["name"]), _birth(member)
    since = date.fromisoformat(str(spell["shikaku_from"]))
    recent = fiscal_year(since) >= fiscal_year(today) - 1
    if spell["acquired_by"] == _LEFT_EMPLOYEE and birth is not None and recent:
        if age_on(birth, since) >= values.integer("relief.former_dependant.age", today):
            yield Hint(FORMER_DEPENDANT, key, name, "JOINED_FROM_EMPLOYEE_AT_65")
        elif "NON_VOLUNTARY" not in known.reliefs.get(key, ()):
            yield Hint(NON_VOLUNTARY, key, name, "LEFT_WORK")
    if spell["acquired_by"] == _WELFARE_ENDED and recent:
        yield Hint(OTHER, key, name, "WELFARE_ENDED")


def _current(spells: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    standing = [spell for spell in spells if spell["tekiyo_to"] is None]
    return standing[-1] if standing else None


def _birth(member: Mapping[str, Any]) -> date | None:
    text = str(member["birth_date"])
    return None if len(text) != 10 or "-00" in text else date.fromisoformat(text)
