"""What was withheld from pensions in a month (特別徴収結果, I04 in), taken in as a file of receipts.

UTF-8, comma-separated: `H`, city code, sender, sequence, day made, month `YYYYMM` (an even one), day withheld, day paid
over · `R`, number 10, pension code 3, yen, code 2 · `C`, count, total of what was withheld. Code 00 withheld, 01 not
withheld this time, 02 not withheld and never again. The layout is ours; the federation's is mapped to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from server.domain.calendar import month_end
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.pension_answer import read_lines
from server.exchange.receipt_faults import Expected, day, digits, fault, same, totals

INTERFACE = "pension_results"
WITHHELD, NOT_NOW, ENDED = "00", "01", "02"
CODES = (WITHHELD, NOT_NOW, ENDED)


def read_results(content: bytes, expected: Expected) -> IncomingFile:
    """The month as one file, whose `collection_no` are the pension numbers. Raises `receipt_file_invalid`.

    It covers the two months that end with its own, so that a month left out is seen.
    """
    lines = read_lines(content)
    head, body, last = lines[0], lines[1:-1], lines[-1]
    if head[0] != "H" or len(head) != 8:
        raise fault(1, "kind", found=head[0])
    if head[1] != expected.city_code:
        raise fault(1, "city", found=head[1])
    month = _month(head[5])
    made = day(1, "作成日", head[4], today=expected.today)
    on, over = (day(1, name, text, today=expected.today) for name, text in zip(_DAYS, head[6:], strict=True))
    if (on.year, on.month) != (month.year, month.month) or over < on:
        raise fault(1, "outside", name=_DAYS[0], found=on.isoformat())
    receipts = tuple(_record(row, line, month, on, over) for row, line in enumerate(body, 2))
    if last[0] != "C" or len(last) != 3:
        raise fault(len(lines), "truncated")
    taken = sum(one.amount for one in receipts if one.stage is Stage.FINAL)
    said = (digits(len(lines), "件数", last[1]), digits(len(lines), "合計", last[2]))
    totals(len(lines), (len(receipts), taken), said)
    covers_from = date.fromordinal(month.toordinal() - 1).replace(day=1)
    sequence = digits(1, "通番", head[3])
    return IncomingFile(INTERFACE, Channel.PENSION, head[2], sequence, made, covers_from, month_end(month), receipts)


_DAYS = ("徴収した日", "納入した日")


def _month(text: str) -> date:
    digits(1, "徴収月", text)
    try:
        month = date(int(text[:4]), int(text[4:]), 1)
    except ValueError as wrong:
        raise fault(1, "date", name="徴収月", found=text) from wrong
    if len(text) != 6 or month.month % 2:
        raise fault(1, "date", name="徴収月", found=text)
    return month


def _record(row: int, line: Sequence[str], month: date, on: date, over: date) -> IncomingReceipt:
    if len(line) != 5 or line[0] != "R":
        raise fault(row, "truncated")
    _, number, _code, yen, code = line
    digits(row, "基礎年金番号", number)
    same(row, "基礎年金番号の桁数", len(number), 10)
    amount = digits(row, "金額", yen)
    if not 0 < amount <= 99_999_999:
        raise fault(row, "amount")
    if code not in CODES:
        raise fault(row, "code", name="結果コード", found=code, expected="・".join(CODES))
    return IncomingReceipt(
        record_no=row - 1,
        reference=f"{month:%Y%m}-{row - 1:06d}",
        stage=Stage.FINAL if code == WITHHELD else Stage.NOT_PAID,
        collection_no=number,
        amount=amount,
        paid_on=on,
        settled_on=over,
        channel=Channel.PENSION,
        result="" if code == WITHHELD else code,
    )
