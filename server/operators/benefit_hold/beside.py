"""Beside the forms of a hold (保留の右の欄): the hold as it stands, the claims of its month, what else runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.benefits.claims import FORMS
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.recourse.words import KINDS, STATES
from server.domain.sheets import line, sheet
from server.operators.benefit_hold.holding import BENEFITS
from server.operators.lapse_sheets import day, yen
from server.operators.registry import beside


@beside("benefit_hold")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """What the registers say at this look: until when the benefit is held, why, and what treatment it is about."""
    start: Any = data["start"]
    person = str(start["person_key"]).strip()
    holds: Any = context.facts.get_fact("benefit_holds", str(start["household_key"]))
    treated: Any = context.facts.get_fact("benefits", person)
    cases: Any = context.facts.get_fact("recourses", person)
    mine = next((one for one in holds if one["case_id"] == context.case["id"]), None)
    sheets = [_hold(start, mine)]
    rows = [
        line(str(one["provider"]), str(one["provider"]), f"給付 {yen(int(one['benefit']))}", soft=_soft(one))
        for one in treated
        if one["month"] == start["month"]
    ]
    sheets.append(sheet("treated", f"{start['month']}のレセプト", "Claims of the month", rows or [_none()]))
    running = [
        line(
            *KINDS[one["kind"]], STATES[one["state"]][0], value_en=STATES[one["state"]][1], soft=f"担当 {one['owner']}"
        )
        for one in cases
        if one["ended_on"] is None
    ]
    return [*sheets, sheet("recourse", "第三者行為", "Recourse", running)] if running else sheets


def _hold(start: Any, mine: Any) -> dict[str, JSON]:
    rows = [line("給付", "Benefit", f"{BENEFITS[start['benefit']]} {start['month']} {yen(int(start['yen']))}")]
    if mine is None:
        rows.append(
            line("保留", "Hold", "終わった(支給を止めるものはない)", value_en="Over: nothing holds the payment")
        )
    else:
        last, times = str(mine["last_day"]), int(mine["prolonged"])
        rows.append(line("保留の最後の日", "Last day", day(last), value_en=last, soft="翌日から支給へ進む"))
        rows.append(line("延長", "Prolonged", f"{times}回", value_en=str(times)))
    rows.append(line("担当", "Owner", str(start["owner"])))
    rows.append(line("わけ", "Why", str(start["reason"])))
    return sheet("hold", "給付の保留", "Hold", rows)


def _soft(one: Any) -> str:
    third = " 10.第三" if one["third_party"] else ""
    return f"{one['claim_no']} {FORMS[one['form']][0]}{third} {one['injuries']}".strip()


def _none() -> dict[str, JSON]:
    return line("なし", "None", "-")
