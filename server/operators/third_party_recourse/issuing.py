"""What was decided goes out (請求・委任): the claim fixed and written to whom is asked, or the case entrusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, fiscal_year, period_end
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.recourse.amount import Recourse
from server.domain.recourse.words import KINDS, PAYERS
from server.operators.civil_claims import excess_after, lowered
from server.operators.claim_excess import raised_again
from server.operators.registry import operator
from server.operators.third_party_recourse.reckoning import amount_now, claimed

OWN, ENTRUST, NONE, REFER = "OWN", "ENTRUST", "NONE", "REFER"


@dataclass(frozen=True, slots=True)
class IssueInputs:
    """The receipt, the case looked at, the entry as it was agreed, its judgement, the row of payers, the authority."""

    start: Any
    found: Any
    entry: Any
    judged: Any
    route: Any
    rule: str


@dataclass(frozen=True, slots=True)
class IssueOutputs:
    """The route taken, yen by which the claims of the case changed, and yen that are to be paid back now (過納金)."""

    route: str
    changed: int
    excess: int


def _needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("recourse", str(inputs.found["recourse_key"]))
    yield FactKey("benefits", str(inputs.start["person_key"]).strip())


@operator("third_party_recourse/issue", inputs=IssueInputs, outputs=IssueOutputs, needs=_needs)
def issue(inputs: IssueInputs, context: Context) -> Done:
    """Carries the decision out: the difference to what was claimed is a claim of its own, or lowers the last ones."""
    route, payer = str(inputs.route["route"]), str(inputs.route["payer"])
    case: Any = context.facts.get_fact("recourse", str(inputs.found["recourse_key"]))
    found: Any = context.facts.get_fact("benefits", str(inputs.start["person_key"]).strip())
    now = amount_now(found, case["links"], inputs.entry)
    change = now.amount - claimed(case) if route == OWN else 0
    effects: list[Effect] = [_decision(inputs, payer, now.amount)]
    key, mine = str(case["recourse_key"]), f"{context.case['id']}/issued/{inputs.judged['turn']}"
    says: dict[str, JSON] = {"recourse_key": key, "payer": payer}
    to = whom(inputs.entry)
    told = _changed(inputs, to, now.amount if route == OWN else 0, context)
    if route == OWN:
        says |= {"debtor": to["name"], "state": "CLAIMED"}
        if change > 0:
            more, again = raised_again(case, change, mine, context)
            effects += again
            effects += _claim(inputs, case, now, more, to, context) if more else ()
        else:
            effects += lowered(case, -change, "求償額の減", told, mine, context)
    elif route == ENTRUST:
        says |= {"debtor": to["name"], "state": "ENTRUSTED"}
        effects.append(
            LetterRequest("third_party_recourse/entrustment", *_to(inputs), _entrusting(inputs, now, context))
        )
    elif route in (NONE, REFER):
        change = -claimed(case)
        effects += lowered(case, -change, "求償額の減", told, mine, context)
    effects.append(RegisterChange("change_recourse", mine, says))
    return Done(IssueOutputs(route, change, excess_after(case, change)), tuple(effects))


def _changed(inputs: IssueInputs, to: dict[str, JSON], yen: int, context: Context) -> LetterRequest:
    """To whoever was asked: less is claimed, or nothing any more."""
    household, person = _to(inputs)
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "name": inputs.found["name"],
        "person_keys": [person],
        "to": to,
        "reason": f"加害者の過失{inputs.entry['fault']}%({inputs.entry['fault_basis']})により求償額を{yen:,}円に改めた",
    }
    return LetterRequest("third_party_recourse/changed", household, person, keys)


def whom(entry: Mapping[str, Any]) -> dict[str, JSON]:
    """Who is asked: the insurer where one stands behind the offender, else the offender."""
    name = "insurer" if entry["insurance"] != "NONE" else "third"
    said = {
        "name": entry.get(name),
        "postal_code": entry.get(f"{name}_postal"),
        "address": entry.get(f"{name}_address"),
    }
    return said | {"honorific": "御中" if name == "insurer" else "様"}


def _to(inputs: Any) -> tuple[str, str]:
    return str(inputs.start["household_key"]), str(inputs.start["person_key"]).strip()


def _decision(inputs: IssueInputs, payer: str, yen: int) -> Decision:
    return Decision(
        kind="third_party_recourse",
        result=str(inputs.route["route"]).lower(),
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"第三者行為求償 {PAYERS[payer][0]} {yen:,}円",
        basis={"fault": inputs.entry["fault"], "base": inputs.judged["base"], "ground": inputs.route["ground"]},
    )


def _claim(
    inputs: IssueInputs, case: Any, now: Recourse, yen: int, to: dict[str, JSON], context: Context
) -> Iterator[Effect]:
    today, number = context.today, len(case["claims"]) + 1
    claim_key = f"{context.case['id']}/{number}"
    due = period_end(today, context.values.period("recourse_payment", today), Calendar(context.values))
    shown = f"{context.case['number']}-{number}"
    payload: dict[str, JSON] = {
        "claim_key": claim_key,
        "kind": "RECOURSE",
        "nature": "PRIVATE",
        "household_key": inputs.start["household_key"],
        "person_key": str(inputs.start["person_key"]).strip(),
        "case_id": context.case["id"],
        "debtor": to["name"],
        "number": shown,
        "fixed_on": today.isoformat(),
        "due_on": due.isoformat(),
        "accounting_year": fiscal_year(today),
        "ends_on": case["first_end"],
        "yen": yen,
        "reason": "第三者納付金の調定",
        "second_user": None,
    }
    yield RegisterChange("fix_other_claim", claim_key, payload)
    keys = {"claim_number": shown, "to": to, "due_on": due.isoformat(), "yen": yen, "before": now.amount - yen}
    yield LetterRequest("third_party_recourse/claim", *_to(inputs), _told(inputs, now, context) | keys)


def _told(inputs: IssueInputs, now: Recourse, context: Context) -> dict[str, JSON]:
    """The accident and the benefits by month and hospital, as letters print them."""
    entry = inputs.entry
    case: Any = context.facts.get_fact("recourse", str(inputs.found["recourse_key"]))
    found: Any = context.facts.get_fact("benefits", str(inputs.start["person_key"]).strip())
    private = {one["claim_no"]: int(one["private_yen"]) for one in case["links"] if one["linked"]}
    settled = entry.get("settled_on") if entry["settlement"] == "CLOSED" else None
    rows = [
        {
            "month": one["month"],
            "provider": one["provider"],
            "cost": one["cost"],
            "benefit": one["benefit"],
            "private": private[one["claim_no"]],
        }
        for one in found
        if one["claim_no"] in private and (settled is None or one["first_day"] <= settled)
    ]
    return {
        "case_number": context.case["number"],
        "name": inputs.found["name"],
        "person_keys": [str(inputs.start["person_key"]).strip()],
        "accident_on": entry["accident_on"],
        "place": entry.get("place") or "-",
        "kind": KINDS[entry["kind"]][0],
        "third": entry.get("third") or "-",
        "insurer_case": entry.get("insurer_case"),
        "rows": rows,
        "base": now.base,
        "fault": now.fault,
        "total": now.amount,
    }


def _entrusting(inputs: IssueInputs, now: Recourse, context: Context) -> dict[str, JSON]:
    return _told(inputs, now, context) | {"route_ground": inputs.route["ground"]}
