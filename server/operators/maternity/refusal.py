"""The refusal (却下): the decision on record and its letter with the notice of appeal (国保法91条)."""

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
    member: Any
    entry: Any
    received_on: str
    finding: str | None


@dataclass(frozen=True, slots=True)
class RefuseOutputs:
    """`reason` that the letter gives."""

    reason: str


@operator("maternity/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """A decision on a premium is a disposition: the letter tells of the appeal to the review board."""
    household = str(context.case["household_key"])
    keys = {
        "household_key": household,
        "person_key": inputs.member["person_key"],
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "member": {"name": inputs.member["name"], "birth_date": inputs.member["birth_date"]},
        "due_date": inputs.entry["due_date"],
        "birth_date_child": inputs.entry["birth_date_child"],
        "facts": [inputs.finding or inputs.reason],
        "provision": inputs.provision,
        "reason": inputs.reason,
    }
    decision = Decision(
        kind="maternity",
        result="refused",
        task="decide",
        authority="6-4 却下",
        confirm="none",
        summary=f"産前産後期間の免除の却下 {inputs.provision}",
        basis={"reason": inputs.reason, "provision": inputs.provision},
    )
    letter = LetterRequest("maternity/refusal", household, inputs.member["person_key"], keys, "TRACKED")
    return Done(RefuseOutputs(inputs.reason), (decision, letter))
