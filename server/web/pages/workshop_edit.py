"""The editor of diagrams (図の編集): its page and its data from plain values."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext

from server.casework.views.workshop_edit import DraftState, EditView
from server.engine.rewrites import Rewrite
from server.store.workshop import Draft
from server.web.kit import go, lang
from server.web.pages.shared import Plain


def edit_context(draft: Draft, path: str, paths: Iterable[str]) -> Plain:
    """The context of `workshop_edit.html`."""
    at = draft.draft_id
    return {
        "title": draft.title,
        "acts": [go(gettext("下書きへ"), "workshop.look", draft_id=at)],
        "path": path,
        "paths": [{"value": one, "label": _file_word(draft, one)} for one in paths],
        "edit_url": url_for("workshop_edit.edit", draft_id=at),
        "urls": {
            "data": url_for("workshop_edit.data", draft_id=at, path=path),
            "state": url_for("workshop_edit.state", draft_id=at, path=path),
            "save": url_for("workshop.save", draft_id=at),
            "dated": url_for("workshop.values", draft_id=at),
            "foreign": url_for("workshop_edit.foreign", draft_id=at),
        },
        "wrong": "",
    }


def _file_word(draft: Draft, path: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".bpmn")
    if name == draft.slug:
        return draft.title
    return str(gettext("共通の部品: %(name)s", name=name))


def edit_data(view: EditView, told: DraftState) -> Plain:
    """Everything the editor's script asks for once, when it opens."""
    return {
        "rev": view.draft.rev,
        "slug": view.draft.slug,
        "path": view.path,
        "xml": view.xml,
        "choices": view.choices,
        "findings": [one.as_json() for one in view.findings],
        "by": told.changed_by,
        "others": list(told.others),
    }


def foreign_context(draft: Draft, found: Iterable[Rewrite], file: str, wrong: str) -> Plain:
    """The context of `workshop_foreign.html`."""
    english = lang() == "en"
    rows = [{"key": one.key, "name": one.name, "words": one.en if english else one.ja} for one in found]
    return {
        "title": draft.title,
        "acts": [go(gettext("取り込まずに戻る"), "workshop_edit.edit", key="Escape", draft_id=draft.draft_id)],
        "rewrites": rows,
        "file": file,
        "rev": draft.rev,
        "take_url": url_for("workshop_edit.take", draft_id=draft.draft_id),
        "wrong": wrong,
    }
