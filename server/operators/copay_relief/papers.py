"""The papers of an application (必要書類): what the ground asks for, what came, what is asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.copay_relief.rules import missing_papers, papers_of
from server.domain.copay_relief.words import GROUNDS, PAPERS, paper
from server.domain.effects import JSON, LetterRequest
from server.domain.operating import Context, Done
from server.domain.sheets import line, sheet
from server.operators.copay_relief.known import APPLICATION
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """The receipt, the papers that came last, those known before, and how often papers were asked for."""

    start: Any
    arrived: Any = None
    before: Any = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`documents` handed in so far, `missing_documents`, and whether the case waits for them."""

    documents: list[str]
    missing_documents: list[str]
    wait_for_documents: bool
    sheets: list[dict[str, JSON]]


@operator("copay_relief/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Each ground's papers by the city's list; `copay_relief.document_requests` is how often they are asked for."""
    start = inputs.start
    here = sorted({*(start.get("documents") or ()), *(inputs.before or ()), *(inputs.arrived or ())})
    if start["matter"] != APPLICATION:
        return Done(PrecheckOutputs(here, [], False, []))
    missing = list(missing_papers(papers_of(context.values, start["ground"], context.today), here))
    again = (inputs.times or 0) < context.values.integer("copay_relief.document_requests", context.today)
    return Done(PrecheckOutputs(here, missing, bool(missing) and again, [_sheet(here, missing)]))


def _sheet(here: list[str], missing: list[str]) -> dict[str, JSON]:
    rows = [line("提出済み", "Handed in", PAPERS[code], value_en=code) for code in here]
    rows += [line("未提出", "Missing", paper(code), value_en=code) for code in missing]
    return sheet("papers", "必要書類", "Papers", rows or [line("書類", "Papers", "この事由に必要な書類はない")])


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """What is missing, how often it was asked for, and the receipt."""

    missing: Any
    times: int | None
    received_on: str
    ground: str


@dataclass(frozen=True, slots=True)
class RequestOutputs:
    """`times` asked by now and the day by which the papers are wanted."""

    times: int
    due_on: str


@operator("copay_relief/request_documents", inputs=RequestInputs, outputs=RequestOutputs)
def request_documents(inputs: RequestInputs, context: Context) -> Done:
    """The wait is the period `document_wait`."""
    times, today = (inputs.times or 0) + 1, context.today
    due = period_end(today, context.values.period("document_wait", today), Calendar(context.values)).isoformat()
    household = str(context.case["household_key"])
    keys: dict[str, JSON] = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "ground": GROUNDS[inputs.ground][0],
        "documents": list(inputs.missing),
        "due_on": due,
    }
    return Done(RequestOutputs(times, due), (LetterRequest("copay_relief/document_request", household, None, keys),))
