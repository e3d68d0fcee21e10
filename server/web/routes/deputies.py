"""Deputies (代決): the head names who decides for an absent decider, and ends it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.deputies import HEAD, Naming, end_deputy, name_deputy
from server.casework.views.deputies import deputies_view
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.deputies import deputies_context

deputies = Blueprint("deputies", __name__, url_prefix="/head/deputies")
_FIELDS = Naming.__slots__


@deputies.get("")
@needs(HEAD)
def show() -> Response:
    """The namings that hold today or later, and the form for another."""
    return page("deputies.html", here="head", **deputies_context(deputies_view(services(), caller()), {}, {}))


def _again(refusal: Refused) -> Response:
    errors = (
        refusal.errors if isinstance(refusal, InputInvalid) else (FieldError(refusal.field or "office", refusal.code),)
    )
    said = {error.path: message(error) for error in errors}
    typed = {name: said_again(name) for name in _FIELDS}
    context = deputies_context(deputies_view(services(), caller()), typed, said)
    return page("deputies.html", here="head", status=refusal.status, **context)


@deputies.post("")
@needs(HEAD)
@typed_stays(_again)
def name() -> Response:
    """代決者を決める."""
    name_deputy(services(), caller(), Naming(**{one: request.form.get(one, "") for one in _FIELDS}))
    flash(gettext("代決者を決めました"))
    return to("deputies.show")


@deputies.post("/<deputy_id>/end")
@needs(HEAD)
def end(deputy_id: str) -> Response:
    """終わらせる."""
    end_deputy(services(), caller(), deputy_id)
    flash(gettext("代決を終わらせました"))
    return to("deputies.show")
