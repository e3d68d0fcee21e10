"""The banks' file (金融機関 収納データ): the 120-byte format of the 全銀協 for debit runs, and for paid slips as well.

Kind 91 is the result of a debit run (預金口座振替): result 0 is money. Kind 95 is the city's agreement with its bank
for slips paid at a window (納付書収納). The free part of the header carries, by the same agreement, the year of the
day, the number of the file in its series and the first day of its period; layout: docs/interfaces.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.fixed_records import DATA, END, HEADER, TRAILER, Layout, read_records, write_records
from server.exchange.receipt_faults import Expected, day, digits, fault, same, totals, within

INTERFACE = "bank_receipts"
LENGTH = 120
HEADER_LAYOUT: Layout = (
    ("kind", 1), ("type", 2), ("code_kind", 1), ("consignor", 10), ("consignor_name", 40), ("month_day", 4),
    ("bank", 4), ("bank_name", 15), ("branch", 3), ("branch_name", 15), ("account_kind", 1), ("account", 7),
    ("year", 4), ("sequence", 5), ("covers_from", 8),
)  # fmt: skip
DATA_LAYOUT: Layout = (
    ("kind", 1), ("bank", 4), ("bank_name", 15), ("branch", 3), ("branch_name", 15), ("body", 4), ("account_kind", 1),
    ("account", 7), ("payer", 30), ("amount", 10), ("new_code", 1), ("collection_no", 20), ("result", 1),
    ("paid_on", 8),
)  # fmt: skip
TRAILER_LAYOUT: Layout = (
    ("kind", 1), ("count", 6), ("total", 12), ("paid_count", 6), ("paid_total", 12), ("failed_count", 6),
    ("failed_total", 12),
)  # fmt: skip
END_LAYOUT: Layout = (("kind", 1),)
_LAYOUTS = {HEADER: HEADER_LAYOUT, DATA: DATA_LAYOUT, TRAILER: TRAILER_LAYOUT, END: END_LAYOUT}
_CHANNELS = {"91": Channel.DIRECT_DEBIT, "95": Channel.BANK_SLIP}
_PAID = "0"


def read_bank_file(content: bytes, expected: Expected) -> IncomingFile:
    """The file, when it is whole. `expected.city_code` is our consignor code (委託者コード) with its ten digits.

    Raises `receipt_file_invalid` with the record and the reason.
    """
    records = read_records(content, LENGTH, _LAYOUTS)
    header = records.header
    if header["type"] not in _CHANNELS:
        raise fault(1, "code", name="種別コード", found=header["type"], expected="91・95")
    same(1, "コード区分", header["code_kind"], "0")
    if header["consignor"] != expected.city_code:
        raise fault(1, "city", found=header["consignor"])
    channel = _CHANNELS[header["type"]]
    covers_to = day(1, "引落日", header["year"] + header["month_day"], today=expected.today)
    covers_from = day(1, "対象期間の初日", header["covers_from"], today=expected.today)
    if covers_from > covers_to:
        raise fault(1, "outside", name="対象期間の初日", found=covers_from.isoformat())
    receipts = tuple(
        _receipt(row, fields, channel, covers_from, covers_to, expected) for row, fields in enumerate(records.data, 2)
    )
    _check_totals(len(records.data) + 2, records.trailer, receipts)
    sequence = digits(1, "通番", header["sequence"])
    sender = digits(1, "取引銀行番号", header["bank"])
    return IncomingFile(INTERFACE, channel, f"{sender:04d}", sequence, covers_to, covers_from, covers_to, receipts)


def _receipt(
    row: int, fields: Mapping[str, str], channel: Channel, first: date, last: date, expected: Expected
) -> IncomingReceipt:
    amount = digits(row, "金額", fields["amount"])
    if amount <= 0:
        raise fault(row, "amount")
    debit = channel is Channel.DIRECT_DEBIT
    result = fields["result"]
    if result not in ("0123489" if debit else _PAID) or len(result) != 1:
        raise fault(row, "code", name="振替結果コード", found=result, expected="0")
    if not debit and fields["body"] != expected.city_code[-4:]:
        raise fault(row, "city", found=fields["body"])
    paid_on = last if debit else day(row, "領収日", fields["paid_on"], today=expected.today)
    number = fields["collection_no"]
    reference = f"{fields['bank']}-{fields['branch']}-{paid_on.isoformat()}-{fields['account']}"
    return IncomingReceipt(
        record_no=row - 1,
        reference=f"{reference}-{number}" if debit else reference,
        stage=Stage.FINAL if result == _PAID else Stage.NOT_PAID,
        collection_no=number,
        amount=amount,
        paid_on=within(row, "領収日", paid_on, first, last),
        settled_on=last,
        channel=channel,
        result=result,
    )


def _check_totals(row: int, trailer: Mapping[str, str], receipts: tuple[IncomingReceipt, ...]) -> None:
    paid = [receipt.amount for receipt in receipts if receipt.stage is Stage.FINAL]
    failed = [receipt.amount for receipt in receipts if receipt.stage is Stage.NOT_PAID]
    for name, amounts in (("", paid + failed), ("paid_", paid), ("failed_", failed)):
        count = digits(row, "件数", trailer[f"{name}count"])
        total = digits(row, "合計金額", trailer[f"{name}total"])
        totals(row, (len(amounts), sum(amounts)), (count, total))


def write_bank_file(file: IncomingFile, consignor: str) -> bytes:
    """The file as a bank would send it: for trials of the interface with the bank, and the samples."""
    kind = next(code for code, channel in _CHANNELS.items() if channel is file.channel)
    head = {
        "kind": HEADER, "type": kind, "code_kind": "0", "consignor": consignor, "consignor_name": "ﾜｶﾊﾞｼ",
        "month_day": f"{file.covers_to:%m%d}", "bank": file.sender, "branch": "001", "account_kind": "1",
        "account": 1, "year": f"{file.covers_to:%Y}", "sequence": file.sequence,
        "covers_from": f"{file.covers_from:%Y%m%d}",
    }  # fmt: skip
    records: list[tuple[Layout, Mapping[str, object]]] = [(HEADER_LAYOUT, head)]
    records += [(DATA_LAYOUT, _data(file, receipt, consignor)) for receipt in file.receipts]
    failed = [receipt.amount for receipt in file.receipts if receipt.stage is Stage.NOT_PAID]
    trailer = {
        "kind": TRAILER, "count": len(file.receipts), "total": file.total + sum(failed), "paid_count": len(file.final),
        "paid_total": file.total, "failed_count": len(failed), "failed_total": sum(failed),
    }  # fmt: skip
    return write_records([*records, (TRAILER_LAYOUT, trailer), (END_LAYOUT, {"kind": END})], LENGTH)


def _data(file: IncomingFile, receipt: IncomingReceipt, consignor: str) -> Mapping[str, object]:
    debit = file.channel is Channel.DIRECT_DEBIT
    paid = receipt.stage is Stage.FINAL
    return {
        "kind": DATA, "bank": file.sender, "branch": "001", "account_kind": "1",
        "body": "" if debit else consignor[-4:],
        "account": receipt.reference[-7:] if not debit else receipt.record_no,
        "payer": "ﾜｶﾊﾞ ﾊﾅｺ", "amount": receipt.amount, "new_code": "0", "collection_no": receipt.collection_no,
        "result": _PAID if paid else receipt.result or "1",
        "paid_on": "" if debit else f"{receipt.paid_on:%Y%m%d}",
    }  # fmt: skip
