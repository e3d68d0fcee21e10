"""The list of birthdays that change rights (年齢到達): by kind, in order of day."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from server.casework.views.dated_work import WorkLine
from server.web import wording
from server.web.pages.shared import Plain

KINDS = {
    "AGE_40": lazy_gettext("40歳 介護分の賦課が始まる"),
    "AGE_65": lazy_gettext("65歳 介護分の賦課が終わる"),
    "AGE_70": lazy_gettext("70歳 負担割合が決まる"),
    "AGE_75": lazy_gettext("75歳 後期高齢者医療へ移る"),
}


def list_context(lines: Sequence[WorkLine], wrong: tuple[str, str] | None, note: str) -> Plain:
    """The context of `dated_work.html`."""
    groups = [
        {"title": str(word), "rows": [_row(one, wrong, note) for one in lines if one.kind == kind]}
        for kind, word in KINDS.items()
    ]
    return {
        "facts": ngettext("%(num)s件", "%(num)s件", len(lines)),
        "groups": [group for group in groups if group["rows"]],
    }


def _row(one: WorkLine, wrong: tuple[str, str] | None, note: str) -> Plain:
    mine = wrong is not None and wrong[0] == one.work_id
    return {
        "id": one.work_id,
        "due": wording.short_day(one.due_on),
        "state": _state(one),
        "name": one.name,
        "url": url_for("households.show", key=one.household_key) if one.household_key else None,
        "birth": one.birth_date,
        "case": None
        if one.case is None
        else {"number": one.case[1], "url": url_for("cases.show", case_id=one.case[0])},
        "action": url_for("dated_work.done", work_id=one.work_id) if one.may_do and not one.by_itself else None,
        "by_itself": one.by_itself,
        "wrong": wrong[1] if mine and wrong else None,
        "note": note if mine else "",
    }


def _state(one: WorkLine) -> Plain:
    if one.days < 0:
        return {"shape": "late", "word": ngettext("%(num)s日 超過", "%(num)s日 超過", -one.days)}
    if one.days == 0:
        return {"shape": "work", "word": gettext("今日")}
    return {"shape": "wait", "word": ngettext("あと%(num)s日", "あと%(num)s日", one.days)}
