"""The months of the levy as pages (賦課の月次): the list of runs, and one run with its chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.levy_months import CHAIN, MonthLine, MonthView
from server.domain.actors import SYSTEM
from server.domain.levy.run_chain import Step
from server.store.levy_runs import RunRow
from server.web import wording
from server.web.pages.shared import Plain

KINDS = {"FIRST": lazy_gettext("当初賦課"), "MONTHLY": lazy_gettext("月例更正")}
STEPS = {
    Step.CUT_OFF: lazy_gettext("更正締め"),
    Step.TRIAL: lazy_gettext("試算"),
    Step.RELEASED: lazy_gettext("記帳の承認"),
    Step.POSTED: lazy_gettext("記帳"),
    Step.ASSESSED: lazy_gettext("調定票の作成"),
    Step.DECIDED: lazy_gettext("調定の決裁"),
    Step.NOTICES: lazy_gettext("通知書の作成依頼"),
    Step.MAILED: lazy_gettext("発送"),
    Step.CLOSED: lazy_gettext("月次の締め"),
    Step.STOPPED: lazy_gettext("取りやめ"),
}
STATES = {
    "READY": lazy_gettext("賦課するもの"),
    "POSTED": lazy_gettext("記帳した世帯"),
    "NO_CHANGE": lazy_gettext("変更のない世帯"),
    "BARRED": lazy_gettext("期間制限により決定できない世帯"),
    "BLOCKED": lazy_gettext("計算できない世帯"),
    "NEXT_MONTH": lazy_gettext("次の月へ送る世帯"),
}
REASONS = {
    "changed_after_cut_off": lazy_gettext("締めの後に異動"),
    "changed_since_trial": lazy_gettext("試算の後に額が変わった"),
    "levy_two_heads_in_month": lazy_gettext("世帯主が二人いる月がある"),
    "levy_no_head_in_month": lazy_gettext("世帯主のいない月がある"),
    "levy_birth_unknown": lazy_gettext("生年月日が一部分からない"),
    "levy_income_unknown": lazy_gettext("所得が分からない"),
}


def months_context(lines: Sequence[MonthLine]) -> Plain:
    """The context of the list."""
    names = (gettext("月"), gettext("種類"), gettext("賦課年度"), gettext("済んだ工程"), gettext("次の工程"))
    return {"columns": [{"label": name} for name in names], "rows": [{"cells": _listed(line)} for line in lines]}


def _listed(line: MonthLine) -> list[object]:
    run = line.run
    month: object = _month(run.month)
    if run.case_id is not None:
        month = {"value": month, "url": url_for("levy_months.one", case_id=run.case_id)}
    done = "" if line.last is None else f"{STEPS[Step(line.last.step)]} {wording.short_day(line.last.on_day)}"
    return [month, str(KINDS[run.kind]), str(run.levy_year), done, "" if line.next is None else str(STEPS[line.next])]


def month_context(view: MonthView) -> Plain:
    """The context of one run."""
    run = view.run
    return {
        "title": f"{_month(run.month)} {KINDS[run.kind]}",
        "facts": gettext("%(year)s年度 発送予定 %(day)s", year=run.levy_year, day=wording.era_day(run.notice_on)),
        "case_url": None if run.case_id is None else url_for("cases.show", case_id=run.case_id),
        "progress": _progress(view),
        "chain": _columns(gettext("工程"), gettext("日"), gettext("した人"), gettext("状態")),
        "chain_rows": [{"cells": _step(view, step)} for step in _shown(view)],
        "sums": [
            *_columns(gettext("区分"), gettext("わけ")),
            *_numbers(gettext("世帯"), gettext("前(円)"), gettext("後(円)")),
        ],
        "sum_rows": _sum_rows(view),
        "kept": [*_columns(gettext("世帯番号"), gettext("わけ")), *_numbers(gettext("前(円)"), gettext("後(円)"))],
        "held": [{"cells": _household(row)} for row in view.held],
        "outliers": [{"cells": _household(row)} for row in view.outliers],
        "debits": [
            *_columns(gettext("請求を作った日"), gettext("振替日"), gettext("停止の締め")),
            *_numbers(gettext("件数"), gettext("金額(円)")),
        ],
        "debit_rows": _debit_rows(view),
    }


def _progress(view: MonthView) -> str | None:
    if view.work is None:
        return None
    done, total = wording.number(view.work.done), wording.number(view.work.total)
    return str(gettext("自動処理の途中です(%(total)s世帯のうち%(done)s世帯)", done=done, total=total))


def _sum_rows(view: MonthView) -> list[Plain]:
    return [
        {
            "cells": [
                str(STATES[result or trial]),
                _why(reason),
                *map(wording.number, (one.households, one.before, one.after)),
            ]
        }
        for (trial, result, reason), one in view.sums.items()
    ]


def _debit_rows(view: MonthView) -> list[Plain]:
    return [
        {
            "cells": [
                *(wording.short_day(day) for day in (one.cut_on, one.debit_on, one.stop_by)),
                wording.number(one.count),
                wording.number(one.total),
            ]
        }
        for one in view.debits
    ]


def _shown(view: MonthView) -> tuple[Step, ...]:
    return (*CHAIN, Step.STOPPED) if Step.STOPPED in view.steps else CHAIN


def _step(view: MonthView, step: Step) -> list[object]:
    done = view.steps.get(step)
    if done is not None:
        name = gettext("自動処理") if done.by_user == SYSTEM.user_id else view.names.get(done.by_user, done.by_user)
        state = {"state": {"shape": "done", "word": gettext("済み")}}
        return [str(STEPS[step]), wording.era_day(done.on_day), name, state]
    if step is view.next:
        return [str(STEPS[step]), "", "", {"state": {"shape": "work", "word": gettext("次にすること")}}]
    return [str(STEPS[step]), "", "", {"state": {"shape": "hold", "word": gettext("前の工程を待つ")}}]


def _household(row: RunRow) -> list[object]:
    url = url_for("households.show", key=row.household_key)
    why = _why(row.held_because or row.reason)
    return [
        {"value": row.household_key, "url": url, "code": True},
        why,
        *map(wording.number, (row.total_before, row.total_after)),
    ]


def _why(reason: str) -> str:
    return str(REASONS.get(reason, reason))


def _month(day: date) -> str:
    return str(gettext("%(year)s年%(month)s月", year=day.year, month=day.month))


def _columns(*names: str) -> list[Plain]:
    return [{"label": name} for name in names]


def _numbers(*names: str) -> list[Plain]:
    return [{"label": name, "num": True} for name in names]
