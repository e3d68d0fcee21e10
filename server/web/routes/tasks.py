"""One task (タスク): opened, typed into, set aside, claimed, handed in; then on to the next one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.claim import claim_task, release_task
from server.casework.complete_task import Completed, complete_task
from server.casework.moved_form import form_before_move
from server.casework.own_drafts import drop_own_draft
from server.casework.save_draft import save_task_draft
from server.casework.views import inbox as inbox_view
from server.casework.views.task import TaskView, task_view
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from server.web import outcomes, wording
from server.web.access import business_day, caller, needs_work, services
from server.web.drawing import Draft, draw_ask, draw_task
from server.web.errors import typed_stays
from server.web.forming import after_button, errors_of, is_button, typed_again
from server.web.kit import lang, message, posted, to, typed, uploads, whole
from server.web.pages.shared import Plain
from server.web.pages.task import left_over
from server.web.routes.own import put_aside
from server.web.routes.start import attach_scan

tasks = Blueprint("tasks", __name__, url_prefix="/tasks")
_PAPER = "evidence"


@tasks.get("/<task_id>")
@needs_work
def show(task_id: str) -> Response:
    """The task as this person finds it."""
    view = task_view(services(), caller(), task_id)
    return draw_task(view, Draft(view.tree, saved=view.origin == "draft"))


def _again(refusal: Refused, task_id: str) -> Response:
    """The page with what was typed and what is wrong; reasons that are missing are asked for again where they were."""
    view = task_view(services(), caller(), task_id)
    errors, act = errors_of(refusal, view.form), request.form.get("_act", "")
    page = outcomes.with_result(posted(), act) if outcomes.is_result(act) else posted()
    asked = outcomes.asked_for(view.form, act.removeprefix(outcomes.PREFIX)) if outcomes.ASKED in request.form else ()
    shown = typed_again(view.form, page, errors)
    if asked and errors and all(error.path in asked for error in errors):
        return draw_ask(view, shown, page, act, status=refusal.status)
    notices = [] if errors or refusal.code == view.why_code else [{"kind": "law", "text": message(refusal)}]
    if refusal.code == "case_moved":
        notices += _without_field(view, page)
    return draw_task(view, Draft(shown.tree, shown.errors, typed=True), notices=notices, status=refusal.status)


def _without_field(view: TaskView, page: Posted) -> list[Plain]:
    """What was typed into fields that the new version's form has no more: shown once, to be copied."""
    old = form_before_move(services(), view.case.case_id, view.element)
    if old is None:
        return []
    lost = left_over(old, view.form, typed_again(old, page).tree, lang())
    if not lost:
        return []
    words = " ".join(f"{label}: {text}" for label, text in lost)
    return [{"kind": "law", "tag": gettext("欄のない入力"), "text": words}]


@tasks.post("/<task_id>")
@needs_work
@typed_stays(_again)
def hand_in(task_id: str) -> Response:
    """A button of the page, 脇に置く, a result that asks for reasons first, or the answers themselves."""
    act = request.form.get("_act", "")
    if is_button(act):
        view = task_view(services(), caller(), task_id)
        changed = after_button(view.form, posted(), act, business_day())
        return draw_task(view, Draft(changed.tree, changed.errors, typed=True))
    if act == "aside":
        return put_aside("task", task_id)
    if outcomes.is_result(act) and outcomes.ASKED not in request.form:
        view = task_view(services(), caller(), task_id)
        if outcomes.asked_for(view.form, act.removeprefix(outcomes.PREFIX)):
            page = outcomes.with_result(posted(), act)
            return draw_ask(view, typed_again(view.form, page), page, act)
    return _onward(complete_task(services(), caller(), task_id, _answers(task_id, act), rev=_rev()))


def _answers(task_id: str, act: str) -> Posted:
    """The posted answers; a chosen file is taken into the case first and stands in them by its number."""
    page = outcomes.with_result(posted(), act) if outcomes.is_result(act) else posted()
    files = uploads()
    if not files:
        return page
    view = task_view(services(), caller(), task_id)
    _refuse_undoable(view)
    kept = {name: [attach_scan(view.case.case_id, file, _PAPER)] for name, file in files.items()}
    return Posted({**page.fields, **kept})


def _refuse_undoable(view: TaskView) -> None:
    """No scan is taken in for a task that cannot be handed in anyway."""
    if not view.may_do:
        raise Refused(view.why_code)


def _rev() -> int | None:
    return whole(request.form.get("_rev"), 9)


def _onward(done: Completed) -> Response:
    """The next task of the case for the same hands; of an ended case its letters; else the next task of the list."""
    flash(gettext("%(number)s を進めました", number=done.number))
    if done.next_task_id is not None:
        return to("tasks.show", task_id=done.next_task_id)
    if done.status == "completed":
        return to("cases.show", case_id=done.case_id, tab="letters")
    next_id = _next_like(request.form.get("_element", ""))
    return to("inbox.show") if next_id is None else to("tasks.show", task_id=next_id)


def _next_like(element: str) -> str | None:
    """One's own next task, else a free one of the same step, which is claimed; None when the run is at its end."""
    task_id = inbox_view.next_like(services(), caller(), element)
    if task_id is None:
        return None
    try:
        claim_task(services(), caller(), task_id)
    except Refused:
        return None
    return task_id


@tasks.post("/<task_id>/draft")
@needs_work
def save_draft(task_id: str) -> dict[str, Any]:
    """Keeps what is typed, for scripts; refusals come back as the sentence to be shown."""
    return {"saved_at": wording.clock(save_task_draft(services(), caller(), task_id, typed()))}


@tasks.post("/<task_id>/draft/drop")
@needs_work
def drop_draft(task_id: str) -> Response:
    """Begins anew."""
    drop_own_draft(services(), caller(), "task", task_id)
    return to("tasks.show", task_id=task_id)


@tasks.post("/<task_id>/claim")
@needs_work
def claim(task_id: str) -> Response:
    """引き受ける."""
    claim_task(services(), caller(), task_id)
    flash(gettext("引き受けました"))
    return to("tasks.show", task_id=task_id)


@tasks.post("/<task_id>/release")
@needs_work
def release(task_id: str) -> Response:
    """戻す."""
    release_task(services(), caller(), task_id)
    flash(gettext("戻しました"))
    return to("inbox.show")
