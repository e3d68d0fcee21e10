"""The lines of what was paid in a calendar year, as letters print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.effects import JSON

WITHOUT_RECEIPT = ("DIRECT_DEBIT", "PENSION")
REFUND = "REFUND"
_WORDS = {
    "BANK_SLIP": "納付書(金融機関の窓口)",
    "CVS": "納付書(コンビニエンスストア)",
    "APP": "スマートフォン決済",
    "COUNTER": "市の窓口",
    "DIRECT_DEBIT": "口座振替",
    "PENSION": "年金からの天引き(特別徴収)",
    "EL_QR": "地方税共同機構(eL-QR)",
    "LEVY_PROCEEDS": "滞納処分による取立て",
    "BENEFIT_DEDUCTION": "給付からの控除",
}
_ORDER = tuple(_WORDS)


def lines(found: Iterable[Mapping[str, Any]], channels: Iterable[str] | None = None) -> list[dict[str, JSON]]:
    """One line for each channel that brought something, in a fixed order: {name, yen}."""
    wanted = _ORDER if channels is None else tuple(channels)
    sums: dict[str, int] = {}
    for one in found:
        sums[str(one["channel"])] = sums.get(str(one["channel"]), 0) + int(one["yen"])
    told = (channel for channel in _ORDER if channel in wanted and sums.get(channel))
    return [{"name": _WORDS[channel], "amount": sums[channel]} for channel in told]


def refunded(found: Iterable[Mapping[str, Any]]) -> int:
    """The yen that were paid back in the year (還付)."""
    return sum(int(one["yen"]) for one in found if one["channel"] == REFUND)
