"""The entered notification of loss (喪失の届出内容) as the operators read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from server.domain.effects import JSON, JSONObject
from server.domain.names import search_key
from server.operators.enrolment.entry import day

MOVES: Final = ("moved_other_prefecture", "moved_same_prefecture")
MOVED_OR_DIED: Final = (*MOVES, "moved_abroad", "death", "not_residing")
JOINED: Final = {"employee_insurance": "EMPLOYEE", "dependant": "DEPENDANT", "kumiai": "KUMIAI"}
"""Grounds by which another insurance was joined, with the kind under which the hub tells of it."""
OLDER_ELDERLY: Final = ("late_elderly", "late_elderly_disability")
DEATH: Final = "death"
CERTIFICATE: Final = "CERTIFICATE"


@dataclass(frozen=True, slots=True)
class Leaving:
    """One reported person (喪失者): `row` counts from 0; `token` stands for a sealed My Number, None without one.

    `document_back` is what became of the certificate: returned, later, lost, none.
    """

    row: int
    person_key: str | None
    name: str
    kana: str
    birth_date: str
    birth: date | None
    relation: str
    document_back: str
    token: str | None

    def path(self, name: str) -> str:
        """The path of one of this person's fields in the form."""
        return f"lost_members.{self.row}.{name}"

    def is_of(self, record: Mapping[str, JSON]) -> bool:
        """Whether a register's record is this person by reading and birth date (never by name alone)."""
        same_reading = search_key(str(record["name_kana"])) == search_key(self.kana)
        return same_reading and str(record["birth_date"]) == self.birth_date


def leaving(entry: JSONObject) -> Iterator[Leaving]:
    """The persons of the notification in the order of its rows."""
    tokens: Mapping[str, str] = entry.get("numbers") or {}
    for row, given in enumerate(entry["lost_members"]):
        yield _one(row, given, tokens.get(f"lost_members.{row}.my_number"))


def _one(row: int, given: Mapping[str, Any], token: str | None) -> Leaving:
    return Leaving(
        row=row,
        person_key=given.get("person_key") or None,
        name=given["name"],
        kana=given["kana"],
        birth_date=given.get("birth_date_partial") or given["birth_date"],
        birth=day(given.get("birth_date")),
        relation=given["relation"],
        document_back=given["document_back"],
        token=token,
    )
