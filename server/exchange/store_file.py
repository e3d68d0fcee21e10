"""The collecting agency's file of payments at convenience stores and by app (コンビニ収納・スマートフォン決済).

Records of 128 bytes: a payment is told as 速報 within hours, as 確報 when it is final, as 速報取消 when undone. The
agencies' layouts differ and are theirs; this one, with its sample, stands in docs/interfaces.md for a city to map.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.domain.bar_code_number import BarCodeNumber, read_bar_code
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.fixed_records import DATA, END, HEADER, TRAILER, Layout, Records, read_records, write_records
from server.exchange.receipt_faults import Expected, day, digits, fault, totals, within

INTERFACE = "store_receipts"
LENGTH = 128
_HEADER: Layout = (
    ("kind", 1), ("agency", 6), ("consignor", 6), ("way", 1), ("created_on", 8), ("sequence", 6), ("covers_from", 8),
    ("covers_to", 8),
)  # fmt: skip
_DATA: Layout = (
    ("kind", 1), ("stage", 1), ("reference", 16), ("bar_code", 44), ("paid_on", 8), ("paid_at", 4), ("shop", 11),
    ("amount", 8), ("settled_on", 8),
)  # fmt: skip
_STAGES = {"1": Stage.PRELIM, "2": Stage.FINAL, "3": Stage.PRELIM_CANCEL}
_NAMES = {Stage.PRELIM: "prelim", Stage.FINAL: "final", Stage.PRELIM_CANCEL: "cancel"}
_TRAILER: Layout = (
    ("kind", 1), ("prelim_count", 6), ("prelim_total", 12), ("final_count", 6), ("final_total", 12),
    ("cancel_count", 6), ("cancel_total", 12),
)  # fmt: skip
_LAYOUTS = {HEADER: _HEADER, DATA: _DATA, TRAILER: _TRAILER, END: (("kind", 1),)}
_WAYS = {"1": Channel.CVS, "2": Channel.APP}


def read_store_file(content: bytes, expected: Expected) -> IncomingFile:
    """The file, when it is whole. `expected.city_code` is our code with the agency (請求元コード, six digits).

    `covers_to` is the day up to which final payments (確報) are in. Raises `receipt_file_invalid`.
    """
    records = read_records(content, LENGTH, _LAYOUTS, half_width=False)
    header = records.header
    if header["consignor"] != expected.city_code:
        raise fault(1, "city", found=header["consignor"])
    if header["way"] not in _WAYS:
        raise fault(1, "code", name="収納方法", found=header["way"], expected="1・2")
    created_on = day(1, "作成日", header["created_on"], today=expected.today)
    covers_from = day(1, "対象期間の初日", header["covers_from"], today=created_on)
    covers_to = day(1, "対象期間の末日", header["covers_to"], today=created_on)
    if covers_from > covers_to:
        raise fault(1, "outside", name="対象期間の初日", found=covers_from.isoformat())
    channel = _WAYS[header["way"]]
    receipts = _receipts(records, channel, (covers_from, covers_to), created_on, expected)
    _check_totals(len(records.data) + 2, records.trailer, receipts)
    agency = f"{digits(1, '収納代行会社', header['agency']):06d}"
    sequence = digits(1, "通番", header["sequence"])
    return IncomingFile(INTERFACE, channel, agency, sequence, created_on, covers_from, covers_to, receipts)


def _receipts(
    records: Records, channel: Channel, period: tuple[date, date], created_on: date, expected: Expected
) -> tuple[IncomingReceipt, ...]:
    return tuple(
        _receipt(row, fields, channel, period, Expected(expected.city_code, created_on))
        for row, fields in enumerate(records.data, 2)
    )


def _receipt(
    row: int, fields: Mapping[str, str], channel: Channel, period: tuple[date, date], expected: Expected
) -> IncomingReceipt:
    if fields["stage"] not in _STAGES:
        raise fault(row, "code", name="データ種別", found=fields["stage"], expected="1・2・3")
    stage = _STAGES[fields["stage"]]
    amount = digits(row, "金額", fields["amount"])
    if amount <= 0:
        raise fault(row, "amount")
    code = _bar_code(row, fields["bar_code"], amount, expected.city_code)
    paid_on = day(row, "収納日", fields["paid_on"], today=expected.today)
    if stage is Stage.FINAL:  # 速報 run ahead of the period that is final
        within(row, "収納日", paid_on, *period)
    return IncomingReceipt(
        record_no=row - 1,
        reference=f"{digits(row, '受付番号', fields['reference']):016d}",
        stage=stage,
        collection_no=code.collection_no,
        amount=amount,
        paid_on=paid_on,
        settled_on=paid_on if stage is not Stage.FINAL else _settled(row, fields, paid_on),
        channel=channel,
        use_by=code.use_by,
    )


def _bar_code(row: int, text: str, amount: int, city_code: str) -> BarCodeNumber:
    code = read_bar_code(text)
    if code is None:
        raise fault(row, "barcode")
    if code.consignor != city_code:
        raise fault(row, "city", found=code.consignor)
    if code.amount != amount:
        raise fault(row, "barcode_amount", expected=code.amount)
    return code


def _settled(row: int, fields: Mapping[str, str], paid_on: date) -> date:
    """The day of transfer may lie ahead; it is never before the payment."""
    settled = day(row, "振込日", fields["settled_on"], today=date.max)
    if settled < paid_on:
        raise fault(row, "outside", name="振込日", found=settled.isoformat())
    return settled


def _check_totals(row: int, trailer: Mapping[str, str], receipts: tuple[IncomingReceipt, ...]) -> None:
    for stage, name in _NAMES.items():
        amounts = [receipt.amount for receipt in receipts if receipt.stage is stage]
        count = digits(row, "件数", trailer[f"{name}_count"])
        total = digits(row, "合計金額", trailer[f"{name}_total"])
        totals(row, (len(amounts), sum(amounts)), (count, total))


def write_store_file(file: IncomingFile, consignor: str) -> bytes:
    """The file as the agency would send it: for trials of the interface, and the samples."""
    way = next(code for code, channel in _WAYS.items() if channel is file.channel)
    head = {
        "kind": HEADER, "agency": file.sender, "consignor": consignor, "way": way,
        "created_on": f"{file.created_on:%Y%m%d}", "sequence": file.sequence,
        "covers_from": f"{file.covers_from:%Y%m%d}", "covers_to": f"{file.covers_to:%Y%m%d}",
    }  # fmt: skip
    records: list[tuple[Layout, Mapping[str, object]]] = [(_HEADER, head)]
    records += [(_DATA, _data(receipt, consignor)) for receipt in file.receipts]
    trailer: dict[str, object] = {"kind": TRAILER}
    for stage, name in _NAMES.items():
        amounts = [receipt.amount for receipt in file.receipts if receipt.stage is stage]
        trailer |= {f"{name}_count": len(amounts), f"{name}_total": sum(amounts)}
    return write_records([*records, (_TRAILER, trailer), (_LAYOUTS[END], {"kind": END})], LENGTH)


def _data(receipt: IncomingReceipt, consignor: str) -> Mapping[str, object]:
    final = receipt.stage is Stage.FINAL
    return {
        "kind": DATA, "stage": next(code for code, stage in _STAGES.items() if stage is receipt.stage),
        "reference": receipt.reference,
        "bar_code": BarCodeNumber(consignor, receipt.collection_no, receipt.use_by, receipt.amount),
        "paid_on": f"{receipt.paid_on:%Y%m%d}", "paid_at": "1200", "shop": "00100012345", "amount": receipt.amount,
        "settled_on": f"{receipt.settled_on:%Y%m%d}" if final else "00000000",
    }  # fmt: skip
