"""Transfers of refunds (還付の振込): what waits, the files, the bank's answers."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext

from server.casework.refund_files import cut_file, file_content, take_results
from server.casework.views.refunds import refunds_view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page, to, uploads
from server.web.pages.refunds import refunds_context

refunds = Blueprint("refunds", __name__, url_prefix="/refunds")


@refunds.get("")
@needs(Function.REFUND_PAY)
def show() -> Response:
    """What waits for a transfer, the files, refunds near their last day."""
    return page("refunds.html", here="collection", **refunds_context(refunds_view(services(), caller())))


@refunds.post("")
@needs(Function.REFUND_PAY)
def cut() -> Response:
    """振込ファイルを作る."""
    made = cut_file(services(), caller(), _day(request.form.get("pay_on", "")))
    flash(ngettext("%(num)s件の振込ファイルを作りました", "%(num)s件の振込ファイルを作りました", made.count))
    return to("refunds.show")


@refunds.post("/<file_id>/file")
@needs(Function.REFUND_PAY)
def file(file_id: str) -> Response:
    """振込ファイルを出す."""
    name, content = file_content(services(), caller(), file_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/octet-stream", headers=headers)


@refunds.post("/<file_id>/results")
@needs(Function.REFUND_PAY)
def results(file_id: str) -> Response:
    """振込結果を取り込む."""
    sent = uploads().get("file")
    if sent is None:
        raise Refused("required", at_field="file")
    done = take_results(services(), caller(), file_id, sent.read())
    said = gettext("振り込まれた %(paid)s件、戻った %(back)s件", paid=done["PAID"], back=done["RETURNED"])
    flash(said)
    return to("refunds.show")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as fault:
        raise Refused("refund_file_day", at_field="pay_on") from fault
