"""Withholding from pensions (特別徴収): the desk, requests, files in and out, errors, households."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext

from server.casework.import_receipts import import_receipts
from server.casework.special_answer import take_in_answer
from server.casework.special_collection import take_in_candidates
from server.casework.special_desk import leave_out, request_file, settle_error
from server.casework.special_files import make_stop_file, mark_sent, stop_file
from server.casework.special_results import settle_result
from server.casework.views.withholding import desk_view, households_view, run_view
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.exchange.pension_results import INTERFACE
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, uploads, whole
from server.web.pages.withholding import desk_context, households_context, run_context

withholding = Blueprint("withholding", __name__, url_prefix="/withholding")
_MOST_MEGABYTES = 32
_YEN_FIGURES = 12
_KINDS = ("candidates", "answer", "results")
_TYPED = ("kind", "credited", "which", "how", "reason", "household")


def _wrong(refusal: Refused | None) -> dict[str, str]:
    if refusal is None:
        return {}
    if isinstance(refusal, InputInvalid):
        return {one.path: message(one) for one in refusal.errors}
    return {refusal.field or "": message(refusal)}


def _typed() -> dict[str, str]:
    return {name: said_again(name) for name in _TYPED}


def _desk(refusal: Refused | None = None, **_: str) -> Response:
    context = desk_context(desk_view(services(), caller()), _typed(), _wrong(refusal))
    return page("withholding.html", here="collection", status=200 if refusal is None else refusal.status, **context)


def _run(refusal: Refused | None = None, run_id: str = "") -> Response:
    context = run_context(run_view(services(), caller(), run_id), _typed(), _wrong(refusal))
    status = 200 if refusal is None else refusal.status
    return page("withholding_run.html", here="collection", status=status, **context)


@withholding.get("")
@needs(Function.SPECIAL_RUN)
def show() -> Response:
    """The desk."""
    return _desk()


@withholding.post("/files")
@needs(Function.RECEIPT_IMPORT)
@typed_stays(_desk)
def take_in() -> Response:
    """取り込む: candidates, the answer to a request, or a month's results; whole or not at all."""
    kind, file = request.form.get("kind", ""), uploads().get("file")
    errors = [] if kind in _KINDS else [FieldError("kind", "receipt_interface_unknown")]
    content = b"" if file is None else file.read(_MOST_MEGABYTES * 1_000_000 + 1)
    if not content:
        errors.append(FieldError("file", "receipt_file_missing"))
    if len(content) > _MOST_MEGABYTES * 1_000_000:
        errors.append(FieldError("file", "receipt_file_large", {"megabytes": _MOST_MEGABYTES}))
    credited_text = request.form.get("credited", "").strip().replace(",", "")
    credited = whole(credited_text, _YEN_FIGURES)
    if credited_text and credited is None:
        errors.append(FieldError("credited", "receipt_amount_unreadable"))
    if errors:
        raise InputInvalid(errors)
    name = (file.filename if file is not None else None) or kind
    _take(kind, content, name, credited)
    return to("withholding.show")


def _take(kind: str, content: bytes, name: str, credited: int | None) -> None:
    if kind == "candidates":
        taken = take_in_candidates(services(), caller(), content)
        flash(ngettext("%(num)s人を取り込みました", "%(num)s人を取り込みました", taken.count))
    elif kind == "answer":
        answered = take_in_answer(services(), caller(), content, name=name)
        flash(gettext("受理 %(n)s人、受理されない %(m)s人", n=answered.accepted, m=answered.refused))
    else:
        done = import_receipts(services(), caller(), INTERFACE, content, name=name, credited=credited)
        flash(ngettext("%(num)s件を取り込みました", "%(num)s件を取り込みました", done.records))


@withholding.post("/results")
@needs(Function.SPECIAL_RUN)
@typed_stays(_desk)
def settle() -> Response:
    """結果の誤りを処理する: its money was moved, or what is open goes to ordinary collection."""
    file_id, _, record = request.form.get("which", "").partition("/")
    number = whole(record, 8)
    if number is None:
        raise InputInvalid([FieldError("which", "special_result_unknown")])
    settle_result(services(), caller(), file_id, number, request.form.get("how", ""), request.form.get("reason", ""))
    flash(gettext("処理しました"))
    return to("withholding.show")


@withholding.post("/stops")
@needs(Function.SPECIAL_RUN)
def stops() -> Response:
    """中止通知のファイルを作る."""
    made = make_stop_file(services(), caller())
    count = 0 if made is None else made.count
    flash(ngettext("%(num)s件のファイルを作りました", "%(num)s件のファイルを作りました", count))
    return to("withholding.show")


@withholding.post("/stops/<file_id>/file")
@needs(Function.SPECIAL_RUN)
def stop_out(file_id: str) -> Response:
    """中止通知のファイルを出す."""
    return _download(lambda: stop_file(services(), caller(), file_id))


@withholding.post("/stops/<file_id>/sent")
@needs(Function.SPECIAL_RUN)
def stop_sent(file_id: str) -> Response:
    """中止通知を送った."""
    mark_sent(services(), caller(), file_id)
    flash(gettext("送付を記録しました"))
    return to("withholding.show")


@withholding.get("/households")
@needs(Function.SPECIAL_RUN)
def households() -> Response:
    """特別徴収中の世帯."""
    return page(
        "withholding_households.html", here="collection", **households_context(households_view(services(), caller()))
    )


@withholding.get("/<run_id>")
@needs(Function.SPECIAL_RUN)
def one(run_id: str) -> Response:
    """One request with its households."""
    return _run(run_id=run_id)


@withholding.post("/<run_id>/file")
@needs(Function.SPECIAL_RUN)
def file(run_id: str) -> Response:
    """依頼ファイルを出す."""
    return _download(lambda: request_file(services(), caller(), run_id))


@withholding.post("/<run_id>/leave")
@needs(Function.SPECIAL_RUN)
@typed_stays(_run)
def leave(run_id: str) -> Response:
    """依頼から外す."""
    household, reason = request.form.get("household", "").strip()[:20], request.form.get("reason", "")
    leave_out(services(), caller(), run_id, household, reason)
    flash(gettext("依頼から外しました"))
    return to("withholding.one", run_id=run_id)


@withholding.post("/<run_id>/settle")
@needs(Function.SPECIAL_RUN)
@typed_stays(_run)
def settle_row(run_id: str) -> Response:
    """受理されない人を確かめた."""
    household, reason = request.form.get("household", "").strip()[:20], request.form.get("reason", "")
    settle_error(services(), caller(), run_id, household, reason)
    flash(gettext("確認を記録しました"))
    return to("withholding.one", run_id=run_id)


def _download(make: Callable[[], tuple[str, bytes]]) -> Response:
    name, content = make()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/octet-stream", headers=headers)
