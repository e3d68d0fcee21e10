"""The receipt of an application (減免の申請の受付): on record with its due date, what may apply besides, the hold.

An application holds reminders and seizure with an end date, never the dunning letter (督促): the gate to enforcement
and the renewal of prescription would be lost by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import Calendar, fiscal_year, period_end
from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.relief.rules import grounds_on
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, hub_needs, told_hub
from server.operators.premium_relief.known import hint_lines, levy_lines, needs_of_hints, places
from server.operators.premium_relief.words import GROUNDS
from server.operators.registry import operator

REVOCATION = "REVOCATION"


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The receipt, the household and the day on which it came in."""

    start: Any
    household_key: str | None
    received_on: str


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`due_on`: by when it is decided; `hold_until` the first day without the hold (None: nothing held); `head` the
    person who applies as head of household; `sheets`.
    """

    due_on: str
    hold_until: str | None
    head: str | None
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", str(inputs.household_key))
        yield FactKey("premium_reliefs", str(inputs.household_key))
        yield from needs_of_hints(str(inputs.household_key), int(inputs.start["levy_year"]))
    yield from hub_needs()


@operator("premium_relief/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """Raises `head_unknown`, `relief_year_out_of_range`, `relief_ground_unknown`, `relief_event_after_application`,
    `relief_ends_before_event`, `relief_application_open`, `relief_none_granted`.
    """
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    start, household = inputs.start, inputs.household_key
    standing: Any = context.facts.get_fact("household", household)
    head = None if standing is None else standing["head_person_key"]
    _refuse_year(int(start["levy_year"]), context)
    known: Any = context.facts.get_fact("premium_reliefs", household)
    due = period_end(
        date.fromisoformat(inputs.received_on),
        context.values.period("relief_decision_due", context.today),
        Calendar(context.values),
    )
    if start["matter"] == REVOCATION:
        if not in_force(known, int(start["levy_year"])):
            raise Refused("relief_none_granted", at_field="levy_year", year=start["levy_year"])
        sheets = [*places(), _sheet(inputs, known, due, None), *levy_lines(household, int(start["levy_year"]), context)]
        return Done(LookOutputs(due.isoformat(), None, head, sheets))
    _refuse(inputs, known, context)
    held = _held_until(context)
    effects = (_applied(inputs, due, context), _hold(inputs, held, context))
    news = told_hub(context, household, "premium_relief", {"outcome": "APPLIED"})
    year = int(start["levy_year"])
    sheets = [*places(), _sheet(inputs, known, due, held), *levy_lines(household, year, context)]
    sheets += hint_lines(household, year, known, context)
    return Done(LookOutputs(due.isoformat(), held.isoformat(), head, sheets), (*effects, *news))


def in_force(known: Any, levy_year: int) -> list[Any]:
    """The reliefs of the household that are in force for the year."""
    return [
        one
        for one in known["reliefs"]
        if one["levy_year"] <= levy_year and (one["last_year"] is None or levy_year <= one["last_year"])
    ]


def _refuse_year(year: int, context: Context) -> None:
    this = fiscal_year(context.today)
    first = this - context.values.integer("relief.years_back", context.today)
    if not first <= year <= this:
        raise Refused("relief_year_out_of_range", at_field="levy_year", first=first, last=this)


def _refuse(inputs: LookInputs, known: Any, context: Context) -> None:
    start = inputs.start
    if start["ground"] not in grounds_on(context.values, context.today):
        raise Refused("relief_ground_unknown", at_field="ground", ground=start["ground"])
    if start["event_on"] > inputs.received_on:
        raise Refused("relief_event_after_application", at_field="event_on")
    if start.get("ended_on") and start["ended_on"] < start["event_on"]:
        raise Refused("relief_ends_before_event", at_field="ended_on")
    for one in known["applications"]:
        same = (one["levy_year"], one["ground"], one["state"]) == (start["levy_year"], start["ground"], "OPEN")
        if same and one["case_id"] != context.case["id"]:
            raise Refused("relief_application_open", at_field="ground")


def _held_until(context: Context) -> date:
    period = context.values.period("relief_hold", context.today)
    return period_end(context.today, period, Calendar(context.values)) + timedelta(days=1)


def _applied(inputs: LookInputs, due: date, context: Context) -> Effect:
    start, key = inputs.start, str(context.case["id"])
    payload = {
        "application_key": key,
        "household_key": inputs.household_key,
        "case_id": key,
        "levy_year": start["levy_year"],
        "ground": start["ground"],
        "applied_on": inputs.received_on,
        "due_on": due.isoformat(),
        "event_on": start["event_on"],
        "ended_on": start.get("ended_on"),
    }
    return RegisterChange("put_relief_application", f"{key}/applied", payload)


def _hold(inputs: LookInputs, until: date, context: Context) -> Effect:
    key = str(context.case["id"])
    payload = {
        "hold_key": f"{key}/relief",
        "household_key": inputs.household_key,
        "kind": "RELIEF_PENDING",
        "valid_from": context.today.isoformat(),
        "valid_to": until.isoformat(),
        "reason": f"減免の申請({context.case['number']})を審査中",
    }
    return RegisterChange("set_hold", f"{key}/hold", payload)


def _sheet(inputs: LookInputs, known: Any, due: date, held: date | None) -> dict[str, JSON]:
    """By when it is decided, what is held, and whatever of the household and year is open or in force already."""
    rows = [line("決定の期限", "To be decided by", day(due.isoformat()), value_en=due.isoformat())]
    if held is not None:
        last = (held - timedelta(days=1)).isoformat()
        rows.append(
            line(
                "催告・差押を止める期間",
                "Reminders and seizure held until",
                f"{day(last)}まで(督促状は期限のとおり送る)",
                value_en=f"{last}; dunning letters go out",
            )
        )
    for one in known["applications"]:
        if one["state"] == "OPEN" and one["levy_year"] == inputs.start["levy_year"]:
            ja, en = GROUNDS[one["ground"]]
            said = f"{ja}({day(one['applied_on'])}申請)"
            rows.append(line("審査中の申請", "Open application", said, value_en=f"{en}, {one['applied_on']}"))
    for one in in_force(known, int(inputs.start["levy_year"])):
        ja, en = GROUNDS[one["ground"]]
        rows.append(line("決定済みの減免", "In force", f"{ja} {one['yen']:,}円", value_en=f"{en} {one['yen']:,} yen"))
    return sheet("receipt", "受付の内容", "Receipt", rows)
