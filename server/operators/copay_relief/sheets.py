"""What was found out as people see it (一部負担金減免の審査の表): means and standard, row, period, months."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from server.domain.copay_relief.judging import Found
from server.domain.copay_relief.rules import Rule
from server.domain.copay_relief.words import MEASURES, REVOKE, WHY, share_words
from server.domain.effects import JSON
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, yen

_FIGURES = {
    "income": ("世帯の収入の月額", "Income a month"),
    "basic": ("基準生活費の月額", "Basic cost a month"),
    "savings": ("預貯金", "Savings"),
    "before": ("事由の前の収入の月額", "Income a month before"),
    "copay": ("一部負担金の見込み", "Expected co-payment"),
}


def ratio_text(ratio: Fraction | str) -> str:
    """A ratio to three places: 1.153."""
    exact = Fraction(ratio)
    places = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(places.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP))


def judged(found: Found, rule: Rule, entry: Any, wanted: str) -> dict[str, JSON]:
    """An application against the standard."""
    rows = [
        line(*words, yen(int(entry[name])), value_en=f"{int(entry[name]):,} yen")
        for name, words in _FIGURES.items()
        if entry.get(name) is not None
    ]
    if found.ratio is not None:
        rows.append(line("収入 ÷ 基準生活費", "Income by basic cost", ratio_text(found.ratio)))
    if wanted in MEASURES:
        ja, en = MEASURES[wanted]
        rows.append(line("希望する措置", "Wanted", ja, value_en=en))
    if found.why is not None:
        why, why_en = WHY[found.why]
        rows.append(line("結論", "Outcome", f"承認しない {why}", value_en=f"refused: {why_en}", soft=found.row or ""))
        return sheet("judged", "基準との比較", "Against the standard", rows)
    ja, en = share_words(str(found.measure), found.share)
    first, last = str(found.first_day), str(found.last_day)
    rows += [
        line("結論", "Outcome", ja, value_en=en, soft=str(found.row)),
        line("期間", "Period", f"{day(first)}から{day(last)}まで", value_en=f"{first} to {last}"),
        line(
            "月数(残り)",
            "Months (left)",
            f"{found.months}か月({found.left - found.months}か月)",
            value_en=f"{found.months} ({found.left - found.months})",
            soft=rule.article,
        ),
    ]
    return sheet("judged", "基準との比較", "Against the standard", rows)


def looked_at(one: Any, entry: Any, last: str, left: int, claims: list[str]) -> dict[str, JSON]:
    """A certificate that is revoked, kept, or runs out."""
    ja, en = share_words(one["measure"], one["share"])
    span = f"{day(one['first_day'])}から{day(one['last_day'])}まで"
    rows = [
        line("証明書", "Certificate", f"{one['number']} {ja}", value_en=f"{one['number']} {en}"),
        line("期間", "Period", span, value_en=f"{one['first_day']} to {one['last_day']}"),
        line("更新できる月数", "Months left", f"{left}か月", value_en=str(left)),
    ]
    if entry["result"] == "REVOKE":
        why, why_en = REVOKE[entry["revoke_kind"]]
        rows.append(line("取消しの理由", "Because", why, value_en=why_en))
        stays = last >= one["first_day"]
        rows.append(
            line("残る期間の末日", "Stays until", day(last) if stays else "なし", value_en=last if stays else "nothing")
        )
        if claims:
            rows.append(
                line("返還を求めるレセプト", "Claims asked back", f"{len(claims)}件", value_en=str(len(claims)))
            )
    return sheet("certificate", "証明書", "Certificate", rows)
