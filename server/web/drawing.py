"""Which page a task gets (タスクの頁): the form, the second check, or the decision beside its list."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Response, request, url_for

from server.casework.views.check import CheckView
from server.casework.views.decisions import decisions_view, earlier_decisions
from server.casework.views.task import TaskView
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Posted, Tree
from server.domain.refusals import FieldError
from server.web import outcomes
from server.web.access import business_day, caller, services
from server.web.forming import Shown, veiled
from server.web.formview import FormView, form_view
from server.web.kit import lang, message, page, whole
from server.web.pages.check import check_context
from server.web.pages.decide import decision_context, earlier_context, list_context, reason_of
from server.web.pages.shared import Plain, uploads_of
from server.web.pages.task import earlier_texts, task_context


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields: texts, what is wrong with them, whether they were typed just now or lie in a draft."""

    tree: Tree
    errors: tuple[FieldError, ...] = ()
    typed: bool = False
    saved: bool = False


def draw_task(view: TaskView, draft: Draft, *, notices: Iterable[Plain] = (), status: int = 200) -> Response:
    """The page that this task wants."""
    if view.check is not None and view.check.field is not None:
        return _draw_check(view, view.check, draft, notices, status)
    if view.check is not None:
        return draw_decision(view, view.check, draft, notices, status)
    context = task_context(view, _form(view, draft, view.form), notices)
    return page("task.html", here="inbox", status=status, **context)


def draw_decision(
    view: TaskView, check: CheckView, draft: Draft, notices: Iterable[Plain] = (), status: int = 200
) -> Response:
    """The decision in hand beside the list of all that wait."""
    waiting = decisions_view(services(), caller())
    listed = list_context(waiting, view.task_id)
    main, others = outcomes.result_acts(view.form, lang(), view.act)
    form = _form(view, draft, outcomes.without(view.form, outcomes.hanging(view.form)))
    reason = reason_of(waiting, view.task_id)
    panel = decision_context(view, check, form, notices, main=main, others=others, reason=reason)
    earlier = earlier_decisions(services(), caller(), view.case.case_id, view.case.household_key)
    panel["earlier"] = earlier_context(earlier) if earlier else None
    return page("decide.html", here="decisions", status=status, **{**listed, **panel})


def draw_ask(view: TaskView, shown: Shown, posted: Posted, act: str, *, status: int = 200) -> Response:
    """The page that asks for the reasons of a result, with everything typed so far carried along."""
    result = act.removeprefix(outcomes.PREFIX)
    asked = outcomes.asked_for(view.form, result)
    form = _form(view, Draft(shown.tree, shown.errors, typed=True), outcomes.only(view.form, asked))
    field = outcomes.result_field(view.form)
    label = field.option_label(result, lang()) if field else result
    address = url_for("tasks.hand_in", task_id=view.task_id)
    back = url_for("tasks.show", task_id=view.task_id)
    context = outcomes.ask_context(
        form, label, view.case.number, address, back, outcomes.carried(veiled(posted), act, asked)
    )
    return page("outcome.html", here="inbox", status=status, **context)


def _draw_check(view: TaskView, check: CheckView, draft: Draft, notices: Iterable[Plain], status: int) -> Response:
    marks = draft.tree.get(check.field or "") or {}
    groups = tuple(
        dataclasses.replace(one, mark=_text(marks, one.id, "mark"), right_value=_text(marks, one.id, "right_value"))
        for one in check.groups
    )
    main, others = outcomes.result_acts(view.form, lang(), view.act)
    form = _form(view, draft, outcomes.without(view.form, outcomes.hanging(view.form)))
    context = check_context(
        view,
        dataclasses.replace(check, groups=groups),
        form,
        notices,
        main=main,
        others=others,
        errors=_group_errors(check.field or "", draft.errors),
        scan=_scan_number(),
    )
    return page("check.html", here="inbox", status=status, **context)


def _form(view: TaskView, draft: Draft, form: FormDefinition) -> FormView:
    """The form in the page's language; what may not be done now is only read."""
    return form_view(
        form,
        draft.tree,
        lang=lang(),
        today=business_day(),
        errors=draft.errors,
        was=earlier_texts(view.form, draft.tree, view.earlier, lang()),
        uploads=uploads_of(view.papers),
        read_only=not view.may_do,
    )


def _group_errors(field: str, errors: Iterable[FieldError]) -> dict[str, str]:
    """The words beside each value group: `marks.members.0` and `marks.head.right_value` belong to their group."""
    found: dict[str, str] = {}
    for error in errors:
        path = error.path.removeprefix(f"{field}.").removesuffix(".right_value").removesuffix(".mark")
        if error.path.startswith(f"{field}."):
            found.setdefault(path, message(error))
    return found


def _text(marks: Mapping[str, JSON], group: str, key: str) -> str:
    mark = marks.get(group)
    return str(mark.get(key) or "") if isinstance(mark, Mapping) else ""


def _scan_number() -> int:
    return whole(request.args.get("scan"), 3) or 1
