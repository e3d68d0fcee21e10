"""Decisions (決裁): what waits for the decider; each is opened as the task that it is."""

from __future__ import annotations

from flask import Blueprint, Response

from server.casework.views.decisions import decisions_view
from server.domain.rights import work
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.decide import list_context

decisions = Blueprint("decisions", __name__, url_prefix="/decisions")


@decisions.get("")
@needs(work("approver"))
def show() -> Response:
    """The list alone."""
    return page("decide.html", here="decisions", **list_context(decisions_view(services(), caller()), None))
