"""Acts on many tasks (まとめて): what has to be asked first, the run, and its result that goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.assignees import assignees, task_names
from server.casework.bulk_acts import begin, go_on, let_be, result_of
from server.casework.bulk_forms import shared_form
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.wareki import parse_date
from server.web.access import business_day, caller, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to
from server.web.pages.bulk import assign_context, complete_context, follow_up_context, result_context

bulk = Blueprint("bulk", __name__, url_prefix="/inbox/bulk")


@bulk.post("")
@needs_work
def choose() -> Response:
    """An act on the chosen tasks: at once, or after what has to be asked."""
    chosen, act = request.form.getlist("task"), request.form.get("_act", "")
    if not chosen:
        flash(gettext("タスクを選んでください"))
        return to("inbox.show")
    if act == "assign":
        caller_may_assign()
        return ask_assign(None)
    if act == "follow_up":
        return ask_follow_up(None)
    if act == "complete":
        return ask_complete(None)
    if act not in ("claim", "release"):
        raise Refused("not_an_option", at_field="_act")
    return start_run(act, chosen)


def caller_may_assign() -> None:
    """Raises `no_right` for whoever may assign nowhere."""
    if not caller().holds(Function.TASK_ASSIGN, business_day()):
        raise Refused("no_right", function=Function.TASK_ASSIGN)


def start_run(act: str, chosen: Sequence[str], detail: Mapping[str, JSON] | None = None) -> Response:
    """Begins the run and shows how far it came; the page can be opened again."""
    run_id = begin(services(), caller(), act, chosen, detail)
    go_on(services(), caller(), run_id)
    return to("bulk.show", run_id=run_id)


@bulk.get("/<run_id>")
@needs_work
def show(run_id: str) -> Response:
    """What came of each task."""
    found = result_of(services(), caller(), run_id)
    names = task_names(services(), caller(), [one.task_id for one in found.items])
    said = {one.task_id: message(one.refusal) for one in found.items if one.refusal is not None}
    return page("bulk_result.html", here="inbox", **result_context(found, names, said))


@bulk.post("/<run_id>/go-on")
@needs_work
def resume(run_id: str) -> Response:
    """続ける: what was broken off goes on where it was."""
    go_on(services(), caller(), run_id)
    return to("bulk.show", run_id=run_id)


@bulk.post("/<run_id>/let-be")
@needs_work
def stop(run_id: str) -> Response:
    """残りをやめる."""
    let_be(services(), caller(), run_id)
    flash(gettext("残りはそのままにしました"))
    return to("inbox.show")


# ---- what has to be asked first -------------------------------------------------------------------


def ask_assign(refusal: Refused | None, **_: Any) -> Response:
    """To whom, and why."""
    form = request.form
    chosen = request.values.getlist("task")
    people = assignees(services(), caller(), chosen)
    wrong = {} if refusal is None else {refusal.field or "user": message(refusal)}
    names = task_names(services(), caller(), chosen)
    context = assign_context(names, people, reason=said_again("reason"), user=form.get("user", ""), errors=wrong)
    return page("confirm.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


def ask_follow_up(refusal: Refused | None, **_: Any) -> Response:
    """On which day they are to come back, and why."""
    names = task_names(services(), caller(), request.values.getlist("task"))
    context = follow_up_context(names, said_again("day"), said_again("reason"), _errors(refusal))
    return page("follow_up.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


@bulk.post("/follow-up")
@needs_work
@typed_stays(ask_follow_up)
def follow_up() -> Response:
    """再確認日を付ける, or bring them back at once."""
    form = request.form
    if form.get("_act") == "back":
        return start_run("follow_up", form.getlist("task"), {"day": None})
    wrong, day = [], None
    try:
        day = parse_date(form.get("day", ""))
        if day <= business_day():
            wrong.append(FieldError("day", "follow_up_not_ahead"))
    except Refused as refusal:
        wrong.append(FieldError("day", refusal.code if form.get("day", "").strip() else "required", refusal.params))
    reason = " ".join(form.get("reason", "").split())
    if not reason or len(reason) > 40:
        wrong.append(FieldError("reason", "too_long" if reason else "required", {"max": 40}))
    if wrong or day is None:
        raise InputInvalid(wrong)
    return start_run("follow_up", form.getlist("task"), {"day": day.isoformat(), "reason": reason})


def ask_complete(refusal: Refused | None, **_: Any) -> Response:
    """The one answer that all share, or nothing but a yes."""
    chosen = request.values.getlist("task")
    shared = shared_form(services(), caller(), chosen)
    names = task_names(services(), caller(), chosen)
    context = complete_context(shared, names, request.form.get("answer", ""), _errors(refusal))
    return page("confirm.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


@bulk.post("/complete")
@needs_work
@typed_stays(ask_complete)
def complete() -> Response:
    """まとめて完了にする."""
    chosen = request.form.getlist("task")
    shared = shared_form(services(), caller(), chosen)
    answers: dict[str, JSON] = {}
    if shared.field is not None:
        answer = request.form.get("answer", "")
        if answer not in shared.field.option_values:
            raise InputInvalid([FieldError("answer", "not_an_option" if answer else "required")])
        answers[shared.field.name] = answer
    return start_run("complete", chosen, {"answers": answers})


def _errors(refusal: Refused | None) -> dict[str, str]:
    if refusal is None:
        return {}
    errors = (
        refusal.errors if isinstance(refusal, InputInvalid) else (FieldError(refusal.field or "reason", refusal.code),)
    )
    return {error.path: message(error) for error in errors}
