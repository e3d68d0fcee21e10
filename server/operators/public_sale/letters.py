"""The letters of a sale at their issue (公売の文書): the board, who has rights, who buys, the registry office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.enforcement import KINDS, appeal, debt_lines, third_party_frame, total_of
from server.operators.letter_frame import frame_needs, payer_frame, slip_frame, slip_needs
from server.operators.public_sale.planning import METHODS
from server.operators.registry import letter
from server.operators.seizure.letters import of_seizure

OUTCOMES = {
    "BEST": "最高価申込者を決定しました",
    "CALLED_OFF": "公売を中止しました",
    "PAID": "滞納の完納により、公売を中止し、売却決定があるときは取り消しました(国税徴収法第117条)",
    "HELD": "徴収の猶予等により、公売を中止しました",
    "RELEASED": "差押えの解除により、公売を中止しました",
    "UNPAID": "買受代金が納付の期限までに納付されないため、売却決定を取り消しました(国税徴収法第115条第4項)",
    "BARRED": "最高価申込者の決定を取り消しました(国税徴収法第108条)",
}
"""What came of a sale, in the words of the letter."""


def _board_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from slip_needs(keys)
    yield from _sale_needs(keys)


def _notice_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield from _sale_needs(keys)


def _sale_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield FactKey("seizure", str(keys["seizure_id"]))
    yield FactKey("public_sales", str(keys["seizure_id"]))


@letter("public_sale/board", needs=_board_needs)
def board(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """公売公告: the items of art. 95(1); neither the debtor's name nor his debts stand on the board."""
    sale, seizure = _sale(keys, context), of_seizure(keys, context)
    before = date.fromisoformat(sale["decide_on"]) - timedelta(days=1)
    return {
        **slip_frame({**keys, "head_name": "公売に参加する方"}, context),
        **_terms(sale, seizure),
        "declare_by": before.isoformat(),
    }


@letter("public_sale/notice", needs=_notice_needs)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """公売通知書 (art. 96): to the debtor with what he owes, to a creditor with the call to state his claim."""
    sale, seizure = _sale(keys, context), of_seizure(keys, context)
    before = date.fromisoformat(sale["decide_on"]) - timedelta(days=1)
    to_debtor = keys["to"] is None
    return {
        **_frame(keys, seizure, context),
        **_terms(sale, seizure),
        "debtor_name": seizure["details"]["debtor_name"],
        "to_debtor": to_debtor,
        "declare_by": before.isoformat(),
        "as_of": seizure["signed_on"],
        "debts": debt_lines(seizure["debts"]) if to_debtor else [],
        "total": total_of(seizure["debts"]),
        **appeal(context),
    }


@letter("public_sale/outcome", needs=_notice_needs)
def outcome(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """公売結果通知書: the highest bid (art. 106(2)), or that the sale was stopped or taken back (arts. 115, 117)."""
    sale, seizure = _sale(keys, context), of_seizure(keys, context)
    bid = _best(sale) if keys["ground"] == "BEST" else None
    return {
        **_frame(keys, seizure, context),
        "sale_number": sale["number"],
        "asset_kind": KINDS[seizure["asset"]["kind"]][0],
        "asset_detail": _detail(seizure),
        "sale_on": sale["sale_on"],
        "what": OUTCOMES[str(keys["ground"])],
        "day": keys["day"],
        "price": None if bid is None else bid["yen"],
        "decide_on": None if bid is None else sale["decide_on"],
        **appeal(context),
    }


@letter("public_sale/decision", needs=_board_needs)
def decision(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """売却決定通知書 (art. 118): to the buyer; where and until when the price is paid."""
    sale, seizure = _sale(keys, context), of_seizure(keys, context)
    bid = _best(sale)
    to = {"name": bid["bidder"], "postal_code": bid["postal_code"], "address": bid["address"]}
    return {
        **third_party_frame(keys, to, context, honorific="様"),
        "sale_number": sale["number"],
        "asset_kind": KINDS[seizure["asset"]["kind"]][0],
        "asset_detail": _detail(seizure),
        "property_address": seizure["asset"]["address"],
        "decided_on": sale["decided_on"],
        "price": bid["yen"],
        "guarantee": bid["guarantee"],
        "rest": bid["yen"] - bid["guarantee"],
        "pay_by": sale["pay_by"],
    }


@letter("public_sale/title", needs=_board_needs)
def title(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """登記嘱託書(公売による権利移転): the registry enters the buyer, takes out what ended (arts. 121, 125)."""
    sale, seizure = _sale(keys, context), of_seizure(keys, context)
    asset, bid = seizure["asset"], _best(sale)
    to = {"name": asset["third_party"], "postal_code": asset["postal_code"], "address": asset["address"]}
    return {
        **third_party_frame(keys, to, context),
        "sale_number": sale["number"],
        "seizure_number": seizure["number"],
        "priced_on": sale["priced_on"],
        "buyer_name": bid["bidder"],
        "buyer_address": bid["address"],
        "debtor_name": seizure["details"]["debtor_name"],
        "debtor_address": seizure["details"]["holder"]["address"],
        "property_address": asset["address"],
        "asset_detail": _detail(seizure),
    }


def _frame(keys: JSONObject, seizure: Mapping[str, Any], context: Context) -> dict[str, JSON]:
    to: Any = keys["to"]
    if to is not None:
        return third_party_frame(keys, to, context, honorific=str(to.get("honorific") or "御中"))
    return payer_frame(keys, seizure["person_key"], seizure["details"]["debtor_name"], context)


def _sale(keys: JSONObject, context: Context) -> Any:
    """The round of the letter. Raises `sale_moved` when there is none."""
    rounds: Any = context.facts.get_fact("public_sales", str(keys["seizure_id"]))
    found = [one for one in rounds if one["sale_id"] == keys["sale_id"]]
    if not found:
        raise Refused("sale_moved", number=str(keys["case_number"]))
    return found[0]


def _best(sale: Mapping[str, Any]) -> Any:
    return next(bid for bid in sale["bids"] if bid["place"] == sale["best"])


def _detail(seizure: Mapping[str, Any]) -> str:
    return str(seizure["asset"]["detail"]).strip() or KINDS[seizure["asset"]["kind"]][0]


def _terms(sale: Mapping[str, Any], seizure: Mapping[str, Any]) -> dict[str, JSON]:
    said = sale["terms"]
    return {
        "sale_number": sale["number"],
        "asset_kind": KINDS[seizure["asset"]["kind"]][0],
        "asset_detail": _detail(seizure),
        "property_address": seizure["asset"]["address"],
        "method": METHODS[said["method"]],
        "estimate": sale["estimate"],
        "guarantee": sale["guarantee"],
        "sale_on": sale["sale_on"],
        "sale_hours": said["sale_hours"],
        "place": said["place"],
        "decide_on": sale["decide_on"],
        "decide_hours": said["decide_hours"],
        "pay_by": sale["pay_by"],
        "qualification": said["qualification"],
        "conditions": said["conditions"],
    }
