"""Every fault of the register has a file of its own, and `check` refuses it by the rule in the file's name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from server.engine.findings import Finding
from server.engine.lint import RULES, lint_diagram
from server.engine.lint_lone import check_file
from server.engine.lint_tree import Surroundings, check_table
from tests.engine.test_lint import TREE

FAULTS = Path(__file__).with_name("faults")
LONE = sorted(FAULTS.glob("*.bpmn"))
IN_TREE = sorted((FAULTS / "tree").glob("*.bpmn"))
TABLES = sorted(FAULTS.glob("*.dmn"))
_OF_THE_BYTES = ("schema", "xml-doctype", "xml-encoding", "xml-not-well-formed", "xml-too-large")
_TABLE_RULES = (
    "table-aggregation table-allowed table-answer table-answer-type table-cell table-cell-type table-empty-answer "
    "table-hit-policy table-input table-language table-missing table-needs-others table-not-dmn table-one-decision "
    "table-overlap table-row-shape table-twice table-type table-unknown-element table-unknown-name "
    "table-unreachable-row"
).split()


WARNED_OF = {"table-unreachable-row"}


@cache
def rule_of(file: Path) -> str:
    """The longest rule with which the file's name begins; what follows says what is wrong."""
    fitting = [rule for rule in (*RULES, *_OF_THE_BYTES, *_TABLE_RULES) if file.stem.startswith(f"{rule}-")]
    return max(fitting, key=len)


def told(findings: list[Finding]) -> set[str]:
    """The rules of the errors; each finding speaks both languages."""
    assert all(one.message_ja and one.message_en for one in findings)
    return {one.rule for one in findings if one.severity == "error"}


@pytest.mark.parametrize("file", LONE, ids=lambda file: file.stem)
def test_the_file_is_refused_by_the_rule_in_its_name(file: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(file, tmp_path))
    assert rule_of(file) in told(check_file(alone, Surroundings()))


@pytest.mark.parametrize("file", IN_TREE, ids=lambda file: file.stem)
def test_a_file_of_the_tree_is_refused_by_the_rule_in_its_name(file: Path) -> None:
    around = replace(TREE, is_part=rule_of(file) == "part-waits")
    assert rule_of(file) in told(lint_diagram(str(file), file.read_bytes(), around))


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.stem)
def test_a_table_is_refused_by_the_rule_in_its_name(file: Path) -> None:
    _, found = check_table(str(file), file.read_bytes(), in_tree=False)
    severities = {one.severity for one in found if one.rule == rule_of(file)}
    assert severities == ({"warning"} if rule_of(file) in WARNED_OF else {"error"})
    assert all(one.message_ja and one.message_en for one in found)


def test_every_rule_of_the_gate_has_a_file() -> None:
    made_in_memory = {"too-many-nodes", "gateway-without-ways", "unlabelled-way"}  # too long to keep; only warnings
    assert set(RULES) - made_in_memory == {rule_of(file) for file in (*LONE, *IN_TREE)} & set(RULES)
    assert {rule_of(file) for file in TABLES} == set(_TABLE_RULES)
