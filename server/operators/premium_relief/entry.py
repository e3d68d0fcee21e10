"""What was examined, as the rules take it (調査した事実): persons found in the registers, figures made exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON
from server.domain.levy.assess import Levy
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.relief.rows import WORDS, Fact
from server.domain.relief.rules import FORMER_DEPENDANT, NON_VOLUNTARY
from server.domain.relief.scope import Application

_FIGURES = {
    "income_last": "income",
    "income_estimate": "estimate",
    "revenue_last": "last",
    "revenue_now": "now",
    "affected_income": "affected",
    "income_all": "income_all",
}
_PERCENTS = {"loss_percent": "loss", "stated_percent": "stated"}
FIELD_OF = {fact: name for name, fact in (_FIGURES | _PERCENTS).items()}
"""The field of the form that states a fact of the tables."""


def persons_of(entry: Any, household: Any) -> list[dict[str, JSON]]:
    """The members that the entry names; blanks in a name do not tell people apart. Raises `relief_person_unknown`."""
    found = []
    for named in entry.get("persons") or ():
        same = (
            one
            for one in household["members"]
            if "".join(str(one["name"]).split()) == "".join(str(named["name"]).split())
            and one["birth_date"] == named["birth_date"]
        )
        member = next(same, None)
        if member is None:
            raise Refused(
                "relief_person_unknown", at_field="persons", name=named["name"], birth_date=named["birth_date"]
            )
        found.append({name: member[name] for name in ("person_key", "name", "birth_date")})
    return found


def facts_of(entry: Any, persons: Sequence[Mapping[str, Any]], levies: Sequence[Levy]) -> dict[str, str]:
    """The facts by the names of the tables, exact numbers as text; the income of the registers where none is stated."""
    found = {}
    for name, fact in _FIGURES.items():
        if entry.get(name) is not None:
            found[fact] = str(entry[name])
    for name, fact in _PERCENTS.items():
        if entry.get(name) is not None:
            found[fact] = str(Fraction(int(entry[name]), 100))
    if entry.get("cause"):
        found["cause"] = str(entry["cause"])
    if "income" not in found and levies:
        found["income"] = str(sum(one.income for one in levies[-1].household.members if one.known))
    if entry["ground"] == FORMER_DEPENDANT:
        named = {one["person_key"] for one in persons}
        insured = {one.id for levy in levies for one in levy.household.members if one.insured and one.months}
        found["alone"] = "1" if insured and insured <= named else "0"
    if entry["ground"] == NON_VOLUNTARY:
        found |= {name: str(entry[name]) for name in ("left_on", "reason_code", "cert_kind", "cert_no")}
    return found


def application_of(row: Mapping[str, Any], instalments: Sequence[tuple[date, int]]) -> Application:
    """An application of the register as the rules reckon it."""
    return Application(
        key=str(row["application_key"]),
        ground=str(row["ground"]),
        applied_on=date.fromisoformat(row["applied_on"]),
        event_on=date.fromisoformat(row["event_on"]),
        ended_on=None if row["ended_on"] is None else date.fromisoformat(row["ended_on"]),
        facts=exact(row["facts"]) if row["ground"] != NON_VOLUNTARY else {},
        persons=tuple(row["persons"]),
        instalments=instalments,
    )


def exact(facts: Mapping[str, str]) -> dict[str, Fact]:
    """Facts of the register as exact numbers."""
    return {name: fact if name in WORDS else Fraction(fact) for name, fact in facts.items()}


def instalments_of(household_key: str, levy_year: int, context: Context, *, even: bool) -> list[tuple[date, int]]:
    """Due date and yen of every instalment of the household's year as it stands; `even`: each counts alike, because a
    relief in force has lowered some of them already.
    """
    facts: Any = context.facts.get_fact("levy_facts", f"{household_key}/{levy_year}")
    return [
        (date.fromisoformat(one["due_on"]), 1 if even else sum(one["parts"].values()))
        for account in facts["standing"]
        for one in account["instalments"]
    ]
