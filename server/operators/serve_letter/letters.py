"""The papers of service: the form of the record of a delivery by hand, and the notice on the board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.service import deemed_served_on
from server.operators.letter_frame import frame, frame_needs, slip_frame
from server.operators.registry import letter


@letter("serve_letter/delivery_record", needs=frame_needs)
def delivery_record(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """送達記録書 (書式): who is to get which paper; place, time, receiver and signature are filled in by hand."""
    names = ("case_number", "letter_number", "paper")
    return {**frame(keys, context), **{name: keys[name] for name in names}}


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield FactKey("household", str(keys["household_key"]))
    yield FactKey("designated_head", str(keys["household_key"]))
    yield FactKey("office", str(keys["office"]))


@letter("serve_letter/board_notice", needs=_needs)
def board_notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """公示送達書: the name and the kind of the paper, the place where it is kept; no address, amount or number."""
    household: Any = context.facts.get_fact("household", str(keys["household_key"]))
    head = context.facts.get_fact("designated_head", str(keys["household_key"])) or household["head_person_key"]
    name = next((one["name"] for one in household["members"] if one["person_key"] == head), None)
    if name is None:
        raise Refused("head_unknown")
    office = context.facts.get_fact("office", str(keys["office"]))
    posted = date.fromisoformat(str(keys["posted_from"]))
    return {
        **slip_frame({**keys, "head_name": name}, context),
        "paper": keys["paper"],
        "posted_from": posted.isoformat(),
        "deemed_on": deemed_served_on(posted, context.values).isoformat(),
        "kept_at": office["name"],
    }
