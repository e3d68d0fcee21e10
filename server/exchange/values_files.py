"""Reads the files of dated values (`server/values/{law,city}/*.yaml`), strictly: what is not understood is refused.

One file per topic: `topic` (the file's name) and `rows`, each with key, unit, from, to, value, article, source, status
and confirm_again_by. Rates are quoted text; a binary number never enters. Every fault names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

import yaml

from server.domain.refusals import Refused
from server.domain.values import DatedValue, Value, check_rows, value_from_json

REQUIRED: Final = ("key", "unit", "from", "value", "article", "source", "status")
OPTIONAL: Final = ("to", "confirm_again_by")

PERIOD_UNITS: Final = ("days", "open_days", "months")

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class ValueFault:
    """One fault: the file, its line (1 for the first, 0 for the table as a whole) and what is wrong, in English."""

    path: str
    line: int
    fault: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.fault}"


class ValueFilesInvalid(Refused):
    """`value_file_invalid` with all `faults`, in order of file and line."""

    def __init__(self, faults: Iterable[ValueFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("value_file_invalid", fault="; ".join(map(str, self.faults)))


class _Fault(Exception):
    """A fault at a node of the file being read; without a node, at its beginning."""

    def __init__(self, node: yaml.Node | None, fault: str) -> None:
        self.line = node.start_mark.line + 1 if node else 1
        self.fault = fault
        super().__init__(fault)


def default_directories() -> tuple[Path, Path]:
    """The folders of national and of city values that come with the program."""
    values = Path(__file__).resolve().parents[1] / "values"
    return values / "law", values / "city"


def load_values(directories: Iterable[Path]) -> list[DatedValue]:
    """All rows of all `*.yaml` files in `directories`, in order of key and first day.

    Raises `ValueFilesInvalid` (a `Refused`, code `value_file_invalid`) with every fault: unreadable text, unknown or
    missing fields, a field given twice, wrong types, floats, days that do not exist, gaps and overlaps of one key.
    """
    rows, faults = read_values(directories)
    if faults:
        raise ValueFilesInvalid(faults)
    return rows


def read_values(directories: Iterable[Path]) -> tuple[list[DatedValue], list[ValueFault]]:
    """The rows that could be read and all faults; for those who list faults instead of stopping."""
    rows: list[DatedValue] = []
    faults: list[ValueFault] = []
    for directory in directories:
        files = sorted(directory.glob("*.yaml"))
        if not files:
            faults.append(ValueFault(_shown(directory), 0, "the folder holds no files of values"))
        for file in files:
            found, wrong = _read_file(file)
            rows.extend(found)
            faults.extend(wrong)
    faults.extend(ValueFault("values", 0, finding) for finding in check_rows(rows))
    return sorted(rows, key=lambda row: (row.key, row.valid_from)), faults


def load_topics(directory: Path) -> dict[str, list[DatedValue]]:
    """The rows of one folder by topic. Raises as `load_values`."""
    read = {file.stem: _read_file(file) for file in sorted(directory.glob("*.yaml"))}
    rows = [row for found, _ in read.values() for row in found]
    faults = [fault for _, wrong in read.values() for fault in wrong]
    faults.extend(ValueFault("values", 0, finding) for finding in check_rows(rows))
    if faults:
        raise ValueFilesInvalid(faults)
    return {topic: found for topic, (found, _) in read.items()}


def read_value_text(data: bytes, topic: str) -> tuple[list[DatedValue], list[ValueFault]]:
    """The rows of one file in memory and all faults of its text; gaps and overlaps are for whoever joins it."""
    return _read(lambda: data.decode("utf-8"), topic, f"values/{topic}.yaml")


def _read_file(file: Path) -> tuple[list[DatedValue], list[ValueFault]]:
    return _read(lambda: file.read_text(encoding="utf-8"), file.stem, _shown(file))


def _read(text: Callable[[], str], name: str, shown: str) -> tuple[list[DatedValue], list[ValueFault]]:
    rows: list[DatedValue] = []
    faults: list[ValueFault] = []
    try:
        nodes = _row_nodes(text(), name)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        return [], [ValueFault(shown, mark.line + 1 if mark else 1, f"not readable as YAML: {_first_line(error)}")]
    except _Fault as error:
        return [], [ValueFault(shown, error.line, error.fault)]
    for node in nodes:
        try:
            rows.append(_row(node))
        except _Fault as error:
            faults.append(ValueFault(shown, error.line, error.fault))
    return rows, faults


def _row_nodes(text: str, name: str) -> list[yaml.Node]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        raise _Fault(None, "the file is empty")
    fields = _fields(root, required=("topic", "rows"), optional=())
    topic = _scalar(fields["topic"])
    if topic != name:
        raise _Fault(fields["topic"], f"topic {topic!r} must be the file's name {name!r}")
    if not _is_list(fields["rows"]) or not fields["rows"].value:
        raise _Fault(fields["rows"], "rows must be a list with at least one row")
    return list(fields["rows"].value)


def _row(node: yaml.Node) -> DatedValue:
    fields = _fields(node, REQUIRED, OPTIONAL)
    unit = _text(fields, "unit")
    key = _text(fields, "key")
    if not _KEY.fullmatch(key):
        raise _Fault(fields["key"], f"key {key!r} must be lower-case words parted by dots")
    try:
        if isinstance(fields["value"], yaml.MappingNode):
            unit, value = _period(unit, fields["value"])
        else:
            value = value_from_json(unit, _value(fields["value"]))
    except ValueError as error:
        raise _Fault(fields["value"], f"{key}: {error}") from None
    return DatedValue(
        key,
        unit,
        cast("date", _day(fields, "from")),
        _day(fields, "to"),
        value,
        _text(fields, "article"),
        _text(fields, "source"),
        _text(fields, "status"),
        _day(fields, "confirm_again_by"),
    )


def _fields(node: yaml.Node, required: tuple[str, ...], optional: tuple[str, ...]) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode) or node.tag != f"{_TAG}map":
        raise _Fault(node, "a mapping of fields is needed here")
    fields: dict[str, yaml.Node] = {}
    for name_node, value_node in node.value:
        name = str(_scalar(name_node))
        if name in fields:
            raise _Fault(name_node, f"field {name!r} is given twice")
        if name not in (*required, *optional):
            raise _Fault(name_node, f"unknown field {name!r}")
        fields[name] = value_node
    missing = [name for name in required if name not in fields]
    if missing:
        raise _Fault(node, f"missing: {', '.join(missing)}")
    return fields


def _text(fields: Mapping[str, yaml.Node], name: str) -> str:
    value = _scalar(fields[name])
    if not isinstance(value, str) or not value.strip():
        raise _Fault(fields[name], f"{name} must be text")
    return value


def _day(fields: Mapping[str, yaml.Node], name: str) -> date | None:
    if name not in fields:
        return None
    value = _scalar(fields[name])
    if not isinstance(value, date):
        raise _Fault(fields[name], f"{name} must be a day like 2026-04-01")
    return value


def _period(unit: str, node: yaml.MappingNode) -> tuple[str, Value]:
    """A length of time written with its unit, `{months: 3}`, for the unit `period` or that unit itself."""
    names = [str(_scalar(name)) for name, _ in node.value]
    if len(names) != 1 or names[0] not in PERIOD_UNITS or unit not in ("period", names[0]):
        raise _Fault(node, "a single value is needed here")
    return names[0], value_from_json(names[0], _scalar(node.value[0][1]))


def _value(node: yaml.Node) -> object:
    return [_scalar(item) for item in node.value] if _is_list(node) else _scalar(node)


def _is_list(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq"


def _scalar(node: yaml.Node) -> str | int | bool | date:
    """Text, a whole number, true or false, or a day; nothing else that YAML could make of it."""
    if not isinstance(node, yaml.ScalarNode):
        raise _Fault(node, "a single value is needed here")
    written = str(node.value)
    if node.tag == f"{_TAG}str":
        return written
    if node.tag == f"{_TAG}int" and _WHOLE_NUMBER.fullmatch(written):
        return int(written)
    if node.tag == f"{_TAG}bool" and written in {"true", "false"}:
        return written == "true"
    if node.tag == f"{_TAG}timestamp":
        return _civil_day(node, written)
    if node.tag == f"{_TAG}float":
        raise _Fault(node, f"{written} is a binary number; write rates as quoted text")
    raise _Fault(node, f"{written!r} is not understood here; quote it if it is text")


def _civil_day(node: yaml.Node, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _Fault(node, f"{written} is not a day") from None


def _first_line(error: Exception) -> str:
    return next(_lines(str(error)), "")


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())


def _shown(path: Path) -> str:
    """Folder and name, never the machine's own path."""
    return f"{path.parent.name}/{path.name}"
