"""The entered notification (届出内容) as the operators read it: typed days and persons out of the form's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.eligibility import AcquisitionFacts
from server.domain.names import search_key

PERMANENT = ("special_permanent_resident", "permanent_resident")
STATES_EXCLUDED = ("medical", "sightseeing")
HEAD_NUMBER = "head_my_number"
ELSEWHERE = "other"


@dataclass(frozen=True, slots=True)
class Member:
    """One reported person (世帯員): `row` counts from 0; `token` stands for a sealed My Number, None without one."""

    row: int
    person_key: str | None
    name: str
    kana: str
    sex: str
    birth_date: str
    birth: date | None
    relation: str
    foreign: bool
    residence_ok: bool
    stay_until: date | None
    needs_care: bool
    token: str | None

    def path(self, name: str) -> str:
        """The path of one of this person's fields in the form."""
        return f"members.{self.row}.{name}"


def day(value: JSON) -> date | None:
    """A day out of the answers; None where nothing is answered."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def members(entry: JSONObject) -> Iterator[Member]:
    """The persons of the notification in the order of its rows."""
    tokens: Mapping[str, str] = entry.get("numbers") or {}
    for row, given in enumerate(entry["members"]):
        yield _member(row, given, tokens.get(f"members.{row}.my_number"))


def _member(row: int, given: Mapping[str, Any], token: str | None) -> Member:
    partial = given.get("birth_date_partial")
    return Member(
        row=row,
        person_key=given.get("person_key") or None,
        name=given["name"],
        kana=given["kana"],
        sex=given["sex"],
        birth_date=partial or given["birth_date"],
        birth=day(given.get("birth_date")),
        relation=given["relation"],
        foreign=given.get("nationality") == "foreign",
        residence_ok=given.get("designated_activity") not in STATES_EXCLUDED,
        stay_until=day(given.get("stay_until")),
        needs_care=bool(given.get("needs_care_reason")),
        token=token,
    )


def head_token(entry: JSONObject) -> str | None:
    """What stands for the sealed My Number of a head who does not join (擬制世帯主), None without one."""
    tokens: Mapping[str, str] = entry.get("numbers") or {}
    return tokens.get(HEAD_NUMBER)


def acquisition_facts(entry: JSONObject, member: Member) -> AcquisitionFacts:
    """The days known about one person, for the rule of the date of acquisition (国保法7条)."""
    fact = day(entry.get("fact_date"))
    moved = entry["acq_reason"] in ("moved_in_other_prefecture", "moved_in_same_prefecture")
    return AcquisitionFacts(
        fact_date=fact,
        insurer_loss_date=day(entry.get("insurer_loss_date")),
        birth_date=member.birth,
        move_in_date=fact if moved else None,
        carried_over_from=day(entry.get("carried_over_from")),
    )


def reported_day(entry: JSONObject) -> date | None:
    """The day of the reported fact: the loss of the former insurance where that is the ground."""
    return day(entry.get("insurer_loss_date")) or day(entry.get("fact_date"))


def home_of(record: JSONObject | None, person: JSONObject | None) -> str | None:
    """The household in which the registers have a person: by the resident register, else by ours; None for nowhere."""
    found = record or person
    return None if found is None or found["household_key"] is None else str(found["household_key"])


def same_person(member: Member, record: Mapping[str, JSON]) -> bool:
    """Whether a register's record is this person by reading and birth date (never by name alone)."""
    return (
        search_key(str(record["name_kana"])) == search_key(member.kana)
        and str(record["birth_date"]) == member.birth_date
    )
