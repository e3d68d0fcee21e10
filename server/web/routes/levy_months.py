"""The months of the levy (賦課の月次): runs with their chain; what one does is done in the run's case."""

from __future__ import annotations

from flask import Blueprint, Response

from server.casework.views.levy_months import month_view, months_view
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.levy_months import month_context, months_context

levy_months = Blueprint("levy_months", __name__, url_prefix="/levy-months")


@levy_months.get("")
@needs(Function.DAYLIST_VIEW)
def show() -> Response:
    """The latest runs."""
    return page("levy_months.html", here="month", **months_context(months_view(services(), caller())))


@levy_months.get("/<case_id>")
@needs(Function.DAYLIST_VIEW)
def one(case_id: str) -> Response:
    """One run: chain, sums, households left out, debits of the month."""
    return page("levy_month.html", here="month", **month_context(month_view(services(), caller(), case_id)))
