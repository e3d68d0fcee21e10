"""The request to debit (預金口座振替 請求ファイル): 120 bytes, kind 91, results left at 0; and the list of stops.

The same layout comes back with the results. The customer number is the collection number of the instalment.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.exchange.bank_file import DATA_LAYOUT, END_LAYOUT, HEADER_LAYOUT, LENGTH, TRAILER_LAYOUT
from server.exchange.fixed_records import DATA, END, HEADER, TRAILER, Layout, write_records


@dataclass(frozen=True, slots=True)
class DebitLine:
    """One debit: from which account of whom, how many yen, for which collection number; `is_new` its first one."""

    institution: str
    institution_name: str
    branch: str
    account_kind: str
    account: str
    holder_kana: str
    amount: int
    collection_no: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class DebitHead:
    """Who asks (委託者), by which bank, for which day."""

    consignor: str
    consignor_name: str
    bank: str
    bank_name: str
    debit_on: date


def write_debit_file(head: DebitHead, lines: Sequence[DebitLine]) -> bytes:
    """The request as it goes to the bank."""
    first = {
        "kind": HEADER, "type": "91", "code_kind": "0", "consignor": head.consignor,
        "consignor_name": head.consignor_name[:40], "month_day": f"{head.debit_on:%m%d}", "bank": head.bank,
        "bank_name": head.bank_name[:15], "branch": "001", "account_kind": "1", "account": 1,
    }  # fmt: skip
    total = sum(line.amount for line in lines)
    last = {"kind": TRAILER, "count": len(lines), "total": total, "paid_count": 0, "paid_total": 0}
    last |= {"failed_count": 0, "failed_total": 0}
    records: list[tuple[Layout, Mapping[str, object]]] = [(HEADER_LAYOUT, first)]
    records += [(DATA_LAYOUT, _data(line)) for line in lines]
    return write_records([*records, (TRAILER_LAYOUT, last), (END_LAYOUT, {"kind": END})], LENGTH)


def _data(line: DebitLine) -> Mapping[str, object]:
    return {
        "kind": DATA, "bank": line.institution, "bank_name": line.institution_name[:15], "branch": line.branch,
        "account_kind": line.account_kind, "account": line.account, "payer": line.holder_kana[:30],
        "amount": line.amount, "new_code": "1" if line.is_new else "0", "collection_no": line.collection_no,
        "result": "0",
    }  # fmt: skip


def write_stop_list(debit_on: date, rows: Iterable[tuple[str, str, str, int]]) -> bytes:
    """The list of stops (振替停止依頼) for the bank: day, institution, branch, collection number, yen; CP932 CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["振替日", "金融機関", "支店", "収納番号", "金額"])
    for institution, branch, number, yen in rows:
        writer.writerow([debit_on.strftime("%Y%m%d"), institution, branch, number, yen])
    return out.getvalue().encode("cp932")
