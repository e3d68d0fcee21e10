"""A levy decision on the screen (賦課の根拠)."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext

from server.casework.views.levy_grounds import ClaimChange, GroundsView
from server.casework.views.money_words import PARTS
from server.domain.ledger.amounts import NONE, PRINCIPAL
from server.web import wording
from server.web.kit import lang
from server.web.pages.grounds import lines_sheet, trace_sheet
from server.web.pages.money import act, head_of
from server.web.pages.shared import Plain, columns
from server.web.pages.years import year_label


def grounds_context(view: GroundsView) -> Plain:
    """The context of `household.html` for one levy decision."""
    key = view.look.household_key
    acts = []
    if view.older:
        acts.append(act(gettext("前の決定"), None, url_for("households.levy", key=key, levy_id=view.older)))
    if view.newer:
        acts.append(act(gettext("次の決定"), None, url_for("households.levy", key=key, levy_id=view.newer)))
    back = url_for("households.money", key=key, year=view.levy_year)
    acts.append(act(gettext("納付と賦課へ"), "Escape", back))
    return head_of(view.look, gettext("賦課決定 第%(n)s次", n=view.revision)) | {
        "acts": acts,
        "sheets_left": [*_kept(view), _parts(view), _claims(view), *_trace(view)],
        "sheets_right": [_decision(view)],
        "keys": [("Esc", gettext("納付と賦課へ"))],
    }


def _decision(view: GroundsView) -> Plain:
    pairs: list[Plain] = [
        {"label": gettext("年度"), "value": year_label(view.levy_year)},
        {"label": gettext("通知書番号"), "value": view.notice_no, "code": True},
        {"label": gettext("決定の日"), "value": wording.full_day(view.decided_on)},
        {"label": gettext("事由"), "value": view.cause, "strong": True},
        {"label": gettext("年額"), "value": wording.yen(view.after.total), "strong": True},
        {
            "label": gettext("決定前"),
            "value": gettext("なし") if view.before is None else wording.yen(view.before.total),
        },
        {"label": gettext("処理した人"), "value": view.who},
    ]
    if view.basis is not None:
        pairs.append({"label": gettext("法定軽減"), "value": _reduction(view)})
        pairs.append({"label": gettext("決定できる最後の日"), "value": _last_day(view.basis["last_day"])})
    return {"title": gettext("決定"), "kind": "ruled", "pairs": pairs}


def _reduction(view: GroundsView) -> str:
    if view.provisional:
        return str(gettext("所得不明・軽減前"))
    return str(gettext("%(n)s割", n=view.tenths)) if view.tenths else str(gettext("なし"))


def _last_day(text: str) -> str:
    return wording.full_day(date.fromisoformat(text))


def _kept(view: GroundsView) -> list[Plain]:
    """What the year is made of, as it was reckoned then."""
    if view.basis is None:
        what = gettext("計算の記録はありません")
        return [{"title": gettext("年額の内訳"), "kind": "empty", "what": what, "next": gettext("移行した賦課です。")}]
    return [lines_sheet(view.basis["lines"])] if view.basis["lines"] else []


def _trace(view: GroundsView) -> list[Plain]:
    if view.basis is None or not view.basis["trace"]:
        return []
    sources = (view.basis["inputs"] or {}).get("sources") or ()
    return [trace_sheet(view.basis["trace"], view.called, sources)]


def _parts(view: GroundsView) -> Plain:
    before = view.before or NONE
    rows = [
        {
            "cells": [
                PARTS[part].of(lang()),
                before.of(part),
                view.after.of(part),
                _change(before.of(part), view.after.of(part)),
            ]
        }
        for part in PRINCIPAL
    ]
    names = (gettext("区分"), gettext("決定前 円"), gettext("決定後 円"), gettext("増減 円"))
    sums = (before.total, view.after.total)
    foot: list[object] = [gettext("計"), *({"value": one, "num": True, "strong": True} for one in sums), _change(*sums)]
    return {
        "title": gettext("区分ごとの年額"),
        "kind": "table",
        "columns": columns(*names, num=(1, 2, 3)),
        "rows": rows,
        "foot": foot,
    }


def _claims(view: GroundsView) -> Plain:
    names = (gettext("期別"), gettext("納期限"), *(PARTS[part].of(lang()) for part in PRINCIPAL))
    more = (gettext("決定後 円"), gettext("決定前 円"), gettext("増減 円"))
    return {
        "title": gettext("期別の額"),
        "kind": "table",
        "columns": columns(*names, *more, num=range(2, 9)),
        "rows": [{"cells": _claim(one)} for one in view.claims],
    }


def _claim(one: ClaimChange) -> list[object]:
    number = (
        gettext("随時%(number)s期", number=one.number) if one.ad_hoc else gettext("%(number)s期", number=one.number)
    )
    parts = [one.after.of(part) for part in PRINCIPAL]
    after: Plain = {"value": one.after.total, "num": True, "strong": True}
    change = _change(one.before.total, one.after.total)
    return [number, wording.column_day(one.due_on), *parts, after, one.before.total, change]


def _change(before: int, after: int) -> str:
    """+1,200, −300, or nothing."""
    if after == before:
        return "0"
    return f"{after - before:+,}".replace("-", "−")
