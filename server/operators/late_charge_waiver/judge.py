"""What an application for a waiver is about, and what a draft would waive (減免の額の計算)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.late_waiver import SHARES, waived_yen
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import name, yen
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class LookInputs:
    """The household of the application."""

    household_key: str


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """How many instalments may bear a late charge; `sheets` for the clerk."""

    count: int
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.household_key))
    yield FactKey("late_of_household", str(inputs.household_key))


def _late(household_key: str, context: Context) -> Sequence[Mapping[str, Any]]:
    if context.facts.get_fact("household", household_key) is None:
        raise Refused("household_not_found", at_field="household_key")
    every: Any = context.facts.get_fact("late_of_household", household_key)
    return [one for one in every if one["open"] > 0 or one["open_late"] > 0]


@operator("late_charge_waiver/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs)
def look(inputs: LookInputs, context: Context) -> Done:
    """The instalments behind their due date: late charges that are fixed and open, and those that still accrue.

    Raises `household_not_found`.
    """
    found = _late(inputs.household_key, context)
    rows = []
    for one in found:
        ja, en = name(one)
        if one["fixed"] is None:
            rows.append(line(ja, en, f"未確定 保険料の未納 {yen(one['open'])}", value_en="accrues"))
        else:
            rows.append(line(ja, en, f"確定 {yen(one['fixed'])} 未納 {yen(one['open_late'])}", value_en="fixed"))
    return Done(LookOutputs(len(found), [sheet("late", "延滞金", "Late charges", rows)]))


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The household, the ground as applied for, and the draft."""

    household_key: str
    ground: str
    entry: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """`outcome` GRANTED, PARTLY or REFUSED, `yen` waived of what is fixed, `large` by the city's value, the `lines` of
    the decision, `sheets` for whoever checks.
    """

    outcome: str
    yen: int
    large: bool
    lines: list[dict[str, JSON]]
    sheets: list[dict[str, JSON]]


@operator("late_charge_waiver/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Reckons the draft. Raises `waiver_instalment_unknown`, `waiver_instalment_twice`, `waiver_full_ground` (all is
    waived for some grounds alone), `waiver_without_effect`, `value_missing`.
    """
    entry, today = inputs.entry, context.today
    share = str(entry["result"])
    if share == "FULL" and inputs.ground not in context.values.items("late_waiver.full_grounds", today):
        raise Refused("waiver_full_ground", at_field="result")
    found = _chosen(entry["instalments"], _late(inputs.household_key, context))
    lines = [_line(one, entry, context) for one in found]
    waived = sum(int(str(one["waived"] or 0)) for one in lines)
    accruing = any(one["amount"] is None for one in lines)
    if share != "REFUSED" and not waived and not accruing:
        raise Refused("waiver_without_effect", at_field="instalments")
    outcome = "REFUSED" if share == "REFUSED" else _extent(share, lines)
    large = waived >= context.values.integer("late_waiver.large_amount", today)
    return Done(JudgeOutputs(outcome, waived, large, lines, [_sheet(lines)]))


def _extent(share: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """All is granted where nothing stays to be paid of what is fixed; half is a part."""
    whole = share == "FULL" and all(one["rest"] in (None, 0) for one in lines)
    return "GRANTED" if whole else "PARTLY"


def _chosen(rows: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    every = {(one["levy_year"], one["no"]): one for one in known}
    found: list[Mapping[str, Any]] = []
    for row in rows:
        one = every.get((row["levy_year"], row["no"]))
        if one is None:
            raise Refused("waiver_instalment_unknown", at_field="instalments", year=row["levy_year"], no=row["no"])
        if one in found:
            raise Refused("waiver_instalment_twice", at_field="instalments", year=row["levy_year"], no=row["no"])
        found.append(one)
    return found


def _line(one: Mapping[str, Any], entry: Mapping[str, Any], context: Context) -> dict[str, JSON]:
    told: dict[str, JSON] = {"claim_key": one["claim_key"], "year": one["levy_year"], "instalment": one["no"]}
    if one["fixed"] is None:
        return told | {"amount": None, "waived": None, "rest": None}
    fixed, waived = int(one["fixed"]), 0
    if entry["result"] in SHARES:
        first, last = (date.fromisoformat(entry[key]) for key in ("exempt_from", "exempt_to"))
        due, share = date.fromisoformat(one["due_on"]), SHARES[entry["result"]]
        waived = min(waived_yen(fixed, one["spans"], first, last, share, due, context.values), int(one["open_late"]))
    return told | {"amount": fixed, "waived": waived or None, "rest": int(one["open_late"]) - waived}


def _sheet(lines: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    rows = []
    for one in lines:
        ja, en = f"{one['year']}年度 {one['instalment']}期", f"{one['year']} no. {one['instalment']}"
        if one["amount"] is None:
            rows.append(line(ja, en, "未確定(免除する期間を除いて計算する)", value_en="accrues: the days are exempt"))
        else:
            value = f"確定 {yen(one['amount'])} 減免 {yen(one['waived'] or 0)} 残り {yen(one['rest'])}"
            rows.append(line(ja, en, value, value_en=f"{one['amount']:,} - {one['waived'] or 0:,} yen"))
    return sheet("waiver", "減免の計算", "What is waived", rows)
