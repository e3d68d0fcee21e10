"""Whether execution may be suspended (執行停止の要件): Local Tax Act art. 15-7(1), (5) by example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import months_after
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, name, yen
from server.operators.registry import operator

_LEAST = {"1": 2, "2": 1, "3": 2}
"""Kinds of sources that a reason needs at least; (iii) needs the resident register and one for assets."""


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The household."""

    household_key: str


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """How many instalments can rest, and their yen; `sheets`."""

    count: int
    yen: int
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("limitation_clocks", str(inputs.household_key))


def _alive(household_key: str, context: Context) -> list[Mapping[str, Any]]:
    if context.facts.get_fact("household", household_key) is None:
        raise Refused("household_not_found", at_field="household_key")
    known: Any = context.facts.get_fact("limitation_clocks", household_key)
    return [one for one in known if not one["extinct"] and not one["suspended"]]


@operator("suspension_write_off/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """The debts that can rest: past due, open, not extinct, not at rest already. Raises `household_not_found`."""
    found = _alive(inputs.household_key, context)
    rows = []
    for one in found:
        ja, en = name(one)
        soft = f"時効の完成日 {day(one['ends_on'])}"
        rows.append(line(ja, en, yen(one["open"]), value_en=f"{one['open']:,} yen", soft=soft))
    total = sum(int(one["open"]) for one in found)
    rows.append(line("計", "Total", yen(total), value_en=f"{total:,} yen"))
    return Done(LookOutputs(len(found), total, [sheet("debts", "滞納", "Debts", rows)]))


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The household and the findings."""

    household_key: str
    entry: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """`reason` 1 to 3, whether extinct `at_once`, the instalments, their yen, `large` by the city's value; `sheets`."""

    reason: int
    at_once: bool
    claims: list[str]
    yen: int
    large: bool
    sheets: list[dict[str, JSON]]


@operator("suspension_write_off/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Holds the findings against what the law asks. Raises `suspension_evidence_old` for evidence older than the
    city's value, `suspension_evidence_few`, `suspension_evidence_register` without the resident register for (iii),
    `suspension_income` for an income above the standard without a word, `suspension_court` for a limited acceptance
    without the court's record, `suspension_nothing`.
    """
    entry = inputs.entry
    _refuse_evidence(entry, context)
    if entry["reason_no"] == "2" and entry["income"] > entry["standard"] and not (entry["explain"] or "").strip():
        raise Refused("suspension_income", at_field="explain")
    found = _alive(inputs.household_key, context)
    if not found:
        raise Refused("suspension_nothing")
    total = sum(int(one["open"]) for one in found)
    at_once = entry["at_once"] in ("LIMITED", "CLEAR")
    large = total >= context.values.integer("suspension.large_amount", context.today)
    keys = [str(one["claim_key"]) for one in found]
    sheets = [_sheet(entry, total, len(found))]
    return Done(JudgeOutputs(int(entry["reason_no"]), at_once, keys, total, large, sheets))


def _refuse_evidence(entry: Mapping[str, Any], context: Context) -> None:
    months = context.values.period("suspension_evidence", context.today).amount
    oldest = months_after(context.today, -months)
    for one in entry["evidence"]:
        if date.fromisoformat(one["seen_on"]) < oldest:
            raise Refused("suspension_evidence_old", at_field="evidence", day=one["seen_on"], months=months)
    sources = {one["source"] for one in entry["evidence"]}
    reason = str(entry["reason_no"])
    if len(sources) < _LEAST[reason]:
        raise Refused("suspension_evidence_few", at_field="evidence", count=_LEAST[reason])
    if reason == "3" and "RESIDENT" not in sources:
        raise Refused("suspension_evidence_register", at_field="evidence")
    if entry["at_once"] == "LIMITED" and "COURT" not in sources:
        raise Refused("suspension_court", at_field="evidence")


def _sheet(entry: Mapping[str, Any], total: int, count: int) -> dict[str, JSON]:
    rows = [line("滞納", "Debts", f"{count}期 {yen(total)}", value_en=f"{count}, {total:,} yen")]
    rows += [
        line(day(one["seen_on"]), str(one["seen_on"]), str(one["finding"]), soft=str(one["source"]))
        for one in entry["evidence"]
    ]
    return sheet("findings", "停止の要件", "What the law asks", rows)
