"""What several pages show of a case (共通の部分): bands, notes, papers, sheets of facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.views.facts import FactRow, FactSheet, Paper
from server.casework.views.header import CaseHeader
from server.casework.views.seeing import Band, NoteLine, Tag

Plain = dict[str, Any]


def warnings_of(bands: Iterable[Band]) -> list[Plain]:
    """The bands under a head."""
    return [{"kind": one.kind, "tag": one.tag, "text": one.text, "until": one.until} for one in bands]


def tags_of(tags: Iterable[Tag]) -> list[Plain]:
    """Squared words."""
    return [{"text": tag.text, "kind": tag.kind} for tag in tags]


def last_note(notes: Iterable[NoteLine]) -> Plain | None:
    """The newest word for the next person."""
    note = next(iter(notes), None)
    return None if note is None else {"at": note.at, "who": note.who, "text": note.text}


def note_act(case_id: str, may_note: bool) -> Plain | None:
    """The way to write one."""
    return {"label": gettext("一言を書く"), "url": url_for("cases.note", case_id=case_id)} if may_note else None


def household_words(case: CaseHeader) -> str | None:
    """田所 健太 世帯; None where the name may not be seen."""
    return gettext("%(name)s 世帯", name=case.name) if case.name else None


def fact_sheet(sheet: FactSheet) -> Plain:
    """A sheet of the right column."""
    shown: Plain = {"title": sheet.title, "kind": sheet.kind, "end": sheet.end, "id": f"facts-{sheet.key}"}
    if sheet.kind == "ruled":
        return shown | {"pairs": [_pair(row) for row in sheet.rows]}
    return shown | {"items": [_state(row) for row in sheet.rows]}


def _pair(row: FactRow) -> Plain:
    return {"label": row.label, "value": row.value, "soft": row.soft, "code": row.code}


def _state(row: FactRow) -> Plain:
    return {"shape": row.shape or "open", "word": row.word, "text": row.value, "soft": row.soft}


def papers_sheet(papers: Iterable[Paper], case_id: str, *, may_add: bool) -> Plain:
    """The papers of a case with the way to take another one in."""
    sheet: Plain = {"title": gettext("書類"), "kind": "docs", "docs": [paper_card(one) for one in papers]}
    if not sheet["docs"]:
        sheet = {"title": gettext("書類"), "kind": "empty", "what": gettext("書類はまだありません")}
    if may_add:
        url = url_for("cases.attach", case_id=case_id)
        sheet["act"] = {"label": gettext("取り込む"), "url": url, "icon": "scan", "look": "plain"}
    return sheet


def paper_card(paper: Paper) -> Plain:
    """One paper; the link opens its scan, the look is on record."""
    label = paper.label if paper.pages in (None, 1) else gettext("%(what)s %(n)s頁", what=paper.label, n=paper.pages)
    seen = paper.has_scan and paper.document_id is not None
    return {
        "label": label,
        "url": url_for("documents.look", document_id=paper.document_id) if seen else None,
        "absent": paper.absent,
    }


def uploads_of(papers: Iterable[Paper]) -> dict[str, dict[str, str]]:
    """What the file fields of a form show for the papers they name."""
    return {
        one.document_id: {"label": one.label, "url": url_for("documents.look", document_id=one.document_id)}
        for one in papers
        if one.document_id is not None
    }


def columns(*labels: str, num: Iterable[int] = ()) -> list[Plain]:
    """Heads of a table; those at the places `num` stand over figures."""
    figures = set(num)
    return [{"label": label, "num": place in figures} for place, label in enumerate(labels)]
