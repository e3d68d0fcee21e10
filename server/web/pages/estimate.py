"""An estimate on the screen (試算): the form, and one estimate with the figures it came from and its grounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.views.estimate import AskView, EstimateLook, EstimateView
from server.casework.views.money_words import PARTS
from server.domain.ledger.amounts import PRINCIPAL
from server.web import wording
from server.web.formview import FormView
from server.web.kit import lang
from server.web.pages.grounds import lines_sheet, trace_sheet
from server.web.pages.money import act, head_of
from server.web.pages.shared import Plain, columns
from server.web.pages.years import year_label

_FEW = 5


def ask_context(view: AskView, form: FormView, notices: tuple[Plain, ...] = ()) -> Plain:
    """The context of `estimate.html`."""
    look = view.look
    key = None if look is None else look.household_key
    back = url_for("search.show") if key is None else url_for("households.show", key=key)
    head = {"household": None, "warnings": [], "note": None} if look is None else head_of(look, gettext("試算"))
    acts: list[Plain] = [
        {"label": gettext("試算する"), "value": "make", "look": "go", "key": "F8"},
        act(gettext("やめる"), "Escape", back),
    ]
    return head | {
        "action": url_for("estimates.make"),
        "hidden": {"_household": key or ""},
        "form": form,
        "notices": [*_notices(view), *notices],
        "facts": [_rules(), _earlier(view)],
        "acts": acts,
        "keys": [("F8", gettext("試算する")), ("Esc", gettext("やめる"))],
    }


def _notices(view: AskView) -> list[Plain]:
    if not view.blocked:
        return []
    return [
        {"kind": "law", "text": gettext("台帳から世帯を読み取れないため、手で入れてください"), "tag": gettext("台帳")}
    ]


def _rules() -> Plain:
    lines: list[object] = [
        gettext("賦課と同じ計算です。決定ではなく、通知も納付の義務も生じません。"),
        gettext("入れた金額と、計算のもとになった率は、試算といっしょに残ります。"),
        gettext("分からない所得は空欄にします。空欄の人がいると、軽減前の仮の額になります。"),
    ]
    return {"title": gettext("試算について"), "kind": "text", "lines": lines}


def _earlier(view: AskView) -> Plain:
    return estimates_sheet(view.lines, gettext("前の試算"))


def estimates_sheet(lines: tuple[EstimateLook, ...], title: str) -> Plain:
    """The latest estimates as links."""
    if not lines:
        return {"title": title, "kind": "empty", "what": gettext("試算はまだありません")}
    items = [
        {
            "label": gettext(
                "%(year)s %(amount)s", year=year_label(one.line.fiscal_year), amount=wording.yen(one.line.total)
            ),
            "url": url_for("estimates.show", estimate_id=one.line.estimate_id),
            "line": "・".join(part for part in (one.line.number, one.line.subject, one.who) if part),
            "end": wording.column_day(one.line.made_on),
        }
        for one in lines[:_FEW]
    ]
    return {"title": title, "kind": "links", "count": len(lines), "items": items}


def estimate_context(view: EstimateView) -> Plain:
    """The context of `household.html` for one estimate."""
    made, look = view.estimate, view.look
    key = None if look is None else look.household_key
    again = url_for("estimates.ask", household_key=key, year=made.fiscal_year)
    acts: list[Plain] = [
        act(gettext("PDFで出す"), "F7", url_for("estimates.file", estimate_id=made.estimate_id), icon="print"),
        act(gettext("もう一度試算する"), "F9", again),
    ]
    acts.append(
        act(gettext("世帯へ"), "Escape", url_for("households.show", key=key) if key else url_for("search.show"))
    )
    head = _nobody(made.subject) if look is None else head_of(look, gettext("試算"))
    lines = [{**one, "part": str(one["part"])} for one in made.result["lines"]]
    return head | {
        "acts": acts,
        "sheets_left": [_sums(view), lines_sheet(lines), _inputs(made.inputs), trace_sheet(made.result["trace"], {})],
        "sheets_right": [_facts(view), _instalments(made.result["instalments"])],
        "keys": [("F7", gettext("PDFで出す")), ("F9", gettext("もう一度試算する")), ("Esc", gettext("世帯へ"))],
    }


def _nobody(subject: str) -> Plain:
    return {
        "household": {"name": subject, "number": "", "place": ""},
        "what": gettext("試算"),
        "warnings": [],
        "note": None,
    }


def _sums(view: EstimateView) -> Plain:
    made = view.estimate
    parts = made.result["parts"]
    terms: list[Plain] = []
    for name in PRINCIPAL:
        if name in parts:
            terms += [{"op": "＋"}] if terms else []
            terms.append({"label": PARTS[name].of(lang()), "big": wording.number(parts[name])})
    terms += [{"op": "="}, {"label": gettext("年額 円"), "big": wording.number(made.total), "answer": True}]
    note = gettext("試算です。決定ではありません。")
    if made.result["unknown"]:
        note += gettext("所得の分からない人がいるため、軽減前の仮の額です。")
    title = gettext("%(year)sの保険料(試算)", year=year_label(made.fiscal_year))
    return {"title": title, "kind": "sums", "terms": terms, "note": note}


def _facts(view: EstimateView) -> Plain:
    made = view.estimate
    pairs: list[Plain] = [
        {"label": gettext("試算番号"), "value": made.number, "code": True},
        {"label": gettext("試算の日"), "value": wording.full_day(made.made_on)},
        {"label": gettext("試算した人"), "value": f"{view.who} {view.office_name.partition(' ')[0]}"},
        {"label": gettext("法定軽減"), "value": _tenths(made.result["tenths"])},
        {"label": gettext("値の指紋"), "value": made.values_digest[:12], "code": True},
    ]
    if made.subject:
        pairs.insert(0, {"label": gettext("相談者"), "value": made.subject})
    if view.standing is not None:
        pairs.append({"label": gettext("いまの年額"), "value": wording.yen(view.standing), "soft": _compared(view)})
    return {"title": gettext("この試算"), "kind": "ruled", "pairs": pairs}


def _tenths(tenths: int) -> str:
    return str(gettext("%(n)s割", n=tenths)) if tenths else str(gettext("なし"))


def _compared(view: EstimateView) -> str:
    """By how much the estimate differs from the levy in force; a factor of several is said in words."""
    standing, total = view.standing or 0, view.estimate.total
    low, high = sorted((standing, total))
    if low and high >= low * _FEW:
        return str(gettext("%(n)s倍違います。桁を確かめてください", n=high // low))
    return f"{total - standing:+,}".replace("-", "−")


def _instalments(found: list[Mapping[str, Any]]) -> Plain:
    rows = [
        {"cells": [gettext("%(number)s期", number=number), _due(one["due_on"]), one["amount"]]}
        for number, one in enumerate(found, 1)
    ]
    names = (gettext("期別"), gettext("納期限"), gettext("円"))
    title = gettext("今日決定したときの期別")
    if not rows:
        return {"title": title, "kind": "empty", "what": gettext("納める額はありません")}
    return {"title": title, "kind": "table", "columns": columns(*names, num=(2,)), "rows": rows}


def _due(text: str | None) -> str:
    return str(gettext("随時")) if text is None else wording.column_day(date.fromisoformat(text))


def _inputs(file: Mapping[str, Any]) -> Plain:
    """What was typed or taken from the registers, so that anyone can reckon it again."""
    rows = [{"cells": _person(one, senior=False)} for one in file["members"]]
    rows += [{"cells": _person(one, senior=True)} for one in file.get("same_household_seniors") or ()]
    names = (
        gettext("氏名か続柄"),
        gettext("生年月日"),
        gettext("加入"),
        gettext("加入の月"),
        gettext("総所得金額等 円"),
    )
    more = (gettext("うち給与 円"), gettext("うち年金 円"), gettext("ほか"))
    return {
        "title": gettext("入力"),
        "kind": "table",
        "columns": columns(*names, *more, num=(4, 5, 6)),
        "rows": rows,
    }


def _person(one: Mapping[str, Any], *, senior: bool) -> list[object]:
    income: object = one["income_yen"] if one.get("income_known") else {"value": gettext("不明"), "num": True}
    part = gettext("旧国保") if senior else gettext("加入") if one.get("insured", True) else gettext("擬制世帯主")
    months = one.get("months")
    return [
        {"value": one["id"], "whole": True, "soft": gettext("世帯主") if one.get("is_head") else None},
        wording.era_day(date.fromisoformat(one["birth_date"])) if one.get("birth_date") else "",
        part,
        "、".join(str(month) for month in months) if months else ("" if senior else gettext("1年")),
        income,
        one.get("salary_income_yen") or 0,
        one.get("pension_income_yen") or 0,
        "・".join(_others(one)),
    ]


def _others(one: Mapping[str, Any]) -> list[str]:
    named = {
        "reduction_income_yen": gettext("軽減判定所得"),
        "total_income_yen": gettext("合計所得金額"),
        "transfer_deduction_yen": gettext("譲渡の特別控除"),
        "family_wages_deducted_yen": gettext("専従者控除"),
        "family_wages_received_yen": gettext("専従者給与"),
        "casualty_loss_yen": gettext("雑損失"),
        "fixed_asset_tax_yen": gettext("固定資産税"),
    }
    found = [f"{word} {wording.yen(one[name])}" for name, word in named.items() if one.get(name) is not None]
    if one.get("salary_or_pension_earner"):
        found.append(gettext("給与所得者等"))
    if one.get("separation_date"):
        found.append(gettext("離職 %(day)s", day=wording.era_day(date.fromisoformat(one["separation_date"]))))
    if one.get("maternity_date"):
        found.append(gettext("出産 %(day)s", day=wording.era_day(date.fromisoformat(one["maternity_date"]))))
    if one.get("maternity_months"):
        found.append(gettext("免除 %(months)s月", months="、".join(str(month) for month in one["maternity_months"])))
    return found
