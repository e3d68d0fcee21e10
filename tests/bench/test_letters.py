"""`bench letters` prints a run in bulk and one by one in the same run, and says what went which way."""

from __future__ import annotations

from server.bench.letters import measure
from server.bench.measured import Wish


def test_a_run_in_bulk_is_quicker_than_any_plain_way_and_nothing_of_it_is_lost() -> None:
    measured = measure(Wish(0.1, size=100)).as_json()
    run, fast = measured["details"]["run"], measured["details"]["all_in_frames"]
    assert (measured["name"], measured["unit"]) == ("letters", "ms")
    assert run["in_frames"] + run["one_by_one"] + run["held"] == run["letters"] == 100
    assert fast["in_frames"] + fast["one_by_one"] == 100
    assert measured["details"]["fast_times_quicker_than_plain"] > 5
    assert measured["ratio"] > 1
