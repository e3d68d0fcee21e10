"""Search (探す): one field for names, readings, numbers and codes; a complete number opens at once."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from server.casework.views.search import search as find
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import away, message, page, to
from server.web.pages.search import place_of, search_context
from server.web.pages.shared import Plain

search = Blueprint("search", __name__)
_LONGEST = 80


@search.get("/search")
@needs(Function.PERSON_SEARCH)
def show() -> Response:
    """The hits of `?q=`, or the page that the number names."""
    if "refused" in request.args:
        return _refused(Refused("search_my_number"), "")
    text = request.args.get("q", "")[:_LONGEST]
    if not text.strip():
        return page(
            "search.html", here="households", birthdays_url=url_for("dated_work.show"), **search_context(None, "")
        )
    try:
        found = find(services(), caller(), text)
    except Refused as refusal:
        if refusal.code == "search_my_number":
            return to("search.show", refused="my_number")  # out of the address and of the browser's history
        if refusal.status != 422:
            raise
        return _refused(refusal, text)
    if found.exact is not None:
        return away(place_of(found.exact))
    return page(
        "search.html", here="households", birthdays_url=url_for("dated_work.show"), **search_context(found, text)
    )


def _refused(refusal: Refused, text: str) -> Response:
    """The page with the reason why nothing was searched."""
    return _page(search_context(None, text, message(refusal)), 422)


def _page(context: Plain, status: int = 200) -> Response:
    birthdays = url_for("dated_work.show")
    return page("search.html", here="households", status=status, birthdays_url=birthdays, **context)
