"""Beside the forms of a release (差押解除の右の欄): the seizure, why it is released, what is still owed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.sheets import line
from server.operators.enforcement import debt_sheet, owed, yen
from server.operators.enforcement_sheets import seizure_sheet
from server.operators.registry import beside
from server.operators.seizure_release.letters import GROUNDS
from server.operators.seizure_watch.watching import open_debts

DUTIES = {"MUST": ("しなければならない", "Duty"), "MAY": ("することができる", "Discretion")}


@beside("seizure_release")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """The seizure that was found with its ground and article (art. 79), and the debts of it that are open today."""
    found = data.get("examine")
    if not found:
        return []
    seizure: Any = context.facts.get_fact("seizure", str(found["seizure_id"]))
    debts = open_debts(seizure, context.facts.get_fact("collection_debts", str(data["start"]["household_key"])))
    ja, en = GROUNDS[data["start"]["ground"]]
    lines = [
        line("今の残り", "Still owed", yen(sum(map(owed, debts)))),
        line("解除の理由", "Ground", ja, value_en=en, soft=str(data["start"]["reason"])),
    ]
    duty = data.get("duty")
    if duty:
        said = DUTIES.get(str(duty["duty"]), (str(duty["duty"]), str(duty["duty"])))
        lines.append(line("解除", "Release", said[0], value_en=said[1], soft=str(duty["article"])))
    return [seizure_sheet(seizure, lines), debt_sheet(debts)]
