"""Letters (通知書): the list, one letter with its preview, and the questions before it leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import url_for
from flask_babel import gettext

from server.casework.views.letters import LetterLine, LettersQuery, LettersView, LetterView
from server.web import wording
from server.web.pages.shared import Plain

WINDOW, POST = "WINDOW", "POST"
_ANEW = ("rendered", "held")
_OUT = ("handed_over", "posted")


def letters_context(view: LettersView) -> Plain:
    """The context of `letters.html`."""
    return {
        "facts": gettext("放行待ち %(n)s通・止めている通知 %(held)s通", n=view.waiting, held=len(view.held)),
        "acts": [{"label": gettext("一括印刷"), "url": url_for("batches.show")}],
        "filters": {"url": url_for("letters.show"), "items": _filters(view)},
        "chips": _chips(view),
        "clear_url": url_for("letters.show"),
        "letters": {"columns": _columns(), "rows": [_row(line) for line in view.rows]},
        "running": [],
        "held": held_sheet(view.held) if view.held else None,
        "pager": _pager(view),
        "preview": None,
        "empty": {"what": gettext("通知書はありません"), "next": gettext("決定すると、ここに出ます。")},
    }


def _columns() -> list[Plain]:
    names = (gettext("通知"), gettext("宛先"), gettext("文書番号"), gettext("受付番号"), gettext("発行日"))
    return [{"label": name} for name in (*names, gettext("交付の別"), gettext("状態"))]


def _row(line: LetterLine) -> Plain:
    name = gettext("(権限により表示しない)") if line.restricted else line.name
    case = None  # a slip printed at the counter (納付書再発行) belongs to no case
    if line.case_id and line.case_number:
        case = {"value": line.case_number, "url": url_for("cases.show", case_id=line.case_id), "code": True}
    return {
        "cells": [
            {"value": line.title, "url": url_for("letters.look", letter_id=line.letter_id)},
            name,
            {"value": line.number, "code": True},
            case,
            {"value": wording.column_day(line.issued_on) if line.issued_on else None, "code": True},
            line.delivery_word,
            {"state": {"shape": line.shape, "word": line.status_word}},
        ]
    }


def _filters(view: LettersView) -> list[Plain]:
    every = {"value": "", "label": gettext("すべて")}
    kinds = [{"value": one.value, "label": one.label} for one in view.kinds]
    states = [{"value": one.value, "label": one.label} for one in view.statuses]
    return [
        _select("letter", gettext("通知"), [every, *kinds], view.query.letter),
        _select("status", gettext("状態"), [every, *states], view.query.status),
    ]


def _select(name: str, label: str, options: list[dict[str, str]], value: str) -> Plain:
    return {"name": name, "label": label, "kind": "select", "options": options, "value": value}


def _chips(view: LettersView) -> list[Plain]:
    query = view.query
    kinds = {one.value: one.label for one in view.kinds}
    states = {one.value: one.label for one in view.statuses}
    chips = []
    if query.letter:
        label = gettext("通知: %(what)s", what=kinds.get(query.letter, query.letter))
        chips.append({"label": label, "remove_url": address(replace(query, letter="", page=1))})
    if query.status:
        label = gettext("状態: %(what)s", what=states.get(query.status, query.status))
        chips.append({"label": label, "remove_url": address(replace(query, status="", page=1))})
    return chips


def address(query: LettersQuery) -> str:
    """The address of a query."""
    said: Plain = {"status": query.status, "letter": query.letter, "page": query.page if query.page > 1 else ""}
    return url_for("letters.show", **{name: value for name, value in said.items() if value})


def _pager(view: LettersView) -> Plain:
    def at(page: int) -> str | None:
        return address(replace(view.query, page=page)) if 1 <= page <= view.pages else None

    return {
        "page": view.page,
        "pages": view.pages,
        "total": view.total,
        "first": view.first,
        "last": view.last,
        "prev_url": at(view.page - 1),
        "next_url": at(view.page + 1),
    }


def held_sheet(lines: Iterable[LetterLine]) -> Plain:
    rows = [
        {
            "cells": [
                {"state": {"shape": line.shape, "word": line.status_word}},
                line.title,
                gettext("(権限により表示しない)") if line.restricted else line.name,
                line.reason,
                {"act": {"label": gettext("見る"), "url": url_for("letters.look", letter_id=line.letter_id)}},
            ]
        }
        for line in lines
    ]
    columns = [gettext("状態"), gettext("通知"), gettext("宛先"), gettext("止めているわけ"), ""]
    return {
        "title": gettext("止めている通知"),
        "id": "held",
        "kind": "table",
        "count": len(rows),
        "columns": [{"label": one} for one in columns],
        "rows": rows,
    }


# ---- one letter ----------------------------------------------------------------------------------


def letter_context(view: LetterView) -> Plain:
    """The context of `letter.html`."""
    line = view.line
    return {
        "letter": {
            "title": line.title,
            "number": line.number or "",
            "case_url": url_for("cases.show", case_id=line.case_id) if line.case_id else None,
            "case_number": line.case_number,
            "state": {"shape": line.shape, "word": line.status_word},
        },
        "acts": [*_acts(view), *_anew(view)],
        "pairs": _pairs(view),
        "reasons": _reasons(view),
        "timeline": _timeline(view),
        "preview": _preview(view),
    }


def _acts(view: LetterView) -> list[Plain]:
    letter_id = view.line.letter_id
    acts: list[Plain] = []
    if WINDOW in view.ways:
        url = url_for("letters.ask_release", letter_id=letter_id, way=WINDOW)
        acts.append({"label": gettext("窓口で渡す…"), "url": url, "look": "go", "key": "F8"})
    if POST in view.ways:
        url = url_for("letters.ask_release", letter_id=letter_id, way=POST)
        first = {} if acts else {"look": "go", "key": "F8"}
        acts.append({"label": gettext("発送する…"), "url": url, **first})
    if not view.ways and view.line.status == "rendered":
        acts.append({"label": gettext("放行する…"), "why_not": view.why_not_release})
    if view.may_reprint:
        url = url_for("letters.ask_reprint", letter_id=letter_id)
        acts.append({"label": gettext("もう一度印刷する…"), "url": url, "icon": "print", "key": "F7"})
    if view.line.status in _OUT and view.letter_code and view.household_key:
        code, household = view.letter_code, view.household_key
        url = url_for("start.fill_in", slug="serve_letter", letter_number=code, household_key=household)
        acts.append({"label": gettext("返戻を受け付ける…"), "url": url})
    return acts


def _anew(view: LetterView) -> list[Plain]:
    """作り直す…: the main act where the letter cannot leave as it is; dashed for those without the right."""
    if view.line.status not in _ANEW:
        return []
    act: Plain = {"label": gettext("作り直す…"), "key": "F6"}
    act |= {"look": "go", "key": "F8"} if not view.ways else {}
    if not view.may_reissue:
        return [act | {"why_not": gettext("わけを直したら、放行できる人が作り直します")}]
    return [act | {"url": url_for("letters.ask_reissue", letter_id=view.line.letter_id)}]


def _pairs(view: LetterView) -> list[Plain]:
    line = view.line
    pages = gettext("%(n)s枚", n=line.pages) if line.pages else None
    return [
        {"label": gettext("宛先"), "value": view.addressee, "line": " ".join(view.address) or None},
        {"label": gettext("発行日"), "value": wording.full_day(line.issued_on) if line.issued_on else None},
        {"label": gettext("文書番号"), "value": line.number, "code": True},
        {"label": gettext("通知の番号"), "value": view.letter_code, "code": True},
        {"label": gettext("根拠"), "value": "、".join(view.legal_basis)},
        {"label": gettext("交付の別"), "value": line.delivery_word},
        {"label": gettext("枚数"), "value": pages},
        *([{"label": gettext("欠番のわけ"), "value": view.void_reason, "strong": True}] if view.void_reason else []),
    ]


def _reasons(view: LetterView) -> list[Plain]:
    items = [{"shape": "hold", "word": gettext("止め"), "text": one.text} for one in view.reasons]
    return [{"title": gettext("止めているわけ"), "kind": "facts", "items": items}] if items else []


def _timeline(view: LetterView) -> list[Plain]:
    """What happened to the letter, newest first."""
    asked = {"at": view.line.requested_at, "what": gettext("作成を頼んだ"), "who": view.requested_by}
    events: list[Plain] = [asked]
    if view.rendered_at:
        events.append({"at": view.rendered_at, "what": gettext("作成"), "automatic": True, "ground": view.letter_code})
    events += [{"at": one.at, "what": one.reason, "who": one.who} for one in view.prints]
    return sorted(events, key=lambda event: event["at"])[::-1]


def _preview(view: LetterView) -> Plain | None:
    if not view.has_pdf:
        return None
    return {
        "title": gettext("控え") if view.may_reprint else gettext("見本"),
        "pdf_url": url_for("letters.pdf", letter_id=view.line.letter_id),
        "alt": view.line.title,
    }


# ---- questions -----------------------------------------------------------------------------------


def release_context(view: LetterView, way: str) -> Plain:
    """The context of `confirm.html` before a letter leaves the house."""
    line = view.line
    title = gettext("窓口で渡します") if way == WINDOW else gettext("発送します")
    label = gettext("渡す") if way == WINDOW else gettext("発送する")
    return {
        "ask": {
            "title": f"{line.title} {title}",
            "label": label,
            "action": url_for("letters.release", letter_id=line.letter_id),
            "hidden": {"way": way},
            "back_url": url_for("letters.look", letter_id=line.letter_id),
            "pairs": [
                {"label": gettext("宛先"), "value": view.addressee, "line": " ".join(view.address) or None},
                {"label": gettext("文書番号"), "value": line.number, "code": True},
                {"label": gettext("交付の別"), "value": gettext("窓口で渡す") if way == WINDOW else line.delivery_word},
            ],
            "hint": gettext("渡した記録が残り、控えは変わりません。"),
        },
        "reason": None,
    }


def reissue_context(view: LetterView, errors: Mapping[str, str], reason: str, note: str) -> Plain:
    """The context of `confirm.html` before a letter is made anew."""
    line = view.line
    options = (
        gettext("止めたわけを直した"),
        gettext("世帯の記録が変わった"),
        gettext("宛先を変える"),
        gettext("その他"),
    )
    pairs: list[Plain] = [
        {"label": gettext("宛先"), "value": view.addressee},
        {
            "label": gettext("文書番号"),
            "value": line.number,
            "soft": gettext("欠番になります") if line.number else None,
        },
    ]
    return {
        "ask": {
            "title": gettext("%(what)s を作り直します", what=line.title),
            "label": gettext("作り直す"),
            "action": url_for("letters.reissue", letter_id=line.letter_id),
            "back_url": url_for("letters.look", letter_id=line.letter_id),
            "pairs": pairs,
            "hint": gettext("いまの台帳から新しく作ります。この通知書は使えなくなります。"),
        },
        "reason": _reason(gettext("理由"), options, reason, note),
        "errors": dict(errors),
    }


def _reason(label: str, options: Iterable[str], reason: str, note: str) -> Plain:
    return {
        "name": "reason",
        "label": label,
        "options": [{"value": one, "label": one} for one in options],
        "value": reason,
        "note_name": "note",
        "note_label": gettext("一言"),
        "note": note,
    }


def reprint_context(view: LetterView, errors: Mapping[str, str], reason: str, note: str) -> Plain:
    """The context of `confirm.html` before a letter is printed again."""
    line = view.line
    options = (
        gettext("紛失の届出"),
        gettext("破損・汚損"),
        gettext("印刷の不良"),
        gettext("返戻の再送"),
        gettext("その他"),
    )
    return {
        "ask": {
            "title": gettext("%(what)s をもう一度印刷します", what=line.title),
            "label": gettext("印刷する"),
            "action": url_for("letters.reprint", letter_id=line.letter_id),
            "back_url": url_for("letters.look", letter_id=line.letter_id),
            "pairs": [
                {"label": gettext("宛先"), "value": view.addressee},
                {"label": gettext("文書番号"), "value": line.number, "code": True},
            ],
        },
        "reason": _reason(gettext("理由"), options, reason, note),
        "errors": dict(errors),
    }
