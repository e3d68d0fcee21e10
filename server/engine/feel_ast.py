"""The shape of an expression after reading (構文木), its names, and its text again.

`to_text` writes every tree so that reading it gives the same tree; the gate shows and compares conditions with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Scalar = None | bool | int | Decimal | str | date


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the expression; a date literal is a `date`."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Path:
    """A look-up in the data: `enter.reason`; the first name is the key of a step."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """`?`, the value a table cell is asked about, with an optional path behind it."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` with op one of `= != < <= > >=`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in (tests)`: true when any test holds."""

    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` / `or` over two or more parts."""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of the named functions of `feel_functions`."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CompareTest:
    """`< 5` in a cell."""

    op: str
    endpoint: Node


@dataclass(frozen=True, slots=True)
class RangeTest:
    """`[low..high]`; round or outward brackets leave the end out."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class ValueTest:
    """A value to be equal to, a list to be in, or (holding `?`) a condition to be true."""

    node: Node


Node = Literal | Path | Subject | ListOf | Compare | Between | In | Logic | Not | Call
Test = CompareTest | RangeTest | ValueTest


@dataclass(frozen=True, slots=True)
class Tests:
    """One table cell; no tests and not negated is `-` (anything)."""

    tests: tuple[Test, ...]
    negated: bool = False


def children(part: Node | Test) -> Iterator[Node | Test]:
    """The direct parts of one node or test, left to right."""
    match part:
        case ListOf(items=parts) | Logic(parts=parts) | Call(args=parts):
            yield from parts
        case Compare(left=left, right=right):
            yield left
            yield right
        case Between(value=value, low=low, high=high):
            yield from (value, low, high)
        case In(value=value, tests=tests):
            yield value
            yield from tests
        case Not(operand=node) | CompareTest(endpoint=node) | ValueTest(node=node):
            yield node
        case RangeTest(low=low, high=high):
            yield low
            yield high


def walk(part: Node | Test) -> Iterator[Node | Test]:
    """`part` and everything inside it, outside first."""
    yield part
    for child in children(part):
        yield from walk(child)


def names_in(part: Node | Test) -> frozenset[str]:
    """The dotted paths an expression looks up (without `?`)."""
    return frozenset(".".join(found.names) for found in walk(part) if isinstance(found, Path))


def has_subject(part: Node | Test) -> bool:
    return any(isinstance(found, Subject) for found in walk(part))


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _text_literal(value: str) -> str:
    written = "".join(_ESCAPES.get(c) or (c if c.isprintable() or c == "\u3000" else f"\\U{ord(c):06X}") for c in value)
    return f'"{written}"'


def literal_text(value: Scalar) -> str:
    """A literal as it is written in an expression."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text_literal(value)
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_LOOSE = Compare | Between | In | Logic  # written in brackets when they stand inside another operator


def _operand(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, _LOOSE) else to_text(node)


def _part(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, Logic) else to_text(node)


def to_text(node: Node | Test) -> str:  # noqa: C901 - one arm per kind of part
    """The expression written again; reading it gives an equal tree."""
    match node:
        case Literal(value=value):
            return literal_text(value)
        case Path(names=names):
            return ".".join(names)
        case Subject(names=names):
            return ".".join(("?", *names))
        case ListOf(items=items):
            return "[" + ", ".join(map(to_text, items)) + "]"
        case Compare(op=op, left=left, right=right):
            return f"{_operand(left)} {op} {_operand(right)}"
        case Between(value=value, low=low, high=high):
            return f"{_operand(value)} between {_operand(low)} and {_operand(high)}"
        case In(value=value, tests=tests):
            return f"{_operand(value)} in ({', '.join(map(to_text, tests))})"
        case Logic(op=op, parts=parts):
            return f" {op} ".join(map(_part, parts))
        case Not(operand=operand):
            return f"not({to_text(operand)})"
        case Call(name=name, args=args):
            return f"{name}({', '.join(map(to_text, args))})"
        case CompareTest(op=op, endpoint=endpoint):
            return f"{op} {_operand(endpoint)}"
        case RangeTest(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
            return f"{'[' if low_closed else '('}{_operand(low)}..{_operand(high)}{']' if high_closed else ')'}"
        case ValueTest(node=inner):
            return to_text(inner)


def tests_text(cell: Tests) -> str:
    """A table cell written again."""
    inside = ", ".join(map(to_text, cell.tests))
    if cell.negated:
        return f"not({inside})"
    return inside or "-"
