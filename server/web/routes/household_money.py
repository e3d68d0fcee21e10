"""The money of a household (納付と賦課): instalments and payments, each levy decision."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from server.casework.print_sheets import account_pdf
from server.casework.views.ledger_sheet import sheet_view
from server.casework.views.levy_grounds import grounds_view
from server.casework.views.money import money_view
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.pages.ledger_sheet import sheet_context
from server.web.pages.levy_grounds import grounds_context
from server.web.pages.money import money_context
from server.web.routes.households import asked_year, households
from server.web.routes.letters import as_pdf

__all__ = ["households"]
_LONGEST = 20


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


@households.get("/<key>/sheet")
@needs(Function.HOUSEHOLD_VIEW)
def sheet(key: str) -> Response:
    """台帳照会票 on the screen, as of `?on=` (today without it)."""
    return page("ledger_sheet.html", here="households", **sheet_context(sheet_view(services(), caller(), key, _on())))


@households.get("/<key>/sheet.pdf")
@needs(Function.HOUSEHOLD_VIEW)
def sheet_file(key: str) -> Response:
    """The same on paper."""
    return as_pdf(*account_pdf(services(), caller(), key, _on()))


def _on() -> date | None:
    """The day asked for, typed as any date is; None without one. Raises what `parse_date` refuses."""
    text = request.args.get("on", "").strip()[:_LONGEST]
    return parse_date(text) if text else None
