"""What an application lacks is asked for (補正のお願い, LT-C16): one period; then it counts as withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import LetterRequest
from server.domain.operating import Context, Done
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """`missing` codes of papers; `kind` of the deferral; `times` asked before."""

    missing: Any
    kind: str
    received_on: str
    times: int | None


@dataclass(frozen=True, slots=True)
class RequestOutputs:
    """`times` asked by now and the day by which the papers are wanted."""

    times: int
    due_on: str


@operator("deferral/request_documents", inputs=RequestInputs, outputs=RequestOutputs)
def request_documents(inputs: RequestInputs, context: Context) -> Done:
    """The period is `deferral_correction` (地方税法15条の2第8項の例: 20日)."""
    period = context.values.period("deferral_correction", context.today)
    due = period_end(context.today, period, Calendar(context.values)).isoformat()
    household = str(context.case["household_key"])
    keys = {
        "case_number": context.case["number"],
        "kind": inputs.kind,
        "received_on": inputs.received_on,
        "documents": list(inputs.missing),
        "due_on": due,
    }
    letter = LetterRequest("deferral/document_request", household, None, keys, "TRACKED")
    return Done(RequestOutputs((inputs.times or 0) + 1, due), (letter,))
