"""What pledges and deferrals show of a debt and a plan (分納・猶予の表): the same sheets beside the forms of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from server.domain.effects import JSON, Message
from server.domain.instalment_plan import PlanLine
from server.domain.operating import Context
from server.domain.sheets import line, sheet

CASE_EVENT, HUB = "case_event", "arrears"


def told_hub(context: Context, what: str, *about: str) -> Message:
    """The word to the household's arrears case (滞納整理) of what no register holds."""
    household = str(context.case["household_key"])
    source = "/".join([str(context.case["procedure"]), str(context.case["id"]), what, *about])
    return Message(CASE_EVENT, source, {"household_key": household, "slug": HUB}, {"what": what})


def yen(amount: int) -> str:
    """An amount as sheets show it."""
    return f"{amount:,}円"


def debt_sheet(claims: Iterable[Any]) -> dict[str, JSON]:
    """The instalments that a plan is about, each with its late charge to today."""
    rows, total, late = [], 0, 0
    for one in claims:
        name = f"{one['levy_year']}年度 第{one['no']}期"
        soft = "" if one["late"] is None else f"延滞金の見込み {yen(one['late'])}"
        rows.append(line(name, f"{one['levy_year']} no. {one['no']}", yen(one["open"]), soft=soft))
        total, late = total + one["open"], late + (one["late"] or 0)
    rows.append(line("滞納額(保険料)", "Premium owed", yen(total), soft=f"延滞金の見込み {yen(late)}"))
    return sheet("debt", "滞納している期別", "Instalments in arrears", rows)


def plan_sheet(lines: Sequence[PlanLine], ja: str, en: str) -> dict[str, JSON]:
    """A plan line by line."""
    rows = [line(f"{one.no}回目", f"No. {one.no}", yen(one.amount), soft=one.due_on.isoformat()) for one in lines]
    return sheet("plan", ja, en, rows or [line("計画", "Plan", "示せる計画はない", value_en="There is none to offer")])
