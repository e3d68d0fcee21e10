"""The letter that came back, and what was found out about its reader (返戻と所在調査)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.service import INQUIRIES
from server.domain.sheets import line, sheet
from server.operators.registry import operator
from server.operators.serve_letter.words import REASONS, paper_class, paper_name

_OUT = ("posted", "handed_over", "returned")


@dataclass(frozen=True, slots=True)
class LookUpInputs:
    """`start` as typed or scanned: the letter's number or the code at its foot, the reason, the day it came back."""

    start: Any
    household_key: str


@dataclass(frozen=True, slots=True)
class LookUpOutputs:
    """The letter, what kind of paper it is (`paper` PREMIUM, DECISION, NOTICE), whether its household is protected."""

    letter_id: str
    letter: str
    number: str
    paper: str
    person_key: str | None
    protected: bool
    sheets: list[JSON]


def _needs(inputs: LookUpInputs) -> Iterator[FactKey]:
    yield FactKey("letter_sent", str(inputs.start["letter_number"]).strip())
    yield FactKey("household", inputs.household_key)
    yield FactKey("protected", inputs.household_key)


@operator("serve_letter/look_up", inputs=LookUpInputs, outputs=LookUpOutputs, needs=_needs)
def look_up(inputs: LookUpInputs, context: Context) -> Done:
    """Marks the letter as returned and holds collection meanwhile.

    Raises `service_letter_unknown`, `service_other_household`, `service_not_out` for one that never left the house,
    `service_running` for a second case of the same letter, `service_before_posting`.
    """
    start = inputs.start
    sent: Any = context.facts.get_fact("letter_sent", str(start["letter_number"]).strip())
    _refuse(sent, inputs, context)
    household: Any = context.facts.get_fact("household", inputs.household_key)
    protected: Any = context.facts.get_fact("protected", inputs.household_key)
    paper = paper_class(sent["letter"])
    reason = REASONS[start["reason"]]
    rows = [
        line("通知書", "Letter", paper_name(sent["letter"]), soft=str(sent["number"] or sent["code"] or "")),
        line("返戻の理由", "Why it came back", reason[0], value_en=reason[1], soft=start["returned_on"]),
        line("台帳の住所", "Address on record", "支援措置" if protected else str(household["address"])),
    ]
    shown = [sheet("returned", "返ってきた通知書", "Letter that came back", rows)]
    out = LookUpOutputs(
        letter_id=sent["letter_id"],
        letter=sent["letter"],
        number=str(sent["number"] or sent["code"] or ""),
        paper=paper,
        person_key=sent["person_key"],
        protected=bool(protected),
        sheets=shown,
    )
    hold = {
        "hold_key": f"serve_letter/{context.case['id']}",
        "household_key": inputs.household_key,
        "kind": "RETURNED_MAIL",
        "valid_from": context.today.isoformat(),
        "reason": f"返戻 {out.number} {reason[0]}",
    }
    first = state(out.letter_id, out.letter, inputs, context, status="RETURNED", reason=start["reason"])
    effects: tuple[Effect, ...] = (first, RegisterChange("set_hold", str(hold["hold_key"]), hold))
    return Done(out, effects)


def _refuse(sent: Any, inputs: LookUpInputs, context: Context) -> None:
    if sent is None:
        raise Refused("service_letter_unknown", at_field="letter_number")
    if sent["household_key"] != inputs.household_key:
        raise Refused("service_other_household", at_field="household_key")
    if sent["status"] not in _OUT:
        raise Refused("service_not_out", at_field="letter_number")
    if sent["service"] is not None and sent["service"]["case_id"] != context.case["id"]:
        raise Refused("service_running", at_field="letter_number")
    if sent["posted_on"] is not None and inputs.start["returned_on"] < sent["posted_on"]:
        raise Refused("service_before_posting", at_field="returned_on", day=sent["posted_on"])


def state(letter_id: str, letter: str, inputs: Any, context: Context, **says: JSON) -> RegisterChange:
    """How the service stands from today on; what is not said is empty."""
    payload: dict[str, JSON] = {
        "household_key": inputs.household_key,
        "letter_id": letter_id,
        "case_id": str(context.case["id"]),
        "letter": letter,
        "returned_on": inputs.start["returned_on"],
        "way": "",
        "served_on": None,
        "posted_from": None,
        "new_due_on": None,
        "followed_by": None,
        "valid_from": context.today.isoformat(),
    } | says
    key = "/".join(str(one) for one in (letter_id, context.case["id"], context.today, *says.values()))
    return RegisterChange("put_letter_service", f"serve_letter/{key}", payload)


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """What happened last: an inquiry (`inquiry`), the same letter back again (`again`), a delivery by hand (`visit`).

    `before` is this task's own last answer; `way` the way the table chose before.
    """

    start: Any
    inquiry: Any
    again: Any
    visit: Any
    way: str | None
    before: Any


@dataclass(frozen=True, slots=True)
class RecordOutputs:
    """`reason` of the last return, `found` of the inquiry (UNKNOWN, SAME, NEW, ABROAD), whether it was `sent` again
    since, how it was `served` (empty: not yet), and the record of all that was looked into."""

    reason: str
    found: str | None
    sent: bool
    served: str
    served_on: str | None
    record: list[JSON]
    sheets: list[JSON]


@operator("serve_letter/record", inputs=RecordInputs, outputs=RecordOutputs)
def record(inputs: RecordInputs, context: Context) -> Done:  # noqa: ARG001 - the shape of an operator
    """Raises `InputInvalid` with `service_inquiry_incomplete` for whereabouts unknown without all three inquiries."""
    before = inputs.before or {}
    kept: list[JSON] = list(before.get("record") or [])
    reason = str(before.get("reason") or inputs.start["reason"])
    found, sent = before.get("found"), bool(before.get("sent"))
    served, served_on = "", None
    if inputs.way == "INQUIRE":
        found, sent = inputs.inquiry["found"], False
        kept += _inquired(inputs.inquiry, kept)
    elif inputs.way == "RESEND":
        sent, reason = True, inputs.again["reason"]
        kept.append(_step("RETURNED", inputs.again["returned_on"], REASONS[reason][0]))
    elif inputs.way == "BY_HAND":
        visit = inputs.visit
        kept.append(_step("VISIT", visit["visited_on"], str(visit["note"])))
        if visit["result"] == "GONE":
            reason, found, sent = "UNKNOWN", None, False
        elif visit["result"] != "ABSENT":
            served, served_on = visit["result"], visit["visited_on"]
    rows = [line(one["what"], one["what"], one["note"], soft=one["on"]) for one in kept if isinstance(one, dict)]
    shown = [sheet("inquiry", "調査と送達の経過", "What was done so far", rows)] if rows else []
    return Done(RecordOutputs(reason, found, sent, served, served_on, kept, shown))


def _inquired(inquiry: Any, kept: list[JSON]) -> list[JSON]:
    """The inquiry's lines; unknown whereabouts rest on the resident record, its annex and a visit (地方税法20条の2)."""
    new = [_step(one["source"], one["on"], one["result"]) for one in inquiry["inquiries"]]
    if inquiry["found"] == "UNKNOWN":
        done = {one["what"] for one in (*kept, *new) if isinstance(one, dict)}
        lacking = [source for source in INQUIRIES if _WORDS[source] not in done]
        if lacking:
            named = "・".join(_WORDS[source] for source in lacking)
            raise InputInvalid([FieldError("inquiries", "service_inquiry_incomplete", {"lacking": named})])
    return new


_WORDS = {
    "RESIDENT": "住民基本台帳",
    "ADDRESS_HISTORY": "戸籍の附票",
    "VISIT": "現地調査",
    "RELATIVES": "親族・勤務先への照会",
    "IMMIGRATION": "出入国の照会",
    "RETURNED": "再び返戻",
}


def _step(what: str, on: Any, note: str) -> JSON:
    return {"what": _WORDS[what], "on": str(on), "note": note}
