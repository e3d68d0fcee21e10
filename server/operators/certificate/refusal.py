"""The refusal of a re-issue (却下): the decision on record and the letter with reason and the notice of appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import Decision, LetterRequest
from server.domain.operating import Context, Done
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


@operator("certificate/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条)."""
    household, entry = str(context.case["household_key"]), inputs.entry
    birth = entry.get("target_birth_date_partial") or entry["target_birth_date"]
    keys = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "reason_given": entry["reason"],
        "lost_on": entry.get("lost_on"),
        "members": [{"name": entry["target_name"], "birth_date": birth}],
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind="certificate",
        result="refused",
        task="decide",
        authority="4-5 却下",
        confirm="none",
        summary=f"再交付の却下 {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    return Done(
        RefuseOutputs(inputs.reason), (decision, LetterRequest("certificate/refusal", household, None, keys, "TRACKED"))
    )
