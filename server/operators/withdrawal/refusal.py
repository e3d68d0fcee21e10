"""No loss (喪失としない決定): what its letter tells of the notification."""

from __future__ import annotations

from server.domain.operating import Context, Done
from server.operators.refusing import RefuseInputs, RefuseOutputs, Row, refused
from server.operators.registry import operator
from server.operators.withdrawal.entry import leaving


@operator("withdrawal/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records that the eligibility goes on and requests the letter with the notice of appeal (国保法91条)."""
    said = {
        "loss_reason": inputs.entry["loss_reason"],
        "fact_date": inputs.entry.get("fact_date"),
        "members": [{"name": one.name, "birth_date": one.birth_date} for one in leaving(inputs.entry)],
    }
    return refused(inputs, context, Row("3-5 喪失としない", "資格喪失としない決定", "not_lost"), said)
