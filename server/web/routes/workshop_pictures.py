"""Pictures of the workshop: the figures of a procedure on its diagram (実績), a difference on two diagrams."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from server.casework.views.workshop_difference import (
    diagram_in_draft,
    diagram_in_version,
    draft_pictures,
    version_pictures,
)
from server.casework.views.workshop_figures import LATEST, figures_view
from server.casework.workshop.picture import events_csv
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.workshop_difference import draft_difference_context, version_difference_context
from server.web.pages.workshop_figures import figures_context
from server.web.routes.workshop import workshop

_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("/procedures/<slug>/figures")
@needs(Function.PROCEDURE_VIEW)
def figures(slug: str) -> Response:
    """実績: how often, how long, what is overdue; `?month=2026-11` (empty: all) and `?office=` narrow it."""
    month = _month(request.args.get("month", LATEST))
    view = figures_view(services(), caller(), slug, office=request.args.get("office", ""), month=month)
    return page("workshop_figures.html", here="procedures", **figures_context(view))


@workshop.get("/procedures/<slug>/events.csv")
@needs(Function.PROCEDURE_VIEW)
def events(slug: str) -> Response:
    """The events for process mining."""
    month = _month(request.args.get("month", ""))
    chosen = None if isinstance(month, str) else month
    text = events_csv(services(), caller(), slug, office=request.args.get("office", ""), month=chosen)
    headers = {"Content-Disposition": "attachment; filename=events.csv"}
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


def _month(text: str) -> date | str | None:
    """A month as `2026-11`, None where it is left empty; whatever else stands there is the latest one."""
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else LATEST
    except ValueError:
        return LATEST


# ---- the difference on two pictures ---------------------------------------------------------------


@workshop.get("/<draft_id>/difference")
@needs(_DRAW)
def difference(draft_id: str) -> Response:
    """A draft beside the version that it began with; `?path=` names another of its diagrams."""
    view = draft_pictures(services(), caller(), draft_id, request.args.get("path", ""))
    return page("workshop_difference.html", here="procedures", **draft_difference_context(view, draft_id))


@workshop.get("/procedures/<slug>/difference")
@needs(_DRAW)
def version_difference(slug: str) -> Response:
    """Two versions, `?old=` and `?new=` by hash; the last two where none is named."""
    old, new, path = (request.args.get(name, "") for name in ("old", "new", "path"))
    view, versions = version_pictures(services(), caller(), slug, old, new, path)
    return page("workshop_difference.html", here="procedures", **version_difference_context(view, versions))


@workshop.get("/<draft_id>/picture.xml")
@needs(_DRAW)
def draft_picture(draft_id: str) -> Response:
    """A diagram of a draft as it stands, for the picture."""
    return _xml(diagram_in_draft(services(), caller(), draft_id, request.args.get("path", "")))


@workshop.get("/versions/<version_hash>/picture.xml")
@needs(_DRAW)
def version_picture(version_hash: str) -> Response:
    """A diagram of a version, for the picture."""
    return _xml(diagram_in_version(services(), caller(), version_hash, request.args.get("path", "")))


def _xml(data: bytes) -> Response:
    response = Response(data, mimetype="application/xml")
    response.headers["Cache-Control"] = "no-store"
    return response
