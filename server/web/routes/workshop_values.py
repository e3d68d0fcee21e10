"""Dated values in a draft (値の編集)."""

from __future__ import annotations

from flask import Response, flash, request
from flask_babel import gettext

from server.casework.workshop.values import add_row, drop_row, take_proposal, values_view
from server.casework.workshop.values_shipped import refuse_proposal
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.workshop_values import FIELDS, values_context
from server.web.routes.workshop import workshop

_DRAW = Function.PROCEDURE_DEPLOY


@workshop.get("/<draft_id>/values")
@needs(_DRAW)
def values(draft_id: str) -> Response:
    """The values that a draft's diagrams wait by and that it states; `?q=` looks for others."""
    view = values_view(services(), caller(), draft_id, request.args.get("q", ""))
    context = values_context(view, request.args.get("key", ""), {}, {})
    return page("workshop_values.html", here="procedures", **context)


def _again(refusal: Refused, draft_id: str) -> Response:
    errors = {e.path: message(e) for e in refusal.errors} if isinstance(refusal, InputInvalid) else {}
    view = values_view(services(), caller(), draft_id, request.form.get("q", ""))
    typed = {name: said_again(name) for name in FIELDS}
    said = "" if errors else message(refusal)
    context = values_context(view, request.form.get("key", ""), typed, errors, said)
    return page("workshop_values.html", here="procedures", status=refusal.status, **context)


@workshop.post("/<draft_id>/values")
@needs(_DRAW)
@typed_stays(_again)
def add_value(draft_id: str) -> Response:
    """ある日からの値を足す."""
    typed = {name: request.form.get(name, "") for name in ("key", *FIELDS)}
    add_row(services(), caller(), draft_id, typed, _rev())
    flash(gettext("保存しました"))
    return to("workshop.values", draft_id=draft_id, q=request.form.get("q") or None)


@workshop.post("/<draft_id>/values/drop")
@needs(_DRAW)
def drop_value(draft_id: str) -> Response:
    """下書きから消す."""
    form = request.form
    drop_row(services(), caller(), draft_id, form.get("key", ""), form.get("first", ""), _rev())
    flash(gettext("下書きから消しました"))
    return to("workshop.values", draft_id=draft_id, q=form.get("q") or None)


@workshop.post("/<draft_id>/values/take")
@needs(_DRAW)
def take_value(draft_id: str) -> Response:
    """出荷された値を下書きに取り込む."""
    take_proposal(services(), caller(), draft_id, request.form.get("proposal", ""), _rev())
    flash(gettext("下書きに取り込みました"))
    return to("workshop.values", draft_id=draft_id)


@workshop.post("/<draft_id>/values/refuse")
@needs(_DRAW)
def refuse_value(draft_id: str) -> Response:
    """出荷された値を取り込まない."""
    refuse_proposal(services(), caller(), request.form.get("proposal", ""))
    flash(gettext("取り込まないことにしました"))
    return to("workshop.values", draft_id=draft_id)


def _rev() -> int:
    return whole(request.form.get("rev"), 9) or 0
