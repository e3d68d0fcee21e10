"""Fiscal years in words (年度)."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from server.web import wording


def year_label(year: int) -> str:
    """令和8年度, by the era of its first day; in English the year."""
    first = date(year, 4, 1)
    era = wording.long_day(first).partition("年")[0] if wording.language() == "ja" else str(year)
    return str(gettext("%(year)s年度", year=era))


def year_and_number(year: int) -> str:
    """令和8年度(2026)."""
    named = year_label(year)
    return named if wording.language() == "en" else f"{named}({year})"
