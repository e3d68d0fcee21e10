"""Edits in the file of a form (様式の書き換え): only the words that changed are written, comments and order stay.

A form is edited by place, not by loading and dumping it, so that the difference of two versions shows what a manager
did and nothing else. What an edit makes of the file is judged by the gate, as every file is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

_PLAIN = re.compile(r"[^\W\d_][^:,#\[\]{}'\"\n&*!|>%@`]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})
LABELS = ("label", "hint")


class FormUneditable(Exception):
    """The file is no form that can be edited by places; it has to be mended as a file first."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field of the file: `at` is its place (`0.2`, in a repeated group `0.2.1`), what it says, what kind it is."""

    at: str
    name: str
    type: str
    label_ja: str
    label_en: str
    hint_ja: str
    hint_en: str
    required: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A section with its fields; a repeated group's own fields stand behind it."""

    at: int
    title_ja: str
    title_en: str
    fields: tuple[FieldPlace, ...]


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a manager writes of a field."""

    label_ja: str
    label_en: str
    hint_ja: str
    hint_en: str
    required: bool


def outline(data: bytes) -> tuple[SectionPlace, ...]:
    """The sections and fields of a form's file. Raises `FormUneditable`."""
    return tuple(
        SectionPlace(number, *_pair(section, "title"), tuple(_fields(section, str(number))))
        for number, section in enumerate(_sections(_root(data)))
    )


def write_words(data: bytes, fields: Mapping[str, FieldWords], titles: Mapping[int, tuple[str, str]]) -> bytes:
    """The file with other words in some fields (by place) and section titles; equal words change no byte."""
    text = data.decode("utf-8-sig")
    changes: list[tuple[int, int, str]] = []
    for number, section in enumerate(_sections(_root(data))):
        if number in titles and titles[number] != _pair(section, "title"):
            changes += _put_pair(section, "title", titles[number], "title")
        for at, node in _nodes(section, str(number)):
            if at in fields:
                changes += _field_changes(text, node, fields[at])
    return _changed(text, changes)


def move_field(data: bytes, at: str, step: int) -> bytes:
    """The file with a field of a section moved up (-1) or down (1) among its fellows."""
    text, section, number = _place(data, at)
    pieces = _pieces(text, _items(section))
    other = number + step
    if 0 <= other < len(pieces):
        pieces[number], pieces[other] = pieces[other], pieces[number]
    return _with_pieces(text, _items(section), pieces)


def drop_field(data: bytes, at: str) -> bytes:
    """The file without a field; the last one of a section stays."""
    text, section, number = _place(data, at)
    pieces = _pieces(text, _items(section))
    return data if len(pieces) == 1 else _with_pieces(text, _items(section), pieces[:number] + pieces[number + 1 :])


def add_field(data: bytes, section: int, kind: str, label: tuple[str, str]) -> bytes:
    """The file with one more field at the end of a section: `text`, `wareki_date`, `number`, `yen` or `checkbox`."""
    text, node, _ = _place(data, f"{section}.0")
    items = _items(node)
    taken = {str(one.value) for _, field in _all_nodes(data) for one in _values(field, "name")}
    number = next(n for n in range(1, 1000) if f"added_{n}" not in taken)
    indent = " " * (items[0].start_mark.column - 2)
    words = f"{{ja: {scalar(label[0])}, en: {scalar(label[1])}}}"
    line = f"{indent}- {{name: added_{number}, type: {kind}, label: {words}}}\n"
    pieces = _pieces(text, items)
    if not pieces[-1].endswith("\n"):
        pieces[-1] += "\n"
    return _with_pieces(text, items, [*pieces, line])


def set_version(data: bytes, version: int) -> bytes:
    """The file with another version of the form."""
    text = data.decode("utf-8-sig")
    found = _values(_root(data), "version")
    return _changed(text, [(found[0].start_mark.index, found[0].end_mark.index, str(version))] if found else [])


def version_of(data: bytes) -> int:
    """The form's version, 0 when it names none. Raises `FormUneditable`."""
    found = _values(_root(data), "version")
    return int(found[0].value) if found and str(found[0].value).isdigit() else 0


def scalar(text: str) -> str:
    """A text as YAML holds it in a flow of words: bare where nothing can be misread, else quoted."""
    plain = text.strip()
    bare = _PLAIN.fullmatch(plain) is not None and plain.lower() not in _WORDS and plain == text
    return plain if bare else json.dumps(text, ensure_ascii=False)


# -- reading --------------------------------------------------------------------------------------------------------


def _root(data: bytes) -> yaml.MappingNode:
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise FormUneditable(str(fault)[:80]) from fault
    if not isinstance(root, yaml.MappingNode):
        raise FormUneditable("no mapping")
    return root


def _sections(root: yaml.MappingNode) -> list[yaml.MappingNode]:
    found = _values(root, "sections")
    if not found or not isinstance(found[0], yaml.SequenceNode):
        raise FormUneditable("no sections")
    return [one for one in found[0].value if isinstance(one, yaml.MappingNode)]


def _values(node: yaml.Node, key: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [value for name, value in node.value if isinstance(name, yaml.ScalarNode) and name.value == key]


def _items(node: yaml.Node) -> list[yaml.MappingNode]:
    found = _values(node, "fields")
    if not found or not isinstance(found[0], yaml.SequenceNode):
        return []
    return [one for one in found[0].value if isinstance(one, yaml.MappingNode)]


def _nodes(section: yaml.Node, at: str) -> Iterator[tuple[str, yaml.MappingNode]]:
    for number, item in enumerate(_items(section)):
        yield f"{at}.{number}", item
        yield from _nodes(item, f"{at}.{number}")


def _all_nodes(data: bytes) -> Iterator[tuple[str, yaml.MappingNode]]:
    for number, section in enumerate(_sections(_root(data))):
        yield from _nodes(section, str(number))


def _fields(section: yaml.MappingNode, at: str) -> Iterator[FieldPlace]:
    for place, item in _nodes(section, at):
        required = [one.value == "true" for one in _values(item, "required")]
        labels, hints = _pair(item, "label"), _pair(item, "hint")
        named = bool(_values(item, "label"))
        yield FieldPlace(place, _word(item, "name"), _word(item, "type"), *labels, *hints, any(required), named)


def _word(node: yaml.Node, key: str) -> str:
    found = _values(node, key)
    return str(found[0].value) if found and isinstance(found[0], yaml.ScalarNode) else ""


def _pair(node: yaml.Node, key: str) -> tuple[str, str]:
    found = _values(node, key)
    return ("", "") if not found else (_word(found[0], "ja"), _word(found[0], "en"))


# -- writing --------------------------------------------------------------------------------------------------------


def _field_changes(text: str, node: yaml.MappingNode, words: FieldWords) -> Iterator[tuple[int, int, str]]:
    for key, pair in (("label", (words.label_ja, words.label_en)), ("hint", (words.hint_ja, words.hint_en))):
        if pair == _pair(node, key):
            continue
        if not any(pair) and _values(node, key):
            yield _gone(text, node, key)
        else:
            yield from _put_pair(node, key, pair, "label")
    required = _values(node, "required")
    if required and (required[0].value == "true") != words.required:
        yield required[0].start_mark.index, required[0].end_mark.index, "true" if words.required else "false"
    elif not required and words.required:
        yield _before(node, "label", "required: true")


def _put_pair(node: yaml.MappingNode, key: str, pair: tuple[str, str], before: str) -> Iterator[tuple[int, int, str]]:
    found = _values(node, key)
    if not found:
        yield _before(node, before, f"{key}: {{ja: {scalar(pair[0])}, en: {scalar(pair[1])}}}")
        return
    for lang, words in zip(("ja", "en"), pair, strict=True):
        inner = _values(found[0], lang)
        if inner and inner[0].value != words:
            style = getattr(inner[0], "style", None)
            end = "\n" if style in ("|", ">") else ""
            yield inner[0].start_mark.index, inner[0].end_mark.index, scalar(words) + end
        elif not inner and words:
            yield _before(found[0], "ja", f"{lang}: {scalar(words)}")


def _before(node: yaml.Node, key: str, written: str) -> tuple[int, int, str]:
    """A new entry before an entry that stands there: in line with it, or on a line of its own."""
    names = [name for name, _ in node.value if isinstance(name, yaml.ScalarNode)]
    place = next((name for name in names if name.value == key), names[0] if names else None)
    if place is None:
        raise FormUneditable("an empty field")
    end = ", " if getattr(node, "flow_style", False) else "\n" + " " * place.start_mark.column
    return place.start_mark.index, place.start_mark.index, written + end


def _gone(text: str, node: yaml.MappingNode, key: str) -> tuple[int, int, str]:
    """An entry taken out, with the comma or the line it stood on."""
    entries = [(name, value) for name, value in node.value if isinstance(name, yaml.ScalarNode)]
    place = next(number for number, (name, _) in enumerate(entries) if name.value == key)
    name, value = entries[place]
    if not getattr(node, "flow_style", False):
        if place == 0:
            following = entries[1][0].start_mark.index if len(entries) > 1 else _end(value)
            return name.start_mark.index, following, ""
        return _line_start(text, name.start_mark.index), _line_end(text, _end(value)), ""
    if place > 0:
        return _end(entries[place - 1][1]), _end(value), ""
    following = entries[1][0].start_mark.index if len(entries) > 1 else _end(value)
    return name.start_mark.index, following, ""


def _end(node: yaml.Node) -> int:
    """Where a node's own text ends: of a block it is the end of its last word, not the beginning of what follows."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _changed(text: str, changes: Sequence[tuple[int, int, str]]) -> bytes:
    for start, end, written in sorted(changes, reverse=True):
        text = text[:start] + written + text[end:]
    return text.encode()


# -- order ----------------------------------------------------------------------------------------------------------


def _place(data: bytes, at: str) -> tuple[str, yaml.MappingNode, int]:
    """The text, the section of a place and the number of its field. Raises `FormUneditable`."""
    numbers = at.split(".")
    sections = _sections(_root(data))
    if len(numbers) != 2 or not all(one.isdigit() for one in numbers) or int(numbers[0]) >= len(sections):
        raise FormUneditable("no such place")
    section, number = sections[int(numbers[0])], int(numbers[1])
    listed = _values(section, "fields")
    if not listed or getattr(listed[0], "flow_style", False) or number >= len(_items(section)):
        raise FormUneditable("no such place")
    return data.decode("utf-8-sig"), section, number


def _pieces(text: str, items: Sequence[yaml.MappingNode]) -> list[str]:
    """The lines of each field; what stands between two fields goes with the second."""
    edges = _edges(text, items)
    return [text[start:end] for start, end in pairwise(edges)]


def _with_pieces(text: str, items: Sequence[yaml.MappingNode], pieces: Sequence[str]) -> bytes:
    edges = _edges(text, items)
    whole = "".join(piece if piece.endswith("\n") else f"{piece}\n" for piece in pieces)
    behind = text[edges[-1] :]
    return (text[: edges[0]] + (whole if behind or text.endswith("\n") else whole.rstrip("\n")) + behind).encode()


def _edges(text: str, items: Sequence[yaml.MappingNode]) -> list[int]:
    return [_line_start(text, items[0].start_mark.index), *(_line_end(text, _end(item)) for item in items)]


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Behind the end of the line on which a text ends; a block of lines has ended there already."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
