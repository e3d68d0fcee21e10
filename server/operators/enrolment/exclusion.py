"""Why a person cannot be insured (適用除外), by the table of exclusions over what the registers and the hub know."""

from __future__ import annotations

from datetime import date

from server.domain.effects import JSONObject
from server.domain.operating import Context
from server.operators.enrolment.entry import day

TABLE = "enrolment/exclusion"
_INSURERS = ("EMPLOYEE", "DEPENDANT", "KUMIAI")
_LATE_ELDERLY, _WELFARE = "LATE_ELDERLY", "WELFARE"


def exclusion_of(
    person_key: str | None, on: date, context: Context, *, already_insured: bool, residence_ok: bool
) -> str:
    """The code of the exclusion that holds on a day, `NONE` without one. National Health Insurance Act art. 6."""
    spells = _insurers(person_key, on, context)
    code = context.decide(
        TABLE,
        {
            "age_75": False,
            "late_elderly": _LATE_ELDERLY in spells,
            "other_insurance": next((kind for kind in _INSURERS if kind in spells), "NONE"),
            "welfare": _WELFARE in spells,
            "already_insured": already_insured,
            "residence_ok": residence_ok,
        },
    )
    return str(code["code"] if isinstance(code, dict) else code)


def _insurers(person_key: str | None, on: date, context: Context) -> set[str]:
    """The kinds of other insurance that hold on a day, as the eligibility hub answered."""
    if person_key is None:
        return set()
    heard = context.facts.get_fact("other_insurance", person_key)
    return {spell["insurer_kind"] for spell in heard if _holds(spell, on)}


def _holds(spell: JSONObject, on: date) -> bool:
    begins, ends = day(spell["valid_from"]), day(spell["valid_to"])
    return (begins is None or begins <= on) and (ends is None or on < ends)
