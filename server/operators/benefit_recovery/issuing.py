"""What was decided goes out (返還の求め・徴収決定・保険者間調整), by its kind of money, each with its own letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.benefits.recovery import UNLAWFUL
from server.domain.calendar import Calendar, fiscal_year, period_end
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.recourse.words import CAUSES
from server.operators.benefit_recovery.judging import lapse_of_refund, mine
from server.operators.civil_claims import excess_after, lowered
from server.operators.claim_excess import raised_again
from server.operators.registry import operator
from server.operators.third_party_recourse.reckoning import claimed

FRAUD, DEFERRED, NONE = "FRAUD", "DEFERRED", "NONE"
ADJUST, CONSENT, DEMAND = "ADJUST", "CONSENT", "DEMAND"
_LETTERS = {
    FRAUD: "benefit_recovery/fraud",
    DEFERRED: "benefit_recovery/deferred",
    ADJUST: "benefit_recovery/adjustment",
    DEMAND: "benefit_recovery/notice",
}


@dataclass(frozen=True, slots=True)
class IssueInputs:
    """The receipt, the entry as it was agreed, its judgement, the row of the table, the authority."""

    start: Any
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
    person = str(inputs.start["person_key"]).strip()
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("person", person)
    yield FactKey("benefits", person)


@operator("benefit_recovery/issue", inputs=IssueInputs, outputs=IssueOutputs, needs=_needs)
def issue(inputs: IssueInputs, context: Context) -> Done:
    """Fixes the claim with its letter, asks for the consent, or drops what is too small to ask back."""
    route, judged = str(inputs.route["route"]), inputs.judged
    case: Any = context.facts.get_fact("recovery", str(context.case["id"]))
    change = int(judged["total"]) - claimed(case) if route in _LETTERS else -claimed(case) if route == NONE else 0
    state = "CLAIMED" if route in _LETTERS else "DROPPED" if route == NONE else "LISTED"
    items = [{**one, "state": state} for one in judged["yen"]]
    mark = f"{context.case['id']}/issued/{judged['turn']}"
    payload = {"recovery_key": context.case["id"], "items": items}
    effects: list[Effect] = [_decision(inputs), RegisterChange("put_recovery_items", mark, payload)]
    household, person = str(inputs.start["household_key"]), str(inputs.start["person_key"]).strip()
    if route == CONSENT:
        effects.append(LetterRequest("benefit_recovery/consent", household, person, _told(inputs, person, context)))
    elif change > 0:
        more, again = raised_again(case, change, mark, context)
        effects += again
        effects += _claim(inputs, case, more, household, person, context) if more else ()
    elif change < 0:
        effects += lowered(case, -change, "返還額の減", _changed(inputs, household, person, context), mark, context)
    return Done(IssueOutputs(route, change, excess_after(case, change)), tuple(effects))


def _changed(inputs: IssueInputs, household: str, person: str, context: Context) -> LetterRequest:
    """To whoever was asked: less is asked back, or nothing any more (資格の訂正など)."""
    keys = {"to": _debtor(inputs, person, context), "reason": str(inputs.entry["reason"])[:200]}
    who: Any = context.facts.get_fact("person", person)
    common = {"case_number": context.case["number"], "name": who["name"], "person_keys": [person]}
    return LetterRequest("benefit_recovery/changed", household, person, {**common, **keys})


def _decision(inputs: IssueInputs) -> Decision:
    return Decision(
        kind="benefit_recovery",
        result=str(inputs.route["route"]).lower(),
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"{CAUSES[inputs.entry['cause']][0]} {inputs.judged['total']:,}円",
        basis={"cause": inputs.entry["cause"], "claims": inputs.judged["yen"], "ground": inputs.route["ground"]},
    )


def _claim(inputs: IssueInputs, case: Any, yen: int, household: str, person: str, context: Context) -> Iterator[Effect]:
    today, route, number = context.today, str(inputs.route["route"]), len(case["claims"]) + 1
    due = period_end(today, context.values.period("recovery_payment", today), Calendar(context.values)).isoformat()
    shown, who = f"{context.case['number']}-{number}", _debtor(inputs, person, context)
    payload: dict[str, JSON] = {
        "claim_key": f"{context.case['id']}/{number}",
        "kind": "FRAUD" if inputs.judged["nature"] == UNLAWFUL else "RECOVERY",
        "nature": inputs.judged["nature"],
        "household_key": household,
        "person_key": person,
        "case_id": context.case["id"],
        "debtor": who["name"],
        "number": shown,
        "fixed_on": today.isoformat(),
        "due_on": due,
        "accounting_year": fiscal_year(today),
        "ends_on": inputs.judged["ends_on"],
        "yen": yen,
        "reason": "返納金の調定",
        "second_user": None,
    }
    yield RegisterChange("fix_other_claim", str(payload["claim_key"]), payload)
    if inputs.judged["nature"] == UNLAWFUL:  # 徴収の告知は時効を更新する(国保法110条2項)
        told: dict[str, JSON] = {"act_key": f"{payload['claim_key']}/notice", "case_id": context.case["id"]}
        told |= {"against": "DEBTOR", "act": "NOTICE", "on_day": today.isoformat(), "document": f"徴収決定 {shown}"}
        yield RegisterChange("put_other_act", str(told["act_key"]), told)
    keys = {"claim_number": shown, "due_on": due, "to": who}
    yield LetterRequest(_LETTERS[route], household, person, _told(inputs, person, context) | keys)


def _debtor(inputs: IssueInputs, person: str, context: Context) -> dict[str, JSON]:
    """Who pays: the new insurer, the provider, or the household (address None: by the register)."""
    entry = inputs.entry
    for name, asks in (("insurer", inputs.route["route"] == ADJUST), ("provider", entry["cause"] == "PROVIDER")):
        if asks:
            address = {"postal_code": entry[f"{name}_postal"], "address": entry[f"{name}_address"]}
            return {"name": entry[name], **address, "honorific": "御中"}
    who: Any = context.facts.get_fact("person", person)
    return {"name": who["name"], "postal_code": None, "address": None, "honorific": "様"}


def _told(inputs: IssueInputs, person: str, context: Context) -> dict[str, JSON]:
    judged, entry = inputs.judged, inputs.entry
    asked = {one["claim_no"]: one["yen"] for one in judged["yen"]}
    found = [one for one in mine(person, context) if one["claim_no"] in asked]
    rows = [
        {"month": one["month"], "provider": one["provider"], "cost": one["cost"], "yen": asked[one["claim_no"]]}
        for one in found
    ]
    who: Any = context.facts.get_fact("person", person)
    wait = context.values.period("recovery_consent", context.today)
    other = entry["cause"] == "LOSS"
    return {
        "case_number": context.case["number"],
        "name": who["name"],
        "person_keys": [person],
        "cause": CAUSES[entry["cause"]][0],
        "article": "第1項・第3項" if entry["cause"] == "PROVIDER" else "第1項",
        "reason": entry["reason"],
        "rows": rows,
        "base": judged["base"],
        "surcharge": judged["surcharge"],
        "total": judged["total"],
        "insurer": entry.get("insurer"),
        "other_insurer": other,
        "lapse_on": lapse_of_refund([one["last_day"] for one in found], context) if other else None,
        "due_on": period_end(context.today, wait, Calendar(context.values)).isoformat(),
    }
