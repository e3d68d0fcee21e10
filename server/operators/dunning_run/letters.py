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
from server.operators.slip_codes import slip_codes
from server.operators.slip_reissue.letters import slip_facts


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


@letter("dunning_run/late_demand", needs=_needs)
def late_demand(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C09 for a late charge (延滞金) that was fixed and told, and not paid by its own due date; with its slip.

    Raises what `demand` does.
    """
    claim, frame = _framed(keys, context, str(keys["late_due_on"]))
    slip = _slip(keys, context)
    levied, open_yen = int(str(keys["late_yen"])), int(str(slip["amount"]))
    return {
        **frame,
        **slip,
        "due_on": keys["late_due_on"],
        "premium_due_on": claim["due_on"],
        "paid_on": keys["paid_on"],
        "levied": levied,
        "paid": max(levied - open_yen, 0),
        "open": open_yen,
    }


def _slots(keys: JSONObject, context: Context) -> dict[str, JSON]:
    claim, frame = _framed(keys, context, None)
    slip, fee = _slip(keys, context), int(str(keys["fee"]))
    open_yen = int(str(slip["amount"])) - fee
    return {
        **frame,
        **slip,
        "due_on": claim["due_on"],
        "levied": claim["levied"],
        "paid": max(claim["levied"] - open_yen, 0),
        "open": open_yen,
        "fee": fee,
        "relief": bool(keys["relief"]),
    }


def _framed(keys: JSONObject, context: Context, due_on: str | None) -> tuple[Any, dict[str, JSON]]:
    """The instalment, and what every dunning letter says; `due_on` where not the instalment's own is over."""
    claim: Any = context.facts.get_fact("claim", str(keys["claim_key"]))
    payer = keys.get("payer_key")
    person: Any = context.facts.get_fact("person", str(payer)) if payer else None
    if claim is None:
        raise Refused("slip_claim_unknown", claim=str(keys["claim_key"]))
    due = due_on or claim["due_on"]
    if str(keys["designated_on"]) <= due:
        raise Refused("dunning_designated_before_due", day=str(keys["designated_on"]), due=due)
    day, values = context.today, context.values
    return claim, {
        **payer_frame(keys, None if payer is None else str(payer), person and person["name"], context),
        "issued_on": keys.get("dispatch_on") or day.isoformat(),
        "legal_basis": values.text("dunning.legal_basis", day),
        "designated_on": keys["designated_on"],
        "counted_to": keys["counted_to"],
        "instalment": int(str(keys["claim_key"])[-2:]),
        "appeal_body": values.text("city.appeal_body", day),
        "appeal_address": values.text("city.appeal_address", day),
    }


def _slip(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The slip of the letter: premium and fee on one line; the fee is open from the posting of the letter on."""
    number = str(keys["collection_no"])
    slip: Any = context.facts.get_fact("payment_slip", number)
    if slip is None or slip["superseded_on"] is not None:
        raise Refused("slip_unknown", number=number)
    amount, line = int(slip["amount"]), slip["lines"][0]
    if line["open"] != amount - int(str(keys["fee"])):
        raise Refused("slip_changed", claim=line["claim_key"], yen=line["open"])
    consignor = context.values.text("receipts.store_consignor", context.today)
    return {
        "levy_year": slip["levy_year"],
        "notice_no": slip["notice_no"],
        "consignor": consignor,
        **slip_codes(number, amount, slip["use_by"], context),
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
