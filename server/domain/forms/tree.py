"""The tree (入力の木) of a form: what was typed, nested as the form is, before anything is judged.

A browser posts flat names (`members-2-birth_date`); the tree holds the same texts as `{"members": [{…}, …]}`. Screens
are drawn from the tree, rows are added and removed in it, and the reader judges it. Rows are numbered anew without
gaps, so that a path in an error names the row where it now stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.domain import wareki
from server.domain.calendar import fiscal_year
from server.domain.effects import JSON
from server.domain.forms.model import FISCAL_YEAR, Field, FormDefinition, answered

Tree = dict[str, JSON]

SEALED = "sealed:"  # a My Number that already lies in the sealed store: `sealed:<path it was entered under>`
TICKED = "1"
CHECK_KEYS = ("mark", "right_value")

_OWN = frozenset({"csrf_token"})
_ROW = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted page: each name with its texts. Names beginning with `_`, and `csrf_token`, belong to the page."""

    fields: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, fields: Mapping[str, str | Sequence[str]]) -> Posted:
        return cls({name: [texts] if isinstance(texts, str) else list(texts) for name, texts in fields.items()})


def tree_of_posted(form: FormDefinition, posted: Posted) -> tuple[Tree, list[str]]:
    """The posted texts as a tree, and the names that are no field of the form (dotted)."""
    known = {field.name: field for field in answered(form.fields)}
    tree: Tree = {}
    rows: dict[str, dict[int, Tree]] = {}
    unknown: list[str] = []
    for name, texts in posted.fields.items():
        if name.startswith("_") or name in _OWN:
            continue
        if not _place(known, name.split("-"), texts, tree, rows):
            unknown.append(name.replace("-", "."))
    for name, numbered in rows.items():
        tree[name] = [numbered[number] for number in sorted(numbered)]
    return tree, unknown


def _place(
    known: Mapping[str, Field], parts: list[str], texts: Sequence[str], tree: Tree, rows: dict[str, dict[int, Tree]]
) -> bool:
    """Puts one posted name into the tree; False when no field goes by it."""
    field = known.get(parts[0])
    if field is None:
        return False
    if len(parts) == 1:
        tree[field.name] = _typed(field, texts)
        return field.type not in ("group", "check_groups")
    if len(parts) != 3:
        return False
    if field.type == "check_groups":
        tree.setdefault(field.name, {}).setdefault(parts[1], {})[parts[2]] = texts[-1] if texts else ""
        return parts[2] in CHECK_KEYS
    sub = next((one for one in answered(field.fields) if one.name == parts[2]), None)
    if sub is None or not _ROW.fullmatch(parts[1]):
        return False
    rows.setdefault(field.name, {}).setdefault(int(parts[1]), {})[sub.name] = _typed(sub, texts)
    return True


def _typed(field: Field, texts: Sequence[str]) -> JSON:
    filled = [text for text in texts if text]
    if field.type == "checkboxes":
        return filled
    return filled[-1] if filled else ""


def tree_of_values(form: FormDefinition, values: Mapping[str, JSON]) -> Tree:
    """Stored answers as the texts a screen shows in its fields; a My Number becomes a reference to the sealed store."""
    return _scope_texts(form.fields, values, "")


def _scope_texts(fields: Sequence[Field], values: Mapping[str, JSON], path: str) -> Tree:
    return {field.name: _texts(field, values, path) for field in answered(tuple(fields))}


def _texts(field: Field, values: Mapping[str, JSON], path: str) -> JSON:
    value = values.get(field.name)
    if field.type == "group":
        rows = value if isinstance(value, list) else []
        return [_scope_texts(field.fields, row, f"{path}{field.name}.{n}.") for n, row in enumerate(rows)]
    if field.type == "my_number":
        return f"{SEALED}{path}{field.name}" if value == {"my_number": "entered"} else ""
    if field.type == "check_groups":
        return {name: {key: mark.get(key) or "" for key in CHECK_KEYS} for name, mark in (value or {}).items()}
    if field.partial and value is None:
        value = values.get(field.partial_name)
    elif field.type == "wareki_date" and isinstance(value, str):
        return wareki.to_wareki(date.fromisoformat(value), "short")
    return _text(value)


def _text(value: JSON) -> JSON:
    if isinstance(value, list):
        return list(value)
    if isinstance(value, bool):
        return TICKED if value else ""
    return "" if value is None else str(value)


def initial_tree(form: FormDefinition, *, today: date) -> Tree:
    """The texts of an untouched form: defaults, and as many empty rows as each group asks for (at least one)."""
    return {field.name: _initial(field, today) for field in answered(form.fields)}


def initial_row(group: Field, *, today: date) -> Tree:
    """An untouched row of `group`."""
    return {field.name: _initial(field, today) for field in answered(group.fields)}


def _initial(field: Field, today: date) -> JSON:
    if field.type == "group":
        return [initial_row(field, today=today) for _ in range(max(1, field.min or 0))]
    if field.type == "check_groups":
        return {}
    if field.default == "today" and field.type in ("wareki_date", "date"):
        return wareki.to_wareki(today, "short") if field.type == "wareki_date" else today.isoformat()
    if field.default == FISCAL_YEAR and field.type == "number":
        return str(fiscal_year(today))
    if field.default is None and field.type == "checkboxes":
        return []
    return _text(field.default)


def is_untouched(group: Field, row: Mapping[str, JSON], *, today: date) -> bool:
    """Whether nothing was typed into `row`: such rows at the end of a group are not answers."""
    empty = initial_row(group, today=today)
    return all(row.get(name) in (None, "", [], text) for name, text in empty.items())


def without_my_numbers(form: FormDefinition, tree: Mapping[str, JSON]) -> Tree:
    """The tree without any typed My Number, for drafts and for a page shown again; references to sealed ones stay."""
    return {name: _veiled(form_field(form.fields, name), value) for name, value in tree.items()}


def form_field(fields: Sequence[Field], name: str) -> Field | None:
    return next((field for field in fields if field.name == name), None)


def _veiled(field: Field | None, value: JSON) -> JSON:
    if field is None:
        return value
    if field.type == "my_number":
        return value if isinstance(value, str) and value.startswith(SEALED) else ""
    if field.type == "group" and isinstance(value, list):
        return [{name: _veiled(form_field(field.fields, name), one) for name, one in row.items()} for row in value]
    return value
