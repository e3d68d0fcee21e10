"""What a table leaves open or says twice (表の検査): overlaps, gaps, rows that are never reached, types and names.

Each column is walked through by sample values: every written value, one value between and around each, one text that
is written nowhere. A sample is a real input, so what is found is always true and comes with its witness; where a
column uses functions or compares text by order, samples cannot show everything and unreachable rows are not claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from server.engine.decision_model import Input, Row, Table
from server.engine.feel import UnaryTests
from server.engine.feel_ast import Call, CompareTest, Path, RangeTest, Scalar, literal_text, walk
from server.engine.feel_ast import Literal as Written
from server.engine.feel_errors import FeelError
from server.engine.findings import Finding, Severity

MAX_STATES = 20_000
MAX_SHOWN = 20

_OTHER_TEXT = "(その他)"


@dataclass(frozen=True, slots=True)
class _Column:
    """One question of the table: sample values, and for each the rows (as bits) whose cells it passes."""

    label: str
    samples: tuple[Scalar, ...]
    masks: tuple[int, ...]
    exact: bool
    closed: bool


def analyse(table: Table, *, in_tree: bool = True) -> list[Finding]:
    """Overlaps of UNIQUE and ANY, gaps, unreachable rows of FIRST. A table with names in its cells is not judged."""
    columns = _columns(table)
    if columns is None or not table.rows:
        return []
    found = list(_overlaps(table, columns))
    if table.hit_policy == "FIRST":
        found += _unreachable(table, columns, "error" if in_tree else "warning")
    found += _gaps(table, columns, in_tree=in_tree)
    return found[:MAX_SHOWN]


# -- sample values ---------------------------------------------------------------------------------------------


def _columns(table: Table) -> list[_Column] | None:
    """The table's questions, the same question asked twice taken together; None when a cell reads other names."""
    cells = [test for row in table.rows for test in row.tests]
    if any(isinstance(part, Path) for cell in cells for test in cell.cell.tests for part in walk(test)):
        return None
    questions: dict[str, list[int]] = {}
    for at, column in enumerate(table.inputs):
        questions.setdefault(column.expression.text, []).append(at)
    return [_column(table, places) for places in questions.values()]


def _column(table: Table, places: Sequence[int]) -> _Column:
    column = table.inputs[places[0]]
    cells = [row.tests[at] for row in table.rows for at in places]
    samples = tuple(value for value in _samples(column, cells) if _is_allowed(column, value))
    masks = tuple(_mask(table.rows, places, value) for value in samples)
    return _Column(column.label, samples, masks, _is_exact(cells), _is_closed(column))


def _is_allowed(column: Input, value: Scalar) -> bool:
    return column.allowed is None or column.allowed.test(value, {})


def _is_closed(column: Input) -> bool:
    """Whether the declared values are all there are, so that a gap is certainly a mistake."""
    if column.type == "boolean":
        return True
    return column.allowed is not None and not any(isinstance(t, CompareTest) for t in column.allowed.cell.tests)


def _is_exact(cells: Iterable[UnaryTests]) -> bool:
    parts = [part for cell in cells for test in cell.cell.tests for part in walk(test)]
    text_order = any(
        isinstance(end, Written) and isinstance(end.value, str)
        for part in parts
        if isinstance(part, RangeTest) or (isinstance(part, CompareTest) and part.op not in {"=", "!="})
        for end in ([part.low, part.high] if isinstance(part, RangeTest) else [part.endpoint])
    )
    return not text_order and not any(isinstance(part, Call) for part in parts)


def _mask(rows: Sequence[Row], places: Sequence[int], value: Scalar) -> int:
    mask = 0
    for bit, row in enumerate(rows):
        try:
            if all(row.tests[at].test(value, {}) for at in places):
                mask |= 1 << bit
        except FeelError:
            continue
    return mask


def _samples(column: Input, cells: Sequence[UnaryTests]) -> Iterator[Scalar]:
    allowed = [] if column.allowed is None else [column.allowed]
    written = {
        part.value
        for cell in (*cells, *allowed)
        for test in cell.cell.tests
        for part in walk(test)
        if isinstance(part, Written)
    }
    if column.type == "boolean" or any(isinstance(value, bool) for value in written):
        yield from (True, False)
    yield from _numbers([v for v in written if isinstance(v, int | Decimal) and not isinstance(v, bool)], column)
    yield from _days([v for v in written if isinstance(v, date)])
    texts = sorted(v for v in written if isinstance(v, str))
    yield from texts
    if texts or column.type == "string" or (column.type == "any" and not written - {None}):
        yield _OTHER_TEXT
    if column.type == "date" and not any(isinstance(v, date) for v in written):
        yield date(2000, 1, 1)
    if None in written:
        yield None


def _numbers(values: list[int | Decimal], column: Input) -> Iterator[int | Decimal]:
    """Every written number, one between each two, one below and one above all."""
    if not values:
        if column.type in {"number", "integer"}:
            yield 0
        return
    ordered = sorted(set(values))
    yield _whole(ordered[0], -1, column)
    for low, high in zip(ordered, [*ordered[1:], None], strict=True):
        yield low
        between = _whole(low, 1, column) if high is None else _between(low, high, column)
        if between is not None:
            yield between


def _whole(value: int | Decimal, step: int, column: Input) -> int | Decimal:
    return int(value) + step if column.type == "integer" else value + step


def _between(low: int | Decimal, high: int | Decimal, column: Input) -> int | Decimal | None:
    if column.type == "integer":
        middle = int(low) + 1
        return middle if low < middle < high else None
    return (Decimal(low) + Decimal(high)) / 2


def _days(values: list[date]) -> Iterator[date]:
    for day in sorted(set(values)):
        for step in (-1, 0, 1):
            try:
                yield day + timedelta(days=step)
            except OverflowError:
                continue


# -- claims ----------------------------------------------------------------------------------------------------


def _overlaps(table: Table, columns: Sequence[_Column]) -> Iterator[Finding]:
    """Two rows that one input reaches, where the hit policy lets one answer."""
    if table.hit_policy not in {"UNIQUE", "ANY"}:
        return
    for second in range(len(table.rows)):
        for first in range(second):
            if table.hit_policy == "ANY" and _same_answer(table.rows[first], table.rows[second]):
                continue
            witness = _common(columns, (1 << first) | (1 << second))
            if witness is not None:
                yield _overlap(table, first, second, witness)


def _same_answer(one: Row, other: Row) -> bool:
    return [output.node for output in one.outputs] == [output.node for output in other.outputs]


def _common(columns: Sequence[_Column], wanted: int) -> list[Scalar] | None:
    """A value per column that reaches all `wanted` rows, or None."""
    witness: list[Scalar] = []
    for column in columns:
        for value, mask in zip(column.samples, column.masks, strict=True):
            if mask & wanted == wanted:
                witness.append(value)
                break
        else:
            return None
    return witness


def _overlap(table: Table, first: int, second: int, witness: list[Scalar]) -> Finding:
    one, other, shown = table.rows[first], table.rows[second], _shown(table, witness)
    return _finding(
        table,
        other,
        "error",
        "table-overlap",
        f"{one.number}行目と{other.number}行目が同時に当てはまります({shown})。条件を分けてください。",
        f"Rows {one.number} and {other.number} both hold for {shown}; set their conditions apart.",
    )


def _shown(table: Table, witness: Sequence[Scalar]) -> str:
    labels = dict.fromkeys(column.expression.text for column in table.inputs)
    return ", ".join(f"{name} = {literal_text(value)}" for name, value in zip(labels, witness, strict=False)) or "-"


def _gaps(table: Table, columns: Sequence[_Column], *, in_tree: bool) -> Iterator[Finding]:
    if all(output.default is not None for output in table.outputs) or table.hit_policy == "COLLECT":
        return
    every = (1 << len(table.rows)) - 1
    search = _Search(columns, lambda mask: mask == 0)
    witness = search.find(every)
    if witness is None:
        return
    closed = all(column.closed or set(column.masks) == {every} for column in columns)
    severity: Severity = "error" if in_tree and closed else "warning"
    shown = _shown(table, witness)
    yield _finding(
        table,
        None,
        severity,
        "table-gap",
        f"どの行にも当てはまらない入力があります({shown})。行を足すか、既定の答えか許される値を決めてください。",
        f"No row answers for {shown}; add a row, a default answer, or the values an input may take.",
    )


def _unreachable(table: Table, columns: Sequence[_Column], severity: Severity) -> list[Finding]:
    """Rows of a FIRST table that an earlier row always answers before."""
    if not all(column.exact for column in columns):
        return []
    found: list[Finding] = []
    for at in range(1, len(table.rows)):
        own, earlier = 1 << at, (1 << at) - 1
        search = _Search(columns, _holds_alone(own, earlier))
        if search.find((1 << len(table.rows)) - 1, needs=own) is None and not search.gave_up:
            found.append(_never(table, table.rows[at], severity))
    return found


def _holds_alone(own: int, earlier: int) -> Callable[[int], bool]:
    return lambda mask: bool(mask & own) and not mask & earlier


def _never(table: Table, row: Row, severity: Severity) -> Finding:
    return _finding(
        table,
        row,
        severity,
        "table-unreachable-row",
        f"{row.number}行目は、前の行が必ず先に答えるので使われません。順番か条件を直してください。",
        f"Row {row.number} is never reached, earlier rows always answer first; mend the order or the conditions.",
    )


class _Search:
    """Looks through combinations of sample values for one whose set of holding rows satisfies `wanted`.

    Combinations that leave the same rows standing are one; it gives up (finding nothing) after MAX_STATES of them.
    """

    def __init__(self, columns: Sequence[_Column], wanted: Callable[[int], bool]) -> None:
        self.columns = columns
        self.wanted = wanted
        self.gave_up = False
        self._seen: set[tuple[int, int]] = set()

    def find(self, mask: int, at: int = 0, needs: int = 0) -> list[Scalar] | None:
        if at == len(self.columns):
            return [] if self.wanted(mask) else None
        if (at, mask) in self._seen or (needs and not mask & needs):
            return None
        if len(self._seen) >= MAX_STATES:
            self.gave_up = True
            return None
        self._seen.add((at, mask))
        column = self.columns[at]
        for value, rows in zip(column.samples, column.masks, strict=True):
            rest = self.find(mask & rows, at + 1, needs)
            if rest is not None:
                return [value, *rest]
        return None


def _finding(table: Table, row: Row | None, severity: Severity, rule: str, ja: str, en: str) -> Finding:
    element, line = (table.id, table.line) if row is None else (row.id, row.line)
    return Finding(table.path, element, table.name, line, severity, rule, ja, en)
