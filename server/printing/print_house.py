"""What goes to the print house (印刷の委託先への引渡し): the files of a batch, an index of their letters, and the sums.

The index names no person: letters by their id and code, where they stand, and what is to be pulled (抜き取り). Names
stand in the PDF alone, where every variant is drawn.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = ("seq", "letter_id", "letter_code", "number", "delivery", "postal", "file", "first_page", "pages", "state")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A letter of the index; `file` is empty for one that is in none, `state` PRINT, PULL or HELD."""

    seq: int
    letter_id: str
    letter_code: str
    number: str
    delivery: str
    postal: str
    file: str
    first_page: int | None
    pages: int | None
    state: str


def index_csv(rows: Sequence[IndexRow]) -> bytes:
    """The index as CSV: UTF-8 with a byte order mark, for the office's spreadsheets."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if getattr(row, name) is None else getattr(row, name) for name in COLUMNS])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def manifest(
    letter: str, files: Mapping[str, Mapping[str, Any]], rows: Sequence[IndexRow], sums: Mapping[str, int]
) -> bytes:
    """Files with their hashes and pages, letters by state, and the sum of each amount over what is to be printed."""
    states = {state: sum(row.state == state for row in rows) for state in ("PRINT", "PULL", "HELD")}
    told = {
        "letter": letter,
        "files": dict(files),
        "letters": states,
        "pages": sum(row.pages or 0 for row in rows if row.state == "PRINT"),
        "yen": dict(sums),
        "by_delivery": _by_delivery(rows),
    }
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


def _by_delivery(rows: Sequence[IndexRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.state == "PRINT":
            found[row.delivery] = found.get(row.delivery, 0) + 1
    return found
