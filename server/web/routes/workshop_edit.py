"""The editor of diagrams (図の編集): its page, its data, and what changes while one draws."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, Response, flash, jsonify, request
from flask_babel import gettext

from server.casework.views.workshop_edit import draft_state, edit_view, open_diagrams
from server.casework.workshop.foreign import look_at_foreign, take_foreign
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import lang, message, page, to, uploads, whole
from server.web.pages.workshop_edit import edit_context, edit_data, foreign_context

workshop_edit = Blueprint("workshop_edit", __name__, url_prefix="/workshop")
_DRAW = Function.PROCEDURE_DEPLOY


@workshop_edit.get("/<draft_id>/edit")
@needs(_DRAW)
def edit(draft_id: str) -> Response:
    """The diagram of a draft, to be drawn on; `?path=` names another of its diagrams."""
    draft, path, paths = open_diagrams(services(), caller(), draft_id, request.args.get("path", ""))
    return page("workshop_edit.html", here="procedures", **edit_context(draft, path, paths))


@workshop_edit.get("/<draft_id>/edit/data")
@needs(_DRAW)
def data(draft_id: str) -> Response:
    """The picture, the lists of the panel and the findings, as JSON."""
    view = edit_view(services(), caller(), draft_id, request.args.get("path", ""), lang())
    return jsonify(edit_data(view, draft_state(services(), caller(), draft_id, view.path)))


@workshop_edit.get("/<draft_id>/edit/state")
@needs(_DRAW)
def state(draft_id: str) -> Response:
    """Revision, state and who else is at the draft, asked for every few seconds."""
    told = draft_state(services(), caller(), draft_id, request.args.get("path", ""))
    return jsonify(rev=told.rev, status=told.status, by=told.changed_by, others=list(told.others))


def _no_such_file(refusal: Refused, draft_id: str) -> Response:
    """The editor again, with what is wrong with the file."""
    draft, path, paths = open_diagrams(services(), caller(), draft_id, "")
    context = edit_context(draft, path, paths) | {"wrong": message(refusal)}
    return page("workshop_edit.html", here="procedures", status=refusal.status, **context)


@workshop_edit.post("/<draft_id>/edit/foreign")
@needs(_DRAW)
@typed_stays(_no_such_file)
def foreign(draft_id: str) -> Response:
    """よそで描いた図を見る: every rewrite is listed, nothing is kept yet."""
    file = uploads().get("file")
    return _listed(draft_id, b"" if file is None else file.read())


def _listed(draft_id: str, data: bytes, wrong: str = "", status: int = 200) -> Response:
    draft, found = look_at_foreign(services(), caller(), draft_id, data)
    context = foreign_context(draft, found, base64.b64encode(data).decode(), wrong)
    return page("workshop_foreign.html", here="procedures", status=status, **context)


@workshop_edit.post("/<draft_id>/edit/foreign/take")
@needs(_DRAW)
@typed_stays(_no_such_file)
def take(draft_id: str) -> Response:
    """書き換えを受け入れて開く."""
    data, rev = _sent(), whole(request.form.get("rev"), 9) or 0
    if request.form.get("all"):
        accepted = [one.key for one in look_at_foreign(services(), caller(), draft_id, data)[1]]
    else:
        accepted = request.form.getlist("accept")
    try:
        take_foreign(services(), caller(), draft_id, data, accepted, rev)
    except Refused as refusal:
        if refusal.code != "draft_stale":
            raise
        return _listed(draft_id, data, message(refusal), refusal.status)
    flash(gettext("よそで描いた図を取り込みました。書き換え %(n)s件", n=len(accepted)))
    return to("workshop_edit.edit", draft_id=draft_id)


def _sent() -> bytes:
    try:
        return base64.b64decode(request.form.get("file", ""), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refused("foreign_diagram", fault="base64", field="file") from fault
