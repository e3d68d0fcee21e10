"""The letters of the exemption around a birth at their issue (書類の依頼・却下・受付票)."""

from __future__ import annotations

from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.operators.letter_frame import frame, frame_needs, slip_frame, slip_needs
from server.operators.maternity.words import PAPERS
from server.operators.registry import letter

NOTIFY_AGAIN = (
    "事実を確認することができる書類を提出されたときは、改めて届出を受け付けます。この決定に対する審査請求をしなくても、"
    "届出をすることができます。"
)


@letter("maternity/document_request", needs=frame_needs)
def document_request(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The request for the papers that prove the day (information, no disposition)."""
    office = context.facts.get_fact("office", str(keys["office"]))
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "members": [{"name": keys["member"]}],
        "documents": [{"name": PAPERS[code], "note": None} for code in keys["documents"]],
        "due_on": keys["due_on"],
        "hand_in_at": office["name"],
    }


@letter("maternity/refusal", needs=frame_needs)
def refusal(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """The decision not to exempt, with facts, provision, reason and the notice of appeal."""
    return {
        **frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "members": [keys["member"]],
        "due_date": keys["due_date"],
        "birth_date_child": keys["birth_date_child"],
        "facts": keys["facts"],
        "provision": keys["provision"],
        "reason": keys["reason"],
        "ways_on": [NOTIFY_AGAIN],
        "appeal_body": context.values.text("city.appeal_body", context.today),
        "appeal_address": context.values.text("city.appeal_address", context.today),
    }


@letter("maternity/receipt", needs=slip_needs)
def receipt(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """受付票: the number in the citizen's hand before the paper leaves it."""
    return {
        **slip_frame(keys, context),
        "case_number": keys["case_number"],
        "received_on": keys["received_on"],
        "received_at": keys["received_at"],
        "procedure": "国民健康保険料の産前産後期間の免除",
        "persons": keys["persons"],
        "papers": [PAPERS[code] for code in keys["papers"]],
        "missing": [PAPERS[code] for code in keys["missing"]],
        "due_on": keys["due_on"],
    }
