"""Reading the words of a table (表の文言): texts, expressions and cells, with findings in place of exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from server.engine.decision_model import ColumnType, fits
from server.engine.decision_xml import Declared, Notes, dmn_children, local
from server.engine.feel import Expression, UnaryTests, compile_expression, compile_unary
from server.engine.feel_ast import (
    Between,
    Compare,
    CompareTest,
    ListOf,
    Literal,
    Node,
    RangeTest,
    Subject,
    Test,
    ValueTest,
    walk,
)
from server.engine.feel_errors import FeelError
from server.engine.safe_xml import text_in

ANYTHING = "-"


@dataclass(slots=True)
class Words:
    """The readings that all parts of a table share; `known` grows with headings that are names with spaces."""

    notes: Notes
    declared: Declared
    known: frozenset[str]

    def expression(self, text: str, element: etree._Element, rule: str) -> Expression:
        """The compiled expression; an unreadable one is a finding and stands as null."""
        try:
            return compile_expression(text, self.known)
        except FeelError as error:
            self._unreadable(text, element, rule, error)
            return compile_expression("null")

    def cell(self, text: str, element: etree._Element, rule: str) -> UnaryTests:
        """The compiled cell; an unreadable one is a finding and stands as `-`."""
        try:
            return compile_unary(text, self.known)
        except FeelError as error:
            self._unreadable(text, element, rule, error)
            return compile_unary(ANYTHING)

    def check_cell(self, cell: UnaryTests, column: ColumnType, element: etree._Element, text: str) -> None:
        """A cell that compares with a value of another type could never hold."""
        if not all(fits(value, column) for value in literals_against_subject(cell)):
            self.notes.say(
                element,
                "table-cell-type",
                f"欄 {text[:60]} は列の型({column})と合わないので、当てはまることがありません。",
                f"The cell {text[:60]} does not fit the column's type ({column}) and could never hold.",
            )

    def check_names(self, names: Iterable[str], roots: frozenset[str], element: etree._Element, number: int) -> None:
        """Cells and answers may name only what the table's inputs name."""
        for name in sorted(names):
            if name.partition(".")[0] not in roots:
                self.notes.say(
                    element,
                    "table-unknown-name",
                    f'{number}行目の「{name}」は入力にない名前です。文字なら "{name}" と書いてください。',
                    f"Row {number}: '{name}' is no input of this table; write \"{name}\" for text.",
                )

    def _unreadable(self, text: str, element: etree._Element, rule: str, error: FeelError) -> None:
        at = error.position + 1
        self.notes.say(
            element,
            rule,
            f"式 {text[:80]} が読めません({at}文字目): {error.message_ja}",
            f"The expression {text[:80]} cannot be read (character {at}): {error.message_en}",
        )


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name in the element's own namespace."""
    if element is None:
        return None
    return next((child for child in dmn_children(element) if local(child) == name), None)


def text_of(element: etree._Element | None) -> str:
    """What stands in the element's `text` part."""
    return text_in(child_of(element, "text"))


def literals_against_subject(cell: UnaryTests) -> Iterable[object]:
    """The written values that a cell compares with its column's value."""
    for test in cell.cell.tests:
        yield from _compared(test)


def _compared(test: Test) -> Iterable[object]:
    match test:
        case CompareTest(endpoint=endpoint):
            yield from _values(endpoint)
        case RangeTest(low=low, high=high):
            yield from _values(low)
            yield from _values(high)
        case ValueTest(node=node):
            yield from _values(node)
            for part in walk(node):
                match part:
                    case Compare(left=Subject(names=()), right=other) | Compare(left=other, right=Subject(names=())):
                        yield from _values(other)
                    case Between(value=Subject(names=()), low=low, high=high):
                        yield from (*_values(low), *_values(high))


def _values(node: Node) -> Iterable[object]:
    if isinstance(node, Literal):
        yield node.value
    elif isinstance(node, ListOf):
        for item in node.items:
            yield from _values(item)
