"""交付要求書・参加差押書 at their issue, and the notice to the debtor with the appeal (arts. 82, 86)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.enforcement import appeal, debtor_words, third_party_frame
from server.operators.letter_frame import frame_needs, payer_frame, slip_needs
from server.operators.registry import letter


def _request_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield FactKey("debtor", str(keys["household_key"]))
    yield FactKey("collection_debts", str(keys["household_key"]))


def _notice_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("debtor", str(keys["household_key"]))
    yield FactKey("collection_debts", str(keys["household_key"]))


@letter("claim_participation/request", needs=_request_needs)
def request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """To the executing body; of a debtor under protection the address is left to the body's own file."""
    debtor: Any = context.facts.get_fact("debtor", str(keys["household_key"]))
    to = {"name": keys["body"], "postal_code": keys["body_postal_code"], "address": keys["body_address"]}
    lived = debtor["lived"]
    address = "(事件の記録のとおり)" if debtor["protected"] or not lived else str(lived[-1]["address"])
    return {
        **third_party_frame(keys, to, context),
        **_case(keys),
        **debtor_words(debtor, address),
        "period_end": keys["period_end"],
        **_claims(keys, context),
    }


@letter("claim_participation/debtor_notice", needs=_notice_needs)
def debtor_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """To the debtor."""
    debtor: Any = context.facts.get_fact("debtor", str(keys["household_key"]))
    return {
        **payer_frame(keys, debtor["person_key"], debtor["name"], context),
        **_case(keys),
        **_claims(keys, context),
        **appeal(context),
    }


def _case(keys: JSONObject) -> dict[str, JSON]:
    return {"body": keys["body"], "body_case": keys["body_case"], "kind": keys["kind"]}


def _claims(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The claims as they were filed."""
    debts: Any = context.facts.get_fact("collection_debts", str(keys["household_key"]))
    known = {one["claim_key"]: one for one in debts}
    lines: Any = keys["lines"]
    rows = [
        {
            "levy_year": known[one["claim_key"]]["levy_year"],
            "instalment": known[one["claim_key"]]["instalment_no"],
            "due_on": known[one["claim_key"]]["due_on"],
            "principal": one["principal"],
            "late": one["late"],
            "rank": one["rank"],
        }
        for one in lines
    ]
    return {"as_of": keys["as_of"], "debts": rows, "total": sum(one["principal"] + one["late"] for one in lines)}
