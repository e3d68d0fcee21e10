"""`bench levy` posts a city both ways to the same yen, and every household's is what the plain computation says."""

from __future__ import annotations

from server.bench.levy import measure
from server.bench.measured import Wish


def test_both_ways_come_to_the_same_yen_and_the_figures_are_there() -> None:
    measured = measure(Wish(0.1, size=100)).as_json()
    details = measured["details"]
    assert (measured["name"], measured["unit"]) == ("levy", "ms")
    assert details["same_yen_as_computed_alone"] == details["same_yen_as_month_by_month"] == 100
    assert details["same_yen_as_one_by_one"] == details["households"] == 100
    assert details["assessed_lines"] == 1000
    assert details["ledger_findings"] == 0
    assert details["posted_per_second"] > details["posted_one_by_one_per_second"]
    assert details["engine"]["ratio"] > 1
    assert measured["ratio"] > 1
