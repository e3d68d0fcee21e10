"""Direct debits (口座振替): the runs, one run with its rows, its file, its stop list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext

from server.casework.callers import Caller
from server.casework.debit_again import ask_again
from server.casework.debit_runs import cut_run, refresh_stops, run_file, send_stops, stop_one
from server.casework.services import Services
from server.casework.views.debits import run_view, runs_view
from server.domain.direct_debit import Turn
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page, to
from server.web.pages.debits import run_context, runs_context

debits = Blueprint("debits", __name__, url_prefix="/debits")
File = Callable[[Services, Caller, str], tuple[str, bytes]]


@debits.get("")
@needs(Function.DEBIT_RUN)
def show() -> Response:
    """All runs, and what can be cut."""
    return page("debits.html", here="collection", **runs_context(runs_view(services(), caller())))


@debits.post("")
@needs(Function.DEBIT_RUN)
def cut() -> Response:
    """請求を作る: on to the run."""
    due_on, again = _day(request.form.get("due_on", "")), request.form.get("turn") == Turn.AGAIN
    made = ask_again(services(), caller(), due_on) if again else cut_run(services(), caller(), due_on)
    flash(ngettext("%(num)s件を請求します", "%(num)s件を請求します", made.count))
    return to("debits.one", run_id=made.run_id)


@debits.get("/<run_id>")
@needs(Function.DEBIT_RUN)
def one(run_id: str) -> Response:
    """One run with its rows."""
    return page("debit_run.html", here="collection", **run_context(run_view(services(), caller(), run_id)))


@debits.post("/<run_id>/file")
@needs(Function.DEBIT_RUN)
def file(run_id: str) -> Response:
    """請求ファイルを出す."""
    return _download(run_file, run_id)


@debits.post("/<run_id>/refresh")
@needs(Function.DEBIT_RUN)
def refresh(run_id: str) -> Response:
    """停止の一覧を今の台帳に合わせる."""
    count = refresh_stops(services(), caller(), run_id)
    flash(ngettext("停止を%(num)s件加えました", "停止を%(num)s件加えました", count))
    return to("debits.one", run_id=run_id)


@debits.post("/<run_id>/stop")
@needs(Function.DEBIT_RUN)
def stop(run_id: str) -> Response:
    """1件を止める."""
    stop_one(services(), caller(), run_id, request.form.get("claim", "")[:40])
    flash(gettext("停止の一覧に加えました"))
    return to("debits.one", run_id=run_id)


@debits.post("/<run_id>/stops")
@needs(Function.DEBIT_RUN)
def stops(run_id: str) -> Response:
    """停止の一覧を送る: what stands on it now is the bank's."""
    return _download(send_stops, run_id)


def _download(make: File, run_id: str) -> Response:
    name, content = make(services(), caller(), run_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/octet-stream", headers=headers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as fault:
        raise Refused("debit_run_no_due", due=text[:10]) from fault
