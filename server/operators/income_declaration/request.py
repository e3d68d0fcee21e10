"""The request to declare and its one reminder (申告の依頼・催促): whom it asks for, by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import LetterRequest
from server.domain.operating import Context, Done
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """`unknown` members (name), the year asked about, `times` asked before (None: never), `first_on` ISO."""

    unknown: Any
    income_year: int
    times: int | None
    first_on: str | None


@dataclass(frozen=True, slots=True)
class RequestOutputs:
    """`times` asked by now, the day of the first request, the day by which the answer is wanted."""

    times: int
    first_on: str
    due_on: str


@operator("income_declaration/request", inputs=RequestInputs, outputs=RequestOutputs)
def request(inputs: RequestInputs, context: Context) -> Done:
    """The letter names those whose income is still unknown; the second one is the reminder (法113条)."""
    times, today = (inputs.times or 0) + 1, context.today
    period = context.values.period("declaration_wait", today)
    due = period_end(today, period, Calendar(context.values)).isoformat()
    first = inputs.first_on or today.isoformat()
    household = str(context.case["household_key"])
    keys = {
        "household_key": household,
        "case_number": context.case["number"],
        "income_year": inputs.income_year,
        "members": [one["name"] for one in inputs.unknown],
        "person_keys": [one["person_key"] for one in inputs.unknown],
        "due_on": due,
        "first_requested_on": first,
    }
    name = "income_declaration/request" if times == 1 else "income_declaration/reminder"
    return Done(RequestOutputs(times, first, due), (LetterRequest(name, household, None, keys),))
