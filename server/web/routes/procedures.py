"""Procedures (手続): the versions in force, what one of them is made of, and its diagram as a file."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.casework.views.diagram import diagram_of
from server.casework.views.procedures import procedure_view, procedures_view
from server.domain.rights import Function
from server.web.access import business_day, caller, needs, needs_one_of, services
from server.web.kit import page
from server.web.pages.procedures import procedures_context

procedures = Blueprint("procedures", __name__, url_prefix="/procedures")


@procedures.get("")
@needs(Function.PROCEDURE_VIEW)
def show() -> Response:
    """The procedures in force."""
    lines = procedures_view(services(), caller())
    draws = caller().holds(Function.PROCEDURE_DEPLOY, business_day())
    return page("procedures.html", here="procedures", **procedures_context(lines, None, draws=draws))


@procedures.get("/<slug>")
@needs(Function.PROCEDURE_VIEW)
def look(slug: str) -> Response:
    """One procedure: the version in force, or another one by `?version=`."""
    lines = procedures_view(services(), caller())
    chosen = procedure_view(services(), caller(), slug, request.args.get("version") or None)
    return page("procedures.html", here="procedures", **procedures_context(lines, chosen))


@procedures.get("/versions/<version_hash>.bpmn")
@needs_one_of(Function.CASE_VIEW, Function.PROCEDURE_VIEW)
def diagram(version_hash: str) -> Response:
    """The diagram of a version; it never changes under its hash, and it tells nothing of anybody."""
    response = Response(diagram_of(services(), caller(), version_hash), mimetype="application/xml")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
