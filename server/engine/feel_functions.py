"""The named functions of the expression language (使える関数): few, pure, each by the FEEL standard.

A function answers None where FEEL answers null (a missing or unfit argument); none of them raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.engine.feel_lexer import iso_date
from server.engine.feel_values import equal, kind_of


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments it takes, what kind it answers with, what it does."""

    arguments: int
    answers: str
    run: Callable[..., Any]


def _date(text: Any) -> date | None:
    """`date(text)`: the civil day written `YYYY-MM-DD`."""
    if isinstance(text, date):
        return text
    return iso_date(text) if isinstance(text, str) else None


def _count(items: Any) -> int | None:
    """`count(list)`: a single value counts as a list of one."""
    if items is None:
        return None
    return len(items) if kind_of(items) == "list" else 1


def _list_contains(items: Any, wanted: Any) -> bool | None:
    """`list contains(list, element)`: null is in a list that holds null."""
    if items is None:
        return None
    listed: Sequence[Any] = items if kind_of(items) == "list" else [items]
    return any(equal(item, wanted) is True for item in listed)


def _on_text(run: Callable[[str, str], bool]) -> Callable[[Any, Any], bool | None]:
    def answer(text: Any, part: Any) -> bool | None:
        return run(text, part) if isinstance(text, str) and isinstance(part, str) else None

    return answer


def _string_length(text: Any) -> int | None:
    """`string length(text)` in characters (code points)."""
    return len(text) if isinstance(text, str) else None


FUNCTIONS: dict[str, Function] = {
    "date": Function(1, "date", _date),
    "count": Function(1, "number", _count),
    "list contains": Function(2, "boolean", _list_contains),
    "contains": Function(2, "boolean", _on_text(lambda text, part: part in text)),
    "starts with": Function(2, "boolean", _on_text(str.startswith)),
    "ends with": Function(2, "boolean", _on_text(str.endswith)),
    "string length": Function(1, "number", _string_length),
}
