"""Words of the service of letters (送達の文言), and which letters need service at all."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    "UNKNOWN": ("宛所不明", "Not known at the address"),
    "MOVED": ("転居先不明", "Moved, left no address"),
    "KEPT": ("保管期間経過", "Not fetched in time"),
    "REFUSED": ("受取拒否", "Refused"),
    "ABROAD": ("国外", "Abroad"),
    "OTHER": ("その他", "Otherwise"),
}

PUBLISHABLE: Mapping[str, str] = {
    "levy_decision/notice": "納入通知書",
    "special_collection/changed": "納入通知書",
    "dunning_run/demand": "督促状",
    "dunning_run/card": "督促状",
    "dunning_run/late_demand": "督促状",
    "late_charge/fixed": "延滞金決定通知書",
    "late_charge_waiver/decision": "延滞金減免決定通知書",
    "deferral/granted": "猶予許可通知書",
    "deferral/partly": "猶予一部許可通知書",
    "deferral/refusal": "猶予不許可通知書",
    "deferral_watch/revoked": "猶予取消通知書",
    "suspension_write_off/suspended": "滞納処分の執行停止通知書",
    "seizure/record_copy": "差押調書謄本",
    "seizure/notice": "差押通知書",
}
"""Premium papers that need service, by kind as the board names them: Act art. 78 takes over Local Tax Act art. 20-2."""

SERVED_ONLY = frozenset({"enrolment/refusal", "certificate/refusal", "maternity/refusal", "withdrawal/loss"})
"""Decisions that take effect by their arrival, but are no premium papers: the board is no way for them (M15)."""


def paper_class(letter: str) -> str:
    """PREMIUM (needs service, may be published), DECISION (needs service, may not), NOTICE (needs none)."""
    if letter in PUBLISHABLE or letter.startswith("seizure"):
        return "PREMIUM"
    return "DECISION" if letter in SERVED_ONLY or letter.endswith("/refusal") else "NOTICE"


def paper_name(letter: str) -> str:
    """The kind of a paper as the board names it; nothing of its contents."""
    default = "差押調書謄本" if letter.startswith("seizure") else "書類"
    return PUBLISHABLE.get(letter, default)
