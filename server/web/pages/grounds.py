"""How a levy came about, as sheets (賦課の根拠): the lines of each part, and the trace down to article and record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext

from server.casework.views.money_words import LINES, PARTS
from server.domain.forms.model import Words
from server.domain.levy.trace_words import WORDS
from server.web import wording
from server.web.kit import lang
from server.web.pages.shared import Plain, columns

_GROSS = ("income", "asset", "per_head", "per_household")
_LESS = ("by_income", "for_children", "for_birth", "over_cap", "relieved")
_RECORD = {
    "income_yen": Words("総所得金額等", "total income"),
    "reduction_income_yen": Words("軽減判定所得", "income for reductions"),
    "assessable_income_yen": Words("賦課標準額", "assessable income"),
    "total_income_yen": Words("合計所得金額", "total before losses"),
    "fixed_asset_tax_yen": Words("固定資産税", "fixed asset tax"),
    "salary_left_out_yen": Words("数えない給与", "salary left out"),
    "pension_deduction_yen": Words("年金の特別控除", "deduction on pensions"),
    "transfer_deduction_yen": Words("譲渡の特別控除", "deduction on transfers"),
    "wages_deducted_yen": Words("専従者控除", "family wages deducted"),
    "wages_received_yen": Words("専従者給与", "family wages received"),
    "casualty_loss_yen": Words("雑損失", "casualty loss"),
}


_RATES = {
    ".income_rate": Words("率", "rate"),
    ".asset_rate": Words("率", "rate"),
    ".per_head": Words("均等割", "per head"),
    ".per_head_adult": Words("18歳以上の加算", "addition from 18"),
    ".per_household": Words("平等割", "per household"),
    ".cap": Words("限度額", "cap"),
    "base_deduction": Words("基礎控除", "base deduction"),
    ".base": Words("基準", "base"),
    ".per_member": Words("1人につき", "each member"),
    "per_earner": Words("給与所得者等1人につき", "each further earner"),
    "non_voluntary_ratio": Words("給与の割合", "share of salary"),
    "preschool_ratio": Words("未就学児の割合", "share before school age"),
}


def lines_sheet(lines: Sequence[Mapping[str, Any]]) -> Plain:
    """所得割, 均等割, 平等割, what is taken off, the cap: one row a line, one column a part; each column adds up."""
    parts = [str(one["part"]) for one in lines]
    shown = [
        name for name in (*_GROSS, *_LESS, "rounding") if any(one.get(name) for one in lines) or name in _GROSS[2:]
    ]
    rows = []
    for name in shown:
        sign = -1 if name in _LESS else 1
        cells = [_signed(one.get(name, 0) * sign, less=name in _LESS or name == "rounding") for one in lines]
        whole = sum(one.get(name, 0) * sign for one in lines)
        rows.append(
            {"cells": [LINES[name].of(lang()), *cells, _signed(whole, less=name in _LESS or name == "rounding")]}
        )
    sums = [{"value": one["amount"], "num": True, "strong": True} for one in lines]
    total = {"value": sum(one["amount"] for one in lines), "num": True, "strong": True}
    names = [gettext("内訳"), *(f"{PARTS[part].of(lang())} {gettext('円')}" for part in parts), gettext("計 円")]
    return {
        "title": gettext("年額の内訳"),
        "kind": "table",
        "columns": columns(*names, num=range(1, len(names))),
        "rows": rows,
        "foot": [gettext("年額"), *sums, total],
    }


def _signed(amount: int, *, less: bool) -> str:
    if not amount:
        return "0"
    return f"{amount:,}".replace("-", "−") if less or amount < 0 else f"{amount:,}"


def trace_sheet(
    trace: Iterable[Mapping[str, Any]], called: Mapping[str, str], sources: Iterable[Mapping[str, Any]] = ()
) -> Plain:
    """The trace: each figure, of whom, from which figures and rates, by which article and record."""
    by_person: dict[str, list[str]] = {}
    for one in sources:
        by_person.setdefault(str(one["person"]), []).append(str(one["event"]))
    rows = [{"cells": _line(one, called, by_person)} for one in trace]
    names = (gettext("段階"), gettext("だれ"), gettext("額"), gettext("もとの額と率"), gettext("根拠と記録"))
    return {
        "title": gettext("計算の経過"),
        "kind": "table",
        "count": len(rows),
        "columns": columns(*names, num=(2,)),
        "rows": rows,
    }


def _line(one: Mapping[str, Any], called: Mapping[str, str], sources: Mapping[str, Sequence[str]]) -> list[object]:
    ja, en = WORDS[str(one["step"])]
    person = str(one.get("person", ""))
    events: list[str] = []
    if person and one["step"] in ("reduction_income", "income_part"):
        events = list(dict.fromkeys(sources.get(person, ())))
    part = PARTS[str(one["part"])].of(lang()) if one.get("part") in PARTS else ""
    step = en if lang() == "en" else ja
    return [
        {"value": part or step, "soft": step if part else None},
        {"value": called.get(person, person), "whole": True} if person else "",
        _value(one["value"]),
        "・".join([*_record(one), *_rates(one)]),
        {"value": str(one.get("article") or ""), "soft": "、".join(events) or None},
    ]


def _rates(one: Mapping[str, Any]) -> list[str]:
    """The rates and amounts that made the figure; how things are rounded is left to the article."""
    found = []
    for key, value in (one.get("values") or {}).items():
        word = next((words for end, words in _RATES.items() if str(key).endswith(end)), None)
        if word is not None:
            found.append(f"{word.of(lang())} {_plain(value)}")
    return found


def _record(one: Mapping[str, Any]) -> list[str]:
    found = [
        f"{_RECORD[name].of(lang())} {wording.yen(value)}"
        for name, value in (one.get("record") or {}).items()
        if name in _RECORD and isinstance(value, int)
    ]
    if (one.get("record") or {}).get("income_known") is False:
        found.append(str(gettext("所得不明")))
    months = one.get("months")
    if isinstance(months, list) and months:
        first_last = gettext("%(first)s月〜%(last)s月", first=months[0], last=months[-1])
        found.append(gettext("%(n)sか月(%(span)s)", n=len(months), span=first_last))
    if one.get("before_cap") not in (None, one["value"]):
        found.append(gettext("限度額の前 %(amount)s", amount=_value(one["before_cap"])))
    return found


def _value(value: object) -> str:
    """A figure of the trace; one with a part of a yen to two places."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    top, _, bottom = str(value).partition("/")
    if bottom.isdigit() and top.lstrip("-").isdigit():
        hundredths = int(top) * 100 // int(bottom)
        return f"{hundredths // 100:,}.{hundredths % 100:02d}"
    return str(value)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "/".join(_plain(one) for one in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
