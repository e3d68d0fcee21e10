"""Dunning runs (督促): the list, one run, its lists as CSV; owners are named here, steps are done in the case."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.dunning_acts import apologise, assign
from server.casework.views.dunning import MAY_SEE, run_csv, run_view, runs_view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import caller, needs, needs_one_of, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.dunning import run_context, runs_context

dunning = Blueprint("dunning", __name__, url_prefix="/dunning")


@dunning.get("")
@needs_one_of(*MAY_SEE)
def show() -> Response:
    """The latest runs."""
    return page("dunning_runs.html", here="collection", **runs_context(runs_view(services(), caller())))


def _one(refusal: Refused | None = None, run_id: str = "") -> Response:
    wrong = None if refusal is None else (request.form.get("claim", "")[:40], message(refusal))
    typed = {name: said_again(name) for name in ("owner", "dun_by", "cause", "explanation", "form")}
    context = run_context(run_view(services(), caller(), run_id), wrong, typed)
    return page("dunning_run.html", here="collection", status=200 if refusal is None else refusal.status, **context)


@dunning.get("/<run_id>")
@needs_one_of(*MAY_SEE)
def one(run_id: str) -> Response:
    """One run: steps, sums, left-out list, pull list, letters."""
    return _one(run_id=run_id)


@dunning.get("/<run_id>/<kind>.csv")
@needs(Function.DUNNING_RUN)
def csv(run_id: str, kind: str) -> Response:
    """A list with count and total."""
    name, content = run_csv(services(), caller(), run_id, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)


@dunning.post("/<run_id>/owner")
@needs(Function.DUNNING_RUN)
@typed_stays(_one)
def name_owner(run_id: str) -> Response:
    """除外の担当者と督促期限."""
    claim, owner = request.form.get("claim", "")[:40], request.form.get("owner", "")[:40]
    assign(services(), caller(), run_id, claim, owner, _day(request.form.get("dun_by", "")))
    flash(gettext("担当者と督促期限を記録しました"))
    return to("dunning.one", run_id=run_id)


@dunning.post("/<run_id>/apology")
@needs(Function.DUNNING_RUN)
@typed_stays(_one)
def send_apology(run_id: str) -> Response:
    """お詫び・訂正のお知らせ of a letter that went out wrongly."""
    form = request.form
    apologise(
        services(), caller(), run_id, form.get("claim", "")[:40], form.get("cause", ""), form.get("explanation", "")
    )
    flash(gettext("お詫びのお知らせを頼みました"))
    return to("dunning.one", run_id=run_id)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    return parse_date(text.strip()[:20])
