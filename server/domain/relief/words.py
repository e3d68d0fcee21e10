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
