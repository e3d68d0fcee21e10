"""The receipts desk (収納): files taken in, the day up to which payments are in, suspense, the day's money, 調定票."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext

from server.casework.assess import assess_day, decide_assessment
from server.casework.import_receipts import INTERFACES, import_receipts, state_no_payments
from server.casework.views.receipts_desk import (
    DESK,
    assessments_view,
    day_view,
    desk_view,
    file_view,
    suspense_view,
)
from server.domain.receipts import Channel
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import business_day, caller, needs, needs_one_of, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, uploads, whole
from server.web.pages.collection import (
    assessments_context,
    day_context,
    desk_context,
    file_context,
    suspense_context,
)

collection = Blueprint("collection", __name__, url_prefix="/collection")
_YEN_FIGURES = 12
_MOST_MEGABYTES = 32
_TYPED = ("interface", "credited", "through")


def _wrong(refusal: Refused | None) -> dict[str, str]:
    """What is wrong by field; what belongs to none stands under the empty name."""
    if refusal is None:
        return {}
    if isinstance(refusal, InputInvalid):
        return {one.path: message(one) for one in refusal.errors}
    return {refusal.field or "": message(refusal)}


def _desk(refusal: Refused | None = None) -> Response:
    typed = {name: said_again(name) for name in _TYPED}
    typed["channel"], _, typed["sender"] = said_again("from").partition("/")
    context = desk_context(desk_view(services(), caller()), typed, _wrong(refusal))
    context["may_debit"] = caller().holds(Function.DEBIT_RUN, business_day())
    context["may_refund"] = caller().holds(Function.REFUND_PAY, business_day())
    context["may_dun"] = caller().holds(Function.DUNNING_RUN, business_day())
    context["may_withhold"] = caller().holds(Function.SPECIAL_RUN, business_day())
    return page("collection.html", here="collection", status=200 if refusal is None else refusal.status, **context)


@collection.get("")
@needs_one_of(*DESK)
def show() -> Response:
    """The desk: channels, files, what waits."""
    return _desk()


@collection.post("/files")
@needs(Function.RECEIPT_IMPORT)
@typed_stays(_desk)
def take_in() -> Response:
    """取り込む: one file, whole or not at all."""
    interface, file = request.form.get("interface", ""), uploads().get("file")
    errors = [] if interface in INTERFACES else [FieldError("interface", "receipt_interface_unknown")]
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
    name = (file.filename if file is not None else None) or interface
    done = import_receipts(services(), caller(), interface, content, name=name, credited=credited)
    flash(ngettext("%(num)s件を取り込みました", "%(num)s件を取り込みました", done.records))
    return to("collection.file", file_id=done.file_id)


@collection.post("/no-payments")
@needs(Function.RECEIPT_IMPORT)
@typed_stays(_desk)
def no_payments() -> Response:
    """ゼロ件を記録する: a sender had no payment up to and including a day."""
    channel, _, sender = request.form.get("from", "").partition("/")
    try:
        through = parse_date(request.form.get("through", ""))
    except Refused as refusal:
        raise InputInvalid([FieldError("through", refusal.code, refusal.params)]) from refusal
    if channel not in list(Channel):
        raise Refused("receipt_sender_unknown", sender=sender)
    state_no_payments(services(), caller(), Channel(channel), sender, through)
    flash(gettext("入金のない日を記録しました"))
    return to("collection.show")


@collection.get("/files/<file_id>")
@needs_one_of(*DESK)
def file(file_id: str) -> Response:
    """One file and what became of each of its receipts."""
    return page("collection_list.html", here="collection", **file_context(file_view(services(), caller(), file_id)))


@collection.get("/suspense")
@needs_one_of(*DESK)
def suspense() -> Response:
    """未消込・仮受一覧."""
    return page("collection_list.html", here="collection", **suspense_context(suspense_view(services(), caller())))


@collection.get("/day")
@needs_one_of(*DESK)
def day() -> Response:
    """収入日計 of a day."""
    view = day_view(services(), caller(), _asked_day())
    return page("collection_list.html", here="collection", **day_context(view))


def _assessments(refusal: Refused | None = None, **_: str) -> Response:
    view = assessments_view(services(), caller(), _asked_day())
    context = assessments_context(view, None if refusal is None else message(refusal))
    status = 200 if refusal is None else refusal.status
    return page("collection_list.html", here="collection", status=status, **context)


@collection.get("/assessments")
@needs_one_of(*DESK)
def assessments() -> Response:
    """調定票: what waits for its decision, and those of a day."""
    return _assessments()


@collection.post("/assessments")
@needs(Function.RECEIPT_IMPORT)
def assess() -> Response:
    """調定票を作る: of the day's corrections."""
    made = assess_day(services(), caller())
    flash(ngettext("調定票を%(num)s枚作りました", "調定票を%(num)s枚作りました", len(made)))
    return to("collection.assessments")


@collection.post("/assessments/<assessment_no>")
@needs(Function.ASSESSMENT_DECIDE)
@typed_stays(_assessments)
def decide(assessment_no: str) -> Response:
    """調定を決裁する."""
    decide_assessment(services(), caller(), assessment_no)
    flash(gettext("調定票%(number)sを決裁しました", number=assessment_no))
    return to("collection.assessments")


def _asked_day() -> date | None:
    """The day of the address; None without one that can be read: then it is today's list."""
    try:
        return parse_date(request.args.get("day", ""))
    except Refused:
        return None
