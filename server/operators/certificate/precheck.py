"""Checks of an application for re-issue (再交付の確認): person, document, what the post still carries, identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain import sheets as paper
from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.operators.certificate import application
from server.operators.certificate.words import DOCUMENTS
from server.operators.certificates import valid_ones
from server.operators.registry import operator

_PROVEN = ("OK", "OK_WITH_NOTE", "NUMBER_LOOKED_UP")
_ON_SIGHT = "COUNTER"
_DEATH = "death"
_GONE = ("returned", "missing")


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of 申請内容の入力, `received_on` ISO, `channel`, `household_key`, result of 本人確認.

    `arrival` is what was learnt of the one in the post: None, returned, missing.
    """

    entry: Any
    received_on: str
    channel: str
    household_key: str | None
    identity: str | None = None
    arrival: str | None = None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`target` the person with the document that is replaced; `in_transit` while the post may still carry it.

    `delivery` as it may be: WINDOW only where identity was proven in person. `watched`: misuse is watched (盗難).
    """

    target: dict[str, JSON]
    findings: list[dict[str, JSON]]
    in_transit: bool
    discrepancy: bool
    watched: bool
    delivery: str
    sheets: list[dict[str, JSON]]


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    yield from application.needs(inputs.entry, inputs.household_key)


@operator("certificate/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Finds the person and the document to be replaced; refuses beside the field what cannot be re-issued.

    Enforcement Regulations art. 7. Raises `InputInvalid`: `reissue_for_deceased`, `reissue_not_insured`,
    `nothing_to_reissue`, `number_or_symbol_needed`, `identity_paper_needed`, `insured_number_differs`,
    `lost_day_in_future`, `old_document_reason_needed`, `person_not_found`, `number_of_another_person`,
    `case_duplicate`; `Refused("head_unknown")` without a household.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    key = application.person_of(inputs.entry, inputs.household_key, context)
    spell = _insured(key, inputs.entry, context)
    application.refuse_what_is_missing(inputs.entry, inputs.received_on, spell, _proven(inputs.identity))
    old = _old(key, inputs.entry, context)
    transit = not inputs.arrival and _in_transit(old, context)
    watched = bool(context.facts.get_fact("certificate_watches", key))
    findings = list(_findings(inputs, watched=watched))
    target = {
        "person_key": key,
        "name": context.facts.get_fact("person", key)["name"],
        "document": inputs.entry["document"],
        "old_key": old["certificate_key"],
        "old_issued_on": old["issued_on"],
        "valid_until": old["valid_until"],
        "share": old["share"],
        "branch": spell["branch"],
    }
    outputs = PrecheckOutputs(
        target=target,
        findings=findings,
        in_transit=transit,
        discrepancy=bool(findings),
        watched=watched,
        delivery=_delivery(inputs),
        sheets=_sheets(target, _delivery(inputs)),
    )
    return Done(outputs, (Concerns((key,)),))


def _insured(key: str, entry: JSONObject, context: Context) -> JSONObject:
    """The spell of today; a deceased person and one who is not insured get nothing."""
    name = entry["target_name"]
    known = context.facts.get_fact("person_eligibility", key)
    current: JSONObject | None = known["current"]
    if current is not None:
        return current
    died = any(spell["lost_by"] == _DEATH for spell in known["spells"])
    code = "reissue_for_deceased" if died else "reissue_not_insured"
    raise InputInvalid([FieldError("target_name", code, {"person": name})])


def _old(key: str, entry: JSONObject, context: Context) -> JSONObject:
    """The valid document that is replaced; `nothing_to_reissue` where none is out."""
    held = valid_ones(context.facts.get_fact("certificates", key), str(entry["document"]))
    if not held:
        told = {"person": str(entry["target_name"]), "document": DOCUMENTS[str(entry["document"])]}
        raise InputInvalid([FieldError("document", "nothing_to_reissue", told)])
    return held[-1]


def _in_transit(old: JSONObject, context: Context) -> bool:
    """Whether the document was issued so lately that the post may still carry it (period `certificate_transit`).

    What was handed over the counter stands so in the register of letters, not here: it is waited for all the same
    unless the clerk says that it arrived.
    """
    issued = date.fromisoformat(str(old["issued_on"]))
    wait = context.values.period("certificate_transit", context.today)
    return issued > context.today or context.today < period_end(issued, wait, Calendar(context.values))


def _proven(identity: str | None) -> bool:
    return identity in (*_PROVEN, "NOT_NEEDED")


def _delivery(inputs: PrecheckInputs) -> str:
    at_window = inputs.channel == _ON_SIGHT and inputs.identity in _PROVEN
    return "WINDOW" if at_window and inputs.entry["delivery"] == "WINDOW" else "TRACKED"


def _findings(inputs: PrecheckInputs, *, watched: bool) -> Iterator[dict[str, JSON]]:
    name = inputs.entry["target_name"]
    if not _proven(inputs.identity) and inputs.entry["identity_document"] == "NOT_SEEN":
        yield {"code": "IDENTITY_NOT_SEEN", "member": name}
    if inputs.arrival in _GONE:
        yield {"code": "POST_WENT_ASTRAY", "member": name}
    if watched:
        yield {"code": "MISUSE_WATCH", "member": name}


def _sheets(target: dict[str, JSON], delivery: str) -> list[dict[str, JSON]]:
    way, way_en = ("窓口で渡す", "Over the counter") if delivery == "WINDOW" else ("特定記録で郵送", "By tracked post")
    lines = [
        paper.line("対象", "Person", str(target["name"]), soft=f"枝番{target['branch']}"),
        paper.line("前の交付日", "Issued before on", str(target["old_issued_on"])),
        paper.line("渡し方", "Delivery", way, value_en=way_en),
    ]
    return [paper.sheet("reissue", "再交付するもの", "What is re-issued", lines)]
