"""A household's arrears on one page (世帯の滞納): what comes next and why, instalments, late charge, holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import url_for
from flask_babel import gettext

from server.casework.arrears_desk import SET_BY_HAND
from server.casework.views.household_arrears import Due, HouseholdArrears
from server.domain.arrears import State
from server.domain.arrears_words import HOLDS, MATTERS, RESULTS, SPOKEN_TO, SPOKES, STATES, STEPS, WAYS, Pair
from server.store.contacts import Contact
from server.store.holds import Hold
from server.web import wording
from server.web.kit import message
from server.web.pages.arrears import word
from server.web.pages.arrears_sheets import acts_sheet, assets_sheet, late_sheet, number_of
from server.web.pages.money import act, head_of
from server.web.pages.shared import Plain, columns

FIELDS = (
    "way",
    "spoken_to",
    "result",
    "promised_on",
    "promised_yen",
    "call_back_on",
    "note",
    "kind",
    "until",
    "reason",
    "user_id",
)
_SETTLED = frozenset({State.PAID, State.CANCELLED})


def household_context(
    view: HouseholdArrears, typed: Mapping[str, str], wrong: Mapping[str, str], form: str, *, page_key: str
) -> Plain:
    """The context of `household_arrears.html`."""
    key = view.look.household_key
    acts = [
        act(gettext("納付と賦課"), "F4", url_for("households.money", key=key)),
        act(gettext("滞納の一覧へ"), "Escape", url_for("arrears.show")),
    ]
    return head_of(view.look, gettext("滞納")) | {
        "acts": acts,
        "keys": [("F4", gettext("納付と賦課")), ("F7", gettext("印刷")), ("Esc", gettext("滞納の一覧へ"))],
        "sheets_left": [_dues(view), acts_sheet(view), *late_sheet(view), _holds(view)],
        "sheets_first": [_next(view), assets_sheet(view)],
        "sheets_right": [_contacts(view), _letters(view), _spokes(view), *_begins(view)],
        "sums": [
            (gettext("未納"), wording.yen(view.open)),
            (gettext("延滞金"), wording.yen(view.late)),
            (gettext("合計"), wording.yen(view.open + view.late)),
        ],
        "late_on": wording.column_day(view.late_on),
        "key": key,
        "may_act": view.may_act,
        "page_key": page_key,
        "typed": typed,
        "wrong": wrong,
        "form": form,
        "choices": _choices(view),
        "collector": view.names.get(view.collector or "", "") or gettext("決まっていない"),
    }


def _choices(view: HouseholdArrears) -> Plain:
    return {
        "way": _options(WAYS),
        "spoken_to": _options(SPOKEN_TO),
        "result": _options(RESULTS),
        "kind": [{"value": one, "label": word(HOLDS[one])} for one in SET_BY_HAND],
        "user_id": [{"value": one, "label": name} for one, name in view.collectors],
        "hold": [{"value": one.hold_key, "label": _hold_words(one)} for one in view.holds if one.kind in SET_BY_HAND],
    }


def _options(words: Mapping[str, Pair]) -> list[Plain]:
    return [{"value": key, "label": word(pair)} for key, pair in words.items()]


def _next(view: HouseholdArrears) -> Plain:
    pairs: list[Plain] = []
    if view.next is None:
        pairs.append(
            {"label": gettext("滞納整理の案件"), "value": gettext("ない(滞納になると夜に始まる)"), "whole": True}
        )
    else:
        one = view.next
        case = {"label": gettext("案件"), "value": one.number, "url": url_for("cases.show", case_id=one.case_id)}
        step = {"label": gettext("次にすること"), "value": word(STEPS[one.step]), "strong": True}
        if one.task_id is not None:
            step["url"] = url_for("tasks.show", task_id=one.task_id)
        row = gettext("表 %(n)s行", n=one.row.rpartition("_")[2])
        pairs += [case, step, {"label": gettext("そのわけ"), "value": one.ground, "soft": row, "whole": True}]
    if view.transit:
        pairs.append({"label": gettext("入金確認待ち"), "value": wording.yen(view.transit), "soft": gettext("速報")})
    for one_matter in view.matters:
        day = wording.short_day(one_matter["on"])
        pairs.append({"label": gettext("見るべき事"), "value": word(MATTERS[one_matter["kind"]]), "soft": day})
    if view.transfer_to:
        pairs.append({"label": gettext("移管先"), "value": view.transfer_to})
    return {"title": gettext("次にすることとそのわけ"), "id": "next", "kind": "ruled", "pairs": pairs, "lead": True}


def _dues(view: HouseholdArrears) -> Plain:
    names = (gettext("期別"), gettext("状態"), gettext("納期限"), gettext("残高 円"), gettext("延滞金 円"))
    more = (gettext("督促"), gettext("指定期限"), gettext("差押できる日"), gettext("時効"))
    shown = [due for due in view.dues if due.state not in _SETTLED or due.one.extras]
    settled = gettext("納付済みなどの%(n)s期は「納付と賦課」にあります。", n=len(view.dues) - len(shown))
    late = gettext("延滞金は、督促状を出した期別だけに記載しています。")
    return {
        "title": gettext("期別の状態"),
        "id": "dues",
        "kind": "table" if shown else "empty",
        "what": gettext("納めるものはありません") if view.dues else gettext("この世帯には賦課がありません"),
        "columns": columns(*names, *more, num=(3, 4)),
        "rows": [{"cells": _due(due)} for due in shown],
        "foot": [gettext("計"), "", "", view.open, view.late, "", "", "", ""],
        "note": late if len(shown) == len(view.dues) else f"{late}{settled}",
    }


def _due(due: Due) -> list[object]:
    one = due.one
    late: object = {"value": due.claimable + one.extras, "num": True}
    if due.why is not None:
        late = {"value": "—", "soft": message(due.why)}
    return [
        {"value": number_of(due), "whole": True},
        word(STATES[due.state]),
        wording.column_day(one.due_on),
        one.open,
        late,
        _day(one.dunned_on),
        _day(one.designated_on),
        _day(one.seizure_from),
        _day(due.prescribes_on),
    ]


def _day(day: object) -> str:
    return "" if day is None else wording.column_day(day)  # type: ignore[arg-type]


def _by_hand(view: HouseholdArrears) -> list[Hold]:
    return [one for one in view.holds if one.kind in SET_BY_HAND]


def _hold_words(one: Hold) -> str:
    until = gettext("期限なし") if one.until is None else gettext("%(day)sまで", day=wording.short_day(one.until))
    return f"{word(HOLDS[one.kind])} {until}"


def _holds(view: HouseholdArrears) -> Plain:
    if not view.holds:
        return {"title": gettext("処理保留"), "id": "holds", "kind": "empty", "what": gettext("処理保留はありません")}
    names = (gettext("区分"), gettext("から"), gettext("まで"), gettext("理由"), gettext("付けた人"))
    rows = [
        {
            "cells": [
                word(HOLDS[one.kind]),
                wording.column_day(one.since),
                _day(one.until),
                one.reason,
                view.names.get(one.set_by, one.set_by),
            ]
        }
        for one in view.holds
    ]
    return {"title": gettext("処理保留"), "id": "holds", "kind": "table", "columns": columns(*names), "rows": rows}


def _contacts(view: HouseholdArrears) -> Plain:
    title = gettext("接触の記録")
    if not view.contacts:
        return {"title": title, "kind": "empty", "what": gettext("接触の記録はありません")}
    return {"title": title, "id": "contacts", "kind": "links", "items": [_contact(view, one) for one in view.contacts]}


def _contact(view: HouseholdArrears, one: Contact) -> Plain:
    said = word(RESULTS[one.result])
    if one.promised_on is not None:
        yen = "" if one.promised_yen is None else f" {wording.yen(one.promised_yen)}"
        said = f"{said} {wording.short_day(one.promised_on)}{yen}"
    if one.call_back_on is not None:
        said = f"{said} {wording.short_day(one.call_back_on)}"
    who = view.names.get(one.by_user, one.by_user)
    label = f"{wording.column_day(one.on_day)} {word(WAYS[one.way])} {word(SPOKEN_TO[one.spoken_to])}: {said}"
    return {"label": label, "line": one.note, "end": who}


def _letters(view: HouseholdArrears) -> Plain:
    kinds = {"arrears/reminder": gettext("催告書"), "arrears/warning": gettext("差押予告書")}
    returned = {one["letter_id"] for one in view.returned}
    items = [
        {
            "label": kinds.get(str(one["letter"]), str(one["letter"])),
            "url": url_for("letters.show", letter_id=one["letter_id"]),
            "state": {"shape": "late", "word": gettext("返戻")} if one["letter_id"] in returned else None,
            "end": wording.column_day(date.fromisoformat(str(one["posted_on"] or one["asked_on"]))),
        }
        for one in view.letters
    ]
    if not items:
        return {"title": gettext("催告と予告"), "kind": "empty", "what": gettext("送った通知書はありません")}
    return {"title": gettext("催告と予告"), "kind": "links", "items": items}


def _spokes(view: HouseholdArrears) -> Plain:
    items = [
        {
            "label": f"{word(SPOKES[str(one['slug'])])} {one['number']}",
            "url": url_for("cases.show", case_id=one["case_id"]),
            "state": {"shape": "work" if one["runs"] else "done", "word": _ran(one)},
        }
        for one in view.spokes
    ]
    if not items:
        return {"title": gettext("猶予・調査・処分の手続"), "kind": "empty", "what": gettext("始めた手続はありません")}
    return {"title": gettext("猶予・調査・処分の手続"), "kind": "links", "items": items}


def _ran(one: Mapping[str, object]) -> str:
    return str(gettext("進行中") if one["runs"] else gettext("終わった"))


def _begins(view: HouseholdArrears) -> list[Plain]:
    if not view.begins:
        return []
    key = view.look.household_key
    items = [
        {"label": word(SPOKES[slug]), "url": url_for("start.fill_in", slug=slug, household_key=key)}
        for slug in view.begins
    ]
    return [{"title": gettext("手続を始める"), "kind": "links", "items": items}]
