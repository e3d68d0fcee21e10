"""Print batches (一括印刷): the list, one batch with its files, printing a damaged range again, letting one go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from server.casework.views import words
from server.casework.views.print_batches import BatchLine, BatchSheet
from server.store.print_batches import PrintChunk, Row
from server.web import wording
from server.web.kit import lang
from server.web.pages.shared import Plain

_STATES = {
    "WAITING": ("wait", lazy_gettext("順番待ち")),
    "PRINTING": ("work", lazy_gettext("印刷中")),
    "STOPPED": ("stop", lazy_gettext("止まった")),
    "DONE": ("done", lazy_gettext("できた")),
}
_GONE = lazy_gettext("印刷の前に無効")
REASONS = (lazy_gettext("破損・汚損"), lazy_gettext("印刷の不良"), lazy_gettext("紙詰まり"), lazy_gettext("その他"))


def list_context(lines: Iterable[BatchLine]) -> Plain:
    """The context of `print_batches.html`."""
    names = (
        (gettext("頼んだ日時"), False),
        (gettext("通知"), False),
        (gettext("案件"), False),
        (gettext("所属"), False),
        (gettext("通数"), True),
        (gettext("まとめて"), True),
        (gettext("1通ずつ"), True),
        (gettext("止めた"), True),
        (gettext("進み"), True),
        (gettext("状態"), False),
    )
    return {
        "columns": [{"label": name, "num": number} for name, number in names],
        "rows": [{"cells": _cells(one)} for one in lines],
    }


def _cells(one: BatchLine) -> list[object]:
    link = {"value": one.title, "url": url_for("batches.look", batch_id=one.batch_id)}
    stamp = {"value": wording.short_stamp(one.opened_at), "whole": True}
    figures = (one.letters, one.fast, one.plain, one.held)
    return [stamp, link, _case(one), one.office_name, *figures, _progress(one), {"state": _state(one)}]


def _case(one: BatchLine) -> Plain | None:
    if not (one.case_id and one.case_number):
        return None  # letters that no case asked for, such as the yearly notices
    return {"value": one.case_number, "url": url_for("cases.show", case_id=one.case_id), "code": True}


def _progress(one: BatchLine) -> str:
    return f"{100 * (one.letters - one.waiting) // max(one.letters, 1)}%"


def _state(one: BatchLine) -> Plain:
    shape, word = _STATES[one.state]
    return {"shape": shape, "word": str(word)}


def batch_context(sheet: BatchSheet, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `print_batch.html`."""
    line = sheet.line
    return {
        "title": line.title,
        "state": _state(line),
        "facts": ngettext("%(num)s通", "%(num)s通", line.letters),
        "pairs": _pairs(line),
        "files": _files(sheet),
        "extra": _extra(sheet),
        "out": {"columns": [{"label": one} for one in _out_columns()], "rows": [_out(one) for one in sheet.out]},
        "stopped_by": sheet.stopped_by,
        "resume": url_for("batches.resume", batch_id=line.batch_id) if sheet.may_resume else None,
        "reprint": url_for("batches.reprint", batch_id=line.batch_id) if sheet.may_reprint else None,
        "reasons": [str(one) for one in REASONS],
        "typed": typed,
        "wrong": wrong,
        "back_url": url_for("batches.show"),
    }


def _pairs(line: BatchLine) -> list[Plain]:
    case = {"url": url_for("cases.show", case_id=line.case_id)} if line.case_id else {}
    compared = gettext("%(n)s通を1通ずつの印刷と見比べ、%(bad)s通が違いました", n=line.compared, bad=line.differing)
    return [
        {"label": gettext("案件"), "value": line.case_number, "code": True, **case},
        {"label": gettext("所属"), "value": line.office_name},
        {"label": gettext("頼んだ日時"), "value": wording.short_stamp(line.opened_at)},
        {"label": gettext("できた日時"), "value": wording.short_stamp(line.finished_at) if line.finished_at else None},
        {"label": gettext("進み"), "value": _progress(line), "soft": gettext("残り %(n)s通", n=line.waiting)},
        {
            "label": gettext("印刷した通知"),
            "value": ngettext("%(num)s通", "%(num)s通", line.printed),
            "soft": gettext("まとめて %(fast)s・1通ずつ %(plain)s", fast=line.fast, plain=line.plain),
        },
        {
            "label": gettext("印刷していない通知"),
            "value": ngettext("%(num)s通", "%(num)s通", line.held + line.gone),
            "soft": gettext("止めた %(held)s・無効 %(gone)s", held=line.held, gone=line.gone),
        },
        {"label": gettext("見比べ"), "value": compared if line.compared else None},
    ]


def _files(sheet: BatchSheet) -> Plain:
    names = (
        (gettext("ファイル"), False),
        (gettext("番号"), False),
        (gettext("通数"), True),
        (gettext("枚数"), True),
        (gettext("止めた"), True),
        (gettext("作った日時"), False),
    )
    columns = [{"label": name, "num": number} for name, number in names]
    return {"columns": columns, "rows": [{"cells": _file(sheet, one)} for one in sheet.chunks]}


def _file(sheet: BatchSheet, one: PrintChunk) -> list[object]:
    name = f"chunk-{one.chunk_no:04d}.pdf"
    link: Plain = {"value": name if one.pdf_hash else None, "code": True}
    if sheet.may_take and one.pdf_hash:
        link["url"] = _address(sheet, name)
    numbers = {"value": f"{one.first_seq}–{one.last_seq}", "whole": True}
    return [link, numbers, one.letters, one.pages, one.held, wording.short_stamp(one.made_at)]


def _address(sheet: BatchSheet, name: str) -> str:
    return url_for("batches.file", batch_id=sheet.line.batch_id, name=name)


def _extra(sheet: BatchSheet) -> list[Plain]:
    """Index and sums for whoever puts the letters into envelopes."""
    if not sheet.may_take:
        return []
    return [
        {"label": gettext("索引(CSV)"), "url": _address(sheet, "index.csv")},
        {"label": gettext("集計(JSON)"), "url": _address(sheet, "manifest.json")},
    ]


def _out_columns() -> tuple[str, ...]:
    return (gettext("番号"), gettext("文書番号"), gettext("わけ"), gettext("いまの状態"))


def _out(row: Row) -> Plain:
    word = words.say(words.LETTER_STATES, row.status, lang())
    why = gettext("印刷できない") if row.outcome == "HELD" else str(_GONE)
    number = {"value": row.number or gettext("番号なし"), "url": url_for("letters.look", letter_id=row.letter_id)}
    return {"cells": [str(row.seq), number, why, word]}
