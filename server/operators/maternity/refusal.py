"""The refusal of 産前産後期間の免除: what its letter tells of the notification and the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.operating import Context, Done
from server.operators.refusing import RefuseOutputs, Row, refused
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


@operator("maternity/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """A decision on a premium is a disposition: the letter tells of the appeal to the review board (国保法91条)."""
    person = str(inputs.member["person_key"])
    said = {
        "person_key": person,
        "member": {"name": inputs.member["name"], "birth_date": inputs.member["birth_date"]},
        "due_date": inputs.entry["due_date"],
        "birth_date_child": inputs.entry["birth_date_child"],
    }
    return refused(inputs, context, Row("6-4 却下", "産前産後期間の免除の却下"), said, person)
