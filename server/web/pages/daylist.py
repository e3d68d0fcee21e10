"""The day's list (確認一覧): what checkers decided, to be read, confirmed and printed by the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.confirm_daylist import Confirmed
from server.casework.views.daylist import DayLine, DayList
from server.web.kit import go
from server.web.pages.shared import Plain


def daylist_context(day: DayList, office_name: str) -> Plain:
    """The context of `daylist.html`."""
    waiting = to_confirm(day)
    own = sum(one.own and one.confirmed_by is None for one in (*day.rows, *day.earlier))
    return {
        "day": day.day,
        "office": office_name,
        "confirmed": None,
        "facts": gettext("未確認 %(n)s件", n=day.unconfirmed + day.earlier_count),
        "groups": _groups(day),
        "confirm": None,
        "notice": None,
        "acts": [go(gettext("所属長の画面へ"), "head.show", office=day.office), *_confirm_acts(day, len(waiting), own)],
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
            "hidden": {
                "decision": [one.decision_id for one in waiting],
                "office": day.office or "",
                "day": day.day.isoformat(),
            },
            "back_url": url_for("head.daylist", day=day.day.isoformat(), office=day.office),
            "pairs": pairs,
            "hint": gettext("確認した人と時刻が残ります。あとから見つけた誤りは出来事として記録します。"),
        },
        "reason": None,
    }


def confirmed_context(results: Iterable[Confirmed], numbers: dict[str, str], said: dict[str, str]) -> Plain:
    """The context of `bulk_result.html` after the confirmation; `said` are refusals' words by decision id."""
    ordered = sorted(results, key=lambda one: (numbers.get(one.decision_id, ""), one.decision_id))
    lines = [_confirmed(one, numbers.get(one.decision_id, ""), said.get(one.decision_id, "")) for one in ordered]
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
