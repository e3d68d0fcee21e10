"""Diagrams from elsewhere put into our words: each rewrite is told, done alone, and changes nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from server.engine.lint_lone import check_file
from server.engine.lint_schema import schema_findings
from server.engine.lint_tree import Surroundings
from server.engine.rewrites import Around, rewrites_of, rewritten
from server.engine.safe_xml import parse
from tests.browser.kept import contents
from tests.engine.diagrams import catch, diagram, end, flow, gateway, path, start, task, timer

AROUND = Around("sample", {"P14D": "document_wait"}, {"窓口担当": "counter"})
LINK = '<bpmn:linkEventDefinition id="{0}_l" name="A" />'


def _throw(inside: str) -> str:
    return f'<bpmn:intermediateThrowEvent id="t">{inside}</bpmn:intermediateThrowEvent>'


CASES = {
    "a plain task becomes a person's": (
        diagram(start(), task("x"), end(), path("s", "x", "e")),
        "person:x",
        "<bpmn:userTask",
    ),
    "a script becomes an operator": (
        diagram(start(), task("x", "scriptTask", "<bpmn:script>n = 1</bpmn:script>"), end(), path("s", "x", "e")),
        "operator:x",
        "<bpmn:documentation>n = 1",
    ),
    "a pair of links becomes one arrow": (
        diagram(start(), _throw(LINK.format("t")), catch("c", LINK.format("c")), end(), path("s", "t"), path("c", "e")),
        "link:t",
        'sourceRef="s" targetRef="e"',
    ),
    "several arrows leave by a gateway": (
        diagram(start(), task("x", "userTask"), end(), end("f"), path("s", "x", "e"), path("x", "f")),
        "fork:x",
        "<bpmn:parallelGateway",
    ),
    "an end is put where nothing follows": (
        diagram(start(), task("x", "userTask"), path("s", "x")),
        "end:x",
        "<bpmn:endEvent",
    ),
    "a start is put before the first": (
        diagram(task("x", "userTask"), end(), path("x", "e")),
        "start:x",
        "<bpmn:startEvent",
    ),
    "a condition of another product is put into ours": (
        diagram(
            start(), gateway("g", default="g_e"), end(), end("f"), path("s", "g", "e"), flow("g", "f", "${a == 'x'}")
        ),
        "condition:g_f",
        'a = "x"',
    ),
    "a written period becomes the named one": (
        diagram(start(), catch("t", timer("P14D")), end(), path("s", "t", "e")),
        "period:t",
        "document_wait",
    ),
    "the process gets the procedure's name": (
        diagram(start(), end(), path("s", "e")),
        "process:p",
        'id="sample"',
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rewrite_is_told_and_does_what_it_says(name: str) -> None:
    data, key, wanted = CASES[name]
    assert key in {one.key for one in rewrites_of(data, AROUND)}
    new = rewritten(data, [key], AROUND)
    assert wanted in new.decode()
    assert key not in {one.key for one in rewrites_of(new, AROUND)}
    before = len(list(schema_findings("x", parse(data))))
    assert len(list(schema_findings("x", parse(new)))) <= before


def test_what_nobody_accepted_stays_as_it_was_drawn() -> None:
    for data, _, _ in CASES.values():
        assert contents(rewritten(data, [], AROUND)) == contents(data)
        assert contents(rewritten(data, ["person:nobody", "nonsense"], AROUND)) == contents(data)


def test_an_id_that_expressions_cannot_read_is_renamed_wherever_it_stands() -> None:
    data = diagram(start(), task("x", "userTask"), end(), path("s", "x", "e")).replace(b'"x"', b'"sid-1"')
    data = data.replace(b">x<", b">sid-1<")
    new = rewritten(data, ["id:sid-1"], AROUND)
    assert b"sid-1" not in new.replace(b'name="sid-1"', b"")
    root = etree.fromstring(new)
    named = {one.get("id") for one in root.iter(etree.Element)}
    assert {flow.get("sourceRef") for flow in root.iter("{*}sequenceFlow")} <= named


def test_accepting_everything_leaves_nothing_to_rewrite_and_no_more_errors(tmp_path: Path) -> None:
    sample = Path(__file__).parents[1] / "browser" / "diagrams" / "descriptive.bpmn"
    found = rewrites_of(sample.read_bytes(), AROUND)
    assert Counter(one.key for one in found).most_common(1)[0][1] == 1, "every rewrite has a name of its own"
    new = rewritten(sample.read_bytes(), [one.key for one in found], AROUND)
    assert rewrites_of(new, AROUND) == []
    (tmp_path / "x.bpmn").write_bytes(new)
    before = [one for one in check_file(sample, Surroundings()) if one.severity == "error"]
    after = [one for one in check_file(tmp_path / "x.bpmn", Surroundings()) if one.severity == "error"]
    assert len(after) <= len(before)


def test_a_condition_that_cannot_be_put_into_our_words_is_not_offered() -> None:
    data = diagram(
        start(), gateway("g", default="g_e"), end(), end("f"), path("s", "g", "e"), flow("g", "f", "${a.size() > 3}")
    )
    assert not [one for one in rewrites_of(data, AROUND) if one.key.startswith("condition")]
