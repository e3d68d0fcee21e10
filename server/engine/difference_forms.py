"""The difference of two forms, letter heads and other structured files (様式・通知書の頭書の違い), field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from server.engine.difference_types import Change, moved, say
from server.engine.difference_words import Words, key_word

MAX_BYTES = 512 * 1024
_NAMES = ("name", "value", "key", "id", "letter")  # what tells the items of a list apart


class Unreadable(Exception):
    """The file is not one that can be compared by its parts."""


class _Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # one of two classes
    """YAML in which only `true`, `false`, `null` and whole numbers are more than text, as our forms are read."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "bool", "null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


@dataclass(slots=True)
class _Form:
    """The fields of a form by dotted name with their section, and what stands around them."""

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)


def form_changes(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    """What changed in a form: fields by name, the rest by its key. Raises `Unreadable` for what is no mapping."""
    before, after = _form(_mapping(old)), _form(_mapping(new))
    _same_titles(before, after)
    for name in dict.fromkeys([*before.fields, *after.fields]):
        one, other = before.fields.get(name), after.fields.get(name)
        place = _field(name, other or one or {})
        if one is None or other is None:
            kind = "added" if one is None else "removed"
            sides = (None if one is None else _said(one), None if other is None else _said(other))
            yield say(kind, path, name, _label(other or one or {}), "field", place, Words("", ""), *sides)
        else:
            yield from _tree(path, name, place, one, other)
    staying = [name for name, one in before.fields.items() if one["section"] == after.fields.get(name, one)["section"]]
    for name in moved(staying, list(after.fields)):
        place = _field(name, after.fields[name])
        yield say("layout", path, name, _label(after.fields[name]), "order", place, Words("並び", "place"), None, None)
    yield from _tree(path, "", Words("様式", "form"), before.rest, after.rest)


def tree_changes(path: str, old: bytes, new: bytes, place: Words) -> Iterator[Change]:
    """What changed in any other structured file. Raises `Unreadable` for what cannot be read."""
    yield from _tree(path, "", place, _mapping(old), _mapping(new))


def _mapping(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise Unreadable("the file is too large to be compared by its parts")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(data, _Plain)):
            raise Unreadable("references inside the file are not followed")
        read = yaml.load(data, _Plain)  # noqa: S506 - a subclass of the safe loader
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as fault:
        raise Unreadable(str(fault)) from fault
    if not isinstance(read, dict):
        raise Unreadable("a mapping is expected")
    return read


def _form(read: dict[str, Any]) -> _Form:
    form = _Form(rest={key: value for key, value in read.items() if key != "sections"})
    sections = [one for one in _list(read.get("sections")) if isinstance(one, dict)]
    form.rest["sections"] = [
        {"key": _first(one) or str(i), **{key: value for key, value in one.items() if key != "fields"}}
        for i, one in enumerate(sections)
    ]
    form.titles = [_title(one) for one in sections]
    for section in sections:
        _fields(form, section.get("fields"), "", _title(section))
    return form


def _same_titles(before: _Form, after: _Form) -> None:
    """A section that only got another title keeps its fields: they did not move."""
    for old, new in zip(before.titles, after.titles, strict=False):
        if old != new and old not in after.titles and new not in before.titles:
            for one in before.fields.values():
                one["section"] = new if one["section"] == old else one["section"]


def _fields(form: _Form, fields: object, around: str, section: str) -> None:
    for one in _list(fields):
        if isinstance(one, dict):
            name = f"{around}{one.get('name', '')}"
            own = {key: value for key, value in one.items() if key not in ("fields", "name")}
            form.fields[name] = {**own, "section": section}
            _fields(form, one.get("fields"), f"{name}.", section)


def _first(section: Mapping[str, Any]) -> str:
    fields = [one for one in _list(section.get("fields")) if isinstance(one, dict)]
    return str(fields[0].get("name", "")) if fields else _title(section)


def _title(section: Mapping[str, Any]) -> str:
    title = section.get("title")
    return str(title.get("ja", "")) if isinstance(title, dict) else str(title or "")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _tree(path: str, element: str, place: Words, old: Any, new: Any, where: str = "") -> Iterator[Change]:
    """Mappings by key, lists of mappings by what names their items, anything else as a whole."""
    if type(old) is type(new) and old == new:
        return
    before, after = _parts(old), _parts(new)
    if before is None or after is None:
        yield _leaf(path, element, place, where, old, new)
        return
    for key in dict.fromkeys([*before, *after]):
        inside = f"{where}.{key}" if where else key
        if key in before and key in after:
            yield from _tree(path, element, place, before[key], after[key], inside)
        else:
            yield _leaf(path, element, place, inside, before.get(key), after.get(key))
    if isinstance(old, list) and (order := moved(list(before), list(after))):
        label = Words(f"{_label_of(where).ja}の並び", f"order of {_label_of(where).en}")
        yield say("layout", path, element or where, ", ".join(order), f"{where}:order", place, label, None, None)


def _leaf(path: str, element: str, place: Words, where: str, old: Any, new: Any) -> Change:
    kind = "added" if old is None else "removed" if new is None else "changed"
    sides = (None if old is None else _said(old), None if new is None else _said(new))
    return say(kind, path, element or where, place.ja, where, place, _label_of(where), *sides)


def _parts(value: Any) -> dict[str, Any] | None:
    """What stands inside, by key; None for what is compared as a whole."""
    if isinstance(value, dict):
        return {str(key): one for key, one in value.items()}
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return None
    names = [next((str(one[key]) for key in _NAMES if key in one), str(i)) for i, one in enumerate(value)]
    return dict(zip(names, value, strict=True)) if len(set(names)) == len(names) else dict(_numbered(value))


def _numbered(items: list[Any]) -> Iterator[tuple[str, Any]]:
    return ((str(i), one) for i, one in enumerate(items))


def _label_of(where: str) -> Words:
    """A place in words: options.card.ja → 選択肢「card」の日本語."""
    words = [key_word(part) for part in where.split(".")]
    return Words("の".join(one.ja for one in words), " / ".join(one.en for one in words))


def _field(name: str, definition: Mapping[str, Any]) -> Words:
    label = _label(definition) or name
    return Words(f"項目「{label}」", f"field “{name}”")


def _label(definition: Mapping[str, Any]) -> str:
    label = definition.get("label")
    return str(label.get("ja", "")) if isinstance(label, dict) else str(label or "")


def _said(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "、".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "・".join(_said(one) for one in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "" if value is None else str(value)
