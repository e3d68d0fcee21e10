"""Telephone notes (電話の記録) and those who wait to be called back (折り返し)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.phone_notes import TOPICS, CallBack
from server.web import wording
from server.web.kit import lang


def note_form(typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The context of `phone.html`."""
    return {
        "action": url_for("phone.write"),
        "typed": dict(typed),
        "errors": dict(errors),
        "topics": [{"value": name, "label": words.of(lang())} for name, words in TOPICS.items()],
        "back_url": url_for("inbox.show"),
        "list_url": url_for("phone.show"),
    }


def list_context(found: Iterable[CallBack]) -> dict[str, Any]:
    """The context of `phone_list.html`."""
    return {
        "calls": [
            {
                "day": one.day,
                "late": one.late,
                "body": one.body,
                "url": _place(one),
                "done_url": url_for("phone.done", note_id=one.note_id),
            }
            for one in found
        ],
        "acts": [{"label": gettext("電話を記録"), "url": url_for("phone.ask"), "icon": "plus", "key": "P"}],
    }


def due_band(due: int) -> dict[str, Any] | None:
    """The line in the inbox that says who waits; None for nobody."""
    if not due:
        return None
    return {
        "text": gettext("今日までに折り返す電話 %(n)s件", n=wording.number(due)),
        "act": {"label": gettext("見る"), "url": url_for("phone.show")},
    }


def _place(one: CallBack) -> str | None:
    if one.case_id is not None:
        return url_for("cases.show", case_id=one.case_id, tab="notes")
    return None if one.household_key is None else url_for("households.show", key=one.household_key)
