"""Reading the expression language (構文解析): text to a tree, within caps, by recursive descent.

The grammar stands in `docs/expressions.md`. Nothing is looked up or run here.
"""

from __future__ import annotations

from server.engine.feel_ast import (
    Call,
    CompareTest,
    ListOf,
    Literal,
    Node,
    Not,
    Path,
    RangeTest,
    Subject,
    Test,
    Tests,
    ValueTest,
    has_subject,
)
from server.engine.feel_errors import FeelError, too_large
from server.engine.feel_expressions import COMPARISONS, MAX_ITEMS, ExpressionReader

_VALUE_NODES = Literal | Path | Subject | ListOf | Call


def parse_expression(text: str, known: frozenset[str] = frozenset()) -> Node:
    """The tree of one expression; a leading `=` (as some modellers write it) is passed over."""
    reader = _Reader(text, known, subject=False)
    if reader.at_op("="):
        reader.take()
    node = reader.expression()
    reader.end()
    return node


def parse_tests(text: str, known: frozenset[str] = frozenset()) -> Tests:
    """The tree of one table cell; an empty cell reads as `-`."""
    reader = _Reader(text, known, subject=True)
    if reader.only_dash() or reader.peek.kind == "end":
        return Tests(())
    return reader.negated_cell() or reader.cell()


class _Reader(ExpressionReader):
    """Reads tests and cells too."""

    def in_tests(self) -> tuple[Test, ...]:
        if not self.at_op("("):
            return (self._value_only(self.test()),)
        mark = self.mark()
        self.take()
        first = self._test_or_none()
        if first is None or self.at_op(".."):
            self.back(mark)
            return (self.test(),)
        found = self._more_tests(first)
        self.expect(")")
        return tuple(self._value_only(test) for test in found)

    def _test_or_none(self) -> Test | None:
        return None if self.at_op(")") else self.test()

    def _more_tests(self, first: Test) -> list[Test]:
        found = [first]
        while self.at_op(","):
            if len(found) >= MAX_ITEMS:
                raise too_large(self.peek.position, MAX_ITEMS)
            self.take()
            found.append(self.test())
        return found

    def test(self) -> Test:
        """One test: `< 5`, `[1..6]`, or a value."""
        self.enter()
        test = self._test()
        self.leave()
        return test

    def _test(self) -> Test:
        if self.at_op(*COMPARISONS):
            op = str(self.take().value)
            return CompareTest(op, self._endpoint())
        if self.at_op("]"):
            return self._range(closed=False)
        if self.at_op("[", "("):
            mark = self.mark()
            try:
                return self._range(closed=self.at_op("["))
            except FeelError as error:
                if error.code not in {"syntax", "not_supported"}:
                    raise
                self.back(mark)
        return ValueTest(self.expression())

    def _range(self, *, closed: bool) -> Test:
        self.take()
        low = self._endpoint()
        self.expect("..")
        high = self._endpoint()
        if not self.at_op("]", ")", "["):
            raise self.unexpected("範囲は ] か ) で閉じてください。", "Close the range with ] or ).")
        return RangeTest(low, high, closed, self.take().value == "]")

    def _endpoint(self) -> Node:
        node = self.operand()
        if not isinstance(node, Literal | Path | Call | Subject):
            raise self.unexpected("範囲の端には値か名前を書いてください。", "An end of a range is a value or a name.")
        return node

    def _value_only(self, test: Test) -> Test:
        if isinstance(test, ValueTest) and not isinstance(test.node, _VALUE_NODES):
            raise self.unexpected(
                "in の後には値、リスト、範囲を書いてください。", "After 'in' stand values, lists or ranges."
            )
        return test

    # -- cells -----------------------------------------------------------------------------------------------

    def only_dash(self) -> bool:
        return self.at_op("-") and self.ahead(1).kind == "end"

    def negated_cell(self) -> Tests | None:
        """`not(tests)` over the whole cell, or None when the cell is something else."""
        if not (self.peek.text == "not" and self.ahead(1).text == "("):
            return None
        self.take()
        self.take()
        found = self._more_tests(self.test())
        if self.at_op(")"):
            self.take()
            if self.peek.kind == "end":
                self.end()
                return Tests(tuple(map(self._clear, found)), negated=True)
        self.back((0, 0))
        return None

    def cell(self) -> Tests:
        found = self._more_tests(self.test())
        self.end()
        match found:
            case [ValueTest(node=Not(operand=operand))] if has_subject(operand):
                return Tests((ValueTest(operand),), negated=True)
        return Tests(tuple(map(self._clear, found)))

    def _clear(self, test: Test) -> Test:
        """A condition in a cell must say with `?` what it asks about: without it, it could be read two ways."""
        if isinstance(test, ValueTest) and not isinstance(test.node, _VALUE_NODES) and not has_subject(test.node):
            raise FeelError(
                "no_subject",
                0,
                "欄の条件には、入力の値を表す「?」を入れてください(例: ? > 5)。",
                "A condition in a cell names the input's value with '?' (for example ? > 5).",
            )
        return test
