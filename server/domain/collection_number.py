"""The collection number (収納番号) on slips, bar codes and files: twenty digits that name what is paid.

    levy year 4 · notice number 10 · instalment 2 (00: several, as the slip says) · subject 1 · slip 2 · check 1

It fits the customer number of the banks' format and the free digits of a store's bar code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Subject = Literal["principal", "late"]
DIGITS = 20
_SUBJECTS: dict[str, Subject] = {"1": "principal", "2": "late"}
_WEIGHTS = (2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class CollectionNumber:
    """What a payment is for: `instalment_no` 0 means the several lines of the slip with this number."""

    levy_year: int
    notice_no: str
    instalment_no: int
    subject: Subject = "principal"
    issue_no: int = 0

    def __str__(self) -> str:
        subject = next(digit for digit, name in _SUBJECTS.items() if name == self.subject)
        body = f"{self.levy_year:04d}{self.notice_no}{self.instalment_no:02d}{subject}{self.issue_no:02d}"
        if len(body) != DIGITS - 1 or not re.fullmatch("[0-9]+", body):
            raise ValueError(f"{self} cannot be written in {DIGITS} digits")
        return body + check_digit(body)

    @property
    def account_key(self) -> str:
        """The levy account that the number names."""
        return account_key(self.levy_year, self.notice_no)

    @property
    def claim_key(self) -> str:
        """The instalment that the number names."""
        return claim_key(self.account_key, self.instalment_no)


def account_key(levy_year: int, notice_no: str) -> str:
    """The key of a levy account (賦課年度-通知書番号)."""
    return f"{levy_year:04d}-{notice_no}"


def claim_key(account: str, instalment_no: int) -> str:
    """The key of an instalment of an account."""
    return f"{account}-{instalment_no:02d}"


def read_number(text: str) -> CollectionNumber | None:
    """The number that `text` is; None when it is none, or its check digit does not fit."""
    if not re.fullmatch(f"[0-9]{{{DIGITS}}}", text) or check_digit(text[:-1]) != text[-1]:
        return None
    subject = _SUBJECTS.get(text[16])
    if subject is None:
        return None
    return CollectionNumber(int(text[:4]), text[4:14], int(text[14:16]), subject, int(text[17:19]))


def check_digit(body: str) -> str:
    """Modulus 11 with the weights 2 to 7 from the right; a remainder of 0 or 1 gives 0."""
    total = sum(int(digit) * _WEIGHTS[place % len(_WEIGHTS)] for place, digit in enumerate(reversed(body)))
    return str((11 - total % 11) % 11 % 10)
