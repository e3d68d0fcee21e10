"""The words of a levy's trace (算定の根拠の文言), in both languages."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "reduction_income": ("軽減判定所得", "income for reductions"),
    "reduction_limit": ("軽減の基準額", "limit of a class of reduction"),
    "reduction_class": ("軽減の割合(割)", "reduction in tenths"),
    "income_part": ("所得割額(年額)", "income part for a year"),
    "asset_part": ("資産割額(年額)", "asset part for a year"),
    "per_head_part": ("均等割額(軽減後の年額)", "per-head part for a year, reduced"),
    "exempt_months": ("産前産後の免除月", "exempt months around a birth"),
    "months": ("各月の年額(限度額適用後)", "yearly amount of these months, after the cap"),
    "part": ("区分ごとの保険料額", "premium of the part"),
    "relief": ("減免額", "relief granted on application"),
    "total": ("保険料額", "premium"),
}
