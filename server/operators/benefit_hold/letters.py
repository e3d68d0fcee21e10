"""The decision to limit a benefit at its issue (給付制限決定通知書), with reasons and the notice of appeal."""

from __future__ import annotations

from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.enforcement import appeal
from server.operators.letter_frame import frame, frame_needs
from server.operators.registry import letter

_TOLD = "case_number name benefit month yen paid provision heard_on reason"


@letter("benefit_hold/limited", needs=frame_needs)
def limited(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Which benefit, how far, by which article and why (国保法60条・61条・64条2項)."""
    return {**frame(keys, context), **{name: keys[name] for name in _TOLD.split()}, **appeal(context)}
