"""A household (世帯): the year, the members, what they hold, what runs for them."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.views.household import Certificate, HouseholdView, Member, Spell
from server.casework.views.household_cases import CaseLine
from server.web import wording
from server.web.pages.case import letter_link
from server.web.pages.estimate import estimates_sheet
from server.web.pages.money import act, slips_act
from server.web.pages.open_matters import open_sheet
from server.web.pages.shared import Plain, last_note, warnings_of
from server.web.pages.year_grid import grid_sheet


def household_context(view: HouseholdView, address: str | None) -> Plain:
    """The context of `household.html`; `address` is the whole one when it was asked for."""
    key = view.household_key
    show = {"label": gettext("番地を見る"), "action": url_for("households.address", key=key)}
    return {
        "household": {
            "name": gettext("%(name)s 世帯", name=view.name),
            "number": key,
            "place": address or f"{_ward(view.office_name)} {view.town}",
            "address_act": None if address else show,
        },
        "acts": _acts(view),
        "warnings": warnings_of(view.bands),
        "note": last_note(view.notes),
        "sheets_left": [grid_sheet(view.year, key, endpoint="households.show"), _members(view), _spells(view)],
        "sheets_right": _right(view),
        "keys": [("F4", gettext("納付と賦課")), ("F9", gettext("試算"))],
    }


def _acts(view: HouseholdView) -> list[Plain]:
    """Where one goes from here, as far as one may."""
    key = view.household_key
    acts: list[Plain] = [
        *slips_act(key, may=view.may_print_slips),
        act(gettext("納付と賦課"), "F4", url_for("households.money", key=key)),
        act(gettext("試算"), "F9", url_for("estimates.ask", household_key=key)),
        {"label": gettext("電話を記録"), "url": url_for("phone.ask", number=key), "icon": "plus", "key": "P"},
    ]
    if view.may_see_benefits:
        acts.insert(-1, act(gettext("給付の台帳"), "F6", url_for("benefits.household", key=key)))
    if view.may_start:
        url = url_for("start.choose", household_key=key)
        acts.append({"label": gettext("届を受け付ける"), "url": url, "icon": "plus"})
    return acts


def _right(view: HouseholdView) -> list[Plain]:
    """What runs for the household and what it may be entitled to, then papers and notes."""
    open_now = (*_reliefs(view), *open_sheet(view.open))
    return [_cases(view), *open_now, _certificates(view), _letters(view), *_estimates(view), _notes(view)]


def _reliefs(view: HouseholdView) -> list[Plain]:
    """減免: what is open and in force, and what the household may be entitled to by the registers; quiet where none."""
    items = []
    for one in view.reliefs:
        item: Plain = {"shape": one.shape, "word": one.state, "strong": one.ground, "soft": one.said}
        if one.due is not None:
            item["line"] = gettext("決定の期限 %(day)s", day=wording.era_day(one.due))
        if one.case_id is not None:
            item["act"] = {"label": gettext("案件を開く"), "url": url_for("cases.show", case_id=one.case_id)}
        items.append(item)
    return [{"title": gettext("減免・軽減"), "kind": "facts", "count": len(items), "items": items}] if items else []


def _estimates(view: HouseholdView) -> list[Plain]:
    """The latest estimates, where there are any."""
    return [estimates_sheet(view.estimates, gettext("試算"))] if view.estimates else []


def _ward(office_name: str) -> str:
    """中央区 out of 中央区役所 市民総合窓口課."""
    return office_name.partition(" ")[0].removesuffix("役所")


def _members(view: HouseholdView) -> Plain:
    names = (
        gettext("氏名"),
        gettext("カナ"),
        gettext("続柄"),
        gettext("生年月日"),
        gettext("資格"),
        gettext("記号番号"),
    )
    return {
        "title": gettext("世帯員"),
        "kind": "table",
        "count": len(view.members),
        "columns": [{"label": name} for name in (*names, gettext("カード"))],
        "rows": [{"cells": _member(one)} for one in view.members],
    }


def _member(one: Member) -> list[object]:
    years = gettext("%(n)s歳", n=one.age) if one.age is not None else ""
    birth = wording.era_day(one.birth) if one.birth else one.birth_date
    state = {"shape": "done", "word": gettext("加入中")} if one.insured else {"shape": "open", "word": gettext("なし")}
    since = wording.era_day(one.since) if one.since else None
    return [
        {"value": one.name, "whole": True},
        {"value": one.kana, "whole": True},
        one.relation,
        {"value": birth, "soft": years},
        {"state": state, "soft": since},
        {"value": one.insured_number, "code": True},
        one.card,
    ]


def _spells(view: HouseholdView) -> Plain:
    names = (
        gettext("氏名"),
        gettext("資格取得"),
        gettext("適用"),
        gettext("喪失"),
        gettext("事由"),
        gettext("記号番号"),
    )
    return (
        {
            "title": gettext("資格の履歴"),
            "kind": "table",
            "count": len(view.spells),
            "columns": [{"label": name} for name in names],
            "rows": [{"cells": _spell(one)} for one in view.spells],
        }
        if view.spells
        else {"title": gettext("資格の履歴"), "kind": "empty", "what": gettext("加入したことはありません")}
    )


def _spell(one: Spell) -> list[object]:
    ended = wording.era_day(one.ended) if one.ended else None
    days = [wording.era_day(one.eligible_from), wording.era_day(one.applied_from), ended]
    return [{"value": one.name, "whole": True}, *days, one.ground, {"value": one.insured_number, "code": True}]


def _cases(view: HouseholdView) -> Plain:
    if not view.cases:
        return {"title": gettext("手続"), "kind": "empty", "what": gettext("手続はありません")}
    items = [_case(one) for one in view.cases]
    return {"title": gettext("手続"), "kind": "links", "count": len(items), "items": items}


def _case(one: CaseLine) -> Plain:
    due = gettext("%(day)sまで", day=wording.short_day(one.due)) if one.due else ""
    shape = {"active": "work", "completed": "done"}.get(one.status, "stop")
    return {
        "label": one.procedure,
        "url": url_for("cases.show", case_id=one.case_id),
        "line": "・".join(part for part in (one.number, one.step, due) if part),
        "state": {"shape": shape, "word": one.status_word},
    }


def _certificates(view: HouseholdView) -> Plain:
    title = gettext("資格確認書・お知らせ")
    if not view.certificates:
        return {"title": title, "kind": "empty", "what": gettext("交付したものはありません")}
    return {"title": title, "kind": "links", "items": [_certificate(one) for one in view.certificates]}


def _certificate(one: Certificate) -> Plain:
    until = gettext("%(day)sまで", day=wording.era_day(one.valid_until)) if one.valid_until else ""
    issued = gettext("%(day)s 交付", day=wording.era_day(one.issued_on))
    shape = "done" if one.status == "VALID" else "hold" if one.status == "SUPERSEDED" else "stop"
    return {
        "label": f"{one.kind_word} {one.name}",
        "line": "・".join(part for part in (issued, until) if part),
        "state": {"shape": shape, "word": one.status_word},
    }


def _letters(view: HouseholdView) -> Plain:
    if not view.letters:
        return {"title": gettext("通知書"), "kind": "empty", "what": gettext("通知書はまだありません")}
    items = [letter_link(line) for line in view.letters]
    return {"title": gettext("通知書"), "kind": "links", "count": view.letters_total, "items": items}


def _notes(view: HouseholdView) -> Plain:
    lines: list[object] = []
    for note in view.notes:
        lines += [note.text, {"soft": f"{wording.short_stamp(note.at)} {note.who}"}]
    if not lines:
        return {"title": gettext("連絡"), "kind": "empty", "what": gettext("連絡はありません")}
    return {"title": gettext("連絡"), "kind": "text", "lines": lines}
