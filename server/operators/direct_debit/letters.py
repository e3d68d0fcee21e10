"""The letters of direct debit (口座振替の通知): begun, sent back, failed with a slip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.direct_debit import institutions
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter
from server.operators.slip_reissue.letters import slip_facts, slip_slots


def _started_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("debit_mandate", str(keys["household_key"]))


@letter("direct_debit/started", needs=_started_needs)
def started(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C02 口座振替開始通知書: the mandate as the register has it. Raises `mandate_unknown`."""
    mandate: Any = context.facts.get_fact("debit_mandate", str(keys["household_key"]))
    if mandate is None or mandate["mandate_key"] != keys["mandate_key"] or mandate["status"] != "ACCEPTED":
        raise Refused("mandate_unknown", household=str(keys["household_key"]))
    code = str(mandate["institution"])
    return {
        **frame(keys, context),
        "institution": institutions(context.today, context.values).get(code, code),
        "account_kind": mandate["account_kind"],
        "account": f"****{mandate['account_tail']}",
        "first_due_on": mandate["first_due_on"],
        "changed": bool(keys["changed"]),
    }


@letter("direct_debit/returned", needs=frame_needs)
def returned(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C03 口座振替依頼書返戻のお知らせ: the reason, and until when it may be handed in again."""
    told = {name: keys[name] for name in ("received_on", "reason", "due_on")}
    return {**frame(keys, context), **told}


def _failed_needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield from slip_facts(keys)


@letter("direct_debit/failed", needs=_failed_needs)
def failed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C04 口座振替不能通知書兼納付書: what is open now; raises `slip_changed` when it was paid meanwhile."""
    told = {"debit_on": keys["debit_on"], "result": keys["result"]}
    return {**frame(keys, context), **slip_slots(keys, context), **told}
