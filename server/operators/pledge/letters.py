"""The letters of a pledge: its copy with slips (LT-C14), and the notice that a line was not kept (LT-C15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.instalment_plan import paid_on_plan
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter
from server.operators.slip_codes import slip_codes


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("pledges", str(keys["household_key"]))
    yield FactKey("open_claims", str(keys["household_key"]))


def _pledge(keys: JSONObject, context: Context) -> Any:
    found: Any = context.facts.get_fact("pledges", str(keys["household_key"]))
    for one in found:
        if one["pledge_key"] == keys["pledge_key"]:
            return one
    raise Refused("pledge_unknown")


@letter("pledge/pledge", needs=_needs)
def copy(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """分割納付誓約書(写): the plan, what it is about, and the slips issued with this letter."""
    pledge, now = _pledge(keys, context), _now(keys, context)
    claims = [_claim(one, now) for one in pledge["claims"]]
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "signed_on": pledge["signed_on"],
        "principal": pledge["principal"],
        "late": sum(now.get(one["claim_key"], {}).get("late") or 0 for one in pledge["claims"]),
        "claims": claims,
        "lines": [turn(one) for one in pledge["lines"]],
        "grace_days": context.values.period("pledge_grace", context.today).amount,
        "consignor": context.values.text("receipts.store_consignor", context.today),
        "slips": [plan_slip(one, context) for one in keys.get("slips", ())],
    }


def _now(keys: JSONObject, context: Context) -> dict[str, Any]:
    found: Any = context.facts.get_fact("open_claims", str(keys["household_key"]))
    return {one["claim_key"]: one for one in found["standing"]}


def _claim(one: JSONObject, now: dict[str, Any]) -> dict[str, JSON]:
    known = now.get(str(one["claim_key"]))
    if known is None:  # paid since the signing: the copy still tells what was pledged
        raise Refused("pledge_debt_moved")
    return {
        "levy_year": known["levy_year"],
        "instalment": known["no"],
        "due_on": known["due_on"],
        "amount": one["amount"],
    }


def turn(row: JSONObject) -> dict[str, JSON]:
    """A line of a plan as letters show it."""
    return {"turn": row["no"], "due_on": row["due_on"], "amount": row["amount"]}


def plan_slip(slip: Any, context: Context) -> dict[str, JSON]:
    """One slip with its number in three spellings, from one amount."""
    return {
        "turn": slip["no"],
        "due_on": slip["due_on"],
        **slip_codes(str(slip["collection_no"]), int(slip["amount"]), slip["use_by"], context),
    }


@letter("pledge/missed", needs=_needs)
def missed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """不履行通知: which lines were not kept, what is open of the plan, by when it must be paid or that it is over."""
    pledge, now = _pledge(keys, context), _now(keys, context)
    still = {key: one["open"] for key, one in now.items()}
    owed = [(one["claim_key"], one["amount"]) for one in pledge["claims"]]
    rest = int(pledge["principal"]) - paid_on_plan(owed, still)
    if rest <= 0:
        raise Refused("pledge_debt_moved")
    told: set[int] = set(keys["lines"])
    rows = [one for one in pledge["lines"] if one["no"] in told]
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "signed_on": keys["signed_on"],
        "lines": [turn(one) for one in rows],
        "rest": rest,
        "ended": keys["ended"],
        "pay_by": keys["pay_by"],
    }
