"""Estimates at the counter (試算): one key from a household and from the menu; kept, never a decision."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.casework.estimate import RIGHT, make_estimate
from server.casework.estimate_form import estimate_form
from server.casework.print_sheets import estimate_pdf
from server.casework.views.estimate import ask_view, estimate_view
from server.domain.refusals import Refused
from server.web.access import business_day, caller, needs, services
from server.web.errors import typed_stays
from server.web.forming import Shown, after_button, errors_of, is_button, typed_again
from server.web.formview import form_view
from server.web.kit import lang, message, page, posted, to
from server.web.pages.estimate import ask_context, estimate_context
from server.web.pages.shared import Plain
from server.web.routes.households import asked_year
from server.web.routes.letters import as_pdf

estimates = Blueprint("estimates", __name__, url_prefix="/estimates")
_LONGEST_KEY = 20


@estimates.get("/new")
@needs(RIGHT)
def ask() -> Response:
    """The form; `?household_key=` fills it from the registers, `?year=` names another fiscal year."""
    key = request.args.get("household_key", "").strip()[:_LONGEST_KEY]
    view = ask_view(services(), caller(), key, asked_year(request.args.get("year")))
    return _draw(key, Shown(view.tree))


def _again(refusal: Refused) -> Response:
    """The form with what was typed, each fault beside its field."""
    shown = typed_again(estimate_form(), posted(), errors_of(refusal, estimate_form()))
    notices: tuple[Plain, ...] = () if shown.errors else ({"kind": "law", "text": message(refusal)},)
    return _draw(_household(), shown, status=refusal.status, notices=notices)


@estimates.post("/new")
@needs(RIGHT)
@typed_stays(_again)
def make() -> Response:
    """試算する: on to the result; the buttons of rows only draw the page anew."""
    pressed = request.form.get("_act", "")
    if is_button(pressed):
        return _draw(_household(), after_button(estimate_form(), posted(), pressed, business_day()))
    made = make_estimate(services(), caller(), posted(), _household())
    return to("estimates.show", estimate_id=made.estimate_id)


@estimates.get("/<estimate_id>")
@needs(RIGHT)
def show(estimate_id: str) -> Response:
    """One estimate with its figures and grounds."""
    view = estimate_view(services(), caller(), estimate_id)
    return page("household.html", here="households", **estimate_context(view))


def _household() -> str:
    return request.form.get("_household", "").strip()[:_LONGEST_KEY]


def _draw(key: str, shown: Shown, *, status: int = 200, notices: tuple[Plain, ...] = ()) -> Response:
    view = ask_view(services(), caller(), key)
    form = form_view(estimate_form(), shown.tree, lang=lang(), today=business_day(), errors=shown.errors)
    return page("estimate.html", here="households", status=status, **ask_context(view, form, notices))


@estimates.get("/<estimate_id>.pdf")
@needs(RIGHT)
def file(estimate_id: str) -> Response:
    """The estimate on paper, with its figures and grounds."""
    return as_pdf(*estimate_pdf(services(), caller(), estimate_id))
