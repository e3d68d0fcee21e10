"""The benchmark of dunning, on few instalments: every one gets its letter, in statements that do not grow."""

from __future__ import annotations

from server.bench.dunning import measure
from server.bench.measured import Wish


def test_a_due_date_is_dunned_in_bulk_and_the_benchmark_says_how_fast() -> None:
    found = measure(Wish(size=90))
    assert (found.name, found.unit, found.details["instalments"]) == ("dunning", "ms", 90)
    assert found.ratio > 1
    assert found.details["statements_of_an_issue_slice"] < 80
