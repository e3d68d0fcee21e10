"""Words of grounds for a relief and of what the registers suggest (減免の事由の文言)."""

from __future__ import annotations

from collections.abc import Mapping

GROUNDS: Mapping[str, tuple[str, str]] = {
    "DISASTER": ("災害", "Disaster"),
    "INCOME_DROP": ("失業・廃業・病気などによる所得の減少", "Loss of income"),
    "DETENTION": ("拘禁(給付の制限)", "Imprisonment"),
    "FORMER_DEPENDANT": ("旧被扶養者", "Former dependant"),
    "NON_VOLUNTARY": ("非自発的失業者の軽減", "Involuntary unemployment"),
    "CITY_CUT": ("市独自の減免(2割)", "The city's own cut"),
    "OTHER": ("その他の特別の事情", "Another special reason"),
}
HINTS: Mapping[str, tuple[str, str]] = {
    "JOINED_FROM_EMPLOYEE_AT_65": ("65歳以上で社会保険から加入", "Joined from employee insurance at 65 or older"),
    "LEFT_WORK": ("社会保険を離脱して加入(離職理由を確かめる)", "Left employee insurance: ask why"),
    "WELFARE_ENDED": ("生活保護の廃止により加入", "Public assistance ended"),
    "LOW_INCOME": ("所得が市の減免の基準以下で法定軽減がない", "Low income without a reduction by law"),
}
FACTS: Mapping[str, tuple[str, str]] = {
    "income": ("前年の所得", "last year's income"),
    "estimate": ("今年の所得の見込み", "this year's estimate"),
    "last": ("前年の収入", "last year's revenue"),
    "now": ("今年の収入", "this year's revenue"),
    "affected": ("減る収入の前年の所得", "last year's income from what falls away"),
    "income_all": ("世帯全員の前年の所得", "last year's income of everybody"),
    "loss": ("損害の割合", "loss"),
    "damage": ("損害の程度", "damage"),
    "cause": ("原因", "cause"),
    "drop": ("減少の割合", "rate of loss"),
    "stated": ("認める割合", "share stated"),
    "class": ("法定軽減", "reduction by law"),
    "alone": ("旧被扶養者だけの世帯", "former dependants alone"),
    "persons": ("対象の人", "whom it is about"),
}
"""Facts that the tables of reliefs ask for (減免の表が見る事実)."""
CAUSES: Mapping[str, tuple[str, str]] = {
    "HOUSE": ("家屋・家財の損害", "house or goods"),
    "DEATH": ("主たる生計維持者の死亡・行方不明", "death of the earner"),
    "DISABLED": ("主たる生計維持者の障害・重い傷病", "disability of the earner"),
    "UNEMPLOYED": ("失業", "unemployment"),
    "CLOSED": ("廃業・休業", "business closed"),
    "ILLNESS": ("病気・負傷", "illness or injury"),
    "BUSINESS": ("事業の不振・不作", "bad business or harvest"),
}
PARTS: Mapping[str, tuple[str, str]] = {
    "whole": ("保険料", "the levy"),
    "affected": ("減る所得に係る所得割", "the income part of what falls away"),
    "income": ("所得割", "the income part"),
    "asset": ("資産割", "the asset part"),
    "head": ("均等割", "the per-head part"),
    "household": ("平等割", "the household part"),
}
"""What of a levy a row lets fall away (減免する部分)."""
