"""LT-C37 過誤納金還付通知書 with its claim form, LT-C38 振込通知, LT-C39 不支給通知."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import appeal, third_party_frame
from server.operators.letter_frame import frame, frame_needs
from server.operators.overpayment.letters import interest_rows
from server.operators.overpayment.words import CAUSES, cause_of
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


def _framed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """To the payer; what is an heir's own part goes to him at the address of the family's papers.

    Raises `protected_in_letter` where a person of the dead payer's household is under protection: a person looks first.
    """
    heir: Any = keys.get("heir")
    if heir is None:
        return frame(keys, context)
    if context.facts.get_fact("protected", str(keys["household_key"])):
        raise Refused("protected_in_letter")
    return third_party_frame(keys, heir, context, honorific="様")


@letter("refund/notice", needs=_needs)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Cause, instalment, yen, interest, until when it can be claimed, the warning of fraud; the claim form with it."""
    lines: Any = keys["lines"]
    rows = [
        {
            "levy_year": one["levy_year"],
            "instalment": one["no"],
            "cause": CAUSES[cause_of(one["cause"])][0],
            "yen": one["yen"],
        }
        for one in lines
    ]
    told = {name: keys[name] for name in ("case_number", "yen", "interest", "lapses_on", "alone", "again")}
    spans = interest_rows(keys["traces"])
    return {**_framed(keys, context), **told, "lines": rows, "reminder": bool(keys["times"]), "interest_spans": spans}


@letter("refund/paid", needs=_needs)
def paid(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What was transferred, on which account and day."""
    told = {name: keys[name] for name in "case_number payee_name yen interest paid paid_on account".split()}
    return {**_framed(keys, context), **told}


@letter("refund/refused", needs=_needs)
def refused(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What is not paid and why, with the notice of appeal."""
    told = {name: keys[name] for name in "case_number what yen reason provision".split()}
    return {**_framed(keys, context), **appeal(context), **told}
