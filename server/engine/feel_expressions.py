"""Reading one expression (式の構文解析), within caps, by recursive descent; nothing is looked up or run here."""

from __future__ import annotations

from decimal import Decimal

from server.engine.feel_ast import (
    Between,
    Call,
    Compare,
    In,
    ListOf,
    Literal,
    Logic,
    Node,
    Not,
    Path,
    Subject,
    Test,
)
from server.engine.feel_errors import FeelError, not_supported, too_large, unexpected
from server.engine.feel_functions import FUNCTIONS
from server.engine.feel_lexer import Token, read_date
from server.engine.feel_walker import Walker

MAX_ITEMS = 200
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class ExpressionReader(Walker):
    """Reads expressions; every method is one rule of the grammar. What follows `in` is read by the subclass."""

    def __init__(self, text: str, known: frozenset[str], *, subject: bool) -> None:
        super().__init__(text, known)
        self._subject = subject

    def expression(self) -> Node:
        self.enter()
        node = self._logic("or")
        self.leave()
        return node

    def in_tests(self) -> tuple[Test, ...]:
        """The tests behind `in`."""
        raise NotImplementedError

    def _logic(self, op: str) -> Node:
        parts = [self._logic("and") if op == "or" else self._comparison()]
        while self.at_op(op):
            self.take()
            parts.append(self._logic("and") if op == "or" else self._comparison())
        return parts[0] if len(parts) == 1 else Logic(op, tuple(parts))

    def _comparison(self) -> Node:
        left = self.operand()
        if self.at_op(*COMPARISONS):
            op = str(self.take().value)
            node: Node = Compare(op, left, self.operand())
        elif self.at_op("between"):
            self.take()
            low = self.operand()
            self.expect("and")
            node = Between(left, low, self.operand())
        elif self.at_op("in"):
            self.take()
            node = In(left, self.in_tests())
        else:
            return left
        if self.at_op(*COMPARISONS, "in", "between"):
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
