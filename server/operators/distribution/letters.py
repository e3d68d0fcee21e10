"""The copy of the distribution sheet at its issue (配当計算書謄本): to the debtor and to each creditor (施行令49条)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.distribution.planning import RANKS
from server.operators.enforcement import appeal, third_party_frame
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.registry import letter
from server.operators.seizure.letters import of_seizure

_ORDER = tuple(RANKS)


def _needed(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("seizure", str(keys["seizure_id"]))
    yield FactKey("collection_debts", f"{keys['household_key']}@{keys['paid_on']}")


@letter("distribution/sheet", needs=_needed)
def sheet(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The items of Enforcement Order art. 49: debtor, total, each claim with its order and share, day of payment."""
    seizure, plan, to = of_seizure(keys, context), keys["sheet"], keys["to"]
    if to is None:
        framed = payer_frame(keys, seizure["person_key"], seizure["details"]["debtor_name"], context)
    else:
        framed = third_party_frame(keys, to, context)
    return {
        **framed,
        "seizure_number": seizure["number"],
        "third_party": keys.get("payer") or seizure["asset"]["third_party"],
        "sold": bool(keys.get("payer")),
        "debtor_name": seizure["details"]["debtor_name"],
        "amount": plan["amount"],
        "paid_on": keys["paid_on"],
        "shares": _shares(plan, context),
        "debts": [_line(one, keys, context) for one in plan["own"]],
        "surplus": plan["surplus"],
        "pay_on": keys["pay_on"],
        **appeal(context),
    }


def _shares(plan: Any, context: Context) -> list[JSON]:
    city = context.values.text("city.name", context.today)
    mine = sum(one["principal"] + one["late"] + one["fee"] + one["cost"] for one in plan["own"])
    rows = [(one["rank"], one["name"], RANKS[one["rank"]], one["claim"], one["yen"]) for one in plan["shares"]]
    if mine or not rows:
        rows.append(("OWN", city, RANKS["OWN"], mine, mine))
    rows.sort(key=lambda row: _ORDER.index(row[0]))
    if plan["cost"]:
        rows.insert(0, ("", city, "滞納処分費", plan["cost"], plan["cost"]))
    return [
        {"order": place, "name": name, "kind": kind, "claim": claim, "yen": yen}
        for place, (_, name, kind, claim, yen) in enumerate(rows, 1)
    ]


def _line(one: Any, keys: JSONObject, context: Context) -> dict[str, JSON]:
    debts: Any = context.facts.get_fact("collection_debts", f"{keys['household_key']}@{keys['paid_on']}")
    known = next(debt for debt in debts if debt["claim_key"] == one["claim_key"])
    return {
        "levy_year": known["levy_year"],
        "instalment": known["instalment_no"],
        "due_on": known["due_on"],
        "principal": one["principal"],
        "late": one["late"],
        "cost": one["fee"] + one["cost"],
    }
