"""The letters of dunning (督促状・お詫び): what they say at the moment of their issue, from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.registry import letter
from server.operators.slip_reissue.letters import slip_facts, slip_slots

_SLIP = ("levy_year", "notice_no", "consignor", "collection_no", "use_by", "amount", "machine_line", "store_digits")


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield from slip_facts(keys)
    yield FactKey("claim", str(keys["claim_key"]))
    if keys.get("payer_key"):
        yield FactKey("person", str(keys["payer_key"]))


@letter("dunning_run/demand", needs=_needs)
def demand(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C09 督促状 in an envelope, for one instalment, with its slip.

    Raises `slip_changed` when less is open than the slip asks for, `dunning_designated_before_due`, what the frame
    raises (`address_missing`, `protected_address`, `protected_in_letter`, `payer_elsewhere` …), `value_missing` where
    the body of appeal is not settled.
    """
    return _slots(keys, context)


@letter("dunning_run/card", needs=_needs)
def card(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C09 as the folded pressure-sealed card (圧着はがき): the same words, the debt on the inside alone."""
    return _slots(keys, context)


def _slots(keys: JSONObject, context: Context) -> dict[str, JSON]:
    claim: Any = context.facts.get_fact("claim", str(keys["claim_key"]))
    payer = keys.get("payer_key")
    person: Any = context.facts.get_fact("person", str(payer)) if payer else None
    if claim is None:
        raise Refused("slip_claim_unknown", claim=str(keys["claim_key"]))
    if str(keys["designated_on"]) <= claim["due_on"]:
        raise Refused("dunning_designated_before_due", day=str(keys["designated_on"]), due=claim["due_on"])
    slip = slip_slots(keys, context)
    fee = int(str(keys["fee"]))
    open_yen = int(str(slip["amount"])) - fee
    day, values = context.today, context.values
    return {
        **payer_frame(keys, None if payer is None else str(payer), person and person["name"], context),
        **{name: slip[name] for name in _SLIP},
        "legal_basis": values.text("dunning.legal_basis", day),
        "designated_on": keys["designated_on"],
        "counted_to": keys["counted_to"],
        "instalment": int(str(keys["claim_key"])[-2:]),
        "due_on": claim["due_on"],
        "levied": claim["levied"],
        "paid": max(claim["levied"] - open_yen, 0),
        "open": open_yen,
        "fee": fee,
        "relief": bool(keys["relief"]),
        "appeal_body": values.text("city.appeal_body", day),
        "appeal_address": values.text("city.appeal_address", day),
    }


def _apology_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("claim", str(keys["claim_key"]))
    if keys.get("payer_key"):
        yield FactKey("person", str(keys["payer_key"]))


@letter("dunning_run/apology", needs=_apology_needs)
def apology(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C12 お詫び・取消し of a dunning letter that was wrong, to whoever got it."""
    claim: Any = context.facts.get_fact("claim", str(keys["claim_key"]))
    payer = keys.get("payer_key")
    person: Any = context.facts.get_fact("person", str(payer)) if payer else None
    if claim is None:
        raise Refused("slip_claim_unknown", claim=str(keys["claim_key"]))
    told = {name: keys[name] for name in ("letter_number", "sent_on", "asked", "cause", "explanation")}
    return {
        **payer_frame(keys, None if payer is None else str(payer), person and person["name"], context),
        **told,
        "levy_year": claim["levy_year"],
        "instalment": int(str(keys["claim_key"])[-2:]),
        "due_on": claim["due_on"],
    }
