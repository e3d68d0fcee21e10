"""A refund of a dead payer (死亡した納付義務者への還付): its last day, and its parts among the heirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange, StartCase
from server.domain.operating import Context
from server.domain.refund.heirs import heirs_last_day, money_of_share
from server.domain.refusals import Refused
from server.domain.succession.shares import split
from server.domain.succession.words import share_words
from server.operators.overpayment.words import money_of
from server.operators.refund.lots import heir_of, lots_of

ESTATE = ("successions", "holds")
"""The facts of a household that tell whether heirs are being looked for, and who they are."""

REFUND, DECEASED, TRANSFERRED = "refund", "DECEASED", "TRANSFERRED"


def succession_of(start: Mapping[str, Any], context: Context) -> Mapping[str, Any] | None:
    """The decided succession to the payer of the case, None where there is none with heirs."""
    found: Any = context.facts.get_fact("successions", str(start["household_key"]))
    mine = (one for one in found if one["dead_key"] == start["payer_key"] and one["state"] == TRANSFERRED)
    return next(mine, None)


def last_day(start: Mapping[str, Any], refund: Mapping[str, Any], context: Context) -> date:
    """The last day of a claim. Where its payer died it does not come before six months have passed since the heirs
    were fixed, and not at all while they are looked for (Civil Code art. 160).
    """
    return date.fromisoformat(heirs_day(start, str(refund["lapses_on"]), context))


def heirs_day(start: Mapping[str, Any], lapses_on: str, context: Context) -> str:
    """The same, from the last day as if nobody had died."""
    own = date.fromisoformat(lapses_on)
    found = succession_of(start, context)
    if found is not None:
        return heirs_last_day(own, date.fromisoformat(found["decided_on"]), context.values).isoformat()
    holds: Any = context.facts.get_fact("holds", str(start["household_key"]))
    looked_for = any(one["kind"] == DECEASED for one in holds)
    return max(own, context.today).isoformat() if looked_for else lapses_on


def taken_up(start: Mapping[str, Any], lots: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what a case begins with is another refund's already, or parted among heirs and none of this heir's."""
    heir = heir_of(start)
    parts = [part for lot in lots for part in lot["parts"]]
    if heir is None:
        return bool(parts)
    return any(part["refund_key"] for part in parts if part["heir_no"] == int(heir["heir_no"]))


def parted(start: Mapping[str, Any], refund_key: str, context: Context) -> tuple[int, tuple[Effect, ...]]:
    """How many heirs, and what parts the refund: every overpayment by itself to the yen, a case for each heir.

    Raises `refund_no_heirs`.
    """
    found = succession_of(start, context)
    heirs: list[Mapping[str, Any]] = [] if found is None else list(found["heirs"])
    if found is None or len(heirs) < 2:
        raise Refused("refund_no_heirs", at_field="result")
    by = {str(one["heir_no"]): Fraction(int(one["share_of"]), int(one["share_in"])) for one in heirs}
    rows: list[dict[str, JSON]] = []
    for lot in lots_of(context, start):
        yens, interest = split(int(lot["left"]), by), split(int(lot["interest"]), by)
        for key, share in by.items():
            if yens[key] or interest[key]:
                money = money_of_share(money_of(lot), share, yens[key])
                rows.append(
                    {
                        "overpayment_key": lot["key"],
                        "heir_no": int(key),
                        "succession_key": found["succession_key"],
                        "yen": yens[key],
                        "set_off_interest": interest[key],
                        "money": [[one.day.isoformat(), one.amount] for one in money],
                    }
                )
    payload: dict[str, JSON] = {"refund_key": refund_key, "shares": list(rows)}
    starts = [_start(start, refund_key, one, by[str(one["heir_no"])], rows, context) for one in heirs]
    begun = [one for one in starts if one is not None]
    return len(begun), (RegisterChange("part_refund", f"{refund_key}/part", payload), *begun)


def _start(
    start: Mapping[str, Any],
    refund_key: str,
    heir: Mapping[str, Any],
    share: Fraction,
    rows: Sequence[Mapping[str, Any]],
    context: Context,
) -> StartCase | None:
    """The heir's own case, None where no yen is his."""
    keys = [str(one["overpayment_key"]) for one in rows if one["heir_no"] == heir["heir_no"]]
    if not keys:
        return None
    told = {name: heir[name] for name in ("succession_key", "heir_no", "name", "postal_code", "address")}
    data: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": start["household_key"],
        "payer_key": start["payer_key"],
        "pension_payer": False,
        "from_case": refund_key,
        "keys": list(keys),
        "heir": {**told, "share": share_words(share)},
    }
    return StartCase(REFUND, f"{REFUND}/{refund_key}/heir/{heir['heir_no']}", data, str(start["household_key"]))
