"""The notice that a deferral was revoked (猶予取消通知書, LT-C19)."""

from __future__ import annotations

from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter


@letter("deferral_watch/revoked", needs=frame_needs)
def revoked(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """取消通知書, with the reason, the hearing and the notice of appeal."""
    names = ("case_number", "kind", "first_on", "last_on", "revoked_on", "heard_on", "reason")
    return {
        **frame(keys, context),
        **{name: keys[name] for name in names},
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }
