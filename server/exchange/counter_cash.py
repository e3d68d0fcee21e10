"""The day's cash of a counter (職員収納 日計): the receipts given out (領収証書), the drawer counted at closing.

Lines of comma-separated ASCII: `H` head, `R` a receipt, `V` a spoilt receipt form (書損), `C` closing. The forms
are numbered: each number from the first to the last stands once. Layout and sample: docs/interfaces.md.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.receipt_faults import Expected, day, digits, fault, same, totals

INTERFACE = "counter_receipts"
_HEAD, _RECEIPT, _SPOILT, _CLOSING = "H", "R", "V", "C"
_COLUMNS = {_HEAD: 6, _RECEIPT: 4, _SPOILT: 2, _CLOSING: 4}


def read_counter_file(content: bytes, expected: Expected) -> IncomingFile:
    """The day of one counter. `expected.city_code` is the city's six digits. Raises `receipt_file_invalid`.

    The cash counted at closing must be the sum of the receipts; a counter without payments closes with zero.
    """
    lines = _lines(content)
    head, body, closing = lines[0], lines[1:-1], lines[-1]
    same(1, "行の種類", head[0], _HEAD)
    if head[1] != expected.city_code:
        raise fault(1, "city", found=head[1])
    covers_from = day(1, "対象期間の初日", head[4], today=expected.today)
    on = day(1, "締めた日", head[5], today=expected.today)
    if covers_from > on or not head[2].strip():
        raise fault(1, "outside", name="対象期間の初日", found=covers_from.isoformat())
    receipts = tuple(_receipt(row, line, head[2], on) for row, line in enumerate(body, 2) if line[0] == _RECEIPT)
    _check_forms(body)
    _check_closing(len(lines), closing, receipts)
    return IncomingFile(INTERFACE, Channel.COUNTER, head[2], digits(1, "通番", head[3]), on, covers_from, on, receipts)


def _lines(content: bytes) -> list[list[str]]:
    if not content.strip():
        raise fault(1, "empty")
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as wrong:
        raise fault(content[: wrong.start].count(b"\n") + 1, "charset") from wrong
    lines = _cells(text)
    for row, line in enumerate(lines, 1):
        if not line or line[0] not in _COLUMNS:
            raise fault(row, "kind", found=line[0] if line else "")
        if len(line) != _COLUMNS[line[0]] or "\0" in "".join(line):
            raise fault(row, "truncated")
    if lines[-1][0] != _CLOSING or len(lines) < 2:
        raise fault(len(lines), "truncated")
    for row, line in enumerate(lines[1:-1], 2):
        if line[0] in (_HEAD, _CLOSING):
            raise fault(row, "kind", found=line[0])
    return lines


def _cells(text: str) -> list[list[str]]:
    lines = []
    for row, line in enumerate(text.splitlines(), 1):
        try:
            lines.append(next(csv.reader([line], strict=True), []))
        except csv.Error as wrong:
            raise fault(row, "truncated") from wrong
    return lines


def _receipt(row: int, line: Sequence[str], counter: str, on: date) -> IncomingReceipt:
    amount = digits(row, "金額", line[3])
    if amount <= 0:
        raise fault(row, "amount")
    return IncomingReceipt(
        record_no=row - 1,
        reference=f"{counter}-{digits(row, '領収証書番号', line[1]):08d}",
        stage=Stage.FINAL,
        collection_no=line[2],
        amount=amount,
        paid_on=on,
        settled_on=on,
        channel=Channel.COUNTER,
    )


def _check_forms(body: Sequence[Sequence[str]]) -> None:
    """Every form between the first and the last is there once, given out or spoilt, in its order."""
    before: int | None = None
    for row, line in enumerate(body, 2):
        number = digits(row, "領収証書番号", line[1])
        if before is not None and number <= before:
            raise fault(row, "twice", found=number)
        if before is not None and number != before + 1:
            raise fault(row, "gap", expected=before + 1)
        before = number


def _check_closing(row: int, closing: Sequence[str], receipts: Sequence[IncomingReceipt]) -> None:
    count, total, cash = (
        digits(row, name, text) for name, text in zip(("件数", "合計", "現金"), closing[1:], strict=True)
    )
    found = sum(receipt.amount for receipt in receipts)
    totals(row, (len(receipts), found), (count, total))
    if cash != total:
        raise fault(row, "cash", found=cash, expected=total)


def write_counter_file(file: IncomingFile, city_code: str, spoilt: Sequence[int] = ()) -> bytes:
    """The day as a counter's till would write it: for trials and samples; `spoilt` are numbers of spoilt forms."""
    numbered = [(int(one.reference[-8:]), one) for one in file.receipts]
    body = [(number, f"R,{number:08d},{one.collection_no},{one.amount}") for number, one in numbered]
    body += [(number, f"V,{number:08d}") for number in spoilt]
    head = f"H,{city_code},{file.sender},{file.sequence},{file.covers_from:%Y%m%d},{file.covers_to:%Y%m%d}"
    closing = f"C,{len(file.receipts)},{file.total},{file.total}"
    return "\r\n".join([head, *(line for _, line in sorted(body)), closing, ""]).encode("ascii")
