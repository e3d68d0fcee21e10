"""The late charge on what art. 65 collects (徴収金の延滞金): as levies bear it (自治法231条の3第2項、市条例)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.benefits.late_charge import grown_on
from server.domain.benefits.recovery import UNLAWFUL
from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.late_charge import Payment
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.civil_claims import chosen

_CLAIMED = ("RECOVERY_CLAIM", "CHANGED")
_LATER = ("value_missing", "late_charge_unconfirmed")
"""Why a charge waits: a year without its rate, a parameter nobody has looked at. Money is taken anyway."""


def fixed_late_charges(
    said: Mapping[str, Any], case: Mapping[str, Any], mark: str, context: Context
) -> Iterator[Effect]:
    """The charge on each claim whose principal is wholly paid, with the payment that is being recorded, behind its due
    date: a line of the same claim, which stays open until the charge is paid too. What cannot be fixed yet waits.
    """
    for one in case["claims"]:
        try:
            yen, last = _charge(one, _paid(said, case, one), case["acts"], context)
        except Refused as refusal:
            if refusal.code not in _LATER:
                raise
            continue
        if yen:
            payload: dict[str, JSON] = {
                "claim_key": one["claim_key"],
                "kind": "LATE_CHARGE",
                "yen": yen,
                "value_on": last.isoformat(),
                "reason": f"延滞金 {one['due_on']}の翌日から{last.isoformat()}まで(地方自治法231条の3第2項)",
                "case_id": context.case["id"],
            }
            yield RegisterChange("post_other_claim", f"{mark}/late/{one['number']}", payload)


def refuse_unfixed(case: Mapping[str, Any], context: Context) -> None:
    """Raises `recovery_late_charge_open` where a charge is still to be fixed, or why it cannot be (no rate yet)."""
    for one in case["claims"]:
        if _charge(one, _paid({}, case, one), case["acts"], context)[0]:
            raise Refused("recovery_late_charge_open", at_field="result", number=one["number"])


def _paid(said: Mapping[str, Any], case: Mapping[str, Any], one: Mapping[str, Any]) -> list[Payment]:
    """Payments on a claim, the one being recorded among them."""
    found = [
        Payment(date.fromisoformat(line["value_on"]), -int(line["yen"]))
        for line in one["lines"]
        if line["kind"] in ("RECEIPT", "REVERSED")
    ]
    if said.get("result") == "PAID" and chosen(case["claims"], said.get("claim_number")) is one:
        found.append(Payment(date.fromisoformat(str(said["paid_on"])), int(said["yen"])))
    return found


def _charge(one: Mapping[str, Any], paid: list[Payment], acts: Any, context: Context) -> tuple[int, date]:
    """Yen that are to be fixed now and the day of full payment; 0 for unjust enrichment, before it, and once fixed."""
    due, last = date.fromisoformat(one["due_on"]), max((each.day for each in paid), default=date.min)
    principal = sum(int(line["yen"]) for line in one["lines"] if line["kind"] in _CLAIMED)
    done = any(line["kind"] == "LATE_CHARGE" for line in one["lines"])
    if done or one["nature"] != UNLAWFUL or sum(each.amount for each in paid) < principal or last <= due:
        return 0, last
    dunned = [act for act in acts if act["act"] == "DUNNING"]
    first = min((date.fromisoformat(act["on_day"]) for act in dunned), default=None)
    designated = min((date.fromisoformat(act["until"]) for act in dunned), default=None)
    return grown_on(principal, due, paid, context.today, first, designated, context.values), last
