"""Beside the form of a look at a seizure (差押の管理の右の欄): what stands, what is owed, what lies in custody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.sheets import line
from server.operators.enforcement import debt_sheet, owed, short_day, yen
from server.operators.enforcement_sheets import pay_sheet, seizure_sheet
from server.operators.registry import beside
from server.operators.seizure_watch.watching import open_debts


@beside("seizure_watch")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """The seizure with what its money did, the limit of pay, and the debts that are open today."""
    start = data["start"]
    seizure: Any = context.facts.get_fact("seizure", str(start["seizure_id"]))
    debts = open_debts(seizure, context.facts.get_fact("collection_debts", str(start["household_key"])))
    held: Any = context.facts.get_fact("deposits", str(start["household_key"]))
    lines = [line("今の残り", "Still owed", yen(sum(map(owed, debts))))]
    for one in held:
        if one["seizure_id"] == start["seizure_id"]:
            done = one["applied_on"]
            soft = f"{short_day(one['paid_on'])}受入" + (f" {short_day(done)}配当" if done else " 保管中")
            lines.append(line("取立金", "Money", yen(one["amount"]), soft=soft))
    pay = seizure["details"].get("pay")
    return [seizure_sheet(seizure, lines), *([pay_sheet(pay)] if pay else ()), debt_sheet(debts)]
