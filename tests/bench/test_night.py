"""`bench night` wakes every case once, in slices, and the library by itself goes the same way."""

from __future__ import annotations

from server.bench.measured import Wish
from server.bench.night import measure


def test_a_small_night_wakes_every_case_and_asks_for_its_reminder() -> None:
    found = measure(Wish(seconds=0.2, size=120))
    assert found.ratio > 0
    least, most = found.details["statements_of_a_slice"]
    assert least == most, "a slice of a hundred takes as many statements as one of twenty"
    assert found.details["inbox_looks"] > 0
