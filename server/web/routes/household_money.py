"""The money of a household (納付と賦課): instalments and payments, each levy decision."""

from __future__ import annotations

from flask import Response, request

from server.casework.views.levy_grounds import grounds_view
from server.casework.views.money import money_view
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.levy_grounds import grounds_context
from server.web.pages.money import money_context
from server.web.routes.households import asked_year, households


@households.get("/<key>/money")
@needs(Function.HOUSEHOLD_VIEW)
def money(key: str) -> Response:
    """What is owed and paid; `?year=` names another fiscal year."""
    view = money_view(services(), caller(), key, year=asked_year(request.args.get("year")))
    return page("household.html", here="households", **money_context(view))


@households.get("/<key>/levies/<levy_id>")
@needs(Function.HOUSEHOLD_VIEW)
def levy(key: str, levy_id: str) -> Response:
    """One levy decision and how it came about."""
    return page(
        "household.html", here="households", **grounds_context(grounds_view(services(), caller(), key, levy_id))
    )
