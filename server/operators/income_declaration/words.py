"""Words of the simple declaration (簡易申告の文言): states, findings, kinds of untaxed receipts."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES: Mapping[str, tuple[str, str]] = {
    "KNOWN": ("分かっている", "known"),
    "ASKED": ("前住所地に照会中", "being asked of the former municipality"),
    "ASK": ("分からない(前住所地に照会できる)", "unknown (the former municipality may be asked)"),
    "NOT_NEEDED": ("申告のいらない年齢", "too young to declare"),
    "UNKNOWN": ("分からない", "unknown"),
}

FINDINGS: Mapping[str, tuple[str, str]] = {
    "wrong_year": ("申告の年が違う。世帯に確かめる", "The year declared is another one. Ask the household"),
    "tax_differs": ("税の記録と違う。税の額を使う", "Differs from the tax record, whose figures are used"),
    "not_in_household": ("台帳のこの世帯にいない", "Is not in this household by the registers"),
}

PAPERS: Mapping[str, str] = {
    "declaration": "国民健康保険料用所得申告書",
    "withholding_slip": "源泉徴収票の写し",
    "other": "その他の書類",
}
