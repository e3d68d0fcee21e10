"""LT-C36 過誤納金充当通知書, built from the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refund.offset import DebtKind
from server.operators.enforcement import appeal
from server.operators.letter_frame import frame, frame_needs
from server.operators.overpayment.words import CAUSES, KINDS, NO_INTEREST, cause_of
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)


@letter("overpayment/set_off", needs=_needs)
def set_off(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Source, target, yen, day of effect and interest of each set-off, with the notice of appeal."""
    sources: Any = keys["sources"]
    made: Any = keys["made"]
    traces: Any = keys["traces"]
    return {
        **frame(keys, context),
        **appeal(context),
        "sources": [_named(one, cause=CAUSES[cause_of(one["cause"])][0]) for one in sources],
        "made": [_named(one, kind=KINDS[DebtKind(one["kind"])][0]) for one in made],
        "interest": keys["interest"],
        "interest_spans": interest_rows(traces),
        "set_off": keys["set_off"],
        "rest": keys["rest"],
    }


def _named(one: Mapping[str, Any], **words: str) -> dict[str, JSON]:
    """The row with words in place of codes, its instalments under the names of the letter's columns."""
    names = {"no": "instalment", "from_no": "from_instalment"}
    return {names.get(key, key): value for key, value in {**one, **words}.items()}


def interest_rows(traces: Any) -> list[dict[str, JSON]]:
    """Every span of some interests, and why one is zero, as a letter prints them."""
    rows: list[dict[str, JSON]] = []
    for trace in traces:
        for span in trace["spans"]:
            percent = f"{Decimal(span['rate']) * 100:.1f}"
            row = {"first": span["from"], "last": span["to"], "days": span["days"], "rate": percent}
            rows.append({**row, "base": span["base"], "why": None})
        if trace["none_because"]:
            why = NO_INTEREST[trace["none_because"]][0]
            said = f"{why}のため、加算金はありません"
            rows.append({"first": None, "last": None, "days": 0, "rate": "-", "base": 0, "why": said})
    return rows
