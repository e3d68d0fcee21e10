"""The Cabinet Office's file of holidays, and values written back to files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from server.domain.refusals import Refused
from server.domain.values import DatedValue
from server.exchange.holiday_file import read_holidays
from server.exchange.values_files import default_directories, load_values
from server.exchange.values_writer import values_text, write_values

HEADING = "国民の祝日・休日月日,国民の祝日・休日名称"
YEAR = [
    f"2026/{month}/{day},祝日{month}"
    for month, day in ((1, 1), (2, 11), (3, 20), (4, 29), (5, 3), (7, 20), (8, 11), (9, 21), (11, 3))
]


def file_of(*lines: str) -> bytes:
    return "\r\n".join([HEADING, *lines, ""]).encode("cp932")


def test_each_year_becomes_one_row() -> None:
    older = [line.replace("2026/", "2025/") for line in YEAR]
    rows = read_holidays(file_of(*older, *YEAR), since=2000)
    assert [(row.valid_from, row.valid_to) for row in rows] == [
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert rows[1].value[0] == "2026-01-01 祝日1"  # type: ignore[index]


def test_years_before_the_first_wanted_are_left_out() -> None:
    assert read_holidays(file_of(*YEAR), since=2027) == []


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["2026/2/30,祝日"], 2),
        (["2026/1/1"], 2),
        (["2026/1/1,"], 2),
        (["2026/1/1,元日", "2026/1/1,元日"], 3),
        (["2026/2/11,建国記念の日", "2026/1/1,元日"], 3),
        ([], 1),
    ],
)
def test_a_faulty_line_is_named(lines: list[str], line: int) -> None:
    with pytest.raises(Refused) as caught:
        read_holidays(file_of(*lines), since=2000)
    assert (caught.value.code, caught.value.params) == ("holiday_file_invalid", {"line": line})


def test_a_year_that_is_not_whole_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_holidays(file_of(*YEAR[:5]), since=2000)
    assert caught.value.code == "holiday_year_incomplete"


def test_the_shipped_values_come_back_from_their_files_as_they_were(tmp_path: Path) -> None:
    rows = load_values(default_directories())
    files = write_values(rows, tmp_path / "export")
    assert load_values([tmp_path / "export"]) == rows
    assert "calendar.yaml" in {file.name for file in files}


def test_a_rate_stays_exact_text() -> None:
    row = DatedValue(
        "premium.basic.income_rate", "rate", date(2025, 4, 1), None, Decimal("0.0770"), "条", "源", "verified"
    )
    assert "'0.0770'" in values_text("premium", [row])
