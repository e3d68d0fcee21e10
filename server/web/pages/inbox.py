"""The inbox and results of bulk acts (受信箱)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.assignees import Assignee, TaskName
from server.casework.claim import ItemResult
from server.casework.views.inbox import Group, InboxQuery, InboxView, Row
from server.domain.refusals import Refused

NOBODY = "-"
_TAKEN = ("claimed_by_other", "already_done", "task_not_open", "stale_page")


def inbox_context(view: InboxView, *, office: str, title: str, may_assign: bool) -> dict[str, Any]:
    """The context of `inbox.html`."""
    query = view.query
    return {
        "facts": gettext(
            "%(office)s %(title)s %(all)s件のうち %(shown)s件を表示",
            office=office,
            title=title,
            all=view.all_count,
            shown=view.total,
        ),
        "tabs": _tabs(view),
        "filters": {
            "url": url_for("inbox.show"),
            "items": _filters(view),
            "hidden": {"tab": query.tab},
        },
        "chips": _chips(view),
        "clear_url": address(InboxQuery(tab=query.tab)),
        "groups": [_group(group) for group in view.groups],
        "sort": {"column": "due", "direction": "ascending"},
        "bulk": {"url": url_for("inbox.bulk"), "acts": _bulk_acts(may_assign)},
        "acts": [
            {"label": gettext("次のタスクへ"), "action": url_for("inbox.next_task"), "look": "go", "key": "N"},
        ],
        "pager": _pager(view),
        "empty": _empty(view),
    }


def address(query: InboxQuery) -> str:
    """The address of a query; what is not narrowed is left out."""
    plain = InboxQuery()
    said = {name: getattr(query, name) for name in InboxQuery.__slots__}
    return url_for("inbox.show", **{name: value for name, value in said.items() if value != getattr(plain, name)})


def _tabs(view: InboxView) -> list[dict[str, Any]]:
    return [
        {
            "label": tab.label,
            "url": address(InboxQuery(tab=tab.key)),
            "current": tab.key == view.query.tab,
            "count": tab.count,
            "late": tab.late,
            "key": str(number),
        }
        for number, tab in enumerate(view.tabs, 1)
    ]


def _filters(view: InboxView) -> list[dict[str, Any]]:
    query = view.query
    procedures = [(choice.value, choice.label) for choice in view.procedures]
    elements = [(choice.value, f"{choice.label} {choice.count}") for choice in view.elements]
    return [
        _select("procedure", gettext("手続"), procedures, query.procedure),
        _select("element", gettext("工程"), elements, query.element),
        _select("assignee", gettext("担当"), list(_holders().items()), query.assignee),
        _select("due", gettext("期限"), list(_dues().items()), query.due),
        {
            "name": "kana",
            "label": gettext("カナ"),
            "kind": "text",
            "value": query.kana,
            "placeholder": gettext("前方一致"),
        },
    ]


def _holders() -> dict[str, str]:
    return {
        "free_or_mine": gettext("未割当と自分"),
        "free": gettext("未割当"),
        "mine": gettext("自分"),
        "others": gettext("ほかの人"),
    }


def _dues() -> dict[str, str]:
    return {
        "overdue": gettext("期限超過"),
        "today": gettext("今日まで"),
        "soon": gettext("3開庁日以内"),
        "week": gettext("今週まで"),
    }


def _select(name: str, label: str, options: list[tuple[str, str]], value: str) -> dict[str, Any]:
    every = [("", gettext("すべて")), *options]
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "value": value,
        "options": [{"value": one, "label": words} for one, words in every],
    }


def _chips(view: InboxView) -> list[dict[str, str]]:
    query = view.query
    procedure = {choice.value: choice.label for choice in view.procedures}
    element = {choice.value: choice.label for choice in view.elements}
    said = (
        ("procedure", gettext("手続"), procedure.get(query.procedure, query.procedure)),
        ("element", gettext("工程"), element.get(query.element, query.element)),
        ("assignee", gettext("担当"), _holders().get(query.assignee, "")),
        ("due", gettext("期限"), _dues().get(query.due, "")),
        ("kana", gettext("カナ"), query.kana),
        ("number", gettext("受付番号"), query.number),
    )
    return [
        {"label": f"{label}: {words}", "remove_url": address(_emptied(query, name))}
        for name, label, words in said
        if words
    ]


def _emptied(query: InboxQuery, name: str) -> InboxQuery:
    """The query without one filter, from its first page."""
    said: dict[str, Any] = {one: getattr(query, one) for one in InboxQuery.__slots__}
    return InboxQuery(**{**said, name: "", "page": 1})


def _group(group: Group) -> dict[str, Any]:
    return {"title": group.title, "count": group.count, "rows": [_row(row) for row in group.rows]}


def _row(row: Row) -> dict[str, Any]:
    tags = [{"text": tag.text, "kind": tag.kind} for tag in row.tags]
    if row.own_work:
        tags.append({"text": gettext("自分が入力"), "kind": "me"})
    return {
        "id": row.task_id,
        "url": url_for("tasks.show", task_id=row.task_id),
        "number": row.number,
        "due": row.due,
        "left": row.left,
        "name": row.name,
        "kana": row.kana,
        "restricted": row.restricted,
        "procedure": row.procedure,
        "step": row.step,
        "state": {"shape": row.state, "word": row.state_word},
        "who": {"mine": True} if row.mine else {"text": row.assignee} if row.assignee else None,
        "tags": tags,
        "pickable": row.pickable,
    }


def _bulk_acts(may_assign: bool) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = [
        {"label": gettext("引き受ける"), "value": "claim", "look": "go", "key": "F2"},
        {"label": gettext("戻す"), "value": "release"},
    ]
    if may_assign:
        acts.append({"label": gettext("担当を割り当てる…"), "value": "assign"})
    return acts


def _pager(view: InboxView) -> dict[str, Any]:
    def at(page: int) -> str | None:
        return address(replace(view.query, page=page)) if 1 <= page <= view.pages else None

    return {
        "page": view.page,
        "pages": view.pages,
        "total": view.total,
        "first": view.first,
        "last": view.last,
        "prev_url": at(view.page - 1),
        "next_url": at(view.page + 1),
    }


def _empty(view: InboxView) -> dict[str, Any]:
    if _chips(view):
        act = {"label": gettext("条件を外す"), "url": address(InboxQuery(tab=view.query.tab))}
        return {"what": gettext("条件に合うタスクはありません"), "one_act": act}
    if view.query.tab == "mine" and view.all_count:
        act = {"label": gettext("担当の全件を見る"), "url": address(InboxQuery())}
        waiting = ngettext("担当の全件は%(num)s件です。", "担当の全件は%(num)s件です。", view.all_count)
        return {"what": gettext("自分のタスクはありません"), "next": waiting, "one_act": act}
    return {"what": gettext("待っているタスクはありません"), "next": gettext("新しい届は受付から始まります。")}


# ---- bulk acts -----------------------------------------------------------------------------------


def assign_context(
    names: Mapping[str, TaskName], people: Iterable[Assignee], *, reason: str, user: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The context of `confirm.html` for 担当を割り当てる: whom, and why."""
    count = len(names)
    options = [{"value": one.user_id, "label": f"{one.name} {one.title}"} for one in people]
    options.append({"value": NOBODY, "label": gettext("未割当に戻す")})
    return {
        "ask": {
            "title": ngettext("%(num)s件の担当を割り当てます", "%(num)s件の担当を割り当てます", count),
            "label": ngettext("%(num)s件を割り当てる", "%(num)s件を割り当てる", count),
            "action": url_for("inbox.assign"),
            "hidden": {"task": list(names)},
            "pairs": [{"label": one.number, "value": one.step} for one in names.values()],
            "back_url": url_for("inbox.show"),
        },
        "reason": {
            "name": "user",
            "label": gettext("担当"),
            "options": options,
            "value": user,
            "note_name": "reason",
            "note_label": gettext("理由"),
            "note_required": True,
            "note": reason,
        },
        "errors": dict(errors),
    }


def bulk_context(
    title: str, results: Iterable[ItemResult], names: Mapping[str, TaskName], said: Mapping[str, str], done: str
) -> dict[str, Any]:
    """The context of `bulk_result.html`: one line per item; `said` are the refusals' words by task id."""
    lines = [_result(one, names.get(one.task_id), said.get(one.task_id, ""), done) for one in results]
    went = sum(line["shape"] == "done" for line in lines)
    return {
        "title": gettext("まとめた結果 %(what)s", what=title),
        "facts": gettext("%(all)s件のうち %(went)s件", all=len(lines), went=went),
        "items": lines,
        "acts": [
            {"label": gettext("受信箱へ"), "url": url_for("inbox.show")},
            {"label": gettext("次のタスクへ"), "action": url_for("inbox.next_task"), "look": "go", "key": "N"},
        ],
    }


def _result(one: ItemResult, name: TaskName | None, said: str, done: str) -> dict[str, Any]:
    shape, word = _outcome(one.refusal)
    return {
        "shape": shape,
        "word": word,
        "strong": name.number if name else None,
        "text": f"{name.step} {said or done}" if name else said,
        "url": url_for("tasks.show", task_id=one.task_id) if name else None,
    }


def _outcome(refusal: Refused | None) -> tuple[str, str]:
    if refusal is None:
        return "done", gettext("済")
    return ("back", gettext("先着")) if refusal.code in _TAKEN else ("stop", gettext("不可"))
