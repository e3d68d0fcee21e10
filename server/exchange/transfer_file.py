"""Transfers of refunds (総合振込, kind 21 of the 全銀協): written for the bank, read back with results.

The bank sends the same records back with a digit in the last place of each: 0 transferred, else why not. The customer
code carries our payment: the refund's number and its payee. One byte a character: half-width kana, no line ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain.refusals import Refused
from server.exchange.fixed_records import DATA, END, HEADER, TRAILER, Layout, read_records, write_records

INTERFACE = "refund_transfers"
LENGTH = 120
KIND = "21"
HEADER_LAYOUT: Layout = (
    ("kind", 1), ("type", 2), ("code_kind", 1), ("consignor", 10), ("consignor_name", 40), ("month_day", 4),
    ("bank", 4), ("bank_name", 15), ("branch", 3), ("branch_name", 15), ("account_kind", 1), ("account", 7),
    ("dummy", 17),
)  # fmt: skip
DATA_LAYOUT: Layout = (
    ("kind", 1), ("bank", 4), ("bank_name", 15), ("branch", 3), ("branch_name", 15), ("clearing", 4),
    ("account_kind", 1), ("account", 7), ("holder", 30), ("amount", 10), ("new_code", 1), ("customer_1", 10),
    ("customer_2", 10), ("way", 1), ("mark", 1), ("dummy", 6), ("result", 1),
)  # fmt: skip
TRAILER_LAYOUT: Layout = (("kind", 1), ("count", 6), ("total", 12), ("dummy", 101))
END_LAYOUT: Layout = (("kind", 1), ("dummy", 119))
_LAYOUTS = {HEADER: HEADER_LAYOUT, DATA: DATA_LAYOUT, TRAILER: TRAILER_LAYOUT, END: END_LAYOUT}
_NUMBERS = (("振込金額", "amount"), ("顧客コード1", "customer_1"), ("顧客コード2", "customer_2"))
RESULTS = frozenset("012389")


@dataclass(frozen=True, slots=True)
class TransferHead:
    """Who orders (委託者), from which account, for which day."""

    consignor: str
    consignor_name: str
    bank: str
    bank_name: str
    branch: str
    account: str
    pay_on: date


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: the account and holder as the bank knows them, yen, our number of the refund and of its payee."""

    bank: str
    bank_name: str
    branch: str
    account_kind: str
    account: str
    holder: str
    amount: int
    number: int
    payee_no: int


@dataclass(frozen=True, slots=True)
class TransferResult:
    """What the bank says of one record: `result` 0 transferred, else the digit of the reason."""

    record_no: int
    number: int
    payee_no: int
    amount: int
    result: str


def write_transfers(head: TransferHead, transfers: Sequence[Transfer], results: Sequence[str] = ()) -> bytes:
    """The order as it goes to the bank; with `results` as the bank sends it back. ValueError for what is too long."""
    first = {
        "kind": HEADER, "type": KIND, "code_kind": "0", "consignor": head.consignor,
        "consignor_name": head.consignor_name[:40], "month_day": f"{head.pay_on:%m%d}", "bank": head.bank,
        "bank_name": head.bank_name[:15], "branch": head.branch, "account_kind": "1", "account": head.account,
    }  # fmt: skip
    records: list[tuple[Layout, Mapping[str, object]]] = [(HEADER_LAYOUT, first)]
    said = list(results) or [""] * len(transfers)
    records += [(DATA_LAYOUT, _data(one, result)) for one, result in zip(transfers, said, strict=True)]
    last = {"kind": TRAILER, "count": len(transfers), "total": sum(one.amount for one in transfers)}
    return write_records([*records, (TRAILER_LAYOUT, last), (END_LAYOUT, {"kind": END})], LENGTH)


def _data(one: Transfer, result: str) -> Mapping[str, object]:
    return {
        "kind": DATA, "bank": one.bank, "bank_name": one.bank_name[:15], "branch": one.branch, "clearing": 0,
        "account_kind": one.account_kind, "account": one.account, "holder": one.holder[:30], "amount": one.amount,
        "new_code": "0", "customer_1": one.number, "customer_2": one.payee_no, "way": "7", "result": result,
    }  # fmt: skip


def read_transfers(content: bytes) -> tuple[Mapping[str, str], tuple[Transfer, ...], tuple[TransferResult, ...]]:
    """Header, transfers and results of a file that is whole, its trailer agreeing with its records.

    Raises `receipt_file_invalid` for a broken file, `refund_result_differs` for what does not agree.
    """
    records = read_records(content, LENGTH, _LAYOUTS)
    if records.header["type"] != KIND:
        raise differs(1, "種別コード")
    transfers, results = list[Transfer](), list[TransferResult]()
    for row, fields in enumerate(records.data, 2):
        yen, number, payee = (_number(row, name, fields[key]) for name, key in _NUMBERS)
        place = (fields["bank"], fields["bank_name"], fields["branch"])
        account = (fields["account_kind"], fields["account"], fields["holder"])
        one = Transfer(*place, *account, yen, number, payee)
        transfers.append(one)
        results.append(TransferResult(row, one.number, one.payee_no, one.amount, fields["result"]))
    last = len(records.data) + 2
    if _number(last, "合計件数", records.trailer["count"]) != len(transfers):
        raise differs(last, "合計件数")
    if _number(last, "合計金額", records.trailer["total"]) != sum(one.amount for one in transfers):
        raise differs(last, "合計金額")
    return records.header, tuple(transfers), tuple(results)


def differs(row: int, reason: str) -> Refused:
    """The refusal of a file that does not fit."""
    return Refused("refund_result_differs", row=row, reason=reason)


def _number(row: int, name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise differs(row, name)
    return int(text)
