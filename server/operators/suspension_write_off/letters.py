"""LT-C29 執行停止通知書 and LT-C30 同取消通知書: the debts as the books have them at the issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.late_charge.letters import appeal
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("suspension", str(keys["suspension_key"]))


@letter("suspension_write_off/suspended", needs=_needs)
def suspended(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What rests and why. Raises `suspension_over` when it was cancelled before the letter was made."""
    stands = ("EXTINGUISHED",) if keys["at_once"] else (None,)
    told = {name: keys[name] for name in ("from_day", "ground", "at_once")}
    return {**frame(keys, context), **told, **_debts(keys, context, stands, None)}


@letter("suspension_write_off/cancelled", needs=_needs)
def cancelled(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """What is to be paid again, and why; raises `appeal_body_missing`."""
    told = {name: keys[name] for name in ("from_day", "cancelled_on", "reason")}
    wanted: Any = keys["claims"]
    return {**frame(keys, context), **told, **_debts(keys, context, ("CANCELLED",), wanted), **appeal(context)}


def _debts(keys: JSONObject, context: Context, ended: tuple[str | None, ...], wanted: Any) -> dict[str, JSON]:
    found: Any = context.facts.get_fact("suspension", str(keys["suspension_key"]))
    claims = [] if found is None else [one for one in found["claims"] if one["ended_as"] in ended and one["open"] > 0]
    if wanted is not None:
        claims = [one for one in claims if one["claim_key"] in wanted]
    if not claims:
        raise Refused("suspension_over")
    names = {"year": "levy_year", "instalment": "no", "due_on": "due_on", "amount": "open"}
    rows = [{name: one[of] for name, of in names.items()} for one in claims]
    return {"debts": rows, "total": sum(int(one["open"]) for one in claims)}
