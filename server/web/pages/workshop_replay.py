"""The replay of a draft (再演の頁): each closed case that it would treat differently, with what, where and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.replaying import CaseOtherwise, Replayed
from server.engine.rerun import Otherwise
from server.web import wording
from server.web.kit import go, lang
from server.web.pages.shared import Plain

_SHOWN = 300
_LEAVES = 4
_FIRST = ("letters", "when", "due")


def replay_context(draft_id: str, told: Replayed) -> Plain:
    """The context of `workshop_move.html`: one row for each difference, letters first."""
    rows = [row for case in told.cases for row in _rows(case, told)][:_SHOWN]
    title = gettext("再演した案件 %(n)s件のうち、扱いが変わるもの", n=told.count)
    sheet: Plain = {"title": title, "kind": "empty", "what": gettext("扱いが変わる案件はありません")}
    if rows:
        labels = (gettext("案件"), gettext("どう違うか"), gettext("どこで"), gettext("記録では"), gettext("下書きでは"))
        columns = [{"label": one} for one in labels]
        sheet = {"title": title, "kind": "table", "count": len(told.cases), "columns": columns, "rows": rows}
        sheet["note"] = gettext("下書きで変えた値は、その案件の日にもう決まっていたものとして計算しています。")
    acts = [dict(go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id))]
    return {"title": gettext("直近の案件で再演"), "acts": acts, "sheets": [sheet]}


def _rows(case: CaseOtherwise, told: Replayed) -> Iterator[Plain]:
    whats = {
        "letters": gettext("通知書が違う"),
        "effects": gettext("台帳への記録が違う"),
        "way": gettext("通る道が違う"),
        "answers": gettext("答えが違う"),
        "due": gettext("期限の日が違う"),
        "when": gettext("する日が違う"),
        "waits": gettext("記録にない所で待つ"),
        "failed": gettext("進められない"),
    }
    number = {"value": case.number, "url": url_for("cases.show", case_id=case.case_id)}
    for one in sorted(case.otherwise, key=lambda one: (one.what not in _FIRST, one.what != "letters")):
        place = told.names.get(one.element, one.element)
        yield {"cells": [number, whats[one.what], place, *_sides(one, told)]}


def _sides(one: Otherwise, told: Replayed) -> tuple[str, str]:
    """The record and the draft, in words."""
    if one.what == "letters":
        return _letters(one.recorded, one.now, told), _letters(one.now, one.recorded, told)
    if one.what in ("due", "when"):
        return _day(one.recorded), _day(one.now)
    if one.what == "way":
        return _way(one.recorded, one.now, told), _way(one.now, one.recorded, told)
    if one.what == "waits":
        return "", "・".join(told.names.get(str(name), str(name)) for name in _list(one.now))
    if one.what == "failed":
        return "", _why(one.now)
    old, new = _flat(one.recorded), _flat(one.now)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)][:_LEAVES]
    return _told(old, names), _told(new, names)


def _letters(side: object, other: object, told: Replayed) -> str:
    """The letters that only this side has, by title; of a letter that the other side has too, what in it differs."""
    titles = []
    for one in _list(side):
        title = told.letters.get(one["letter"], (one["letter"],) * 2)[lang() == "en"]
        same = next((two for two in _list(other) if two["letter"] == one["letter"]), None)
        own, its = _flat(one), _flat(same)
        names = [name for name in own if own[name] != its.get(name)][:_LEAVES] if same is not None else []
        if same != one:
            titles.append(f"{title} ({_told(own, names)})" if names else title)
    return "・".join(titles) or gettext("なし")


def _day(side: object) -> str:
    try:
        return wording.full_day(date.fromisoformat(str(side)))
    except ValueError:
        return str(side)


def _way(side: object, other: object, told: Replayed) -> str:
    """The elements that only this side passes."""
    own = [str(one).partition(" ")[2] for one in _list(side) if one not in _list(other)]
    return " → ".join(told.names.get(name, name) for name in dict.fromkeys(own)) or gettext("なし")


def _why(fault: object) -> str:
    if isinstance(fault, Mapping):
        return str(fault.get("message_en" if lang() == "en" else "message_ja", ""))
    return "・".join(map(str, fault)) if isinstance(fault, list) else str(fault)


def _list(side: object) -> Sequence[Any]:
    return side if isinstance(side, list) else []


def _flat(side: object, before: str = "") -> dict[str, str]:
    """Every single value by the names around it."""
    if isinstance(side, Mapping):
        inside = [(str(name), value) for name, value in side.items()]
    elif isinstance(side, list):
        inside = [(str(number), value) for number, value in enumerate(side, 1)]
    else:
        return {before: "" if side is None else str(side)}
    found: dict[str, str] = {}
    for name, value in inside:
        found |= _flat(value, f"{before}.{name}" if before else name)
    return found


def _told(values: Mapping[str, str], names: Sequence[str]) -> str:
    return "、".join(f"{name} {values[name]}" for name in names if values.get(name)) or gettext("なし")
