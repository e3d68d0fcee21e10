"""Diagrams from elsewhere: what they write in other words runs as the standard reads it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings
from server.engine.session import Stage
from server.engine.simulate import try_procedure
from tests.engine.diagrams import boundary, diagram, end, event, flow, gateway, path, start, sub, task

STAGE = Stage(datetime(2026, 4, 1, tzinfo=UTC))
FORMAL = 'xsi:type="bpmn:tFormalExpression"'
THREE = f"<bpmn:loopCardinality {FORMAL}>3</bpmn:loopCardinality>"
ERRORS = '<bpmn:error id="one" name="A" errorCode="A" /><bpmn:error id="other" name="B" errorCode="B" />'


def _walk(folder: Path, data: bytes, given: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    file = folder / "p.bpmn"
    file.write_bytes(data)
    assert [one for one in check_file(file, Surroundings()) if one.severity == "error"] == []
    return try_procedure(file, given, answers, None, STAGE)


def _times(report: dict[str, Any], element: str) -> int:
    return Counter(one["element"] for one in report["visited"])[element]


def _line(inside: str) -> bytes:
    return diagram(start(), task("x", "userTask", inside), end(), path("s", "x", "e"))


@pytest.mark.parametrize("written", ["1", "true", " true "])
def test_a_truth_may_be_written_in_every_way_of_the_schema(written: str, tmp_path: Path) -> None:
    loop = (
        f'<bpmn:standardLoopCharacteristics testBefore="{written}"><bpmn:loopCondition {FORMAL}>n = 1'
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    assert _times(_walk(tmp_path, _line(loop), {"n": 2}, {}), "x") == 0
    turns = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{written}">{THREE}'
    report = _walk(tmp_path, _line(f"{turns}</bpmn:multiInstanceLoopCharacteristics>"), {}, {"x": None})
    assert len(report["open"]) == 1
    process = _line("").replace(b'isExecutable="true"', f'isExecutable="{written}"'.encode())
    assert _times(_walk(tmp_path, process, {}, {}), "x") == 1


@pytest.mark.parametrize("name", ["numberOfCompletedInstances", "nrOfCompletedInstances"])
@pytest.mark.parametrize("sequential", ["true", "false"])
def test_a_completion_condition_counts_what_has_ended(name: str, sequential: str, tmp_path: Path) -> None:
    enough = f"<bpmn:completionCondition {FORMAL}>{name} &gt;= 2</bpmn:completionCondition>"
    marker = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">{THREE}{enough}'
    report = _walk(tmp_path, _line(f"{marker}</bpmn:multiInstanceLoopCharacteristics>"), {}, {})
    assert (report["status"], _times(report, "x")) == ("completed", 2)


def test_all_but_one_is_counted_side_by_side(tmp_path: Path) -> None:
    enough = (
        f"<bpmn:completionCondition {FORMAL}>numberOfActiveInstances = 1 and numberOfInstances = 3"
        "</bpmn:completionCondition>"
    )
    marker = f"<bpmn:multiInstanceLoopCharacteristics>{THREE}{enough}</bpmn:multiInstanceLoopCharacteristics>"
    assert _times(_walk(tmp_path, _line(marker), {}, {}), "x") == 2


def test_an_instance_knows_its_number_from_one(tmp_path: Path) -> None:
    inner = sub(
        "x", f"<bpmn:multiInstanceLoopCharacteristics>{THREE}</bpmn:multiInstanceLoopCharacteristics>", start("is"),
        gateway("g", default="g_b"), task("a"), task("b"), end("ie"), path("is", "g"), path("g", "b", "ie"),
        flow("g", "a", "loopCounter = 1"), path("a", "ie"),
    )  # fmt: skip
    report = _walk(tmp_path, diagram(start(), inner, end(), path("s", "x", "e")), {}, {})
    assert (_times(report, "a"), _times(report, "b")) == (1, 2)


@pytest.mark.parametrize("first", ["any", "own"])
def test_the_border_with_the_errors_own_code_takes_it_wherever_it_is_written(first: str, tmp_path: Path) -> None:
    borders = {
        "any": boundary("any", "x", event("error")),
        "own": boundary("own", "x", event("error", errorRef="one")),
    }
    inner = sub("x", start("is"), end("ie", event("error", errorRef="one")), path("is", "ie"))
    ordered = [borders.pop(first), *borders.values()]
    data = diagram(
        start(), inner, *ordered, end(), end("e_any"), end("e_own"), path("s", "x", "e"), path("any", "e_any"),
        path("own", "e_own"), around=ERRORS,
    )  # fmt: skip
    assert _times(_walk(tmp_path, data, {}, {}), "e_own") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "euc_jp"])
def test_japanese_ids_and_names_are_read_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    text = _line("").decode().replace('id="x" name="x"', 'id="審査" name="審査する"').replace('"x"', '"審査"')
    declared = {"utf-8-sig": "UTF-8", "euc_jp": "EUC-JP"}.get(encoding, encoding)
    data = text.replace("UTF-8", declared).encode(encoding)
    assert _times(_walk(tmp_path, data, {}, {}), "審査") == 1


@pytest.mark.parametrize("prefix", ["", "bpmn2:", "semantic:"])
def test_the_namespaces_prefix_does_not_matter(prefix: str, tmp_path: Path) -> None:
    name = prefix.rstrip(":")
    data = _line("").replace(b"xmlns:bpmn=", f"xmlns{':' if name else ''}{name}=".encode())
    assert _times(_walk(tmp_path, data.replace(b"bpmn:", prefix.encode()), {}, {}), "x") == 1


def test_a_condition_may_stand_in_cdata_with_space_and_comments_around(tmp_path: Path) -> None:
    data = diagram(
        start(), gateway("g", default="g_e"), end(), end("f"), path("s", "g", "e"), flow("g", "f", "amount > 3")
    )  # fmt: skip
    written = data.replace(b"amount &gt; 3", b"\n  <!-- more than three --><![CDATA[ amount\t> 3 ]]>\n")
    assert _times(_walk(tmp_path, written, {"amount": 4}, {}), "f") == 1
