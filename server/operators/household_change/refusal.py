"""The refusal of a change (変更を認めない決定): what its letter tells of the notification; the registers stay."""

from __future__ import annotations

from server.domain.operating import Context, Done
from server.operators.refusing import RefuseInputs, RefuseOutputs, Row, refused
from server.operators.registry import operator


@operator("household_change/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条)."""
    said = {"change_kind": inputs.entry["change_kind"], "changed_on": inputs.entry.get("changed_on")}
    return refused(inputs, context, Row("4-6 変更を認めない", "異動の却下"), said)
