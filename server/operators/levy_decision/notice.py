"""The letters of levy decisions at their issue (納入通知書・お詫び): amounts by the ledger of that moment.

The shape follows the way of collection: slips, debit with a masked account, withholding, or both. Amount, machine line
and bar code of a slip come from one slip, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.special_collection import is_withheld
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.levy_decision.words import CAUSES
from server.operators.registry import letter
from server.operators.slip_codes import slip_codes

_REDUCED = ("by_income", "for_children", "for_birth")


def _needed(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("levy_accounts", f"{keys['household_key']}/{keys['levy_year']}")
    yield FactKey("collection_way", f"{keys['household_key']}/{keys['levy_year']}")


@letter("levy_decision/notice", needs=_needed)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """納入通知書(兼保険料額決定・変更通知書) of one payer and year, with the slips that `keys` name.

    Raises `levy_account_unknown`, `appeal_body_missing`, and what the frame of every letter refuses.
    """
    account = _account(keys, context)
    basis: Mapping[str, Any] = account["basis"] or {}
    decision: Mapping[str, Any] = account["decision"] or {}
    way: Any = context.facts.get_fact("collection_way", f"{keys['household_key']}/{keys['levy_year']}")
    changed = decision.get("outcome") == "CHANGED"
    return {
        **payer_frame(keys, account["payer_key"], account["payer_name"], context),
        "levy_year": account["levy_year"],
        "notice_no": account["notice_no"],
        "kind": decision.get("outcome") or "STANDING",
        "decided_on": decision.get("decided_on") or context.today.isoformat(),
        "reason": keys.get("reason") or CAUSES.get(str(decision.get("cause")), ("賦課の決定",))[0],
        "total_before": decision["total_before"] if changed else None,
        "total": sum(one["levied"] for one in account["instalments"]),
        "provisional": bool(decision.get("provisional")),
        "reductions": _reductions(basis),
        "parts": [_part(line) for line in basis.get("lines", ())],
        "months": _months(basis, int(account["levy_year"])),
        "instalments": _instalments(account, basis, changed=changed),
        "overpaid": sum(one["overpaid"] for one in account["instalments"]),
        "way": way["way"],
        "account": _masked(way["account"]),
        "withheld": _withheld(way["withheld"], int(account["levy_year"])),
        "consignor": context.values.text("receipts.store_consignor", context.today),
        "slips": slips(keys, account, context),
        **appeal(context),
    }


@letter("levy_decision/apology", needs=_needed)
def apology(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """お詫び: what the city did wrong, before and after, what was paid too much (no disposition of its own)."""
    account = _account(keys, context)
    decision: Mapping[str, Any] = account["decision"] or {}
    return {
        **payer_frame(keys, account["payer_key"], account["payer_name"], context),
        "levy_year": account["levy_year"],
        "notice_no": account["notice_no"],
        "cause": CAUSES.get(str(decision.get("cause")), ("計算の誤り",))[0],
        "explanation": keys.get("apology") or keys.get("reason") or "",
        "total_before": decision.get("total_before", 0),
        "total": decision.get("total_after", 0),
        "overpaid": sum(one["overpaid"] for one in account["instalments"]),
    }


def _account(keys: JSONObject, context: Context) -> Mapping[str, Any]:
    """The payer's account; one that names nobody serves whoever is asked for."""
    where = f"{keys['household_key']}/{keys['levy_year']}"
    accounts: Any = context.facts.get_fact("levy_accounts", where)
    mine = [one for one in accounts if one["payer_key"] == keys.get("payer_key")]
    mine = mine or [one for one in accounts if one["payer_key"] is None]
    if not mine:
        raise Refused("levy_account_unknown", household=keys["household_key"], year=keys["levy_year"])
    found: Mapping[str, Any] = mine[-1]
    return found


def _reductions(basis: Mapping[str, Any]) -> list[JSON]:
    found: list[JSON] = [f"{basis['tenths']}割軽減(均等割・平等割)"] if basis.get("tenths") else []
    lines = basis.get("lines", ())
    words = {"for_children": "未就学児・18歳未満の均等割の軽減", "for_birth": "産前産後期間の免除"}
    found += [text for name, text in words.items() if any(line[name] for line in lines)]
    members = (basis.get("inputs") or {}).get("members", ())
    found += ["減免"] if any(line.get("relieved") for line in lines) else []
    return found + (["非自発的失業者の給与所得の軽減"] if any(one.get("separation") for one in members) else [])


def _part(line: Mapping[str, Any]) -> dict[str, JSON]:
    names = ("part", "persons", "income", "per_head", "per_household", "over_cap", "rounding", "amount")
    return {name: line[name] for name in names} | {
        "reduced": sum(line.get(name, 0) for name in (*_REDUCED, "relieved"))
    }


def _months(basis: Mapping[str, Any], year: int) -> list[JSON]:
    """The twelve months of the year, all parts together."""
    lines = basis.get("lines", ())
    if not lines:
        return []
    return [
        {
            "month": f"{year + (place > 8)}-{(place + 3) % 12 + 1:02d}",
            "amount": sum(line["months"][place] for line in lines),
        }
        for place in range(12)
    ]


def _instalments(account: Mapping[str, Any], basis: Mapping[str, Any], *, changed: bool) -> list[JSON]:
    before = {one["no"]: sum(one["parts"].values()) for one in basis.get("instalments_before", ())}
    return [
        {
            "instalment": one["no"],
            "ad_hoc": one["ad_hoc"],
            "due_on": one["due_on"],
            "before": before.get(one["no"], 0) if changed else None,
            "amount": one["levied"],
            "open": one["open"],
        }
        for one in account["instalments"]
        if not is_withheld(str(one["claim_key"]))
    ]


def _masked(account: Mapping[str, Any] | None) -> str | None:
    return None if account is None else f"{account['institution']} {account['branch']} {account['masked']}"


def _withheld(amounts: Mapping[str, int], year: int) -> list[JSON]:
    found: list[JSON] = []
    for text, yen in sorted(amounts.items()):
        month = text[:7] if "-" in text else f"{year + (int(text) < 4)}-{int(text):02d}"
        found.append({"month": month, "amount": yen})
    return found


def slips(keys: JSONObject, account: Mapping[str, Any], context: Context) -> list[JSON]:
    """The slips that were issued with this letter, each with its one number in all its spellings."""
    due = {one["claim_key"]: one for one in account["instalments"]}
    return [
        {
            "instalment": due[slip["claim_key"]]["no"],
            "due_on": due[slip["claim_key"]]["due_on"],
            **slip_codes(slip["collection_no"], slip["amount"], slip["use_by"], context),
        }
        for slip in keys.get("slips", ())
    ]


def appeal(context: Context) -> dict[str, JSON]:
    """The body of appeal (教示); a letter without one cannot be made."""
    body, address = (context.values.text(f"city.appeal_{name}", context.today) for name in ("body", "address"))
    if not body.strip() or not address.strip():
        raise Refused("appeal_body_missing")
    return {"appeal_body": body, "appeal_address": address}
