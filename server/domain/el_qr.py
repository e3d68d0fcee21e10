"""The number of a slip's eL-QR (公金収納の統一二次元コード): 47 digits of the slip itself, nothing of a person.

    form 2 · institution 5 · kind of money 3 · collection number 20 · use-by YYMMDD 6 · amount 10 · check 1

Public money that is no tax may be paid by it from September 2026 on (総務省「eL-QRを活用した公金収納」); whether and
from when a city takes part is a dated value of the city. How the digits stand is our assumption until the agreement
with the agency is there: the same fields as the machine-read line and the stores' code, so that all three can be held
against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.bar_code_number import check_digit

DIGITS = 47
_FORM = "01"


@dataclass(frozen=True, slots=True)
class ElQrNumber:
    """What the code says: to whose account, for what kind of money, for which slip, until when, how many yen."""

    institution: str
    kind: str
    collection_no: str
    use_by: date
    amount: int

    def __str__(self) -> str:
        if self.amount <= 0:
            raise ValueError(f"a slip of {self.amount} yen asks for nothing")
        body = f"{_FORM}{self.institution}{self.kind}{self.collection_no}{self.use_by:%y%m%d}{self.amount:010d}"
        if len(body) != DIGITS - 1 or not (body.isascii() and body.isdigit()):
            raise ValueError("institution, kind and collection number do not fill the code")
        return body + check_digit(body)


def read_el_qr(text: str) -> ElQrNumber | None:
    """What the 47 digits say; None when they are no such code or the check digit does not fit."""
    if len(text) != DIGITS or not (text.isascii() and text.isdigit()):
        return None
    if text[:2] != _FORM or check_digit(text[:-1]) != text[-1]:
        return None
    try:
        use_by = date(2000 + int(text[30:32]), int(text[32:34]), int(text[34:36]))
    except ValueError:
        return None
    return ElQrNumber(text[2:7], text[7:10], text[10:30], use_by, int(text[36:46]))
