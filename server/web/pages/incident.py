"""Incidents (出来事): what stands still, whether anything is harmed, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.correct_answer import Place
from server.casework.views.head import IncidentLine
from server.web import wording
from server.web.kit import go, send
from server.web.pages.shared import Plain, columns


def incidents_part(lines: Sequence[IncidentLine], may_handle: bool, opened: str | None, office: str | None) -> Plain:
    """The sheet of open incidents; the one called `opened` (the first by default) is unfolded."""
    names = (gettext("番号"), gettext("起きたこと"), gettext("案件"), gettext("状態"))
    shown = next((one for one in lines if one.incident_id == opened), lines[0] if lines else None)
    return {
        "count": len(lines),
        "columns": columns(*names),
        "rows": [_row(one, shown is one, office) for one in lines],
        "open": None if shown is None else _opened(shown, may_handle),
        "empty": {"what": gettext("止まっている処理はありません")},
    }


def _row(one: IncidentLine, here: bool, office: str | None) -> Plain:
    url = url_for("head.show", incident=one.incident_id, office=office, _anchor="incidents-title")
    state = {"shape": "stop", "word": gettext("未対応")}
    if one.owner:
        state = {"shape": "work", "word": gettext("自分") if one.mine else one.owner}
    number = {"value": one.short_id, "url": url, "code": True}
    case = {"value": one.case_number, "code": True}
    return {"here": here, "cells": [number, one.kind_word, case, {"state": state}]}


def _opened(one: IncidentLine, may_handle: bool) -> Plain:
    """Figures, what was not done, acts: the first question is whether anything is harmed."""
    acts = incident_acts(one) if may_handle else []
    if one.case_id:
        acts.append(go(gettext("案件を見る"), "cases.show", look="plain", case_id=one.case_id))
    if one.letter_id:
        acts.append(go(gettext("通知書を見る"), "letters.look", look="plain", letter_id=one.letter_id))
    raised = gettext("%(time)s から", time=wording.short_stamp(one.raised_at))
    said = (raised, "" if one.kind == "step_failed" else one.summary, one.fault)
    return {
        "number": one.short_id,
        "what": one.kind_word,
        "figures": " ".join(part for part in said if part),
        "unharmed": _unharmed(one.kind),
        "acts": acts,
    }


def _unharmed(kind: str) -> str:
    """What did not happen, by the kind of the incident; nothing where we cannot say."""
    words = {
        "step_failed": gettext("案件はもとのままで、何も記録していません。"),
        "letter_held": gettext("この通知書は出していません。"),
        "message_unclaimed": gettext("知らせは残っています。"),
    }
    return str(words.get(kind, ""))


def incident_acts(one: IncidentLine) -> list[Plain]:
    """やり直す, 担当する, ほかへ回す…, 済ませて閉じる…"""
    acts = [send(gettext("やり直す"), "incidents.retry", incident_id=one.incident_id)]
    if not one.mine:
        acts.append(send(gettext("担当する"), "incidents.own", incident_id=one.incident_id))
    acts.append(go(gettext("ほかへ回す…"), "incidents.ask_hand_over", incident_id=one.incident_id))
    acts.append(go(gettext("済ませて閉じる…"), "incidents.ask_close", incident_id=one.incident_id))
    return acts


def close_context(incident_id: str, resolution: str, errors: Mapping[str, str], back_url: str) -> Plain:
    """The context of `confirm.html` before an incident is closed."""
    return {
        "ask": {
            "title": gettext("出来事 %(number)s を閉じます", number=incident_id[-8:]),
            "label": gettext("閉じる"),
            "action": url_for("incidents.close", incident_id=incident_id),
            "back_url": back_url,
            "pairs": [],
            "hint": gettext("閉じても案件や通知書は進みません。進めるときは、やり直してください。"),
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
        "errors": dict(errors),
    }


def hand_over_context(
    incident_id: str, receivers: Sequence[tuple[str, str]], reason: str, errors: Mapping[str, str], back_url: str
) -> Plain:
    """The context of `confirm.html` before an incident goes to another person or office."""
    return {
        "ask": {
            "title": gettext("出来事 %(number)s をほかへ回します", number=incident_id[-8:]),
            "label": gettext("ほかへ回す"),
            "action": url_for("incidents.give", incident_id=incident_id),
            "back_url": back_url,
            "pairs": [],
        },
        "reason": {
            "name": "to",
            "label": gettext("回す相手"),
            "options": [{"value": value, "label": label} for value, label in receivers],
            "note_name": "reason",
            "note_label": gettext("回すわけ"),
            "note_required": True,
            "note": reason,
            "note_rows": 2,
        },
        "errors": dict(errors),
    }


def correct_context(
    incident_id: str, places: Sequence[Place], typed: Mapping[str, str], errors: Mapping[str, str], back_url: str
) -> Plain:
    """The context of `incident_correct.html`: which value, what it should be, and why."""
    options = [
        {
            "value": one.path,
            "label": gettext("%(step)s %(label)s(いま %(value)s)", step=one.step, label=one.label, value=one.value),
        }
        for one in places
    ]
    return {
        "title": gettext("答えを訂正します"),
        "number": incident_id[-8:],
        "action": url_for("incidents.correct", incident_id=incident_id),
        "back_url": back_url,
        "options": options,
        "typed": dict(typed),
        "errors": dict(errors),
    }
