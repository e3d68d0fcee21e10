"""My Numbers (個人番号): the check digit, and finding numbers where they must not stand.

Nothing here keeps, prints or returns a number: the detector answers with places only. Number Act art. 2(5), its
Enforcement Order art. 8 and Order of the Ministry of Internal Affairs and Communications no. 85 of 2014, art. 5.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from server.domain.names import digits
from server.domain.refusals import Refused

LENGTH = 12

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # for the 11 leading digits from the left
_GROUP = re.compile("[0-9]+")
_SEPARATOR = re.compile(r"[\s\-.,・/_]{1,3}")
_GROUP_SIZES = frozenset({1, 2, 3, 4, 6, 12})


def valid(number: str) -> bool:
    """Whether `number` is 12 ASCII digits whose last is the check digit of the others."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return False
    rest = sum(int(sign) * weight for sign, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return int(number[-1]) == (0 if rest <= 1 else 11 - rest)


def require_valid(text: str) -> str:
    """The typed number as 12 half-width digits (spaces and hyphens fall away).

    Raises `Refused` with `not_digits`, `my_number_length` or `my_number_check_digit`; none of them repeats the number.
    """
    number = digits(text)
    if len(number) != LENGTH:
        raise Refused("my_number_length", length=len(number))
    if not valid(number):
        raise Refused("my_number_check_digit")
    return number


def find_in_text(text: str) -> tuple[tuple[int, int], ...]:
    """The places `(start, end)` in free text of what reads as a My Number; empty when there is none.

    Found are 12 digits with a fitting check digit, in half or full width, in one piece or in equal groups
    (4-4-4, 3-3-3-3, 6-6 …) parted by spaces, hyphens, dots or line ends. Longer runs of digits are other numbers.
    """
    plain = "".join(map(_plain_sign, text))
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(plain)]
    places = []
    for first, (start, end) in enumerate(groups):
        size = end - start
        last = first + LENGTH // size - 1 if size in _GROUP_SIZES else len(groups)
        if last < len(groups) and _is_one_number(plain, groups[first : last + 1], size):
            places.append((start, groups[last][1]))
    return tuple(places)


def without_numbers(text: str) -> str:
    """The text as it may be shown again: each digit of what reads as a My Number is a star."""
    signs = list(text)
    for start, end in find_in_text(text):
        signs[start:end] = ["*" if unicodedata.decimal(sign, None) is not None else sign for sign in signs[start:end]]
    return "".join(signs)


def _is_one_number(plain: str, groups: list[tuple[int, int]], size: int) -> bool:
    if any(end - start != size for start, end in groups):
        return False
    gaps = [plain[a[1] : b[0]] for a, b in pairwise(groups)]
    if not all(_SEPARATOR.fullmatch(gap) for gap in gaps):
        return False
    return valid("".join(plain[start:end] for start, end in groups))


def _plain_sign(sign: str) -> str:
    """One character for one, so that places in the text stay true."""
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", sign)
    if plain in "‐‑‒–—―−ー":
        return "-"
    return plain if len(plain) == 1 else sign
