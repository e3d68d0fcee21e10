"""How values compare (三値論理): FEEL's equality, order and logic, where None is "cannot be said".

Case data is JSON, so a civil day stands there as ISO text. Compared with a date, such text reads as a date; text
written inside an expression never does. Values of different kinds compare to None, never to an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from server.engine.feel_errors import FeelError
from server.engine.feel_lexer import iso_date

Truth = bool | None
ValueKind = Literal["null", "boolean", "number", "string", "date", "list", "context"]


class WrittenText(str):
    """Text written in an expression: equal to any text, but never read as a date."""

    __slots__ = ()


# What case data are made of nearly always; whatever else is a kind of one of these is told by asking further.
_KINDS: dict[type, ValueKind] = {
    type(None): "null", bool: "boolean", int: "number", Decimal: "number", str: "string", WrittenText: "string",
    date: "date", dict: "context", list: "list",
}  # fmt: skip


def kind_of(value: Any) -> ValueKind:
    """The FEEL kind of a JSON value; raises `FeelError` for what case data may not hold (floats, objects)."""
    return _KINDS.get(type(value)) or _kind_of_kin(value)


def _kind_of_kin(value: Any) -> ValueKind:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, date):
        return "date"
    if isinstance(value, Mapping):
        return "context"
    if isinstance(value, Sequence):
        return "list"
    raise FeelError(
        "not_data",
        0,
        f"この種類の値({type(value).__name__})は案件のデータに置けません。",
        f"A value of this kind ({type(value).__name__}) cannot stand in case data.",
    )


def _aligned(left: Any, right: Any) -> tuple[Any, Any, ValueKind | None]:
    """Both values in one kind; the kind is None when they have none in common."""
    left_kind, right_kind = kind_of(left), kind_of(right)
    if left_kind == right_kind:
        return left, right, left_kind
    if left_kind == "date" and right_kind == "string":
        right = _as_date(right)
        return left, right, None if right is None else "date"
    if left_kind == "string" and right_kind == "date":
        left = _as_date(left)
        return left, right, None if left is None else "date"
    return left, right, None


def _as_date(text: str) -> date | None:
    return None if isinstance(text, WrittenText) else iso_date(text)


def equal(left: Any, right: Any) -> Truth:
    """`left = right`: null equals only null; different kinds give None."""
    if left is None or right is None:
        kind_of(left), kind_of(right)
        return left is None and right is None
    left, right, kind = _aligned(left, right)
    match kind:
        case None:
            return None
        case "list":
            return _all_equal(list(left), list(right))
        case "context":
            return left.keys() == right.keys() and _all_equal(list(left.values()), [right[k] for k in left])
        case _:
            return bool(left == right)


def _all_equal(left: Sequence[Any], right: Sequence[Any]) -> Truth:
    if len(left) != len(right):
        return False
    return all_of([equal(a, b) for a, b in zip(left, right, strict=True)])


def ordered(op: str, left: Any, right: Any) -> Truth:
    """`left op right` for `< <= > >=`; numbers, text (by character code) and dates have an order, nothing else."""
    left, right, kind = _aligned(left, right)
    if kind not in {"number", "string", "date"}:
        return None
    match op:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def compare(op: str, left: Any, right: Any) -> Truth:
    """Any of the six comparisons."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return negated(equal(left, right))
    return ordered(op, left, right)


def negated(value: Any) -> Truth:
    """`not(value)`: None for anything but true and false."""
    return (not value) if isinstance(value, bool) else None


def all_of(values: Sequence[Any]) -> Truth:
    """`and`: one false decides; else one unknown (or no boolean) leaves it unknown."""
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


def any_of(values: Sequence[Any]) -> Truth:
    """`or`: one true decides; else one unknown (or no boolean) leaves it unknown."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None


def as_json(value: Any) -> Any:
    """A result as case data holds it: a copy, dates as ISO text, whole numbers as `int`."""
    match kind_of(value):
        case "string":
            return str(value)
        case "date":
            return value.isoformat()
        case "number":
            return int(value) if not isinstance(value, int) and value == value.to_integral_value() else value
        case "list":
            return [as_json(item) for item in value]
        case "context":
            return {str(key): as_json(item) for key, item in value.items()}
        case _:
            return value
