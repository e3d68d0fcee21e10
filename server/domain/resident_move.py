"""Moves of the resident register that count as notifications (住基の異動と国保の付記): what they say for an enrolment.

A moving-in or a birth that is notified under the Basic Resident Registration Act with the NHI note is the notification
to the NHI, too (National Health Insurance Act art. 9(6), Resident Registration Act art. 28): no second form is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from server.domain.effects import JSON, JSONObject

MOVE_IN, BIRTH = "move_in", "birth"
NOTIFIES: Final = (MOVE_IN, BIRTH)
PROTECTION_ON, PROTECTION_OFF = "protection_on", "protection_off"
OTHER_EVENTS: Final = (
    "move_out",
    "move_within",
    "death",
    "household_change",
    "head_change",
    "name_change",
    PROTECTION_ON,
    PROTECTION_OFF,
)
ABROAD = "abroad"
RELATIONS: Final = (
    "head",
    "husband",
    "wife",
    "child",
    "father",
    "mother",
    "grandparent",
    "grandchild",
    "sibling",
    "other_relative",
    "cohabitant",
)
_PREFECTURES = 47
_WEIGHTS = (6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class MovedPerson:
    """One resident of the record; `joins` where the NHI note names him. `stay_until` of foreign residents.

    A birth date known in part has its unknown parts as `00` (`1985-00-00`).
    """

    person_key: str
    name: str
    kana: str
    sex: str
    birth_date: str
    relation: str
    joins: bool
    nationality: str | None = None
    stay_until: date | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One record: `came_from` the municipality's code (6 digits), `abroad`, or None for a birth.

    `moved_to` is the same of whoever moves out (転出先).
    """

    record_no: str
    event: str
    happened_on: date
    entered_on: date
    nhi_note: bool
    household_key: str
    office: str
    postal_code: str
    address: str
    came_from: str | None
    former_address: str | None
    persons: tuple[MovedPerson, ...]
    moved_to: str | None = None

    @property
    def joining(self) -> tuple[MovedPerson, ...]:
        """The persons whom the NHI note names."""
        return tuple(one for one in self.persons if one.joins)

    @property
    def protected(self) -> bool:
        """Whether one of the household is under protection (支援措置)."""
        return any(one.protected for one in self.persons)


def municipality_exists(code: str, home: str) -> bool:
    """Whether a code is one of a municipality: its check digit fits, its prefecture is one of the 47 or the home's.

    Check digit of the 全国地方公共団体コード: 11 less the remainder by 11 of the weighted sum (6, 5, 4, 3, 2); its last
    digit.
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    rest = sum(int(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=False)) % 11
    known = 1 <= int(code[:2]) <= _PREFECTURES or code[:2] == home[:2]
    return known and code[2:5] != "000" and int(code[-1]) == (11 - rest) % 10


def fault_of(move: Move, home: str, latest: date) -> str | None:
    """Why a record cannot become a case by itself, None when it can; `home` the city's code, `latest` the last day.

    `municipality_unknown`, `event_ahead` (a fact that has not happened is no fact yet), `nobody_joins`, `head_missing`.
    """
    if move.event == MOVE_IN and move.came_from != ABROAD and not municipality_exists(move.came_from or "", home):
        return "municipality_unknown"
    if move.happened_on > latest:
        return "event_ahead"
    if not move.joining:
        return "nobody_joins"
    if move.event == MOVE_IN and not any(one.relation == "head" for one in move.persons):
        return "head_missing"
    return None


def reason_of(move: Move, home: str) -> str:
    """The ground of acquisition (取得の事由) that the record states."""
    if move.event == BIRTH:
        return "birth"
    if move.came_from == ABROAD:
        return "entered_japan"
    same = str(move.came_from)[:2] == home[:2]
    return "moved_in_same_prefecture" if same else "moved_in_other_prefecture"


def entry_of(move: Move, home: str, head: JSONObject, insured: JSONObject | None) -> dict[str, JSON]:
    """The entry as the record states it: `head` {name, kana, person_key}, `insured` a spell of the household or None.

    What the record does not know (whether the household was insured within the prefecture) is left to a clerk.
    """
    reason = reason_of(move, home)
    joins = any(one.person_key == head["person_key"] for one in move.joining)
    entry: dict[str, JSON] = {
        "acq_reason": reason,
        "fact_date": move.happened_on.isoformat(),
        "other_insured": "yes" if insured else "no",
        "head_name": head["name"],
        "head_kana": head["kana"],
        "head_person_key": head["person_key"],
        "head_joins": "yes" if joins else "no",
        "postal_code": move.postal_code,
        "address": move.address,
        "send_to": "same",
        "members": [_row(one) for one in move.joining],
    }
    if reason.startswith("moved_in"):
        entry["prev_address"] = move.former_address
    if insured:
        entry |= {"insured_symbol": insured["symbol"], "insured_number": insured["number"]}
    return entry


def _row(one: MovedPerson) -> dict[str, JSON]:
    foreign = one.nationality not in (None, "japan")
    row: dict[str, JSON] = {
        "relation": one.relation,
        "name": one.name,
        "kana": one.kana,
        "sex": one.sex,
        "birth_date_partial" if "-00" in one.birth_date else "birth_date": one.birth_date,
        "person_key": one.person_key,
        "nationality": "foreign" if foreign else "japan",
    }
    if foreign and one.stay_until is not None:
        row["stay_until"] = one.stay_until.isoformat()
    return row
