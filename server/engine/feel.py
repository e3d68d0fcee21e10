"""The expression language of diagrams and tables (式言語): a written subset of FEEL, compiled once, run on data only.

Grammar, caps and messages: `docs/expressions.md`. An expression looks values up in case data and compares them; it
cannot compute, call what is not listed, reach an attribute or change anything. The same text compiles once
(`lru_cache`) and may be evaluated from many threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from server.engine.feel_ast import Node, Tests, names_in, tests_text, to_text
from server.engine.feel_compile import build, build_tests
from server.engine.feel_errors import FeelError
from server.engine.feel_parser import parse_expression, parse_tests
from server.engine.feel_values import as_json, negated

__all__ = ["Expression", "FeelError", "UnaryTests", "compile_expression", "compile_unary"]


_PLAIN = (str, bool, int, type(None))
_REMEMBERED = 256


class Expression:
    """One compiled expression. `names` are the dotted paths it looks up; `node` is its tree."""

    __slots__ = ("_answer", "names", "node", "text")

    def __init__(self, text: str, node: Node) -> None:
        self.text = text
        self.node = node
        self.names = names_in(node)
        self._answer = build(node)

    def evaluate(self, data: Mapping[str, Any]) -> Any:
        """The answer as JSON data (a copy; dates as ISO text); what is missing in `data` is None.

        Raises `FeelError` only for data that no case may hold, or for a name that reads two ways.
        """
        return as_json(self._answer(data, None))

    def value(self, data: Mapping[str, Any]) -> Any:
        """The answer before it becomes JSON: dates stay `date`; not a copy, so never to be changed."""
        return self._answer(data, None)

    def is_true(self, data: Mapping[str, Any]) -> bool:
        """Whether a gateway takes the flow: the answer is exactly true; null and anything else is not."""
        return self._answer(data, None) is True

    def __str__(self) -> str:
        return to_text(self.node)


class UnaryTests:
    """One compiled table cell."""

    __slots__ = ("_known", "_passes", "cell", "names", "text")

    def __init__(self, text: str, cell: Tests) -> None:
        self.text = text
        self.cell = cell
        self._known: dict[tuple[type, Any], bool] = {}
        self.names: frozenset[str] = frozenset().union(*map(names_in, cell.tests))
        self._passes = build_tests(cell.tests)

    def test(self, value: Any, data: Mapping[str, Any]) -> bool:
        """Whether `value` passes; `data` answers names in the cell. `not(…)` passes only what is surely not."""
        if not self.cell.tests:
            return True
        # Without names the answer hangs on the value alone, and a table is asked the same few values all night long.
        key = (type(value), value) if not self.names and type(value) in _PLAIN else None
        if key is not None and key in self._known:
            return self._known[key]
        passed = self._passes(data, value, value)
        answer = (negated(passed) if self.cell.negated else passed) is True
        if key is not None and len(self._known) < _REMEMBERED:
            self._known[key] = answer
        return answer

    @property
    def anything(self) -> bool:
        """Whether the cell is `-`."""
        return not self.cell.tests

    def __str__(self) -> str:
        return tests_text(self.cell)


@lru_cache(maxsize=4096)
def compile_expression(text: str, known: frozenset[str] = frozenset()) -> Expression:
    """Reads and compiles one expression; `known` are declared names that hold spaces or signs. Raises `FeelError`."""
    return Expression(text, parse_expression(text, known))


@lru_cache(maxsize=8192)
def compile_unary(text: str, known: frozenset[str] = frozenset()) -> UnaryTests:
    """Reads and compiles one table cell. Raises `FeelError`."""
    return UnaryTests(text, parse_tests(text, known))
