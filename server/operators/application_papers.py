"""The papers of an application for relief (必要書類): what its ground asks for, what came, what is asked for again.

`premium_relief` and `copay_relief` take in and ask alike; each states its own lists, words and letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, LetterRequest
from server.domain.operating import Context, Done
from server.domain.papers import missing_papers
from server.domain.sheets import line, sheet


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


@dataclass(frozen=True, slots=True)
class Words:
    """A procedure's names of papers, by code; `choice` names a code that stands for either of two."""

    papers: Mapping[str, str]
    choice: Callable[[str], str]


def looked_through(inputs: PrecheckInputs, wanted: Iterable[str] | None, most_requests: int, words: Words) -> Done:
    """What is there and what is missing of the `wanted` codes (None: no papers belong to it).

    It waits while papers were asked for less than `most_requests` times.
    """
    here = sorted({*(inputs.start.get("documents") or ()), *(inputs.before or ()), *(inputs.arrived or ())})
    if wanted is None:
        return Done(PrecheckOutputs(here, [], False, []))
    missing = list(missing_papers(wanted, here))
    waits = bool(missing) and (inputs.times or 0) < most_requests
    return Done(PrecheckOutputs(here, missing, waits, [_sheet(here, missing, words)]))


def asked_for(inputs: RequestInputs, context: Context, letter: str, ground: str) -> Done:
    """The letter that asks, its ground in words; the wait is the period `document_wait`."""
    times, today = (inputs.times or 0) + 1, context.today
    due = period_end(today, context.values.period("document_wait", today), Calendar(context.values)).isoformat()
    household = str(context.case["household_key"])
    keys: dict[str, JSON] = {
        "household_key": household,
        "case_number": context.case["number"],
        "received_on": inputs.received_on,
        "ground": ground,
        "documents": list(inputs.missing),
        "due_on": due,
    }
    return Done(RequestOutputs(times, due), (LetterRequest(letter, household, None, keys),))


def _sheet(here: list[str], missing: list[str], words: Words) -> dict[str, JSON]:
    rows = [line("提出済み", "Handed in", words.papers[code], value_en=code) for code in here]
    rows += [line("未提出", "Missing", words.choice(code), value_en=code) for code in missing]
    return sheet("papers", "必要書類", "Papers", rows or [line("書類", "Papers", "この事由に必要な書類はない")])
