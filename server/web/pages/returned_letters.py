"""The lists of letters that came back and of the board (返戻一覧・公示送達一覧)."""

from __future__ import annotations

from collections import Counter

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from server.casework.views.returned_letters import ReturnedLine, ReturnedView
from server.web import wording
from server.web.pages.shared import Plain

REASONS = {
    "UNKNOWN": lazy_gettext("宛所不明"),
    "MOVED": lazy_gettext("転居先不明"),
    "KEPT": lazy_gettext("保管期間経過"),
    "REFUSED": lazy_gettext("受取拒否"),
    "ABROAD": lazy_gettext("国外"),
    "OTHER": lazy_gettext("その他"),
}
STATES = {
    "RETURNED": ("late", lazy_gettext("調査中")),
    "RESENT": ("wait", lazy_gettext("送り直した")),
    "BY_HAND": ("work", lazy_gettext("交付送達")),
    "BOARD": ("wait", lazy_gettext("掲示中")),
    "DEEMED_SERVED": ("done", lazy_gettext("送達とみなした")),
}


def returned_context(view: ReturnedView) -> Plain:
    """The context of `returned_letters.html`."""
    counts = Counter(one.reason for one in view.back)
    facts = "・".join(f"{REASONS[reason]} {counts[reason]}" for reason in REASONS if counts[reason])
    return {
        "facts": facts,
        "csv_url": url_for("letters.returned_csv_file"),
        "back": {"columns": _columns(gettext("経過"), gettext("扱い")), "rows": [_back(one) for one in view.back]},
        "board": {
            "columns": _columns(gettext("掲示した日"), gettext("送達とみなす日")),
            "rows": [_board(one) for one in view.board],
        },
        "counts": {
            "back": ngettext("%(num)s件", "%(num)s件", len(view.back)),
            "board": ngettext("%(num)s件", "%(num)s件", len(view.board)),
        },
    }


def _columns(fourth: str, fifth: str) -> list[Plain]:
    first = (gettext("返ってきた日"), gettext("理由"), gettext("通知"), gettext("氏名"))
    return [{"label": one} for one in (*first, fourth, fifth, gettext("案件"))]


def _start(one: ReturnedLine) -> list[object]:
    url = url_for("letters.look", letter_id=one.letter)
    title = {"value": one.title, "url": url, "soft": one.number or ""}
    name = {"value": one.name} if one.name else {"value": gettext("表示しない"), "soft": ""}
    return [wording.short_day(one.returned_on), str(REASONS[one.reason]), title, name]


def _case(one: ReturnedLine) -> object:
    if one.case is None:
        return None
    return {"value": one.case[1], "url": url_for("cases.show", case_id=one.case[0]), "code": True}


def _back(one: ReturnedLine) -> Plain:
    shape, word = STATES[one.status]
    age = {"value": ngettext("%(num)s日", "%(num)s日", one.age), "whole": True}
    state = {"state": {"shape": shape, "word": str(word)}, "soft": one.way}
    return {"cells": [*_start(one), age, state, _case(one)]}


def _board(one: ReturnedLine) -> Plain:
    days = [None if day is None else wording.short_day(day) for day in (one.posted_from, one.deemed_on)]
    shape, word = STATES[one.status]
    deemed = {"value": days[1] or "—", "soft": str(word), "whole": True} if shape else days[1]
    return {"cells": [*_start(one), days[0], deemed, _case(one)]}
