"""給付 as pages: cases with their next days, a household's claims by month, the files of claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.benefit_cases import ALL, NEAR, PAGE, BenefitCases, CaseRow
from server.casework.views.benefit_register import ClaimLine, HouseholdBenefits, ImportsView
from server.domain.benefits.claims import FORMS
from server.domain.benefits.watching import WORDS, Dated, Watch
from server.store.benefit_cases import HOLD, RECOURSE, RECOVERY
from server.store.benefit_register import ALL as EVERY
from server.store.benefit_register import BACK, THIRD, VOID, ImportedFile
from server.store.feeds import Waiting
from server.web import wording
from server.web.pages.shared import Plain

TABS = {
    NEAR: lazy_gettext("期限の近いもの"),
    ALL: lazy_gettext("すべて"),
    RECOURSE: lazy_gettext("求償"),
    RECOVERY: lazy_gettext("返還"),
    HOLD: lazy_gettext("保留"),
}
_WHICH = {
    EVERY: lazy_gettext("すべて"),
    THIRD: lazy_gettext("10.第三"),
    BACK: lazy_gettext("返還を求めたもの"),
    VOID: lazy_gettext("取り下げられたもの"),
}
_CASES = {"RECOURSE": lazy_gettext("求償"), "RECOVERY": lazy_gettext("返還")}
_LAST = "9999-12-31"


def watched(one: Dated) -> str:
    """Why a day matters, in the language of the page."""
    return WORDS[one.watch][0 if wording.language() == "ja" else 1]


def cases_context(view: BenefitCases) -> Plain:
    """The context of `benefits.html`."""
    asked: Plain = {"owner": view.owner} if view.owner else {}
    foot = [gettext("計"), gettext("%(n)s件", n=wording.number(view.total)), "", "", "", view.open, "", ""]
    return {
        "facts": gettext("%(day)s現在", day=wording.short_day(view.day)),
        "tabs": [_tab(view, key, str(label), asked) for key, label in TABS.items()],
        "filters": {
            "url": url_for("benefits.show"),
            "hidden": {"list": view.which},
            "items": [_choice("owner", gettext("担当"), view.owner, [(one, one) for one in view.owners])],
        },
        "columns": _case_columns(),
        "rows": [{"cells": _case(view, one)} for one in view.rows],
        "foot": foot,
        "pager": _pager(view.page, view.total, len(view.rows), "benefits.show", list=view.which, **asked),
        "files_url": url_for("benefits.files") if view.may_files else None,
        "which": view.which,
    }


def _tab(view: BenefitCases, key: str, label: str, asked: Plain) -> Plain:
    url = url_for("benefits.show", list=key, **asked)
    return {"label": label, "url": url, "current": key == view.which, "count": view.counts[key]}


def _case_columns() -> list[Plain]:
    return [
        {"label": gettext("次の期日")},
        {"label": gettext("案件")},
        {"label": gettext("世帯")},
        {"label": gettext("内容")},
        {"label": gettext("今の状態")},
        {"label": gettext("未収 円"), "num": True},
        {"label": gettext("時効")},
        {"label": gettext("担当")},
    ]


def _case(view: BenefitCases, one: CaseRow) -> list[object]:
    name = one.name or gettext("表示しない")
    url = url_for("households.show", key=one.household_key) if one.household_key else None
    return [
        _next(view, one.next),
        {"value": one.number, "url": url_for("cases.show", case_id=one.case_id), "code": True, "soft": one.procedure},
        {"value": name, "url": url, "whole": True},
        one.what,
        one.state,
        {"value": one.open, "num": True} if one.open else "",
        _limit(view, one),
        one.owner or {"tag": {"text": gettext("担当なし"), "kind": "warn"}},
    ]


def _next(view: BenefitCases, one: Dated | None) -> object:
    if one is None:
        return ""
    why, days = watched(one), (one.day - view.day).days
    said = wording.column_day(one.day)
    if days < 0:
        return {"state": {"shape": "late", "word": said}, "soft": gettext("%(what)s %(n)s日超過", what=why, n=-days)}
    soft = gettext("%(what)s あと%(n)s日", what=why, n=days)
    return {"value": said, "soft": soft, "whole": True}


def _limit(view: BenefitCases, one: CaseRow) -> object:
    """The day of limitation; a suit that still runs has none."""
    if one.limit is None:
        return ""
    if one.limit.isoformat() == _LAST:
        return gettext("完成しない(訴え)")
    said = wording.column_day(one.limit)
    near = any(each.watch is Watch.LIMIT and each == one.next for each in one.dates) and one.near
    return {"state": {"shape": "late", "word": said}} if near and one.limit >= view.day else said


def household_context(view: HouseholdBenefits) -> Plain:
    """The context of `household_benefits.html`."""
    wanted = view.wanted
    month = wanted.month.isoformat()[:7] if wanted.month else ""
    asked: Plain = {name: value for name, value in (("month", month), ("person", wanted.person)) if value}
    asked |= {"which": wanted.which} if wanted.which != EVERY else {}
    count = gettext("%(n)s件", n=wording.number(view.total))
    back = url_for("households.show", key=view.household_key)
    return {
        "household": {"name": gettext("%(name)s 世帯", name=view.name), "number": view.household_key},
        "filters": {
            "url": url_for("benefits.household", key=view.household_key),
            "items": [
                _choice("month", gettext("診療月"), month, [(one.isoformat()[:7], _shown(one)) for one in view.months]),
                _choice("person", gettext("受診した人"), wanted.person or "", list(view.people.items())),
                _which(wanted.which),
            ],
        },
        "columns": _claim_columns(),
        "rows": [{"cells": _claim(one), "shut": one.claim.voided_on is not None} for one in view.lines],
        "foot": [gettext("計(取り下げを除く)"), count, "", "", "", "", view.benefit, "", ""],
        "pager": _pager(view.page, view.total, len(view.lines), "benefits.household", key=view.household_key, **asked),
        "narrowed": bool(asked),
        "all_url": url_for("benefits.household", key=view.household_key),
        "back_url": back,
    }


def _claim_columns() -> list[Plain]:
    return [
        {"label": gettext("診療月")},
        {"label": gettext("受診した人")},
        {"label": gettext("医療機関")},
        {"label": gettext("受診日")},
        {"label": gettext("費用額 円"), "num": True},
        {"label": gettext("一部負担 円"), "num": True},
        {"label": gettext("給付費 円"), "num": True},
        {"label": gettext("目印")},
        {"label": gettext("案件")},
    ]


def _shown(day: date) -> str:
    return str(gettext("%(year)s年%(month)s月", year=day.year, month=day.month))


def _choice(name: str, label: str, value: str, options: Sequence[tuple[str, str]]) -> Plain:
    every = [{"value": "", "label": gettext("すべて")}]
    some = [{"value": key, "label": word} for key, word in options]
    return {"name": name, "label": label, "kind": "select", "value": value, "options": every + some}


def _which(value: str) -> Plain:
    options = [{"value": key, "label": str(word)} for key, word in _WHICH.items()]
    return {"name": "which", "label": gettext("目印"), "kind": "select", "value": value, "options": options}


def _claim(line: ClaimLine) -> list[object]:
    one = line.claim
    days = wording.column_day(one.first_day)
    return [
        {"value": _shown(one.first_day), "whole": True, "soft": one.claim_no},
        {"value": line.name, "whole": True},
        {"value": one.provider, "soft": FORMS[one.form][0 if wording.language() == "ja" else 1]},
        {"value": days, "soft": gettext("%(n)s日", n=one.days), "whole": True},
        one.cost,
        one.copay,
        one.benefit,
        _marks(line),
        _belongs(line),
    ]


def _marks(line: ClaimLine) -> object:
    one = line.claim
    said = [gettext("10.第三")] if one.third_party else []
    said += [gettext("傷病 %(codes)s", codes=one.injuries)] if one.injuries else []
    if one.voided_on is not None:
        gone = gettext("取り下げ %(day)s", day=wording.column_day(one.voided_on))
        return {"state": {"shape": "stop", "word": gone}, "soft": "・".join(said)}
    return "・".join(said)


def _belongs(line: ClaimLine) -> object:
    if not line.cases:
        return ""
    kind, case_id, number = line.cases[0]
    more = "・".join(f"{_CASES[other]} {shown}" for other, _, shown in line.cases[1:])
    soft = f"{_CASES[kind]} {more}".strip()
    return {"value": number, "url": url_for("cases.show", case_id=case_id), "code": True, "soft": soft}


def imports_context(view: ImportsView) -> Plain:
    """The context of `benefit_files.html`."""
    labels = (
        gettext("審査月"),
        gettext("取り込んだ日"),
        gettext("ファイル"),
        gettext("番号"),
        gettext("レセプト 件"),
        gettext("台帳に入った件数"),
        gettext("取り下げ"),
        gettext("保留中"),
        gettext("給付費 円"),
    )
    waits = (gettext("レセプトの番号"), gettext("宛名番号"), gettext("行"), gettext("取り込んだ日"))
    return {
        "next_month": None if view.next_month is None else _shown(view.next_month),
        "columns": [{"label": label, "num": place > 2} for place, label in enumerate(labels)],
        "rows": [{"cells": _file(one)} for one in view.files],
        "pager": _pager(view.page, view.total, len(view.files), "benefits.files"),
        "waiting_columns": [{"label": label, "num": place == 2} for place, label in enumerate(waits)],
        "waiting": [{"cells": _waiting(one)} for one in view.waiting],
        "back_url": url_for("benefits.show"),
    }


def _file(one: ImportedFile) -> list[object]:
    kept = one.file
    waits: object = {"value": one.waiting, "strong": True} if one.waiting else 0
    return [
        {"value": _shown(kept.covers_from), "whole": True},
        wording.short_day(kept.imported_at),
        kept.name,
        kept.sequence,
        kept.records,
        kept.changed,
        one.voided,
        waits,
        one.benefit,
    ]


def _waiting(one: Waiting) -> list[object]:
    number = {"value": str(one.content.get("claim_no", "")), "code": True}
    return [number, {"value": one.person_key, "code": True}, one.row_no, wording.short_day(one.raised_at)]


def _pager(page: int, total: int, shown: int, endpoint: str, **asked: Any) -> Plain | None:
    pages = max(1, -(-total // PAGE))
    if pages == 1:
        return None
    first = (page - 1) * PAGE + 1
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "first": first,
        "last": first + shown - 1,
        "prev_url": url_for(endpoint, page=page - 1, **asked) if page > 1 else None,
        "next_url": url_for(endpoint, page=page + 1, **asked) if page < pages else None,
    }
