"""Files of a procedure by the names that people know (ファイルの名前): a table by its decision, a form by its title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.domain.forms.faults import FormFaults
from server.engine.decision import inspect_table
from server.engine.difference_values import VALUES
from server.engine.lint import open_diagram
from server.exchange.form_files import load_form

Title = tuple[str, str]
"""Japanese, English"""

_VALUES: Title = ("値と期間", "Values and periods")


def file_titles(files: Mapping[str, bytes], paths: Iterable[str] | None = None) -> dict[str, Title]:
    """Path → title of tables, diagrams, forms and the values; a file that says no name of its own is left out."""
    found: dict[str, Title] = {}
    for path in files if paths is None else dict.fromkeys(paths):
        title = _VALUES if path == VALUES else _title(path, files[path]) if path in files else None
        if title is not None:
            found[path] = title
    return found


def table_titles(files: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Path and name of every decision table, the parts' behind; a table without a name is told by its file."""
    tables = [(path, _table(path, data) or _short(path)) for path, data in files.items() if path.endswith(".dmn")]
    return tuple(sorted(tables, key=lambda one: ("/_shared/" in one[0], one[1])))


def _title(path: str, data: bytes) -> Title | None:
    if path.endswith(".dmn"):
        name = _table(path, data)
        return (f"表「{name}」", f"Table “{name}”") if name else None
    if path.endswith(".bpmn"):
        diagram, _ = open_diagram(path, data)
        name = next((one.name for one in diagram.processes if one.name), "") if diagram is not None else ""
        return (f"図「{name}」", f"Diagram “{name}”") if name else None
    if path.startswith("forms/"):
        try:
            title = load_form(data, path.removeprefix("forms/").removesuffix(".yaml")).title
        except FormFaults:
            return None
        return f"様式「{title.ja}」", f"Form “{title.en}”"
    return None


def _table(path: str, data: bytes) -> str:
    table, _ = inspect_table(data, path)
    return "" if table is None else table.name


def _short(path: str) -> str:
    return path.split("/", 1)[-1].rsplit(".", 1)[0]
