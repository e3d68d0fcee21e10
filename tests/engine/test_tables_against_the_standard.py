"""Random decision tables: what the gate lets through answers exactly as DMN reads, or is refused.

The reading here is of its own: a cell is drawn as a small tree of Python values, judged by FEEL's three-valued logic
written out a second time. Nothing of the engine's language is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from server.domain.refusals import Refused
from server.engine.decision import evaluate, read_table
from server.engine.findings import errors_in
from server.engine.lint_tree import check_table
from tests.engine.tables import Column, table_xml

FEW, MANY, ASKED = 400, 12_000, 6
Truth = bool | None
FIRST_DAY = date(2026, 1, 1)
KINDS = ("number", "string", "boolean", "date")
POLICIES = ("UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: as it is written, and what it says of a value."""

    text: str
    holds: Callable[[Any], Truth]


def _value(random: Random, kind: str) -> Any:
    if kind == "number":
        return random.randrange(-3, 8)
    if kind == "string":
        return random.choice(["a", "b", "ab", "a,b", 'q"q', "", "転入"])
    return random.random() < 0.5 if kind == "boolean" else FIRST_DAY + timedelta(days=random.randrange(5))


def _written(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(value, str) else str(value)


def _same(one: Any, other: Any) -> Truth:
    if one is None or other is None:
        return one is other
    if isinstance(one, bool) != isinstance(other, bool) or type(one) is not type(other):
        return None
    return bool(one == other)


def _order(op: str, one: Any, other: Any) -> Truth:
    if one is None or other is None or isinstance(one, bool) or type(one) is not type(other):
        return None
    return bool({"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[op])


def _any(truths: list[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def _all(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _test(random: Random, kind: str) -> Cell:
    """One unary test."""
    choice = random.random()
    one = _value(random, kind)
    if choice < 0.4 or kind == "boolean":
        wanted = None if random.random() < 0.1 else one
        return Cell(_written(wanted), lambda value: _same(value, wanted))
    if choice < 0.65:
        op = random.choice(["<", "<=", ">", ">="])
        space = random.choice(["", " "])
        return Cell(f"{op}{space}{_written(one)}", lambda value: _order(op, value, one))
    if choice < 0.72:
        return Cell(f"!= {_written(one)}", lambda value: _not(_same(value, one)))
    low, high = sorted([one, _value(random, kind)])
    opening, closing = random.choice("[(]"), random.choice("])[")
    above, below = (">=" if opening == "[" else ">"), ("<=" if closing == "]" else "<")
    return Cell(
        f"{opening}{_written(low)}..{_written(high)}{closing}",
        lambda value: _all([_order(above, value, low), _order(below, value, high)]),
    )


def _cell(random: Random, kind: str) -> Cell:
    choice = random.random()
    if choice < 0.25:
        return Cell("-", lambda _value: True)
    tests = [_test(random, kind) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    text = ", ".join(one.text for one in tests)
    if choice < 0.4:
        return Cell(f"not({text})", lambda value: _not(_any([one.holds(value) for one in tests])))
    if choice < 0.5 and kind in {"number", "date"}:
        low, high = _value(random, kind), _value(random, kind)
        written = f"? > {_written(low)} and ? <= {_written(high)}"
        return Cell(written, lambda value: _all([_order(">", value, low), _order("<=", value, high)]))
    return Cell(text, lambda value: _any([one.holds(value) for one in tests]))


@dataclass(slots=True)
class Drawn:
    """One table as drawn: text, and its parts as the plain reading wants them."""

    text: bytes
    kinds: list[str]
    cells: list[list[Cell]]
    answers: list[list[Any]]
    policy: str
    aggregation: str
    defaults: list[Any] | None

    def answer(self, values: list[Any]) -> Any:
        """What DMN says, or `...` where it says that the table is wrong or has no answer."""
        hits = [
            answer
            for row, answer in zip(self.cells, self.answers, strict=True)
            if all(cell.holds(value) is True for cell, value in zip(row, values, strict=True))
        ]
        if not hits:
            return ... if self.defaults is None else self._plain(self.defaults)
        if self.policy in {"RULE ORDER", "COLLECT"} and not self.aggregation:
            return [self._plain(one) for one in hits]
        if self.policy == "COLLECT":
            first = [one[0] for one in hits]
            totals: dict[str, Any] = {"SUM": sum, "MIN": min, "MAX": max, "COUNT": len}
            return totals[self.aggregation](first)
        several = self.policy == "UNIQUE" and len(hits) > 1
        return (
            ... if several or (self.policy == "ANY" and any(one != hits[0] for one in hits)) else self._plain(hits[0])
        )

    @staticmethod
    def _plain(answer: list[Any]) -> Any:
        return answer[0] if len(answer) == 1 else {f"o{number}": value for number, value in enumerate(answer)}


def _draw(random: Random) -> Drawn:
    kinds = [random.choice(KINDS) for _ in range(random.randint(1, 3))]
    outputs = random.randint(1, 2)
    policy = random.choice(POLICIES)
    aggregation = random.choice(["", "SUM", "MIN", "MAX", "COUNT"]) if policy == "COLLECT" and outputs == 1 else ""
    cells = [[_cell(random, kind) for kind in kinds] for _ in range(random.randint(1, 6))]
    answers = [[random.randrange(3) for _ in range(outputs)] for _ in cells]
    single = policy in {"UNIQUE", "ANY", "FIRST"}
    defaults = [random.randrange(9) for _ in range(outputs)] if single and random.random() < 0.3 else None
    typed = random.random() < 0.7
    columns = [Column(f"x{number}", kind if typed else "") for number, kind in enumerate(kinds)]
    named = [
        Column(f"o{number}", "number", default="" if defaults is None else str(defaults[number]))
        for number in range(outputs)
    ]
    rows = [[*(cell.text for cell in row), *map(str, answer)] for row, answer in zip(cells, answers, strict=True)]
    text = table_xml(columns, named, rows, policy=policy, aggregation=aggregation)
    return Drawn(text, kinds, cells, answers, policy, aggregation, defaults)


def test_random_tables_answer_as_the_standard_reads(request: pytest.FixtureRequest) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(MANY if request.config.getoption("--sweep", default=False) else FEW):
        random = Random(seed)
        drawn = _draw(random)
        told = check_table("t.dmn", drawn.text, in_tree=False)[1]
        green = not errors_in(told)
        exact = green and "string" not in drawn.kinds  # an order of text has more values than samples can show
        whole = exact and drawn.policy != "COLLECT" and not any(one.rule == "table-gap" for one in told)
        table = read_table(drawn.text, "t.dmn")
        for _ in range(ASKED):
            values = [None if random.random() < 0.1 else _value(random, kind) for kind in drawn.kinds]
            given = {f"x{n}": v.isoformat() if isinstance(v, date) else v for n, v in enumerate(values)}
            expected = drawn.answer(values)
            try:
                found = evaluate(table, given).result
            except Refused:
                found = ...
            assert found == expected, (seed, given)
            outcomes["answered" if expected is not ... else "refused"] += 1
            if exact and drawn.policy == "UNIQUE":
                hits = [row for row in drawn.cells if all(c.holds(v) is True for c, v in zip(row, values, strict=True))]
                assert len(hits) < 2, (seed, given, "the gate saw no overlap")
            if whole and None not in values:
                assert expected is not ..., (seed, given, "the gate saw no gap")
        outcomes["green" if green else "red"] += 1
    assert outcomes["answered"] > outcomes["refused"] / 3
    assert outcomes["green"] > outcomes["red"] / 2
