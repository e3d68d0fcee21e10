"""The pension payers' candidates (特別徴収対象者情報, I04): who could be withheld from, as the federation passes it on.

UTF-8, comma-separated: `H`, city code, levy year, day made · `R`, number 10, pension code 3, payer, kana, birth,
yearly, one payment, care premium of one payment · `C`, count. The layout is ours; the federation's is mapped to it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.domain.refusals import Refused

_YEN = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Told:
    """One pensioner as told: `kana` and `born` are compared with the registers."""

    pension_number: str
    pension_code: str
    payer: str
    kana: str
    born: str
    yearly: int
    per_payment: int
    care_per_payment: int


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """A file that was found whole."""

    levy_year: int
    made_on: date
    told: tuple[Told, ...]


def read_candidates(content: bytes, city_code: str) -> CandidateFile:
    """The file, when it is whole. Raises `special_file_invalid` with the row and what cannot be read."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise _fault(1, "文字") from fault
    if len(rows) < 2 or not rows[0] or rows[0][0] != "H" or len(rows[0]) != 4:
        raise _fault(1, "見出し")
    if rows[0][1] != city_code:
        raise _fault(1, "市のコード")
    body = tuple(_told(place, row) for place, row in enumerate(rows[1:-1], 2))
    if rows[-1] != ["C", str(len(body))]:
        raise _fault(len(rows), "件数")
    return CandidateFile(int(_matched(1, rows[0][2], "[0-9]{4}", "年度")), _day(1, rows[0][3]), body)


def _told(place: int, row: Sequence[str]) -> Told:
    if len(row) != 9 or row[0] != "R":
        raise _fault(place, "項目の数")
    _, number, code, payer, kana, born, *yen = row
    _matched(place, number, "[0-9]{10}", "基礎年金番号")
    _matched(place, code, "[0-9]{3}", "年金コード")
    amounts = [int(_matched(place, one, _YEN.pattern, "金額")) for one in yen]
    return Told(number, code, payer, kana, _day(place, born).isoformat(), *amounts)


def _matched(place: int, text: str, pattern: str, what: str) -> str:
    if not re.fullmatch(pattern, text):
        raise _fault(place, what)
    return text


def _day(place: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise _fault(place, "日付") from fault


def _fault(row: int, what: str) -> Refused:
    return Refused("special_file_invalid", row=row, what=what)
