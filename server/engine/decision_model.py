"""A decision table as values (決定表): columns, rows, hit policy; everything compiled, nothing of XML left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from server.engine.feel import Expression, UnaryTests

HitPolicy = Literal["UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]
ColumnType = Literal["string", "number", "integer", "boolean", "date", "any"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input column: what is asked, its type, and the values it may take (None: any of its type)."""

    id: str
    label: str
    expression: Expression
    type: ColumnType
    allowed: UnaryTests | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Output:
    """One output column; `default` answers when no row does."""

    id: str
    name: str
    label: str
    type: ColumnType
    allowed: UnaryTests | None
    default: Expression | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: a cell per input, an answer per output. `number` counts from 1 as people read the table.

    `note` is its annotation (根拠): the article the rule rests on, as shown beside what it decided.
    """

    id: str
    number: int
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    line: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One decision with its table. `aggregation` belongs to COLLECT only."""

    id: str
    name: str
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    path: str = ""
    line: int | None = None
    checks: tuple[tuple[tuple[int, UnaryTests], ...], ...] = field(init=False, repr=False, compare=False)
    """For each row the cells that ask something, with the number of their column."""
    names_inside: bool = field(init=False, repr=False, compare=False)
    """Whether a cell, an answer or a list of what is allowed looks a name up."""
    known: dict[tuple[Any, ...], Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Answers given before, by the inputs with their types; kept where no name stands inside."""

    def __post_init__(self) -> None:
        asking = (
            tuple((place, test) for place, test in enumerate(row.tests) if not test.anything) for row in self.rows
        )
        object.__setattr__(self, "checks", tuple(asking))
        object.__setattr__(self, "names_inside", any(self._names_inside()))

    def _names_inside(self) -> Iterator[frozenset[str]]:
        lists = [column.allowed for column in self.inputs] + [column.allowed for column in self.outputs]
        yield from (one.names for one in lists if one is not None)
        for row in self.rows:
            yield from (test.names for test in row.tests)
            yield from (answer.names for answer in row.outputs)
        yield from (column.default.names for column in self.outputs if column.default is not None)

    @property
    def names(self) -> frozenset[str]:
        """The dotted paths of case data that the table reads, in its inputs, cells and answers."""
        found: set[str] = set()
        for column in self.inputs:
            found |= column.expression.names
        for row in self.rows:
            found = found.union(*(test.names for test in row.tests), *(output.names for output in row.outputs))
        return frozenset(found)

    @property
    def output_names(self) -> tuple[str, ...]:
        return tuple(output.name for output in self.outputs)

    @property
    def many(self) -> bool:
        """Whether the answer is a list (every row that holds, not one)."""
        return self.hit_policy == "RULE ORDER" or (self.hit_policy == "COLLECT" and self.aggregation is None)


def fits(value: object, column: ColumnType) -> bool:
    """Whether a written or computed value is of the column's type; null fits every column."""
    if value is None or column == "any":
        return True
    if isinstance(value, bool) or column == "boolean":
        return isinstance(value, bool) and column == "boolean"
    if column == "integer":
        return isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    if column == "number":
        return isinstance(value, int | Decimal)
    return isinstance(value, date) if column == "date" else isinstance(value, str)
