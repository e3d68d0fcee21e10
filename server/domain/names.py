"""Names, readings and numbers as they are typed (氏名、フリガナ、郵便番号、電話番号).

Readings and codes are brought to one form; a name itself is never rewritten, because its very shape is the person's
name (髙, 﨑 and variants with selectors stay what they are).
"""

from __future__ import annotations

import re
import unicodedata

from server.domain.refusals import Refused

_HIRAGANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_LOOSE_MARKS = str.maketrans({"゛": "\u3099", "゜": "\u309a", "ﾞ": "\u3099", "ﾟ": "\u309a"})
_KANA_DASHES = re.compile("(?<=[ァ-ヺー])[-‐‑‒–—―−]+")
_KANA_SIGN = re.compile("[ァ-ヺー・ヽヾ　]")
_SMALL_AND_OLD = str.maketrans("ァィゥェォッャュョヮヵヶヲヱヰ", "アイウエオツヤユヨワカケオエイ")
_SAME_VOICED = str.maketrans("ヅヂ", "ズジ")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_POSTAL_CODE = re.compile(r"([0-9]{3})-?([0-9]{4})")
_DOMESTIC_PHONE = re.compile(r"0[0-9]{9,10}")
_PHONE_SHAPE = re.compile(r"\+?[0-9]+(-[0-9]+)*")


def strip_name(text: str) -> str:
    """The name without space around it, and nothing else: a name is never normalised."""
    return text.strip()


def normalise_kana(text: str) -> str:
    """A reading (フリガナ) in full-width katakana, words parted by one full-width space; empty stays empty.

    Half width and hiragana become full-width katakana, a hyphen behind kana the long-vowel mark. Raises
    `Refused("kana_invalid", sign=…)` for the first sign that no reading may hold.
    """
    kana = unicodedata.normalize("NFKC", text.translate(_LOOSE_MARKS)).translate(_HIRAGANA)
    kana = _long_marks("　".join(kana.split()))
    for sign in kana:
        if not _KANA_SIGN.match(sign):
            raise Refused("kana_invalid", sign=sign)
    return kana


def search_key(kana: str) -> str:
    """What two readings have in common for a search: small kana, voicing, long-vowel marks and spaces do not count.

    ヅ and ズ, ヂ and ジ, ヲ and オ are one sound. Signs that are no kana stay (a search may hold anything).
    """
    katakana = unicodedata.normalize("NFKC", kana.translate(_LOOSE_MARKS)).translate(_HIRAGANA)
    sounds = unicodedata.normalize("NFD", katakana.translate(_SAME_VOICED))
    bare = "".join(
        sign for sign in sounds if sign not in "ー・" and not sign.isspace() and not unicodedata.combining(sign)
    )
    return _KANA_DASHES.sub("", bare).translate(_SMALL_AND_OLD)


def _long_marks(kana: str) -> str:
    """Hyphens behind kana are long-vowel marks typed with another key."""
    return _KANA_DASHES.sub(lambda found: "ー" * len(found[0]), kana)


def digits(text: str) -> str:
    """The digits of a code, half width, without spaces and hyphens; raises `Refused("not_digits", sign=…)`."""
    plain = half_width(text).replace("-", "").replace(" ", "")
    for sign in plain:
        if sign not in "0123456789":
            raise Refused("not_digits", sign=sign)
    return plain


def half_width(text: str) -> str:
    """A code in half width: NFKC, one space at most between parts, hyphens of every kind as `-`."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split())


def postal_code(text: str) -> str:
    """A postal code (郵便番号) as 260-0026; raises `Refused("postal_code_invalid")`."""
    found = _POSTAL_CODE.fullmatch(half_width(text).removeprefix("〒").strip())
    if found is None:
        raise Refused("postal_code_invalid")
    return f"{found[1]}-{found[2]}"


def phone(text: str) -> str:
    """A telephone number, half width, with the hyphens as typed: 043-000-0000; raises `Refused("phone_invalid")`.

    Domestic numbers have 10 or 11 digits from 0 on; international ones begin with + and have 8 to 15 digits.
    """
    written = re.sub(r"[()]", "-", half_width(text)).replace(" ", "-")
    written = re.sub(r"-+", "-", written).strip("-")
    plain = written.replace("-", "")
    international = plain.startswith("+") and 8 <= len(plain) - 1 <= 15
    if not _PHONE_SHAPE.fullmatch(written) or not (international or _DOMESTIC_PHONE.fullmatch(plain)):
        raise Refused("phone_invalid")
    return written
