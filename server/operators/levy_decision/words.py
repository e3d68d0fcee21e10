"""Words of 賦課決定・更正 on screens and letters: causes, parts, outcomes."""

from __future__ import annotations

CAUSES = {
    "INCOME": ("所得の更正", "Corrected income"),
    "ELIGIBILITY": ("資格の異動・訂正", "Change or correction of eligibility"),
    "HOUSEHOLD": ("世帯の異動", "Change of the household"),
    "HEAD": ("世帯主の変更", "Change of head"),
    "RELIEF": ("軽減・免除の届出", "Notified reduction or exemption"),
    "CLASS": ("賦課区分の誤りの訂正", "Wrong classification corrected"),
    "CALCULATION": ("計算の誤りの訂正", "Wrong calculation corrected"),
    "OVERLAP": (
        "ほかの健康保険との重複(国民健康保険法110条の2第2項)",
        "Overlap with employee insurance (art. 110-2(2))",
    ),
    "FIRST": ("年度の途中からの賦課", "Levy from within the year"),
}
PARTS = {
    "basic": ("医療分", "Medical"),
    "support": ("後期高齢者支援金分", "Support"),
    "care": ("介護分", "Long-term care"),
    "child": ("子ども・子育て支援納付金分", "Children and childcare"),
}
RESULTS = {
    "DECIDED": ("賦課決定", "First decision"),
    "CHANGED": ("変更決定", "Change"),
    "NO_CHANGE": ("変更なし", "No change"),
    "BARRED": ("期間制限により決定できない", "Barred by time"),
    "BLOCKED": ("計算できない", "Cannot be computed"),
}
BLOCKED = {
    "two_heads": ("{month}月の世帯主が二人います", "Two heads in month {month}"),
    "no_head": ("{month}月の世帯主がいません", "No head in month {month}"),
    "birth_unknown": ("{person}の生年月日が一部分かりません", "Part of the birth date of {person} is unknown"),
}


def yen(amount: int) -> str:
    """1,200円."""
    return f"{amount:,}円"


def yen_en(amount: int) -> str:
    """1,200 yen."""
    return f"{amount:,} yen"
