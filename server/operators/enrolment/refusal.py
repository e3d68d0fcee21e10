"""The refusal of an enrolment (却下): what its letter tells of the notification."""

from __future__ import annotations

from server.domain.operating import Context, Done
from server.operators.enrolment.entry import members, reported_day
from server.operators.refusing import RefuseInputs, RefuseOutputs, Row, refused
from server.operators.registry import operator


@operator("enrolment/refuse", inputs=RefuseInputs, outputs=RefuseOutputs)
def refuse(inputs: RefuseInputs, context: Context) -> Done:
    """Records the refusal and requests its letter with the notice of appeal (国保法91条)."""
    day = reported_day(inputs.entry)
    said = {
        "acq_reason": inputs.entry["acq_reason"],
        "fact_date": None if day is None else day.isoformat(),
        "members": [{"name": m.name, "birth_date": m.birth_date} for m in members(inputs.entry)],
    }
    return refused(inputs, context, Row("2-5 却下", "資格取得の却下"), said)
