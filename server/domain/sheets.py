"""What an automatic task shows the people after it (自動処理が見せるもの): sheets of labelled lines beside their form.

An operator puts a list of them into its outputs under the name `sheets`; the page of every later task of the case shows
the newest of each key. Words are given in both languages, values are text as it shall be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.domain.effects import JSON

SHEETS = "sheets"
_YEN = re.compile(r"(-?[0-9,]+)円")


def line(
    ja: str, en: str, value: str, *, value_en: str | None = None, soft: str | tuple[str, str] = ""
) -> dict[str, JSON]:
    """A label with its value (a bare sum of yen has its English by itself); `soft` stands behind it in small print, as
    it is or in both languages.
    """
    both = (soft, soft) if isinstance(soft, str) else soft
    found: dict[str, JSON] = {"ja": ja, "en": en, "value": value, "value_en": value_en, "soft": both[0]}
    if value_en is None:
        sum_of_yen = _YEN.fullmatch(value)
        found["value_en"] = f"{sum_of_yen[1]} yen" if sum_of_yen else value
    return found if both[0] == both[1] else found | {"soft_en": both[1]}


def sheet(key: str, ja: str, en: str, lines: Sequence[dict[str, JSON]]) -> dict[str, JSON]:
    """A sheet with its title; a later sheet of the same key takes its place."""
    return {"key": key, "ja": ja, "en": en, "lines": list(lines)}
