"""The receipt of an application (一部負担金の減免の受付): on record with the day by which it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.copay_relief.rules import grounds_on
from server.domain.copay_relief.words import GROUNDS, share_words
from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.copay_relief.known import APPLICATION, certificate_of
from server.operators.lapse_sheets import day
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt, the household and the day on which it came in."""

    start: Any
    household_key: str | None
    received_on: str


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`ground` applied for or of the certificate; `due_on`: by when it is decided; `certificate` it is about."""

    ground: str
    due_on: str
    certificate: dict[str, JSON] | None
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", str(inputs.household_key))
        yield FactKey("copay_reliefs", str(inputs.household_key))


@operator("copay_relief/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Raises `head_unknown`, `copay_certificate_unknown`, `copay_ground_unknown`, `copay_event_after_application`,
    `copay_application_open`.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    known: Any = context.facts.get_fact("copay_reliefs", inputs.household_key)
    received = date.fromisoformat(inputs.received_on)
    due = period_end(received, context.values.period("copay_decision_due", context.today), Calendar(context.values))
    start = inputs.start
    if start["matter"] != APPLICATION:
        found = dict(certificate_of(known, str(start["certificate_no"])))
        sheets = [_sheet(known, due.isoformat())]
        return Done(LookOutputs(str(found["ground"]), due.isoformat(), found, sheets))
    _refuse(inputs, known, context)
    key = str(context.case["id"])
    payload = {
        "application_key": key,
        "household_key": inputs.household_key,
        "case_id": key,
        "ground": start["ground"],
        "applied_on": inputs.received_on,
        "due_on": due.isoformat(),
        "event_on": start["event_on"],
    }
    outputs = LookOutputs(str(start["ground"]), due.isoformat(), None, [_sheet(known, due.isoformat())])
    return Done(outputs, (RegisterChange("put_copay_application", f"{key}/applied", payload),))


def _refuse(inputs: LookInputs, known: Any, context: Context) -> None:
    start = inputs.start
    if start["ground"] not in grounds_on(context.values, context.today):
        raise Refused("copay_ground_unknown", at_field="ground", ground=start["ground"])
    if start["event_on"] > inputs.received_on:
        raise Refused("copay_event_after_application", at_field="event_on")
    if any(one["state"] == "OPEN" and one["case_id"] != context.case["id"] for one in known["applications"]):
        raise Refused("copay_application_open", at_field="household_key")


def _sheet(known: Any, due: str) -> dict[str, JSON]:
    """By when it is decided, and every certificate that the household has or had."""
    rows = [line("決定の期限", "To be decided by", day(due), value_en=due)]
    for one in known["certificates"]:
        ja, en = share_words(one["measure"], one["share"])
        span = f"{day(one['first_day'])}から{day(one['last_day'])}まで"
        said = f"{ja} {span} {GROUNDS[one['ground']][0]}"
        rows.append(
            line(
                f"証明書 {one['number']}",
                f"Certificate {one['number']}",
                said,
                value_en=f"{en}, {one['first_day']} to {one['last_day']}",
            )
        )
    return sheet("receipt", "受付の内容", "Receipt", rows)
