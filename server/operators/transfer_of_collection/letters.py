"""The notice of a hand-over at its issue (徴収移管のお知らせ): who collects from when, and where to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("office", str(keys["to_office"]))


@letter("transfer_of_collection/notice", needs=_needs)
def notice(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The section that collects from the day on; the amounts stand in its own letters."""
    office: Any = context.facts.get_fact("office", str(keys["to_office"]))
    told = {"handed_on": keys["handed_on"], "to_office": office["name"], "to_phone": office["phone"] or ""}
    return {**frame(keys, context), **told, "list_no": keys["list_no"]}
