"""The head's page (所属長): what is late, what was decided today, what stands still."""

from __future__ import annotations

from collections import Counter

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.views.daylist import DayList
from server.casework.views.head import HeadView, OverdueLine
from server.web import wording
from server.web.kit import go
from server.web.pages.benefits import watched
from server.web.pages.case import letter_link
from server.web.pages.head_arrears import arrears_sheet
from server.web.pages.incident import incidents_part
from server.web.pages.mail import name_of
from server.web.pages.open_matters import near_sheet
from server.web.pages.shared import Plain

_SHOWN = 10


def head_context(
    view: HeadView, *, may_assign: bool, may_handle: bool, may_name: bool, opened: str | None, demo: bool
) -> Plain:
    """The context of `head.html`; `opened` is the incident that lies open, `demo` where the clock may be moved."""
    return {
        "office": view.offices[0].name if len(view.offices) == 1 else view.office_name,
        "facts": gettext("%(day)s 現在", day=wording.full_day(view.day)),
        "offices": _offices(view),
        "acts": _acts(view, may_name, demo),
        "tiles": _tiles(view),
        "overdue": _overdue(view, may_assign),
        "daylist": _daylist(view.daylist),
        "incidents": incidents_part(view.incidents, may_handle, opened, view.office),
        "right": [
            sheet
            for sheet in (
                *(
                    _owed(view),
                    _mail(view),
                    _reliefs(view),
                    _benefits(view),
                    near_sheet(view.near),
                    _held(view),
                    _exports(view),
                    _messages(view),
                    _checks(view),
                ),
                None if view.arrears is None else arrears_sheet(view.arrears),
            )
            if sheet
        ],
    }


def _acts(view: HeadView, may_name: bool, demo: bool) -> list[Plain]:
    """The day's list on paper, the deputies; in the demo the way to the clock."""
    acts = [go(gettext("確認一覧"), "head.daylist", "F7", office=view.office) | {"icon": "print"}]
    acts.append(go(gettext("時効・不納欠損"), "limitation.show"))
    acts.append(go(gettext("夜間処理"), "night.show"))
    if may_name:
        acts.append(go(gettext("代決者"), "deputies.show"))
    if demo:
        acts.append(go(gettext("業務日を進める…"), "own.settings", look="plain", _anchor="clock"))
    return acts


def _offices(view: HeadView) -> Plain | None:
    if len(view.offices) < 2:
        return None
    every = [{"value": "", "label": gettext("すべて")}]
    some = [{"value": one.office, "label": one.name} for one in view.offices]
    return {"url": url_for("head.show"), "name": "office", "value": view.office or "", "options": every + some}


def _tiles(view: HeadView) -> list[Plain]:
    unit = gettext("件")
    worst = min((one.left for one in view.overdue), default=0)
    late: Plain = {"label": gettext("期限超過"), "big": view.overdue_count, "unit": unit}
    if worst < 0:
        late["state"] = {"shape": "late", "word": ngettext("最長 %(num)s開庁日", "最長 %(num)s開庁日", -worst)}
    day = view.daylist
    listed = url_for("head.daylist", office=view.office)
    released = url_for("letters.show", status="rendered")
    return [
        late,
        {"label": gettext("開いているタスク"), "big": view.open_tasks, "unit": unit},
        _tile(gettext("今日の確認一覧"), len(day.rows), unit, day.unconfirmed, "open", gettext("未確認")),
        {"label": gettext("前の日の未確認"), "big": day.earlier_count, "unit": unit}
        | ({"url": listed, "line": gettext("一覧を見る")} if day.earlier else {}),
        {"label": gettext("放行待ちの通知"), "big": view.to_release, "unit": gettext("通")}
        | ({"url": released, "line": gettext("通知書を見る")} if view.to_release else {}),
        _tile(gettext("止まっている処理"), len(view.incidents), unit, _unowned(view), "stop", gettext("未対応")),
    ]


def _tile(label: str, big: int, unit: str, waiting: int, shape: str, word: str) -> Plain:
    """One tile; the state says how many of them still wait."""
    said = None if not waiting else word if waiting == big else gettext("%(what)s %(n)s件", what=word, n=waiting)
    return {"label": label, "big": big, "unit": unit, "state": {"shape": shape, "word": said} if said else None}


def _unowned(view: HeadView) -> int:
    return sum(one.owner is None for one in view.incidents)


def _overdue(view: HeadView, may_assign: bool) -> Plain:
    tasks = [one.task_id for one in view.overdue]
    act = {"label": gettext("担当を決める…"), "url": url_for("inbox.ask_whom", task=tasks), "key": "A"}
    names = (gettext("手続"), gettext("受付番号"), gettext("工程"), gettext("超過"), gettext("担当"))
    return {
        "count": view.overdue_count,
        "act": act if tasks and may_assign else None,
        "columns": [{"label": name} for name in names],
        "rows": [{"cells": _late_cells(one)} for one in view.overdue],
        "empty": {"what": gettext("期限超過はありません")},
    }


def _late_cells(one: OverdueLine) -> list[object]:
    over = ngettext("%(num)s開庁日", "%(num)s開庁日", -one.left)
    number = {"value": one.number, "url": url_for("cases.show", case_id=one.case_id), "code": True}
    return [one.procedure, number, one.step, {"state": {"shape": "late", "word": over}}, one.who]


def _daylist(day: DayList) -> Plain:
    """Today's decisions procedure by procedure, with what to read twice."""
    rows = []
    for procedure in dict.fromkeys(one.procedure for one in day.rows):
        some = [one for one in day.rows if one.procedure == procedure]
        deciders = Counter(one.decided_by for one in some)
        noted = Counter(one.look_at for one in some if one.look_at)
        rows.append(
            {
                "cells": [
                    procedure,
                    len(some),
                    "・".join(f"{name} {n}" for name, n in deciders.items()),
                    "・".join(f"{words} {n}" for words, n in noted.items()) or gettext("なし"),
                ]
            }
        )
    count = day.unconfirmed + day.earlier_count
    label = ngettext("%(num)s件を確認する…", "%(num)s件を確認する…", count)
    act = {"label": label, "url": url_for("head.daylist", office=day.office), "look": "go", "key": "F8"}
    names = (
        (gettext("手続"), False),
        (gettext("件"), True),
        (gettext("決めた人"), False),
        (gettext("目を通すところ"), False),
    )
    return {
        "facts": gettext("専決で決めた %(n)s件", n=len(day.rows)),
        "act": act if count else None,
        "columns": [{"label": name, "num": number} for name, number in names],
        "rows": rows,
        "empty": {"what": gettext("今日決めた件はまだありません")},
    }


def _mail(view: HeadView) -> Plain | None:
    """Packs of earlier days that nobody has closed: letters may lie unseen (PM21)."""
    if not view.mail:
        return None
    items = [
        {
            "shape": "late",
            "word": ngettext("%(num)s開庁日", "%(num)s開庁日", one.age),
            "strong": name_of(one),
            "soft": f"{one.office} {one.place} {one.opened_by}",
            "end": gettext("残り %(n)s通", n=one.left),
        }
        for one in view.mail
    ]
    return {"title": gettext("締めていない郵便の束"), "kind": "facts", "count": len(items), "items": items}


def _reliefs(view: HeadView) -> Plain | None:
    """Applications for relief that near the day by which they are decided, or are past it (PM21)."""
    if not view.reliefs:
        return None
    items = []
    for one in view.reliefs:
        late = one.left < 0
        word = gettext("超過") if late else gettext("あと%(n)s開庁日", n=one.left)
        items.append(
            {"shape": "late" if late else "open", "word": word, "strong": one.number, "soft": one.ground}
            | {"line": gettext("決定の期限 %(day)s", day=wording.era_day(one.due))}
            | {"act": {"label": gettext("案件を開く"), "url": url_for("cases.show", case_id=one.case_id)}}
        )
    return {"title": gettext("期限の近い減免の申請"), "kind": "facts", "count": len(items), "items": items}


def _benefits(view: HeadView) -> Plain | None:
    """Cases of recourse and recovery that near their limit, and holds that near their end."""
    if not view.benefits:
        return None
    items = []
    for one in view.benefits[:_SHOWN]:
        if one.next is None:
            continue
        late = one.next.day < view.day
        items.append(
            {"shape": "late" if late else "open", "word": gettext("超過") if late else gettext("間近")}
            | {"strong": one.number, "soft": f"{one.procedure} {one.what}".strip()}
            | {"line": f"{watched(one.next)} {wording.era_day(one.next.day)} {one.owner}".strip()}
            | {"act": {"label": gettext("案件を開く"), "url": url_for("cases.show", case_id=one.case_id)}}
        )
    title = gettext("期限の近い求償・返還・保留")
    act = {"label": gettext("一覧を見る"), "url": url_for("benefits.show"), "look": "plain"}
    return {"title": title, "kind": "facts", "count": len(view.benefits), "items": items, "act": act}


def _held(view: HeadView) -> Plain | None:
    """The letters that wait for a person, each with why."""
    if not view.held:
        return None
    items = [letter_link(one) | {"line": one.reason or one.number} for one in view.held]
    return {"title": gettext("止めている通知"), "kind": "links", "count": view.held_count, "items": items}


def _owed(view: HeadView) -> Plain | None:
    """The files that were to be in: what rests on them stands still."""
    if not view.owed:
        return None
    said = {
        "NEVER": gettext("一度も届いていません"),
        "LATE": gettext("次のファイルが届いていません"),
        "YEARLY": gettext("年1回の当初分が届いていません"),
    }
    items = [
        {
            "shape": "stop",
            "word": gettext("未着"),
            "strong": one.interface_word,
            "soft": said[one.why],
            "end": wording.short_day(one.expected_by),
        }
        for one in view.owed
    ]
    return {"title": gettext("届くはずのもの"), "kind": "facts", "count": len(items), "items": items}


def _exports(view: HeadView) -> Plain | None:
    if not view.exports:
        return None
    items = [
        {
            "shape": "late" if one.left < 0 else "wait",
            "word": gettext("超過") if one.left < 0 else gettext("間近"),
            "strong": one.interface_word,
            "soft": one.case_number,
            "end": wording.short_day(one.due),
        }
        for one in view.exports
    ]
    return {"title": gettext("期限の近い連携"), "kind": "facts", "count": len(items), "items": items}


def _messages(view: HeadView) -> Plain | None:
    if not view.messages:
        return None
    items = [
        {
            "shape": "wait",
            "word": gettext("待ち"),
            "text": one.kind_word,
            "soft": one.case_number,
            "end": ngettext("%(num)s開庁日", "%(num)s開庁日", one.waited),
        }
        for one in view.messages
    ]
    return {"title": gettext("受け取り手を待つ知らせ"), "kind": "facts", "count": len(items), "items": items}


def _checks(view: HeadView) -> Plain | None:
    if not view.number_checks:
        return None
    items = [
        {
            "shape": "stop",
            "word": gettext("確認"),
            "text": one.reason,
            "soft": one.person_key,
            "end": wording.short_day(one.raised_at),
        }
        for one in view.number_checks
    ]
    return {"title": gettext("個人番号の確認リスト"), "kind": "facts", "count": len(items), "items": items}
