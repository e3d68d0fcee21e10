"""The inbox (受信箱): what waits, filtered and saved; the next task; tasks assigned. `bulk` acts on many."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, request
from flask_babel import gettext

from server.casework.bulk_acts import unfinished
from server.casework.claim import claim_task
from server.casework.numbers_in import refuse_in
from server.casework.phone_notes import due_call_backs
from server.casework.saved_searches import first_search
from server.casework.views import inbox as view
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.web.access import business_day, caller, needs, needs_login, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import away, page, to, whole
from server.web.pages.bulk import NOBODY
from server.web.pages.inbox import inbox_context
from server.web.pages.inbox_filters import saved_address
from server.web.routes.bulk import ask_assign, start_run

inbox = Blueprint("inbox", __name__)
_TRIES = 5


@inbox.get("/")
@needs_login
def home() -> Response:
    """Where a day begins: the inbox, or what else this person may do."""
    if caller().holds(Function.CALL_LIST, business_day()):
        return to("calls.show")
    if caller().work_scopes(business_day()):
        return to("inbox.show")
    return to("own.settings")


@inbox.get("/inbox")
@needs_work
def show() -> Response:
    """A page of the inbox; filters stand in the address. Bare, it opens with the search this person begins with."""
    if not request.args:
        first = first_search(services(), caller())
        if first is not None:
            return away(saved_address(first.search_id, first.query))
    found = view.inbox(services(), caller(), asked())
    who = caller()
    may_assign = who.holds(Function.TASK_ASSIGN, business_day())
    context = inbox_context(
        found,
        office=who.office_name,
        title=who.title,
        may_assign=may_assign,
        calls=due_call_backs(services(), who),
        broken_off=unfinished(services(), who),
    )
    return page("inbox.html", here="inbox", status=422 if found.wrong else 200, **context)


def asked() -> view.InboxQuery:
    """The query as it stands in the address; a saved search is opened by its own one."""
    arg = request.args
    found = view.InboxQuery.of(arg)
    return replace(found, search=arg.get("search", "")[:32], page=whole(arg.get("page"), 5) or 1)


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


@inbox.get("/inbox/assign")
@needs(Function.TASK_ASSIGN)
def ask_whom() -> Response:
    """Asks to whom the tasks `?task=` are given, and why."""
    return ask_assign(None)


@inbox.post("/inbox/assign")
@needs(Function.TASK_ASSIGN)
@typed_stays(ask_assign)
def assign() -> Response:
    """担当を割り当てる, with the reason."""
    form = request.form
    if not form.get("user"):
        raise Refused("not_an_option", at_field="user")
    if not form.get("reason", "").strip():
        raise Refused("reason_missing", at_field="reason")
    refuse_in(form["reason"], "reason")
    whom = None if form["user"] == NOBODY else form["user"]
    return start_run("assign", form.getlist("task"), {"user": whom, "reason": form["reason"].strip()[:200]})
