"""The refusal of a deferral (不許可, LT-C18), with facts, provision, reason and the notice of appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.operating import Context, Done
from server.operators.deferral.words import KINDS
from server.operators.plan_sheets import told_hub
from server.operators.refusing import RefuseOutputs, Row, refused
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RefuseInputs:
    """`reason` and `provision` as the decider wrote them; `finding` of the inquiry."""

    reason: str
    provision: str
    entry: Any
    kind: str
    received_on: str
    finding: str | None


@operator("deferral/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """A refusal burdens: reasons and the appeal to the review board (国保法91条, M5) stand in the letter."""
    said = {
        "kind": inputs.kind,
        "first_on": inputs.entry["first_on"],
        "last_on": inputs.entry["last_on"],
        "amount": inputs.entry["amount"],
    }
    done = refused(inputs, context, Row("8-9 猶予の不許可", f"{KINDS[inputs.kind][0]}の不許可"), said)
    return Done(done.outputs, (*done.effects, told_hub(context, "deferral_refused")))
