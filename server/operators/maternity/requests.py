"""Asking for the paper that proves the day (書類の依頼): a request, then one more, each with its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import LetterRequest
from server.domain.operating import Context, Done
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """`missing` codes of papers, whom they are about, `times` asked before (None: never)."""

    missing: Any
    member: Any
    times: int | None
    received_on: str


@dataclass(frozen=True, slots=True)
class RequestOutputs:
    """`times` asked by now, whether another request may follow, the day by which the papers are wanted."""

    times: int
    again: bool
    due_on: str


@operator("maternity/request_documents", inputs=RequestInputs, outputs=RequestOutputs)
def request_documents(inputs: RequestInputs, context: Context) -> Done:
    """The wait is the period `document_wait`; how often papers are asked for is `maternity.document_requests`."""
    times, today = (inputs.times or 0) + 1, context.today
    due = period_end(today, context.values.period("document_wait", today), Calendar(context.values)).isoformat()
    again = times < context.values.integer("maternity.document_requests", today)
    household = str(context.case["household_key"])
    keys = {
        "household_key": household,
        "person_key": inputs.member["person_key"],
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "member": inputs.member["name"],
        "documents": list(inputs.missing),
        "due_on": due,
    }
    letter = LetterRequest("maternity/document_request", household, inputs.member["person_key"], keys)
    return Done(RequestOutputs(times, again, due), (letter,))
