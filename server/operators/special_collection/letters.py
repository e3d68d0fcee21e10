"""The letters of withholding (特別徴収の通知): begun (LT-C05), changed or ended (LT-C06); amounts at the issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.special_collection import MONTHS, PENSIONS, PROVISIONAL, is_withheld, withheld_month
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.levy_decision.notice import appeal, slips
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    where = f"{keys['household_key']}/{keys['levy_year']}"
    yield from frame_needs(keys)
    yield FactKey("special_withholding", where)
    yield FactKey("levy_accounts", where)
    yield FactKey("collection_way", where)


@letter("special_collection/started", needs=_needs)
def started(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C05 特別徴収開始通知書: the pension, the six amounts, what is collected besides, the right to appeal.

    Raises `special_not_withheld`, `levy_account_unknown`, `appeal_body_missing`, and what every frame refuses.
    """
    held, account = _held(keys, context), _account(keys, context)
    year, amounts = int(keys["levy_year"]), held["amounts"]
    decided = int(keys["first_month"]) not in PROVISIONAL
    return {
        **payer_frame(keys, account["payer_key"], account["payer_name"], context),
        "levy_year": year,
        "notice_no": account["notice_no"],
        "pension": PENSIONS.get(str(held["pension_code"]), "公的年金"),
        "payer": held["payer"],
        "first_month": _text(year, int(keys["first_month"])),
        "annual": sum(one["levied"] for one in account["instalments"]) if decided else None,
        "months": _months(year, {int(month): yen for month, yen in amounts.items()}),
        "withheld": sum(amounts.values()),
        "instalments": _ordinary(account) if decided else [],
        **appeal(context),
    }


@letter("special_collection/changed", needs=_needs)
def changed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C06 特別徴収変更・中止通知書: why, from which month on, and what is to be paid how, with the slips.

    Raises `special_not_withheld`, `levy_account_unknown`, `appeal_body_missing`, and what every frame refuses.
    """
    held, account = _held(keys, context), _account(keys, context)
    year, once = int(keys["levy_year"]), keys["reason"] == "FAILED"
    way: Any = context.facts.get_fact("collection_way", f"{keys['household_key']}/{year}")
    left = {
        month: one["levied"] + one["overpaid"]
        for one in account["instalments"]
        if (month := withheld_month(int(one["no"]))) is not None
    }
    return {
        **payer_frame(keys, account["payer_key"], account["payer_name"], context),
        "levy_year": year,
        "notice_no": account["notice_no"],
        "reason": keys["reason"],
        "from_month": str(keys["month"])[:7] if keys.get("month") else held["stops"][-1]["from_month"][:7],
        "once": once,
        "months": _months(year, left) if any(left.values()) else [],
        "instalments": _ordinary(account),
        "overpaid": sum(one["overpaid"] for one in account["instalments"]),
        "way": way["way"],
        "consignor": context.values.text("receipts.store_consignor", context.today),
        "slips": slips(keys, account, context),
        **appeal(context),
    }


def _held(keys: JSONObject, context: Context) -> Mapping[str, Any]:
    found: Any = context.facts.get_fact("special_withholding", f"{keys['household_key']}/{keys['levy_year']}")
    if found is None:
        raise Refused("special_not_withheld", household=keys["household_key"])
    return dict(found)


def _account(keys: JSONObject, context: Context) -> Mapping[str, Any]:
    """The account on which it stands."""
    where = f"{keys['household_key']}/{keys['levy_year']}"
    accounts: Any = context.facts.get_fact("levy_accounts", where)
    held = _held(keys, context)
    mine = [one for one in accounts if one["account_key"] == held["account_key"]]
    if not mine:
        raise Refused("levy_account_unknown", household=keys["household_key"], year=keys["levy_year"])
    return dict(mine[0])


def _months(year: int, amounts: Mapping[int, int]) -> list[JSON]:
    return [
        {
            "month": _text(year, month),
            "kind": "PROVISIONAL" if month in PROVISIONAL else "MAIN",
            "amount": amounts.get(month, 0),
        }
        for month in MONTHS
    ]


def _text(year: int, month: int) -> str:
    return f"{date(year + (month < 4), month, 1):%Y-%m}"


def _ordinary(account: Mapping[str, Any]) -> list[JSON]:
    """The ordinary instalments of which anything is levied."""
    return [
        {
            "instalment": one["no"],
            "ad_hoc": one["ad_hoc"],
            "due_on": one["due_on"],
            "amount": one["levied"],
            "open": one["open"],
        }
        for one in account["instalments"]
        if one["levied"] and not is_withheld(str(one["claim_key"]))
    ]
