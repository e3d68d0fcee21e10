"""The page of a difference on two pictures (図の上の違い)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from flask import url_for
from flask_babel import gettext

from server.casework.views.workshop_difference import Mark, PicturesView
from server.engine.difference_types import Change
from server.store.procedures import ProcedureVersion
from server.web.kit import go, lang
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import file_word

_SIGNS = {"added": "＋", "removed": "−", "changed": "△", "moved": "⇅", "layout": "⋯"}
_MARKERS = {"added": "is-added", "removed": "is-removed", "layout": "is-layout"}
_SHOWN = 300


def draft_difference_context(view: PicturesView, draft_id: str) -> Plain:
    """The context of `workshop_difference.html` for a draft beside its version."""
    base = "" if view.base is None else view.base.hash
    return _context(view) | {
        "title": gettext("%(what)sの下書き", what=view.title),
        "acts": [go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id)],
        "url": url_for("workshop.difference", draft_id=draft_id),
        "filters": _diagrams(view),
        "old": _picture(view.old, _of_version(view, base), _no(view.base), view.before),
        "new": _picture(
            view.new,
            url_for("workshop.draft_picture", draft_id=draft_id, path=view.path),
            gettext("下書き"),
            view.after,
        ),
    }


def version_difference_context(view: PicturesView, versions: Sequence[ProcedureVersion]) -> Plain:
    """The same for two versions."""
    old, new = ("" if one is None else one.hash for one in (view.base, view.other))
    options = [{"value": one.hash, "label": _no(one)} for one in versions]
    choices = [
        {"name": "old", "label": gettext("前の版"), "value": old, "options": options},
        {"name": "new", "label": gettext("後の版"), "value": new, "options": options},
    ]
    return _context(view) | {
        "title": view.title,
        "acts": [go(gettext("版と案件へ"), "workshop.moves", key="Escape", slug=view.slug)],
        "url": url_for("workshop.version_difference", slug=view.slug),
        "filters": [*choices, *_diagrams(view)],
        "old": _picture(view.old, _of_version(view, old), _no(view.base), view.before),
        "new": _picture(view.new, _of_version(view, new), _no(view.other), view.after),
    }


def _context(view: PicturesView) -> Plain:
    rows = [
        {
            "number": one.number,
            "kind": kind_word(one.change.kind),
            "sign": _SIGNS[one.change.kind],
            "text": _words(one.change),
            "ids": " ".join(one.elements),
        }
        for one in view.numbered
    ]
    return {
        "rows": rows,
        "facts": _facts(view),
        "key": _key(),
        "beside": _beside(view.beside, view.titles),
        "path": view.path,
    }


def _facts(view: PicturesView) -> str:
    layout = sum(one.change.kind == "layout" for one in view.numbered)
    return str(gettext("違い %(n)s件(うち見た目だけ %(layout)s件)", n=len(view.numbered), layout=layout))


def _beside(changes: Sequence[Change], titles: Mapping[str, tuple[str, str]]) -> Plain | None:
    if not changes:
        return None
    rows = [{"cells": [file_word(one.path, titles), _words(one)]} for one in changes[:_SHOWN]]
    more = len(changes) - _SHOWN
    sheet: Plain = {
        "title": gettext("この図の外の違い"),
        "kind": "table",
        "count": len(changes),
        "columns": [{"label": gettext("どこが")}, {"label": gettext("何が、どう変わるか")}],
        "rows": rows,
    }
    return sheet | ({"note": gettext("ほかに%(n)s件", n=more)} if more > 0 else {})


def _diagrams(view: PicturesView) -> list[Plain]:
    """The choice among several diagrams; none where there is one."""
    if len(view.paths) < 2:
        return []
    options = [{"value": one, "label": PurePosixPath(one).stem} for one in view.paths]
    return [{"name": "path", "label": gettext("図"), "value": view.path, "options": options}]


def _picture(there: bool, address: str, name: str, marks: Iterable[Mark]) -> Plain:
    """One side; without a diagram there nothing is drawn."""
    badges = [
        {
            "id": one.element,
            "look": one.kind,
            "marker": _MARKERS.get(one.kind, "is-changed"),
            "text": f"{_SIGNS[one.kind]} {'・'.join(str(number) for number in one.numbers)}",
        }
        for one in marks
    ]
    label = gettext("%(side)sの図と違いの番号", side=name)
    return {"name": name, "label": label, "xml_url": address if there else "", "badges": badges}


def _of_version(view: PicturesView, version_hash: str) -> str:
    if not version_hash:
        return ""
    return url_for("workshop.version_picture", version_hash=version_hash, path=view.path)


def _no(version: ProcedureVersion | None) -> str:
    return str(gettext("第%(no)s版", no=version.no) if version is not None else gettext("前の版"))


def _key() -> list[Plain]:
    """What the signs mean."""
    return [{"sign": sign, "look": kind, "word": kind_word(kind)} for kind, sign in _SIGNS.items()]


def kind_word(kind: str) -> str:
    """The kind of a change in a word."""
    words = {
        "added": gettext("足した"),
        "removed": gettext("消した"),
        "changed": gettext("変えた"),
        "moved": gettext("順を変えた"),
        "layout": gettext("見た目だけ"),
    }
    return str(words[kind])


def _words(change: Change) -> str:
    return change.en if lang() == "en" else change.ja
