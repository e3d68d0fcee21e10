"""給付: running cases of recourse, recovery and holds, a household's claims by month, the files they came in."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from server.casework.views.benefit_cases import LISTS, MAY_SEE, NEAR, OFFICER, benefit_cases_view
from server.casework.views.benefit_register import Wanted, household_benefits, imports_view
from server.web.access import caller, needs, needs_one_of, services
from server.web.kit import page, whole
from server.web.pages.benefits import cases_context, household_context, imports_context

benefits = Blueprint("benefits", __name__, url_prefix="/benefits")
_PAGE_FIGURES, _LONGEST = 4, 40


@benefits.get("")
@needs_one_of(*MAY_SEE)
def show() -> Response:
    """求償・返還・保留: `?list=near|all|third_party_recourse|benefit_recovery|benefit_hold`, `?owner=`, `?page=`."""
    which = request.args.get("list", NEAR)
    owner = request.args.get("owner", "").strip()[:_LONGEST]
    view = benefit_cases_view(services(), caller(), which if which in LISTS else NEAR, owner, _page())
    return page("benefits.html", here="benefits", **cases_context(view))


@benefits.get("/files")
@needs(OFFICER)
def files() -> Response:
    """レセプトの取込み: the files that came, month by month, and the claims that wait."""
    return page("benefit_files.html", here="benefits", **imports_context(imports_view(services(), caller(), _page())))


@benefits.get("/households/<key>")
@needs(OFFICER)
def household(key: str) -> Response:
    """給付の台帳 of a household: `?month=YYYY-MM`, `?person=`, `?which=all|third|back|void`, `?page=`."""
    said = request.args
    wanted = Wanted(_month(said.get("month", "")), said.get("person") or None, said.get("which", ""))
    view = household_benefits(services(), caller(), key, wanted, _page())
    return page("household_benefits.html", here="households", **household_context(view))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _page() -> int:
    return max(1, whole(request.args.get("page"), _PAGE_FIGURES) or 1)
