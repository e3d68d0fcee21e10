"""Reading the expression language (構文解析): text to a tree, within caps, by recursive descent.

The grammar stands in `docs/expressions.md`. Nothing is looked up or run here.
"""

from __future__ import annotations

from decimal import Decimal

from server.engine.feel_ast import (
    Between,
    Call,
    Compare,
    CompareTest,
    In,
    ListOf,
    Literal,
    Logic,
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
from server.engine.feel_errors import FeelError, not_supported, too_large, unexpected
from server.engine.feel_functions import FUNCTIONS
from server.engine.feel_lexer import Token, read_date
from server.engine.feel_walker import Walker

MAX_ITEMS = 200

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
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


class _Reader(Walker):
    """Walks the tokens once; every method reads one rule of the grammar."""

    def __init__(self, text: str, known: frozenset[str], *, subject: bool) -> None:
        super().__init__(text, known)
        self._subject = subject

    # -- expressions -----------------------------------------------------------------------------------------

    def expression(self) -> Node:
        self.enter()
        node = self._logic("or")
        self.leave()
        return node

    def _logic(self, op: str) -> Node:
        parts = [self._logic("and") if op == "or" else self._comparison()]
        while self.at_op(op):
            self.take()
            parts.append(self._logic("and") if op == "or" else self._comparison())
        return parts[0] if len(parts) == 1 else Logic(op, tuple(parts))

    def _comparison(self) -> Node:
        left = self.operand()
        if self.at_op(*_COMPARISONS):
            op = str(self.take().value)
            node: Node = Compare(op, left, self.operand())
        elif self.at_op("between"):
            self.take()
            low = self.operand()
            self.expect("and")
            node = Between(left, low, self.operand())
        elif self.at_op("in"):
            self.take()
            node = In(left, self._in_tests())
        else:
            return left
        if self.at_op(*_COMPARISONS, "in", "between"):
            raise self.unexpected(
                "比較は一つずつ and でつないでください。", "Join comparisons with 'and', one at a time."
            )
        return node

    def operand(self) -> Node:
        token = self.peek
        match token.kind, token.value:
            case (("number" | "string" | "date"), _):
                return Literal(self.take().value)
            case "op", "true" | "false" | "null":
                self.take()
                return Literal({"true": True, "false": False, "null": None}[token.text])
            case "op", "-":
                return self._negative()
            case "op", "?":
                return self._subject_path()
            case "op", "[":
                return self._list()
            case "op", "(":
                return self._brackets()
            case "name", _:
                return self._named()
        raise self.unexpected("値、名前、またはかっこが要ります。", "A value, a name or a bracket is needed.")

    def _negative(self) -> Node:
        minus = self.peek
        following = self.ahead(1)
        if following.kind != "number":
            raise not_supported(minus.position, "計算の記号「-」", "Arithmetic ('-')")
        self.take()
        value = self.take().value
        return Literal(-value if isinstance(value, int | Decimal) else value)

    def _subject_path(self) -> Node:
        if not self._subject:
            raise self.unexpected("「?」は決定表の欄でだけ使えます。", "'?' is for table cells only.")
        self.take()
        return Subject(self._segments())

    def _list(self) -> Node:
        self.take()
        items = self._items("]")
        if self.at_op("..") and len(items) == 1:
            raise self.unexpected(
                "範囲は in の後か決定表の欄でだけ使えます。", "A range stands only after 'in' or in a table cell."
            )
        self.expect("]")
        return ListOf(tuple(items))

    def _items(self, closing: str) -> list[Node]:
        if self.at_op(closing):
            return []
        items = [self.expression()]
        while self.at_op(","):
            if len(items) >= MAX_ITEMS:
                raise too_large(self.peek.position, MAX_ITEMS)
            self.take()
            items.append(self.expression())
        return items

    def _brackets(self) -> Node:
        self.take()
        node = self.expression()
        self.expect(")")
        return node

    def _named(self) -> Node:
        start = self.peek
        if start.text == "not":
            return self._not()
        name = self._function_name() or self._word()
        if self.at_op("("):
            return self._call(name, start)
        return Path((name, *self._segments()))

    def _not(self) -> Node:
        self.take()
        if not self.at_op("("):
            raise self.unexpected("not の後はかっこで囲んでください: not(…)", "Write brackets after not: not(…).")
        return Not(self._brackets())

    def _function_name(self) -> str | None:
        """A function's name of two words (`list contains`) when a bracket follows it."""
        first, second, third = (self.ahead(n) for n in range(3))
        name = f"{first.text} {second.text}"
        if second.kind != "name" or third.text != "(" or name not in FUNCTIONS:
            return None
        self.take()
        self.take()
        return name

    def _word(self) -> str:
        if self.peek.kind != "name":
            raise self.unexpected("名前が要ります。", "A name is needed.")
        word = str(self.take().value)
        if self.peek.kind == "name":
            raise self.unexpected(
                "名前が二つ並んでいます。and か or でつないでください(空白を含む名前は決定表で宣言したものだけです)。",
                "Two names stand side by side; join them with and/or (only a table's declared names hold spaces).",
            )
        return word

    def _segments(self) -> tuple[str, ...]:
        names: list[str] = []
        while self.at_op("."):
            self.take()
            names.append(self._word())
        return tuple(names)

    def _call(self, name: str, start: Token) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            known = "、".join(sorted(FUNCTIONS))
            raise FeelError(
                "unknown_function",
                start.position,
                f"関数「{name}」は使えません。使えるのは not、{known} です。",
                f"There is no function '{name}'; there are not, {', '.join(sorted(FUNCTIONS))}.",
            )
        self.take()
        args = self._items(")")
        self.expect(")")
        if len(args) != function.arguments:
            raise unexpected(
                start.position,
                name,
                f"引数は{function.arguments}個です。",
                f"It takes {function.arguments} argument(s).",
            )
        if name == "date" and isinstance(args[0], Literal) and isinstance(args[0].value, str):
            return Literal(read_date(args[0].value, start.position))
        return Call(name, tuple(args))

    # -- tests (behind `in` and in cells) --------------------------------------------------------------------

    def _in_tests(self) -> tuple[Test, ...]:
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
        if self.at_op(*_COMPARISONS):
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
