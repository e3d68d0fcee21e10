"""What goes to the payers of pensions (I04 out): requests to withhold (特別徴収依頼) and stop notices (各種異動).

UTF-8, comma-separated, with control totals: `H`, city code, kind, reference, levy year, day made · `R` lines ·
`C`, count, total in yen. Months stand as `YYYYMM`. The layout is ours; the federation's is mapped to it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

REQUEST, STOP = "REQUEST", "STOP"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One pensioner: what is to be withheld in which month, in yen."""

    pension_number: str
    pension_code: str
    amounts: Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class StopLine:
    """One pensioner from whom nothing is to be withheld from a month on, and why."""

    pension_number: str
    pension_code: str
    from_month: date
    reason: str


def write_request(city: str, reference: str, levy_year: int, made_on: date, lines: Iterable[RequestLine]) -> bytes:
    """The request: a line for each pensioner and month."""
    rows = [
        ("R", one.pension_number, one.pension_code, f"{month:%Y%m}", str(yen))
        for one in lines
        for month, yen in one.amounts
    ]
    head = ("H", city, REQUEST, reference, str(levy_year), f"{made_on:%Y%m%d}")
    return _written([head, *rows, ("C", str(len(rows)), str(sum(int(row[4]) for row in rows)))])


def write_stops(city: str, reference: str, made_on: date, lines: Iterable[StopLine]) -> bytes:
    """The stop notices: a line for each pensioner."""
    rows = [("R", one.pension_number, one.pension_code, f"{one.from_month:%Y%m}", one.reason) for one in lines]
    head = ("H", city, STOP, reference, f"{made_on:%Y}", f"{made_on:%Y%m%d}")
    return _written([head, *rows, ("C", str(len(rows)), "0")])


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
