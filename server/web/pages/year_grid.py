"""The twelve months of a household on the screen (世帯の十二か月)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.year_grid import CHILD, PRESCHOOL, MonthDue, PersonMonths, YearGrid
from server.web.pages.shared import Plain
from server.web.pages.years import year_and_number, year_label

_LATE = ("OVERDUE", "DUNNED", "PRESCRIBED", "WRITTEN_OFF")


def grid_sheet(grid: YearGrid, key: str, *, endpoint: str) -> Plain:
    """The grid as a sheet, with the years beside it; `endpoint` is the page that shows them."""
    years = (grid.fiscal_year - 1, grid.fiscal_year + 1)
    acts = [{"label": year_label(n), "url": url_for(endpoint, key=key, year=n), "look": "plain"} for n in years]
    return {"title": gettext("1年の加入"), "kind": "months", "acts": acts, "year": _year(grid)}


def _year(grid: YearGrid) -> Plain:
    shown: Plain = {
        "year_label": year_and_number(grid.fiscal_year),
        "now": grid.now,
        "members": [_person(one) for one in grid.rows],
    }
    if grid.levied is not None:
        shown |= {"levied": list(grid.levied), "reduced": _reduced(grid)}
    if any(grid.due):
        shown |= {
            "instalments": ["・".join(_number(due) for due in month) for month in grid.due],
            "amounts": [sum(due.amount for due in month) if month else None for month in grid.due],
            "payments": [_paid(month) for month in grid.due],
        }
    return shown


def _reduced(grid: YearGrid) -> str:
    if grid.provisional:
        return str(gettext("所得不明・軽減前"))
    return str(gettext("%(n)s割軽減", n=grid.tenths)) if grid.tenths else ""


def _person(one: PersonMonths) -> Plain:
    parts = {
        "nominal": gettext("擬制世帯主"),
        "head": gettext("世帯主"),
        "senior": gettext("旧国保"),
        "left": gettext("転出など"),
    }
    years = "" if one.age is None else gettext("%(n)s歳", n=one.age)
    facts = " ".join(part for part in (parts.get(one.part, ""), years) if part)
    return {"name": one.name, "facts": facts, "marks": list(one.marks), "note": _note(one)}


def _note(one: PersonMonths) -> Plain | None:
    if PRESCHOOL in one.notes:
        return {"sign": gettext("幼"), "word": gettext("未就学児")}
    if CHILD in one.notes:
        return {"sign": gettext("子"), "word": gettext("18歳未満")}
    return None


def _number(due: MonthDue) -> str:
    return str(gettext("%(number)s期", number=due.number))


def _paid(month: Sequence[MonthDue]) -> Plain:
    """One word for the instalments of a month, the worst of them."""
    if not any(due.amount or due.balance for due in month):
        return {"text": "", "state": ""}
    if not any(due.balance for due in month):
        return {"text": gettext("済"), "state": "paid"}
    late = any(due.state in _LATE for due in month)
    part = any(0 < due.balance < due.amount for due in month)
    if late:
        return {"text": gettext("一部") if part else gettext("未納"), "state": "unpaid"}
    if any(due.state == "IN_TRANSIT" for due in month):
        return {"text": gettext("確認中"), "state": ""}
    return {"text": gettext("一部") if part else "", "state": ""}
