"""Reads the files of form definitions (`forms/<procedure>/<task>.yaml`), strictly and within limits.

Only plain YAML is taken: no anchors, no tags, no key given twice; of plain words only `true`, `false`, `null` and whole
numbers are more than text (so an option may be called `no`, and a date stays text). Size and depth are capped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from server.domain.forms.definition import parse_form
from server.domain.forms.faults import FormFault, FormFaults
from server.domain.forms.model import FormDefinition

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast where it was built
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    _TAG + kind for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value", "merge")
)
_WORDS: Final[dict[str, object]] = {"true": True, "false": False, "null": None, "": None, "~": None}
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})")


@dataclass(slots=True)
class _File:
    """A file being read: where each place of the definition stands, and what is wrong with the text itself."""

    lines: dict[str, int] = field(default_factory=dict)
    faults: list[FormFault] = field(default_factory=list)

    def line_of(self, place: str) -> int:
        """The line of a place, or of the nearest thing around it; 1 when nothing is known."""
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        return self.lines.get(place, 1)


def load_form(source: Path | bytes, path: str | None = None) -> FormDefinition:
    """The form defined in a file or in its bytes; `path` names it in faults (default: the file's own).

    Raises `FormFaults` with every fault: unreadable text, limits passed, keys given twice, and all of `parse_form`.
    """
    form, faults, _ = _read(source, path)
    if form is None:
        raise FormFaults(_shown(source, path), faults)
    return form


def load_forms(directory: Path) -> dict[str, FormDefinition]:
    """All forms below `directory` by id (`enrolment/enter`); raises `FormFaults` at the first faulty file."""
    forms = {}
    for file in sorted(directory.glob("*/*.yaml")):
        expected = f"{file.parent.name}/{file.stem}"
        form = load_form(file, expected)
        if form.form != expected:
            raise FormFaults(str(file), [FormFault("form", "form_id_differs", {"expected": expected})])
        forms[expected] = form
    return forms


def check_form_file(file: Path) -> list[dict[str, object]]:
    """The findings of one file in the shape of `check --json`: path, element, name, line, severity, rule, messages.

    `element` is the place inside the definition, `name` the field it concerns where there is one.
    """
    return _findings(file, f"{file.parent.name}/{file.stem}", str(file))


def check_form_bytes(data: bytes, path: str) -> list[dict[str, object]]:
    """As `check_form_file`, of a file that lies at `path` (`forms/enrolment/enter.yaml`) in no folder."""
    return _findings(data, path.removeprefix("forms/").removesuffix(".yaml"), path)


def _findings(source: Path | bytes, expected: str, shown: str) -> list[dict[str, object]]:
    form, faults, read = _read(source, None if isinstance(source, Path) else expected)
    if form is not None and form.form != expected:
        faults = [FormFault("form", "form_id_differs", {"expected": expected})]
    return [
        {
            "path": shown,
            "element": fault.path,
            "name": str(fault.params.get("name", "")),
            "line": read.line_of(fault.path),
            "severity": "error",
            "rule": f"form_{fault.rule.removeprefix('form_')}",
            "message_ja": fault.message_ja,
            "message_en": fault.message_en,
        }
        for fault in faults
    ]


def _read(source: Path | bytes, path: str | None) -> tuple[FormDefinition | None, list[FormFault], _File]:
    read = _File()
    try:
        root = _compose(source if isinstance(source, bytes) else source.read_bytes())
    except _Unreadable as unreadable:
        read.lines[""] = unreadable.line
        return None, [unreadable.fault], read
    mapping = _plain(root, "", read)
    if read.faults:
        return None, read.faults, read
    try:
        return parse_form(mapping if isinstance(mapping, dict) else {}, _shown(source, path)), [], read
    except FormFaults as faulty:
        return None, list(faulty.faults), read


class _Unreadable(Exception):
    """The text is no YAML that we take at all."""

    def __init__(self, line: int, rule: str, **params: object) -> None:
        self.line = line
        self.fault = FormFault("", rule, params)
        super().__init__(rule)


def _compose(raw: bytes) -> yaml.Node | None:
    if len(raw) > MAX_BYTES:
        raise _Unreadable(1, "file_too_large", max=MAX_BYTES // 1024)
    try:
        text = raw.decode("utf-8-sig")
        for event, depth in _events(text):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise _Unreadable(_line(event.start_mark), "alias_not_allowed")
            if depth > MAX_DEPTH:
                raise _Unreadable(_line(event.start_mark), "too_deep")
        return yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise _Unreadable(raw[: error.start].count(b"\n") + 1, "not_readable", detail="UTF-8") from error
    except yaml.YAMLError as error:
        detail = str(getattr(error, "problem", None) or "YAML")
        raise _Unreadable(_line(getattr(error, "problem_mark", None)), "not_readable", detail=detail) from error


def _line(mark: object) -> int:
    line = getattr(mark, "line", None)
    return line + 1 if isinstance(line, int) else 1


def _events(text: str) -> Iterator[tuple[yaml.Event, int]]:
    """The events of the text with their depth; read one by one, so that a deep nest is met before it is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event, depth


def _plain(node: yaml.Node | None, place: str, read: _File) -> object:
    """The node as plain values; places and lines are noted on the way."""
    if node is None:
        return None
    read.lines[place] = node.start_mark.line + 1
    if node.tag not in _PLAIN_TAGS:
        read.faults.append(FormFault(place, "tag_not_allowed", {"tag": node.tag.removeprefix(_TAG)}))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, read)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, f"{place}.{index}" if place else str(index), read) for index, item in enumerate(node.value)
        ]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: str, read: _File) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        here = f"{place}.{key}" if place else key
        if key in found:
            read.lines[here] = key_node.start_mark.line + 1
            read.faults.append(FormFault(here, "duplicate_key", {"key": key}))
            continue
        found[key] = _plain(value_node, here, read)
        read.lines[here] = key_node.start_mark.line + 1
    return found


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text


def _shown(source: Path | bytes, path: str | None) -> str:
    return path or (source.name if isinstance(source, Path) else "")
