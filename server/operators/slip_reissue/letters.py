"""The slip as it is printed (納付書の中身): from the register at that moment, one amount in three spellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import slip_frame, slip_needs
from server.operators.registry import letter
from server.operators.slip_codes import slip_codes


def slip_facts(keys: JSONObject) -> Iterator[FactKey]:
    """The facts behind `slip_slots`."""
    yield FactKey("payment_slip", str(keys["collection_no"]))


def slip_slots(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The slots of a slip, for every letter that carries one.

    Raises `slip_unknown`, `slip_changed` when less is open of a line than the slip asks for: a paper that is wrong
    before it is printed is not printed (published: slips that ignored part payments).
    """
    number = str(keys["collection_no"])
    slip: Any = context.facts.get_fact("payment_slip", number)
    if slip is None or slip["superseded_on"] is not None:
        raise Refused("slip_unknown", number=number)
    for line in slip["lines"]:
        if line["open"] < line["amount"]:
            raise Refused("slip_changed", claim=line["claim_key"], yen=line["open"])
    consignor = context.values.text("receipts.store_consignor", context.today)
    return {
        "levy_year": slip["levy_year"],
        "notice_no": slip["notice_no"],
        "consignor": consignor,
        **slip_codes(number, int(slip["amount"]), slip["use_by"], context),
        "lines": [_line(line) for line in slip["lines"]],
    }


def _line(line: JSONObject) -> dict[str, JSON]:
    return {"instalment": line["instalment_no"], **{name: line[name] for name in ("subject", "due_on", "amount")}}


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield from slip_facts(keys)
    yield FactKey("person", str(keys["payer_key"]))


@letter("slip_reissue/slip", needs=_needs)
def slip(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """納付書 for the counter: named for whoever owes (納付義務者), without anybody's address.

    So it cannot carry the address of a household that parted (世帯分離) or of a protected person (支援措置).
    """
    person = context.facts.get_fact("person", str(keys["payer_key"]))
    if person is None:
        raise Refused("head_unknown")
    return {**slip_frame({**keys, "head_name": person["name"]}, context), **slip_slots(keys, context)}
