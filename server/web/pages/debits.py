"""Debit runs (振替請求) as pages: the list, one run with its rows."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.debits import Again, Ahead, RunsView, RunView
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.web import wording
from server.web.pages.shared import Plain

TURNS = {"FIRST": lazy_gettext("初回"), "AGAIN": lazy_gettext("再振替")}
_TITLES = {"FIRST": lazy_gettext("振替請求 %(day)s"), "AGAIN": lazy_gettext("再振替の請求 %(day)s")}
REASONS = {
    "PAID": lazy_gettext("納付済み"),
    "DEFERRED": lazy_gettext("猶予中"),
    "NOT_YET": lazy_gettext("開始前"),
    "NO_HEAD": lazy_gettext("世帯主がいない"),
    "ASKED_BEFORE": lazy_gettext("請求済み"),
    "CHANGED": lazy_gettext("金額が減った"),
    "WITHDRAWN": lazy_gettext("振替をやめた"),
    "ASKED": lazy_gettext("職員が止めた"),
}
RESULTS = {
    "0": ("done", lazy_gettext("振替済")),
    "1": ("late", lazy_gettext("資金不足")),
    "2": ("stop", lazy_gettext("取引なし")),
    "3": ("stop", lazy_gettext("預金者都合")),
    "4": ("stop", lazy_gettext("依頼書なし")),
    "8": ("hold", lazy_gettext("委託者都合")),
    "9": ("stop", lazy_gettext("その他")),
}


def runs_context(view: RunsView) -> Plain:
    """The context of `debits.html`."""
    names = (gettext("納期限"), gettext("種別"), gettext("作成日"), gettext("停止の締切"), gettext("件数"))
    labels = [*names, gettext("金額(円)"), gettext("状態")]
    columns: list[Plain] = [{"label": name, "num": place in (4, 5)} for place, name in enumerate(labels)]
    return {
        "columns": columns,
        "rows": [{"cells": _run_cells(view, one)} for one in view.runs],
        "ahead": [_ahead(one) for one in view.ahead],
        "again": [_again(one) for one in view.again],
        "action": url_for("debits.cut"),
        "back_url": url_for("collection.show"),
    }


def _run_cells(view: RunsView, one: DebitRun) -> list[object]:
    return [
        {"value": wording.short_day(one.due_on), "url": url_for("debits.one", run_id=one.run_id)},
        str(TURNS[one.turn]),
        wording.short_day(one.cut_on),
        wording.short_day(one.stop_by),
        one.count,
        one.total,
        {"state": _state(one, late=view.today > one.stop_by)},
    ]


def _state(one: DebitRun, *, late: bool) -> Plain:
    if one.result_on is not None:
        return {"shape": "done", "word": gettext("結果あり")}
    if one.stops_sent_on is not None:
        return {"shape": "wait", "word": gettext("結果待ち")}
    return {"shape": "late" if late else "work", "word": gettext("停止の送付前")}


def _ahead(one: Ahead) -> Plain:
    return {
        "due": one.due_on.isoformat(),
        "label": wording.full_day(one.due_on),
        "open": one.open,
        "days": gettext(
            "%(first)sから%(last)sまで", first=wording.short_day(one.cut_on), last=wording.short_day(one.stop_by)
        ),
    }


def _again(one: Again) -> Plain:
    days = gettext("再振替日 %(day)s", day=wording.short_day(one.debit_on))
    late = gettext("督促に間に合わないため、納付書つきの通知を出します")
    return {
        "due": one.due_on.isoformat(),
        "label": wording.full_day(one.due_on),
        "open": one.open,
        "days": days if one.open else late,
    }


def run_context(view: RunView) -> Plain:
    """The context of `debit_run.html`."""
    one = view.run
    names = (gettext("順"), gettext("世帯"), gettext("期別"), gettext("金融機関"), gettext("口座"))
    labels = [*names, gettext("金額(円)"), gettext("停止"), gettext("結果"), ""]
    stopped = [row for row in view.rows if row.stopped_on is not None]
    left = "、".join(f"{REASONS.get(name, name)} {count}" for name, count in sorted(one.left_out.items()))
    return {
        "title": gettext(_TITLES[one.turn], day=wording.short_day(one.due_on)),
        "facts": [
            {"label": gettext("振替日"), "value": wording.full_day(one.debit_on)},
            {"label": gettext("停止の締切"), "value": wording.full_day(one.stop_by)},
            {"label": gettext("請求"), "value": _money(one.count, one.total)},
            {"label": gettext("停止"), "value": _money(len(stopped), sum(row.amount for row in stopped))},
            {"label": gettext("請求しなかったもの"), "value": left or gettext("なし")},
        ],
        "columns": [{"label": name, "num": place in (0, 5)} for place, name in enumerate(labels)],
        "rows": [{"cells": _row(view, row), "shut": row.stopped_on is not None} for row in view.rows],
        "acts": _acts(view),
        "back_url": url_for("debits.show"),
    }


def _money(count: int, yen: int) -> str:
    return str(gettext("%(n)s件 %(yen)s円", n=wording.number(count), yen=wording.number(yen)))


def _acts(view: RunView) -> list[Plain]:
    key = view.run.run_id
    acts: list[Plain] = [
        {"label": gettext("請求ファイルを出す"), "action": url_for("debits.file", run_id=key), "key": "F7"}
    ]
    if view.may_stop:
        acts.append({"label": gettext("停止を見直す"), "action": url_for("debits.refresh", run_id=key), "key": "F6"})
    if view.may_stop or view.run.stops_sent_on is not None:
        word = gettext("停止の一覧を送る") if view.may_stop else gettext("送った停止の一覧")
        acts.append({"label": word, "action": url_for("debits.stops", run_id=key), "look": "go", "key": "F8"})
    return acts


def _row(view: RunView, row: DebitRequest) -> list[object]:
    stopped = "" if row.stop_ground is None else str(REASONS.get(row.stop_ground, row.stop_ground))
    act = {
        "label": gettext("止める"),
        "action": url_for("debits.stop", run_id=row.run_id),
        "hidden": {"claim": row.claim_key},
    }
    may = view.may_stop and row.stopped_on is None
    return [
        row.line_no,
        {"value": row.household_key, "url": url_for("households.show", key=row.household_key), "code": True},
        row.claim_key,
        f"{row.institution}-{row.branch}",
        f"****{row.account_tail}",
        row.amount,
        stopped,
        {"state": _result(row.result)} if row.result is not None else "",
        {"act": act} if may else "",
    ]


def _result(code: str) -> Plain:
    shape, word = RESULTS[code]
    return {"shape": shape, "word": str(word)}
