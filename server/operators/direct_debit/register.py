"""The mandate in the register (口座振替の登録・停止): from the first due date whose request is not cut yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, month_end
from server.domain.direct_debit import run_days
from server.domain.effects import LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

ANY = "all"


@dataclass(frozen=True, slots=True)
class ActivateInputs:
    """The entry with the token of its account; `changed`: it takes the place of another account."""

    entry: Any
    household_key: str
    channel: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ActivateOutputs:
    """The mandate and the first due date that is debited by it."""

    mandate_key: str
    first_due_on: str


def _needs(_: ActivateInputs) -> Iterator[FactKey]:
    yield FactKey("uncut_due_dates", ANY)


@operator("direct_debit/activate", inputs=ActivateInputs, outputs=ActivateOutputs, needs=_needs)
def activate(inputs: ActivateInputs, context: Context) -> Done:
    """Puts the mandate in force from today; an account that stood before ends with it. Requests LT-C02.

    Local Autonomy Act Enforcement Order art. 155.
    """
    entry, key = inputs.entry, f"D{context.case['id']}"
    first = _first_due(context)
    payload = {name: entry[name] for name in ("institution", "branch", "account_kind", "holder_kana", "timing")}
    payload |= {
        "household_key": inputs.household_key,
        "mandate_key": key,
        "status": "ACCEPTED",
        "account_token": entry["accounts"]["account_number"],
        "account_tail": str(entry["account_number"])[-3:],
        "channel": inputs.channel,
        "consented_on": entry["consented_on"],
        "first_due_on": first.isoformat(),
        "valid_from": context.today.isoformat(),
    }
    change = RegisterChange("put_mandate", f"{context.case['id']}/mandate/{context.today.isoformat()}", payload)
    keys = {"household_key": inputs.household_key, "mandate_key": key, "changed": inputs.changed}
    letter = LetterRequest("direct_debit/started", inputs.household_key, None, keys)
    return Done(ActivateOutputs(key, first.isoformat()), (change, letter))


def _first_due(context: Context) -> date:
    """The next due date whose request is not cut; before a levy is there, the end of next month stands for it."""
    for text in context.facts.get_fact("uncut_due_dates", ANY):
        due = date.fromisoformat(text)
        if run_days(due, context.values).stop_by >= context.today:
            return due
    later = month_end(date.fromordinal(month_end(context.today).toordinal() + 1))
    return Calendar(context.values).next_open(later)


@dataclass(frozen=True, slots=True)
class StopInputs:
    """The household, and why its mandate stops."""

    household_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class StopOutputs:
    """From which day nothing is debited."""

    stopped_on: str


def _stop_needs(inputs: StopInputs) -> Iterator[FactKey]:
    yield FactKey("debit_mandate", inputs.household_key)


@operator("direct_debit/stop", inputs=StopInputs, outputs=StopOutputs, needs=_stop_needs)
def stop(inputs: StopInputs, context: Context) -> Done:
    """Ends the mandate today; what a bank was asked for meanwhile goes on its stop list. Raises `mandate_unknown`."""
    if context.facts.get_fact("debit_mandate", inputs.household_key) is None:
        raise Refused("mandate_unknown", at_field="household_key", household=inputs.household_key)
    today = context.today.isoformat()
    payload = {"household_key": inputs.household_key, "on": today, "ground": inputs.reason}
    return Done(StopOutputs(today), (RegisterChange("end_mandate", f"{context.case['id']}/end", payload),))
