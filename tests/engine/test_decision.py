"""Decision tables answer by the standard's hit policies or refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.domain.refusals import Refused
from server.engine.decision import Table, TableInvalid, evaluate, inspect_table, read_table
from server.engine.decision_xml import DMN_NAMESPACES
from tests.engine.tables import Column, table_xml

AGE = Column("age", "number")
GROUND = Column("ground", "string")


def table(*rows: list[str], policy: str = "UNIQUE", **more: Any) -> Table:
    more.setdefault("outputs", [Column("answer")])
    return read_table(table_xml([AGE], more.pop("outputs"), rows, policy=policy, **more), "choice.dmn")


def refusal(table: Table, data: dict[str, Any]) -> str:
    with pytest.raises(Refused) as caught:
        evaluate(table, data)
    return caught.value.code


def rules_of(xml: bytes) -> set[str]:
    return {finding.rule for finding in inspect_table(xml, "choice.dmn")[1] if finding.severity == "error"}


def test_one_row_of_a_unique_table_answers_with_its_value() -> None:
    decided = evaluate(table(["< 70", '"under"'], [">= 70", '"over"']), {"age": 70})
    assert (decided.result, decided.rows, decided.outputs) == ("over", ("r2",), {"answer": "over"})


def test_two_rows_of_a_unique_table_are_refused_and_named() -> None:
    with pytest.raises(Refused, match=r"r1, r2") as caught:
        evaluate(table(["< 70", '"a"'], ["< 71", '"a"']), {"age": 60})
    assert caught.value.code == "table_two_answers"


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"])
def test_no_row_is_a_refusal_under_every_policy(policy: str) -> None:
    assert refusal(table(["< 70", "1"], policy=policy), {"age": 80}) == "table_no_answer"


def test_first_takes_the_first_row_that_holds() -> None:
    decided = evaluate(table(["< 70", "1"], ["< 80", "2"], ["-", "3"], policy="FIRST"), {"age": 60})
    assert (decided.result, decided.rows) == (1, ("r1",))


def test_any_answers_when_all_rows_agree_and_refuses_when_they_do_not() -> None:
    agreeing = table(["< 70", "1"], ["< 80", "1"], policy="ANY")
    assert evaluate(agreeing, {"age": 60}).rows == ("r1", "r2")
    assert refusal(table(["< 70", "1"], ["< 80", "2"], policy="ANY"), {"age": 60}) == "table_two_answers"


def test_any_does_not_take_true_and_one_for_the_same() -> None:
    assert refusal(table(["< 70", "1"], ["< 80", "true"], policy="ANY"), {"age": 60}) == "table_two_answers"


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_listing_policies_answer_with_every_row_in_order(policy: str) -> None:
    decided = evaluate(table(["< 70", '"b"'], ["> 90", '"c"'], ["-", '"a"'], policy=policy), {"age": 60})
    assert (decided.result, decided.rows) == (["b", "a"], ("r1", "r3"))


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", Decimal("3.5")), ("MIN", Decimal("0.5")), ("MAX", 2), ("COUNT", 3)]
)
def test_collect_aggregates_as_the_standard_says(aggregation: str, expected: object) -> None:
    rows = [["-", "1"], ["-", "2"], ["-", "0.5"]]
    decided = evaluate(table(*rows, policy="COLLECT", aggregation=aggregation), {"age": 60})
    assert decided.result == expected


def test_sum_counts_equal_answers_each() -> None:
    assert evaluate(table(["-", "2"], ["-", "2"], policy="COLLECT", aggregation="SUM"), {"age": 1}).result == 4


def test_sum_of_text_is_refused() -> None:
    assert refusal(table(["-", '"x"'], policy="COLLECT", aggregation="SUM"), {"age": 1}) == "table_output_type"


def test_sum_keeps_every_digit() -> None:
    rows = [["-", "0.1"], ["-", "0.2"], ["-", "1234567890123456789012"]]
    summed = evaluate(table(*rows, policy="COLLECT", aggregation="SUM"), {"age": 1}).result
    assert summed == Decimal("1234567890123456789012.3")


def test_several_outputs_answer_with_an_object() -> None:
    two = table(["-", '"a"', "1"], outputs=[Column("kind"), Column("count")])
    assert evaluate(two, {"age": 1}).result == {"kind": "a", "count": 1}


def test_several_outputs_of_collect_answer_with_a_list_of_objects() -> None:
    two = table(["-", '"a"', "1"], ["-", '"b"', "2"], policy="COLLECT", outputs=[Column("kind"), Column("count")])
    decided = evaluate(two, {"age": 1})
    assert decided.result == [{"kind": "a", "count": 1}, {"kind": "b", "count": 2}]
    assert decided.outputs == {"rows": decided.result}


def test_the_default_answers_when_no_row_does() -> None:
    decided = evaluate(table(["< 70", '"a"'], outputs=[Column("answer", default='"none"')]), {"age": 80})
    assert (decided.result, decided.rows) == ("none", ())


def test_half_a_default_is_no_answer() -> None:
    two = table(["< 70", "1", "2"], outputs=[Column("a", default="0"), Column("b")])
    assert refusal(two, {"age": 80}) == "table_no_answer"


def test_an_empty_list_may_be_the_default_of_a_list() -> None:
    listed = table(["< 70", "1"], policy="COLLECT", outputs=[Column("a", default="[]")])
    assert evaluate(listed, {"age": 80}).result == []
    assert "table-default" in rules_of(table_xml([AGE], [Column("a", default="0")], [["< 70", "1"]], policy="COLLECT"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column("age", "number"), "60"),
        (Column("age", "number"), True),
        (Column("age", "integer"), Decimal("1.5")),
        (Column("age", "boolean"), 1),
        (Column("age", "string"), 1),
        (Column("age", "date"), "2026-02-30"),
    ],
)
def test_an_input_of_another_type_is_refused(column: Column, value: object) -> None:
    read = read_table(table_xml([column], [Column("a")], [["-", "1"]]), "c.dmn")
    assert refusal(read, {"age": value}) == "table_input_type"


@pytest.mark.parametrize("value", ["other", None])
def test_an_input_outside_the_allowed_values_is_refused(value: object) -> None:
    read = read_table(table_xml([Column("g", "string", '"a","b"')], [Column("x")], [["-", "1"]]), "c.dmn")
    assert refusal(read, {"g": value}) == "table_input_not_allowed"
    assert evaluate(read, {"g": "a"}).result == 1


def test_a_missing_input_is_null_and_holds_only_where_null_or_anything_is_asked() -> None:
    read = table(["null", '"none"'], ["not(null)", '"some"'])
    assert evaluate(read, {}).result == "none"
    assert evaluate(read, {"age": 3}).result == "some"


def test_civil_days_are_compared_as_days() -> None:
    column = Column("born_on", "date")
    rows = [['< date("1951-04-02")', '"before"'], ['>= @"1951-04-02"', '"after"']]
    read = read_table(table_xml([column], [Column("x")], rows), "c.dmn")
    assert evaluate(read, {"born_on": "1951-04-01"}).result == "before"
    assert evaluate(read, {"born_on": "1951-04-02"}).result == "after"


@pytest.mark.parametrize(
    ("cell", "holds", "fails"),
    [
        ("-", 1, None),
        ("5", 5, 6),
        ("5,6", 6, 7),
        ("[1..6]", 6, 7),
        ("(1..6)", 2, 6),
        ("]1..6[", 2, 1),
        ("not(7)", 8, 7),
        ("not(1,2)", 3, 2),
        ("not([1..3])", 4, 3),
        ("< 5", 4, 5),
        (">= 5", 5, 4),
        ("< 3, > 9", 10, 5),
        ("null", None, 0),
        ("not(null)", 0, None),
        ("? > 5 and ? < 8", 6, 8),
        ("= 5", 5, 4),
        ("!= 5", 4, 5),
        ("-5", -5, 5),
    ],
)
def test_cells_are_unary_tests_not_python(cell: str, holds: object, fails: object) -> None:
    read = table([cell, "1"])
    assert evaluate(read, {"age": holds}).result == 1
    if cell != "-":
        assert refusal(read, {"age": fails}) == "table_no_answer"


def test_whole_decimals_become_whole_numbers_in_the_answer() -> None:
    answer = evaluate(table(["-", "1.0"]), {"age": 1}).result
    assert answer == 1
    assert isinstance(answer, int)


def test_an_answer_may_repeat_an_input_and_is_checked_against_its_column() -> None:
    read = read_table(table_xml([Column("g")], [Column("x", "string")], [["-", "g"]]), "c.dmn")
    assert evaluate(read, {"g": "a"}).result == "a"
    assert refusal(read, {"g": 1}) == "table_output_type"


@pytest.mark.parametrize("namespace", sorted(DMN_NAMESPACES))
def test_all_known_dmn_namespaces_are_read(namespace: str) -> None:
    assert evaluate(read_table(table_xml([AGE], [Column("x")], [["-", "1"]], namespace=namespace), ""), {}).result == 1


def test_declared_inputs_may_have_names_with_spaces_and_signs() -> None:
    around = '<inputData id="n" name="Pre-bureau risk"><variable name="Pre-bureau risk" typeRef="string"/></inputData>'
    xml = table_xml(
        [Column("Pre-bureau risk")], [Column("x")], [['"HIGH"', "1"], ["-", "2"]], policy="FIRST", around=around
    )
    assert evaluate(read_table(xml, ""), {"Pre-bureau risk": "HIGH"}).result == 1


def test_item_definitions_give_type_and_allowed_values() -> None:
    around = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef>'
        '<allowedValues><text>"a","b"</text></allowedValues></itemDefinition>'
    )
    read = read_table(table_xml([Column("k", "tKind")], [Column("x")], [["-", "1"]], around=around), "")
    assert refusal(read, {"k": "c"}) == "table_input_not_allowed"


BAD_TABLES = {
    "table-not-dmn": table_xml([AGE], [Column("x")], [["-", "1"]], namespace="http://example.org/other"),
    "table-hit-policy": table_xml([AGE], [Column("x")], [["-", "1"]], policy="PRIORITY"),
    "table-aggregation": table_xml([AGE], [Column("x")], [["-", "1"]], policy="FIRST", aggregation="SUM"),
    "table-cell": table_xml([AGE], [Column("x")], [['__import__("os")', "1"]]),
    "table-input": table_xml([Column("age + 1")], [Column("x")], [["-", "1"]]),
    "table-answer": table_xml([AGE], [Column("x")], [["-", "1 + 1"]]),
    "table-empty-answer": table_xml([AGE], [Column("x")], [["-", ""]]),
    "table-unknown-name": table_xml([GROUND], [Column("x")], [["Gold", "1"]]),
    "table-cell-type": table_xml([AGE], [Column("x")], [['"5"', "1"]]),
    "table-answer-type": table_xml([AGE], [Column("x", "number")], [["-", '"1"']]),
    "table-type": table_xml([Column("age", "dateTime")], [Column("x")], [["-", "1"]]),
    "table-row-shape": table_xml([AGE], [Column("x")], [["-"]]),
    "table-empty": table_xml([AGE], [Column("x")], []),
    "table-output-name": table_xml([AGE], [Column(""), Column("x")], [["-", "1", "2"]]),
    "table-twice": table_xml([AGE], [Column("x"), Column("x")], [["-", "1", "2"]]),
    "table-default": table_xml([AGE], [Column("x", default="1 +")], [["-", "1"]]),
    "table-allowed": table_xml([Column("age", "number", "1 +")], [Column("x")], [["-", "1"]]),
    "table-unknown-attribute": table_xml([AGE], [Column("x")], [["-", "1"]], table_attributes=' order="1"'),
    "table-unknown-element": table_xml([AGE], [Column("x")], [["-", "1"]], around='<decisionService id="s"/>'),
    "table-one-decision": table_xml([AGE], [Column("x")], [["-", "1"]], around='<decision id="other" name="o"/>'),
    "table-needs-others": table_xml(
        [AGE],
        [Column("x")],
        [["-", "1"]],
        inside='<informationRequirement id="q"><requiredDecision href="#o"/></informationRequirement>',
    ),
    "table-language": table_xml([AGE], [Column("x")], [["-", "1"]]).replace(
        b'id="ie1"', b'id="ie1" expressionLanguage="juel"'
    ),
    "table-missing": table_xml([AGE], [Column("x")], [["-", "1"]])
    .replace(b"<decisionTable", b"<literalExpression")
    .replace(b"</decisionTable", b"</literalExpression"),
    "table-id": table_xml([AGE], [Column("x")], [["-", "1"]]).replace(b'id="choice"', b""),
    "xml-doctype": b'<!DOCTYPE x [<!ENTITY a "b">]>' + table_xml([AGE], [Column("x")], [["-", "1"]])[39:],
    "xml-not-well-formed": b"<definitions",
}


@pytest.mark.parametrize("rule", sorted(BAD_TABLES))
def test_what_would_not_run_rightly_is_found_and_not_read(rule: str) -> None:
    assert rule in rules_of(BAD_TABLES[rule])
    with pytest.raises(TableInvalid):
        read_table(BAD_TABLES[rule], "bad.dmn")


def test_findings_tell_the_line_of_the_row() -> None:
    _, findings = inspect_table(BAD_TABLES["table-cell"], "bad.dmn")
    assert [(f.rule, f.line) for f in findings] == [("table-cell", 4)]


def test_an_empty_cell_is_anything_with_a_warning() -> None:
    read, findings = inspect_table(table_xml([AGE], [Column("x")], [["", "1"]]), "c.dmn")
    assert [(f.rule, f.severity) for f in findings] == [("table-empty-cell", "warning")]
    assert read is not None
    assert evaluate(read, {"age": 9}).result == 1
