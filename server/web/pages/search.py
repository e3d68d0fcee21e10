"""Hits of a search (探す): with age, town and state, never a whole address."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.views.search import Exact, Hit, SearchView
from server.domain.rights import Function
from server.web.access import business_day, caller
from server.web.pages.shared import Plain, tags_of


def search_context(view: SearchView | None, query: str, refused: str | None = None) -> Plain:
    """The context of `search.html`; without a view the empty page, or the one that says why nothing was searched."""
    if view is None:
        empty: Plain = {"query": query, "how": None, "hits": [], "total": 0, "pager": None, "refused": refused}
        return empty | {"acts": _acts()}
    how = gettext("%(how)sで探しました", how=view.how)
    if view.more:
        how = gettext("%(how)sで探しました。ほかにもあります。カナか生年月日を足してください", how=view.how)
    return {
        "query": view.query,
        "how": how,
        "hits": [_hit(one) for one in view.hits],
        "total": view.total,
        "pager": None,
        "refused": None,
        "acts": _acts(),
    }


def _acts() -> list[Plain]:
    """試算 for people without a household, for who may look at households."""
    may = caller().holds(Function.HOUSEHOLD_VIEW, business_day())
    return [{"label": gettext("試算"), "url": url_for("estimates.ask"), "key": "F9"}] if may else []


def place_of(exact: Exact) -> str:
    """The page that a complete number opens."""
    if exact.kind == "case":
        return url_for("cases.show", case_id=exact.key)
    if exact.kind == "letter":
        return url_for("letters.look", letter_id=exact.key)
    return url_for("households.show", key=exact.key)


def _hit(one: Hit) -> Plain:
    return {
        "url": place_of(Exact(one.kind, one.key)) if one.key else None,
        "name": one.name,
        "kana": one.kana,
        "age": one.age,
        "place": one.place,
        "restricted": one.restricted,
        "number": one.number,
        "number_label": one.number_label,
        "state": {"shape": one.state, "word": one.state_word},
        "tags": tags_of(one.tags),
    }
