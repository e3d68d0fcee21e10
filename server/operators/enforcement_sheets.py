"""Sheets beside the forms of enforcement (滞納処分の右の欄): what is seized, limits, requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.seizure import Check
from server.domain.sheets import line, sheet
from server.operators.enforcement import KINDS, japan_clock, japan_day, said_of, short_day, total_of, yen

_ITEMS = (
    ("支給額(千円未満切捨て)", "Gross", "gross"),
    ("① 所得税", "1 Income tax", "income_tax"),
    ("② 住民税・森林環境税", "2 Residents' tax", "residents_tax"),
    ("③ 社会保険料", "3 Social insurance", "social_insurance"),
    ("④ 生活費", "4 Living", "living"),
    ("⑤ 体面の維持", "5 Standing", "standing"),
    ("差押禁止額", "Exempt", "exempt"),
    ("差押可能額(1か月)", "Seizable a month", "seizable"),
)


def pay_sheet(pay: Mapping[str, Any]) -> dict[str, JSON]:
    """差押禁止額の計算: each item of art. 76(1), as it is printed for the employer."""
    lines = [line(ja, en, yen(int(pay[name]))) for ja, en, name in _ITEMS]
    return sheet("pay", "差押禁止額の計算(国税徴収法76条1項)", "What may not be seized (art. 76(1))", lines)


def asset_words(asset: Mapping[str, Any]) -> str:
    """預貯金 若葉みどり銀行 本店営業部 普通預金 ****567."""
    parts = (KINDS[asset["kind"]][0], asset["third_party"], asset["detail"], asset["account_tail"])
    return " ".join(part for part in parts if part)


def seizure_sheet(seizure: Mapping[str, Any], more: Iterable[dict[str, JSON]] = ()) -> dict[str, JSON]:
    """A seizure as it was signed and served, with lines of the moment."""
    amount, served = seizure["amount"], seizure["served_at"]
    lines = [
        line("財産", "Asset", asset_words(seizure["asset"]), soft=str(seizure["asset"]["address"])),
        line("差押の額", "Amount", "全部" if amount is None else yen(amount)),
        line("署名", "Signed", short_day(seizure["signed_on"]), soft=str(seizure["details"].get("officer") or "")),
        line("署名した時の滞納額", "Debts when signed", yen(total_of(seizure["debts"]))),
    ]
    if served:
        lines.append(line("送達", "Served", f"{short_day(japan_day(served))} {japan_clock(served)}"))
    if seizure["released_on"]:
        lines.append(line("解除", "Released", short_day(seizure["released_on"])))
    number = seizure["number"]
    return sheet("seizure", f"差押 {number}", f"Seizure {number}", [*lines, *more])


def requirements_sheet(checks: Sequence[Check]) -> dict[str, JSON]:
    """Whether it may be seized by the registers of this moment: every requirement that does not hold, in words."""
    lines = [_against(one.code, said_of(one)) for one in checks if not one.passed]
    return _requirements(lines or [line("○", "Yes", "すべて満たしている", value_en="All requirements hold")])


def refused_sheet(refusal: Refused) -> dict[str, JSON]:
    """The same where the draft cannot even be judged any more."""
    return _requirements([line("×", "No", refusal.message_ja, value_en=refusal.message_en)])


def _against(code: str, said: dict[str, Any]) -> dict[str, JSON]:
    refusal = Refused(code, **said)
    return line("×", "No", refusal.message_ja, value_en=refusal.message_en)


def _requirements(lines: list[dict[str, JSON]]) -> dict[str, JSON]:
    return sheet("requirements", "差押の要件(今の台帳で)", "Requirements now", lines)
