"""`kokuho check` and `kokuho decide`: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.cli.main import kokuho
from server.cli.output import run
from tests.engine.diagrams import call as call_part
from tests.engine.diagrams import decide as rule_task
from tests.engine.diagrams import diagram, end, path, start, task
from tests.engine.tables import Column, table_xml

ROOT = Path(__file__).resolve().parents[2]
GOOD = diagram(start(), task("x"), end(), path("s", "x", "e"))
BAD = diagram(start(), task("x", "scriptTask"), end(), path("s", "x", "e"))
TABLE = table_xml([Column("age", "number")], [Column("kind")], [["< 70", '"a"'], [">= 70.5", "0.1"]])


def call(*arguments: str) -> int:
    try:
        return run(kokuho, arguments)
    except SystemExit as ended:
        return int(str(ended.code))


def write(folder: Path, **files: bytes | str) -> Path:
    for name, data in files.items():
        target = folder / ".".join(name.rsplit("_", 1))
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_clean_file_ends_with_0_and_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", str(write(tmp_path, a_bpmn=GOOD) / "a.bpmn"), "--json") == 0
    assert printed(capsys) == {"findings": []}


def test_a_finding_has_all_its_parts_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, a_bpmn=BAD) / "a.bpmn"
    assert call("check", str(file), "--json") == 1
    found = next(one for one in printed(capsys)["findings"] if one["rule"] == "script-task")
    assert list(found) == ["path", "element", "name", "line", "severity", "rule", "message_ja", "message_en"]
    assert (found["path"], found["element"], found["line"], found["severity"]) == (str(file), "x", 5, "error")


def test_a_folder_is_checked_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", str(write(tmp_path, a_bpmn=BAD, b_dmn=b"<no", c_bpmn=GOOD, d_txt="x")), "--json") == 1
    assert {Path(one["path"]).name for one in printed(capsys)["findings"]} == {"a.bpmn", "b.dmn"}


def test_a_form_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "forms" / "x"
    folder.mkdir(parents=True)
    (folder / "y.yaml").write_text("form: x/y\nversion: 1\n", encoding="utf-8")
    assert call("check", str(tmp_path), "--json") == 1
    assert {one["rule"].split("_")[0] for one in printed(capsys)["findings"]} == {"form"}


def test_a_path_that_is_not_there_or_not_checked_is_a_wrong_call(tmp_path: Path) -> None:
    assert call("check", str(tmp_path / "nothing.bpmn")) == 2
    assert call("check", str(write(tmp_path, a_txt="x") / "a.txt")) == 2
    assert call("check") == 2


def test_the_procedures_of_the_house_pass_their_own_gate(capsys: pytest.CaptureFixture[str]) -> None:
    status = call("check", str(ROOT / "workflows"), str(ROOT / "forms"), "--json")
    assert [one for one in printed(capsys)["findings"] if one["severity"] == "error"] == []
    assert status == 0


def test_paths_are_shown_as_they_were_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, a_bpmn=BAD)
    monkeypatch.chdir(tmp_path)
    call("check", "a.bpmn", "--json")
    assert {one["path"] for one in printed(capsys)["findings"]} == {"a.bpmn"}


# -- decide ----------------------------------------------------------------------------------------------------


def decide(folder: Path, inputs: str, table: bytes = TABLE) -> int:
    write(folder, t_dmn=table, in_json=inputs)
    return call("decide", str(folder / "t.dmn"), "--input", str(folder / "in.json"), "--json")


def test_a_table_answers_with_result_and_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(tmp_path, '{"age": 69}') == 0
    assert printed(capsys) == {"result": "a", "rows": ["r1"]}


def test_decimals_are_read_and_written_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(tmp_path, '{"age": 70.50000000000000000001}') == 0
    assert '"result": 0.1,' in capsys.readouterr().out


def test_a_table_that_cannot_answer_gives_no_result_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(tmp_path, '{"age": 70}') == 1
    answer = printed(capsys)
    assert "result" not in answer
    assert answer["refusal"]["code"] == "table_no_answer"


def test_a_table_that_is_refused_tells_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(tmp_path, "{}", TABLE.replace(b"&lt; 70", b"70 + 1")) == 1
    answer = printed(capsys)
    assert "result" not in answer
    assert answer["findings"][0]["rule"] == "table-cell"


@pytest.mark.parametrize(
    "inputs", ["[1]", "{", '{"age": NaN}', '{"age": 1e9999}', '{"a": ' + "[" * 90 + "]" * 90 + "}"]
)
def test_inputs_that_are_no_json_object_are_a_wrong_call(tmp_path: Path, inputs: str) -> None:
    assert decide(tmp_path, inputs) == 2


def test_a_folder_of_strangers_is_judged_file_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(60):
        (tmp_path / f"{number}.bpmn").write_bytes(GOOD if number else BAD)
    assert call("check", str(tmp_path), "--json") == 1
    assert {Path(one["path"]).name for one in printed(capsys)["findings"]} == {"0.bpmn"}


@pytest.mark.parametrize("kind", ["bpmn", "dmn"])
def test_what_stands_in_two_files_of_a_folder_is_not_chosen_by_chance(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = call_part("x", "inner") if kind == "bpmn" else rule_task("x", "choice")
    held = GOOD.replace(b'id="p"', b'id="inner"') if kind == "bpmn" else TABLE
    (tmp_path / "main.bpmn").write_bytes(diagram(start(), asked, end(), path("s", "x", "e")))
    (tmp_path / f"one.{kind}").write_bytes(held)
    assert call("check", str(tmp_path / "main.bpmn"), "--json") == 0
    printed(capsys)
    (tmp_path / f"two.{kind}").write_bytes(held)
    assert call("check", str(tmp_path / "main.bpmn"), "--json") == 1
    rules = {one["rule"] for one in printed(capsys)["findings"] if one["severity"] == "error"}
    assert "unknown-part" in rules or "unknown-table" in rules
