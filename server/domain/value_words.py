"""Dated values as people write them (値の書き方): 「14開庁日」「430,000円」「7.71%」, and back."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from server.domain.refusals import Refused
from server.domain.values import UNITS, DatedValue, Value

_YES = frozenset({"はい", "yes", "true", "1"})
_NO = frozenset({"いいえ", "no", "false", "0"})
_DIGITS = 15
_HUNDRED = Decimal(100)

UNIT_WORDS = {
    "yen": ("円", "yen"),
    "rate": ("率(7.71% か 0.0771)", "rate (7.71% or 0.0771)"),
    "count": ("数", "count"),
    "tenths": ("割", "tenths"),
    "age": ("歳", "years of age"),
    "minutes": ("分", "minutes"),
    "days": ("日", "days"),
    "days_rolled": ("日(閉庁日なら次の開庁日)", "days, moved to an open day"),
    "open_days": ("開庁日", "open days"),
    "months": ("か月", "months"),
    "months_rolled": ("か月(閉庁日なら次の開庁日)", "months, moved to an open day"),
    "flag": ("はい・いいえ", "yes or no"),
    "text": ("文", "text"),
    "code": ("番号・記号", "code"),
    "dates": ("日付の並び", "list of days"),
    "month_days": ("月日の並び", "list of month and day"),
    "numbers": ("数の並び", "list of numbers"),
    "texts": ("言葉の並び", "list of words"),
}
"""What a value is counted in, Japanese and English."""


def value_in_words(row: DatedValue, lang: str = "ja") -> str:
    """The value with its unit."""
    value, english = row.value, lang == "en"
    if isinstance(value, bool):
        return ("yes" if english else "はい") if value else ("no" if english else "いいえ")
    if isinstance(value, Decimal):
        return f"{_plain(value * _HUNDRED)}% ({value})"
    if isinstance(value, tuple):
        return (", " if english else "、").join(map(str, value))
    if isinstance(value, int):
        unit = UNIT_WORDS.get(row.unit, ("", ""))[1 if english else 0].split("(")[0].split(",")[0]
        return f"{value:,} {unit}" if english else f"{value:,}{unit}"
    return value


def value_to_type(row: DatedValue) -> str:
    """The value as it stands in a field to be typed over."""
    value = row.value
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value)


def typed_value(unit: str, text: str) -> Value:
    """What was typed, in its unit. Raises `value_needed`, `value_not_whole`, `value_not_rate`, `value_flag`."""
    plain = text.strip()
    if not plain:
        raise Refused("value_needed")
    kind = UNITS[unit]
    if kind is bool:
        return _flag(plain)
    if kind is Decimal:
        return _rate(_half(plain))
    if kind is int:
        return _whole(_half(plain))
    if kind is tuple:
        parts = [part.strip() for part in re.split(r"[、,,\n]", plain) if part.strip()]
        return tuple(_whole(_half(part)) for part in parts) if unit == "numbers" else tuple(parts)
    return plain


def _flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise Refused("value_flag")
    return text.lower() in _YES


def _rate(text: str) -> Decimal:
    """`7.71%` is 0.0771, exactly; a rate stands between -10 and 10."""
    percent = text.endswith("%")
    try:
        rate = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise Refused("value_not_rate") from None
    if not rate.is_finite() or len(text) > _DIGITS:
        raise Refused("value_not_rate")
    exact = Decimal(_plain(rate / _HUNDRED)) if percent else rate
    if abs(exact) > 10:
        raise Refused("value_not_rate")
    return exact


def _whole(text: str) -> int:
    digits = re.sub(r"(円|日|開庁日|か月|歳|分|割)$", "", text.replace(",", "").strip()).strip()
    if not re.fullmatch(r"-?\d+", digits) or len(digits) > _DIGITS:
        raise Refused("value_not_whole")
    return int(digits)


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(value: Decimal) -> str:
    """Without trailing noughts and without powers of ten."""
    return f"{value.normalize():f}"
