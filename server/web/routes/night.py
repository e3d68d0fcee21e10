"""The night's work (夜間処理)."""

from __future__ import annotations

from flask import Blueprint, Response

from server.casework.views.night import night_view
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.night import night_context

night = Blueprint("night", __name__, url_prefix="/night")


@night.get("")
@needs(Function.HEAD_VIEW)
def show() -> Response:
    """What the clock woke, how late, and what is still due."""
    return page("night.html", here="head", **night_context(night_view(services(), caller())))
