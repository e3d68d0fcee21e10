"""The inbox (受信箱): its rows in groups, with what can be done with many of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.views.inbox import Group, InboxQuery, InboxView, Row
from server.web import wording
from server.web.kit import message
from server.web.pages.inbox_filters import MORE, address, chips_of, filters_of, label_of, more_of, tabs_of
from server.web.pages.phone import due_band


def inbox_context(
    view: InboxView, *, office: str, title: str, may_assign: bool, calls: int = 0, broken_off: str | None = None
) -> dict[str, Any]:
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
        "tabs": tabs_of(view),
        "filters": {
            "url": url_for("inbox.show"),
            "items": filters_of(view),
            "more": more_of(view),
            "more_open": any(getattr(query, name) for name in MORE),
            "hidden": {"tab": query.tab},
        },
        "wrong": [f"{label_of(error.path)}: {message(error)}" for error in view.wrong],
        "waiting": _waiting(calls, broken_off),
        "chips": chips_of(view),
        "clear_url": address(InboxQuery(tab=query.tab)),
        "groups": [_group(group) for group in view.groups],
        "sort": {"column": "due", "direction": "ascending"},
        "bulk": {"url": url_for("bulk.choose"), "acts": _bulk_acts(may_assign)},
        "acts": _head_acts(),
        "pager": _pager(view),
        "empty": _empty(view),
    }


def _head_acts() -> list[dict[str, Any]]:
    return [
        {"label": gettext("直前の仕事"), "url": url_for("undo.show"), "look": "plain"},
        {"label": gettext("電話を記録"), "url": url_for("phone.ask"), "icon": "plus", "key": "P"},
        {"label": gettext("次のタスクへ"), "action": url_for("inbox.next_task"), "look": "go", "key": "N"},
    ]


def _waiting(calls: int, broken_off: str | None) -> list[dict[str, Any]]:
    """Lines above the list: telephone calls to be returned, an act on many that was broken off."""
    found = [due_band(calls)] if calls else []
    if broken_off is not None:
        act = {"label": gettext("続きを見る"), "url": url_for("bulk.show", run_id=broken_off)}
        found.append({"text": gettext("まとめた仕事が途中で止まっています"), "act": act})
    return [one for one in found if one is not None]


def _group(group: Group) -> dict[str, Any]:
    return {"title": group.title, "count": group.count, "rows": [_row(row) for row in group.rows]}


def _row(row: Row) -> dict[str, Any]:
    tags = [{"text": tag.text, "kind": tag.kind} for tag in row.tags]
    if row.own_work:
        tags.append({"text": gettext("自分が入力"), "kind": "me"})
    if row.notes:
        tags.append({"text": gettext("メモ%(n)s", n=row.notes), "kind": "aid"})
    again = None
    if row.follow_up is not None:
        again = gettext("再確認 %(day)s %(why)s", day=wording.short_day(row.follow_up), why=row.follow_up_reason)
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
        "again": again,
        "pickable": row.pickable,
    }


def _bulk_acts(may_assign: bool) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = [
        {"label": gettext("引き受ける"), "value": "claim", "look": "go", "key": "F2"},
        {"label": gettext("戻す"), "value": "release"},
    ]
    if may_assign:
        acts.append({"label": gettext("担当を割り当てる…"), "value": "assign"})
    acts.append({"label": gettext("再確認日を付ける…"), "value": "follow_up"})
    acts.append({"label": gettext("完了にする…"), "value": "complete"})
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
    if chips_of(view):
        act = {"label": gettext("条件を外す"), "url": address(InboxQuery(tab=view.query.tab))}
        return {"what": gettext("条件に合うタスクはありません"), "one_act": act}
    if view.query.tab == "mine" and view.all_count:
        act = {"label": gettext("担当の全件を見る"), "url": address(InboxQuery(tab="all"))}
        waiting = ngettext("担当の全件は%(num)s件です。", "担当の全件は%(num)s件です。", view.all_count)
        return {"what": gettext("自分のタスクはありません"), "next": waiting, "one_act": act}
    return {"what": gettext("待っているタスクはありません"), "next": gettext("新しい届は受付から始まります。")}
