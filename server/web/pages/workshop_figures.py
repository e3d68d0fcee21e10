"""The page of a procedure's figures (手続の実績): badges on the diagram, and the same in tables."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext

from server.casework.views.workshop_figures import FiguresView
from server.casework.workshop.picture import ElementFigures
from server.web.kit import go
from server.web.pages.shared import Plain

_DAY = 24  # hours
_IN_HOURS = 48  # below two days a wait is told in hours


def figures_context(view: FiguresView) -> Plain:
    """The context of `workshop_figures.html`."""
    told = view.picture
    order = {key: number for number, key in enumerate(view.names)}

    def place(key: str) -> tuple[int, str]:
        """The order of the diagram; what is not in this version comes last."""
        return order.get(key, len(order)), key

    choice = {"office": view.office, "month": _month_value(view.month)}
    return {
        "title": view.title,
        "slug": told.slug,
        "cases": told.cases,
        "acts": [go(gettext("事象を CSV で"), "workshop.events", slug=told.slug, **choice)],
        "filters": [_offices(view), _months(view)],
        "url": url_for("workshop.figures", slug=told.slug),
        "period": _period(view),
        "diagram": {
            "xml_url": url_for("procedures.diagram", version_hash=view.version_hash),
            "label": gettext("%(what)sの図に実績を重ねたもの", what=view.title),
            "badges": _badges(view),
        },
        "elements": [_element(view, one) for one in sorted(told.elements, key=lambda one: place(one.element))],
        "ways": [_way(view, flow, told.ways[flow]) for flow in sorted(told.ways, key=place)],
    }


def _badges(view: FiguresView) -> list[Plain]:
    """What stands on the picture: at an element its three figures, at a flow how often it was taken."""
    found: list[Plain] = []
    for one in view.picture.elements:
        if one.element in view.drawn:
            found += [{"id": one.element, **badge} for badge in _of_element(one)]
    for flow, count in view.picture.ways.items():
        if flow in view.drawn:
            found.append({"id": flow, "at": "way", "look": "way", "text": gettext("%(n)s回", n=f"{count:,}")})
    return found


def _of_element(one: ElementFigures) -> list[Plain]:
    found: list[Plain] = []
    if one.passed:
        found.append({"at": "above", "look": "passed", "text": gettext("%(n)s回", n=f"{one.passed:,}")})
    if one.waits:
        text = gettext("待ち %(half)s/%(most)s", half=_wait(one.waited_median_hours), most=_wait(one.waited_95th_hours))
        found.append({"at": "below", "look": "wait", "text": text})
    if one.standing:
        text = gettext("いま %(n)s件", n=f"{one.standing:,}")
        if one.overdue:
            text = gettext("いま %(n)s件(超過 %(late)s件)", n=f"{one.standing:,}", late=f"{one.overdue:,}")
        found.append({"at": "lower", "look": "late" if one.overdue else "now", "text": text})
    return found


def _element(view: FiguresView, one: ElementFigures) -> Plain:
    drawn = one.element in view.drawn
    waits = [_wait(hours) for hours in (one.waited_median_hours, one.waited_95th_hours, one.waited_longest_hours)]
    return {
        "id": one.element if drawn else "",
        "name": view.names.get(one.element, one.name),
        "elsewhere": _elsewhere(view, one.element),
        "passed": one.passed,
        "waits": waits if one.waits else [None, None, None],
        "standing": one.standing,
        "overdue": one.overdue,
    }


def _way(view: FiguresView, flow: str, count: int) -> Plain:
    shown = {"id": flow if flow in view.drawn else "", "name": view.names.get(flow, flow), "count": count}
    return shown | {"elsewhere": _elsewhere(view, flow)}


def _elsewhere(view: FiguresView, key: str) -> str:
    """Why something has no place on the diagram."""
    return str(gettext("呼び出す部品の中") if key in view.names else gettext("今の版にない"))


def _wait(hours: float) -> str:
    """A wait as one says it: below two days in hours, else in days of 24 hours."""
    if hours < _IN_HOURS:
        return str(gettext("%(n)s時間", n=f"{hours:,.1f}"))
    return str(gettext("%(n)s日", n=f"{hours / _DAY:,.1f}"))


def _offices(view: FiguresView) -> Plain:
    every = {"value": "", "label": gettext("すべての所属")}
    options = [every, *({"value": office, "label": name} for office, name in view.offices)]
    return {"name": "office", "label": gettext("所属"), "value": view.office, "options": options}


def _months(view: FiguresView) -> Plain:
    months = sorted({*view.months, *([view.month] if view.month else [])}, reverse=True)
    options = [{"value": _month_value(one), "label": _month(one)} for one in months]
    options.append({"value": "", "label": gettext("すべての月")})
    return {
        "name": "month",
        "label": gettext("始まった月"),
        "value": _month_value(view.month),
        "options": options,
    }


def _period(view: FiguresView) -> str:
    """What the figures count, in one line, for the paper too."""
    office = next((name for office, name in view.offices if office == view.office), gettext("すべての所属"))
    month = _month(view.month) if view.month else gettext("すべての月")
    told = gettext("%(office)s %(month)sに始まった案件 %(n)s件", office=office, month=month, n=view.picture.cases)
    return str(told)


def _month_value(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


def _month(month: date) -> str:
    return str(gettext("%(year)s年%(month)s月", year=month.year, month=month.month))
