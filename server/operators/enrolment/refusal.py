"""The refusal (却下): the decision on record and the letter that tells its facts, provision, reason and the appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, LetterRequest
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.enrolment.entry import members, reported_day
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RefuseInputs:
    """`reason` and `provision` as the decider wrote them; `finding` of whoever looked into it, if anyone did."""

    reason: str
    provision: str
    entry: Any
    received_on: str
    finding: str | None


@dataclass(frozen=True, slots=True)
class RefuseOutputs:
    """`reason` that the letter gives."""

    reason: str


@operator("enrolment/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条)."""
    household = context.case.get("household_key")
    if not household:
        raise Refused("head_unknown", at_field="household_key")
    day = reported_day(inputs.entry)
    keys = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "acq_reason": inputs.entry["acq_reason"],
        "fact_date": None if day is None else day.isoformat(),
        "members": [{"name": m.name, "birth_date": m.birth_date} for m in members(inputs.entry)],
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind="enrolment",
        result="refused",
        task="decide",
        authority="2-5 却下",
        confirm="none",
        summary=f"資格取得の却下 {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    letter = LetterRequest("enrolment/refusal", str(household), None, keys, "TRACKED")
    return Done(RefuseOutputs(inputs.reason), (decision, letter))
