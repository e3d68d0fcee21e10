"""`bench levy` measures the engine against the plain computation, and both come to the same yen."""

from __future__ import annotations

from server.bench.levy import measure
from server.bench.measured import Wish


def test_both_ways_come_to_the_same_yen_and_the_figures_are_there() -> None:
    measured = measure(Wish(0.1)).as_json()
    assert (measured["name"], measured["unit"]) == ("levy", "ms")
    assert measured["details"]["households_per_second"] > 0
    assert measured["details"]["traces_per_second"] > 0
    assert measured["ratio"] > 1
