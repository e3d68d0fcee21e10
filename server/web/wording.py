"""How values read on a page (表示): dates, times, amounts and words of states, in the language of the page.

Jinja filters over plain values. Text passes through unchanged, None reads as a dash, so that a template need not ask.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from flask_babel import get_locale, gettext
from markupsafe import Markup

from server.clock import JAPAN
from server.domain import wareki
from server.domain.refusals import Refused

DASH = "—"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOT_IN_ID = re.compile(r"\W+")

Day = date | datetime | str | None


def language() -> str:
    """`ja` or `en`, the page's language."""
    found = get_locale()
    return "en" if found is not None and found.language == "en" else "ja"


def _civil(day: date | datetime) -> date:
    """The civil day in Japan of an instant; a day is itself."""
    return day.astimezone(JAPAN).date() if isinstance(day, datetime) else day


def short_day(day: Day) -> str:
    """11/18: a day of this year in a column."""
    if day is None or isinstance(day, str):
        return day or DASH
    civil = _civil(day)
    return f"{civil.month}/{civil.day}"


def column_day(day: Day) -> str:
    """26.11.18: a day with its year in a column, all figures in line."""
    if day is None or isinstance(day, str):
        return day or DASH
    return f"{_civil(day):%y.%m.%d}"


def era_day(day: Day) -> str:
    """R8.11.18, as a clerk types it; the ISO day for one that no era can tell (before 1873)."""
    if day is None or isinstance(day, str):
        return day or ""
    try:
        return wareki.to_wareki(_civil(day), "short")
    except Refused:
        return _civil(day).isoformat()


def full_day(day: Day) -> str:
    """令和8年11月18日(2026-11-18); in English 2026-11-18 (R8.11.18)."""
    if day is None or isinstance(day, str):
        return day or DASH
    civil = _civil(day)
    if language() == "en":
        return f"{civil.isoformat()} ({era_day(civil)})"
    return wareki.long_with_gregorian(civil)


def long_day(day: Day) -> str:
    """令和8年11月18日; in English 2026-11-18."""
    if day is None or isinstance(day, str):
        return day or DASH
    civil = _civil(day)
    return civil.isoformat() if language() == "en" else wareki.to_wareki(civil)


def weekday(day: date | datetime) -> str:
    """水; in English Wed."""
    civil = _civil(day)
    return _WEEKDAYS_EN[civil.weekday()] if language() == "en" else wareki.weekday_ja(civil)


def day_echo(day: date) -> str:
    """2026-10-31(土): the other calendar and the weekday, shown below a field."""
    return f"{day.isoformat()}({weekday(day)})"


def clock(at: datetime | str | None) -> str:
    """10:42 in Japan."""
    if at is None or isinstance(at, str):
        return at or DASH
    return f"{at.astimezone(JAPAN):%H:%M}"


def short_stamp(at: datetime | str | None) -> str:
    """11/18 10:42 in Japan."""
    if at is None or isinstance(at, str):
        return at or DASH
    return f"{short_day(at)} {clock(at)}"


def number(n: int | str | None) -> str:
    """18,240: thousands separated, without a unit."""
    if n is None or isinstance(n, str):
        return n or DASH
    return f"{n:,}"


def yen(n: int | str | None) -> str:
    """34,200円 in a sentence (in a column the head carries the unit: use `number`)."""
    if n is None or isinstance(n, str):
        return n or DASH
    return str(gettext("%(amount)s円", amount=f"{n:,}"))


_DATE = re.compile(r"(?:明治|大正|昭和|平成|令和)(?:元|[0-9]+)年[0-9]+月[0-9]+日|\(?[0-9]{4}-[0-9]{2}-[0-9]{2}\)?")


def unbroken(text: object) -> object:
    """A text whose dates never break over two lines; anything else as it is."""
    if not isinstance(text, str) or isinstance(text, Markup) or not _DATE.search(text):
        return text
    found, at = Markup(), 0
    for day in _DATE.finditer(text):
        found += text[at : day.start()] + Markup('<span class="nowrap">{}</span>').format(day[0])
        at = day.end()
    return found + text[at:]


def anchor(text: object) -> str:
    """`text` as a part of an id in the page."""
    return _NOT_IN_ID.sub("-", str(text)).strip("-")


def state_word(shape: str) -> str:
    """The usual word of a state's shape; a page may say it more exactly (書類待ち instead of 待ち)."""
    words = {
        "open": gettext("未着手"),
        "work": gettext("作業中"),
        "wait": gettext("待ち"),
        "hold": gettext("保留"),
        "back": gettext("差戻し"),
        "late": gettext("期限超過"),
        "stop": gettext("不可"),
        "full": gettext("できる"),
        "done": gettext("完了"),
    }
    return str(words[shape])
