"""The federation's file of claims (国保連合会のレセプトデータ): whole and ours, or refused with its row.

JSON Lines as the other files agreed on: a header, then a line a claim. Twelve digits that read as a My Number refuse
the file wherever they stand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.benefits.claims import FORMS, THIRD_PARTY, ClaimFile, ClaimRow, Entry
from server.domain.calendar import month_end
from server.exchange.tax_feed import CHARSET, MOST_BYTES, day_of, fault, instant_of, lines_of, require_shape

INTERFACE = "benefit_claims"
_MOST_YEN = 10**9
_MOST_DAYS = 31
_LONGEST = 60
_NUMBER = re.compile("[0-9A-Z-]{4,30}")
_PERSON = re.compile("[0-9A-Z]{2,20}")
_CODE = re.compile("[0-9A-Z][0-9A-Z.]{1,7}")
_HEADER: Mapping[str, type] = {
    "interface": str, "sequence_no": int, "city_code": str, "charset": str, "generated_at": str, "month": str,
    "record_count": int, "benefit_total": int, "sha256": str,
}  # fmt: skip
_ROW: Mapping[str, type] = {
    "entry": str, "claim_no": str, "person_key": str, "form": str, "provider_code": str, "provider": str,
    "first_day": str, "last_day": str, "days": int, "cost": int, "copay": int, "benefit": int, "remarks": list,
    "injuries": list,
}  # fmt: skip


def read_claim_file(content: bytes, *, city_code: str, today: date) -> ClaimFile:
    """The file, when it is whole and ours; raises `feed_file_invalid` with the line, counted from 1, and the reason."""
    if not content.strip():
        raise fault(1, "empty")
    if len(content) > MOST_BYTES:
        raise fault(1, "size")
    lines = lines_of(content)
    header = _header(next(lines)[1], city_code, today)
    rows = tuple(_rows(lines, header["covers_to"], today))
    if len(rows) != header["record_count"]:
        raise fault(1, "count", found=len(rows), expected=header["record_count"])
    total = sum(row.benefit for row in rows if row.entry is Entry.NEW)
    if total != header["benefit_total"]:
        raise fault(1, "total", found=total, expected=header["benefit_total"])
    if hashlib.sha256(content.partition(b"\n")[2]).hexdigest() != header["sha256"]:
        raise fault(1, "hash")
    return ClaimFile(header["sequence_no"], header["generated_at"], header["covers_from"], header["covers_to"], rows)


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
    first = day_of(1, "month", f"{said['month'][:8]}-01", today)
    return said | {"generated_at": made, "covers_from": first, "covers_to": month_end(first)}


def _rows(lines: Iterator[tuple[int, dict[str, Any]]], last: date, today: date) -> Iterator[ClaimRow]:
    seen: set[str] = set()
    for number, said in lines:
        row = _row(number, said, today)
        if row.last_day > last or (row.first_day.year, row.first_day.month) != (row.last_day.year, row.last_day.month):
            raise fault(number, "month", name="last_day", found=row.last_day.isoformat())
        if row.claim_no in seen:
            raise fault(number, "again", found=row.claim_no)
        seen.add(row.claim_no)
        yield row


def _row(number: int, said: dict[str, Any], today: date) -> ClaimRow:
    require_shape(number, said, _ROW)
    _known(number, said, "entry", tuple(Entry))
    _known(number, said, "form", tuple(FORMS))
    for name, pattern in (("claim_no", _NUMBER), ("person_key", _PERSON), ("provider_code", _NUMBER)):
        if not pattern.fullmatch(said[name]):
            raise fault(number, "value", name=name, found=said[name][:20])
    if not 0 < len(said["provider"].strip()) <= _LONGEST:
        raise fault(number, "value", name="provider", found=said["provider"][:20])
    first, last = (day_of(number, name, said[name], today) for name in ("first_day", "last_day"))
    if last < first or not 1 <= said["days"] <= _MOST_DAYS:
        raise fault(number, "value", name="days", found=said["days"])
    for name in ("cost", "copay", "benefit"):
        if not 0 <= said[name] < _MOST_YEN:
            raise fault(number, "value", name=name, found=said[name])
    if said["copay"] + said["benefit"] > said["cost"]:
        raise fault(number, "sum")
    remarks, injuries = (_codes(number, said, name) for name in ("remarks", "injuries"))
    told = {
        name: said[name] for name in "claim_no person_key form provider_code provider days cost copay benefit".split()
    }
    entry = Entry(said["entry"])
    third = THIRD_PARTY in remarks
    return ClaimRow(number, entry, first_day=first, last_day=last, third_party=third, injuries=injuries, **told)


def _known(number: int, said: Mapping[str, Any], name: str, codes: tuple[str, ...]) -> None:
    if said[name] not in codes:
        raise fault(number, "value", name=name, found=said[name][:20])


def _codes(number: int, said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    for code in said[name]:
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise fault(number, "value", name=name, found=str(code)[:20])
    return tuple(said[name])
