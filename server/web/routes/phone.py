"""Telephone notes (電話の記録): one short form from everywhere, and the list of those who wait to be called back."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.phone_notes import PhoneNote, call_backs, called_back, write_phone_note
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.phone import list_context, note_form

phone = Blueprint("phone", __name__, url_prefix="/phone")
_FIELDS = ("who", "topic", "answer", "call_back", "number")


@phone.get("")
@needs(Function.TASK_NOTE)
def show() -> Response:
    """Those who wait to be called back."""
    return page("phone_list.html", here="inbox", **list_context(call_backs(services(), caller())))


@phone.get("/new")
@needs(Function.TASK_NOTE)
def ask() -> Response:
    """The form; `?number=` names the case or household it is about."""
    typed = {"number": request.args.get("number", "")[:20]}
    return page("phone.html", here="inbox", **note_form(typed, {}))


def _again(refusal: Refused) -> Response:
    errors = (
        refusal.errors if isinstance(refusal, InputInvalid) else (FieldError(refusal.field or "number", refusal.code),)
    )
    said = {error.path: message(error) for error in errors}
    context = note_form({name: said_again(name) for name in _FIELDS}, said)
    return page("phone.html", here="inbox", status=refusal.status, **context)


@phone.post("/new")
@needs(Function.TASK_NOTE)
@typed_stays(_again)
def write() -> Response:
    """記録する; on to the household or case it is about, else back to the inbox."""
    form = request.form
    about = write_phone_note(services(), caller(), PhoneNote(**{name: form.get(name, "") for name in _FIELDS}))
    flash(gettext("電話を記録しました"))
    if about.case_id is not None:
        return to("cases.show", case_id=about.case_id, tab="notes")
    if about.household_key is not None:
        return to("households.show", key=about.household_key)
    return to("inbox.show")


@phone.post("/<note_id>/done")
@needs(Function.TASK_NOTE)
def done(note_id: str) -> Response:
    """折り返した."""
    called_back(services(), caller(), note_id)
    flash(gettext("折り返しを済ませました"))
    return to("phone.show")
