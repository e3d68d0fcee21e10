"""Small answers for scripts and watchers (小さな答え): counts, the echo of a date, a postcode, whether we live."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from server.domain.names import postal_code
from server.domain.refusals import Refused
from server.exchange.postcodes import address_of
from server.web.access import business_day, needs_login, open_to_all, services
from server.web.formview import date_echo
from server.web.kit import lang, message, page

small = Blueprint("small", __name__)


@small.get("/count")
@needs_login
def count() -> Response:
    """The places of the bar with their counts, to be renewed alone."""
    return page("count.html", here=request.args.get("here", ""))


@small.get("/echo")
@needs_login
def echo() -> dict[str, Any]:
    """What a date field says below: the other calendar and the weekday, or what is wrong."""
    text = request.args.get("text", "")[:40]
    try:
        return {"echo": date_echo(text, today=business_day(), lang=lang(), show_age="age" in request.args) or ""}
    except Refused as refusal:
        return {"error": message(refusal)}


@small.get("/postcode")
@needs_login
def postcode() -> dict[str, str]:
    """The address of `?code=`; an empty object for a code nobody knows."""
    return _address(request.args.get("code", ""))


@small.get("/postcode/<code>")
@needs_login
def postcode_of(code: str) -> dict[str, str]:
    """The same by the address."""
    return _address(code)


def _address(code: str) -> dict[str, str]:
    try:
        found = address_of(postal_code(code[:20]))
    except Refused:
        return {}
    return found.parts() if found else {}


@small.get("/healthz")
@open_to_all
def healthz() -> dict[str, Any]:
    """Whether the server answers and its database is of the newest schema."""
    return {"ok": services().database.is_current()}
