"""Decisions (決裁): what waits for the decider; each is opened as the task that it is."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext

from server.casework.deputies import look_later
from server.casework.views.decisions import decisions_view
from server.casework.views.deputies import later_view
from server.web.access import caller, needs_work, services
from server.web.kit import message, page, to
from server.web.pages.decide import list_context
from server.web.pages.deputies import later_context

decisions = Blueprint("decisions", __name__, url_prefix="/decisions")


@decisions.get("")
@needs_work
def show() -> Response:
    """The list alone, for deciders and their deputies."""
    return page("decide.html", here="decisions", **list_context(decisions_view(services(), caller()), None))


@decisions.get("/later")
@needs_work
def later() -> Response:
    """後閲: what deputies decided in one's absence."""
    return page("later.html", here="decisions", **later_context(later_view(services(), caller())))


@decisions.post("/later")
@needs_work
def look() -> Response:
    """後閲した: of those that were ticked, or of all that the page showed."""
    chosen = request.form.getlist("act" if request.form.get("_act") == "some" else "shown")
    if not chosen:
        flash(gettext("後閲する件を選んでください"), "error")
        return to("decisions.later")
    found = look_later(services(), caller(), chosen)
    went = sum(one.refusal is None for one in found)
    if went:
        flash(ngettext("%(num)s件を後閲しました", "%(num)s件を後閲しました", went))
    refused = next((one.refusal for one in found if one.refusal is not None), None)
    if refused is not None:
        flash(message(refused), "error")
    return to("decisions.later")
