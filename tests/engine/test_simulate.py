"""Trying a diagram: people answer from the file, clocks run on a virtual time, what a file uses is found beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from server.domain.facts import FactKey
from server.engine.findings import Finding
from server.engine.lint import OperatorShape
from server.engine.lint_tree import Surroundings
from server.engine.session import Stage
from server.engine.simulate import try_procedure
from tests.engine.draw import Draw
from tests.engine.everything import OPERATORS
from tests.engine.tables import Column, table_xml
from tests.engine.walker import VALUES

START = datetime.fromisoformat("2026-01-31T10:00:00+09:00")
SHAPE = OperatorShape(frozenset({"before", "household"}), frozenset({"before", "household"}), frozenset({"n", "known"}))
AROUND = Surroundings(operators={"demo/count": SHAPE})
STAGE = Stage(START, OPERATORS, VALUES, surroundings=AROUND)


def _write(folder: Path, draw: Draw, name: str = "") -> Path:
    path = folder / f"{name or draw.slug}.bpmn"
    path.write_bytes(draw.xml())
    return path


def _try(path: Path, until: str | None = None, stage: Stage = STAGE, **given: dict[str, Any]) -> dict[str, Any]:
    end = None if until is None else datetime.fromisoformat(until)
    return try_procedure(path, given.get("data", {}), given.get("answers", {}), end, stage)


def _visited(report: dict[str, Any]) -> list[str]:
    return [one["element"] for one in report["visited"]]


def test_plain_tasks_pass_people_answer_from_the_file_and_clocks_elapse(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").task("plain").user("ask").exclusive("g").timer("t", "P1M").end("e").end("f")
    draw.path("s", "plain", "ask", "g").path("g", "t", "e", when="ask.yes and amount > 1000").path(
        "g", "f", default=True
    )
    report = _try(_write(tmp_path, draw), data={"amount": 2000}, answers={"ask": {"yes": True}})
    assert (report["status"], report["error"], report["open"]) == ("completed", None, [])
    assert _visited(report) == ["s", "plain", "ask", "g", "t", "e"]
    assert report["visited"][-1]["at"] == "2026-02-28T10:00:00+09:00"
    assert _visited(_try(_write(tmp_path, draw), data={"amount": 2000}))[-1] == "f"


def test_answers_in_a_list_are_given_one_after_another_then_empty_ones(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").exclusive("in").user("ask").exclusive("g").end("e").path("s", "in", "ask", "g")
    draw.path("g", "in", when="ask.again = true").path("g", "e", default=True)
    report = _try(_write(tmp_path, draw), answers={"ask": [{"again": True}, {"again": True}]})
    assert _visited(report).count("ask") == 3
    assert report["status"] == "completed"


def test_a_walk_without_end_is_told(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").exclusive("in").user("ask").exclusive("g").end("e").path("s", "in", "ask", "g")
    draw.path("g", "in", when="ask.again = true").path("g", "e", default=True)
    report = _try(_write(tmp_path, draw), answers={"ask": {"again": True}})
    assert (report["status"], "does not come to an end" in report["error"]) == ("failed", True)


def test_time_runs_no_further_than_told_and_what_is_waited_for_is_named(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").events("g").catch("m", "paid").timer("t", "P20D").end("e").end("f")
    path = _write(tmp_path, draw.path("s", "g", "m", "e").path("g", "t", "f"))
    report = _try(path, until="2026-02-10T00:00:00+09:00")
    assert (report["status"], _visited(report)) == ("waiting", ["s"])
    assert report["open"] == [
        {"element": "m", "waits_for": "message", "message": "paid"},
        {"waits_for": "timer", "due": "2026-02-20T10:00:00+09:00"},
    ]
    assert _visited(_try(path))[-2:] == ["t", "f"]
    assert _visited(_try(path, answers={"m": {"yen": 1}}))[-2:] == ["m", "e"]


def test_a_task_answered_with_null_is_left_until_its_clock_runs_out(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").user("ask").on_timer("ask", "late", "P3D").end("e").end("f")
    path = _write(tmp_path, draw.path("s", "ask", "e").path("late", "f"))
    report = _try(path, answers={"ask": None})
    assert (_visited(report), report["visited"][-1]["at"][:10]) == (["s", "late", "f"], "2026-02-03")
    assert _try(path, until="2026-02-01T00:00:00+09:00", answers={"ask": None})["open"][0]["element"] == "ask"


def test_called_parts_and_tables_beside_the_file_are_found_and_broken_neighbours_do_no_harm(tmp_path: Path) -> None:
    part = Draw("part").start("ps").user("pu").end("pe").path("ps", "pu", "pe")
    draw = Draw("try_it").start("s").call("c", "part").rule("r", "choice").exclusive("g").end("e").end("f")
    draw.path("s", "c", "r", "g").path("g", "e", when='r.kind = "big"').path("g", "f", default=True)
    _write(tmp_path, part, "named_otherwise")
    (tmp_path / "table.dmn").write_bytes(
        table_xml([Column("n", "number")], [Column("kind", "string")], [["> 5", '"big"']])
    )
    (tmp_path / "broken.bpmn").write_bytes(b"<broken")
    (tmp_path / "broken.dmn").write_bytes(b"<broken")
    report = _try(_write(tmp_path, draw), data={"n": 9})
    assert report["status"] == "completed"
    assert _visited(report) == ["s", "ps", "pu", "pe", "c", "r", "g", "e"]


def test_instances_count_once_each_and_their_container_does_not(tmp_path: Path) -> None:
    count = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
    three = f"<bpmn:multiInstanceLoopCharacteristics>{count}</bpmn:multiInstanceLoopCharacteristics>"
    draw = Draw("try_it").start("s").user("each", three).end("e").path("s", "each", "e")
    assert _visited(_try(_write(tmp_path, draw))) == ["s", "each", "each", "each", "e"]


def test_what_was_cancelled_before_it_was_done_is_not_counted(tmp_path: Path) -> None:
    part = Draw("part").start("ps").timer("slow", "P9D").end("pe").path("ps", "slow", "pe")
    draw = Draw("try_it").start("s").call("c", "part").on_timer("c", "late", "P3D").end("e").end("f")
    _write(tmp_path, part)
    report = _try(_write(tmp_path, draw.path("s", "c", "e").path("late", "f")))
    assert _visited(report) == ["s", "ps", "late", "f"]


def test_a_diagram_with_errors_is_refused_with_the_findings(tmp_path: Path) -> None:
    draw = (
        Draw("try_it")
        .start("s")
        .add("scriptTask", "x", "<bpmn:script>x = 1</bpmn:script>")
        .end("e")
        .path("s", "x", "e")
    )
    report = _try(_write(tmp_path, draw))
    assert (report["status"], report["visited"]) == ("refused", [])
    assert report["error"]
    assert any(one["rule"] == "script-task" and one["severity"] == "error" for one in report["findings"])


def test_registers_are_empty_unless_facts_are_given_and_letters_are_told(tmp_path: Path) -> None:
    draw = (
        Draw("try_it")
        .start("s")
        .service("n", "demo/count", before="n.n", household='"H1"')
        .end("e")
        .path("s", "n", "e")
    )
    path = _write(tmp_path, draw)
    empty = _try(path)
    assert [one["letter"] for one in empty["letters"]] == ["demo/notice"]
    stage = Stage(START, OPERATORS, VALUES, {FactKey("household", "H1"): {"members": 2}}, AROUND)
    assert _try(path, stage=stage)["status"] == "completed"


def test_steps_with_nothing_behind_them_pass_in_a_file_by_itself(tmp_path: Path) -> None:
    draw = (
        Draw("try_it")
        .start("s")
        .add("serviceTask", "auto")
        .add("sendTask", "out")
        .add("manualTask", "by_hand")
        .end("e")
    )
    report = _try(_write(tmp_path, draw.path("s", "auto", "out", "by_hand", "e")))
    assert _visited(report) == ["s", "auto", "out", "by_hand", "e"]


def test_a_files_conditions_find_start_data_and_earlier_answers_by_bare_name(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").user("ask").exclusive("g").end("e").end("f").path("s", "ask", "g")
    draw.path("g", "e", when="approved == true and limit = 5").path("g", "f", default=True)
    path = _write(tmp_path, draw)
    answers = {"ask": {"approved": True, "other": 9}}
    assert _visited(_try(path, data={"limit": 5, "other": 1}, answers=answers))[-1] == "e"
    assert _visited(_try(path, data={"limit": 6}, answers=answers))[-1] == "f"


def test_a_bare_name_that_would_stand_for_two_values_is_not_guessed_at(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").user("ask").exclusive("g").end("e").end("f").path("s", "ask", "g")
    draw.path("g", "e", when="limit = 5").path("g", "f", default=True)
    report = _try(_write(tmp_path, draw), data={"limit": 5}, answers={"ask": {"limit": 9}})
    assert (report["status"], "limit" in report["error"]) == ("failed", True)
    assert _try(_write(tmp_path, draw), data={"limit": 5}, answers={"ask": {"limit": 5}})["status"] == "completed"


def test_a_refusal_of_a_step_ends_the_walk(tmp_path: Path) -> None:
    draw = Draw("try_it").start("s").rule("r", "choice").end("e").path("s", "r", "e")
    (tmp_path / "choice.dmn").write_bytes(table_xml([Column("n", "number")], [Column("k", "string")], [["> 5", '"x"']]))
    report = _try(_write(tmp_path, draw), data={"n": 1})
    assert (report["status"], report["error"]["code"]) == ("refused", "table_no_answer")


@pytest.mark.parametrize("slug", ["demo"])
def test_a_procedure_of_a_tree_is_walked_by_the_rules_of_the_tree(tmp_path: Path, slug: str) -> None:
    folder = tmp_path / "workflows" / slug
    folder.mkdir(parents=True)
    draw = (
        Draw(slug).start("s").user("a").timer("t", "P20D").end("e").path("s", "a", "t", "e").lane("counter", "s", "a")
    )
    report = _try(_write(folder, draw))
    assert report["status"] == "refused"
    assert {"literal-period"} <= {one["rule"] for one in report["findings"]}
    assert all(isinstance(one, dict) and set(one) == set(Finding.__dataclass_fields__) for one in report["findings"])
