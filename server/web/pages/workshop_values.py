"""Dated values in a draft (値の編集): each value by its days, a row to be added, what was shipped anew."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.values import ValueLine, ValueList, ValuesView
from server.domain.value_words import UNIT_WORDS, value_in_words, value_to_type
from server.domain.values import DatedValue
from server.web import wording
from server.web.kit import go, lang, send
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import head_of

FIELDS = ("first", "value", "article", "source", "confirmed_on", "confirm_again_by")


def values_context(
    view: ValuesView, chosen: str, typed: Mapping[str, str], errors: Mapping[str, str], said: str = ""
) -> Plain:
    """The context of `workshop_values.html`; `chosen` is the key whose form is open."""
    draft_id = view.draft.draft_id
    one = next((value for value in view.values if value.key == chosen), None)
    acts = [go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id)]
    if view.draft.status == "open":
        acts.append(go(gettext("図を描く"), "workshop_edit.edit", draft_id=draft_id))
    return head_of(view.draft, view.others) | {
        "title": gettext("値と期間"),
        "acts": acts,
        "facts": "",
        "query": view.query,
        "address": url_for("workshop.values", draft_id=draft_id),
        "more": max(0, view.found - len(view.values)),
        "sheets": [_sheet(view, value) for value in view.values],
        "proposals": _proposals(view),
        "form": _form(view, one, typed, errors) if one is not None and view.draft.status == "open" else None,
        "said": said,
    }


def _sheet(view: ValuesView, value: ValueList) -> Plain:
    columns = (
        gettext("いつから"),
        gettext("いつまで"),
        gettext("値"),
        gettext("根拠の条文"),
        gettext("出典"),
        gettext("確認した日"),
        gettext("次に確認する日"),
        "",
    )
    rows = [{"here": line.row == value.today, "cells": _line(view, line)} for line in reversed(value.lines)]
    users = (
        gettext("使う手続: %(names)s", names="・".join(value.users)) if value.users else gettext("使う手続の記録なし")
    )
    sheet: Plain = {
        "id": f"value-{value.key.replace('.', '-').replace('_', '-')}",
        "title": value.key,
        "kind": "table",
        "soft": gettext("今日 %(value)s", value=value_in_words(value.today, lang())) if value.today else "",
        "columns": [{"label": one} for one in columns],
        "rows": rows,
        "note": users,
    }
    if view.draft.status == "open":
        url = url_for("workshop.values", draft_id=view.draft.draft_id, q=view.query, key=value.key) + "#form"
        sheet["act"] = {"label": gettext("ある日からの値を足す"), "url": url}
    return sheet


def _line(view: ValuesView, line: ValueLine) -> list[object]:
    row = line.row
    act: Plain | None = None
    if line.drafted and view.draft.status == "open":
        hidden = {"key": row.key, "first": row.valid_from.isoformat(), "rev": str(view.draft.rev), "q": view.query}
        act = {
            "act": send(gettext("下書きから消す"), "workshop.drop_value", hidden=hidden, draft_id=view.draft.draft_id)
        }
    words = {"value": value_in_words(row, lang()), "soft": gettext("この下書き") if line.drafted else ""}
    return [
        {"value": wording.full_day(row.valid_from), "whole": True},
        {"value": wording.full_day(row.valid_to), "whole": True} if row.valid_to else "",
        words,
        row.article,
        line.source,
        wording.column_day(line.confirmed_on) if line.confirmed_on else _status(row),
        wording.column_day(row.confirm_again_by) if row.confirm_again_by else "",
        act,
    ]


def _status(row: DatedValue) -> str:
    words: dict[str, str] = {
        "verified": gettext("条文で確認済み"),
        "illustrative": gettext("例示"),
        "confirm": gettext("要確認"),
    }
    return words.get(row.status, row.status)


def _proposals(view: ValuesView) -> Plain | None:
    if not view.proposals:
        return None
    rows: list[Plain] = []
    for proposal, row in view.proposals:
        hidden = {"proposal": proposal.proposal_id, "rev": str(view.draft.rev)}
        act = send(gettext("下書きに取り込む"), "workshop.take_value", hidden=hidden, draft_id=view.draft.draft_id)
        no = send(gettext("取り込まない"), "workshop.refuse_value", hidden=hidden, draft_id=view.draft.draft_id)
        words = [row.key, wording.full_day(row.valid_from), value_in_words(row, lang()), row.article]
        shut = view.draft.status != "open"
        rows.append({"cells": [*words, None if shut else {"act": act}, None if shut else {"act": no}]})
    names = (gettext("値の名"), gettext("いつから"), gettext("値"), gettext("根拠の条文"), "", "")
    return {
        "id": "proposals",
        "title": gettext("出荷された値の更新案"),
        "kind": "table",
        "count": len(rows),
        "columns": [{"label": one} for one in names],
        "rows": rows,
        "note": gettext("市役所が変えた値なので、そのままでは入りません"),
    }


def _form(view: ValuesView, value: ValueList, typed: Mapping[str, str], errors: Mapping[str, str]) -> Plain:
    last = value.lines[-1]
    unit = UNIT_WORDS.get(value.unit, (value.unit, value.unit))[1 if lang() == "en" else 0]
    shown = {
        "first": "",
        "value": value_to_type(value.today or last.row),
        "article": last.row.article,
        "source": last.source,
        "confirmed_on": "",
        "confirm_again_by": "",
    } | {name: typed[name] for name in FIELDS if name in typed}
    labels, hints = _labels(), _hints(unit)
    return {
        "action": url_for("workshop.add_value", draft_id=view.draft.draft_id),
        "key": value.key,
        "query": view.query,
        "fields": [
            {
                "name": name,
                "label": labels[name],
                "value": shown[name],
                "hint": hints[name],
                "error": errors.get(name, ""),
                "must": name != "confirmed_on",
            }
            for name in FIELDS
        ],
    }


def _labels() -> Mapping[str, str]:
    return {
        "first": gettext("いつから"),
        "value": gettext("値"),
        "article": gettext("根拠の条文"),
        "source": gettext("出典"),
        "confirmed_on": gettext("確認した日"),
        "confirm_again_by": gettext("次に確認する日"),
    }


def _hints(unit: str) -> Mapping[str, str]:
    return {
        "first": gettext("例 令和9年4月1日、R9.4.1、2027-04-01。今日以後"),
        "value": gettext("単位: %(unit)s", unit=unit),
        "article": "",
        "source": gettext("どこで読んだか。例 市条例第12号、県通知"),
        "confirmed_on": gettext("条文と照らした日。まだなら空のまま(要確認として残ります)"),
        "confirm_again_by": gettext("次に条文と照らす期限"),
    }
