"""Decisions (決裁): the list of what waits, and the 伺 of the one in hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.check import CheckView
from server.casework.views.decisions import DecisionsView, EarlierDecision, PendingDecision
from server.casework.views.task import TaskView
from server.web import wording
from server.web.formview import FormView
from server.web.kit import go
from server.web.pages.check import done_by
from server.web.pages.shared import Plain, fact_sheet, last_note, papers_sheet, warnings_of
from server.web.pages.task import around

# What the registers say is a task's own page; the decider sees what is to be checked and what was worked out.
_OF_REGISTERS = ("household", "insurance")


def list_context(view: DecisionsView, here: str | None) -> Plain:
    """The list of `decide.html`; `here` is the task whose 伺 stands beside it."""
    return {
        "facts": gettext("未決 %(n)s件・今日決めた件 %(done)s件", n=view.total, done=view.decided_today),
        "deputy": gettext("代決 %(who)s 不在", who="・".join(view.absent)) if view.absent else None,
        "acts": [go(gettext("後閲 %(n)s件", n=view.later), "decisions.later", look="plain")] if view.later else [],
        "groups": [_group(view.rows, here)] if view.rows else [],
        "bulk": None,
        "pager": None,
        "decision": None,
        "empty": {"what": gettext("決裁を待つ件はありません"), "next": gettext("照合者が決める件は確認一覧に出ます。")},
    }


def _group(rows: Sequence[PendingDecision], here: str | None) -> Plain:
    """What a checker may decide himself never comes here: all of it is out of the ordinary."""
    note = gettext("1件ずつ開いて決めます")
    return {"title": gettext("例外"), "count": len(rows), "note": note, "rows": [_row(one, here) for one in rows]}


def reason_of(view: DecisionsView, task_id: str) -> str:
    """Why the decision in hand is out of the ordinary, as its row in the list says."""
    return next((one.reason for one in view.rows if one.row.task_id == task_id), "")


def _row(one: PendingDecision, here: str | None) -> Plain:
    row = one.row
    return {
        "id": row.task_id,
        "url": url_for("tasks.show", task_id=row.task_id),
        "number": row.number,
        "name": row.name,
        "restricted": row.restricted,
        "guarded": any(tag.kind == "guard" for tag in row.tags),
        "procedure": row.procedure,
        "reason": one.reason or one.authority,
        "strong": True,
        "checker": one.checker,
        "authority": one.authority,
        "state": {"shape": "open", "word": gettext("未決")},
        "pickable": False,
        "here": row.task_id == here,
    }


def decision_context(
    view: TaskView,
    check: CheckView,
    form: FormView,
    notices: Iterable[Plain],
    *,
    main: Plain,
    others: Sequence[Plain],
    reason: str,
) -> Plain:
    """The 伺 in hand: what, why it is no routine, ground, who entered, who checked; then the acts."""
    page = around(view, notices)
    acts = [main, *others] if view.may_do else [{**main, "why_not": view.why_not}]
    return {
        "decision": {
            "title": gettext("伺 %(number)s", number=view.case.number),
            "place": view.case.procedure,
            "action": page["task"]["action"],
            "draft_url": page["task"]["draft_url"],
            "hidden": page["task"]["hidden"],
            "pairs": _pairs(view, check, reason),
            "acts": acts,
        },
        "form": form,
        "earlier": None,
        "facts_in_hand": _entered(check)
        + [fact_sheet(sheet) for sheet in view.facts if sheet.key not in _OF_REGISTERS]
        + [papers_sheet(view.papers, view.case.case_id, may_add=False)],
        "warnings": warnings_of(view.case.bands),
        "note": last_note(view.notes),
        "notices": page["notices"],
    }


def _entered(check: CheckView) -> list[Plain]:
    """What is proposed, as it was entered, where nobody compared it before the decision."""
    if check.compared:
        return []
    return [
        {
            "title": group.title,
            "kind": "ruled",
            "id": f"entered-{group.id}",
            "pairs": [{"label": one.label, "value": one.value} for one in group.pairs],
        }
        for group in check.groups
    ]


def earlier_context(found: Sequence[EarlierDecision]) -> Plain:
    """前の決裁 of the household, beside the 伺 in hand."""
    items = [
        {
            "shape": "stop" if one.refused else "done",
            "word": one.word,
            "strong": one.summary,
            "soft": wording.short_day(one.decided_on),
            "act": {"label": one.number, "url": url_for("cases.show", case_id=one.case_id, tab="decisions")},
        }
        for one in found
    ]
    return {"items": items, "note": None}


def _pairs(view: TaskView, check: CheckView, reason: str) -> list[Plain]:
    case = view.case
    household = gettext("世帯 %(key)s", key=case.household_key) if case.household_key else None
    pairs: list[Plain] = [
        {
            "label": gettext("世帯主"),
            "value": case.name or gettext("(権限により表示しない)"),
            "soft": household,
        },
    ]
    for one in check.acquired:
        what = gettext("%(name)s 取得 %(day)s", name=one.name, day=wording.full_day(one.eligible_from))
        pairs.append({"label": gettext("内容"), "value": what, "line": one.exclusion or None, "soft": one.ground})
    if reason:
        pairs.append({"label": gettext("例外の理由"), "value": reason, "strong": True})
    pairs.append({"label": gettext("専決区分"), "value": check.authority, "line": check.authority_ground})
    for label, element in ((gettext("入力"), check.element), (gettext("照合"), "check"), (gettext("判断"), "judge")):
        by = done_by(check, element)
        if by:
            pairs.append({"label": label, "value": by})
    link = {"label": gettext("案件"), "value": case.number, "url": url_for("cases.show", case_id=case.case_id)}
    return [*pairs, link]
