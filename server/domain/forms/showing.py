"""Answers shown to people: for reading, for the second check group by group, and what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain import wareki
from server.domain.effects import JSON
from server.domain.forms.conditions import is_shown
from server.domain.forms.dates import show_partial
from server.domain.forms.empties import empty_value
from server.domain.forms.model import (
    CHOICE_TYPES,
    DATE_TYPES,
    NO_SECOND_CHECK,
    Field,
    FormDefinition,
    Lang,
    answered,
)

NOTHING = "－"

_WORDS: Mapping[str, tuple[str, str]] = {
    "yes": ("はい", "Yes"),
    "no": ("いいえ", "No"),
    "entered": ("入力済み", "Entered"),
    "absent": ("なし", "None"),
    "attached": ("あり", "Attached"),
    "match": ("一致", "Equal"),
    "differs": ("相違", "Differs"),
}


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One answer as people read it; `path` as in errors, `data_class` decides where it may be shown."""

    path: str
    label: str
    text: str
    data_class: str | None = None


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """A group of values that a second person compares with the paper in one look; `id` is what its mark goes by."""

    id: str
    title: str
    items: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One answer that differs between two versions, as people read both."""

    path: str
    label: str
    before: str
    after: str
    data_class: str | None = None


def describe(
    form: FormDefinition, values: Mapping[str, JSON], lang: Lang = "ja"
) -> list[tuple[str, list[tuple[str, str]]]]:
    """All answers for reading: by sheet, rows of a group each under its own heading (世帯員 2)."""
    return [(part.title, [(item.label, item.text) for item in part.items]) for part in _sheets(form, values, lang)]


def value_groups(form: FormDefinition, values: Mapping[str, JSON], lang: Lang = "ja") -> tuple[ValueGroup, ...]:
    """What the second check must mark, in paper order: the groups the form names; each row is a group of its own.

    A group of which nothing is shown just now (its fields are not asked) is left out.
    """
    found: list[ValueGroup] = []
    shown = list(_shown(form.fields, values))
    for name, title in form.groups.items():
        plain = [field for field in shown if field.group == name and field.type != "group"]
        if plain:
            found.append(ValueGroup(name, title.of(lang), tuple(_items(plain, values, "", lang))))
        for field in shown:
            if field.group == name and field.type == "group":
                found.extend(_row_groups(field, values, title.of(lang), lang))
    return tuple(found)


def changed_fields(
    form: FormDefinition, before: Mapping[str, JSON], after: Mapping[str, JSON], lang: Lang = "ja"
) -> tuple[FieldChange, ...]:
    """Every answer that differs, rows compared by their place; a row that came or went shows against an empty one.

    A My Number typed anew is not seen here: the answers only say that there is one.
    """
    return tuple(_changes(form.fields, before, after, "", lang))


def needs_second_check(changes: Sequence[FieldChange]) -> bool:
    """Whether a second person must look at these changes: at all but telephone and memo (そこは照合を要しない)."""
    return any(change.data_class not in NO_SECOND_CHECK for change in changes)


def show_value(field: Field, values: Mapping[str, JSON], lang: Lang) -> str:
    """One answer as people read it; a dash where there is none. My Numbers show only whether one was entered."""
    value = values.get(field.name)
    if field.type == "my_number":
        return _word("entered" if value == {"my_number": "entered"} else "absent", lang)
    if field.type == "checkbox":
        return _word("yes" if value else "no", lang)
    if value is None:
        partial = values.get(field.partial_name) if field.partial else None
        return show_partial(partial, lang) if isinstance(partial, str) else NOTHING
    if field.type == "check_groups":
        return ", ".join(f"{name} {_mark(mark, lang)}" for name, mark in value.items()) or NOTHING
    if field.type in DATE_TYPES:
        return _day(date.fromisoformat(value), lang)
    if field.type in CHOICE_TYPES:
        return field.option_label(value, lang)
    if field.type == "checkboxes":
        return (", " if lang == "en" else "、").join(field.option_label(one, lang) for one in value) or NOTHING
    if field.type == "yen":
        return f"{value:,} yen" if lang == "en" else f"{value:,}円"
    return _word("attached", lang) if field.type == "file" else str(value)


def _sheets(form: FormDefinition, values: Mapping[str, JSON], lang: Lang) -> Iterator[ValueGroup]:
    visible = {field.name for field in _shown(form.fields, values)}
    for section in form.sections:
        fields = [field for field in section.fields if field.name in visible]
        plain = [field for field in fields if field.type not in ("group", "check_groups")]
        if plain:
            yield ValueGroup("", section.title.of(lang), tuple(_items(plain, values, "", lang)))
        for field in fields:
            if field.type == "group":
                yield from _row_groups(field, values, field.label.of(lang), lang)
            elif field.type == "check_groups":
                yield _marks(field, values, lang)


def _marks(field: Field, values: Mapping[str, JSON], lang: Lang) -> ValueGroup:
    marks = values.get(field.name) or {}
    items = tuple(
        ShownValue(f"{field.name}.{name}", name, _mark(mark, lang), field.data_class) for name, mark in marks.items()
    )
    return ValueGroup("", field.label.of(lang), items)


def _mark(mark: Mapping[str, JSON], lang: Lang) -> str:
    right = mark.get("right_value")
    word = _word(mark["mark"], lang)
    return f"{word}: {right}" if right else word


def _row_groups(field: Field, values: Mapping[str, JSON], title: str, lang: Lang) -> Iterator[ValueGroup]:
    for number, row in enumerate(values.get(field.name) or []):
        path = f"{field.name}.{number}"
        items = tuple(_items(list(_shown(field.fields, row)), row, f"{path}.", lang))
        yield ValueGroup(path, f"{title} {number + 1}", items)


def _items(fields: Sequence[Field], values: Mapping[str, JSON], path: str, lang: Lang) -> Iterator[ShownValue]:
    for field in fields:
        yield ShownValue(f"{path}{field.name}", field.label.of(lang), show_value(field, values, lang), field.data_class)


def _shown(fields: Sequence[Field], values: Mapping[str, JSON]) -> Iterator[Field]:
    """The fields that these answers were asked for."""
    hidden: set[str] = set()
    for field in answered(tuple(fields)):
        if is_shown(field, values, hidden):
            yield field
        else:
            hidden.add(field.name)


def _changes(
    fields: Sequence[Field], before: Mapping[str, JSON], after: Mapping[str, JSON], path: str, lang: Lang
) -> Iterator[FieldChange]:
    for field in answered(tuple(fields)):
        if field.type == "group":
            yield from _row_changes(field, before, after, path, lang)
            continue
        empty = empty_value(field)
        was, now = {**empty, **before}, {**empty, **after}
        if any(was[name] != now[name] for name in empty):
            old, new = show_value(field, was, lang), show_value(field, now, lang)
            yield FieldChange(f"{path}{field.name}", field.label.of(lang), old, new, field.data_class)


def _row_changes(
    field: Field, before: Mapping[str, JSON], after: Mapping[str, JSON], path: str, lang: Lang
) -> Iterator[FieldChange]:
    old, new = before.get(field.name) or [], after.get(field.name) or []
    for number in range(max(len(old), len(new))):
        was: Mapping[str, JSON] = old[number] if number < len(old) else {}
        now: Mapping[str, JSON] = new[number] if number < len(new) else {}
        yield from _changes(field.fields, was, now, f"{path}{field.name}.{number}.", lang)


def _day(day: date, lang: Lang) -> str:
    return f"{day.isoformat()} ({wareki.to_wareki(day, 'short')})" if lang == "en" else wareki.long_with_gregorian(day)


def _word(key: str, lang: Lang) -> str:
    ja, en = _WORDS[key]
    return en if lang == "en" else ja
