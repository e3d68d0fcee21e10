"""A request to withhold, step by step (特別徴収の依頼): each checked against what stands, carried out as a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.registry import operator

STATES = {
    "BARRED": ("要件を満たさない世帯", "Conditions not met"),
    "LEFT_OUT": ("職員が外した世帯", "Left out by a person"),
    "READY": ("依頼する世帯", "To be asked for"),
    "ACCEPTED": ("受理された世帯", "Accepted"),
    "REJECTED": ("受理されなかった世帯", "Not accepted"),
    "SETTLED": ("受理されず、確認を終えた世帯", "Not accepted, looked at"),
    "BEGUN": ("開始した世帯", "Begun"),
    "NOT_BEGUN": ("開始しなかった世帯", "Not begun"),
}


@dataclass(frozen=True, slots=True)
class StartInputs:
    """The start form: `levy_year`, `first_month`."""

    start: Any


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """The case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class SentInputs:
    """The day on which the request was sent, and the case."""

    sent: Any
    case_id: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """`sheets` for the people after it."""

    sheets: list[dict[str, JSON]]


@dataclass(frozen=True, slots=True)
class Answers:
    """`refused`: how many the payers of pensions did not accept and nobody has looked at yet."""

    refused: int
    sheets: list[dict[str, JSON]]


def _of_case(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("special_run", inputs.case_id)


@operator("special_collection/open", inputs=StartInputs, outputs=Nothing)
def open_run(inputs: StartInputs, context: Context) -> Done:
    """要件の判定 begins. Raises `special_no_candidates`, `special_run_open`, `special_month_late`."""
    payload = {"levy_year": int(inputs.start["levy_year"]), "first_month": int(inputs.start["first_month"])}
    return Done(Nothing(), _changes(context, "open_special", **payload))


@operator("special_collection/checked", inputs=CaseInputs, outputs=Sheets, needs=_of_case)
def checked(inputs: CaseInputs, context: Context) -> Done:
    """The list is whole and somebody is on it. Raises `special_judging`, `special_nothing_to_ask`."""
    run = _run(inputs.case_id, context)
    if not run["judged"]:
        raise Refused("special_judging")
    if not run["sums"].get("READY"):
        raise Refused("special_nothing_to_ask")
    return Done(Sheets([_sheet(run)]))


@operator("special_collection/request", inputs=CaseInputs, outputs=Sheets, needs=_of_case)
def request(inputs: CaseInputs, context: Context) -> Done:
    """依頼: the file is cut from what two people looked at. Raises `special_nothing_to_ask`."""
    return Done(Sheets([_sheet(_run(inputs.case_id, context))]), _changes(context, "request_special"))


@operator("special_collection/sent", inputs=SentInputs, outputs=Nothing)
def sent(inputs: SentInputs, context: Context) -> Done:
    """The request went out. Raises `special_sent_before`."""
    return Done(Nothing(), _changes(context, "send_special", sent_on=inputs.sent["sent_on"]))


@operator("special_collection/answered", inputs=CaseInputs, outputs=Answers, needs=_of_case)
def answered(inputs: CaseInputs, context: Context) -> Done:
    """The answer is in. Raises `special_answer_awaited`."""
    run = _run(inputs.case_id, context)
    if not run["answered"]:
        raise Refused("special_answer_awaited")
    return Done(Answers(run["sums"].get("REJECTED", 0), [_sheet(run)]))


@operator("special_collection/begin", inputs=CaseInputs, outputs=Nothing)
def begin(inputs: CaseInputs, context: Context) -> Done:  # noqa: ARG001 - the act finds the run by its case
    """開始 of all who were accepted, in the background. Raises `special_errors_open`."""
    return Done(Nothing(), _changes(context, "begin_special"))


@operator("special_collection/finish", inputs=CaseInputs, outputs=Sheets, needs=_of_case)
def finish(inputs: CaseInputs, context: Context) -> Done:
    """Everybody's withholding has begun. Raises `special_begin_unfinished`."""
    return Done(Sheets([_sheet(_run(inputs.case_id, context))]), _changes(context, "finish_special"))


@operator("special_collection/give_up", inputs=CaseInputs, outputs=Nothing)
def give_up(inputs: CaseInputs, context: Context) -> Done:  # noqa: ARG001 - the act finds the run by its case
    """取りやめ before anything was asked for; every household stays with ordinary collection."""
    return Done(Nothing(), _changes(context, "give_up_special"))


def _run(case_id: str, context: Context) -> Mapping[str, Any]:
    found: Any = context.facts.get_fact("special_run", case_id)
    if found is None:
        raise Refused("special_run_unknown")
    return dict(found)


def _changes(context: Context, kind: str, **payload: JSON) -> tuple[RegisterChange, ...]:
    return (RegisterChange(kind, f"{context.case['id']}/{kind}", payload),)


def _sheet(run: Mapping[str, Any]) -> dict[str, JSON]:
    lines = [
        line(STATES[name][0], STATES[name][1], f"{count:,}世帯", value_en=f"{count:,} households")
        for name, count in sorted(run["sums"].items())
    ]
    yen = f"{run['total']:,}円"
    asked = line("依頼する額の計", "Asked for in all", yen, value_en=f"{run['total']:,} yen")
    return sheet("special_run", "特別徴収の依頼", "Request to withhold", [*lines, asked])
