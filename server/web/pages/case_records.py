"""The records of a case by tabs (案件の記録): history, papers, letters, answers, grounds, decisions, notes, looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import url_for
from flask_babel import gettext

from server.casework.views.case import CaseView
from server.casework.views.facts import Paper
from server.casework.views.letters import LetterLine
from server.casework.views.records import AnswerSheet
from server.casework.views.timeline import Event
from server.web import wording
from server.web.pages.shared import Plain, columns

HISTORY = "history"
_EMPTY = ("", "-", "－", "—")
TABS = (HISTORY, "documents", "letters", "answers", "grounds", "decisions", "notes", "looks")


def record(view: CaseView, tab: str) -> Plain:
    """The open tab: `panel` with its body, `panel_act` above it, `more` sheets below it."""
    return _RECORDS[tab](view)


def _history(view: CaseView) -> Plain:
    events = [_event(one) for one in view.events]
    return {"panel": {"title": gettext("経過"), "kind": "timeline", "events": events}}


def _event(event: Event) -> Plain:
    url = url_for("letters.look", letter_id=event.letter_id) if event.letter_id else None
    return {
        "at": event.at,
        "what": event.what,
        "note": event.note,
        "who": event.who,
        "automatic": event.automatic,
        "ground": event.ground or (gettext("見る") if url else ""),
        "url": url,
    }


def _documents(view: CaseView) -> Plain:
    found: Plain = {"panel": _papers(view)}
    if view.may_add_document:
        url = url_for("cases.attach", case_id=view.case.case_id)
        found["panel_act"] = {"label": gettext("書類を取り込む"), "url": url, "icon": "scan"}
    return found


def _papers(view: CaseView) -> Plain:
    if not view.papers:
        return {
            "kind": "empty",
            "what": gettext("書類はまだありません"),
            "next": gettext("写しを取り込むと、ここに並びます。"),
        }
    names = (gettext("書類"), gettext("枚数"), gettext("受け取った日"), gettext("原本の置き場所"), gettext("状態"))
    return {
        "title": gettext("書類"),
        "kind": "table",
        "columns": columns(*names, num=(1,)),
        "rows": [{"cells": _paper(one, view.may_see_documents)} for one in view.papers],
    }


def _paper(paper: Paper, may_look: bool) -> list[object]:
    seen = may_look and paper.has_scan and paper.document_id is not None
    name: Plain = {"value": paper.label}
    if seen:
        name["url"] = url_for("documents.look", document_id=paper.document_id)
    day = wording.column_day(paper.received_on) if paper.received_on else None
    return [name, paper.pages, {"value": day, "code": True}, paper.paper_location, {"state": _paper_state(paper)}]


def _paper_state(paper: Paper) -> Plain:
    if paper.absent:
        return {"shape": "wait", "word": gettext("未着")}
    if paper.withdrawn:
        return {"shape": "stop", "word": gettext("取り消した")}
    if not paper.has_scan:
        return {"shape": "done", "word": gettext("紙だけ")}
    return {"shape": "done", "word": gettext("封をした写し") if paper.sealed else gettext("写しあり")}


def _letters(view: CaseView) -> Plain:
    if not view.letters:
        return {
            "panel": {
                "kind": "empty",
                "what": gettext("通知書はありません"),
                "next": gettext("決定すると、ここに出ます。"),
            }
        }
    names = (
        gettext("通知"),
        gettext("文書番号"),
        gettext("発行日"),
        gettext("交付の別"),
        gettext("状態"),
        gettext("止めているわけ"),
    )
    rows = [{"cells": _letter(one)} for one in view.letters]
    return {"panel": {"title": gettext("通知書"), "kind": "table", "columns": columns(*names), "rows": rows}}


def _letter(line: LetterLine) -> list[object]:
    return [
        {"value": line.title, "url": url_for("letters.look", letter_id=line.letter_id)},
        {"value": line.number, "code": True},
        {"value": wording.column_day(line.issued_on) if line.issued_on else None, "code": True},
        line.delivery_word,
        {"state": {"shape": line.shape, "word": line.status_word}},
        line.reason,
    ]


def _answers(view: CaseView) -> Plain:
    """What was answered at each step, the last answer of each; what was left empty is left out."""
    groups = [group for sheet in view.answers for group in _answer(sheet)]
    if not groups:
        return {"panel": _nothing(gettext("まだ何も入力されていません"))}
    return {"panel": {"title": gettext("届出の内容"), "kind": "answers", "groups": groups}}


def _answer(sheet: AnswerSheet) -> Iterable[Plain]:
    by = f"{sheet.name} {sheet.who} {wording.short_stamp(sheet.at)}"
    for number, (title, rows) in enumerate(sheet.sheets):
        pairs = [{"label": label, "value": value} for label, value in rows if value not in _EMPTY]
        if pairs:
            yield {"title": title, "soft": by if number == 0 else None, "pairs": pairs}


def _grounds(view: CaseView) -> Plain:
    """Every table row and every period that decided something in this case."""
    if not view.grounds:
        return {"panel": _nothing(gettext("決定表や期間はまだ使われていません"))}
    names = (gettext("日時"), gettext("決めたこと"), gettext("結果"), gettext("根拠"))
    rows = [
        {"cells": [{"value": wording.short_stamp(one.at), "code": True}, one.name, one.note, one.text]}
        for one in view.grounds
    ]
    return {"panel": {"title": gettext("値と根拠"), "kind": "table", "columns": columns(*names), "rows": rows}}


def _decisions(view: CaseView) -> Plain:
    """The decisions on record, and what linked systems are told with the last day for it."""
    decided, sent = _decided(view), _exports(view)
    return {"panel": decided, "more": [sent] if view.exports else []}


def _decided(view: CaseView) -> Plain:
    if not view.decisions:
        return _nothing(gettext("まだ何も決定されていません"))
    people = (gettext("入力"), gettext("照合"), gettext("決めた人"))
    names = (gettext("決定"), gettext("内容"), gettext("専決"), *people, gettext("決定の日時"), gettext("確認"))
    rows = [
        {
            "cells": [
                {"value": one.result_word, "strong": True},
                one.summary,
                one.authority,
                one.entered_by,
                one.checked_by,
                one.decided_by,
                {"value": wording.short_stamp(one.decided_at), "code": True},
                _confirmed(one.confirmed_by, one.waits_for_confirmation),
            ]
        }
        for one in view.decisions
    ]
    return {"title": gettext("決定"), "kind": "table", "columns": columns(*names), "rows": rows}


def _confirmed(by: str | None, waits: bool) -> Plain:
    if by:
        return {"state": {"shape": "done", "word": by}}
    if waits:
        return {"state": {"shape": "open", "word": gettext("確認待ち")}}
    return {"value": gettext("要らない")}


def _exports(view: CaseView) -> Plain:
    names = (gettext("連携先"), gettext("期限"), gettext("残り"), gettext("状態"), gettext("送った日時"))
    rows = [
        {
            "cells": [
                one.interface_word,
                {"value": wording.short_day(one.due), "code": True},
                left_words(one.left) if one.status == "queued" else None,
                {
                    "state": {
                        "shape": "late" if one.status == "queued" and one.left < 0 else _EXPORTS[one.status],
                        "word": one.status_word,
                    }
                },
                wording.short_stamp(one.sent_at) if one.sent_at else None,
            ]
        }
        for one in view.exports
    ]
    return {"title": gettext("連携"), "kind": "table", "columns": columns(*names), "rows": rows, "id": "exports"}


_EXPORTS = {"queued": "open", "sent": "work", "accepted": "done", "rejected": "stop"}


def left_words(left: int) -> str:
    """あと9開庁日, 今日, 2開庁日 超過."""
    if left < 0:
        return str(gettext("%(n)s開庁日 超過", n=-left))
    return str(gettext("今日") if left == 0 else gettext("あと%(n)s開庁日", n=left))


def _notes(view: CaseView) -> Plain:
    if not view.notes:
        return {"panel": _nothing(gettext("一言はまだありません"))}
    kinds = {"note": gettext("一言"), "phone": gettext("電話の記録")}
    events = [
        {"at": one.at, "what": one.text, "who": one.who, "ground": kinds.get(one.kind, one.kind)} for one in view.notes
    ]
    return {"panel": {"title": gettext("一言"), "kind": "timeline", "events": events}}


def _looks(view: CaseView) -> Plain:
    names = (gettext("日時"), gettext("人"), gettext("所属"), gettext("したこと"))
    rows = [
        {"cells": [{"value": wording.short_stamp(one.at), "code": True}, one.who, one.office, one.what]}
        for one in view.looks or ()
    ]
    return {"panel": {"title": gettext("見た人"), "kind": "table", "columns": columns(*names), "rows": rows}}


def _nothing(what: str) -> Plain:
    return {"title": what, "kind": "empty", "what": what}


_RECORDS: Mapping[str, Callable[[CaseView], Plain]] = {
    HISTORY: _history,
    "documents": _documents,
    "letters": _letters,
    "answers": _answers,
    "grounds": _grounds,
    "decisions": _decisions,
    "notes": _notes,
    "looks": _looks,
}
