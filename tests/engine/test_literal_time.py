"""Periods written out in files from elsewhere: taken as they stand, months by the calendar."""

from __future__ import annotations

from datetime import datetime

import pytest

from server.engine.faults import StepFault
from server.engine.literal_time import literal_timer

AT = datetime.fromisoformat("2026-01-31T10:00:00+09:00")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P20D", "2026-02-20T10:00:00+09:00"),
        ('"P20D"', "2026-02-20T10:00:00+09:00"),
        ("P2W", "2026-02-14T10:00:00+09:00"),
        ("PT36H", "2026-02-01T22:00:00+09:00"),
        ("P1DT1H30M", "2026-02-01T11:30:00+09:00"),
        ("PT0S", "2026-01-31T10:00:00+09:00"),
        ("P1M", "2026-02-28T10:00:00+09:00"),
        ("P1Y1M", "2027-02-28T10:00:00+09:00"),
        ("2026-12-25", "2026-12-25T00:00:00+09:00"),
        ("2026-12-25T09:00:00", "2026-12-25T09:00:00+09:00"),
        ("2026-12-25T09:00:00Z", "2026-12-25T18:00:00+09:00"),
    ],
)
def test_a_written_time_is_taken_as_it_stands(text: str, due: str) -> None:
    record = literal_timer(text, AT)
    assert record is not None
    assert datetime.fromisoformat(record["due"]) == datetime.fromisoformat(due)


@pytest.mark.parametrize("text", ["document_wait", "P", "PT", "P1.5D", "R3/P1D", "1 day", "P-1D", ""])
def test_anything_else_is_a_name(text: str) -> None:
    assert literal_timer(text, AT) is None


@pytest.mark.parametrize("text", ["P9999Y", "2026-02-30", "2026-12-25 at noon"])
def test_a_time_that_cannot_be_is_told(text: str) -> None:
    with pytest.raises(StepFault):
        literal_timer(text, AT)
