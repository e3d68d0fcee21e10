"""The plan of a change (異動の内容): what the registers shall say, worked out before anybody decides and again after.

A plan is refused beside its field where the form contradicts the register or itself: what was before must be what the
register holds. Enforcement Regulations arts. 8 to 10-2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.household_change import Row, Span
from server.domain.operating import Context
from server.domain.refusals import FieldError, InputInvalid, Refused

NEW = "NEW"
"""Stands for the number of a household that does not exist yet; it is taken when the change is entered."""

Change = tuple[str, dict[str, JSON]]


@dataclass(slots=True)
class Plan:
    """`changes` are (kind, payload) of the registers in order; `lines` what was before and is after, for people.

    `persons` are those concerned, `movers` those who go to the household `to`, `until` the next later change of the
    same kind (None: none), `old_head` and `new_head` where the head of the case's household changes.
    """

    changes: list[Change] = field(default_factory=list)
    lines: list[tuple[str, str, str, str]] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    movers: list[str] = field(default_factory=list)
    to: str | None = None
    until: date | None = None
    old_head: str | None = None
    new_head: str | None = None
    differs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is made from: the entry, the household as it stands, its history, and the day of receipt."""

    entry: JSONObject
    household: JSONObject
    received_on: date
    context: Context

    @property
    def key(self) -> str:
        """世帯番号 of the case's household."""
        return str(self.household["household_key"])

    @property
    def changed_on(self) -> date:
        """The day of the change; for what only we know (送付先、電話) the day on which it is entered."""
        said = self.entry.get("changed_on")
        return date.fromisoformat(str(said)) if said else self.context.today

    def history(self, kind: str, key: str) -> JSONObject:
        """`household_history` or `person_history`."""
        found: JSONObject = self.context.facts.get_fact(kind, key)
        return found

    def member(self, key: JSON, path: str) -> JSONObject:
        """A member of the household by 宛名番号; refused beside the field when nobody is."""
        for one in self.household["members"]:
            if one["person_key"] == key:
                found: JSONObject = one
                return found
        raise wrong(path, "person_not_in_household")

    def record(self, person: str) -> JSONObject | None:
        """The resident record (住民記録) of a person, None where he has none."""
        found: JSONObject | None = self.context.facts.get_fact("resident_record", person)
        return found


def needs(entry: JSONObject, household_key: str | None) -> Iterator[FactKey]:
    """The facts that can be named before the household is known."""
    if not household_key:
        return
    for kind in ("household", "household_history", "protected", "household_eligibility", "heads"):
        yield FactKey(kind, household_key)
    other = entry.get("other_household_key")
    if other:
        yield FactKey("household", str(other))
        yield FactKey("protected", str(other))


def ask(entry: JSONObject, household_key: str | None, received_on: str, context: Context) -> Asked:
    """The household of the case with the facts of its members; `Refused("head_unknown")` without one."""
    household = context.facts.get_fact("household", household_key) if household_key else None
    if household is None:
        raise Refused("head_unknown", at_field="household_key")
    people = [str(one["person_key"]) for one in household["members"]]
    kinds = ("person_history", "resident_record", "person_eligibility", "certificates", "oqs_status")
    wanted = [FactKey(kind, person) for person in people for kind in kinds]
    context.facts.require([*wanted, *(FactKey("open_cases", f"household_change/{person}") for person in people)])
    return Asked(entry, household, date.fromisoformat(received_on), context)


def wrong(path: str, code: str, **params: JSON) -> InputInvalid:
    """One refusal beside its field."""
    return InputInvalid([FieldError(path, code, params)])


def days(start: date, until: date | None) -> dict[str, JSON]:
    """The days of a payload."""
    said: dict[str, JSON] = {"valid_from": start.isoformat()}
    return said if until is None else said | {"valid_to": until.isoformat()}


def membership(person: str, household: str, relation: str, span: Span) -> Change:
    """A person's place in a household on the days of the change."""
    payload: dict[str, JSON] = {"person_key": person, "household_key": household, "relation": relation}
    return "put_membership", payload | days(span.start, span.until)


def stays_of(asked: Asked, person: str) -> list[Row]:
    """The rows of one member in the case's household, oldest first."""
    rows: list[Row] = asked.history("household_history", asked.key)["memberships"]
    return [row for row in rows if row["person_key"] == person]


def insured(asked: Asked, person: str) -> Mapping[str, Any] | None:
    """The spell of eligibility of a person on the day of the change, None when he is not insured."""
    for spell in asked.context.facts.get_fact("person_eligibility", person)["spells"]:
        ends = spell["tekiyo_to"]
        begun = date.fromisoformat(spell["tekiyo_from"]) <= asked.changed_on
        if begun and (ends is None or asked.changed_on < date.fromisoformat(ends)):
            found: Mapping[str, Any] = spell
            return found
    return None
