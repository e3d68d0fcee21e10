"""The filters of the inbox (受信箱の絞り込み): tabs, saved searches, one line of fields, the rarer ones, chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views import words
from server.casework.views.inbox import InboxQuery, InboxView
from server.casework.views.inbox_asked import FILTERS
from server.domain.forms.model import Lang
from server.web.wording import language

MORE = (
    "due_from",
    "due_to",
    "received_from",
    "received_to",
    "person",
    "number",
    "role",
    "office",
)
"""The rarer filters: a line of their own, open while one of them narrows."""
_TABS_SHOWN = 3
_LABELS = {
    "procedure": lazy_gettext("手続"),
    "element": lazy_gettext("工程"),
    "role": lazy_gettext("役割"),
    "office": lazy_gettext("所属"),
    "assignee": lazy_gettext("担当"),
    "person": lazy_gettext("担当者"),
    "due": lazy_gettext("期限"),
    "due_from": lazy_gettext("期限の始め"),
    "due_to": lazy_gettext("期限の終わり"),
    "received_from": lazy_gettext("受付日の始め"),
    "received_to": lazy_gettext("受付日の終わり"),
    "state": lazy_gettext("状態"),
    "kana": lazy_gettext("カナ"),
    "number": lazy_gettext("受付番号"),
}


def address(query: InboxQuery) -> str:
    """The address of a query; what is not narrowed is left out, but never the tab: bare, it is one's own first page."""
    said: dict[str, Any] = {"tab": query.tab} | query.said()
    if query.search:
        said["search"] = query.search
    if query.page > 1:
        said["page"] = query.page
    return url_for("inbox.show", **said)


def _with_filters(endpoint: str, said: Mapping[str, Any]) -> str:
    """An address that carries the filters."""
    return url_for(endpoint, **said)


def saved_address(search_id: str, said: Mapping[str, Any]) -> str:
    """The address of a saved search."""
    return address(replace(InboxQuery.of(said), search=search_id))


def label_of(name: str) -> str:
    """What a filter is called."""
    return str(_LABELS[name])


# ---- tabs and saved searches ---------------------------------------------------------------------


def tabs_of(view: InboxView) -> dict[str, Any]:
    """Fixed tabs, the first saved searches, the others under ほか, and the way to save what is asked now."""
    query = view.query
    items = [_tab(view, number) for number in range(len(view.tabs))]
    fixed = sum(tab.search is None for tab in view.tabs)
    shown, others = items[: fixed + _TABS_SHOWN], items[fixed + _TABS_SHOWN :]
    current = [one for one in others if one["current"]]
    narrows = query.said().keys() - {"tab"} and not view.wrong
    return {
        "items": [*shown, *current],
        "others": [one for one in others if not one["current"]],
        "manage": url_for("searches.show") if any(tab.search for tab in view.tabs) else None,
        "save": _with_filters("searches.ask", query.said()) if narrows and not query.search else None,
    }


def _tab(view: InboxView, place: int) -> dict[str, Any]:
    tab, query = view.tabs[place], view.query
    if tab.search is None:
        url, current = address(InboxQuery(tab=tab.key)), tab.key == query.tab and not query.search
    else:
        url, current = saved_address(tab.key, tab.search.query), tab.key == query.search
    key = str(place + 1) if place < 9 else None
    return {"label": tab.label, "url": url, "current": current, "count": tab.count, "late": tab.late, "key": key}


# ---- fields --------------------------------------------------------------------------------------


def filters_of(view: InboxView) -> list[dict[str, Any]]:
    """The line of filters that everyone uses."""
    elements = [(choice.value, f"{choice.label} {choice.count}") for choice in view.elements]
    return [
        _select(view, "procedure", [(choice.value, choice.label) for choice in view.procedures]),
        _select(view, "element", elements),
        _select(view, "assignee", list(holders().items())),
        _select(view, "due", list(dues().items())),
        _select(view, "state", list(states().items())),
        _text(view, "kana", gettext("前方一致")),
    ]


def more_of(view: InboxView) -> list[dict[str, Any]]:
    """The rarer ones."""
    found = [
        _text(view, "due_from", gettext("例 R8.11.1")),
        _text(view, "due_to", ""),
        _text(view, "received_from", ""),
        _text(view, "received_to", ""),
        _text(view, "person", gettext("氏名かカナ")),
        _text(view, "number", gettext("前方一致")),
    ]
    if len(view.roles) > 1:
        found.append(_select(view, "role", [(one.value, one.label) for one in view.roles]))
    if view.offices:
        found.append(_select(view, "office", [(one.value, one.label) for one in view.offices]))
    return found


def holders() -> dict[str, str]:
    """Who holds a task, in words."""
    return {
        "free_or_mine": gettext("未割当と自分"),
        "free": gettext("未割当"),
        "mine": gettext("自分"),
        "others": gettext("ほかの人"),
    }


def dues() -> dict[str, str]:
    """Until when, in words."""
    return {
        "overdue": gettext("期限超過"),
        "today": gettext("今日まで"),
        "soon": gettext("3開庁日以内"),
        "week": gettext("今週まで"),
    }


def states() -> dict[str, str]:
    """The states a task of the inbox can be in."""
    lang: Lang = "en" if language() == "en" else "ja"
    return {name: words.say(words.TASK_STATES, name, lang) for name in ("open", "work", "wait", "back", "hold")}


def _text(view: InboxView, name: str, placeholder: str) -> dict[str, Any]:
    wrong = any(error.path == name for error in view.wrong)
    value = getattr(view.query, name)
    return {
        "name": name,
        "label": label_of(name),
        "kind": "text",
        "value": value,
        "placeholder": placeholder,
        "wrong": wrong,
    }


def _select(view: InboxView, name: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    value = getattr(view.query, name)
    every = [("", gettext("すべて")), *options]
    if value and value not in dict(every):
        every.append((value, value))  # nothing waits there now: still what is asked
    return {
        "name": name,
        "label": label_of(name),
        "kind": "select",
        "value": value,
        "options": [{"value": one, "label": word} for one, word in every],
    }


# ---- chips ---------------------------------------------------------------------------------------


def chips_of(view: InboxView) -> list[dict[str, str]]:
    """Each filter that narrows, with the way to take it off."""
    query = view.query
    return [
        {"label": f"{label_of(name)}: {_said(view, name)}", "remove_url": address(_emptied(query, name))}
        for name in FILTERS
        if name != "tab" and getattr(query, name)
    ]


def _said(view: InboxView, name: str) -> str:
    value: str = getattr(view.query, name)
    listed = {"procedure": view.procedures, "element": view.elements, "office": view.offices, "role": view.roles}
    named = {"assignee": holders(), "due": dues(), "state": states()}
    choices = {choice.value: choice.label for choice in listed.get(name, ())}
    return (choices or named.get(name, {})).get(value, value)


def _emptied(query: InboxQuery, name: str) -> InboxQuery:
    """The query without one filter, from its first page; it is no longer the saved one."""
    changes: dict[str, Any] = {name: "", "page": 1, "search": ""}
    return replace(query, **changes)
