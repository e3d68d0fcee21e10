"""The refusal (変更を認めない決定): on record, and the letter with facts, provision, reason and the appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, LetterRequest
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
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


@operator("household_change/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条); the registers stay."""
    household = context.case.get("household_key")
    if not household:
        raise Refused("head_unknown", at_field="household_key")
    keys: dict[str, JSON] = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "change_kind": inputs.entry["change_kind"],
        "changed_on": inputs.entry.get("changed_on"),
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind="household_change",
        result="refused",
        task="decide",
        authority="4-6 変更を認めない",
        confirm="none",
        summary=f"異動の却下 {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    letter = LetterRequest("household_change/refusal", str(household), None, keys, "TRACKED")
    return Done(RefuseOutputs(inputs.reason), (decision, letter))
