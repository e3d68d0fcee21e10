"""`bench engine`: the same case on both sides, at most a fifth of the time of the library's own way."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest

from server.cli.main import kokuho
from server.cli.output import FOUND, OK, WRONG_CALL, run

MOST_BYTES = 3_000
LEAST = 5.0


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What the command prints, asked for a ratio that nothing reaches."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed):
        status = run(kokuho, ["bench", "engine", "--json", "--seconds", "1", "--at-least", "1000000"])
    assert status == FOUND
    printed.seek(0)
    found: dict[str, Any] = json.load(printed)
    return found


def test_a_task_takes_at_most_a_fifth_of_the_time_of_the_librarys_own_serializer_and_engine(
    report: dict[str, Any],
) -> None:
    assert report["ratio"] >= LEAST, report
    assert report["ratio"] == pytest.approx(report["reference"] / report["value"], rel=0.01)


def test_the_state_is_a_twentieth_of_the_librarys(report: dict[str, Any]) -> None:
    ours, theirs = report["details"]["ours_bytes"], report["details"]["reference_bytes"]
    assert len(ours) == len(theirs) == len(report["details"]["acts"])
    assert max(ours) < MOST_BYTES
    assert all(20 * small < large for small, large in zip(ours, theirs, strict=True))


def test_the_report_has_its_seven_names_and_says_how_it_was_measured(report: dict[str, Any]) -> None:
    assert list(report) == ["name", "value", "unit", "reference", "ratio", "p95_ms", "details"]
    assert {"how", "reference_how", "rounds"} <= report["details"].keys()
    assert report["p95_ms"] > 0


def test_without_a_name_the_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(kokuho, ["bench", "--json"]) == OK
    assert "engine" in [one["name"] for one in json.loads(capsys.readouterr().out)]


def test_a_benchmark_nobody_wrote_is_a_wrong_call_that_names_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(kokuho, ["bench", "speed"]) == WRONG_CALL
    assert "engine" in capsys.readouterr().err
