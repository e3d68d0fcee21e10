"""Procedures (手続): versions in force, and one of them with its picture and parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.views.procedures import Part, ProcedureLine, ProcedureView, VersionLine
from server.web import wording
from server.web.kit import go
from server.web.pages.shared import Plain


def procedures_context(lines: Iterable[ProcedureLine], chosen: ProcedureView | None, *, draws: bool = False) -> Plain:
    """The context of `procedures.html`; `chosen` is the version that is laid open below the list.

    `draws`: the reader may change procedures, and finds the workshop from here.
    """
    listed = list(lines)
    here = chosen.line.slug if chosen else None
    return {
        "facts": gettext("公開中 %(n)s", n=len(listed)),
        "acts": [go(gettext("手続の工房へ"), "workshop.show")] if draws else [],
        "procedures": {"columns": _columns(), "rows": [_row(one, here) for one in listed]},
        "chosen": _chosen(chosen) if chosen else None,
        "empty": {"what": gettext("公開中の手続はありません"), "next": gettext("手続を公開すると、ここに並びます。")},
    }


def _columns() -> list[Plain]:
    counted = (gettext("様式"), gettext("表"), gettext("通知書"), gettext("動いている案件"))
    words = [{"label": one} for one in (gettext("手続"), gettext("版"), gettext("いつから"))]
    return [*words, *({"label": one, "num": True} for one in counted), {"label": gettext("公開した人")}]


def _row(line: ProcedureLine, here: str | None) -> Plain:
    return {
        "here": line.slug == here,
        "cells": [
            {"value": line.title, "url": url_for("procedures.look", slug=line.slug)},
            gettext("第%(no)s版", no=line.no),
            wording.full_day(line.valid_from),
            line.forms,
            line.tables,
            line.letters,
            line.running,
            {"value": line.deployed_by, "soft": wording.column_day(line.deployed_at)},
        ],
    }


def _chosen(view: ProcedureView) -> Plain:
    line = view.line
    return {
        "title": gettext("%(what)s 第%(no)s版", what=line.title, no=line.no),
        "diagram": {
            "xml_url": url_for("procedures.diagram", version_hash=line.hash),
            "label": gettext("%(what)sの図", what=line.title),
            "marks": {},
        },
        "parts": [
            _parts(gettext("様式"), view.forms, _fields),
            _parts(gettext("表"), view.tables, _table_rows),
            _parts(gettext("通知書"), view.letters, _pages),
        ],
        "sheets": [_versions(view)],
    }


def _parts(title: str, parts: tuple[Part, ...], counted: Callable[[int], str]) -> Plain:
    items = [{"label": one.title, "line": one.key, "end": counted(one.count)} for one in parts]
    if not items:
        return {"title": title, "kind": "empty", "what": gettext("%(what)sはありません", what=title)}
    return {"title": title, "kind": "links", "count": len(items), "items": items}


def _fields(n: int) -> str:
    return str(ngettext("%(num)s欄", "%(num)s欄", n))


def _table_rows(n: int) -> str:
    return str(ngettext("%(num)s行", "%(num)s行", n))


def _pages(n: int) -> str:
    return str(ngettext("%(num)s枚まで", "%(num)s枚まで", n))


def _versions(view: ProcedureView) -> Plain:
    names = (
        gettext("版"),
        gettext("いつから"),
        gettext("状態"),
        gettext("動いている案件"),
        gettext("公開した人"),
        gettext("一言"),
    )
    return {
        "title": gettext("版"),
        "kind": "table",
        "count": len(view.versions),
        "columns": [{"label": one, "num": number == 3} for number, one in enumerate(names)],
        "rows": [_version(one, one.hash == view.line.hash) for one in view.versions],
    }


def _version(line: VersionLine, here: bool) -> Plain:
    url = url_for("procedures.look", slug=line.slug, version_hash=line.hash)
    return {
        "here": here,
        "cells": [
            {"value": gettext("第%(no)s版", no=line.no), "url": url},
            wording.full_day(line.valid_from),
            {"state": _state(line)},
            line.running,
            {"value": line.deployed_by, "soft": wording.column_day(line.deployed_at)},
            line.note,
        ],
    }


def _state(line: VersionLine) -> Plain:
    if line.status == "withdrawn":
        return {"shape": "stop", "word": gettext("取り下げた")}
    if line.in_force:
        return {"shape": "done", "word": gettext("公開中")}
    return {"shape": "open", "word": gettext("前の版・先の版")}
