"""Asking for missing papers (補正の依頼): the first request, then the reminder, by one letter that names the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import LetterRequest
from server.domain.operating import Context, Done
from server.operators.registry import operator
from server.operators.withdrawal.entry import leaving


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """`missing` codes of papers; `times` how often they were asked for before (None: never); days ISO."""

    missing: Any
    times: int | None
    received_on: str
    first_on: str | None
    first_due_on: str | None
    entry: Any


@dataclass(frozen=True, slots=True)
class RequestOutputs:
    """`times` asked for by now, `again` whether a further request may follow, the first request's and this due day."""

    times: int
    again: bool
    first_on: str
    first_due_on: str
    due_on: str


@operator("withdrawal/request_documents", inputs=RequestInputs, outputs=RequestOutputs)
def request_documents(inputs: RequestInputs, context: Context) -> Done:
    """Requests the letter that asks for the papers; the second time it names the first request.

    The wait is the period `document_wait`; how often papers are asked for is the value `enrolment.document_requests`.
    """
    times, today = (inputs.times or 0) + 1, context.today
    due = period_end(today, context.values.period("document_wait", today), Calendar(context.values)).isoformat()
    first_on, first_due = inputs.first_on or today.isoformat(), inputs.first_due_on or due
    limit = context.values.integer("enrolment.document_requests", today)
    household = str(context.case["household_key"])
    keys = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "members": [one.name for one in leaving(inputs.entry)],
        "documents": list(inputs.missing),
        "due_on": due,
        "first_requested_on": first_on if times > 1 else None,
        "first_due_on": first_due if times > 1 else None,
    }
    outputs = RequestOutputs(times, times < limit, first_on, first_due, due)
    return Done(outputs, (LetterRequest("withdrawal/document_request", household, None, keys),))
