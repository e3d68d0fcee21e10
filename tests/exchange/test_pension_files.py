"""Files of the payers of pensions (年金保険者のファイル): whole, or refused with the row and the reason."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.receipts import Channel, Stage
from server.domain.refusals import Refused
from server.exchange.pension_answer import read_answer
from server.exchange.pension_file import read_candidates
from server.exchange.pension_request import RequestLine, StopLine, write_request, write_stops
from server.exchange.pension_results import read_results
from server.exchange.receipt_faults import Expected

EXPECTED = Expected("491004", date(2027, 3, 12))
CANDIDATES = "H,491004,2026,2026-11-10\nR,1234567890,001,年金,オオツカ　キヨシ,1955-06-20,1200000,200000,12000\nC,1\n"
ANSWER = "H,491004,run-1,20261120\r\nR,1234567890,00\r\nR,1234567891,03\r\nC,2\r\n"
RESULTS = (
    "H,491004,IHOKEN,1,20270226,202702,20270215,20270226\r\n"
    "R,1234567890,001,50000,00\r\nR,1234567891,001,16000,01\r\nC,2,50000\r\n"
)


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (CANDIDATES, "", 1),
        ("C,1", "C,2", 3),
        (",12000\n", ",12000,x\n", 2),
        ("491004", "491005", 1),
        ("1200000", "-1", 2),
        ("1955-06-20", "1955-13-20", 2),
        ("1234567890", "123", 2),
    ],
)
def test_candidates_that_are_not_whole_are_refused(old: str, new: str, row: int) -> None:
    with pytest.raises(Refused, match="special_file_invalid") as refusal:
        read_candidates(CANDIDATES.replace(old, new, 1).encode(), "491004")
    assert refusal.value.params["row"] == row


def test_an_answer_gives_the_code_of_each_pensioner() -> None:
    found = read_answer(ANSWER.encode(), EXPECTED)
    assert (found.reference, dict(found.codes)) == ("run-1", {"1234567890": "00", "1234567891": "03"})


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (ANSWER, " ", 1),
        ("H,491004,run-1,20261120", "X,491004,run-1,20261120", 1),
        ("491004", "491005", 1),
        ("20261120", "20271120", 1),
        ("20261120", "20261320", 1),
        (",00", ",77", 2),
        ("R,1234567891", "R,1234567890", 3),
        ("R,1234567891", "R,123456789a", 3),
        (",03", ",03,x", 3),
        ("C,2", "C,3", 4),
        ("C,2", "C,2,1", 4),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(old: str, new: str, row: int) -> None:
    with pytest.raises(Refused, match="receipt_file_invalid") as refusal:
        read_answer(ANSWER.replace(old, new, 1).encode(), EXPECTED)
    assert refusal.value.params["row"] == row


def test_results_are_receipts_of_two_months_with_what_was_not_withheld() -> None:
    found = read_results(RESULTS.encode(), EXPECTED)
    assert (found.channel, found.covers_from, found.covers_to) == (
        Channel.PENSION,
        date(2027, 1, 1),
        date(2027, 2, 28),
    )
    assert [(one.collection_no, one.amount, one.stage, one.result) for one in found.receipts] == [
        ("1234567890", 50_000, Stage.FINAL, ""),
        ("1234567891", 16_000, Stage.NOT_PAID, "01"),
    ]
    assert (found.total, found.receipts[0].paid_on, found.receipts[0].settled_on) == (
        50_000,
        date(2027, 2, 15),
        date(2027, 2, 26),
    )


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (RESULTS, "", 1),
        ("H,", "X,", 1),
        ("491004", "491005", 1),
        (",202702,", ",202701,", 1),
        (",202702,", ",2027xx,", 1),
        (",20270215,", ",20270115,", 1),
        (",20270215,", ",20280215,", 1),
        (",50000,00", ",50000", 2),
        (",50000,00", ",0,00", 2),
        (",50000,00", ",yen,00", 2),
        (",50000,00", ",100000000,00", 2),
        ("R,1234567890", "R,123456789", 2),
        (",50000,00", ",50000,05", 2),
        ("C,2,50000", "C,1,50000", 4),
        ("C,2,50000", "C,2,50001", 4),
        ("C,2,50000", "C,2", 4),
        ("C,2,50000", "R,1234567892,001,1,00", 4),
    ],
)
def test_results_that_are_not_whole_are_refused(old: str, new: str, row: int) -> None:
    with pytest.raises(Refused, match="receipt_file_invalid") as refusal:
        read_results(RESULTS.replace(old, new, 1).encode(), EXPECTED)
    assert refusal.value.params["row"] == row


def test_a_file_in_another_character_set_is_refused() -> None:
    with pytest.raises(Refused, match="receipt_file_invalid"):
        read_results(RESULTS.replace("IHOKEN", "医保連").encode("cp932"), EXPECTED)


def test_a_request_has_a_line_for_each_month_and_its_totals() -> None:
    months = [(date(2026, 10, 1), 16_668), (date(2026, 12, 1), 16_666)]
    content = write_request("491004", "run-1", 2026, date(2026, 7, 6), [RequestLine("1234567890", "001", months)])
    assert content.decode() == (
        "H,491004,REQUEST,run-1,2026,20260706\r\n"
        "R,1234567890,001,202610,16668\r\nR,1234567890,001,202612,16666\r\nC,2,33334\r\n"
    )


def test_a_stop_notice_names_the_month_and_the_reason() -> None:
    content = write_stops("491004", "1", date(2026, 12, 4), [StopLine("1234567890", "001", date(2027, 2, 1), "DEBIT")])
    assert content.decode().split("\r\n")[1] == "R,1234567890,001,202702,DEBIT"
