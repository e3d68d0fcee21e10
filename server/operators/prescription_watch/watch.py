"""Claims near their end: looked up with their documents, and handed to what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.lapse_sheets import chosen, clock_sheet, hub_needs, told_hub
from server.operators.registry import operator

SUSPENSION = "suspension_write_off"
_WORDS = {
    "SEIZE": "差押えへ進める",
    "ACKNOWLEDGE": "債務の承認を求める",
    "SUSPEND": "執行停止を検討する",
    "LAPSE": "時効の完成に任せる",
}


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The household and the instalments that the night named; none named: all."""

    household_key: str
    claims: str | None


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`count` of instalments that can still be collected, `left` their keys, the earliest `ends_on`; `sheets`."""

    count: int
    left: list[str]
    ends_on: str
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("limitation_clocks", str(inputs.household_key))


@operator("prescription_watch/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """What is left of the instalments: open, not extinct, not at rest. Raises `household_not_found`.

    An instalment that was paid since the night is not open any more, so it is passed over.
    """
    if context.facts.get_fact("household", inputs.household_key) is None:
        raise Refused("household_not_found", at_field="household_key")
    known: Any = context.facts.get_fact("limitation_clocks", inputs.household_key)
    open_keys = {str(one["claim_key"]) for one in known}
    asked = "、".join(key for key in (inputs.claims or "").split("、") if key in open_keys)
    every = chosen(asked, known) if asked or not inputs.claims else []
    left = [one for one in every if not one["extinct"] and not one["suspended"]]
    ends = [str(one["ends_on"]) for one in left if one["ends_on"] is not None]
    sheets = [clock_sheet(f"clock_{place}", one) for place, one in enumerate(left)]
    return Done(LookOutputs(len(left), [str(one["claim_key"]) for one in left], min(ends, default=""), sheets))


@dataclass(frozen=True, slots=True)
class RecordInputs:
    """The household, the choice, the instalments it is about, the earliest end."""

    household_key: str
    entry: Any
    left: list[str]
    ends_on: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _record_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("procedure_stands", SUSPENSION)
    yield from hub_needs()


@operator("prescription_watch/record", inputs=RecordInputs, outputs=Nothing, needs=_record_needs)
def record(inputs: RecordInputs, context: Context) -> Done:
    """Hands over: the household's case of arrears hears the choice; a suspension begins as a case of its own.

    To let claims lapse is a decision on record, with its reason: it is what the write-off is judged by.
    """
    return Done(Nothing(), tuple(_effects(inputs, context)))


def _effects(inputs: RecordInputs, context: Context) -> Iterator[Effect]:
    choice, entry = str(inputs.entry["choice"]), inputs.entry
    if choice == "LAPSE":
        yield Decision(
            kind="prescription_watch",
            result="lapse",
            task="decide",
            authority="債権管理規程 別表11",
            confirm="none",
            summary=f"{_WORDS[choice]}({len(inputs.left)}期)",
            basis={"ground": entry["lapse_ground"], "reason": entry["reason"], "claims": inputs.left},
        )
    if choice == "SUSPEND" and context.facts.get_fact("procedure_stands", SUSPENSION):
        data: dict[str, JSON] = {
            "channel": "EXOFFICIO",
            "received_on": context.today.isoformat(),
            "household_key": inputs.household_key,
            "found": f"時効の到来(完成日 {inputs.ends_on})",
            "remarks": None,
        }
        yield StartCase(SUSPENSION, f"{SUSPENSION}/{context.case['id']}", data, inputs.household_key)
    said: dict[str, JSON] = {"choice": choice, "claims": list(inputs.left), "ends_on": inputs.ends_on}
    yield from told_hub(context, inputs.household_key, "limitation", said)
