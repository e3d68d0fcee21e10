"""What a benchmark answers: the ratio is better above one, the percentile is one of the measured times."""

from __future__ import annotations

import pytest

from server.bench.benches import BENCHES, bench
from server.bench.measured import percentile, shorter_is_better


def test_twice_as_quick_as_the_reference_is_a_ratio_of_two() -> None:
    measured = shorter_is_better("x", [1.0, 1.0, 4.0], [4.0, 4.0], {"how": "counted"})
    assert measured.as_json() == {
        "name": "x", "value": 2.0, "unit": "ms", "reference": 4.0, "ratio": 2.0, "p95_ms": 4.0,
        "details": {"how": "counted"},
    }  # fmt: skip


@pytest.mark.parametrize(("times", "expected"), [([5.0], 5.0), (list(range(1, 101)), 95), (list(range(1, 21)), 19)])
def test_the_95th_percentile_is_the_least_time_that_95_of_100_do_not_exceed(
    times: list[float], expected: float
) -> None:
    assert percentile(times, 95) == expected


def test_nothing_measured_is_no_result() -> None:
    with pytest.raises(ValueError, match="measured"):
        percentile([], 95)


@pytest.mark.parametrize("name", sorted(BENCHES))
def test_every_listed_benchmark_is_there(name: str) -> None:
    assert callable(bench(name))
