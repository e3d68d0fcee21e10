"""What a table leaves open or says twice is found, with a witness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.refusals import Refused
from server.engine.decision import analyse, evaluate, read_table
from tests.engine.tables import Column, table_xml

AGE = Column("age", "integer")
KIND = Column("kind", "string", '"a","b"')


def found(
    inputs: list[Column], *rows: list[str], policy: str = "UNIQUE", default: str = "", in_tree: bool = True
) -> set[str]:
    table = read_table(table_xml(inputs, [Column("x", default=default)], rows, policy=policy), "t.dmn")
    return {f"{one.severity} {one.rule} {one.element}" for one in analyse(table, in_tree=in_tree)}


def test_a_table_that_answers_once_everywhere_has_no_findings() -> None:
    assert found([AGE], ["< 70", "1"], [">= 70", "2"]) == set()
    assert found([KIND], ['"a"', "1"], ['not("a")', "2"]) == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("< 70", "69"),
        ("[1..5]", "[5..9]"),
        ("-", "3"),
        ("not(4)", "5"),
        ("1,2", "2,3"),
        ("? > 3", "< 5"),
        ("null", "-"),
    ],
)
def test_two_rows_that_one_input_reaches_are_an_overlap(first: str, second: str) -> None:
    assert "error table-overlap r2" in found([AGE], [first, "1"], [second, "2"])


@pytest.mark.parametrize(
    ("first", "second"), [("< 70", ">= 70"), ("[1..5)", "[5..9]"), ("4", "not(4)"), ("[1..2]", "[3..4]")]
)
def test_rows_set_apart_are_none(first: str, second: str) -> None:
    assert not any("overlap" in one for one in found([AGE], [first, "1"], [second, "2"]))


def test_rows_set_apart_by_another_column_are_none() -> None:
    assert found([AGE, KIND], ["-", '"a"', "1"], ["-", '"b"', "2"]) == set()


def test_the_same_question_asked_in_two_columns_is_one_question() -> None:
    assert not any("overlap" in one for one in found([AGE, AGE], ["> 5", "-", "1"], ["-", "< 5", "2"]))


def test_any_may_say_the_same_twice_but_nothing_else() -> None:
    assert not any("overlap" in one for one in found([AGE], ["< 7", "1"], ["-", "1"], policy="ANY"))
    assert "error table-overlap r2" in found([AGE], ["< 7", "1"], ["-", "2"], policy="ANY")


def test_a_gap_among_declared_values_is_an_error_in_the_tree_and_a_warning_outside() -> None:
    assert found([KIND], ['"a"', "1"]) == {"error table-gap choice"}
    assert found([KIND], ['"a"', "1"], in_tree=False) == {"warning table-gap choice"}


def test_a_gap_in_an_open_column_is_a_warning() -> None:
    assert found([AGE], ["< 70", "1"], ["> 70", "2"]) == {"warning table-gap choice"}
    assert found([Column("s", "string")], ['"a"', "1"]) == {"warning table-gap choice"}


def test_a_gap_between_days_is_found_to_the_day() -> None:
    day = Column("d", "date")
    rows = (['< date("2026-04-01")', "1"], ['> date("2026-04-01")', "2"])
    assert found([day], *rows) == {"warning table-gap choice"}
    assert found([day], ['< date("2026-04-01")', "1"], ['>= date("2026-04-01")', "2"]) == set()


def test_a_default_closes_every_gap() -> None:
    assert found([KIND], ['"a"', "1"], default="0") == set()


def test_the_gap_is_shown_by_an_input() -> None:
    table = read_table(table_xml([AGE, KIND], [Column("x")], [["-", '"a"', "1"], ["< 5", '"b"', "2"]]), "t.dmn")
    assert 'kind = "b"' in next(iter(analyse(table))).message_en


def test_a_row_that_earlier_rows_always_answer_before_is_found() -> None:
    assert found([AGE], ["< 70", "1"], ["< 60", "2"], ["-", "3"], policy="FIRST") == {"error table-unreachable-row r2"}
    assert found([AGE], ["< 50", "1"], ["< 60", "2"], ["-", "3"], policy="FIRST") == set()
    covered = found([KIND], ['"a"', "1"], ['"b"', "2"], ["-", "3"], policy="FIRST")
    assert covered == {"error table-unreachable-row r3"}


def test_where_samples_cannot_show_everything_no_row_is_called_unreachable() -> None:
    rows = (['starts with(?, "a")', "1"], ['? = "ab"', "2"], ["-", "3"])
    assert not any("unreachable" in one for one in found([Column("s", "string")], *rows, policy="FIRST"))


@pytest.mark.timeout(120)  # every combination of eight columns would take years
def test_a_wide_table_is_judged() -> None:
    columns = [Column(f"c{number}", "integer") for number in range(8)]
    rows = [[*(f"[{row * 10}..{row * 10 + 9 + column}]" for column in range(8)), "1"] for row in range(60)]
    assert found(columns, *rows) == {"warning table-gap choice"}


_CELLS = st.sampled_from(["-", "< 3", "> 3", "3", "[2..4]", "not(3)", "1,5", "? > 2 and ? < 5", "not([2..3])"])


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=4))
def test_the_claims_are_those_of_trying_every_input(cells: list[tuple[str, str]]) -> None:
    inputs = [Column("a", "integer"), Column("b", "integer")]
    rows = [[one, other, str(number)] for number, (one, other) in enumerate(cells)]
    table = read_table(table_xml(inputs, [Column("x")], rows), "t.dmn")
    claimed = {one.rule for one in analyse(table)}
    happened = set()
    for a in range(-1, 8):
        for b in range(-1, 8):
            try:
                evaluate(table, {"a": a, "b": b})
            except Refused as refused:
                happened.add({"table_two_answers": "table-overlap", "table_no_answer": "table-gap"}[refused.code])
    assert claimed == happened
