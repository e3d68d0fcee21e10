"""A household (世帯): looked at by its number; the whole address only on request, and on record."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.casework.views.household import address_of, household_view
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page, whole
from server.web.pages.household import household_context

_YEARS = range(1900, 3000)  # what a calendar can show

households = Blueprint("households", __name__, url_prefix="/households")


@households.get("/<key>")
@needs(Function.HOUSEHOLD_VIEW)
def show(key: str) -> Response:
    """The page of a household; `?year=` names another fiscal year."""
    return _page(key, None)


@households.post("/<key>/address")
@needs(Function.HOUSEHOLD_VIEW)
def address(key: str) -> Response:
    """番地を見る: the same page with the whole address."""
    return _page(key, address_of(services(), caller(), key))


def asked_year(text: str | None) -> int | None:
    """A fiscal year out of an address; None for whatever else stands there."""
    asked = whole(text, 4)
    return asked if asked in _YEARS else None


def _page(key: str, full_address: str | None) -> Response:
    view = household_view(services(), caller(), key, year=asked_year(request.args.get("year")))
    return page("household.html", here="households", **household_context(view, full_address))
