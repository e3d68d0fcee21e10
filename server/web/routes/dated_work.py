"""Birthdays that change rights (年齢到達): the list, and what a person has done about one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.dated_work import mark_done
from server.casework.views.dated_work import dated_work_view
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.dated_work import list_context

dated_work = Blueprint("dated_work", __name__, url_prefix="/birthdays")


def _list(refusal: Refused | None = None, work_id: str = "") -> Response:
    wrong = None if refusal is None else (work_id, message(refusal))
    context = list_context(dated_work_view(services(), caller()), wrong, said_again("note"))
    return page("dated_work.html", here="households", status=200 if refusal is None else refusal.status, **context)


@dated_work.get("")
@needs(Function.HOUSEHOLD_VIEW)
def show() -> Response:
    """年齢到達の一覧."""
    return _list()


@dated_work.post("/<work_id>")
@needs(work("qualification"))
@typed_stays(_list)
def done(work_id: str) -> Response:
    """済ませた."""
    mark_done(services(), caller(), work_id, request.form.get("note", ""))
    flash(gettext("済ませました"))
    return to("dated_work.show")
