"""LT-C10 延滞金納付書: what was fixed, with its spans, and the slip; held when the ledger says otherwise by now."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.registry import letter
from server.operators.slip_reissue.letters import slip_facts, slip_slots

_PLACES = 4


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield from slip_facts(keys)
    yield FactKey("late_charge", str(keys["late_id"]))
    yield FactKey("person", str(keys["payer_key"]))


@letter("late_charge/fixed", needs=_needs)
def fixed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The late charge as it was fixed. Raises `late_charge_changed` when it was taken back, waived or paid in part
    meanwhile, and what a slip raises; so no paper asks for what is not owed.
    """
    late: Any = context.facts.get_fact("late_charge", str(keys["late_id"]))
    if late is None or late["taken_back"] or late["open_late"] != late["amount"]:
        raise Refused("late_charge_changed")
    person: Any = context.facts.get_fact("person", str(keys["payer_key"]))
    slip = slip_slots(keys, context)
    wanted = ("levy_year", "notice_no", "consignor", "collection_no", "use_by", "amount", "machine_line")
    told = {name: slip[name] for name in (*wanted, "store_digits", "el_qr")}
    return {
        **payer_frame(keys, str(keys["payer_key"]), None if person is None else str(person["name"]), context),
        **told,
        **appeal(context),
        "instalment": late["no"],
        "principal": late["levied"],
        "principal_due_on": late["principal_due_on"],
        "paid_on": late["paid_on"],
        "due_on": late["due_on"],
        "spans": [_span(one) for one in late["trace"]["spans"]],
        "exempt": bool(late["trace"]["exempt"]),
    }


def appeal(context: Context) -> dict[str, JSON]:
    """The body of appeal (教示); a letter without one cannot be made. Raises `appeal_body_missing`."""
    body, address = (context.values.text(f"city.appeal_{name}", context.today) for name in ("body", "address"))
    if not body.strip() or not address.strip():
        raise Refused("appeal_body_missing")
    return {"appeal_body": body, "appeal_address": address}


def _span(one: JSONObject) -> dict[str, JSON]:
    """A row of the computation: the rate in percent, the exact yen cut off behind four places."""
    exact = Fraction(str(one["exact"]))
    whole, rest = divmod(int(exact * 10**_PLACES), 10**_PLACES)
    percent = (Decimal(str(one["rate"])) * 100).normalize()
    return {
        "first": one["from"],
        "last": one["to"],
        "days": one["days"],
        "base": one["base"],
        "rate": f"{percent:f}%",
        "exact": f"{whole:,}.{rest:0{_PLACES}}",
    }
