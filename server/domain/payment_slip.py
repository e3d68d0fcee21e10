"""The payment slip (納付書): what may be asked for, until when it may be used, and its one number in three spellings.

Text, machine-read line (OCR) and bar code are made here from the same slip, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.bar_code_number import STORE_LIMIT, BarCodeNumber, check_digit
from server.domain.refusals import Refused
from server.domain.values import Values

MOST_LINES = 10
"""The instalments of a year; the slip's table has no more rows."""


@dataclass(frozen=True, slots=True)
class Payable:
    """One thing a slip may ask for: an instalment's premium or late charge, with what is open of it in yen.

    `prescribed_after` is the last day on which it can be collected, None while nobody can say.
    """

    claim_key: str
    subject: str
    open: int
    due_on: date
    prescribed_after: date | None


def refuse_line(payable: Payable, amount: int, day: date) -> None:
    """Raises `slip_prescribed`, `slip_nothing_open`, `slip_amount_invalid`, `slip_more_than_open`."""
    if payable.prescribed_after is not None and day > payable.prescribed_after:
        raise Refused("slip_prescribed", claim=payable.claim_key, day=payable.prescribed_after.isoformat())
    if payable.open <= 0:
        raise Refused("slip_nothing_open", claim=payable.claim_key)
    if amount <= 0:
        raise Refused("slip_amount_invalid", claim=payable.claim_key)
    if amount > payable.open:
        raise Refused("slip_more_than_open", claim=payable.claim_key, yen=payable.open)


def latest_use(payables: Iterable[Payable], day: date, values: Values) -> date:
    """The last day that a slip printed on `day` may name: the city's limit, and never behind limitation."""
    limit = day + timedelta(days=values.integer("slip.use_by_most_days", day))
    ends = [one.prescribed_after for one in payables if one.prescribed_after is not None]
    return min([limit, *ends])


def usual_use(payables: Iterable[Payable], day: date, values: Values) -> date:
    """The day proposed at the counter: so many days from today, or the latest due date if that is later."""
    asked = list(payables)
    usual = max([day + timedelta(days=values.integer("slip.use_by_days", day)), *(one.due_on for one in asked)])
    return min(usual, latest_use(asked, day, values))


def store_code(consignor: str, collection_no: str, amount: int, use_by: date) -> str | None:
    """The 44 digits of the stores' bar code; None above the stores' limit, where a slip bears none."""
    if amount > STORE_LIMIT:
        return None
    return str(BarCodeNumber(consignor, collection_no, use_by, amount))


def machine_line(collection_no: str, amount: int) -> str:
    """The line that banks read by machine (OCR): collection number 20, amount 10, check digit 1 (modulus 10)."""
    body = f"{collection_no}{amount:010d}"
    return f"{body}{check_digit(body)}"


def amount_in_line(line: str) -> int | None:
    """The yen that the line says; None when its check digit does not fit."""
    return int(line[20:30]) if len(line) == 31 and line.isdigit() and check_digit(line[:-1]) == line[-1] else None
