"""Strict reading of YAML: nothing doubled, nothing unknown, nothing of another type; every fault is collected."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """The safe loader, except that a key given twice is an error (plain YAML keeps the last one silently)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.YAMLError(f"line {key_node.start_mark.line + 1}: {key} is given twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(file: Path, findings: list[str], name: str) -> Fields:
    """The file's mapping as `Fields`; a file that is not a mapping adds a finding and reads as empty."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        findings.append(f"{name}: {fault}")
        return Fields({}, name, findings, broken=True)
    if not isinstance(content, Mapping):
        findings.append(f"{name}: a mapping is expected")
        return Fields({}, name, findings, broken=True)
    return Fields(content, name, findings)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; the message lists them."""

    words: tuple[str, ...]


class Fields:
    """Takes typed fields out of a mapping; `finish` reports the keys that nobody took.

    A fault adds `<file>: <path>: <what is wrong>` to the findings and answers a neutral value, so that one reading
    shows all faults of a file.
    """

    def __init__(self, values: Mapping[Any, Any], path: str, findings: list[str], *, broken: bool = False) -> None:
        self._values = values
        self._path = path
        self._findings = findings
        self._broken = broken
        self._taken: set[object] = set()

    def fault(self, name: str, what: str) -> None:
        """Adds a finding about the field `name` of this mapping."""
        if not self._broken:
            self._findings.append(f"{self._path}: {name}: {what}")

    def has(self, name: str) -> bool:
        """Whether the field is given and not null."""
        return self._values.get(name) is not None

    def is_text(self, name: str) -> bool:
        """Whether the field is given as plain text."""
        return isinstance(self._values.get(name), str)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._take(name, default)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(name, "text is expected")
        return ""

    def choice(self, name: str, choice: Choice, default: str | None = None) -> str:
        value = self._take(name, default)
        if isinstance(value, str) and value in choice.words:
            return value
        self.fault(name, "one of " + " | ".join(choice.words) + " is expected")
        return choice.words[0]

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._take(name, default)
        if isinstance(value, bool):
            return value
        self.fault(name, "true or false is expected")
        return default

    def whole(self, name: str, default: int | None = None, *, least: int = 1) -> int:
        value = self._take(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.fault(name, f"a whole number from {least} is expected")
        return least

    def length(self, name: str) -> float | None:
        """A length in millimetres, or None when it is not given."""
        value = self._take(name, 0)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
            return float(value) or None
        self.fault(name, "a length in millimetres is expected")
        return None

    def day(self, name: str) -> date:
        """A civil date, written bare in YAML."""
        value = self._take(name, None)
        if isinstance(value, date):
            return value
        self.fault(name, "a date like 2026-04-01 is expected")
        return date.min

    def day_or_none(self, name: str) -> date | None:
        if self.has(name):
            return self.day(name)
        self._taken.add(name)
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; not given means none."""
        value = self._take(name, ())
        if (
            isinstance(value, str)
            or not isinstance(value, Sequence)
            or not all(isinstance(v, str) and v for v in value)
        ):
            self.fault(name, "a list of texts is expected")
            return ()
        return tuple(value)

    def mapping(self, name: str) -> Fields:
        """A nested mapping; its faults carry the path down to it."""
        value = self._take(name, None)
        inner = f"{self._path}: {name}"
        if isinstance(value, Mapping):
            return Fields(value, inner, self._findings)
        self.fault(name, "a mapping is expected")
        return Fields({}, inner, self._findings, broken=True)

    def mappings(self, name: str) -> Iterator[Fields]:
        """A list of mappings."""
        value = self._take(name, None)
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.fault(name, "a list of mappings is expected")
            return
        for number, inner in enumerate(value):
            yield Fields(inner, f"{self._path}: {name}.{number}", self._findings)

    def entries(self, name: str) -> Iterator[tuple[str, Fields]]:
        """A mapping of names to mappings, in the order of the file; not given means none."""
        value = self._take(name, {})
        if not isinstance(value, Mapping):
            self.fault(name, "a mapping is expected")
            return
        for key, inner in value.items():
            path = f"{self._path}: {name}.{key}"
            if isinstance(inner, Mapping) and isinstance(key, str):
                yield key, Fields(inner, path, self._findings)
            else:
                self._findings.append(f"{path}: a mapping is expected")

    def words(self, name: str) -> dict[str, str]:
        """A mapping of text to text; not given means none."""
        value = self._take(name, {})
        if isinstance(value, Mapping) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
            return dict(value)
        self.fault(name, 'a mapping of texts is expected (quote words such as "no")')
        return {}

    def lengths(self, name: str) -> dict[str, float]:
        """A mapping of text to lengths in millimetres; not given means none."""
        value = self._take(name, {})
        if isinstance(value, Mapping) and all(isinstance(v, (int, float)) and v > 0 for v in value.values()):
            return {str(key): float(length) for key, length in value.items()}
        self.fault(name, "a mapping of lengths in millimetres is expected")
        return {}

    def finish(self) -> None:
        """Reports every key that was not taken."""
        for key in self._values:
            if key not in self._taken:
                self.fault(str(key), "nobody knows this field")

    def _take(self, name: str, default: object) -> object:
        self._taken.add(name)
        value = self._values.get(name)
        return default if value is None else value
