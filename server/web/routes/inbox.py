"""The inbox (受信箱): what waits, claimed, given back, assigned one by one or many at once; the next task."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.assignees import assignees, task_names
from server.casework.claim import ItemResult, assign_many, claim_many, claim_task, release_many
from server.casework.views import inbox as view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import business_day, caller, needs, needs_login, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import message, page, said_again, to, whole
from server.web.pages.inbox import NOBODY, assign_context, bulk_context, inbox_context

inbox = Blueprint("inbox", __name__)
_TRIES = 5


@inbox.get("/")
@needs_login
def home() -> Response:
    """Where a day begins: the inbox, or what else this person may do."""
    if caller().work_scopes(business_day()):
        return to("inbox.show")
    return to("own.settings")


@inbox.get("/inbox")
@needs_work
def show() -> Response:
    """A page of the inbox; filters stand in the address."""
    found = view.inbox(services(), caller(), asked())
    who = caller()
    may_assign = who.holds(Function.TASK_ASSIGN, business_day())
    context = inbox_context(found, office=who.office_name, title=who.title, may_assign=may_assign)
    return page("inbox.html", here="inbox", **context)


def asked() -> view.InboxQuery:
    """The query as it stands in the address."""
    arg = request.args
    return view.InboxQuery(
        tab=arg.get("tab", "all"),
        procedure=arg.get("procedure", ""),
        element=arg.get("element", ""),
        assignee=arg.get("assignee", ""),
        due=arg.get("due", ""),
        kana=arg.get("kana", "")[:40],
        number=arg.get("number", "")[:20],
        page=whole(arg.get("page"), 5) or 1,
    )


@inbox.post("/next")
@needs_work
def next_task() -> Response:
    """次のタスクへ: claims the first task that waits and opens it."""
    task_id = claim_next()
    if task_id is None:
        flash(gettext("次のタスクはありません"))
        return to("inbox.show")
    return to("tasks.show", task_id=task_id)


def claim_next() -> str | None:
    """Claims the task at the top of the list for the caller; when another was faster, the one after it."""
    for _ in range(_TRIES):
        task_id = view.next_task(services(), caller())
        if task_id is None:
            return None
        try:
            claim_task(services(), caller(), task_id)
        except Refused:
            continue
        return task_id
    return None


@inbox.post("/inbox/bulk")
@needs_work
def bulk() -> Response:
    """An act on the chosen tasks, with a result for each."""
    chosen, act = request.form.getlist("task"), request.form.get("_act")
    if not chosen:
        flash(gettext("タスクを選んでください"))
        return to("inbox.show")
    if act == "assign":
        return _ask_whom(None)
    if act == "release":
        return _results(gettext("戻す"), release_many(services(), caller(), chosen), gettext("戻しました"))
    return _results(gettext("引き受ける"), claim_many(services(), caller(), chosen), gettext("引き受けました"))


@inbox.get("/inbox/assign")
@needs(Function.TASK_ASSIGN)
def ask_whom() -> Response:
    """Asks to whom the tasks `?task=` are given, and why."""
    return _ask_whom(None)


def _ask_whom(refusal: Refused | None, **_: Any) -> Response:
    form = request.form
    chosen = request.values.getlist("task")
    people = assignees(services(), caller(), chosen)
    wrong = {} if refusal is None else {refusal.field or "user": message(refusal)}
    names = task_names(services(), caller(), chosen)
    context = assign_context(names, people, reason=said_again("reason"), user=form.get("user", ""), errors=wrong)
    return page("confirm.html", here="inbox", status=200 if refusal is None else refusal.status, **context)


@inbox.post("/inbox/assign")
@needs(Function.TASK_ASSIGN)
@typed_stays(_ask_whom)
def assign() -> Response:
    """担当を割り当てる, with the reason."""
    form = request.form
    if not form.get("user"):
        raise Refused("not_an_option", at_field="user")
    if not form.get("reason", "").strip():
        raise Refused("reason_missing", at_field="reason")
    whom = None if form["user"] == NOBODY else form["user"]
    results = assign_many(services(), caller(), form.getlist("task"), whom, form["reason"])
    return _results(gettext("担当を割り当てる"), results, gettext("割り当てました"))


def _results(title: str, results: tuple[ItemResult, ...], done: str) -> Response:
    names = task_names(services(), caller(), [one.task_id for one in results])
    said = {one.task_id: message(one.refusal) for one in results if one.refusal is not None}
    return page("bulk_result.html", here="inbox", **bulk_context(title, results, names, said, done))
