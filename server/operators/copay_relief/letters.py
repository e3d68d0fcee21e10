"""The letters of relief of co-payments at their issue (受付票・書類の依頼・決定・証明書・取消し・期限の案内)."""

from __future__ import annotations

from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.copay_relief.words import PAPERS, paper
from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.copay_relief.sheets import ratio_text
from server.operators.enforcement import appeal
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.registry import letter

_DECIDED = (
    "case_number received_on result ground members measure deferred first_day last_day income basic why facts "
    "provision reason"
).split()
_CERTIFIED = (
    "certificate_no name birth_date insured_symbol insured_number branch measure share_words first_day last_day"
).split()
_REVOKED = (
    "case_number certificate_no members measure first_day last_day revoke_from why heard_on facts provision reason"
).split()
_ENDING = "case_number certificate_no members measure deferred last_day left".split()


def _said(keys: JSONObject, names: list[str]) -> dict[str, JSON]:
    return {name: keys[name] for name in names}


@letter("copay_relief/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number and the day by which it is decided, in the hand before the paper leaves it."""
    received = date.fromisoformat(str(keys["received_on"]))
    period = context.values.period("copay_decision_due", context.today)
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "一部負担金の減額・免除・徴収猶予",
        "decide_by": period_end(received, period, Calendar(context.values)).isoformat(),
        "papers": [PAPERS[code] for code in keys["papers"]],
        "missing": [paper(code) for code in keys["missing"]],
        "due_on": keys["due_on"],
    }


@letter("copay_relief/document_request", needs=frame_needs)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for the papers of the ground (information, no disposition)."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        **_said(keys, ["case_number", "received_on", "ground", "due_on"]),
        "documents": [{"name": paper(code)} for code in keys["documents"]],
        "hand_in_at": office["name"],
    }


@letter("copay_relief/decision", needs=frame_needs)
def decision(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-B16: granted or refused, with means, standard, reasons and the appeal. Raises `appeal_body_missing`."""
    ratio = None if keys["ratio"] is None else ratio_text(str(keys["ratio"]))
    return {**frame(keys, context), **_said(keys, _DECIDED), "ratio": ratio, **appeal(context)}


@letter("copay_relief/certificate", needs=frame_needs)
def certificate(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-B16, 一部負担金(免除・減額・徴収猶予)証明書: shown to the provider; one for each person."""
    return {**frame(keys, context), **_said(keys, _CERTIFIED)}


@letter("copay_relief/revocation", needs=frame_needs)
def revocation(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The revocation: from when, why, with the appeal. Raises `appeal_body_missing`."""
    return {**frame(keys, context), **_said(keys, _REVOKED), **appeal(context)}


@letter("copay_relief/ending", needs=frame_needs)
def ending(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """Tells when a certificate runs out, how many months are left, and who helps where none is."""
    return {**frame(keys, context), **_said(keys, _ENDING)}
