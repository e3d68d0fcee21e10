"""The decision an appeal is against, its time limit, and the appeal put on record (受付と進達)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.appeal import appeal_limit
from server.domain.appeal_words import BODIES, NOT_A_DECISION, RULINGS, TITLES
from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, hub_needs, told_hub
from server.operators.registry import operator

MAYOR, BOARD = "MAYOR", "REVIEW_BOARD"
SEIZURES = ("seizure/", "public_sale/", "distribution/")
"""Letters of execution: while one is appealed against, what was seized is not sold (自治法231条の3)."""


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt."""

    start: Any


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """The decision's letter with its title, number and day, who reviews it, the day that counts as filed; `sheets`."""

    letter_id: str
    letter: str
    title: str
    number: str
    decided_on: str
    body: str
    filed_on: str
    sheets: list[dict[str, JSON]]


def _look_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("letter_sent", _number(inputs.start))
    yield FactKey("appeals", str(inputs.start["household_key"]))


def _number(start: Any) -> str:
    return str(start["letter_number"]).strip()


@operator("appeal/look", inputs=LookInputs, outputs=LookOutputs, needs=_look_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Raises `appeal_letter_unknown`, `appeal_letter_other_household`, `appeal_letter_not_sent`,
    `appeal_filed_before_decision`, `appeal_stands`.
    """
    start = inputs.start
    sent: Any = context.facts.get_fact("letter_sent", _number(start))
    if sent is None:
        raise Refused("appeal_letter_unknown", at_field="letter_number")
    if sent["household_key"] != start["household_key"]:
        raise Refused("appeal_letter_other_household", at_field="letter_number")
    if sent["issued_on"] is None:
        raise Refused("appeal_letter_not_sent", at_field="letter_number")
    filed = str(start.get("posted_on") or start.get("filed_on") or start["received_on"])
    if filed < sent["issued_on"]:
        raise Refused("appeal_filed_before_decision", at_field="received_on")
    others: Any = context.facts.get_fact("appeals", str(start["household_key"]))
    mine = [one for one in others if one["letter_id"] == sent["letter_id"] and one["appellant"] == start["appellant"]]
    if any(one["state"] == "OPEN" for one in mine):
        raise Refused("appeal_stands", at_field="letter_number")
    mayors = context.values.items("appeal.mayor_letters", context.today)
    body = MAYOR if sent["letter"] in mayors else BOARD
    title = TITLES.get(str(sent["letter"]), NOT_A_DECISION)
    return Done(
        LookOutputs(
            letter_id=str(sent["letter_id"]),
            letter=str(sent["letter"]),
            title=title,
            number=str(sent["number"] or sent["code"] or ""),
            decided_on=str(sent["issued_on"]),
            body=body,
            filed_on=filed,
            sheets=[_sheet(start, sent, title, body, filed), *_earlier(mine)],
        )
    )


def _sheet(start: Any, sent: Any, title: str, body: str, filed: str) -> dict[str, JSON]:
    rows = [
        line("処分の通知書", "Decision", f"{title} {sent['number'] or sent['code']}", value_en=str(sent["letter"])),
        line("処分の日", "Decided on", day(sent["issued_on"]), value_en=str(sent["issued_on"])),
        line("発送の日", "Posted on", day(sent["posted_on"]), value_en=str(sent["posted_on"])),
        line("請求の日(期間に数える日)", "Filed on", day(filed), value_en=filed),
        line("審査庁", "Reviewed by", BODIES[body][0], value_en=BODIES[body][1]),
        line("趣旨", "Asked for", str(start["purport"])),
    ]
    return sheet("decision", "対象の処分", "The decision", rows)


def _earlier(mine: list[Any]) -> Iterator[dict[str, JSON]]:
    if mine:
        rows = [
            line(day(one["filed_on"]), str(one["filed_on"]), RULINGS[one["state"]], value_en=str(one["state"]))
            for one in mine
        ]
        yield sheet("earlier", "同じ処分への前の請求", "Earlier appeals against it", rows)


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """The receipt, the decision found, and the clerk's record."""

    start: Any
    found: Any
    record: Any


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """The appeal's key, the last day of filing in time, whether it was missed."""

    appeal_key: str
    last_day: str
    late: bool


def _register_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield from hub_needs()


@operator("appeal/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_register_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Puts the appeal on record and sends it on; a late one too, for lateness is the reviewing body's to judge.

    Raises `appeal_known_before_decision`, `appeal_late_reason_missing`.
    """
    start, found, record = inputs.start, inputs.found, inputs.record
    decided, known = date.fromisoformat(found["decided_on"]), date.fromisoformat(record["known_on"])
    last = appeal_limit(decided, known, context.values).last_day
    late = date.fromisoformat(found["filed_on"]) > last
    if late and not record.get("late_reason"):
        raise Refused("appeal_late_reason_missing", at_field="late_reason")
    key = str(context.case["id"])
    payload = {
        "appeal_key": key,
        "household_key": start["household_key"],
        "case_id": key,
        "letter_id": found["letter_id"],
        "letter": found["letter"],
        "body": found["body"],
        "appellant": start["appellant"],
        "filed_on": found["filed_on"],
        "late": late,
    }
    effects: list[Effect] = [RegisterChange("put_appeal", f"{key}/appeal", payload)]
    effects += _stay(inputs, key, context)
    if found["body"] == BOARD and start["channel"] != "BOARD":
        effects.append(_forward(inputs, last, late=late, context=context))
    effects += told_hub(context, str(start["household_key"]), "appeal", {"letter": found["letter"]})
    return Done(RegisterOutputs(key, last.isoformat(), late), tuple(effects))


def _stay(inputs: RegisterInputs, key: str, context: Context) -> Iterator[Effect]:
    """Nothing seized is sold until the seizure stands; collection stops only where the city says so, with an end."""
    if str(inputs.found["letter"]).startswith(SEIZURES):
        payload = {
            "hold_key": f"{key}/sale",
            "household_key": inputs.start["household_key"],
            "kind": "APPEAL",
            "valid_from": context.today.isoformat(),
            "reason": f"{inputs.found['title']}への審査請求",
        }
        yield RegisterChange("set_hold", f"{key}/sale", payload)
    if inputs.record["stay"] == "YES":
        payload = {
            "hold_key": f"{key}/stay",
            "household_key": inputs.start["household_key"],
            "kind": "DISPUTE",
            "valid_from": context.today.isoformat(),
            "valid_to": date.fromordinal(date.fromisoformat(inputs.record["stay_until"]).toordinal() + 1).isoformat(),
            "reason": str(inputs.record["stay_reason"])[:200],
        }
        yield RegisterChange("set_hold", f"{key}/stay", payload)


def _forward(inputs: RegisterInputs, last: date, *, late: bool, context: Context) -> LetterRequest:
    start, found, record = inputs.start, inputs.found, inputs.record
    keys = {
        "case_number": context.case["number"],
        "appellant": start["appellant"],
        "relation": start["relation"],
        "title": found["title"],
        "decision_number": found["number"],
        "decided_on": found["decided_on"],
        "known_on": record["known_on"],
        "received_on": start["received_on"],
        "filed_on": found["filed_on"],
        "way": start["channel"],
        "last_day": last.isoformat(),
        "late": late,
        "late_reason": record.get("late_reason"),
        "missing": record.get("missing"),
        "purport": start["purport"],
    }
    return LetterRequest("appeal/forward", str(start["household_key"]), None, keys)
