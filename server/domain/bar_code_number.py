"""The number of a slip's bar code for stores (コンビニ収納用バーコード, GS1-128 with AI 91): 44 digits.

    91 · consignor 6 · 0 and the collection number 20 · again 1 · use-by YYMMDD 6 · stamp 1 · amount 6 · check 1

A slip above 300,000 yen bears none (the stores' limit); 999999 as use-by day means that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DIGITS = 44
STORE_LIMIT = 300_000
_NO_USE_BY = "999999"
_AI = "91"


@dataclass(frozen=True, slots=True)
class BarCodeNumber:
    """What the code says: whose slip, for what, until when, how many yen."""

    consignor: str
    collection_no: str
    use_by: date | None
    amount: int

    def __str__(self) -> str:
        if not 0 < self.amount <= STORE_LIMIT:
            raise ValueError(f"a slip of {self.amount} yen bears no code for stores")
        use_by = _NO_USE_BY if self.use_by is None else f"{self.use_by:%y%m%d}"
        issue = "1" if self.collection_no[17:19] not in ("00", "01") else "0"
        body = f"{_AI}{self.consignor}0{self.collection_no}{issue}{use_by}0{self.amount:06d}"
        if len(body) != DIGITS - 1 or not body.isdigit():
            raise ValueError("consignor and collection number do not fill the code")
        return body + check_digit(body)


def read_bar_code(text: str) -> BarCodeNumber | None:
    """What the 44 digits say; None when they are no such code or the check digit does not fit."""
    if len(text) != DIGITS or not (text.isascii() and text.isdigit()):
        return None
    if text[:2] != _AI or check_digit(text[:-1]) != text[-1]:
        return None
    try:
        use_by = None if text[30:36] == _NO_USE_BY else _day(text[30:36])
    except ValueError:
        return None
    return BarCodeNumber(text[2:8], text[9:29], use_by, int(text[37:43]))


def check_digit(body: str) -> str:
    """Modulus 10 with the weights 3 and 1 from the right (GS1)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _day(text: str) -> date:
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
