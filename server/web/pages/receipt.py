"""The receipt (受付票) as a page: to be printed before the paper leaves the hand."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.print_receipt import Receipt
from server.web import wording
from server.web.pages.shared import Plain


def receipt_context(found: Receipt, task_id: str | None) -> Plain:
    """The context of `receipt.html`; `task_id` is where the same hands go on."""
    acts: list[Plain] = []
    if found.has_pdf:
        url = url_for("cases.receipt_file", case_id=found.case_id)
        acts.append({"label": gettext("PDFで出す"), "url": url, "icon": "print"})
    if task_id:
        url = url_for("tasks.show", task_id=task_id)
        acts.append({"label": gettext("次の工程へ進む"), "url": url, "look": "go", "key": "F8"})
    else:
        url = url_for("cases.show", case_id=found.case_id)
        acts.append({"label": gettext("案件へ"), "url": url, "look": "go", "key": "F8"})
    pairs = [
        {"label": gettext("届出の日"), "value": wording.full_day(found.received_on)},
        {"label": gettext("受け取った紙"), "value": "、".join(found.papers) or gettext("なし")},
    ]
    if found.decide_by is not None:
        pairs.insert(1, {"label": gettext("決定の期限"), "value": wording.full_day(found.decide_by)})
    return {
        "receipt": {
            "number": found.number,
            "procedure": found.procedure,
            "at": found.at,
            "office": found.office,
            "clerk": found.clerk,
            "pairs": pairs,
            "contact": found.contact,
        },
        "acts": acts,
    }
