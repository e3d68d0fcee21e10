"""総合振込 files: 120 bytes a record, half-width kana, read back as they were written; each broken one refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.refusals import Refused
from server.exchange.transfer_file import LENGTH, Transfer, TransferHead, read_transfers, write_transfers

HEAD = TransferHead("0000004321", "ﾜｶﾊﾞｼｺｸﾐﾝｹﾝｺｳﾎｹﾝ", "9801", "ﾜｶﾊﾞｷﾞﾝｺｳ", "001", "0001234", date(2026, 11, 25))
ONE = Transfer("9802", "ﾐﾄﾞﾘｷﾞﾝｺｳ", "012", "1", "0034567", "ｸﾜﾊﾗ ﾄｵﾙ", 22_000, 7, 1)

transfers = st.builds(
    Transfer,
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.just(""),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.sampled_from("124"),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
    st.from_regex(r"[ｱ-ﾝ][ｱ-ﾝ ()]{0,28}[ｱ-ﾝ]", fullmatch=True),
    st.integers(1, 9_999_999_999),
    st.integers(1, 9_999_999_999),
    st.integers(1, 99),
)


@given(st.lists(transfers, min_size=1, max_size=5))
def test_what_was_written_is_read_back(many: list[Transfer]) -> None:
    content = write_transfers(HEAD, many, ["0"] * len(many))
    header, found, results = read_transfers(content)
    assert len(content) == LENGTH * (len(many) + 3)
    assert (list(found), header["consignor"], header["month_day"]) == (many, "0000004321", "1125")
    assert [(one.amount, one.result) for one in results] == [(one.amount, "0") for one in many]


def test_each_field_stands_at_its_place() -> None:
    record = write_transfers(HEAD, [ONE])[LENGTH : 2 * LENGTH].decode("cp932")
    places = {(0, 1): "2", (1, 5): "9802", (20, 23): "012", (42, 43): "1", (43, 50): "0034567", (80, 90): "0000022000"}
    assert {span: record[slice(*span)] for span in places} == places
    assert record[50:80].rstrip() == "ｸﾜﾊﾗ ﾄｵﾙ"


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        write_transfers(HEAD, [ONE])[:-1],
        write_transfers(HEAD, [ONE]).replace(b"0000022000", b"0000022001", 1),
        write_transfers(HEAD, [ONE]).replace(b"121000", b"191000", 1),
        write_transfers(HEAD, [ONE]).replace(b"0000022000", b"00000220x0"),
        write_transfers(HEAD, [ONE])[LENGTH:],
    ],
)
def test_a_broken_file_is_refused(broken: bytes) -> None:
    with pytest.raises(Refused):
        read_transfers(broken)
