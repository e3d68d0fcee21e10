"""The gate over folders: a tree of procedures with its parts, and a file by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.engine.findings import Finding
from server.engine.lint import OperatorShape
from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings, check_files, check_folders, check_tree
from tests.engine.diagrams import (
    boundary,
    call,
    decide,
    diagram,
    end,
    event,
    flow,
    gateway,
    lanes,
    path,
    properties,
    start,
    task,
    user,
)
from tests.engine.tables import Column, table_xml

AROUND = Surroundings(
    forms={"_shared/check": frozenset({"result"}), "enrolment/enter": frozenset({"reason"})},
    operators={"enrolment/x": OperatorShape(frozenset(), frozenset(), frozenset(), ("enrolment/asked",))},
    periods=frozenset({"wait"}),
)
PART = diagram(
    start(),
    task("check", "userTask", properties(differs_from="enter")),
    end(),
    path("s", "check", "e"),
    id="second_check",
    before=lanes(qualification="check"),
)
ENROLMENT = diagram(
    start(),
    user("enter"),
    call("second", "second_check"),
    decide("kind", "kind"),
    gateway("g", default="g_e"),
    end(),
    path("s", "enter", "second", "kind", "g", "e"),
    flow("g", "enter", 'check.result = "back"'),
    id="enrolment",
    before=lanes(counter="enter"),
)
KIND = table_xml([Column("enter.reason")], [Column("kind")], [["-", '"a"']]).replace(b'"choice"', b'"kind"')
ASKED = KIND.replace(b'"kind"', b'"asked"')
TREE = {
    "workflows/_shared/second_check/second_check.bpmn": PART,
    "workflows/enrolment/enrolment.bpmn": ENROLMENT,
    "workflows/enrolment/kind.dmn": KIND,
    "workflows/enrolment/asked.dmn": ASKED,
}


def found(changes: dict[str, bytes] | None = None) -> list[tuple[str, str]]:
    files = {**TREE, **(changes or {})}
    return [(one.path.rpartition("/")[2], one.rule) for one in check_files(files, AROUND) if one.severity == "error"]


def test_a_tree_in_order_has_no_findings() -> None:
    assert found() == []


def test_the_tree_is_read_from_disk_and_paths_are_those_of_the_disk(tmp_path: Path) -> None:
    for name, data in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert [one for one in check_tree(tmp_path, AROUND) if one.severity == "error"] == []
    stray = tmp_path / "workflows/enrolment/stray.dmn"
    stray.write_bytes(KIND)
    assert {one.path for one in check_tree(tmp_path, AROUND, ["enrolment"])} == {str(stray)}
    folders = ("enrolment", "_shared/second_check", "nowhere")
    assert check_folders(tmp_path, AROUND, folders) == {one: check_tree(tmp_path, AROUND, [one]) for one in folders}


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("workflows/enrolment/other.bpmn", ENROLMENT, "file-name"),
        ("workflows/empty/kind.dmn", KIND, "file-name"),
        ("workflows/enrolment/renamed.dmn", KIND, "table-file-name"),
        ("workflows/enrolment/unused.dmn", KIND.replace(b'"kind"', b'"unused"'), "table-unused"),
        (
            "workflows/enrolment/kind.dmn",
            KIND.replace(b'"a"', b"0.5"),
            "table-decimal",
        ),
        ("workflows/enrolment/kind.dmn", b"<broken", "unknown-table"),
        ("workflows/_shared/second_check/second_check.bpmn", b"<broken", "unknown-part"),
    ],
)
def test_what_is_out_of_order_is_found(name: str, data: bytes, rule: str) -> None:
    assert rule in {rule for _, rule in found({name: data})}


def test_a_part_may_be_kept_from_a_step_of_its_caller_only_when_the_caller_has_it() -> None:
    without = ENROLMENT.replace(b'"enter"', b'"other"').replace(b">enter<", b">other<").replace(b"enter_", b"other_")
    assert ("enrolment.bpmn", "differs-from") in found({"workflows/enrolment/enrolment.bpmn": without})


def test_parts_that_call_each_other_are_refused() -> None:
    one = diagram(start(), call("c", "two"), end(), path("s", "c", "e"), id="one")
    two = diagram(start(), call("d", "one"), end(), path("s", "d", "e"), id="two")
    files = {"workflows/_shared/one/one.bpmn": one, "workflows/_shared/two/two.bpmn": two}
    assert ("one.bpmn", "unknown-part") in found(files)


def test_a_part_that_calls_another_is_no_ring_wherever_the_reading_begins() -> None:
    inner = diagram(start(), user("look"), end(), path("s", "look", "e"), id="a_part", before=lanes(counter="look"))
    outer = diagram(start(), call("c", "a_part"), end(), path("s", "c", "e"), id="b_part")
    main = diagram(start(), call("d", "b_part"), end(), path("s", "d", "e"), id="case")
    files = {f"workflows/_shared/{name}/{name}.bpmn": data for name, data in (("a_part", inner), ("b_part", outer))}
    files["workflows/case/case.bpmn"] = main
    found = check_files(files, Surroundings(forms={"_shared/look": frozenset()}), ["case"])
    assert [one for one in found if one.rule == "unknown-part"] == []


# -- a file by itself ------------------------------------------------------------------------------------------


def lone(folder: Path, **files: bytes) -> list[Finding]:
    """Findings of `main.bpmn`; keyword `x_dmn` becomes the file `x.dmn`."""
    for name, data in files.items():
        (folder / ".".join(name.rsplit("_", 1))).write_bytes(data)
    return check_file(folder / "main.bpmn", AROUND)


def errors(findings: list[Finding]) -> set[str]:
    return {one.rule for one in findings if one.severity == "error"}


CALLER = diagram(start(), call("c", "inner"), end(), path("s", "c", "e"))
INNER = diagram(start(), user("u"), end(), path("s", "u", "e"), id="inner")


def test_a_called_process_is_found_beside_a_lone_file_and_judged(tmp_path: Path) -> None:
    assert errors(lone(tmp_path, main_bpmn=CALLER, other_bpmn=INNER)) == set()
    script = INNER.replace(b"userTask", b"scriptTask")
    assert {"script-task", "unknown-part"} <= errors(lone(tmp_path, main_bpmn=CALLER, other_bpmn=script))


def test_a_called_process_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert errors(lone(tmp_path, main_bpmn=CALLER)) == {"unknown-part"}


def test_a_ring_of_calls_between_lone_files_is_refused(tmp_path: Path) -> None:
    back = diagram(start(), call("d", "p"), end(), path("s", "d", "e"), id="inner")
    assert "unknown-part" in errors(lone(tmp_path, main_bpmn=CALLER, other_bpmn=back))


def test_an_error_of_a_called_process_is_caught_at_the_call(tmp_path: Path) -> None:
    error = '<bpmn:error id="err" name="E" errorCode="E" />'
    failing = diagram(start(), end("e", event("error", errorRef="err")), path("s", "e"), id="inner", around=error)
    assert errors(lone(tmp_path, main_bpmn=CALLER, other_bpmn=failing)) == {"error-uncaught"}
    catching = diagram(
        start(), call("c", "inner"), boundary("b", "c", event("error", errorRef="err")), end(), end("e2"),
        path("s", "c", "e"), path("b", "e2"), around=error,
    )  # fmt: skip
    assert errors(lone(tmp_path, main_bpmn=catching, other_bpmn=failing)) == set()


def test_a_table_beside_a_lone_file_is_found_by_its_id_and_judged(tmp_path: Path) -> None:
    asking = diagram(start(), decide("x", "choice"), end(), path("s", "x", "e"))
    good = table_xml([Column("x")], [Column("y")], [["-", "1"]])
    assert errors(lone(tmp_path, main_bpmn=asking, any_dmn=good)) == set()
    bad = table_xml([Column("x")], [Column("y")], [["1 +", "1"]])
    assert {"table-cell", "unknown-table"} <= errors(lone(tmp_path, main_bpmn=asking, any_dmn=bad))


def test_a_lone_table_is_judged_with_its_overlaps(tmp_path: Path) -> None:
    file = tmp_path / "t.dmn"
    file.write_bytes(table_xml([Column("x", "number")], [Column("y")], [["< 5", "1"], ["< 9", "2"]]))
    assert [(one.rule, one.severity) for one in check_file(file, AROUND)] == [
        ("table-gap", "warning"),
        ("table-overlap", "error"),
    ]


def test_a_file_too_large_to_be_read_is_refused(tmp_path: Path) -> None:
    assert errors(lone(tmp_path, main_bpmn=b"<a>" + b" " * 2_000_001 + b"</a>")) == {"xml-too-large"}
