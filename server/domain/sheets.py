"""What an automatic task shows the people after it (自動処理が見せるもの): sheets of labelled lines beside their form.

An operator puts a list of them into its outputs under the name `sheets`; the page of every later task of the case shows
the newest of each key. Words are given in both languages, values are text as it shall be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.domain.effects import JSON

SHEETS = "sheets"


def line(ja: str, en: str, value: str, *, value_en: str | None = None, soft: str = "") -> dict[str, JSON]:
    """A label with its value; `soft` stands behind it in small print."""
    return {"ja": ja, "en": en, "value": value, "value_en": value if value_en is None else value_en, "soft": soft}


def sheet(key: str, ja: str, en: str, lines: Sequence[dict[str, JSON]]) -> dict[str, JSON]:
    """A sheet with its title; a later sheet of the same key takes its place."""
    return {"key": key, "ja": ja, "en": en, "lines": list(lines)}
