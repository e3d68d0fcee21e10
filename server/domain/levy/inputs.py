"""What a levy is computed from, frozen (賦課の基礎の固定): a payer's household of a year and the record of each figure.

As JSON it goes into the history of cases and is kept with every decision, so that any levy can be computed again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.levy.model import Household, Member, Senior
from server.domain.levy.vocabulary import Flat, Form, Vocabulary
from server.domain.relief.grant import grant_json, read_grant

JSON = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure came from: the register's row and who entered it. `kind`: income, eligibility, person, head …"""

    kind: str
    person: str
    row: int
    event: str
    since: str


@dataclass(frozen=True, slots=True)
class PayerInputs:
    """The year of one payer (納付義務者): `months` are the bits in which he owes, `household` as he owes for it."""

    payer_key: str
    months: int
    household: Household
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a household's levy cannot be computed: `two_heads`, `no_head`, `birth_unknown`; whom and which month."""

    reason: str
    person: str = ""
    month: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdInputs:
    """A household's year: one payer for each head of it, in order of months; none: nobody was insured."""

    household_key: str
    fiscal_year: int
    payers: tuple[PayerInputs, ...] = ()
    blocked: Blocked | None = None


def payer_json(payer: PayerInputs) -> dict[str, Any]:
    """A payer as JSON; `read_payer` is its inverse."""
    return {
        "payer_key": payer.payer_key,
        "months": payer.months,
        "fiscal_year": payer.household.fiscal_year,
        "reference": payer.household.reference.isoformat(),
        "reductions": payer.household.reductions,
        **_grants(payer.household),
        "members": [_plain(member) for member in payer.household.members],
        "seniors": [_plain(senior) for senior in payer.household.seniors],
        "sources": [{name: getattr(source, name) for name in _SOURCE} for source in payer.sources],
    }


def payer_flat(payer: PayerInputs, vocabulary: Vocabulary) -> dict[str, Any]:
    """The same as `payer_json`, its lists told short with a vocabulary."""
    household = payer.household
    sources: Flat = []
    for source in payer.sources:
        key = ("source", source.kind)
        number = vocabulary.numbers.get(key)
        if number is None:
            number = vocabulary.add(key, Form({"kind": source.kind}, _SOURCE[1:]))
        sources += (number, source.person, source.row, source.event, source.since)
    return {
        "payer_key": payer.payer_key,
        "months": payer.months,
        "fiscal_year": household.fiscal_year,
        "reference": household.reference.isoformat(),
        "reductions": household.reductions,
        **_grants(household),
        "members": _persons_flat(household.members, vocabulary),
        "seniors": _persons_flat(household.seniors, vocabulary),
        "sources": sources,
    }


def _grants(household: Household) -> JSON:
    """The granted reliefs, said only of who has one."""
    return {"grants": [grant_json(grant) for grant in household.grants]} if household.grants else {}


def _persons_flat(persons: Iterable[Member | Senior], vocabulary: Vocabulary) -> Flat:
    found: Flat = []
    for person in persons:
        plain = _plain(person)
        names = tuple(plain)
        number = vocabulary.numbers.get(("person", names))
        if number is None:
            number = vocabulary.add(("person", names), Form({}, names))
        found += (number, *plain.values())
    return found


def read_payer(data: JSON) -> PayerInputs:
    """The payer again."""
    household = Household(
        data["fiscal_year"],
        date.fromisoformat(data["reference"]),
        tuple(Member(**_typed(one)) for one in data["members"]),
        tuple(Senior(**_typed(one)) for one in data["seniors"]),
        reductions=data["reductions"],
        grants=tuple(read_grant(one) for one in data.get("grants", ())),
    )
    return PayerInputs(data["payer_key"], data["months"], household, tuple(Source(**one) for one in data["sources"]))


def inputs_json(inputs: HouseholdInputs) -> dict[str, Any]:
    """A household's inputs as JSON; `read_inputs` is its inverse."""
    return {
        "household_key": inputs.household_key,
        "fiscal_year": inputs.fiscal_year,
        "payers": [payer_json(payer) for payer in inputs.payers],
        "blocked": None if inputs.blocked is None else dataclasses.asdict(inputs.blocked),
    }


def read_inputs(data: JSON) -> HouseholdInputs:
    """The household's inputs again."""
    blocked = None if data["blocked"] is None else Blocked(**data["blocked"])
    payers = tuple(read_payer(one) for one in data["payers"])
    return HouseholdInputs(data["household_key"], data["fiscal_year"], payers, blocked)


_SOURCE = tuple(Source.__dataclass_fields__)
_FIELDS = {cls: tuple((field.name, field.default) for field in dataclasses.fields(cls)) for cls in (Member, Senior)}
_DAYS = frozenset({"birth", "separation", "delivery", "since"})


def _plain(person: Member | Senior) -> dict[str, Any]:
    """Only what differs from a plain reading, so that a hundred thousand kept households stay small."""
    found = {}
    for name, plain in _FIELDS[type(person)]:
        value = getattr(person, name)
        if value != plain or plain is dataclasses.MISSING:
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def _typed(data: JSON) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DAYS and value is not None else value
        for name, value in data.items()
    }
