"""No loss (喪失としない決定): the decision on record and its letter with facts, reason and the appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, LetterRequest
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator
from server.operators.withdrawal.entry import leaving


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


@operator("withdrawal/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records that the eligibility goes on and requests the letter with the notice of appeal (国保法91条)."""
    household = context.case.get("household_key")
    if not household:
        raise Refused("head_unknown", at_field="household_key")
    keys = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "loss_reason": inputs.entry["loss_reason"],
        "fact_date": inputs.entry.get("fact_date"),
        "members": [{"name": one.name, "birth_date": one.birth_date} for one in leaving(inputs.entry)],
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind="withdrawal",
        result="not_lost",
        task="decide",
        authority="3-5 喪失としない",
        confirm="none",
        summary=f"資格喪失としない決定 {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    letter = LetterRequest("withdrawal/refusal", str(household), None, keys, "TRACKED")
    return Done(RefuseOutputs(inputs.reason), (decision, letter))
