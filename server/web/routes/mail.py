"""The morning's post (郵便): packs opened with a count, labels printed, every envelope settled, the pack closed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.mail_packs import close_pack, count_again, open_pack, send_copy, settle_label
from server.casework.views.mail import label_sheet, mail_view, pack_view
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.mail import fate_context, list_context, pack_context, sheet_context

mail = Blueprint("mail", __name__, url_prefix="/mail")
_FIGURES = 4


def _wrong(refusal: Refused | None) -> dict[str, str]:
    """What is wrong by field; what belongs to none stands under the empty name."""
    if refusal is None:
        return {}
    if isinstance(refusal, InputInvalid):
        return {one.path: message(one) for one in refusal.errors}
    return {"": message(refusal)}


def _list(refusal: Refused | None = None) -> Response:
    typed = {name: said_again(name) for name in ("place", "counted")}
    context = list_context(mail_view(services(), caller()), typed, _wrong(refusal))
    return page("mail.html", here="start", status=200 if refusal is None else refusal.status, **context)


@mail.get("")
@needs(Function.CASE_START)
def show() -> Response:
    """The packs, and where the next one is opened."""
    return _list()


@mail.post("")
@needs(Function.CASE_START)
@typed_stays(_list)
def begin() -> Response:
    """束を開く: the envelopes are counted, their labels made."""
    counted = whole(request.form.get("counted", "").strip(), _FIGURES)
    pack = open_pack(services(), caller(), place=request.form.get("place", ""), counted=counted or 0)
    flash(gettext("束を開きました。ラベルを印刷して封筒に貼ってください"))
    return to("mail.pack", pack_id=pack.pack_id)


def _pack(refusal: Refused | None, pack_id: str) -> Response:
    context = pack_context(pack_view(services(), caller(), pack_id), _wrong(refusal))
    return page("mail_pack.html", here="start", status=200 if refusal is None else refusal.status, **context)


@mail.get("/<pack_id>")
@needs(Function.CASE_START)
def pack(pack_id: str) -> Response:
    """One pack: what each envelope is."""
    return _pack(None, pack_id)


@mail.get("/<pack_id>/labels")
@needs(Function.CASE_START)
def sheet(pack_id: str) -> Response:
    """The labels, to be printed."""
    line, labels = label_sheet(services(), caller(), pack_id)
    return page("mail_labels.html", here="start", **sheet_context(line, labels))


@mail.post("/<pack_id>/more")
@needs(Function.CASE_START)
@typed_stays(_pack)
def more(pack_id: str) -> Response:
    """More envelopes than were counted."""
    count_again(services(), caller(), pack_id, more=whole(request.form.get("counted", "").strip(), _FIGURES) or 0)
    flash(gettext("ラベルを足しました"))
    return to("mail.pack", pack_id=pack_id)


@mail.post("/<pack_id>/close")
@needs(Function.CASE_START)
@typed_stays(_pack)
def close(pack_id: str) -> Response:
    """締める."""
    close_pack(services(), caller(), pack_id)
    flash(gettext("束を締めました"))
    return to("mail.show")


def _fate(refusal: Refused | None, pack_id: str, number: str) -> Response:
    typed = {name: said_again(name) for name in ("fate", "reason", "case_number")}
    context = fate_context(pack_view(services(), caller(), pack_id), number, typed, _wrong(refusal))
    return page("mail_fate.html", here="start", status=200 if refusal is None else refusal.status, **context)


@mail.get("/<pack_id>/<number>")
@needs(Function.CASE_START)
def fate(pack_id: str, number: str) -> Response:
    """Asks what the envelope is, when it is no new notification."""
    return _fate(None, pack_id, number)


@mail.post("/<pack_id>/<number>")
@needs(Function.CASE_START)
@typed_stays(_fate)
def settle(pack_id: str, number: str) -> Response:
    """行き先を決める."""
    said = {name: request.form.get(name, "") for name in ("fate", "reason", "case_number")}
    settle_label(services(), caller(), number, said["fate"], reason=said["reason"], case_number=said["case_number"])
    return to("mail.pack", pack_id=pack_id)


def _copy_again(refusal: Refused, pack_id: str, number: str) -> Response:  # noqa: ARG001 - the address's own names
    return _pack(refusal, pack_id)


@mail.post("/<pack_id>/<number>/copy")
@needs(Function.CASE_START)
@typed_stays(_copy_again)
def copy(pack_id: str, number: str) -> Response:
    """控えを返送した."""
    send_copy(services(), caller(), number)
    return to("mail.pack", pack_id=pack_id)
