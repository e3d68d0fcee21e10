"""The overpayments that a refund is about, and their interest to a day (還付の対象と加算金)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.refund.interest import Cause, Interest, Paid, refund_interest
from server.domain.sheets import sheet
from server.operators.lapse_sheets import name
from server.operators.overpayment.planning import interest_lines
from server.operators.overpayment.words import cause_of, money_of, trace_of


def lots_of(context: Context, start: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those of the case's overpayments of which something, or interest on set-offs, is still to be paid; in an heir's
    case his own parts of them, in a case of interest alone nothing but the interest on their set-offs.
    """
    found: Any = context.facts.get_fact("overpaid", str(start["household_key"]))
    keys, heir = {str(one) for one in start.get("keys") or []}, heir_of(start)
    mine = [one for one in found["lots"] if one["key"] in keys]
    if heir is not None:
        mine = [part for one in mine for part in _parts(one, int(heir["heir_no"]))]
    if interest_only(start):
        mine = [{**one, "left": 0, "money": []} for one in mine]
    return [one for one in mine if one["left"] or one["interest"]]


def interest_only(start: Mapping[str, Any]) -> bool:
    """Whether the case is about the interest on set-offs of a refund that lapsed: that right lives on by itself."""
    return bool(start.get("interest_only"))


def claimable_until(lots: Sequence[Mapping[str, Any]]) -> str:
    """The last day of a claim: the refund's, where something is to be refunded, else that of the interest alone."""
    own = [str(one["lapses_on"]) for one in lots if one["left"]]
    return min(own) if own else min(str(one["interest_lapses_on"] or one["lapses_on"]) for one in lots)


def claimed_sum(refunded: int, interest: int) -> int:
    """The yen printed on the claim form: what is refunded, or the interest where it is claimed alone."""
    return refunded or interest


def heir_of(start: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of an heir's own case who he is {heir_no, succession_key, name, postal_code, address, share}."""
    found: Mapping[str, Any] | None = start.get("heir")
    return found


def _parts(lot: Mapping[str, Any], heir_no: int) -> list[dict[str, Any]]:
    """An heir's part of an overpayment as if it were one of its own; none where it was paid or became revenue."""
    return [
        {**lot, "left": part["yen"], "interest": part["interest"], "money": part["money"], "heir_no": heir_no}
        for part in lot["parts"]
        if part["heir_no"] == heir_no and not part["done"]
    ]


def with_interest(lots: Sequence[Mapping[str, Any]], ends: date, context: Context) -> list[dict[str, JSON]]:
    """Each overpayment with the interest on what is left of it until `ends`, rounded once an instalment and cause.

    The interest of an instalment stands at its first overpayment; its trace says how it came about, of zero too.
    """
    groups: dict[tuple[str, Cause], list[Mapping[str, Any]]] = {}
    for lot in lots:
        groups.setdefault((str(lot["claim_key"]), cause_of(str(lot["confirmed"] or lot["cause"]))), []).append(lot)
    made: list[dict[str, JSON]] = []
    for (_, cause), some in groups.items():
        found = refund_interest(cause, _joined(some), ends, context.values)
        for place, lot in enumerate(some):
            made.append(_line(lot, cause, found, first=place == 0))
    return sorted(made, key=lambda one: str(one["key"]))


def _joined(lots: Sequence[Mapping[str, Any]]) -> list[Paid]:
    days: dict[date, int] = {}
    for one in (paid for lot in lots for paid in money_of(lot)):
        days[one.day] = days.get(one.day, 0) + one.amount
    return [Paid(day, yen) for day, yen in sorted(days.items())]


def _line(lot: Mapping[str, Any], cause: Cause, found: Interest, *, first: bool) -> dict[str, JSON]:
    return {
        "key": lot["key"],
        "heir_no": lot.get("heir_no", 0),
        "claim_key": lot["claim_key"],
        "levy_year": lot["levy_year"],
        "no": lot["no"],
        "cause": str(cause),
        "yen": lot["left"],
        "interest": found.amount if first else 0,
        "set_off_interest": lot["interest"],
        "trace": trace_of(found, cause) if first else trace_of(Interest(0, found.exact * 0, (), (), None), cause),
        "set_off_trace": lot["interest_trace"],
    }


def interest_sheets(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, JSON]]:
    """The computation of each interest, of one that is zero too (PM05)."""
    sheets = []
    for one in lines:
        ja, en = name(one)
        if one["yen"]:
            rows = interest_lines(one["trace"])
            sheets.append(sheet(f"interest_{one['claim_key']}", f"{ja}の還付加算金", f"Interest on {en}", rows))
        if one["set_off_trace"]:
            rows = interest_lines(one["set_off_trace"])
            sheets.append(
                sheet(f"set_off_{one['claim_key']}", f"{ja}の充当加算金", f"Interest on set-offs of {en}", rows)
            )
    return sheets


def totals(lines: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Yen refunded, and yen of interest."""
    interest = sum(int(one["interest"]) + int(one["set_off_interest"]) for one in lines)
    return sum(int(one["yen"]) for one in lines), interest
