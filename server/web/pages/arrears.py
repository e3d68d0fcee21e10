"""The collectors' desk as pages (徴収): the board of running cases, its file, the list of calls."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.views.arrears import PAGE, RETURNED, Board, Line
from server.casework.views.calls import Call
from server.domain.arrears_words import HOLDS, MATTERS, STEPS, Pair
from server.store.arrears_board import Row, Wanted
from server.web import wording
from server.web.pages.shared import Plain

LISTS: dict[str, Wanted] = {
    "all": Wanted(),
    "plan": Wanted(steps=("PLAN",)),
    "call": Wanted(steps=("CALL",)),
    "warn": Wanted(steps=("WARN", "WARNED")),
    "broken": Wanted(promise="BROKEN"),
    "returned": Wanted(matters=RETURNED),
    "near": Wanted(),
    "mine": Wanted(),
}
"""The lists of the desk; `near` and `mine` are completed by the day and the person."""

_HEAD = (
    *("案件", "世帯番号", "世帯主", "次にすること", "滞納額", "期数"),
    *("最も古い納期限", "時効", "見るべき事", "処理保留", "担当"),
)
NARROW = {"yen": 9, "months": 3, "days": 4}
"""The figures that narrow the list, with their most digits."""
SORTS = ("open", "oldest_due", "prescribes_on", "name")


def word(pair: Pair) -> str:
    """The word in the language of the page."""
    return pair[1] if wording.language() == "en" else pair[0]


def board_context(view: Board, which: str, sort: str, *, upwards: bool, narrow: Mapping[str, int]) -> Plain:
    """The context of `arrears.html`; `narrow` are the figures by which the list is narrowed."""

    def address(**changes: object) -> str:
        asked: dict[str, Any] = {"list": which, "sort": sort, "up": "1" if upwards else None, **narrow} | changes
        return url_for("arrears.show", **{name: value for name, value in asked.items() if value})

    said = gettext("%(n)s件 %(yen)s円", n=wording.number(view.total), yen=wording.number(view.yen))
    address_of: dict[str, Any] = {"list": which, "sort": sort, "up": "1" if upwards else None, **narrow}
    return {
        "facts": gettext("%(day)s現在 %(said)s", day=wording.short_day(view.day), said=said),
        "tabs": [
            {"label": label, "url": address(list=key, page=None), "current": key == which, "count": _count(view, key)}
            for key, label in _labels().items()
        ],
        "columns": _columns(sort, address, upwards=upwards),
        "rows": [_row(view, line) for line in view.lines],
        "pager": _pager(view, address),
        "csv_url": url_for("arrears.file", **address_of),
        "narrow": {
            "action": url_for("arrears.show"),
            "hidden": {"list": which, "sort": sort},
            "fields": _narrow(narrow),
        },
        "calls_url": url_for("arrears.calls"),
        "limitation_url": url_for("limitation.show"),
    }


def _columns(sort: str, address: object, *, upwards: bool) -> list[Plain]:
    return [
        {"label": gettext("案件")},
        _sorted(gettext("世帯主"), "name", sort, upwards, address),
        {"label": gettext("次にすること")},
        _sorted(gettext("滞納 円"), "open", sort, upwards, address, num=True),
        {"label": gettext("いまの残高 円"), "num": True},
        {"label": gettext("期数"), "num": True},
        _sorted(gettext("最も古い納期限"), "oldest_due", sort, upwards, address),
        _sorted(gettext("時効"), "prescribes_on", sort, upwards, address),
        {"label": gettext("保留・見るべき事")},
        {"label": gettext("担当")},
    ]


def _narrow(given: Mapping[str, int]) -> list[Plain]:
    labels = {
        "yen": gettext("滞納額(円以上)"),
        "months": gettext("納期限から(か月以上)"),
        "days": gettext("時効まで(日以内)"),
    }
    return [{"name": name, "label": label, "value": given.get(name, "")} for name, label in labels.items()]


def _labels() -> dict[str, str]:
    return {
        "all": gettext("すべて"),
        "mine": gettext("自分の担当"),
        "plan": gettext("対応を決める"),
        "call": gettext("電話する"),
        "warn": gettext("差押予告"),
        "broken": gettext("約束不履行"),
        "returned": gettext("返戻・居所不明"),
        "near": gettext("時効が近い"),
    }


def _count(view: Board, key: str) -> int | None:
    steps = LISTS[key].steps
    if key == "all":
        return sum(view.steps.values())
    return sum(view.steps.get(step, 0) for step in steps) if steps else None


def _sorted(label: str, key: str, sort: str, upwards: bool, address: object, *, num: bool = False) -> Plain:
    now = sort == key
    assert callable(address)  # noqa: S101 - handed in above
    turned = None if now and upwards else "1" if now else None
    direction = ("ascending" if upwards else "descending") if now else None
    return {"label": label, "num": num, "sort": direction, "sort_url": address(sort=key, up=turned, page=None)}


def _row(view: Board, line: Line) -> Plain:
    row = line.row
    changed = line.now != row.open
    return {
        "cells": [
            {"value": row.number, "url": url_for("cases.show", case_id=row.case_id), "code": True},
            {
                "value": line.name or gettext("表示しない"),
                "url": url_for("households.arrears", key=row.household_key) if line.name else None,
            },
            {"value": word(STEPS[row.step])},
            {"value": row.open, "num": True},
            {
                "value": line.now,
                "num": True,
                "strong": changed,
                "soft": gettext("速報 %(yen)s", yen=wording.number(line.transit)) if line.transit else "",
            },
            row.count,
            wording.column_day(row.oldest_due) if row.oldest_due else "",
            _prescription(view, row),
            _marks(row),
            line.collector or "",
        ]
    }


def _prescription(view: Board, row: Row) -> object:
    if row.prescribes_on is None:
        return ""
    near = row.prescribes_on <= view.near
    said = wording.column_day(row.prescribes_on)
    return {"state": {"shape": "late" if near else "wait", "word": said}} if near else said


def _marks(row: Row) -> str:
    found = [word(MATTERS[row.matter])] if row.matter != "NONE" else []
    return "・".join(found + ([word(HOLDS[row.hold])] if row.hold != "NONE" else []))


def _pager(view: Board, address: object) -> Plain | None:
    assert callable(address)  # noqa: S101 - handed in above
    pages = max(1, -(-view.total // PAGE))
    if pages == 1:
        return None
    first = (view.page - 1) * PAGE + 1
    return {
        "page": view.page,
        "pages": pages,
        "total": view.total,
        "first": first,
        "last": first + len(view.lines) - 1,
        "prev_url": address(page=view.page - 1) if view.page > 1 else None,
        "next_url": address(page=view.page + 1) if view.page < pages else None,
    }


def board_file(rows: Sequence[Row]) -> bytes:
    """The board as CSV with a byte order mark, for the spreadsheet of the office; no protected person's name."""
    out = io.StringIO()
    writer = csv.writer(out)
    head = (
        "案件",
        "世帯番号",
        "世帯主",
        "次にすること",
        "滞納額",
        "期数",
        "最も古い納期限",
        "時効",
        "見るべき事",
        "処理保留",
        "担当",
    )
    writer.writerow(head)
    for row in rows:
        name = "" if row.protected else row.name
        writer.writerow(
            [plain_cell(one) for one in (row.number, row.household_key, name, word(STEPS[row.step]), row.open)]
            + [row.count, row.oldest_due or "", row.prescribes_on or ""]
            + [plain_cell(one) for one in (_matter(row), _hold(row), row.collector or "")]
        )
    return out.getvalue().encode("utf-8-sig")


def plain_cell(value: object) -> object:
    """Text that a spreadsheet would read as a formula is told apart by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _matter(row: Row) -> str:
    return word(MATTERS[row.matter]) if row.matter != "NONE" else ""


def _hold(row: Row) -> str:
    return word(HOLDS[row.hold]) if row.hold != "NONE" else ""


def calls_context(found: Sequence[Call], *, own: bool = False) -> Plain:
    """The context of `arrears_calls.html`: the list that is re-checked against today's receipts as it is opened.

    `own`: a contracted caller's, which leads to nothing but the sheet of the call.
    """
    return {
        "board_url": None if own else url_for("arrears.show"),
        "facts": gettext("%(n)s件", n=len(found)),
        "calls": [
            {
                "name": one.name,
                "phone": one.phone or "",
                "total": one.now,
                "transit": one.transit,
                "back": one.call_back,
                "lines": [_call_line(line) for line in one.lines],
                "url": _call_url(one, own),
            }
            for one in found
        ],
    }


def _call_url(one: Call, own: bool) -> str:
    if own:
        return url_for("calls.sheet", key=one.household_key)
    return url_for("households.arrears", key=one.household_key, _anchor="contact")


def _call_line(line: object) -> str:
    assert isinstance(line, dict)  # noqa: S101 - made by the view
    due, yen = wording.column_day(line["due_on"]), wording.number(line["open"])
    said = {"year": line["levy_year"], "no": line["no"], "due": due, "yen": yen}
    return str(gettext("%(year)s年度 %(no)s期 納期限%(due)s %(yen)s円", **said))
