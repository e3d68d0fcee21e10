"""Withholding (特別徴収) as pages: the desk, one request with its households, the households withheld from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.withholding import DeskView, Expected, RunView
from server.store.special_grounds import Withheld
from server.store.special_results import SpecialResult
from server.store.special_runs import SpecialRow, SpecialRun
from server.store.special_stops import SpecialFile
from server.web import wording
from server.web.pages.shared import Plain

RUN_STATES = {
    "JUDGING": ("work", lazy_gettext("要件の判定中")),
    "OPEN": ("work", lazy_gettext("一覧の確認中")),
    "REQUESTED": ("work", lazy_gettext("送付前")),
    "SENT": ("wait", lazy_gettext("処理結果待ち")),
    "ANSWERED": ("work", lazy_gettext("開始前")),
    "BEGUN": ("done", lazy_gettext("開始")),
    "STOPPED": ("stop", lazy_gettext("取りやめ")),
}
ROW_STATES = {
    "BARRED": ("stop", lazy_gettext("要件を満たさない")),
    "LEFT_OUT": ("hold", lazy_gettext("職員が外した")),
    "READY": ("work", lazy_gettext("依頼する")),
    "ACCEPTED": ("wait", lazy_gettext("受理")),
    "REJECTED": ("late", lazy_gettext("受理されない")),
    "SETTLED": ("hold", lazy_gettext("受理されず確認済み")),
    "BEGUN": ("done", lazy_gettext("開始")),
    "NOT_BEGUN": ("stop", lazy_gettext("開始しない")),
}
CONDITIONS = {
    "HEAD_NOT_INSURED": lazy_gettext("世帯主が国保でない"),
    "MEMBER_UNDER_65": lazy_gettext("65歳未満の加入者"),
    "HEAD_TURNS_75": lazy_gettext("世帯主が75歳になる"),
    "PENSION_TOO_SMALL": lazy_gettext("年金18万円未満"),
    "CARE_NOT_WITHHELD": lazy_gettext("介護保険料の徴収なし"),
    "MORE_THAN_HALF": lazy_gettext("年金の2分の1超"),
    "DEBIT_ASKED_FOR": lazy_gettext("口座振替"),
    "NO_LEVY": lazy_gettext("徴収する額なし"),
    "TWO_PENSIONS": lazy_gettext("年金が二つ"),
    "WITHHELD_NOW": lazy_gettext("徴収中"),
}
OUTCOMES = {
    "pension_unknown": lazy_gettext("宛名のない基礎年金番号"),
    "pension_twice": lazy_gettext("一人に二件"),
    "pension_differs": lazy_gettext("依頼額と違う"),
    "pension_unasked": lazy_gettext("依頼していない月"),
    "pension_missing": lazy_gettext("結果がない"),
}


def desk_context(view: DeskView, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `withholding.html`."""
    return {
        "runs": _columns(_run_labels(), 3, 4),
        "run_rows": [{"cells": _run_cells(one)} for one in view.runs],
        "expected": [_expected(one) for one in view.expected],
        "errors": _columns(_error_labels(), 3, 4),
        "error_rows": [{"cells": _error_cells(one)} for one in view.errors],
        "choices": [_choice(one) for one in view.errors],
        "waiting": gettext("%(n)s件", n=wording.number(len(view.waiting))),
        "may_make": bool(view.waiting),
        "files": [_file(one) for one in view.files],
        "households": gettext("%(n)s世帯", n=wording.number(view.households)),
        "typed": typed,
        "wrong": wrong,
        "back_url": url_for("collection.show"),
    }


def _run_labels() -> tuple[str, ...]:
    month, yen = gettext("最初の月"), gettext("金額(円)")
    return gettext("年度"), month, gettext("開いた日"), gettext("件数"), yen, gettext("状態")


def _error_labels() -> tuple[str, ...]:
    number, asked = gettext("基礎年金番号"), gettext("依頼額")
    return gettext("月"), gettext("世帯"), number, asked, gettext("結果の額"), gettext("内容")


def run_context(view: RunView, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `withholding_run.html`."""
    one, key = view.run, view.run.run_id
    shape, word = RUN_STATES[one.state]
    acts: list[Plain] = [{"label": gettext("案件"), "url": url_for("cases.show", case_id=one.case_id)}]
    if one.requested_on is not None:
        acts.append(
            {"label": gettext("依頼ファイルを出す"), "action": url_for("withholding.file", run_id=key), "key": "F7"}
        )
    return {
        "title": gettext("特別徴収の依頼 %(year)s年度 %(month)s月から", year=one.levy_year, month=one.first_month),
        "state": {"shape": shape, "word": str(word)},
        "facts": _facts(view),
        "columns": _columns(_row_labels(), 0, 3, 4, 5),
        "rows": [{"cells": _row_cells(row), "shut": row.state in ("BARRED", "LEFT_OUT")} for row in view.rows],
        "unclear": [
            {"shape": "late", "word": gettext("宛名なし"), "text": f"{each.record_no}: ****{each.pension_number[-3:]}"}
            for each in view.unclear
        ],
        "may_leave": one.state == "OPEN" and "READY" in view.sums,
        "may_settle": "REJECTED" in view.sums,
        "run_id": key,
        "acts": acts,
        "typed": typed,
        "wrong": wrong,
        "back_url": url_for("withholding.show"),
    }


def _row_labels() -> tuple[str, ...]:
    yen = (gettext("年額"), gettext("徴収する額"), gettext("ほかに納める額"))
    return gettext("順"), gettext("世帯"), gettext("年金"), *yen, gettext("状態"), gettext("理由")


def _facts(view: RunView) -> list[Plain]:
    one = view.run
    sums = "、".join(f"{ROW_STATES[name][1]} {count}" for name, count in view.sums.items())
    return [
        {"label": gettext("開いた日"), "value": wording.full_day(one.opened_on)},
        {"label": gettext("依頼"), "value": _money(one)},
        {"label": gettext("送った日"), "value": wording.full_day(one.sent_on) if one.sent_on else None},
        {"label": gettext("処理結果"), "value": wording.full_day(one.answered_on) if one.answered_on else None},
        {"label": gettext("世帯"), "value": sums or None, "whole": True},
    ]


def households_context(found: Sequence[Withheld]) -> Plain:
    """The context of `withholding_households.html`."""
    names = (gettext("世帯"), gettext("年度"), gettext("開始"))
    rows = [
        {
            "cells": [
                {"value": one.household_key, "url": url_for("households.show", key=one.household_key), "code": True},
                str(one.levy_year),
                wording.short_day(one.valid_from),
            ]
        }
        for one in found
    ]
    return {"columns": _columns(names), "rows": rows, "back_url": url_for("withholding.show")}


def _columns(names: Sequence[str], *numbers: int) -> list[Plain]:
    return [{"label": name, "num": place in numbers} for place, name in enumerate(names)]


def _run_cells(one: SpecialRun) -> list[object]:
    shape, word = RUN_STATES[one.state]
    return [
        {"value": str(one.levy_year), "url": url_for("withholding.one", run_id=one.run_id)},
        gettext("%(month)s月", month=one.first_month),
        wording.short_day(one.opened_on),
        "" if one.count is None else one.count,
        "" if one.total is None else one.total,
        {"state": {"shape": shape, "word": str(word)}},
    ]


def _expected(one: Expected) -> Plain:
    on, by = wording.short_day(one.withheld_on), wording.short_day(one.paid_over_by)
    shape, word = _expectation(one)
    text = gettext("%(on)s徴収、%(by)sまでに納入", on=on, by=by)
    return {"shape": shape, "word": word, "strong": gettext("%(month)s月", month=one.month.month), "text": text}


def _expectation(one: Expected) -> tuple[str, str]:
    if one.is_in:
        return "done", gettext("取込済み")
    if not one.asked:
        return "hold", gettext("依頼なし")
    return ("late", gettext("届いていない")) if one.late else ("wait", gettext("これから"))


def _error_cells(one: SpecialResult) -> list[object]:
    home: object = ""
    if one.household_key is not None:
        home = {"value": one.household_key, "url": url_for("households.show", key=one.household_key), "code": True}
    return [
        f"{one.month:%Y-%m}",
        home,
        f"****{one.pension_number[-3:]}",
        "" if one.asked is None else one.asked,
        one.amount,
        str(OUTCOMES[one.outcome]),
    ]


def _choice(one: SpecialResult) -> Plain:
    name = f"{one.month:%Y-%m} {one.household_key or '****' + one.pension_number[-3:]} {OUTCOMES[one.outcome]}"
    return {"value": f"{one.file_id}/{one.record_no}", "label": name}


def _file(one: SpecialFile) -> Plain:
    return {
        "label": gettext("%(day)s作成 %(n)s件", day=wording.short_day(one.made_on), n=wording.number(one.count)),
        "state": {"shape": "done", "word": gettext("送付済み")}
        if one.sent_on
        else {"shape": "work", "word": gettext("送付前")},
        "fetch": {"label": gettext("ファイルを出す"), "action": url_for("withholding.stop_out", file_id=one.file_id)},
        "sent": None
        if one.sent_on
        else {"label": gettext("送った"), "action": url_for("withholding.stop_sent", file_id=one.file_id)},
    }


def _money(one: SpecialRun) -> str | None:
    if one.count is None or one.total is None:
        return None
    return str(gettext("%(n)s人 %(yen)s円", n=wording.number(one.count), yen=wording.number(one.total)))


def _row_cells(row: SpecialRow) -> list[object]:
    shape, word = ROW_STATES[row.state]
    why = "、".join(str(CONDITIONS[name]) for name in row.barred) or row.left_out or row.settled or ""
    return [
        row.line_no,
        {"value": row.household_key, "url": url_for("households.show", key=row.household_key), "code": True},
        f"{row.pension_code} ****{row.pension_number[-3:]}",
        row.annual,
        row.total,
        row.ordinary,
        {"state": {"shape": shape, "word": str(word)}},
        why,
    ]
