"""PM10 on a slip: line, stores' code and eL-QR say one number, one day and one amount, and nothing of a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.domain.bar_code_number import read_bar_code
from server.domain.el_qr import DIGITS, ElQrNumber, read_el_qr
from server.domain.payment_slip import amount_in_line
from server.domain.values import Values
from server.operators.slip_codes import slip_codes
from tests.shipped_values import shipped_rows, shipped_values

_LETTERS = Path(__file__).resolve().parents[2] / "letters"
_NUMBER = "20260000000001051022"


def slips(data: Any) -> Iterator[dict[str, Any]]:
    """Every slip in the data of a letter, however deep."""
    if isinstance(data, dict):
        if "machine_line" in data:
            yield data
        for value in data.values():
            yield from slips(value)
    elif isinstance(data, list):
        for value in data:
            yield from slips(value)


def test_pm10_text_line_bar_code_and_qr_of_every_sample_slip_say_one_number_and_amount() -> None:
    seen = 0
    for file in sorted(_LETTERS.glob("*/*.json")):
        for slip in slips(json.loads(file.read_text(encoding="utf-8"))):
            number, amount, until = slip["collection_no"], slip["amount"], date.fromisoformat(slip["use_by"])
            code = read_el_qr(slip["el_qr"])
            assert code is not None, file
            assert (code.collection_no, code.amount, code.use_by) == (number, amount, until), file
            assert (slip["machine_line"][:20], amount_in_line(slip["machine_line"])) == (number, amount), file
            if slip["store_digits"] is not None:
                bars = read_bar_code(slip["store_digits"])
                assert bars is not None, file
                assert (bars.collection_no, bars.amount, bars.use_by) == (number, amount, until), file
            seen += 1
    assert seen > 40


@pytest.mark.parametrize(("day", "adopted"), [(date(2026, 8, 31), False), (date(2026, 9, 1), True)])
def test_slips_bear_the_code_from_the_day_on_which_the_city_takes_part(day: date, adopted: bool) -> None:
    context: Any = SimpleNamespace(today=day, values=shipped_values())
    found = slip_codes(_NUMBER, 12_300, "2026-12-02", context)
    code = read_el_qr(str(found["el_qr"]))
    assert (code is not None) is adopted
    assert adopted or found["el_qr"] is None
    assert amount_in_line(str(found["machine_line"])) == 12_300


def test_a_city_that_has_said_nothing_of_it_prints_slips_without_the_code() -> None:
    context: Any = SimpleNamespace(
        today=date(2026, 11, 18),
        values=Values(row for row in shipped_rows() if not row.key.startswith("receipts.el_qr")),
    )
    assert slip_codes(_NUMBER, 12_300, "2026-12-02", context)["el_qr"] is None


def test_the_number_is_made_of_the_slips_own_numbers_alone() -> None:
    made = str(ElQrNumber("99104", "910", _NUMBER, date(2026, 12, 2), 12_300))
    assert made == "01" + "99104" + "910" + _NUMBER + "261202" + "0000012300" + "2"
    assert len(made) == DIGITS


@pytest.mark.parametrize(
    ("institution", "kind", "number", "amount"),
    [
        ("9910", "910", _NUMBER, 1),
        ("99104", "91", _NUMBER, 1),
        ("99104", "910", _NUMBER[1:], 1),
        ("99104", "910", _NUMBER, 0),
        ("99104", "910", _NUMBER, -1),
        ("99104", "910", _NUMBER, 10**10),
        ("9910A", "910", _NUMBER, 1),
        ("９９１０４", "910", _NUMBER, 1),
    ],
)
def test_numbers_that_do_not_fill_the_code_are_refused(institution: str, kind: str, number: str, amount: int) -> None:
    with pytest.raises(ValueError, match=r"do not fill|asks for nothing"):
        str(ElQrNumber(institution, kind, number, date(2026, 12, 2), amount))


@pytest.mark.parametrize("place", range(DIGITS))
def test_one_wrong_digit_is_found_by_the_check_digit(place: int) -> None:
    made = str(ElQrNumber("99104", "910", _NUMBER, date(2026, 12, 2), 12_300))
    wrong = made[:place] + str((int(made[place]) + 1) % 10) + made[place + 1 :]
    assert read_el_qr(wrong) is None


@pytest.mark.parametrize("text", ["", "1" * 46, "x" * 47, "０" * 47])
def test_what_is_no_such_number_is_not_read(text: str) -> None:
    assert read_el_qr(text) is None
