"""Contracted callers (納付案内員): the short list of whom to call, and the sheet of a call; nothing else of anybody."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from server.casework.arrears_desk import log_call
from server.casework.views.calls import call_list, call_sheet
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.arrears import calls_context
from server.web.pages.calls import FIELDS, call_context

calls = Blueprint("calls", __name__, url_prefix="/calls")
_LONGEST_KEY = 20


@calls.get("")
@needs(Function.CALL_LIST)
def show() -> Response:
    """架電一覧, re-checked against today's receipts."""
    return page("arrears_calls.html", here="calls", **calls_context(call_list(services(), caller()), own=True))


@calls.get("/<key>")
@needs(Function.CALL_LIST)
def sheet(key: str) -> Response:
    """One call, re-checked again as it is opened."""
    return _sheet(key)


def _sheet(key: str, refusal: Refused | None = None) -> Response:
    if refusal is not None and not isinstance(refusal, InputInvalid):
        raise refusal
    found = call_sheet(services(), caller(), key)
    wrong = {f"contact-{one.path}": message(one) for one in refusal.errors} if refusal else {}
    typed = {name: said_again(name) for name in FIELDS} if refusal else {}
    action = url_for("calls.write", key=key)
    context = call_context(found, typed, wrong, action=action, page_key=secrets.token_hex(8))
    return page("call.html", here="calls", status=refusal.status if refusal else 200, **context)


def _again(refusal: Refused, key: str) -> Response:
    return _sheet(key, refusal)


@calls.post("/<key>")
@needs(Function.CALL_LIST)
@typed_stays(_again)
def write(key: str) -> Response:
    """記録する: the contact, with a promise to pay where there is one."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    log_call(services(), caller(), key, typed, request.form.get("_page", "")[:_LONGEST_KEY] or secrets.token_hex(8))
    flash(gettext("接触を記録しました"))
    return to("calls.show")
