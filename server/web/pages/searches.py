"""Saved searches of the inbox (保存した条件)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.saved_searches import SavedSearch
from server.casework.views import words
from server.casework.views.inbox import InboxQuery
from server.web.kit import lang
from server.web.pages.inbox_filters import address, dues, holders, label_of, saved_address, states


def ask_context(said: Mapping[str, str], name: str, error: str | None) -> dict[str, Any]:
    """The context of `confirm.html`: under which name."""
    return {
        "ask": {
            "title": gettext("いまの条件を保存します"),
            "label": gettext("保存する"),
            "action": url_for("searches.save"),
            "hidden": dict(said),
            "pairs": pairs_of(said),
            "back_url": address(InboxQuery.of(said)),
            "hint": gettext("受信箱の見出しに並びます。ほかの人には見えません。"),
        },
        "reason": {
            "name": "kind",
            "note_name": "name",
            "note_label": gettext("名前"),
            "note_required": True,
            "note": name,
        },
        "errors": {"name": error} if error else {},
    }


def list_context(
    found: Iterable[SavedSearch], first: str, wrong: Mapping[str, str], typed: Mapping[str, str]
) -> dict[str, Any]:
    """The context of `searches.html`."""
    return {
        "searches": [
            {
                "id": one.search_id,
                "name": typed.get(one.search_id, one.name),
                "label": one.name,
                "url": saved_address(one.search_id, one.query),
                "said": "・".join(f"{pair['label']} {pair['value']}" for pair in pairs_of(one.query)),
                "first": one.search_id == first,
                "rename_url": url_for("searches.rename", search_id=one.search_id),
                "drop_url": url_for("searches.drop", search_id=one.search_id),
                "error": wrong.get(one.search_id),
            }
            for one in found
        ],
        "first_url": url_for("searches.first"),
        "any_first": bool(first),
        "back_url": url_for("inbox.show", tab="all"),
    }


def pairs_of(said: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a search asks, in words."""
    tables = {"tab": words.TABS, "procedure": words.PROCEDURES, "role": words.ROLES}
    named = {"assignee": holders(), "due": dues(), "state": states()}
    pairs = []
    for name, value in said.items():
        label = gettext("見出し") if name == "tab" else label_of(name)
        word = words.say(tables[name], value, lang()) if name in tables else named.get(name, {}).get(value, value)
        pairs.append({"label": label, "value": str(word)})
    return pairs
