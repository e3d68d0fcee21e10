"""What was paid of a claim that is no premium and was lowered afterwards (求償・返還の過納): the debtor gets it back.

A lowered claim stands below zero by just so many yen until they were paid back (還付); until then its case cannot end.
What art. 65 collects is refunded as local taxes are, with interest from the day after its payment (地方自治法231条の3
第4項、地方税法17条の4); damages and unjust enrichment bear none here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.benefits.recovery import UNLAWFUL
from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.operating import Context
from server.domain.refund.interest import Cause, Paid, refund_interest, too_much
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import yen

REPAID = "REPAID"
_IN = ("RECEIPT", "REVERSED")


def to_repay(case: Mapping[str, Any]) -> int:
    """Yen that the city owes back on the claims of a case."""
    return sum(excess_of(one) for one in case["claims"])


def excess_of(claim: Mapping[str, Any]) -> int:
    """Yen of one claim that were paid too much and not paid back yet."""
    return max(-int(claim["open"]), 0)


def kept_of(claim: Mapping[str, Any]) -> int:
    """Yen that came in on a claim and were not paid back: so far a claim can be lowered below zero."""
    return -sum(int(one["yen"]) for one in claim["lines"] if one["kind"] in (*_IN, REPAID))


def refuse_excess(case: Mapping[str, Any], field: str) -> None:
    """A case does not end while something is to be paid back. Raises `other_excess_open`."""
    owed = to_repay(case)
    if owed:
        raise Refused("other_excess_open", at_field=field, yen=owed)


def interest_of(claim: Mapping[str, Any], ends: date, context: Context) -> int:
    """Interest in yen on the excess of a claim that is paid back on `ends`: of art. 65 alone."""
    if claim["nature"] != UNLAWFUL or not excess_of(claim):
        return 0
    days: dict[date, int] = {}
    for one in claim["lines"]:
        if one["kind"] in _IN:
            on = date.fromisoformat(one["value_on"])
            days[on] = days.get(on, 0) - int(one["yen"])
    paid = [Paid(on, amount) for on, amount in sorted(days.items()) if amount > 0]
    return refund_interest(Cause.REASSESSED, too_much(paid, excess_of(claim)), ends, context.values).amount


def repaid(said: Mapping[str, Any], case: Mapping[str, Any], mark: str, context: Context) -> Iterator[Effect]:
    """The excess of a claim was paid back, all of it at once, with its interest to the yen.

    Raises `other_nothing_to_repay`, `other_repaid_differs`, `other_repaid_interest`.
    """
    named = str(said.get("claim_number") or "").strip()
    found = [one for one in case["claims"] if excess_of(one) and named in ("", one["number"])]
    if not found:
        raise Refused("other_nothing_to_repay", at_field="claim_number")
    claim, on = found[0], date.fromisoformat(str(said["paid_on"]))
    if int(said["yen"]) != excess_of(claim):
        raise Refused("other_repaid_differs", at_field="yen", yen=excess_of(claim))
    interest = interest_of(claim, on, context)
    if int(said["interest"]) != interest:
        raise Refused("other_repaid_interest", at_field="interest", yen=interest)
    payload: dict[str, JSON] = {
        "claim_key": claim["claim_key"],
        "kind": REPAID,
        "yen": excess_of(claim),
        "value_on": on.isoformat(),
        "reason": "過納金の還付" + (f"(ほかに還付加算金 {interest:,}円)" if interest else ""),
        "case_id": context.case["id"],
        "reference": str(said["reference"]).strip(),
    }
    yield RegisterChange("post_other_claim", f"{mark}/repaid", payload)


def raised_again(case: Mapping[str, Any], more: int, mark: str, context: Context) -> tuple[int, list[Effect]]:
    """A claim that rises again takes its own excess first; the yen that are left for a claim of its own."""
    effects: list[Effect] = []
    for one in case["claims"]:
        back = min(more, excess_of(one))
        if back:
            payload: dict[str, JSON] = {
                "claim_key": one["claim_key"],
                "kind": "CHANGED",
                "yen": back,
                "value_on": context.today.isoformat(),
                "reason": "再度の増額",
                "case_id": context.case["id"],
            }
            effects.append(RegisterChange("post_other_claim", f"{one['claim_key']}/{mark}", payload))
            more -= back
    return more, effects


def excess_sheets(case: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """Beside the form: what is to be paid back, with its interest to today; nothing where there is none."""
    rows = [row for one in case["claims"] if excess_of(one) for row in _rows(one, context)]
    return [sheet("excess", "返すべき過納金", "To be paid back", rows)] if rows else []


def _rows(claim: Mapping[str, Any], context: Context) -> Sequence[dict[str, JSON]]:
    number, owed = str(claim["number"]), excess_of(claim)
    label = ("還付加算金(今日返す場合)", "Interest, paid back today")
    whole = line(number, number, yen(owed), value_en=f"{owed:,} yen")
    try:
        interest = interest_of(claim, context.today, context)
    except Refused as refusal:  # a year without its rate: the rest of the page is shown
        return (whole, line(*label, refusal.message_ja))
    return (whole, line(*label, yen(interest), value_en=f"{interest:,} yen"))
