"""相続人代表者届 (LT-C45) and 納付義務承継通知書 (LT-C46) to heirs, at their issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import appeal, third_party_frame
from server.operators.letter_frame import slip_needs
from server.operators.registry import letter
from server.operators.slip_codes import slip_codes

_ASK = "case_number dead_name died_on heir_name reply_by"
_NOTICE = (
    "dead_name died_on heir_name share limited limit representative represented_by debts debt_sum credits credit_sum"
)


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield FactKey("protected", str(keys["household_key"]))


def _to_heir(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The frame of a letter to an heir at the address of the family's papers.

    Raises `protected_in_letter` where a person of the dead payer's household is under protection: a person looks first.
    """
    if context.facts.get_fact("protected", str(keys["household_key"])):
        raise Refused("protected_in_letter")
    to: dict[str, Any] = {
        "name": keys["heir_name"],
        "postal_code": keys["heir_postal_code"],
        "address": keys["heir_address"],
    }
    return third_party_frame(keys, to, context, honorific="様")


@letter("succession/representative", needs=_needs)
def representative(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Asks the heirs to name who receives papers for all; the form to be filled in is its second page."""
    return {**_to_heir(keys, context), **{name: keys[name] for name in _ASK.split()}}


@letter("succession/notice", needs=_needs)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Tells an heir what he takes over, with the notice of appeal. Raises `appeal_body_missing`."""
    told = {name: keys[name] for name in _NOTICE.split()}
    slips: list[JSON] = [_slip(one, context) for one in keys.get("slips", ())]
    consignor = context.values.text("receipts.store_consignor", context.today)
    return {**_to_heir(keys, context), **appeal(context), **told, "consignor": consignor, "slips": slips}


def _slip(slip: Any, context: Context) -> dict[str, JSON]:
    codes = slip_codes(str(slip["collection_no"]), int(slip["amount"]), slip["use_by"], context)
    return {"levy_year": slip["levy_year"], **codes}
