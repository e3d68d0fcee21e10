"""Beside the forms of a distribution (配当の右の欄): the money, its sheet, the seizure, our debts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.distribution.planning import RANKS, seizure_of_money
from server.operators.enforcement import debt_sheet, owed, short_day, yen
from server.operators.enforcement_sheets import refused_sheet, seizure_sheet
from server.operators.registry import beside
from server.operators.seizure_watch.watching import open_debts


@beside("distribution")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """The money, the sheet that was computed with its dates, the seizure, and what is owed of it (arts. 129-132)."""
    start = data["start"]
    try:
        seizure = seizure_of_money(start, context)
    except Refused as refusal:
        return [_money(data), refused_sheet(refusal)]
    every: Any = context.facts.get_fact("collection_debts", f"{start['household_key']}@{start['paid_on']}")
    planned = data.get("plan")
    shown = [_money(data), *([_planned(planned)] if planned else ()), seizure_sheet(seizure)]
    return [*shown, debt_sheet([one for one in open_debts(seizure, every) if owed(one)])]


def _money(data: Mapping[str, Any]) -> dict[str, JSON]:
    start, sent = data["start"], data.get("send")
    lines = [
        line("受け入れた額", "Amount", yen(int(start["amount"])), soft=str(start["proof"])),
        line("第三債務者が支払った日", "Paid on", short_day(start["paid_on"])),
    ]
    if sent:
        lines.append(line("謄本の発送", "Copies sent", short_day(sent["sent_on"])))
        lines.append(line("交付期日", "Day of payment", short_day(sent["pay_on"])))
    elif data.get("plan"):
        lines.append(line("謄本の発送期限", "Copies sent by", short_day(data["plan"]["send_by"])))
    return sheet("money", "取立金", "Money", lines)


def _planned(planned: Mapping[str, Any]) -> dict[str, JSON]:
    """The sheet as it was computed: costs, others, each instalment of ours, the rest."""
    made: Any = planned["sheet"]
    lines = [line("滞納処分費", "Costs", yen(made["cost"]))]
    lines += [line(one["name"], one["name"], yen(one["yen"]), soft=RANKS[one["rank"]]) for one in made["shares"]]
    for one in made["own"]:
        parts = (("本料", one["principal"]), ("延滞金", one["late"]), ("費用", one["fee"] + one["cost"]))
        soft = " ".join(f"{name} {yen(amount)}" for name, amount in parts if amount)
        total = sum(amount for _, amount in parts)
        lines.append(line(f"保険料 {one['claim_key']}", str(one["claim_key"]), yen(total), soft=soft))
    lines.append(line("滞納者に交付する残余", "Left for the debtor", yen(made["surplus"])))
    return sheet("distribution", "配当計算書", "Distribution", lines)
