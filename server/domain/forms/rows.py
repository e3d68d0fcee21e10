"""Rows added and removed, addresses filled in: pure steps on the tree, so that the buttons work without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from server.domain.effects import JSON
from server.domain.forms.model import Field, FormDefinition
from server.domain.forms.tree import Tree, initial_row
from server.domain.refusals import Refused


def add_row(form: FormDefinition, tree: Mapping[str, JSON], group: str, *, today: date) -> Tree:
    """The tree with one more untouched row in `group`; `KeyError` for no such group, `too_many_rows` if it is full."""
    field = _group(form, group)
    rows = _rows(tree, group)
    if field.max is not None and len(rows) >= field.max:
        raise Refused("too_many_rows", at_field=group, max=field.max)
    return {**tree, group: [*rows, initial_row(field, today=today)]}


def remove_row(form: FormDefinition, tree: Mapping[str, JSON], row: str, *, today: date) -> Tree:
    """The tree without `row` (`members.2`); a group is never left with fewer rows than it asks for, nor with none.

    A row that is not there (a button pressed twice) changes nothing. `KeyError` for no such group.
    """
    group, _, number = row.partition(".")
    field = _group(form, group)
    rows = _rows(tree, group)
    kept = [one for index, one in enumerate(rows) if str(index) != number]
    while len(kept) < max(1, field.min or 0):
        kept.append(initial_row(field, today=today))
    return {**tree, group: kept}


def fill_address(form: FormDefinition, tree: Mapping[str, JSON], path: str, parts: Mapping[str, str]) -> Tree:
    """The tree with the address of a postcode put into the fields that `path` (`postal_code`, `members.0.…`) fills.

    `parts` holds `whole`, `prefecture`, `city`, `town`. What a clerk has typed already is never overwritten.
    """
    names = path.split(".")
    if len(names) == 1:
        return _filled(form.field(names[0]), tree, parts)
    group = _group(form, names[0])
    rows = [
        _filled(group.sub(names[2]), row, parts) if str(index) == names[1] else row
        for index, row in enumerate(_rows(tree, names[0]))
    ]
    return {**tree, names[0]: rows}


def _filled(field: Field, scope: Mapping[str, JSON], parts: Mapping[str, str]) -> Tree:
    found = {name: parts[part] for part, name in field.fills if part in parts and not scope.get(name)}
    return {**scope, **found}


def _group(form: FormDefinition, name: str) -> Field:
    field = form.field(name)
    if field.type != "group":
        raise KeyError(name)
    return field


def _rows(tree: Mapping[str, JSON], group: str) -> list[Tree]:
    rows = tree.get(group)
    return list(rows) if isinstance(rows, list) else []
