"""The refusal of a re-issue (却下): what its letter tells of the application."""

from __future__ import annotations

from server.domain.operating import Context, Done
from server.operators.refusing import RefuseInputs, RefuseOutputs, Row, refused
from server.operators.registry import operator


@operator("certificate/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条)."""
    entry = inputs.entry
    said = {
        "reason_given": entry["reason"],
        "lost_on": entry.get("lost_on"),
        "members": [
            {
                "name": entry["target_name"],
                "birth_date": entry.get("target_birth_date_partial") or entry["target_birth_date"],
            }
        ],
    }
    return refused(inputs, context, Row("8-3 却下", "再交付の却下"), said)
