"""What the workshop's editors share (編集画面の共通): the head of a draft, findings in words, the list of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from server.engine.findings import Finding
from server.store.workshop import Draft, Present
from server.web.kit import lang
from server.web.pages.shared import Plain


def head_of(draft: Draft, others: Sequence[Present]) -> Plain:
    """Which draft, its revision, whether it may be written on, who else is at it."""
    names = "・".join(one.name for one in others)
    return {
        "draft_title": draft.title,
        "rev": draft.rev,
        "open": draft.status == "open",
        "closed": ""
        if draft.status == "open"
        else gettext("決裁待ちのため直せません。差し戻してから直してください")
        if draft.status == "proposed"
        else gettext("この下書きは済んでいます"),
        "others": gettext("いま開いている人: %(names)s", names=names) if names else "",
    }


def findings_plain(findings: Iterable[Finding], row: Callable[[Finding], int | None] = lambda _: None) -> list[Plain]:
    """Findings in words, errors first; `row` tells the row a finding stands at."""
    ordered = sorted(findings, key=lambda one: one.severity != "error")
    return [
        {
            "error": one.severity == "error",
            "word": gettext("誤り") if one.severity == "error" else gettext("注意"),
            "text": one.message_en if lang() == "en" else one.message_ja,
            "row": row(one),
        }
        for one in ordered
    ]


def file_word(path: str, titles: Mapping[str, tuple[str, str]]) -> str:
    """A file by the name that people know, else by its path."""
    return titles[path][lang() == "en"] if path in titles else path


def parts_sheet(
    draft: Draft,
    tables: Iterable[tuple[str, str]],
    forms: Iterable[tuple[str, str]],
    letters: Iterable[tuple[str, str, bool]],
) -> Plain:
    """The tables, forms, letters and values of a draft, each with its editor; letters say whether they were changed."""
    items: list[Plain] = []
    for path, name in tables:
        url = url_for("workshop.table", draft_id=draft.draft_id, path=path)
        items.append({"label": gettext("表 %(what)s", what=name), "url": url, "line": short(path)})
    for path, title in forms:
        url = url_for("workshop.form", draft_id=draft.draft_id, path=path)
        items.append({"label": gettext("様式 %(what)s", what=title), "url": url, "line": short(path)})
    for letter, title, changed in letters:
        url = url_for("workshop.letter", draft_id=draft.draft_id, letter=letter)
        state = {"state": {"shape": "work", "word": gettext("直した")}} if changed else {}
        items.append({"label": gettext("通知書 %(what)s", what=title), "url": url, "line": letter, **state})
    items.append({"label": gettext("値と期間"), "url": url_for("workshop.values", draft_id=draft.draft_id)})
    return {"title": gettext("下書きの中身"), "kind": "links", "items": items}


def short(path: str) -> str:
    """A file as people tell it from others: `enrolment/authority`."""
    return path.split("/", 1)[-1].rsplit(".", 1)[0]
