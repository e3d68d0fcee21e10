"""Words of deferrals (猶予の文言): papers, reasons, findings."""

from __future__ import annotations

from collections.abc import Mapping

PAPERS: Mapping[str, str] = {
    "proof": "猶予の事由を証する書類(り災証明書、診断書、廃業届など)",
    "inventory": "財産目録",
    "budget": "収支の明細書",
    "security_papers": "担保に関する書類(登記事項証明書、保証書など)",
    "plan": "分割納付の計画",
}

REASONS: Mapping[str, tuple[str, str]] = {
    "DISASTER": ("災害・盗難", "Disaster or theft"),
    "ILLNESS": ("病気・負傷", "Illness or injury"),
    "CLOSURE": ("事業の休廃止", "Business suspended or closed"),
    "LOSS": ("事業の著しい損失", "Severe loss of the business"),
    "SIMILAR": ("これらに類する事由", "A like reason"),
    "LATE_LEVY": ("賦課が一年以上遅れた", "Levied a year or more late"),
    "LIVELIHOOD": ("一時の納付で生活の維持が困難", "Paying at once endangers livelihood"),
    "BUSINESS": ("一時の納付で事業の継続が困難", "Paying at once endangers the business"),
}

KINDS: Mapping[str, tuple[str, str]] = {
    "COLLECTION": ("徴収猶予", "Deferral of collection"),
    "CONVERSION": ("換価の猶予", "Deferral of conversion"),
}
