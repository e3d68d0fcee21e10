"""納付済額のお知らせ (yearly, debit and withholding) and 納付確認書 (on request, every channel) at their issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.payment_notice.paid import WITHOUT_RECEIPT, lines, refunded
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("paid_in_year", f"{keys['household_key']}/{keys['payer_key']}/{keys['year']}")
    yield FactKey("person", str(keys["payer_key"]))


@letter("payment_notice/yearly", needs=_needs)
def yearly(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What was debited and withheld in the calendar year: receipts on slips are the citizen's own proof (P05)."""
    return _slots(keys, context, WITHOUT_RECEIPT)


@letter("payment_notice/certificate", needs=_needs)
def certificate(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """納付確認書: everything paid in the calendar year, slips included, for whoever owes."""
    return _slots(keys, context, None)


def _slots(keys: JSONObject, context: Context, channels: tuple[str, ...] | None) -> dict[str, JSON]:
    """Sums are read from the ledger at the issue, never handed in; nothing paid is no letter (`payment_none`)."""
    key = f"{keys['household_key']}/{keys['payer_key']}/{keys['year']}"
    found: Any = context.facts.get_fact("paid_in_year", key)
    paid = lines(found, channels)
    person = context.facts.get_fact("person", str(keys["payer_key"]))
    if not paid or person is None:
        raise Refused("payment_none", year=keys["year"])
    back = refunded(found)
    return {
        **payer_frame(keys, str(keys["payer_key"]), str(person["name"]), context),
        "year": f"{keys['year']}-12-31",
        "payer": person["name"],
        "paid": paid,
        "total": sum(int(str(one["amount"])) for one in paid),
        "refunded": back or None,
    }
