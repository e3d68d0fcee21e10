"""A refund is told of (還付の通知・勧奨), and what of it lives on once it has lapsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.refund.lots import heir_of, lots_of, totals, with_interest


def tell_needs(inputs: Any) -> Iterator[FactKey]:
    """What `told` reads."""
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("overpaid", str(inputs.start["household_key"]))


def told(start: Any, opened: Any, times: int, again: str | None, context: Context) -> Iterator[Effect]:
    """The notice or a reminder, as things stand today. After a transfer came back the amounts are those decided."""
    lots = lots_of(context, start)
    lines = _as_of_today(lots, context)
    known = bool(lines) or not lots
    refunded, interest = totals(lines) if lines else (opened["yen"], opened["interest"] if known else None)
    alone = bool(interest) and not refunded
    keys = {
        "case_number": context.case["number"],
        "person_key": start["payer_key"],
        "lines": [{name: one[name] for name in ("levy_year", "no", "cause", "yen")} for one in lines],
        "traces": _traces(lines, alone=alone),
        "yen": refunded,
        "interest": interest,
        "lapses_on": opened["lapses_on"],
        "times": times,
        "alone": alone,
        "again": again,
        "heir": heir_of(start),
    }
    payload = {"refund_key": opened["refund_key"], "reminded": times}
    source = f"{opened['refund_key']}/tell/{times}/{context.today.isoformat()}"
    yield RegisterChange("tell_refund", source, payload)
    yield LetterRequest("refund/notice", str(start["household_key"]), str(start["payer_key"]) or None, keys)


def _traces(lines: Sequence[Mapping[str, Any]], *, alone: bool) -> list[JSON]:
    """The computations that the letter prints: of interest alone those of the set-offs."""
    if alone:
        return [one["set_off_trace"] for one in lines if one["set_off_trace"]]
    return [one["trace"] for one in lines if one["yen"]]


def _as_of_today(lots: Sequence[Any], context: Context) -> list[dict[str, JSON]]:
    """With their interest so far; none while the year has no rate yet: a reminder does not wait for it, a decision
    does.
    """
    try:
        return with_interest(lots, max([context.today, *arose(lots)]), context) if lots else []
    except Refused as refusal:
        if refusal.code != "value_missing":
            raise
        return []


def arose(lots: Sequence[Mapping[str, Any]]) -> list[date]:
    """The days on which the overpayments arose."""
    return [date.fromisoformat(one["arose_on"]) for one in lots]


def outlives(start: Any, refund_key: str, context: Context) -> Iterator[StartCase]:
    """The interest on set-offs does not lapse with the refund (Local Autonomy Act art. 236(1)): a case of its own until
    its own last day.
    """
    lots = lots_of(context, start)
    if heir_of(start) is not None or not any(one["left"] for one in lots):
        return
    today = context.today.isoformat()
    keys = [str(one["key"]) for one in lots if one["interest"] and today <= str(one["interest_lapses_on"])]
    if keys:
        names = ("household_key", "payer_key", "pension_payer")
        data = {name: start[name] for name in names} | {"channel": "EXOFFICIO", "received_on": today}
        data |= {"from_case": refund_key, "keys": keys, "interest_only": True}
        yield StartCase("refund", f"refund/{refund_key}/interest", data, str(start["household_key"]))
