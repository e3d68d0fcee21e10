"""The second check (照合): the scan at the left, the value groups at the right in paper order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.check import CheckGroup, CheckView
from server.casework.views.facts import Paper
from server.casework.views.task import TaskView
from server.web import wording
from server.web.formview import FormView
from server.web.pages.shared import Plain, fact_sheet, papers_sheet
from server.web.pages.task import acts_of, around, keys_of

_SHOWABLE = ("application/pdf", "image/png", "image/jpeg")


def check_context(
    view: TaskView,
    check: CheckView,
    form: FormView,
    notices: Iterable[Plain],
    *,
    main: Plain,
    others: Sequence[Plain],
    errors: Mapping[str, str],
    scan: int,
) -> Plain:
    """The context of `check.html`; `errors` are the words beside each group, `scan` counts the scans from 1."""
    facts = [fact_sheet(sheet) for sheet in view.facts]
    papers = papers_sheet(view.papers, view.case.case_id, may_add=view.may_add_document)
    acts = acts_of(view, main, others)
    return {
        **around(view, notices),
        "people": _people(check),
        "me": gettext("照合 %(who)s(自分)", who=view.claimed_name) if view.mine else None,
        "field": check.field,
        "groups": [_group(group, errors.get(group.id)) for group in check.groups],
        "form": form,
        "scan": _scan(view, scan),
        "facts": [*_dates(check), *facts, papers],
        "acts": acts,
        "act_note": dates_of(check),
        "keys": keys_of(acts),
    }


def dates_of(check: CheckView) -> str:
    """取得日 令和8年11月1日・決定表「取得日」3行目: the computed days, each once; the article stands in its sheet."""
    found = {
        gettext(
            "取得日 %(day)s・%(ground)s",
            day=wording.long_day(one.eligible_from),
            ground=one.ground.partition(" ")[0] or gettext("決定表なし"),
        ): None
        for one in check.acquired
    }
    return " / ".join(found)


def _dates(check: CheckView) -> list[Plain]:
    """取得日: the computed days of each member, with the row of the table and its article."""
    pairs = [
        {
            "label": one.name,
            "value": wording.full_day(one.eligible_from),
            "soft": one.exclusion or None,
            "line": one.ground or None,
        }
        for one in check.acquired
    ]
    return [{"title": gettext("取得日"), "kind": "ruled", "pairs": pairs}] if pairs else []


def done_by(check: CheckView, element: str) -> str | None:
    """Who did an element last, and when."""
    return next((f"{one.who} {wording.short_stamp(one.at)}" for one in check.done if one.element == element), None)


def _people(check: CheckView) -> str:
    by = done_by(check, check.element)
    return gettext("入力 %(who)s", who=by) if by else ""


def _group(group: CheckGroup, error: str | None) -> Plain:
    return {
        "id": group.id,
        "title": group.title,
        "pairs": [{"label": pair.label, "value": pair.value, "was": pair.was} for pair in group.pairs],
        "mark": group.mark,
        "right_value": group.right_value,
        "error": error,
    }


def _scan(view: TaskView, number: int) -> Plain | None:
    """The scan to compare with; the notification comes first."""
    seen = sorted((one for one in view.papers if _can_be_shown(one)), key=lambda one: one.kind != "notification")
    if not seen:
        return None
    at = min(max(1, number), len(seen))
    paper = seen[at - 1]
    url = url_for("documents.content", document_id=paper.document_id)
    shown: Plain = {"title": paper.label, "page": at, "pages": len(seen)}
    shown |= {"pdf_url": url} if paper.media_type == "application/pdf" else {"url": url}
    if at > 1:
        shown["prev_url"] = url_for("tasks.show", task_id=view.task_id, scan=at - 1)
    if at < len(seen):
        shown["next_url"] = url_for("tasks.show", task_id=view.task_id, scan=at + 1)
    return shown


def _can_be_shown(paper: Paper) -> bool:
    return paper.has_scan and paper.media_type in _SHOWABLE
