"""Beside the forms of recovery (返還の右の欄): the claims of the case by the register of now, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.benefits.claims import FORMS
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.sheets import line, sheet
from server.operators.civil_claims import acts_sheet, claims_sheet
from server.operators.claim_excess import excess_sheets
from server.operators.lapse_sheets import day, yen
from server.operators.registry import beside


@beside("benefit_recovery")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """What the registers say at this look: whether each claim still lies outside the insured days."""
    person = str(data["start"]["person_key"]).strip()
    case: Any = context.facts.get_fact("recovery", str(context.case["id"]))
    found: Any = context.facts.get_fact("benefits", person)
    outside = {one["claim_no"] for one in context.facts.get_fact("uninsured_benefits", person)}
    asked = {one["claim_no"]: one for one in case["items"]}
    rows = [
        line(
            f"{one['month']} {one['provider']}",
            f"{one['month']} {one['provider']}",
            f"給付 {yen(int(one['benefit']))} 返還 {yen(int(asked[one['claim_no']]['yen']))}",
            soft=f"{one['claim_no']} {FORMS[one['form']][0]} {day(one['first_day'])}から "
            + ("被保険者でない日がある" if one["claim_no"] in outside else "被保険者の日"),
        )
        for one in found
        if one["claim_no"] in asked
    ]
    judged = data.get("judge")
    if judged:
        rows.append(line("返還の額", "Asked back", yen(int(judged["total"]))))
        rows.append(line("時効(最も早いもの)", "Limitation", day(judged["ends_on"]), value_en=str(judged["ends_on"])))
    sheets = [sheet("items", "返還の対象", "What is asked back", rows or [line("なし", "None", "-")])]
    if case["claims"]:
        sheets += [claims_sheet(case), *excess_sheets(case, context)]
    return [*sheets, acts_sheet(case)] if case["acts"] else sheets
