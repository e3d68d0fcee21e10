"""Limitation and write-offs as pages (時効管理・不納欠損の報告): for the collectors' desk and the head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.limitation import (
    PAGE,
    Instalment,
    LimitationView,
    Line,
    WriteOffView,
    WrittenLine,
)
from server.store.limitation_list import DOUBTFUL, ENDING, EXTINCT, WITHIN, Wanted
from server.store.write_off_report import Reported
from server.web import wording
from server.web.pages.arrears import word
from server.web.pages.shared import Plain

LISTS: dict[str, Wanted] = {str(days): Wanted(ENDING, days) for days in WITHIN} | {
    "mine": Wanted(ENDING, WITHIN[-1]),
    "extinct": Wanted(EXTINCT),
    "doubtful": Wanted(DOUBTFUL),
}
"""The lists of 時効管理; `mine` is completed by the person."""

GROUNDS = {
    "PRESCRIBED": lazy_gettext("時効の完成"),
    "EXTINGUISHED_3Y": lazy_gettext("執行停止3年の継続"),
    "EXTINGUISHED_AT_ONCE": lazy_gettext("即時消滅"),
}
_LAPSED = {"NOT_WRITTEN_OFF": lazy_gettext("欠損処理がまだのもの"), "WRITTEN_OFF": lazy_gettext("欠損処理をしたもの")}
_NEGLECT = {"NO": lazy_gettext("なし"), "YES": lazy_gettext("あり")}
_SOON = 30


def limitation_context(view: LimitationView, which: str) -> Plain:
    """The context of `limitation.html`."""
    homes, claims, yen = view.total
    said = {"homes": wording.number(homes), "claims": wording.number(claims), "yen": wording.number(yen)}
    return {
        "facts": gettext("%(day)s現在", day=wording.short_day(view.day))
        + " "
        + gettext("%(homes)s世帯 %(claims)s期 %(yen)s円", **said),
        "tabs": [
            {"label": label, "url": url_for("limitation.show", list=key), "current": key == which, "count": n}
            for key, label, n in _tabs(view)
        ],
        "columns": [
            {"label": gettext("完成日")},
            {"label": gettext("世帯")},
            {"label": gettext("期別")},
            {"label": gettext("未納 円"), "num": True},
            {"label": gettext("終期の理由")},
            {"label": gettext("警告")},
            {"label": gettext("徴収の所属")},
            {"label": gettext("担当")},
            {"label": gettext("案件")},
        ],
        "rows": [row for line in view.lines for row in _rows(view, line)],
        "foot": [gettext("計"), "", gettext("%(n)s期", n=wording.number(claims)), yen, "", "", "", "", ""],
        "pager": _pager(view.page, homes, len(view.lines), "limitation.show", list=which),
        "csv_url": url_for("limitation.file", list=which),
        "report_url": url_for("limitation.write_offs"),
        "which": which,
    }


def _tabs(view: LimitationView) -> Iterable[tuple[str, str, int | None]]:
    for days in WITHIN:
        yield str(days), gettext("%(n)s日以内", n=days), view.counts[days]
    yield "mine", gettext("自分の担当"), None
    yield "extinct", gettext("完成・未処理"), view.extinct
    yield "doubtful", gettext("要確認"), view.doubtful


def _rows(view: LimitationView, line: Line) -> Iterable[Plain]:
    """One row an instalment; what says the same of the whole household stands in the first of them."""
    page = "households.arrears" if view.may_collect else "households.show"
    url = url_for(page, key=line.home.household_key) if line.name else None
    name = {"value": line.name or gettext("表示しない"), "url": url, "whole": True}
    case = line.watch and {"value": line.watch[1], "url": url_for("cases.show", case_id=line.watch[0]), "code": True}
    for place, one in enumerate(line.instalments):
        first = place == 0
        yield {
            "cells": [
                _end(view, one),
                name if first else "〃",
                {"value": gettext("%(year)s年度 %(no)s期", year=one.levy_year, no=one.no), "whole": True},
                {"value": one.ending.open_yen, "num": True},
                {"value": _why(one), "soft": _shown(one)},
                _warned(one),
                line.office if first else "〃",
                _owner(line) if first else "〃",
                case if case and first else "",
            ]
        }


def _end(view: LimitationView, one: Instalment) -> object:
    left = (one.ending.ends_on - view.day).days
    said = wording.column_day(one.ending.ends_on)
    if left < 0:
        return {"state": {"shape": "late", "word": said}, "soft": gettext("完成")}
    soft = gettext("あと%(n)s日", n=left)
    return {"state": {"shape": "late", "word": said}, "soft": soft} if left <= _SOON else {"value": said, "soft": soft}


def _why(one: Instalment) -> str:
    if one.since is None:
        return word(one.why)
    return f"{word(one.why)} {wording.column_day(one.since)}"


def _shown(one: Instalment) -> str:
    """The later day by the designated date, which is for the eye alone; and what a person must look at."""
    found = []
    if one.ending.shown_on is not None and one.ending.shown_on != one.ending.ends_on:
        found.append(gettext("指定期限から数えると%(day)s(使わない)", day=wording.column_day(one.ending.shown_on)))
    if one.ending.doubtful:
        found.append(gettext("完成後の記録があります"))
    return "・".join(found)


def _warned(one: Instalment) -> object:
    if one.ending.frozen_on is not None:
        return gettext("処理を止めた %(day)s", day=wording.column_day(one.ending.frozen_on))
    return "" if one.ending.warned is None else gettext("%(n)s月前", n=one.ending.warned)


def _owner(line: Line) -> object:
    return line.owner or {"tag": {"text": gettext("担当なし"), "kind": "warn"}}


def write_off_context(view: WriteOffView) -> Plain:
    """The context of `write_offs.html`."""
    claims, yen = sum(one.claims for one in view.grounds), sum(one.yen for one in view.grounds)
    said = {"n": wording.number(claims), "yen": wording.number(yen)}
    return {
        "facts": gettext("%(n)s期 %(yen)s円", **said),
        "year": view.year,
        "years": {
            "url": url_for("limitation.write_offs"),
            "options": [{"value": str(year), "label": gettext("%(year)s年度", year=year)} for year in view.years],
        },
        "columns": _sum_columns(gettext("根拠")),
        "grounds": [_sum(str(GROUNDS[one.key]), one) for one in view.grounds],
        "foot": _foot(view.grounds),
        "year_columns": _sum_columns(gettext("会計年度")),
        "accounting_years": [_sum(gettext("%(year)s年度", year=one.key), one) for one in view.accounting_years],
        "lapsed_columns": _sum_columns(gettext("処理")),
        "lapsed": [_sum(str(_LAPSED[one.key]), one) for one in view.lapsed],
        "lapsed_foot": _foot(view.lapsed),
        "line_columns": _line_columns(),
        "rows": [{"cells": _written(line)} for line in view.lines],
        "pager": _pager(view.page, view.total, len(view.lines), "limitation.write_offs", year=str(view.year)),
        "csv_url": url_for("limitation.write_off_file", year=view.year),
        "list_url": url_for("limitation.show"),
    }


def _line_columns() -> list[Plain]:
    return [
        {"label": gettext("処理日")},
        {"label": gettext("世帯")},
        {"label": gettext("期別")},
        {"label": gettext("根拠")},
        {"label": gettext("消滅日")},
        {"label": gettext("金額 円"), "num": True},
        {"label": gettext("管理懈怠")},
        {"label": gettext("起案・照合")},
        {"label": gettext("決裁")},
    ]


def _sum_columns(label: str) -> list[Plain]:
    return [
        {"label": label},
        {"label": gettext("期数"), "num": True},
        {"label": gettext("世帯数"), "num": True},
        {"label": gettext("金額 円"), "num": True},
    ]


def _sum(label: str, one: Reported) -> Plain:
    return {"cells": [label, one.claims, one.households, one.yen]}


def _foot(found: Sequence[Reported]) -> list[object]:
    """Households are not added up: one may stand under two grounds."""
    return [gettext("計"), sum(one.claims for one in found), "", sum(one.yen for one in found)]


def _written(line: WrittenLine) -> list[object]:
    one = line.written
    url = url_for("households.show", key=one.household_key) if line.name else None
    return [
        wording.column_day(one.written_on),
        {"value": line.name or gettext("表示しない"), "url": url, "whole": True},
        gettext("%(year)s年度 %(no)s期", year=line.levy_year, no=line.no),
        str(GROUNDS[one.ground]),
        wording.column_day(one.extinct_on),
        {"value": one.yen, "num": True},
        _neglect(one.neglect),
        line.second,
        line.by,
    ]


def _neglect(text: str) -> str:
    """`NO: note` as it is kept, in words."""
    found, _, note = text.partition(":")
    said = str(_NEGLECT.get(found, found))
    return f"{said} {note.strip()}".strip()


def _pager(page: int, total: int, shown: int, endpoint: str, **asked: Any) -> Plain | None:
    pages = max(1, -(-total // PAGE))
    if pages == 1:
        return None
    first = (page - 1) * PAGE + 1
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "first": first,
        "last": first + shown - 1,
        "prev_url": url_for(endpoint, page=page - 1, **asked) if page > 1 else None,
        "next_url": url_for(endpoint, page=page + 1, **asked) if page < pages else None,
    }
