"""Beside the forms of recourse (求償の右の欄): the case with its last days, the victim's claims, the amount of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.domain.benefits.claims import FORMS
from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.recourse.words import KINDS, PAYERS, STATES
from server.domain.sheets import line, sheet
from server.operators.civil_claims import acts_sheet, claims_sheet
from server.operators.claim_excess import excess_sheets
from server.operators.lapse_sheets import day, yen
from server.operators.registry import beside
from server.operators.third_party_recourse.reckoning import amount_now, claimed

_MOST = 40


@beside("third_party_recourse")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """What the registers say at this look; nothing where the case has not been looked at."""
    found = data.get("look")
    if not found:
        return []
    case: Any = context.facts.get_fact("recourse", str(found["recourse_key"]))
    if case is None:
        return []
    treated: Any = context.facts.get_fact("benefits", str(data["start"]["person_key"]).strip())
    sheets = [_case(case, str(found["name"])), _treated(treated, case)]
    entry = data.get("enter")
    if entry:
        sheets.append(_amount(treated, case, entry))
    if case["claims"]:
        sheets += [claims_sheet(case), *excess_sheets(case, context)]
    return [*sheets, acts_sheet(case)] if case["acts"] else sheets


def _case(case: Any, name: str) -> dict[str, JSON]:
    rows = [
        line("けがをした人", "Victim", name),
        line("けがの日", "Accident", day(case["accident_on"]), soft=KINDS[case["kind"]][0]),
        line(
            "状態", "State", STATES[case["state"]][0], value_en=STATES[case["state"]][1], soft=f"担当 {case['owner']}"
        ),
        _until("時効(不法行為)", "Limitation, tort", str(case["tort_until"])),
        _until("時効(行為の時から)", "Limitation from the act", str(case["act_until"])),
    ]
    if case["insurer_until"]:
        rows.append(_until("時効(自賠責)", "Limitation, insurer", str(case["insurer_until"])))
    if case["payer"]:
        payer = PAYERS[case["payer"]]
        rows.append(line("請求の相手", "Payer", str(case["debtor"] or payer[0]), soft=payer[0]))
    return sheet("recourse", "第三者行為", "Recourse", rows)


def _until(ja: str, en: str, until: str) -> dict[str, JSON]:
    """A last day; while a suit runs there is none."""
    if until == date.max.isoformat():
        return line(ja, en, "訴え・支払督促の間は完成しない", value_en="None while the suit runs")
    return line(ja, en, day(until), value_en=until)


def _treated(treated: Any, case: Any) -> dict[str, JSON]:
    links = {one["claim_no"]: one for one in case["links"]}
    rows = []
    for one in treated[-_MOST:]:
        link = links.get(one["claim_no"])
        said = "対象外" if link is None or not link["linked"] else "求償の対象"
        if link and link["private_yen"]:
            said += f"(私病 {yen(int(link['private_yen']))}を除く)"
        label = f"{one['month']} {one['provider']}"
        soft = f"{one['claim_no']} {FORMS[one['form']][0]}" + (" 10.第三" if one["third_party"] else "")
        rows.append(line(label, label, f"{yen(int(one['benefit']))} {said}", soft=f"{soft} {one['injuries']}".strip()))
    return sheet("treated", "けがをした人のレセプト", "Claims for treatment", rows or [line("なし", "None", "-")])


def _amount(treated: Any, case: Any, entry: Any) -> dict[str, JSON]:
    now, before = amount_now(treated, case["links"], entry), claimed(case)
    rows = [
        line("対象の給付費", "Linked benefits", yen(now.paid)),
        line("私病・示談後として除く額", "Taken out", yen(now.private + now.lost)),
        line(f"第三者の過失 {now.fault}%を掛けた額", f"Times {now.fault} % fault", yen(now.amount)),
        line("請求済みの額", "Claimed so far", yen(before)),
        line("差", "Difference", yen(now.amount - before)),
    ]
    return sheet("amount", "今の給付からの求償額", "Amount by now", rows)
