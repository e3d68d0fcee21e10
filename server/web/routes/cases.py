"""One case (案件): its page, words for the next person, papers taken in, the receipt."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.notes import add_note
from server.casework.print_receipt import receipt_of, receipt_pdf
from server.casework.views.case import case_view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, uploads
from server.web.pages.case import attach_context, case_context, note_context
from server.web.pages.case_records import HISTORY
from server.web.pages.receipt import receipt_context
from server.web.routes.letters import as_pdf
from server.web.routes.start import attach_scan

cases = Blueprint("cases", __name__, url_prefix="/cases")


@cases.get("/<case_id>")
@needs(Function.CASE_VIEW)
def show(case_id: str) -> Response:
    """The page of a case; `?tab=` names the record that lies open."""
    view = case_view(services(), caller(), case_id)
    return page("case.html", **case_context(view, request.args.get("tab", HISTORY)))


@cases.get("/<case_id>/state.json")
@needs(Function.CASE_VIEW)
def state(case_id: str) -> dict[str, object]:
    """Where the case stands on its diagram, for the picture that follows it."""
    view = case_view(services(), caller(), case_id)
    marks = {"past": view.marks.past, "now": view.marks.now, "flag": dict(view.marks.flag)}
    return {"rev": view.case.rev, "status": view.case.status, "marks": marks}


@cases.get("/<case_id>/note")
@needs(Function.TASK_NOTE)
def note(case_id: str) -> Response:
    """Asks for the words."""
    return _ask_note(None, case_id)


def _ask_note(refusal: Refused | None, case_id: str) -> Response:
    said = None if refusal is None else message(refusal)
    context = note_context(case_view(services(), caller(), case_id), said_again("body"), said)
    return page("confirm.html", status=200 if refusal is None else refusal.status, **context)


@cases.post("/<case_id>/note")
@needs(Function.TASK_NOTE)
@typed_stays(_ask_note)
def write_note(case_id: str) -> Response:
    """一言を書く."""
    add_note(services(), caller(), case_id, request.form.get("body", ""))
    flash(gettext("書きました"))
    return to("cases.show", case_id=case_id, tab="notes")


@cases.get("/<case_id>/documents")
@needs(Function.DOCUMENT_ADD)
def attach(case_id: str) -> Response:
    """Asks which paper it is."""
    return _ask_paper(None, case_id)


def _ask_paper(refusal: Refused | None, case_id: str) -> Response:
    form = request.form
    said = None if refusal is None else message(refusal)
    view = case_view(services(), caller(), case_id)
    context = attach_context(view, said, form.get("kind", "evidence"), said_again("location"))
    return page("attach.html", status=200 if refusal is None else refusal.status, **context)


@cases.post("/<case_id>/documents")
@needs(Function.DOCUMENT_ADD)
@typed_stays(_ask_paper)
def take_paper(case_id: str) -> Response:
    """取り込む."""
    file = uploads().get("scan")
    if file is None:
        raise Refused("upload_missing")
    attach_scan(case_id, file, request.form.get("kind", ""), request.form.get("location", "").strip()[:60])
    flash(gettext("取り込みました"))
    return to("cases.show", case_id=case_id, tab="documents")


@cases.get("/<case_id>/receipt")
@needs(Function.CASE_START)
def receipt(case_id: str) -> Response:
    """受付票, to be printed and handed over; on to the first task."""
    found = receipt_of(services(), caller(), case_id)
    return page("receipt.html", here="start", **receipt_context(found, request.args.get("task")))


@cases.get("/<case_id>/receipt.pdf")
@needs(Function.CASE_START)
def receipt_file(case_id: str) -> Response:
    """The same as a sheet of its own (A6)."""
    return as_pdf(*receipt_pdf(services(), caller(), case_id))
