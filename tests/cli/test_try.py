"""`kokuho try`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli.try_ import try_command
from tests.engine.draw import Draw

ROOT = Path(__file__).parents[2]


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(try_command, [str(one) for one in arguments], standalone_mode=False)


def _report(result: Result) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(result.output)
    return report


@pytest.fixture
def diagram(tmp_path: Path) -> Path:
    draw = Draw("lone").start("s").user("ask").exclusive("g").timer("t", "P20D").end("e").end("f")
    draw.path("s", "ask", "g").path("g", "t", "e", when="ask.yes = true").path("g", "f", default=True)
    path = tmp_path / "lone.bpmn"
    path.write_bytes(draw.xml())
    return path


def _json(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_walk_is_printed_as_data_with_the_time_of_each_step(diagram: Path, tmp_path: Path) -> None:
    answers = _json(tmp_path, "answers.json", {"ask": {"yes": True}})
    result = _run(diagram, "--answers", answers, "--from", "2026-04-01T09:00", "--json")
    report = _report(result)
    assert (result.return_value, report["status"], report["error"]) == (0, "completed", None)
    assert report["visited"][-1] == {"element": "e", "at": "2026-04-21T09:00:00+09:00"}
    assert {"open", "letters"} <= set(report)


def test_until_a_day_means_to_its_end(diagram: Path, tmp_path: Path) -> None:
    answers = _json(tmp_path, "answers.json", {"ask": {"yes": True}})
    common = (diagram, "--answers", answers, "--from", "2026-04-01T09:00", "--json", "--until")
    waiting, done = _run(*common, "2026-04-20"), _run(*common, "2026-04-21")
    assert (waiting.return_value, _report(waiting)["status"]) == (0, "waiting")
    assert _report(done)["status"] == "completed"


def test_without_options_a_walk_takes_empty_answers_from_now_on(diagram: Path) -> None:
    result = _run(diagram)
    assert result.return_value == 0
    assert result.output.splitlines()[-1] == "completed"


def test_a_diagram_with_errors_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "bad.bpmn"
    path.write_bytes(Draw("bad").start("s").add("scriptTask", "x", "<bpmn:script>1</bpmn:script>").xml())
    result = _run(path, "--json")
    assert (result.return_value, _report(result)["status"]) == (1, "refused")
    assert "script-task" in _run(path).output


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": 1.5}'])
def test_a_file_that_is_no_object_of_case_data_is_a_wrong_call(diagram: Path, tmp_path: Path, content: str) -> None:
    data = tmp_path / "data.json"
    data.write_text(content, encoding="utf-8")
    assert _run(diagram, "--data", data).exception is not None
    assert type(_run(diagram, "--data", data).exception).__name__ == "BadParameter"


def test_whole_numbers_written_as_decimals_are_whole(diagram: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text('{"amount": 1000.0}', encoding="utf-8")
    assert _run(diagram, "--data", data).return_value == 0


def test_a_procedure_of_the_tree_is_walked_with_its_operators_and_values() -> None:
    result = _run(ROOT / "workflows" / "enrolment" / "enrolment.bpmn", "--json")
    report = _report(result)
    assert [one["element"] for one in report["visited"]][:2] == ["received", "identity_start"]
    assert not [one for one in report["findings"] if one["severity"] == "error"]


def test_a_walk_that_goes_round_in_circles_is_told_by_its_beginning_and_end(tmp_path: Path) -> None:
    draw = Draw("round").start("s").exclusive("again").user("ask").exclusive("enough").end("e")
    draw.path("s", "again", "ask", "enough").path("enough", "e", when="ask.yes = true").path(
        "enough", "again", default=True
    )
    path = tmp_path / "round.bpmn"
    path.write_bytes(draw.xml())
    lines = _run(path).output.splitlines()
    assert lines[-1] == "failed"
    assert len(lines) < 100
    assert any("steps more" in line for line in lines)
