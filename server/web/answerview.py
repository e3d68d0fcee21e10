"""Stored answers made ready to be read (回答の表示): value groups of a second check, pairs of label and value.

Where `formview` draws fields to type into, this shows what was decided: long dates, words of choices, grouped yen,
masked My Numbers, one line per row of a repeated group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain import wareki
from server.domain.effects import JSON
from server.domain.forms.conditions import is_empty, is_shown
from server.domain.forms.dates import show_partial
from server.domain.forms.model import DATE_TYPES, Field, FormDefinition, Lang, answered


@dataclass(frozen=True, slots=True)
class Pair:
    """A label cell and a value cell (`parts.ruled`); `was` is the value before it was corrected."""

    label: str
    value: str
    was: str | None = None
    soft: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """One value group (照合の組) in paper order. `id` is the group's id, of a repeated group's row `members.2`."""

    id: str
    title: str
    pairs: tuple[Pair, ...]


def answer_groups(
    form: FormDefinition, values: Mapping[str, JSON], *, lang: Lang, before: Mapping[str, JSON] | None = None
) -> tuple[AnswerGroup, ...]:
    """The value groups of `form` with their answers; fields without a group (telephone, memo) are not in them.

    `before` are earlier answers to the same form; a value that differs from them shows what it was.
    """
    return tuple(
        AnswerGroup(name, words.of(lang), _pairs(_of_group(form, name), values, lang, before or {}))
        for name, words in form.groups.items()
    )


def answer_sections(form: FormDefinition, values: Mapping[str, JSON], *, lang: Lang) -> tuple[AnswerGroup, ...]:
    """All answers section by section, as the form was filled in; for reading a finished task."""
    return tuple(
        AnswerGroup(str(number), section.title.of(lang), _pairs(section.fields, values, lang, {}))
        for number, section in enumerate(form.sections)
    )


def shown_value(one: Field, values: Mapping[str, JSON], lang: Lang) -> str:
    """The answer to `one` in words; an empty text where nothing was answered."""
    value = values.get(one.name)
    partial = values.get(one.partial_name) if one.partial else None
    if isinstance(partial, str):
        return show_partial(partial, lang)
    if is_empty(value) and one.type != "checkbox":
        return ""
    if one.type in DATE_TYPES:
        return _day(date.fromisoformat(str(value)), lang)
    if one.type in ("radio", "select"):
        return one.option_label(str(value), lang)
    if one.type == "checkboxes":
        return "、".join(one.option_label(str(each), lang) for each in value or ())
    if one.type == "checkbox":
        return _yes_no(value is True, lang)
    if one.type == "my_number":
        return "*" * 12
    if one.type == "yen":
        return f"{value:,} yen" if lang == "en" else f"{value:,}円"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _of_group(form: FormDefinition, name: str) -> tuple[Field, ...]:
    return tuple(one for one in form.fields if one.group == name)


def _pairs(
    fields: Sequence[Field], values: Mapping[str, JSON], lang: Lang, before: Mapping[str, JSON]
) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    hidden: set[str] = set()
    for one in answered(tuple(fields)):
        if not is_shown(one, values, hidden):
            hidden.add(one.name)
        elif one.type == "group":
            pairs.extend(_row_pairs(one, values, lang, before))
        elif one.type != "check_groups":
            now, then = shown_value(one, values, lang), shown_value(one, before, lang)
            pairs.append(Pair(one.label.of(lang), now, then if one.name in before and then != now else None))
    return tuple(pairs)


def _row_pairs(one: Field, values: Mapping[str, JSON], lang: Lang, before: Mapping[str, JSON]) -> list[Pair]:
    """Each row's fields under the number of the row: 世帯員2 生年月日."""
    rows = values.get(one.name) or []
    earlier = before.get(one.name) or []
    space = " " if lang == "en" else ""
    return [
        Pair(f"{one.label.of(lang)}{space}{index + 1} {pair.label}", pair.value, pair.was)
        for index, row in enumerate(rows)
        for pair in _pairs(one.fields, row, lang, earlier[index] if index < len(earlier) else {})
    ]


def _day(day: date, lang: Lang) -> str:
    return f"{day.isoformat()} ({wareki.to_wareki(day, 'short')})" if lang == "en" else wareki.long_with_gregorian(day)


def _yes_no(yes: bool, lang: Lang) -> str:
    if lang == "en":
        return "Yes" if yes else "No"
    return "はい" if yes else "いいえ"
