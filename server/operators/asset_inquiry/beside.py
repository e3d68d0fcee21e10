"""Beside the forms of an inquiry (財産調査の右の欄): who was asked and what came, debts, known assets, the debtor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.sheets import line, sheet
from server.operators.enforcement import KINDS, asset_sheet, debt_sheet, debtor_sheet, owed, short_day
from server.operators.registry import beside

ANSWERS = {
    "FOUND": ("財産あり", "Asset"),
    "NONE": ("該当なし", "None"),
    "NAMESAKE": ("別人の回答(破棄)", "Another person's (discarded)"),
    "REFUSED": ("回答拒否", "Refused"),
    "NO_ANSWER": ("回答なし", "No answer"),
}


@beside("asset_inquiry")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """Every third party asked with its number, its date and what came of it; then debts, assets, debtor of today."""
    key, case = str(data["start"]["household_key"]), context.case["id"]
    asked: Any = context.facts.get_fact("asset_inquiries", str(case))
    debtor: Any = context.facts.get_fact("debtor", key)
    debts: Any = [one for one in context.facts.get_fact("collection_debts", key) if owed(one)]
    planned = (data.get("enter") or {}).get("targets")
    shown = [_asked(asked)] if asked else [_planned(planned)] if planned else []
    shown += [debt_sheet(debts), asset_sheet(context.facts.get_fact("assets", key))]
    return shown if debtor is None else [*shown, debtor_sheet(debtor)]


def _planned(targets: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    """Whom the officer wants to ask, as the approver reads it."""
    lines = [
        line(*KINDS[one["kind"]], str(one["third_party"]), soft=f"〒{one['postal_code']} {one['address']}")
        for one in targets
    ]
    return sheet("plan", f"照会の計画({len(targets)}件)", f"Plan ({len(targets)})", lines)


def _asked(asked: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    lines = []
    for one in asked:
        ja, en = ANSWERS[one["answer"]] if one["answer"] else ("回答待ち", "Awaited")
        soft = f"{one['third_party']} {KINDS[one['kind']][0]} 期限 {short_day(one['due_on'])}"
        soft += f" 催促 {short_day(one['reminded_on'])}" if one["reminded_on"] else ""
        soft += f" 回答 {short_day(one['answered_on'])}" if one["answered_on"] else ""
        lines.append(line(str(one["number"]), str(one["number"]), ja, value_en=en, soft=soft))
    return sheet("inquiries", "照会先と回答", "Asked and answered", lines)
