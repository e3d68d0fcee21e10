"""What the registers say of a household as the rules of relief of co-payments take it: certificates, persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.copay_relief.months import Span
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.refusals import Refused

APPLICATION, REVOCATION, ENDING = "APPLICATION", "REVOCATION", "ENDING"


def certificate_of(known: Any, number: str) -> Mapping[str, Any]:
    """The household's certificate of a number; raises `copay_certificate_unknown`, another household's included."""
    wanted = number.strip()
    found = next((one for one in known["certificates"] if one["number"] == wanted), None)
    if found is None:
        raise Refused("copay_certificate_unknown", at_field="certificate_no", certificate=wanted)
    return dict(found)


def spans(certificates: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    """The certificates as the rules count them."""
    return tuple(
        Span(str(one["measure"]), date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]))
        for one in certificates
    )


def persons_of(entry: Any, household_key: str, from_day: str, context: Context) -> list[dict[str, JSON]]:
    """The members named, insured on the day relief begins, each with symbol and number of the insured.

    Blanks in a name do not tell people apart. Raises `copay_fact_missing` for nobody, `copay_person_unknown`,
    `copay_person_uninsured`.
    """
    household: Any = context.facts.get_fact("household", household_key)
    spells: Any = context.facts.get_fact("household_eligibility", household_key)["spells"]
    found: dict[str, dict[str, JSON]] = {}
    for named in entry.get("persons") or ():
        member = _member(named, household["members"])
        spell = _insured(str(member["person_key"]), spells, from_day)
        if spell is None:
            raise Refused("copay_person_uninsured", at_field="persons", name=named["name"], day=from_day)
        found[str(member["person_key"])] = {
            **{name: member[name] for name in ("person_key", "name", "birth_date")},
            **{name: spell[name] for name in ("symbol", "number", "branch")},
        }
    if not found:
        raise Refused("copay_fact_missing", at_field="persons", fact="persons")
    return list(found.values())


def _member(named: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    wanted = "".join(str(named["name"]).split())
    for one in members:
        if "".join(str(one["name"]).split()) == wanted and one["birth_date"] == named["birth_date"]:
            return one
    raise Refused("copay_person_unknown", at_field="persons", name=named["name"], birth_date=named["birth_date"])


def _insured(person: str, spells: Iterable[Mapping[str, Any]], day: str) -> Mapping[str, Any] | None:
    """The spell of insurance that holds on a day."""
    for one in spells:
        if one["person_key"] != person or one["tekiyo_from"] > day:
            continue
        if one["tekiyo_to"] is None or one["tekiyo_to"] > day:
            return one
    return None
