"""Withholding ended, or failed in a month (特別徴収の中止・不能): the change and LT-C06."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.registry import operator

SILENT = ("DEATH",)
"""Reasons of which nobody is told: the addressee is dead; his heirs are written to when they are known."""


@dataclass(frozen=True, slots=True)
class StopInputs:
    """The start form: `reason`, `month`, `levy_year`; the household."""

    start: Any
    household_key: Any


@dataclass(frozen=True, slots=True)
class StopOutputs:
    """`told`: whether the head is written to."""

    told: bool


def _needs(inputs: StopInputs) -> Iterator[FactKey]:
    yield FactKey("special_withholding", f"{inputs.household_key}/{inputs.start['levy_year']}")


@operator("special_collection/stop", inputs=StopInputs, outputs=StopOutputs, needs=_needs)
def stop(inputs: StopInputs, context: Context) -> Done:
    """Ends it, or puts the month that failed to ordinary collection. Raises `special_not_withheld`,
    `special_month_not_withheld`, `required` for a failed month without its month.
    """
    start, key = inputs.start, inputs.household_key
    if not key:
        raise Refused("special_not_withheld", at_field="household_key", household="")
    found: Any = context.facts.get_fact("special_withholding", f"{key}/{start['levy_year']}")
    if found is None:
        raise Refused("special_not_withheld", at_field="household_key", household=key)
    payload: dict[str, JSON] = {"household_key": key, "reason": start["reason"], "month": start.get("month")}
    change = RegisterChange("stop_special", f"{context.case['id']}/stop", payload)
    told = start["reason"] not in SILENT
    keys: dict[str, JSON] = {"household_key": key, "levy_year": int(start["levy_year"]), "reason": start["reason"]}
    keys |= {"payer_key": found["person_key"], "month": start.get("month")}
    letters = (LetterRequest("special_collection/changed", key, found["person_key"], keys),) if told else ()
    return Done(StopOutputs(told), (change, *letters))
