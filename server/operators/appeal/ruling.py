"""Statements and rulings: the draft judged, the paper asked for, the end put on record (弁明・裁決)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.appeal_words import RULINGS
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.appeal.looking import BOARD, SEIZURES
from server.operators.lapse_sheets import hub_needs, told_hub
from server.operators.registry import operator

STATEMENT, RULING = "STATEMENT", "RULING"


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The decision found, the draft, and what the assembly said (None before the review board)."""

    found: Any
    entry: Any
    consult: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """The kind of paper and the ruling it gives, None for a statement; `sheets` for whoever checks."""

    kind: str
    ruling: str | None
    sheets: list[dict[str, JSON]]


@operator("appeal/judge", inputs=JudgeInputs, outputs=JudgeOutputs)
def judge(inputs: JudgeInputs, context: Context) -> Done:  # noqa: ARG001 - every operator takes it
    """The board's appeals get statements, the mayor's get rulings, and these only after the assembly answered.

    Raises `appeal_ruling_by_board`, `appeal_ruling_by_mayor`, `appeal_not_consulted`.
    """
    kind, ruling = str(inputs.entry["kind"]), inputs.entry.get("ruling")
    by_board = inputs.found["body"] == BOARD
    if kind == RULING and by_board:
        raise Refused("appeal_ruling_by_board", at_field="kind")
    if kind == STATEMENT and not by_board:
        raise Refused("appeal_ruling_by_mayor", at_field="kind")
    consulted = bool(inputs.consult) and inputs.consult["result"] == "CONSULTED"
    if kind == RULING and ruling != "REJECTED" and not consulted:
        raise Refused("appeal_not_consulted", at_field="ruling")
    rows = [line("主文・趣旨", "Outcome", str(inputs.entry["outcome"]))]
    if ruling:
        rows.insert(0, line("裁決", "Ruling", RULINGS[ruling], value_en=str(ruling)))
    if consulted:
        rows.append(line("議会の答申", "The assembly's opinion", str(inputs.consult["opinion"])))
    return Done(JudgeOutputs(kind, ruling, [sheet("draft", "案の要点", "The draft", rows)]))


@dataclass(frozen=True, slots=True)
class IssueInputs:
    """The receipt, the decision, the draft as it was agreed, what the board asked, and the row of 専決区分."""

    start: Any
    found: Any
    entry: Any
    follow: Any
    judged: Any
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _household_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))


@operator("appeal/issue", inputs=IssueInputs, outputs=Nothing, needs=_household_needs)
def issue(inputs: IssueInputs, context: Context) -> Done:
    """The statement to the board, or the mayor's ruling to the appellant; the decision is put on record."""
    start, entry, kind = inputs.start, inputs.entry, inputs.judged["kind"]
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "appellant": start["appellant"],
        "relation": start["relation"],
        "to_postal_code": start.get("postal_code"),
        "to_address": start.get("address"),
        "title": inputs.found["title"],
        "decision_number": inputs.found["number"],
        "decided_on": inputs.found["decided_on"],
        "filed_on": inputs.found["filed_on"],
        "board_case": (inputs.follow or {}).get("board_case"),
        "outcome": entry["outcome"],
        "facts": entry["facts"],
        "reasons": entry["reasons"],
        "provision": entry["provision"],
        "evidence": [one["title"] for one in entry.get("evidence") or []],
        "grounds": start["grounds"],
    }
    name = "appeal/statement" if kind == STATEMENT else "appeal/ruling"
    words = "弁明書" if kind == STATEMENT else f"裁決({RULINGS[inputs.judged['ruling']]})"
    decision = Decision(
        kind="appeal",
        result="stated" if kind == STATEMENT else str(inputs.judged["ruling"]).lower(),
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"審査請求 {words}",
        basis={"letter_id": inputs.found["letter_id"], "outcome": entry["outcome"]},
    )
    return Done(Nothing(), (decision, LetterRequest(name, str(start["household_key"]), None, keys)))


@dataclass(frozen=True, slots=True)
class CloseInputs:
    """The receipt, the decision, the appeal's key, the clerk's record, what came last, and the draft of the mayor's
    ruling.
    """

    start: Any
    found: Any
    appeal_key: str
    record: Any
    follow: Any
    judged: Any


@dataclass(frozen=True, slots=True)
class CloseOutputs:
    """How the appeal ended."""

    state: str


def _close_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("appeal/close", inputs=CloseInputs, outputs=CloseOutputs, needs=_close_needs)
def close(inputs: CloseInputs, context: Context) -> Done:
    """Ends the appeal and the stay that the city granted for it; what rested on it goes on.

    Raises `appeal_ends_before_filing`, and `appeal_ruling_by_mayor` for a ruling of the board where the mayor reviews.
    """
    said, today = inputs.follow, context.today.isoformat()
    state = str(said["ruling"] if said["result"] == "RULED" else said["result"])
    ended = str(said.get("ruled_on") or said.get("came_on") or today)
    if state == RULING:
        state, ended = str(inputs.judged["ruling"]), today
    if said["result"] == "RULED" and inputs.found["body"] != BOARD:
        raise Refused("appeal_ruling_by_mayor", at_field="result")
    if ended < inputs.found["filed_on"]:
        raise Refused("appeal_ends_before_filing", at_field="ruled_on" if said.get("ruled_on") else "came_on")
    payload = {"appeal_key": inputs.appeal_key, "state": state, "ended_on": ended}
    effects: list[Effect] = [RegisterChange("end_appeal", f"{inputs.appeal_key}/end", payload)]
    held = [
        name for name, stands in (("stay", inputs.record["stay"] == "YES"), ("sale", _stops_sales(inputs))) if stands
    ]
    for hold in (f"{inputs.appeal_key}/{name}" for name in held):
        over = {"hold_key": hold, "on": today, "reason": f"審査請求の終わり({RULINGS[state]})"}
        effects.append(RegisterChange("end_hold", f"{hold}/end", over))
    effects += told_hub(context, str(inputs.start["household_key"]), "appeal_ended", {"state": state})
    return Done(CloseOutputs(state), tuple(effects))


def _stops_sales(inputs: CloseInputs) -> bool:
    return str(inputs.found["letter"]).startswith(SEIZURES)
