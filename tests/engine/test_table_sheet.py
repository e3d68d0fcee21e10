"""Tables as sheets: every seeded gap and overlap is found, and no cell changes its meaning."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine.cell_words import answer_as_written, answer_in_words, cell_as_written, cell_in_words
from server.engine.decision_read import inspect_table
from server.engine.table_sheet import Sheet, SheetRow, read_sheet, row_of, sheet_findings, write_sheet
from tests.world import TREE

TABLES = sorted((TREE / "workflows").rglob("*.dmn"))
COLOURS = ("RED", "GREEN", "BLUE")
STEPS = (0, 7, 14, 30)


def grid() -> tuple[bytes, list[SheetRow]]:
    """A table over three colours, yes or no, and four spans of days that answers every case by exactly one row."""
    spans = ["< 0", "[0..6]", "[7..13]", "[14..29]", ">= 30"]
    rows = []
    for number, (colour, flag, span) in enumerate(product(COLOURS, ("true", "false"), spans)):
        rows.append(SheetRow(f"r{number}", (f'"{colour}"', flag, span, f'"A{number % 3}"'), f"第{number}条"))
    cells = "".join(
        f'<rule id="{row.id}">'
        + "".join(
            f'<inputEntry id="{row.id}i{n}"><text>{_xml(text)}</text></inputEntry>'
            for n, text in enumerate(row.cells[:3])
        )
        + f'<outputEntry id="{row.id}o"><text>{_xml(row.cells[3])}</text></outputEntry>'
        + f"<annotationEntry><text>{row.note}</text></annotationEntry></rule>"
        for row in rows
    )
    values = ", ".join(f'"{one}"' for one in COLOURS)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        '<decision id="g" name="格子"><decisionTable id="g_table" hitPolicy="UNIQUE">'
        '<input id="i0" label="色"><inputExpression id="e0" typeRef="string"><text>colour</text></inputExpression>'
        f"<inputValues id='v0'><text>{values.replace(chr(34), '&quot;')}</text></inputValues></input>"
        '<input id="i1" label="旗"><inputExpression typeRef="boolean"><text>flag</text></inputExpression></input>'
        '<input id="i2" label="日"><inputExpression typeRef="integer"><text>days</text></inputExpression></input>'
        '<output id="o0" label="答え" name="answer" typeRef="string"/><annotation name="根拠"/>'
    )
    return (head + cells + "</decisionTable></decision></definitions>").encode(), rows


def _entry(kind: str, text: str) -> str:
    return f"<{kind}Entry><text>{_xml(text)}</text></{kind}Entry>"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


DATA, ROWS = grid()


def rules(data: bytes) -> set[str]:
    return {one.rule for one in sheet_findings(data, "g.dmn")}


def test_a_table_that_answers_every_case_once_has_no_findings() -> None:
    assert rules(DATA) == set()


@pytest.mark.parametrize("gone", range(len(ROWS)))
def test_every_row_taken_away_is_a_gap_that_is_found(gone: int) -> None:
    assert rules(write_sheet(DATA, ROWS[:gone] + ROWS[gone + 1 :])) == {"table-gap"}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, len(ROWS) - 1), min_size=1, max_size=5), st.data())
def test_seeded_gaps_and_overlaps_are_all_found(places: set[int], data: st.DataObject) -> None:
    """Each seed either widens a row over its neighbours or takes it away; the kinds seeded are the kinds told."""
    rows, seeded = list(ROWS), set[str]()
    for place in sorted(places, reverse=True):
        if data.draw(st.booleans()):
            column = data.draw(st.integers(0, 2))
            cells = list(rows[place].cells)
            cells[column] = "-"
            rows[place] = replace(rows[place], cells=tuple(cells))
            seeded.add("table-overlap")
        else:
            del rows[place]
            seeded.add("table-gap")
    written = write_sheet(DATA, rows)
    assert rules(written) <= {"table-gap", "table-overlap"}
    assert _true_kinds(written) == rules(written)
    assert seeded - rules(written) == seeded - _true_kinds(written)


def _true_kinds(data: bytes) -> set[str]:
    """By asking the table every case there is."""
    table, _ = inspect_table(data, "g.dmn")
    assert table is not None
    kinds = set[str]()
    for colour, flag, days in product(COLOURS, (True, False), (-1, 0, 6, 7, 13, 14, 29, 30, 99)):
        hits = sum(
            all(test.test(value, {}) for test, value in zip(row.tests, (colour, flag, days), strict=True))
            for row in table.rows
        )
        kinds |= {"table-gap"} if hits == 0 else {"table-overlap"} if hits > 1 else set()
    return kinds


def test_a_finding_leads_to_its_row() -> None:
    rows = [*ROWS, replace(ROWS[4], id="")]
    written = write_sheet(DATA, rows)
    sheet = read_sheet(written, "g.dmn")
    assert sheet is not None
    (overlap,) = [one for one in sheet_findings(written, "g.dmn") if one.rule == "table-overlap"]
    assert row_of(overlap, sheet.rows) == len(rows)


def sheet_of(file: Path) -> tuple[bytes, Sheet]:
    data = file.read_bytes()
    sheet = read_sheet(data, file.name)
    assert sheet is not None
    return data, sheet


@pytest.mark.parametrize("file", TABLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_table_opened_and_saved_is_the_same_byte_by_byte_and_every_cell_says_what_it_said(file: Path) -> None:
    data, sheet = sheet_of(file)
    assert write_sheet(data, sheet.rows) == data
    assert write_sheet(write_sheet(data, sheet.rows[::-1]), sheet.rows) == data
    for row in sheet.rows:
        for column, text in zip(sheet.columns, row.cells, strict=True):
            for lang in ("ja", "en"):
                if column.kind == "input":
                    words, back = cell_in_words(text, column.type, lang), cell_as_written
                else:
                    words, back = answer_in_words(text, column.type, lang), answer_as_written
                assert back(words, column.type) == " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "column", "written"),
    [
        ("-", "string", "-"),
        ("何でも", "string", "-"),
        ("転入、出生", "string", '"転入", "出生"'),
        ("転入以外", "string", 'not("転入")'),
        ("はい", "boolean", "true"),
        ("14未満", "integer", "< 14"),
        ("14以上", "integer", ">= 14"),
        ("1,000を超える", "number", "> 1000"),
        ("7~13", "integer", "[7..13]"),
        ("2026-04-01以後", "date", '>= date("2026-04-01")'),
        ("なし", "number", "null"),
        ("=judge.result", "string", "judge.result"),
        ("", "string", ""),
    ],
)
def test_what_an_office_writes_is_read_as_it_is_meant(words: str, column: str, written: str) -> None:
    assert cell_as_written(words, column) == written  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["string", "number", "integer", "boolean", "date", "any"]))
def test_no_words_break_the_sheet(words: str, column: str) -> None:
    """Whatever is typed comes back as a table that is read or as a finding, never as a fault."""
    typed = cell_as_written(words, column)  # type: ignore[arg-type]
    assert cell_as_written(cell_in_words(typed, column), column) == " ".join(typed.split())  # type: ignore[arg-type]


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        write_sheet(DATA, [SheetRow("r0", ("-",))])
