"""What was typed into the search (探す言葉): which kind of number it is, or a name, a reading, a birth date.

A My Number is recognised first and goes no further.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from server.domain import wareki
from server.domain.my_number import find_in_text
from server.domain.names import half_width, normalise_kana
from server.domain.refusals import Refused

_CASE = re.compile(r"[MTSHR][0-9]{1,2}-[0-9]{6}", re.IGNORECASE)
_LETTER_CODE = re.compile(r"C([0-9]{1,2})-([0-9]{7})", re.IGNORECASE)
_PERSON = re.compile(r"[0-9]{15}")
_HOUSEHOLD = re.compile(r"[0-9]{10}")
_MY_NUMBER_LIKE = re.compile(r"(?<![0-9])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_INSURED = re.compile(r"(?:(?P<symbol>\S*?[^\d\s-]\S*?)[-\s]+|)(?P<number>[0-9]{7,8})(?:-[0-9]{2})?")
_PHONE = re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}|0[0-9]{9,10}")


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts that were recognised; at most one kind of number, or a name or reading with or without a birth date.

    `kind` says how it is searched: case, letter_code, letter_number, person, household, insured, phone, kana, name,
    birth.
    """

    kind: str
    text: str = ""
    birth_date: str | None = None
    number: int = 0


def read_terms(text: str) -> Terms:
    """What is meant by `text`; raises `Refused("search_my_number")` and `search_too_short`."""
    plain = half_width(text)
    if find_in_text(text) or _MY_NUMBER_LIKE.search(plain):
        raise Refused("search_my_number")
    numbered = _numbered(plain, text)
    if numbered is not None:
        return numbered
    birth, rest = _birth(plain)
    if len(rest.replace(" ", "")) < 1 and birth is None:
        raise Refused("search_too_short", min=1)
    kana = _kana(rest)
    if kana is not None:
        return Terms("kana", kana, birth)
    return Terms("name" if rest else "birth", _name(text) if birth is None else rest, birth)


def _numbered(plain: str, text: str) -> Terms | None:
    """A complete number of one kind, None for words."""
    if _CASE.fullmatch(plain):
        return Terms("case", plain.upper())
    code = _LETTER_CODE.fullmatch(plain)
    if code:
        return Terms("letter_code", code[1], number=int(code[2]))
    if plain.endswith("号") and "第" in plain:
        return Terms("letter_number", text.strip())
    if _PERSON.fullmatch(plain):
        return Terms("person", plain)
    if _HOUSEHOLD.fullmatch(plain):
        return Terms("household", plain)
    if _PHONE.fullmatch(plain):
        return Terms("phone", plain)
    insured = _INSURED.fullmatch(plain)
    if insured is None or _kana(insured["symbol"] or "") is not None:
        return None  # a reading before digits is a name with a birth date
    return Terms("insured", insured["number"])


def _birth(plain: str) -> tuple[str | None, str]:
    """The first word that is a date, as ISO, and the other words."""
    words = plain.split(" ")
    for place, word in enumerate(words):
        day = _day(word)
        if day is not None:
            return day.isoformat(), " ".join(words[:place] + words[place + 1 :]).strip()
    return None, plain.strip()


def _day(word: str) -> date | None:
    if not any(sign.isdigit() for sign in word):
        return None
    try:
        return wareki.parse_date(word)
    except Refused:
        return None


def _kana(text: str) -> str | None:
    """The words as a reading, None when they are none."""
    if not text:
        return None
    try:
        return normalise_kana(text)
    except Refused:
        return None


def _name(text: str) -> str:
    """A name as typed: never normalised, for its very shape is the person's name."""
    return text.strip()
