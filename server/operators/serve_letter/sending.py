"""The letter on its way again (再送・交付・公示): by ordinary mail, by hand with its record, on the board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.service import deemed_served_on
from server.domain.sheets import line, sheet
from server.operators.registry import operator
from server.operators.serve_letter.looking import state
from server.operators.serve_letter.words import paper_name

_ORDINARY = "POST"


@dataclass(frozen=True, slots=True)
class SendInputs:
    """The letter and its household; `times` this way was gone before; `reason` as it stands."""

    start: Any
    letter_id: str
    letter: str
    number: str
    household_key: str
    reason: str | None
    times: int | None


@dataclass(frozen=True, slots=True)
class SendOutputs:
    """`times` gone by now and the day on which it was sent or prepared."""

    times: int
    on: str


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("letter_sent", str(inputs.letter_id))


@operator("serve_letter/resend", inputs=SendInputs, outputs=SendOutputs, needs=_needs)
def resend(inputs: SendInputs, context: Context) -> Done:
    """The letter is asked for anew: its builder reads address and amounts of today; ordinary mail (地方税法20条4項)."""
    times = (inputs.times or 0) + 1
    change = _way(inputs, context, "RESENT", f"普通郵便 {times}回目")
    return Done(SendOutputs(times, context.today.isoformat()), (_again(inputs, context, _ORDINARY), change))


@operator("serve_letter/prepare", inputs=SendInputs, outputs=SendOutputs, needs=_needs)
def prepare(inputs: SendInputs, context: Context) -> Done:
    """For a delivery by hand: the letter itself to take along, and the form of the record of service (送達記録書)."""
    times = (inputs.times or 0) + 1
    keys = {"letter_number": inputs.number, "paper": paper_name(inputs.letter), "case_number": context.case["number"]}
    form = LetterRequest("serve_letter/delivery_record", inputs.household_key, None, keys, "WINDOW")
    change = _way(inputs, context, "BY_HAND", f"交付送達 {times}回目")
    again = _again(inputs, context, "WINDOW")
    return Done(SendOutputs(times, context.today.isoformat()), (again, form, change))


def _again(inputs: SendInputs, context: Context, delivery: str) -> LetterRequest:
    sent: Any = context.facts.get_fact("letter_sent", inputs.letter_id)
    if sent is None:
        raise Refused("service_letter_unknown")
    own = ("office", "household_key", "slips")
    keys = {name: value for name, value in sent["request_keys"].items() if name not in own}
    return LetterRequest(inputs.letter, inputs.household_key, sent["person_key"], keys, delivery)


def _way(inputs: SendInputs, context: Context, status: str, way: str) -> RegisterChange:
    reason = inputs.reason or inputs.start["reason"]
    return state(inputs.letter_id, inputs.letter, inputs, context, status=status, reason=reason, way=way)


@dataclass(frozen=True, slots=True)
class PostInputs:
    """What goes on the board, by whose decision; `record` of the inquiries; `checked`: the look at the protection."""

    start: Any
    letter_id: str
    letter: str
    household_key: str
    reason: str
    record: Any
    protected: bool
    checked: str | None


@dataclass(frozen=True, slots=True)
class PostOutputs:
    """`posted_from` the first day on the board and `deemed_on` the day on which the letter counts as served."""

    posted_from: str
    deemed_on: str
    sheets: list[JSON]


@operator("serve_letter/post", inputs=PostInputs, outputs=PostOutputs)
def post(inputs: PostInputs, context: Context) -> Done:
    """The notice for the board: name and kind of the paper alone (地方税法20条の2第2項).

    Raises `service_protected` for a protected person whom nobody looked at.
    """
    if inputs.protected and inputs.checked != "allow":
        raise Refused("service_protected")
    today, paper = context.today, paper_name(inputs.letter)
    deemed = deemed_served_on(today, context.values).isoformat()
    keys = {"paper": paper, "posted_from": today.isoformat(), "case_number": context.case["number"]}
    board = LetterRequest("serve_letter/board_notice", inputs.household_key, None, keys, "WINDOW")
    says: dict[str, JSON] = {"status": "BOARD", "reason": inputs.reason, "way": "公示送達"}
    says["posted_from"] = today.isoformat()
    change = state(inputs.letter_id, inputs.letter, inputs, context, **says)
    basis = {"letter_id": inputs.letter_id, "record": inputs.record, "reason": inputs.reason}
    words = f"公示送達 {paper}"
    decision = Decision("serve_letter", "decided", "decide", "9-1 公示送達", "none", words, basis)
    rows = [
        line("掲示を始めた日", "On the board from", today.isoformat()),
        line("送達とみなす日", "Deemed served on", deemed),
    ]
    effects: tuple[Effect, ...] = (board, change, decision)
    shown = [sheet("board", "公示送達", "On the board", rows)]
    return Done(PostOutputs(today.isoformat(), deemed, shown), effects)
