"""Files of receipts: what a reader gives back of a good one, the row and the reason of what is wrong with another."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.bar_code_number import BarCodeNumber, read_bar_code
from server.domain.collection_number import CollectionNumber, check_digit, read_number
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.domain.refusals import Refused
from server.exchange.bank_file import read_bank_file, write_bank_file
from server.exchange.counter_cash import read_counter_file, write_counter_file
from server.exchange.receipt_faults import Expected
from server.exchange.store_file import read_store_file, write_store_file

TODAY = date(2026, 11, 18)
BEFORE = date(2026, 11, 17)
NUMBER = str(CollectionNumber(2026, "0000000123", 5))
OTHER = str(CollectionNumber(2026, "0000000124", 6))
BANK, CITY = "0491004001", "491004"


def receipt(no: int, yen: int, channel: Channel, reference: str, **changes: object) -> IncomingReceipt:
    says: dict[str, object] = {
        "record_no": no, "reference": reference, "stage": Stage.FINAL, "collection_no": NUMBER, "amount": yen,
        "paid_on": BEFORE, "settled_on": TODAY, "channel": channel,
    }  # fmt: skip
    return IncomingReceipt(**(says | changes))  # type: ignore[arg-type]


SLIPS = IncomingFile(
    "bank_receipts", Channel.BANK_SLIP, "0001", 7, TODAY, BEFORE, TODAY,
    (
        receipt(1, 12300, Channel.BANK_SLIP, "0001-001-2026-11-17-0000012", result="0"),
        receipt(2, 900, Channel.BANK_SLIP, "0001-001-2026-11-17-0000013", result="0", collection_no=OTHER),
    ),
)  # fmt: skip
DEBITS = IncomingFile(
    "bank_receipts", Channel.DIRECT_DEBIT, "0001", 7, TODAY, TODAY, TODAY,
    (
        receipt(1, 12300, Channel.DIRECT_DEBIT, f"0001-001-2026-11-18-0000001-{NUMBER}", result="0", paid_on=TODAY),
        receipt(
            2, 900, Channel.DIRECT_DEBIT, f"0001-001-2026-11-18-0000002-{OTHER}", result="1", paid_on=TODAY,
            stage=Stage.NOT_PAID, collection_no=OTHER,
        ),
    ),
)  # fmt: skip
STORES = IncomingFile(
    "store_receipts", Channel.CVS, "000123", 7, TODAY, BEFORE, TODAY,
    (
        receipt(1, 12300, Channel.CVS, "0000000000000001", use_by=date(2026, 11, 30)),
        receipt(2, 900, Channel.CVS, "0000000000000002", stage=Stage.PRELIM, settled_on=BEFORE),
        receipt(3, 700, Channel.CVS, "0000000000000003", stage=Stage.PRELIM_CANCEL, settled_on=BEFORE),
    ),
)  # fmt: skip
COUNTER = IncomingFile(
    "counter_receipts", Channel.COUNTER, "chuo-1", 7, TODAY, TODAY, TODAY,
    (
        receipt(1, 12300, Channel.COUNTER, "chuo-1-00000012", paid_on=TODAY),
        receipt(3, 900, Channel.COUNTER, "chuo-1-00000014", paid_on=TODAY, collection_no=OTHER),
    ),
)  # fmt: skip

Read = Callable[[bytes], IncomingFile]
READERS: dict[str, tuple[bytes, Read, IncomingFile]] = {
    "slips": (write_bank_file(SLIPS, BANK), lambda content: read_bank_file(content, Expected(BANK, TODAY)), SLIPS),
    "debits": (write_bank_file(DEBITS, BANK), lambda content: read_bank_file(content, Expected(BANK, TODAY)), DEBITS),
    "stores": (write_store_file(STORES, CITY), lambda content: read_store_file(content, Expected(CITY, TODAY)), STORES),
    "counter": (
        write_counter_file(COUNTER, CITY, spoilt=(13,)),
        lambda content: read_counter_file(content, Expected(CITY, TODAY)),
        COUNTER,
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_good_file_says_what_its_sender_wrote(name: str) -> None:
    content, read, file = READERS[name]
    assert read(content) == file


@pytest.mark.parametrize("name", ["slips", "debits"])
def test_line_ends_and_an_end_of_file_mark_change_nothing(name: str) -> None:
    content, read, file = READERS[name]
    lines = [content[at : at + 120] for at in range(0, len(content), 120)]
    assert read(b"\r\n".join(lines) + b"\r\n\x1a") == file


def put(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def act(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return act


# What is done to the good file, the record named, and a word of the reason.
WRONG: list[tuple[str, str, Callable[[bytes], bytes], int, str]] = [
    ("slips", "empty", lambda c: b"", 1, "empty"),
    ("slips", "blank", lambda c: b" \r\n", 1, "empty"),
    ("slips", "cut within a record", lambda c: c[:300], 3, "cut short"),
    ("slips", "cut behind a record", lambda c: c[:360], 3, "cut short"),
    ("slips", "without its end record", lambda c: c[:-120], 4, "cut short"),
    ("slips", "one byte lost", lambda c: c[:50] + c[51:], 5, "cut short"),
    ("slips", "of another city", swap(BANK.encode(), b"0491005001"), 1, "another body"),
    ("slips", "one row of another city", lambda c: put(c, 240 + 38, b"5001"), 3, "another body (5001)"),
    ("slips", "in UTF-8", lambda c: put(c, 240 + 60, "あ".encode()), 3, "characters"),
    ("slips", "with a control character", lambda c: put(c, 240 + 60, b"\x00"), 3, "characters"),
    ("slips", "in EBCDIC", lambda c: put(c, 3, b"1"), 1, "コード区分"),
    ("slips", "of another kind", lambda c: put(c, 1, b"21"), 1, "21"),
    ("slips", "with a wrong total", lambda c: put(c, 360 + 7, b"000000013201"), 4, "13201"),
    ("slips", "with a wrong count", lambda c: put(c, 360 + 1, b"000003"), 4, "count is 2"),
    ("slips", "with an amount of nothing", lambda c: put(c, 240 + 80, b"0000000000"), 3, "one yen"),
    ("slips", "with an amount below zero", lambda c: put(c, 240 + 80, b"-000000900"), 3, "not a number"),
    ("slips", "with a day that does not exist", lambda c: put(c, 240 + 112, b"20261131"), 3, "20261131"),
    ("slips", "with a day before its period", lambda c: put(c, 240 + 112, b"20261116"), 3, "outside"),
    ("slips", "with a day to come", lambda c: put(c, 240 + 112, b"20261119"), 3, "future"),
    ("slips", "from the future", lambda c: put(c, 54, b"1119"), 1, "future"),
    ("slips", "with a period that ends before it begins", lambda c: put(c, 112, b"20261118"), 2, "outside"),
    ("slips", "without the agreed period", lambda c: put(c, 112, b"        "), 1, "not a number"),
    ("slips", "with two headers", lambda c: c[:120] + c, 2, "kind"),
    ("debits", "with an unknown result", lambda c: put(c, 240 + 111, b"7"), 3, "7"),
    ("debits", "with a failed row told as paid", lambda c: put(c, 240 + 111, b"0"), 4, "count is 2"),
    ("stores", "one row of another city", lambda c: other_city(c), 2, "another body"),
    ("stores", "with a wrong bar code", lambda c: put(c, 128 + 18 + 43, b"x"), 2, "bar code"),
    ("stores", "with an amount unlike the code", lambda c: put(c, 128 + 85, b"00012301"), 2, "12300"),
    ("stores", "with an unknown stage", lambda c: put(c, 128 + 1, b"9"), 2, "9"),
    ("stores", "with a wrong total of one stage", lambda c: put(c, 512 + 1, b"000002"), 5, "count is 1"),
    ("stores", "with kana", lambda c: put(c, 128 + 74, b"\xb1"), 2, "characters"),
    ("stores", "cut", lambda c: c[:-1], 6, "cut short"),
    ("stores", "final but outside its period", lambda c: put(c, 128 + 62, b"20261116"), 2, "outside"),
    ("counter", "empty", lambda c: b"", 1, "empty"),
    ("counter", "of another city", swap(b"491004", b"491005"), 1, "another body"),
    ("counter", "without its closing", lambda c: c[: c.rindex(b"C,")], 4, "cut short"),
    ("counter", "cut within a line", lambda c: c[: c.index(b",900")], 4, "cut short"),
    ("counter", "with a form missing", swap(b"V,00000013\r\n", b""), 3, "13 is missing"),
    ("counter", "with a form twice", swap(b"V,00000013", b"V,00000012"), 3, "twice"),
    ("counter", "with a wrong count", swap(b"C,2", b"C,3"), 5, "count is 2"),
    ("counter", "with too little cash", swap(b"13200,13200", b"13200,13100"), 5, "cash"),
    ("counter", "in another character set", swap(b"chuo-1", "中央".encode()), 1, "characters"),
    ("counter", "with a day to come", swap(b"20261118\r", b"20261119\r"), 1, "future"),
    ("counter", "with an amount in full-width words", swap(b",900", b",9O0"), 4, "not a number"),
    ("counter", "with an open quotation", swap(b"V,", b'V,"'), 3, "cut short"),
    ("counter", "with a second head", swap(b"V,00000013", b"H,491004,chuo-1,7,20261118,20261118"), 3, "kind"),
]


def other_city(content: bytes) -> bytes:
    code = str(BarCodeNumber("491005", NUMBER, date(2026, 11, 30), 12300))
    return put(content, 128 + 18, code.encode())


@pytest.mark.parametrize(("name", "what", "damage", "row", "word"), WRONG, ids=[f"{w[0]} {w[1]}" for w in WRONG])
def test_a_wrong_file_is_refused_with_the_row_and_the_reason(
    name: str, what: str, damage: Callable[[bytes], bytes], row: int, word: str
) -> None:
    content, read, _ = READERS[name]
    with pytest.raises(Refused) as told:
        read(damage(content))
    assert told.value.code == "receipt_file_invalid", what
    assert told.value.params["row"] == row
    assert word in told.value.message_en + told.value.message_ja


@given(st.data())
def test_no_single_wrong_byte_of_a_total_or_amount_is_taken(data: st.DataObject) -> None:
    """Whatever digit of an amount or a control total changes, the file no longer agrees with itself."""
    content, read, file = READERS["slips"]
    at = data.draw(st.sampled_from([*range(120 + 80, 120 + 90), *range(360 + 1, 360 + 37)]))
    digit = data.draw(st.sampled_from(b"0123456789"))
    changed = put(content, at, bytes([digit]))
    if changed == content:
        assert read(changed) == file
        return
    with pytest.raises(Refused, match="receipt_file_invalid"):
        read(changed)


@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_breaks_a_reader(noise: bytes) -> None:
    for content, read, _ in READERS.values():
        for told in (noise, content[: len(noise)] + noise, noise + content):
            with suppress(Refused):
                read(told)


def test_a_collection_number_is_found_again() -> None:
    number = CollectionNumber(2026, "0000000123", 5, "late", 12)
    assert read_number(str(number)) == number
    assert len(str(number)) == 20


@pytest.mark.parametrize("place", range(19))
def test_a_single_wrong_digit_of_a_collection_number_is_found(place: int) -> None:
    wrong = NUMBER[:place] + str((int(NUMBER[place]) + 1) % 10) + NUMBER[place + 1 :]
    assert check_digit(wrong[:-1]) != wrong[-1] or wrong[:-1] == NUMBER[:-1]


@pytest.mark.parametrize("text", ["", "2026", NUMBER + "0", "x" * 20, "０" * 20, NUMBER[:16] + "9" + NUMBER[17:]])
def test_what_is_no_collection_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_a_bar_code_says_whose_slip_and_until_when() -> None:
    code = BarCodeNumber(CITY, NUMBER, date(2026, 11, 30), 12300)
    assert (len(str(code)), read_bar_code(str(code))) == (44, code)
    assert read_bar_code(str(code)[:-1] + "x") is None


@pytest.mark.parametrize("yen", [0, 300_001])
def test_no_code_for_stores_above_their_limit(yen: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        str(BarCodeNumber(CITY, NUMBER, None, yen))


def test_the_samples_of_the_manual_are_good_files() -> None:
    """docs/interfaces.md shows what the readers take."""
    text = (Path(__file__).resolve().parents[2] / "docs/interfaces.md").read_text(encoding="utf-8")
    found = re.findall(r"^```(\w+_receipts)\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    readers: dict[str, Callable[[bytes], IncomingFile]] = {
        "bank_receipts": READERS["slips"][1],
        "store_receipts": READERS["stores"][1],
        "counter_receipts": READERS["counter"][1],
    }
    assert {name for name, _ in found} == set(readers)
    for name, sample in found:
        assert readers[name](sample.encode("cp932")).receipts, name
