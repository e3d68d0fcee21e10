"""The head's page (所属長): what is late, what was decided today, what stands still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.confirm_daylist import Confirmed
from server.casework.views.daylist import DayLine, DayList
from server.casework.views.head import HeadView, IncidentLine, OverdueLine
from server.web import wording
from server.web.pages.letters import held_sheet
from server.web.pages.shared import Plain


def head_context(view: HeadView, *, may_assign: bool, may_handle: bool, opened: str | None) -> Plain:
    """The context of `head.html`; `opened` is the incident that lies open."""
    return {
        "office": view.office_name,
        "facts": gettext("%(day)s 現在", day=wording.full_day(view.day)),
        "offices": _offices(view),
        "acts": [],
        "tiles": _tiles(view),
        "overdue": _overdue(view, may_assign),
        "daylist": _daylist(view.daylist),
        "incidents": _incidents(view.incidents, may_handle, opened, view.office),
        "right": [sheet for sheet in (_held(view), _exports(view), _messages(view), _checks(view)) if sheet],
    }


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
    confirmed = {"shape": "open", "word": gettext("未確認")} if day.unconfirmed else None
    return [
        late,
        {"label": gettext("開いているタスク"), "big": view.open_tasks, "unit": unit},
        {"label": gettext("今日の確認一覧"), "big": len(day.rows), "unit": unit, "state": confirmed},
        {"label": gettext("前の日の未確認"), "big": len(day.earlier), "unit": unit},
        {"label": gettext("放行待ちの通知"), "big": view.to_release, "unit": gettext("通")},
        {"label": gettext("止まっている処理"), "big": len(view.incidents), "unit": unit},
    ]


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
    count = day.unconfirmed + len(day.earlier)
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


def _incidents(lines: Sequence[IncidentLine], may_handle: bool, opened: str | None, office: str | None) -> Plain:
    names = (gettext("番号"), gettext("何が起きたか"), gettext("状態"), gettext("担当"))
    shown = next((one for one in lines if one.incident_id == opened), lines[0] if lines else None)
    return {
        "count": len(lines),
        "columns": [{"label": name} for name in names],
        "rows": [_incident_row(one, shown is one, office) for one in lines],
        "open": None if shown is None else _incident(shown, may_handle),
        "empty": {"what": gettext("止まっている処理はありません")},
    }


def _incident_row(one: IncidentLine, here: bool, office: str | None) -> Plain:
    url = url_for("head.show", incident=one.incident_id, office=office)
    state = {"shape": "work", "word": gettext("対応中")} if one.owner else {"shape": "stop", "word": gettext("未対応")}
    number = {"value": one.short_id, "url": url, "code": True}
    return {"here": here, "cells": [number, f"{one.kind_word} {one.summary}", {"state": state}, one.owner]}


def _incident(one: IncidentLine, may_handle: bool) -> Plain:
    acts: list[Plain] = []
    if may_handle:
        retry = url_for("incidents.retry", incident_id=one.incident_id)
        own = url_for("incidents.own", incident_id=one.incident_id)
        close = url_for("incidents.ask_close", incident_id=one.incident_id)
        acts = [{"label": gettext("やり直す"), "action": retry}]
        acts += [] if one.mine else [{"label": gettext("担当する"), "action": own}]
        acts.append({"label": gettext("済ませて閉じる…"), "url": close})
    if one.case_id:
        url = url_for("cases.show", case_id=one.case_id)
        acts.append({"label": gettext("案件を見る"), "url": url, "look": "plain"})
    if one.letter_id:
        url = url_for("letters.look", letter_id=one.letter_id)
        acts.append({"label": gettext("通知書を見る"), "url": url, "look": "plain"})
    return {
        "number": one.short_id,
        "what": one.summary,
        "figures": " ".join(
            part for part in (wording.short_stamp(one.raised_at), one.case_number or "", one.fault) if part
        ),
        "unharmed": gettext("何も発送していません。何も記帳していません。"),
        "acts": acts,
    }


def _held(view: HeadView) -> Plain | None:
    return held_sheet(view.held) if view.held else None


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


# ---- the day's list ------------------------------------------------------------------------------


def daylist_context(day: DayList, office_name: str) -> Plain:
    """The context of `daylist.html`."""
    waiting = to_confirm(day)
    own = sum(one.own and one.confirmed_by is None for one in (*day.rows, *day.earlier))
    return {
        "day": day.day,
        "office": office_name,
        "confirmed": None,
        "facts": gettext("未確認 %(n)s件", n=day.unconfirmed + len(day.earlier)),
        "groups": _groups(day),
        "confirm": None,
        "notice": None,
        "acts": _confirm_acts(day, len(waiting), own),
        "empty": {"what": gettext("この日に決めた件はありません"), "next": None, "one_act": None},
    }


def to_confirm(day: DayList) -> list[DayLine]:
    """What this person may confirm: neither confirmed nor decided by himself."""
    return [one for one in (*day.rows, *day.earlier) if one.confirmed_by is None and not one.own]


def _confirm_acts(day: DayList, count: int, own: int) -> list[Plain]:
    if not count and not own:
        return []
    label = ngettext("%(num)s件を確認する…", "%(num)s件を確認する…", count)
    act: Plain = {"label": label, "look": "go", "key": "F8"}
    if not day.may_confirm:
        return [act | {"why_not": gettext("確認できるのは所属長です")}]
    if not count:
        return [act | {"why_not": gettext("自分で決めた件は自分で確認できません")}]
    return [act | {"url": url_for("head.ask_confirm", day=day.day.isoformat(), office=day.office)}]


def _groups(day: DayList) -> list[Plain]:
    names = list(dict.fromkeys(one.procedure for one in day.rows))
    groups = [(name, [one for one in day.rows if one.procedure == name]) for name in names]
    if day.earlier:
        groups.append((gettext("前の日の未確認"), list(day.earlier)))
    return [{"title": title, "count": len(some), "rows": [_day_row(one) for one in some]} for title, some in groups]


def _day_row(one: DayLine) -> Plain:
    if one.confirmed_by:
        state = {"shape": "done", "word": gettext("確認済み")}
    else:
        state = {"shape": "open", "word": gettext("自分の決定") if one.own else gettext("未確認")}
    return {
        "number": one.number,
        "url": url_for("cases.show", case_id=one.case_id, tab="decisions"),
        "name": one.name,
        "restricted": one.restricted,
        "guarded": one.guarded,
        "what": one.what,
        "decider": one.decided_by,
        "checker": one.checked_by or "—",
        "look_at": one.look_at,
        "state": state,
    }


def confirm_context(day: DayList) -> Plain:
    """The context of `confirm.html` before the head confirms."""
    waiting = to_confirm(day)
    count = len(waiting)
    kinds = Counter(one.procedure for one in waiting)
    noted = Counter(one.look_at for one in waiting if one.look_at)
    pairs = [{"label": name, "value": ngettext("%(num)s件", "%(num)s件", number)} for name, number in kinds.items()]
    words = "・".join(f"{text} {number}" for text, number in noted.items()) or gettext("なし")
    pairs.append({"label": gettext("目を通すところ"), "value": words})
    return {
        "ask": {
            "title": ngettext("%(num)s件を確認します", "%(num)s件を確認します", count),
            "label": ngettext("%(num)s件を確認する", "%(num)s件を確認する", count),
            "action": url_for("head.confirm"),
            "hidden": {"decision": [one.decision_id for one in waiting], "office": day.office or ""},
            "back_url": url_for("head.daylist", day=day.day.isoformat(), office=day.office),
            "pairs": pairs,
            "hint": gettext("確認した人と時刻が残ります。あとから見つけた誤りは出来事として記録します。"),
        },
        "reason": None,
    }


def confirmed_context(results: Iterable[Confirmed], numbers: dict[str, str], said: dict[str, str]) -> Plain:
    """The context of `bulk_result.html` after the confirmation; `said` are refusals' words by decision id."""
    lines = [_confirmed(one, numbers.get(one.decision_id, ""), said.get(one.decision_id, "")) for one in results]
    went = sum(line["shape"] == "done" for line in lines)
    return {
        "title": gettext("まとめた結果 %(what)s", what=gettext("確認する")),
        "facts": gettext("%(all)s件のうち %(went)s件", all=len(lines), went=went),
        "items": lines,
        "acts": [{"label": gettext("所属長の画面へ"), "url": url_for("head.show"), "look": "go"}],
    }


def _confirmed(one: Confirmed, number: str, said: str) -> Plain:
    if one.refusal is None:
        return {"shape": "done", "word": gettext("済"), "strong": number, "text": gettext("確認しました")}
    taken = one.refusal.code in ("daylist_confirmed", "daylist_changed")
    shape, word = ("back", gettext("先着")) if taken else ("stop", gettext("不可"))
    return {"shape": shape, "word": word, "strong": number, "text": said}


def close_context(incident_id: str, what: str, resolution: str, errors: dict[str, str]) -> Plain:
    """The context of `confirm.html` before an incident is closed."""
    return {
        "ask": {
            "title": gettext("出来事を閉じます"),
            "label": gettext("閉じる"),
            "action": url_for("incidents.close", incident_id=incident_id),
            "back_url": url_for("head.show", incident=incident_id),
            "pairs": [{"label": gettext("番号"), "value": incident_id[-8:], "soft": what}],
        },
        "reason": {
            "name": "kind",
            "options": [],
            "note_name": "resolution",
            "note_label": gettext("したこと"),
            "note_required": True,
            "note": resolution,
            "note_rows": 3,
        },
        "errors": errors,
    }
