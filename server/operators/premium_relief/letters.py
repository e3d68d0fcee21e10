"""The letters of reliefs from premiums at their issue (受付票・書類の依頼・決定・取消し)."""

from __future__ import annotations

from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.enforcement import appeal
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.premium_relief.words import PAPERS, paper
from server.operators.registry import letter

_DECIDED = (
    "case_number received_on levy_year ground before yen provision reason facts result candidates members".split()
)
_REVOKED = "case_number received_on levy_year ground before yen provision reason facts revoke_from heard_on".split()


@letter("premium_relief/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number and the day by which it is decided, in the hand before the paper leaves it."""
    received = date.fromisoformat(str(keys["received_on"]))
    period = context.values.period("relief_decision_due", context.today)
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険料の減免・軽減",
        "decide_by": period_end(received, period, Calendar(context.values)).isoformat(),
        "papers": [PAPERS[code] for code in keys["papers"]],
        "missing": [paper(code) for code in keys["missing"]],
        "due_on": keys["due_on"],
    }


@letter("premium_relief/document_request", needs=frame_needs)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for the papers of the ground (information, no disposition)."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "ground": keys["ground"],
        "documents": [{"name": paper(code)} for code in keys["documents"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
    }


@letter("premium_relief/decision", needs=frame_needs)
def decision(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-L11, LT-L06-DENY: granted, in part or refused, every application of the household told, with the appeal.

    Raises `appeal_body_missing`.
    """
    return {**frame(keys, context), **{name: keys[name] for name in _DECIDED}, **appeal(context)}


@letter("premium_relief/revocation", needs=frame_needs)
def revocation(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The revocation: from when, why, by how much the premium rises, with the appeal. Raises `appeal_body_missing`."""
    return {**frame(keys, context), **{name: keys[name] for name in _REVOKED}, **appeal(context)}
