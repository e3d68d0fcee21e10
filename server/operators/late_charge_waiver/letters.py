"""LT-C11 延滞金減免決定(却下)通知書: granted, in part or refused, with reasons and the notice of appeal."""

from __future__ import annotations

from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.late_charge.letters import appeal
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter

_SAID = "case_number received_on result ground lines exempt_from exempt_to share provision reason".split()


@letter("late_charge_waiver/decision", needs=frame_needs)
def decision(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision as it was taken; raises `appeal_body_missing`."""
    return {**frame(keys, context), **{name: keys[name] for name in _SAID}, **appeal(context)}
