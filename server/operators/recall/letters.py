"""The reminder of a recall at its issue (LT-Q07-RECALL 資格確認書の返納のお願い)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter

CAUSES: Final = {
    "LOSS": "国民健康保険の資格を喪失したため",
    "MOVED": "県内の他の市町村へ転出したため",
    "SUPERSEDED": "新しい資格確認書を交付したため",
}


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    for person in keys["person_keys"]:
        yield FactKey("person", str(person))


@letter("recall/reminder", needs=_needs)
def reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Which certificates of whom are to come back where and until when, and what if they were lost (no disposition)."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        "cause": CAUSES[str(keys["cause"])],
        "last": int(keys["times"]) >= context.values.integer("recall.reminders", context.today),
        "documents": [
            {
                "name": context.facts.get_fact("person", str(one["person_key"]))["name"],
                "branch": one["branch"],
                "issued_on": one["issued_on"],
            }
            for one in keys["documents"]
        ],
        "due_on": keys["due_on"],
        "return_to": office["name"],
    }
