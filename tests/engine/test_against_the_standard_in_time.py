"""Random diagrams with events, scopes, repetition and clocks: the engine walks them as the standard reads.

Where the standard leaves an order open that changes what is done, nothing is compared; everywhere else each element is
passed as often as in the plain reading, with no state kept and with the state saved and restored between any two steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings
from server.engine.session import Stage
from server.engine.simulate import try_procedure
from tests.engine.sketch import Sketch
from tests.engine.standard import Walk

STAGE = Stage(datetime(2026, 4, 1, tzinfo=UTC))
FEW, MANY = 80, 4_000
OUTCOMES = {"completed": "completed", "waiting": "waiting", "stuck": "failed", "failed": "failed"}


def _drawings(seeds: range) -> Iterator[tuple[int, Sketch, dict[str, Any]]]:
    for seed in seeds:
        random = Random(seed)
        sketch = Sketch(random).draw(random.choice([1, 2, 2, 3]))
        data: dict[str, Any] = {f"v{number}": random.randrange(3) for number in range(5)}
        yield seed, sketch, data | {f"v{number}_set": random.random() < 0.5 for number in range(5)}


def test_the_engine_walks_as_the_standard_reads(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    outcomes: Counter[str] = Counter()
    file = tmp_path / "p.bpmn"
    many = request.config.getoption("--sweep", default=False)
    for seed, sketch, data in _drawings(range(MANY if many else FEW)):
        file.write_bytes(sketch.bpmn())
        if any(one.severity == "error" for one in check_file(file, Surroundings())):
            outcomes["refused"] += 1
            continue
        expected = Walk(sketch.scope, data, sketch.answers).run()
        outcomes[expected.status] += 1
        if expected.status not in OUTCOMES:
            continue
        report = try_procedure(file, data, sketch.answers, None, STAGE)
        assert report["status"] == OUTCOMES[expected.status], f"seed {seed}: {report['error']}"
        if report["status"] != "failed":
            assert Counter(one["element"] for one in report["visited"]) == expected.visited, f"seed {seed}"
    assert outcomes["completed"] >= sum(outcomes.values()) * 0.6
    assert outcomes["stuck"] + outcomes["failed"] > 0
