"""Print batches (一括印刷): how far each is, its files for the print house, damaged letters again, a stop undone."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.reprint_batch import batch_file, reprint_range, resume_batch
from server.casework.views.print_batches import batch_sheet, batches_view
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.print_batches import batch_context, list_context

batches = Blueprint("batches", __name__, url_prefix="/letters/batches")
_TYPES = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}
_FIGURES = 6


@batches.get("")
@needs(Function.LETTER_VIEW)
def show() -> Response:
    """The latest batches of one's offices."""
    return page("print_batches.html", here="letters", **list_context(batches_view(services(), caller())))


def _look(refusal: Refused | None, batch_id: str) -> Response:
    typed = {name: said_again(name) for name in ("first", "last", "reason", "done")}
    context = batch_context(batch_sheet(services(), caller(), batch_id), typed, _wrong(refusal))
    return page("print_batch.html", here="letters", status=200 if refusal is None else refusal.status, **context)


def _wrong(refusal: Refused | None) -> dict[str, str]:
    if refusal is None:
        return {}
    if isinstance(refusal, InputInvalid):
        return {one.path: message(one) for one in refusal.errors}
    return {refusal.field or "": message(refusal)}


@batches.get("/<batch_id>")
@needs(Function.LETTER_VIEW)
def look(batch_id: str) -> Response:
    """One batch: its files and what is in none of them."""
    return _look(None, batch_id)


@batches.get("/<batch_id>/files/<name>")
@needs(Function.LETTER_RELEASE)
def file(batch_id: str, name: str) -> Response:
    """One file of a finished batch; the taking is on record."""
    return _taken(name, batch_file(services(), caller(), batch_id, name))


@batches.post("/<batch_id>/reprint")
@needs(Function.LETTER_REPRINT)
@typed_stays(_look)
def reprint(batch_id: str) -> Response:
    """The archived pages of a damaged range again."""
    first, last = (whole(request.form.get(name, "").strip(), _FIGURES) or 0 for name in ("first", "last"))
    name, content = reprint_range(services(), caller(), batch_id, first, last, request.form.get("reason", ""))
    return _taken(name, content)


@batches.post("/<batch_id>/resume")
@needs(Function.LETTER_RELEASE)
@typed_stays(_look)
def resume(batch_id: str) -> Response:
    """A stopped batch goes on behind its last file."""
    resume_batch(services(), caller(), batch_id, request.form.get("done", ""))
    flash(gettext("続きから印刷します。しばらくして一覧を開き直してください"))
    return to("batches.look", batch_id=batch_id)


def _taken(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=_TYPES[name.rpartition(".")[2]], headers=headers)
