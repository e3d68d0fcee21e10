"""Mail packs (郵便の束): the list with the form that opens one, one pack, its labels, what an envelope is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.mail_labels import OTHER_FATES
from server.casework.views import words
from server.casework.views.mail import FATES, LabelLine, PackLine, PackView, PrintedLabel
from server.web import wording
from server.web.kit import lang
from server.web.pages.shared import Plain

_SLUG = "enrolment"


def list_context(packs: Iterable[PackLine], typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `mail.html`."""
    names = (
        (gettext("開いた日"), False),
        (gettext("束"), False),
        (gettext("場所"), False),
        (gettext("封筒"), True),
        (gettext("残り"), True),
        (gettext("開いた人"), False),
        (gettext("状態"), False),
    )
    return {
        "columns": [{"label": name, "num": number} for name, number in names],
        "rows": [{"cells": _cells(one), "shut": one.closed} for one in packs],
        "action": url_for("mail.begin"),
        "typed": typed,
        "wrong": wrong,
    }


def name_of(one: PackLine) -> str:
    """11/18 第2束."""
    return str(gettext("%(day)s 第%(no)s束", day=wording.short_day(one.opened_on), no=one.no))


def _cells(one: PackLine) -> list[object]:
    state = {"shape": "done", "word": gettext("締めた")} if one.closed else _open_state(one)
    link = {"value": name_of(one), "url": url_for("mail.pack", pack_id=one.pack_id)}
    return [wording.short_day(one.opened_on), link, one.place, one.counted, one.left, one.opened_by, {"state": state}]


def _open_state(one: PackLine) -> Plain:
    if one.age:
        late = ngettext("%(num)s開庁日 締めていない", "%(num)s開庁日 締めていない", one.age)
        return {"shape": "late", "word": late}
    return {"shape": "work", "word": gettext("開いている")}


def pack_context(view: PackView, wrong: Mapping[str, str]) -> Plain:
    """The context of `mail_pack.html`."""
    pack = view.pack
    names = (gettext("ラベル"), gettext("行き先"), gettext("わけ"), gettext("決めた人"), gettext("控え"), "")
    acts: list[Plain] = [
        {"label": gettext("ラベルを印刷する"), "url": url_for("mail.sheet", pack_id=pack.pack_id), "icon": "print"}
    ]
    if not pack.closed:
        close = url_for("mail.close", pack_id=pack.pack_id)
        acts.append({"label": gettext("束を締める"), "action": close, "look": "go", "key": "F8"})
    return {
        "title": name_of(pack),
        "facts": gettext("%(place)s 封筒 %(n)s通 残り %(left)s通", place=pack.place, n=pack.counted, left=pack.left),
        "acts": acts,
        "columns": [{"label": name} for name in names],
        "rows": [{"cells": _label_cells(one, pack), "shut": one.fate is not None} for one in view.labels],
        "more": None if pack.closed else url_for("mail.more", pack_id=pack.pack_id),
        "wrong": wrong,
    }


def _label_cells(one: LabelLine, pack: PackLine) -> list[object]:
    number: object = one.number
    if one.case_id:
        number = {"value": one.number, "url": url_for("cases.show", case_id=one.case_id), "code": True}
    reason = (
        one.reason if one.fate == "case" or one.case_number in (None, one.number) else f"{one.case_number} {one.reason}"
    )
    copy = {"sent": gettext("返送した"), "wanted": gettext("求められている")}.get(one.copy, "")
    return [number, one.fate_word, reason, one.settled_by, copy, _label_act(one, pack)]


def _label_act(one: LabelLine, pack: PackLine) -> object:
    if pack.closed:
        return ""
    if one.fate is None:
        start = url_for("start.fill_in", slug=_SLUG, label=one.number)
        other = url_for("mail.fate", pack_id=pack.pack_id, number=one.number)
        return {
            "acts": [{"label": gettext("受け付ける"), "url": start}, {"label": gettext("ほかの行き先…"), "url": other}]
        }
    if one.copy == "wanted":
        url = url_for("mail.copy", pack_id=pack.pack_id, number=one.number)
        return {"acts": [{"label": gettext("控えを返送した"), "action": url}]}
    return ""


def fate_context(view: PackView, number: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `mail_fate.html`."""
    return {
        "title": gettext("%(number)s の封筒の行き先", number=number),
        "action": url_for("mail.settle", pack_id=view.pack.pack_id, number=number),
        "back_url": url_for("mail.pack", pack_id=view.pack.pack_id),
        "fates": [{"value": one, "label": words.say(FATES, one, lang())} for one in OTHER_FATES],
        "typed": typed,
        "wrong": wrong,
    }


def sheet_context(pack: PackLine, labels: Iterable[PrintedLabel]) -> Plain:
    """The context of `mail_labels.html`."""
    return {
        "title": name_of(pack),
        "facts": gettext("%(place)s 封筒 %(n)s通", place=pack.place, n=pack.counted),
        "labels": labels,
        "back_url": url_for("mail.pack", pack_id=pack.pack_id),
    }
