"""Sheets of the collectors' desk (徴収の窓口の表): acts and limitation, promises and assets, late charges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask import url_for
from flask_babel import gettext

from server.casework.views.household_arrears import Due, HouseholdArrears
from server.casework.views.known_assets import KnownAsset
from server.domain.arrears_words import RESULTS
from server.domain.enforcement_words import ACTS, ANSWERS, ASSET_KINDS, EFFECTS
from server.store.assets import Inquiry
from server.store.pledges import Pledge
from server.web import wording
from server.web.pages.arrears import word
from server.web.pages.shared import Plain, columns

_MOST_ACTS = 12
_REIWA_BEFORE = 2018
_PERCENT = 100


def number_of(due: Due) -> str:
    """The instalment in few letters: R8 5期."""
    year, no = due.one.levy_year, due.one.no
    return f"{year} no. {no}" if wording.language() == "en" else f"R{year - _REIWA_BEFORE} {no}期"


def _whole(text: str) -> Plain:
    return {"value": text, "whole": True}


def acts_sheet(view: HouseholdArrears) -> Plain:
    """経過と時効: every act, newest first, what it did to the clock and when collection ends by it.

    One act on many instalments is one row; where their ends differ, each stands in the list of instalments.
    """
    grouped: dict[tuple[date, str, str, str], list[tuple[Due, date | None]]] = {}
    for due in view.dues:
        for step in () if due.clock is None else due.clock.steps:
            key = (step.act.on, str(step.act.act), str(step.effect), step.act.document)
            grouped.setdefault(key, []).append((due, step.ends_on))
    found = sorted(grouped.items(), key=lambda one: one[0][0], reverse=True)
    if not found:
        return {"title": gettext("経過と時効"), "id": "acts", "kind": "empty", "what": gettext("まだ何もしていません")}
    names = (gettext("日"), gettext("したこと"), gettext("期別"), gettext("時効への効果"), gettext("時効完成"))
    more = len(found) - _MOST_ACTS
    return {
        "title": gettext("経過と時効"),
        "id": "acts",
        "count": len(found),
        "kind": "table",
        "columns": columns(*names),
        "rows": [{"cells": _act(key, touched)} for key, touched in found[:_MOST_ACTS]],
        "note": gettext("ほか%(n)s件(古いもの)", n=more) if more > 0 else None,
    }


def _act(key: tuple[date, str, str, str], touched: list[tuple[Due, date | None]]) -> list[object]:
    on, act, effect, document = key
    said: Plain = {"value": word(ACTS[act])}
    kind, _, rest = document.partition(":")
    if kind == "letter":
        said["url"] = url_for("letters.look", letter_id=rest)
    elif kind == "case":
        said["url"] = url_for("cases.show", case_id=rest.partition("/")[0])
    dues = _numbers(due for due, _ in touched)
    return [wording.column_day(on), said, dues, word(EFFECTS[effect]), _ends({end for _, end in touched})]


def _ends(ends: set[date | None]) -> str:
    if len(ends) > 1:
        return str(gettext("期別による"))
    (end,) = ends
    return str(gettext("続くあいだ完成しない")) if end is None else wording.column_day(end)


def _numbers(dues: Iterable[Due]) -> str:
    return "、".join(number_of(due) for due in dues)


def assets_sheet(view: HouseholdArrears) -> Plain:
    """約束と財産: the promise or pledge in force, each known asset with what became of it, questions and answers."""
    items = [*_promises(view), *map(_asset, view.known.assets), *map(_inquiry, view.known.inquiries)]
    title = gettext("約束と財産")
    if not items:
        what = gettext("約束も、知れている財産もありません")
        return {"title": title, "id": "assets", "kind": "empty", "what": what}
    return {"title": title, "id": "assets", "kind": "links", "items": items}


def _promises(view: HouseholdArrears) -> list[Plain]:
    found = [] if view.pledge is None else [_pledge(view.pledge)]
    last = next((one for one in view.contacts if one.promised_on is not None), None)
    if last is not None and last.promised_on is not None:
        passed = last.promised_on < view.day
        said = f"{word(RESULTS[last.result])} {wording.short_day(last.promised_on)}"
        line = "" if last.promised_yen is None else wording.yen(last.promised_yen)
        state = {"shape": "done" if passed else "wait", "word": gettext("日が過ぎた") if passed else gettext("待つ")}
        found.append({"label": said, "line": line, "state": state})
    return found


def _pledge(pledge: Pledge) -> Plain:
    said = gettext("分納 %(n)s回 計%(yen)s", n=len(pledge.lines), yen=wording.yen(pledge.principal))
    line = gettext("不履行 %(n)s回", n=len(pledge.missed)) if pledge.missed else ""
    url = None if pledge.case_id is None else url_for("cases.show", case_id=pledge.case_id)
    return {"label": said, "line": line, "url": url, "state": {"shape": "work", "word": gettext("分納中")}}


def _asset(one: KnownAsset) -> Plain:
    asset = one.asset
    worth = gettext("価額不明") if asset.value is None else wording.yen(asset.value)
    prior = gettext("優先債権 %(yen)s", yen=wording.yen(asset.prior)) if asset.prior else ""
    day = gettext("%(day)s現在", day=wording.column_day(asset.as_of))
    parts = [asset.detail, asset.account_tail, worth, prior, day, asset.source, asset.number]
    case = asset.case_id if one.seizure is None else one.seizure.case_id
    return {
        "label": f"{word(ASSET_KINDS[asset.kind])} {asset.third_party}",
        "url": url_for("cases.show", case_id=case),
        "line": " ・ ".join(part for part in parts if part),
        "state": _state(one),
    }


def _state(one: KnownAsset) -> Plain:
    """What became of it, or whether it may be seized."""
    asset, seizure = one.asset, one.seizure
    if seizure is not None and seizure.in_force:
        amount = "" if seizure.amount is None else f" {wording.yen(seizure.amount)}"
        return {"shape": "hold", "word": gettext("差押中") + amount}
    if asset.ended_on is not None:
        return {"shape": "done", "word": f"{asset.end_ground} {wording.short_day(asset.ended_on)}"}
    if asset.exempt:
        return {"shape": "stop", "word": gettext("差押禁止")}
    if seizure is not None and seizure.released_on is not None:
        return {"shape": "done", "word": gettext("解除 %(day)s", day=wording.short_day(seizure.released_on))}
    if seizure is not None and seizure.result is None:
        return {"shape": "wait", "word": gettext("送達待ち")}
    return {"shape": "full", "word": gettext("差押の対象になる")}


def _inquiry(one: Inquiry) -> Plain:
    """A question to a third party: that it waits, or what was answered."""
    asked = gettext("照会 %(day)s", day=wording.column_day(one.asked_on))
    if one.answer is None:
        state = {"shape": "wait", "word": gettext("回答待ち %(day)sまで", day=wording.short_day(one.due_on))}
    else:
        day = "" if one.answered_on is None else f" {wording.short_day(one.answered_on)}"
        state = {"shape": "done", "word": f"{word(ANSWERS[one.answer])}{day}"}
    return {
        "label": f"{word(ASSET_KINDS[one.kind])} {one.third_party}",
        "url": url_for("cases.show", case_id=one.case_id),
        "line": " ・ ".join(part for part in (asked, one.number, one.note or "") if part),
        "state": state,
    }


def late_sheet(view: HouseholdArrears) -> list[Plain]:
    """How the late charges to the chosen day come about: days, rate and base of each span, with the article.

    Only of what was dunned: of anything else none may be named (地方自治法231条の3第2項).
    """
    rows = [row for due in view.dues if due.late is not None and due.one.dunned_on for row in _charge(due)]
    if not rows:
        return []
    names = (gettext("期別"), gettext("期間"), gettext("日数"), gettext("割合"), gettext("元の額 円"))
    return [
        {
            "title": gettext("延滞金の計算"),
            "id": "late",
            "soft": gettext("%(day)sまで", day=wording.short_day(view.late_on)),
            "kind": "table",
            "columns": columns(*names, gettext("延滞金 円"), gettext("根拠"), num=(2, 3, 4, 5)),
            "rows": [{"cells": row} for row in rows],
        }
    ]


def _charge(due: Due) -> Iterable[list[object]]:
    spans = due.late.spans if due.late is not None else ()
    for span in spans:
        days = f"{wording.column_day(span.first)}〜{wording.column_day(span.last)}"
        yield [
            _whole(number_of(due)),
            _whole(days),
            span.days,
            rate_words(span.rate),
            span.base,
            _exact(span.exact),
            span.article,
        ]
    if spans:
        total = sum((span.exact for span in spans), Fraction(0))
        said = gettext("端数と少額を切り捨てた額")
        yield [
            number_of(due),
            gettext("計"),
            "",
            "",
            "",
            _exact(total),
            {"value": due.claimable, "soft": said},
        ]


def rate_words(rate: Decimal) -> str:
    """年2.8% of 0.028."""
    return str(gettext("年%(rate)s％", rate=f"{(rate * _PERCENT).normalize():f}"))


def _exact(exact: Fraction) -> str:
    """Yen to two places, the rest cut off."""
    return f"{int(exact * _PERCENT) / _PERCENT:.2f}"
