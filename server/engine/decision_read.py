"""From DMN file to `Table` (決定表の読込): every finding at once, or a table that runs exactly as written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from lxml import etree

from server.engine.decision_columns import read_input, read_outputs
from server.engine.decision_model import Aggregation, HitPolicy, Output, Table
from server.engine.decision_rows import read_rows
from server.engine.decision_words import Words
from server.engine.decision_xml import (
    NOTES,
    Declared,
    Notes,
    declarations,
    dmn_children,
    find_decision,
    local,
    refuse_language,
)
from server.engine.findings import Finding, errors_in
from server.engine.safe_xml import XmlRefused, attributes, line_of, parse

MAX_ROWS = 2000
MAX_COLUMNS = 50

_TABLE_ATTRIBUTES = frozenset(
    {"id", "label", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel", "typeRef"}
)
_TABLE_PARTS = NOTES | {"input", "output", "rule", "annotation"}


class TableInvalid(Exception):
    """The file holds no table that can run; `findings` tells everything that keeps it from running."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.path}:{f.line}: {f.message_en}" for f in self.findings))


def read_table(data: bytes, path: str) -> Table:
    """The table in a DMN file. Raises `TableInvalid` with every error found."""
    table, findings = inspect_table(data, path)
    if table is None or errors_in(findings):
        raise TableInvalid(errors_in(findings))
    return table


def inspect_table(data: bytes, path: str) -> tuple[Table | None, list[Finding]]:
    """The table as far as it can be read, with all findings; with an error among them it must not be evaluated."""
    notes = Notes(path)
    try:
        root = parse(data)
    except XmlRefused as error:
        return None, [Finding(path, "", "", error.line, "error", error.rule, error.message_ja, error.message_en)]
    refuse_language(root, notes)
    decision = find_decision(root, notes)
    if decision is None:
        return None, notes.findings
    table = _Reader(notes, declarations(root)).table(decision)
    return table, notes.findings


class _Reader:
    """Reads one decision's table; what is wrong goes to `notes`, what is left is still read."""

    def __init__(self, notes: Notes, declared: Declared) -> None:
        self.notes = notes
        self.words = Words(notes, declared, declared.names)

    def table(self, decision: etree._Element) -> Table:
        element = next(child for child in dmn_children(decision) if local(child) == "decisionTable")
        self._check_shape(element)
        self._check_texts(element)
        inputs = tuple(read_input(part, self.words) for part in dmn_children(element) if local(part) == "input")
        outputs = tuple(read_outputs(element, decision, self.words))
        policy, aggregation = self._policy(element, outputs)
        table = Table(
            id=decision.get("id") or "",
            name=decision.get("name") or "",
            hit_policy=policy,
            aggregation=aggregation,
            inputs=inputs,
            outputs=outputs,
            rows=tuple(read_rows(element, inputs, outputs, self.words)),
            path=self.notes.path,
            line=line_of(decision),
        )
        self._check_whole(table, element, decision)
        return table

    # -- the frame -------------------------------------------------------------------------------------------

    def _check_shape(self, element: etree._Element) -> None:
        for part in dmn_children(element):
            if local(part) not in _TABLE_PARTS:
                self.notes.say(
                    part,
                    "table-unknown-element",
                    f"「{local(part)}」は読めません。",
                    f"'{local(part)}' is not read here.",
                )
        for name in attributes(element):
            if not name.startswith("{") and name not in _TABLE_ATTRIBUTES:
                self.notes.say(
                    element,
                    "table-unknown-attribute",
                    f"属性「{name}」は読めません。削除してください。",
                    f"The attribute '{name}' is not read here; delete it.",
                )

    def _check_texts(self, element: etree._Element) -> None:
        """Each cell holds one text, and a text holds nothing else; what stands beside would not be read."""
        for text in element.iter("{*}text"):
            parent = text.getparent()
            if len(text) or (parent is not None and sum(local(one) == "text" for one in parent) > 1):
                self.notes.say(
                    text,
                    "table-unknown-element",
                    "一つの欄には文字だけの text を一つ書いてください。",
                    "A cell holds exactly one text, and a text holds no elements.",
                )

    def _check_whole(self, table: Table, element: etree._Element, decision: etree._Element) -> None:
        if not table.outputs or not table.rows:
            self.notes.say(
                element, "table-empty", "出力の列と行が要ります。", "The table needs an output column and a row."
            )
        if not table.id:
            self.notes.say(decision, "table-id", "決定に id が要ります。", "The decision needs an id.")
        columns = len(table.inputs) + len(table.outputs)
        if len(table.rows) > MAX_ROWS or columns > MAX_COLUMNS:
            self.notes.say(
                element,
                "table-too-large",
                f"表が大きすぎます({MAX_ROWS}行、{MAX_COLUMNS}列以内)。分けてください。",
                f"The table is too large (within {MAX_ROWS} rows, {MAX_COLUMNS} columns); split it.",
            )
        self._check_distinct(element, [row.id for row in table.rows], "行", "row")
        self._check_distinct(element, list(table.output_names), "出力", "output")

    def _check_distinct(self, element: etree._Element, ids: list[str], ja: str, en: str) -> None:
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            self.notes.say(
                element,
                "table-twice",
                f"{ja}「{twice}」が二つあります。別の名前にしてください。",
                f"The {en} '{twice}' stands twice; give each its own name.",
            )

    def _policy(self, element: etree._Element, outputs: tuple[Output, ...]) -> tuple[HitPolicy, Aggregation | None]:
        policy = element.get("hitPolicy", "UNIQUE")
        if policy not in get_args(HitPolicy):
            self.notes.say(
                element,
                "table-hit-policy",
                f"ヒットポリシー「{policy}」は使えません。UNIQUE、ANY、FIRST、RULE ORDER、COLLECT にしてください。",
                f"The hit policy '{policy}' cannot be used; take UNIQUE, ANY, FIRST, RULE ORDER or COLLECT.",
            )
        aggregation = element.get("aggregation")
        if aggregation is not None and not self._aggregates(policy, aggregation, outputs):
            self.notes.say(
                element,
                "table-aggregation",
                "集計(SUM、MIN、MAX、COUNT)は COLLECT で出力が一列のときだけ使えます。",
                "An aggregation (SUM, MIN, MAX, COUNT) goes only with COLLECT and a single output.",
            )
        return policy, aggregation  # type: ignore[return-value] # what is not of these types is a finding above

    def _aggregates(self, policy: str, aggregation: str, outputs: tuple[Output, ...]) -> bool:
        if policy != "COLLECT" or aggregation not in get_args(Aggregation) or len(outputs) != 1:
            return False
        return aggregation == "COUNT" or outputs[0].type in {"number", "integer", "any"}
