"""The federation's list of remitted damages (国保連合会の損害賠償金送金明細): whole and ours, or refused with its row.

JSON Lines as the other files: a header, then a line a payment. Each line's fee and remittance make up what was
collected, and the lines make up the totals.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.recourse.remittance import Remittance, Remitted
from server.exchange.tax_feed import CHARSET, MOST_BYTES, day_of, fault, instant_of, lines_of, require_shape

INTERFACE = "recourse_remittance"
PART, LAST = "PART", "LAST"
STATES = (PART, LAST)
"""More will come (一部), or nothing more (完了)."""
_MOST_YEN = 10**9
_LONGEST = 60
_NUMBER = re.compile("[MTSHR][0-9]{1,2}-[0-9]{6}")
_TOTALS = ("collected", "fee", "remitted")
_HEADER: Mapping[str, type] = {
    "interface": str, "sequence_no": int, "city_code": str, "charset": str, "generated_at": str, "remitted_on": str,
    "record_count": int, "collected_total": int, "fee_total": int, "remitted_total": int, "sha256": str,
}  # fmt: skip
_ROW: Mapping[str, type] = {
    "case_number": str, "payer": str, "paid_on": str, "collected": int, "fee": int, "remitted": int, "state": str,
}  # fmt: skip


def read_remittance(content: bytes, *, city_code: str, today: date) -> Remittance:
    """The list, when it is whole and ours; raises `feed_file_invalid` with the line, counted from 1, and the reason."""
    if not content.strip():
        raise fault(1, "empty")
    if len(content) > MOST_BYTES:
        raise fault(1, "size")
    lines = lines_of(content)
    header = _header(next(lines)[1], city_code, today)
    rows = tuple(_row(number, said, today) for number, said in lines)
    if len(rows) != header["record_count"]:
        raise fault(1, "count", found=len(rows), expected=header["record_count"])
    _refuse_totals(header, rows)
    if hashlib.sha256(content.partition(b"\n")[2]).hexdigest() != header["sha256"]:
        raise fault(1, "hash")
    return Remittance(
        header["sequence_no"], header["generated_at"], header["remitted_on"], header["remitted_total"], rows
    )


def _refuse_totals(header: Mapping[str, Any], rows: tuple[Remitted, ...]) -> None:
    for name in _TOTALS:
        total = sum(getattr(row, name) for row in rows)
        if total != header[f"{name}_total"]:
            raise fault(1, "total", found=total, expected=header[f"{name}_total"])


def _header(said: dict[str, Any], city_code: str, today: date) -> dict[str, Any]:
    if said.get("interface") != INTERFACE:
        raise fault(1, "value", name="interface", found=str(said.get("interface"))[:20])
    if str(said.get("charset")) != CHARSET:
        raise fault(1, "charset")
    require_shape(1, said, _HEADER)
    if said["city_code"] != city_code:
        raise fault(1, "city", found=said["city_code"][:20])
    if said["sequence_no"] < 1:
        raise fault(1, "value", name="sequence_no", found=said["sequence_no"])
    made = instant_of(said["generated_at"])
    if made.date() > today:
        raise fault(1, "future", name="generated_at", found=made.date().isoformat())
    return said | {"generated_at": made, "remitted_on": day_of(1, "remitted_on", said["remitted_on"], today)}


def _row(number: int, said: dict[str, Any], today: date) -> Remitted:
    require_shape(number, said, _ROW)
    if not _NUMBER.fullmatch(said["case_number"]):
        raise fault(number, "value", name="case_number", found=said["case_number"][:20])
    if not 0 < len(said["payer"].strip()) <= _LONGEST:
        raise fault(number, "value", name="payer", found=said["payer"][:20])
    for name in _TOTALS:
        if not (name == "fee" or said[name] > 0) or not 0 <= said[name] < _MOST_YEN:
            raise fault(number, "value", name=name, found=said[name])
    if said["fee"] + said["remitted"] != said["collected"]:
        raise fault(number, "sum")
    if said["state"] not in STATES:
        raise fault(number, "value", name="state", found=said["state"][:20])
    told = {name: said[name] for name in ("case_number", *_TOTALS)} | {"final": said["state"] == LAST}
    paid_on = day_of(number, "paid_on", said["paid_on"], today)
    return Remitted(number, payer=said["payer"].strip(), paid_on=paid_on, **told)


def rows_again(content: Iterator[Mapping[str, Any]]) -> Iterator[Remitted]:
    """Lines that waited, as they were kept."""
    for said in content:
        yield Remitted(**{**said, "paid_on": date.fromisoformat(str(said["paid_on"]))})
