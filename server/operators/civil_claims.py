"""What recourse and recovery share (求償・返還の共通部分): payments, reminders, acts, plans, what is given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.domain.benefits.recovery import UNLAWFUL
from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.operating import Context
from server.domain.recourse.words import POSTINGS
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.claim_excess import REPAID, excess_of, kept_of, repaid, to_repay
from server.operators.lapse_sheets import day, yen

FIRST_KINDS = ("RECOURSE_CLAIM", "RECOVERY_CLAIM")
"""The first line of a claim."""

ACTS = {
    "ACKNOWLEDGED": ("債務の承認", "Acknowledged"),
    "PART_PAID": ("一部の納付(承認)", "Part paid"),
    "NOTICE": ("徴収の告知(国保法110条2項)", "Notice of collection"),
    "DUNNING": ("督促(国保法110条2項)", "Dunning"),
    "DEMAND": ("催告(6か月)", "Demand (six months)"),
    "TALKS": ("協議を行う旨の合意", "Agreement to negotiate"),
    "SUIT": ("訴え・支払督促", "Suit"),
    "JUDGMENT": ("確定判決・和解調書", "Judgment or settlement in court"),
    "SEIZURE": ("差押(民法148条)", "Seizure"),
    "SEIZURE_ENDED": ("差押の終わり(民法148条2項)", "End of the seizure"),
}


def happened(
    said: Mapping[str, Any], case: Mapping[str, Any], mark: str, letter: str, household_key: str, context: Context
) -> Iterator[Effect]:
    """The effects of one record by its `result`: PAID, REPAID, REMIND, ACT, PLAN; nothing for WAIT.

    Raises `other_claim_unknown`, `other_claim_overpaid`, `other_posting_sign`, `recovery_not_due`, `other_plan_wrong`,
    and what `claim_excess.repaid` raises.
    """
    result = str(said["result"])
    if result == "PAID":
        yield from _paid(said, case, mark, context)
    elif result == REPAID:
        yield from repaid(said, case, mark, context)
    elif result == "REMIND":
        yield from _reminded(said, case, mark, letter, household_key, context)
    elif result == "ACT":
        fields = {"act": said["act"], "on_day": said["act_on"], "document": said["document"]}
        against = str(said.get("against") or "DEBTOR")
        yield _act(mark, against, fields | {"lasts_until": said.get("act_until")}, context)
    elif result == "PLAN":
        yield from _planned(said, case, mark, context)


def _paid(said: Mapping[str, Any], case: Mapping[str, Any], mark: str, context: Context) -> Iterator[Effect]:
    one = chosen(case["claims"], said.get("claim_number"))
    amount = int(said["yen"])
    if amount <= 0:
        raise Refused("other_posting_sign", at_field="yen")
    if amount > int(one["open"]):
        raise Refused("other_claim_overpaid", at_field="yen", open=one["open"])
    payload: dict[str, JSON] = {
        "claim_key": one["claim_key"],
        "kind": "RECEIPT",
        "yen": -amount,
        "value_on": said["paid_on"],
        "reason": "納付",
        "case_id": context.case["id"],
        "reference": str(said["reference"]).strip(),
    }
    yield RegisterChange("post_other_claim", f"{mark}/paid", payload)
    if amount < int(one["open"]):
        fields = {"act": "PART_PAID", "on_day": said["paid_on"], "document": f"領収 {payload['reference']}"}
        yield _act(mark, str(said.get("against") or _other_side(case)), fields, context)


def _other_side(case: Mapping[str, Any]) -> str:
    if "recourse_key" not in case:
        return "DEBTOR"
    return "INSURER" if case["payer"] in ("VOLUNTARY", "COMPULSORY") else "OFFENDER"


def chosen(claims: Sequence[Mapping[str, Any]], number: str | None) -> Mapping[str, Any]:
    """The claim of this number, without one the oldest open one. Raises `other_claim_unknown`."""
    named = str(number or "").strip()
    fitting = [one for one in claims if (one["number"] == named if named else int(one["open"]) > 0)]
    if not fitting:
        raise Refused("other_claim_unknown", at_field="claim_number", claim=named or "-")
    return fitting[0]


def _reminded(
    said: Mapping[str, Any], case: Mapping[str, Any], mark: str, letter: str, household_key: str, context: Context
) -> Iterator[Effect]:
    """A reminder behind the due date (自治法施行令171条の督促): the first since a renewal puts limitation off.

    What art. 65 collects is dunned instead (自治法231条の3第1項): its act renews and bears the designated date.
    """
    one = chosen(case["claims"], said.get("claim_number"))
    today = context.today
    if one["due_on"] >= today.isoformat():
        raise Refused("recovery_not_due", at_field="result")
    wait = context.values.period("recourse_payment", today)
    keys: dict[str, JSON] = {
        "case_number": context.case["number"],
        "claim_number": one["number"],
        "claim_key": one["claim_key"],
        "fixed_on": one["fixed_on"],
        "was_due_on": one["due_on"],
        "yen": one["open"],
        "due_on": period_end(today, wait, Calendar(context.values)).isoformat(),
        "person_keys": [one["person_key"]],
        "debtor": one["debtor"],
        "to": said.get("to"),
    }
    yield LetterRequest(letter, household_key, str(one["person_key"]), keys)
    fields: dict[str, JSON] = {"act": "DEMAND", "on_day": today.isoformat(), "document": f"督促 {one['number']}"}
    if one["nature"] == UNLAWFUL:
        fields |= {"act": "DUNNING", "lasts_until": keys["due_on"]}
    yield _act(mark, str(said.get("against") or _other_side(case)), fields, context)


def _planned(said: Mapping[str, Any], case: Mapping[str, Any], mark: str, context: Context) -> Iterator[Effect]:
    """Payment by instalments (履行延期の特約): the debtor acknowledges the debt by signing."""
    total = sum(int(one["amount"]) for one in said["lines"])
    still = sum(max(int(one["open"]), 0) for one in case["claims"])
    if total != still:
        raise Refused("other_plan_wrong", at_field="lines", sum=total, open=still)
    fields = {"act": "ACKNOWLEDGED", "on_day": said["signed_on"], "document": f"履行延期 {said['ground']}"}
    yield _act(mark, str(said.get("against") or _other_side(case)), fields, context)


def _act(mark: str, against: str, fields: Mapping[str, JSON], context: Context) -> RegisterChange:
    payload = {"act_key": f"{mark}/act", "case_id": context.case["id"], "against": against, **fields}
    return RegisterChange("put_other_act", f"{mark}/act", payload)


def give_up(case: Mapping[str, Any], said: Mapping[str, Any], mark: str, context: Context) -> Iterator[Effect]:
    """What is open is given up (債権放棄・不納欠損): only on a resolution or ordinance that somebody names."""
    for one in case["claims"]:
        if int(one["open"]) > 0:
            payload: dict[str, JSON] = {
                "claim_key": one["claim_key"],
                "kind": "GIVEN_UP",
                "yen": -int(one["open"]),
                "value_on": context.today.isoformat(),
                "reason": str(said["basis"])[:200],
                "case_id": context.case["id"],
            }
            yield RegisterChange("post_other_claim", f"{mark}/{one['number']}", payload)
    yield Decision(
        kind="claim_given_up",
        result="given_up",
        task="give_up",
        authority="13-5 債権放棄・請求の断念",
        confirm="none",
        summary=f"請求の断念 {sum(int(one['open']) for one in case['claims']):,}円",
        basis={"basis": said["basis"], "reason": said["reason"]},
    )


def lowered(case: Any, yen: int, reason: str, told: LetterRequest, mark: str, context: Context) -> Iterator[Effect]:
    """Takes so much off the claims, the newest first: what is open of all of them, then what was paid already, which is
    to be paid back (`claim_excess`); and tells the debtor what was changed.

    `told` is the letter as far as the caller knows it. Where its addressee is not who was asked, or has no address,
    nothing is sent: a letter never goes to another than the debtor.
    """
    rows, owed, back = list[JSON](), 0, 0
    taken = zip(case["claims"], _taken_off(case["claims"], yen), strict=True)
    for one, off in reversed(list(taken)):
        late = _late_of(one) if off and off == _principal(one) else 0
        after = int(one["open"]) - off - late
        owed, back = owed + max(after, 0), back + max(-after, 0)
        if off:
            still = max(int(one["open"]), 0)
            rows.append({"number": one["number"], "before": still, "less": off + late, "left": max(after, 0)})
        for kind, amount in (("CHANGED", off), ("LATE_CHARGE", late)):
            if amount:
                yield _less(one, kind, amount, reason, f"{one['claim_key']}/{mark}/{kind}", context)
    to: Any = told.keys["to"]
    asked = {one["debtor"] for one in case["claims"]}
    if rows and asked == {to["name"]} and (to["address"] or told.letter.startswith("benefit_recovery/")):
        yield replace(told, keys={**told.keys, "rows": rows, "total": owed, "refund": back or None})


def excess_after(case: Mapping[str, Any], change: int) -> int:
    """Yen to be paid back once the claims of the case have changed by so much: a decision that ends with them waits."""
    before = to_repay(case)
    if change >= 0:
        return max(before - change, 0)
    off = _taken_off(case["claims"], -change)
    late = sum(_late_of(one) for one, yen in zip(case["claims"], off, strict=True) if yen and yen == _principal(one))
    return max(sum(off) + late - sum(max(int(one["open"]), 0) for one in case["claims"]), 0) + before


def _taken_off(claims: Sequence[Mapping[str, Any]], yen: int) -> list[int]:
    """Yen off each claim: the newest open ones first, then the newest paid ones."""
    off = [0] * len(claims)
    rooms = ([int(one["open"]) for one in claims], [kept_of(one) - excess_of(one) for one in claims])
    for room in rooms:
        for place in reversed(range(len(claims))):
            more = min(yen, max(room[place], 0), _principal(claims[place]) - off[place])
            off[place] += more
            yen -= more
    return off


def _principal(one: Mapping[str, Any]) -> int:
    """Yen claimed of a claim as it stands, without its late charge."""
    return sum(int(entry["yen"]) for entry in one["lines"] if entry["kind"] in (*FIRST_KINDS, "CHANGED"))


def _late_of(one: Mapping[str, Any]) -> int:
    """Yen of its late charge: it falls with its whole principal."""
    return sum(int(entry["yen"]) for entry in one["lines"] if entry["kind"] == "LATE_CHARGE")


def _less(one: Mapping[str, Any], kind: str, off: int, reason: str, key: str, context: Context) -> RegisterChange:
    payload: dict[str, JSON] = {
        "claim_key": one["claim_key"],
        "kind": kind,
        "yen": -off,
        "value_on": context.today.isoformat(),
        "reason": reason,
        "case_id": context.case["id"],
    }
    return RegisterChange("post_other_claim", key, payload)


def claims_sheet(case: Mapping[str, Any]) -> dict[str, JSON]:
    """The claims of a case with their lines, and what is open."""
    rows = []
    for one in case["claims"]:
        told = " ".join(f"{POSTINGS[entry['kind']][0]} {int(entry['yen']):,}" for entry in one["lines"])
        soft = f"納期限 {day(one['due_on'])} {told}"
        back = excess_of(one)
        state = f"過納 {yen(back)}" if back else f"未収 {yen(int(one['open']))}"
        rows.append(line(str(one["number"]), str(one["number"]), state, soft=soft))
    return sheet("claims", "債権", "Claims", rows or [line("なし", "None", "-")])


def acts_sheet(case: Mapping[str, Any]) -> dict[str, JSON]:
    """What renewed or put off the limitation."""
    rows = [
        line(*ACTS[one["act"]], day(one["on_day"]), value_en=str(one["on_day"]), soft=str(one["document"]))
        for one in case["acts"]
    ]
    return sheet("acts", "時効に関わる行為", "What touched limitation", rows or [line("なし", "None", "-")])
