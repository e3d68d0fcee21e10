"""Ceilings: a file of the program fits on a few screens, a function on one. Exceptions are named with their reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import program, syntax, text_of

# About 300 and about 30: a line or two over is no reason to tear apart what belongs together.
FILE_LINES = 330
FUNCTION_LINES = 33

# "file" or "file:function" → why it is longer. An exception that is no longer needed fails the last test.
LONGER: dict[str, str] = {
    "server/casework/complete_task.py:_complete": "one transaction from top to bottom, a call for each step",
    "server/casework/views/case.py:_view": "one field a line of what the case page shows",
    "server/casework/views/household.py:_view": "one field a line of what the household page shows",
    "server/casework/views/task.py:_view": "one field a line of what the task page shows",
    "server/store/households.py:search_persons": "one statement, a column a line",
    "server/store/migrations/versions/0001_first_schema.py": "the first schema whole, as it was on that day",
    "server/store/migrations/versions/0001_first_schema.py:upgrade": "the first schema whole, as it was on that day",
    "server/store/migrations/versions/0003_inbox_and_desk.py:_desk": "one table a line, as they were that day",
    "server/store/migrations/versions/0003_inbox_and_desk.py:_inbox": "one column a line, as they were that day",
    "server/web/formview.py:_field": "one attribute a line of what a field shows",
    "server/web/pages/start.py:start_context": "one entry a line of what the page of the start form shows",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each function with its length: from `def` to its end, without the docstring (a contract is no burden)."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node.name, _length(node)


def _length(node: Function) -> int:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def too_long(file: Path) -> set[str]:
    """What in a file passes a ceiling, as the keys of `LONGER`."""
    found = {f"{file}:{name}" for name, length in functions(syntax(file)) if length > FUNCTION_LINES}
    return found | ({str(file)} if text_of(file).count("\n") > FILE_LINES else set())


def test_files_and_functions_stay_below_the_ceilings() -> None:
    assert {key for file in program() for key in too_long(file)} - LONGER.keys() == set()


def test_no_exception_outlives_its_need() -> None:
    assert LONGER.keys() == {key for file in program() for key in too_long(file)} & LONGER.keys()
    assert all(len(reason) > 10 for reason in LONGER.values())


def test_a_docstring_does_not_count_but_every_other_line_does() -> None:
    tree = ast.parse('def f():\n    """One\n    two."""\n    a = 1\n\n    return a\n')
    assert list(functions(tree)) == [("f", 4)]
