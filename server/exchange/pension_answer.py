"""The answer to a request to withhold (特別徴収依頼処理結果, I04 in): accepted, or why not, for each pensioner.

UTF-8, comma-separated: `H`, city code, reference of the request, day made · `R`, number 10, code 2 · `C`, count.
Code 00 is accepted. The layout is ours; the federation's is mapped to it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from server.exchange.receipt_faults import Expected, day, digits, fault, same

REASONS = {
    "00": "受理",
    "01": "基礎年金番号に該当者がいない",
    "02": "対象の年金を受けていない",
    "03": "年金額が足りない",
    "04": "介護保険料の特別徴収がない",
    "09": "その他",
}
"""The codes of the answer; what is not among them makes the file unreadable."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A file that was found whole: the request it answers, and the code for each pension number."""

    reference: str
    codes: Mapping[str, str]


def read_answer(content: bytes, expected: Expected) -> Answer:
    """The answer. Raises `receipt_file_invalid` with the row and the reason."""
    lines = read_lines(content)
    head, body, last = lines[0], lines[1:-1], lines[-1]
    if len(head) != 4 or head[0] != "H":
        raise fault(1, "kind", found=head[0] if head else "")
    if head[1] != expected.city_code:
        raise fault(1, "city", found=head[1])
    day(1, "作成日", head[3], today=expected.today)
    codes: dict[str, str] = {}
    for row, line in enumerate(body, 2):
        if len(line) != 3 or line[0] != "R":
            raise fault(row, "truncated")
        number, code = line[1], line[2]
        digits(row, "基礎年金番号", number)
        if len(number) != 10 or code not in REASONS:
            raise fault(row, "code", name="結果コード", found=code, expected="・".join(REASONS))
        if number in codes:
            raise fault(row, "twice", found=f"****{number[-3:]}")
        codes[number] = code
    if len(last) != 2 or last[0] != "C":
        raise fault(len(lines), "truncated")
    same(len(lines), "件数", digits(len(lines), "件数", last[1]), len(codes))
    return Answer(head[2], codes)


def read_lines(content: bytes) -> list[list[str]]:
    """The cells of a file, at least a head and an end. Raises `receipt_file_invalid`."""
    if not content.strip():
        raise fault(1, "empty")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise fault(content[: wrong.start].count(b"\n") + 1, "charset") from wrong
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as wrong:
        raise fault(1, "truncated") from wrong
    if len(lines) < 2 or not all(lines):
        raise fault(len(lines), "truncated")
    return lines
