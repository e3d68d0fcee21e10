"""What stands where nothing was answered: every field keeps its key, so that tables and gateways always find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.domain.effects import JSON
from server.domain.forms.model import Field, FormDefinition, answered


def empty_values(form: FormDefinition) -> dict[str, JSON]:
    """The values of a form to which nothing was answered: null, false, empty list, no My Number."""
    return empty_values_of(form.fields)


def empty_values_of(fields: Sequence[Field]) -> dict[str, JSON]:
    """The empty values of one scope, the companions of partial dates included."""
    values: dict[str, JSON] = {}
    for field in answered(tuple(fields)):
        values.update(empty_value(field))
    return values


def empty_value(field: Field) -> dict[str, JSON]:
    """The empty value of one field under its key, and under that of its companion if it has one."""
    empty = _EMPTY.get(field.type)
    value = dict(empty) if isinstance(empty, Mapping) else list(empty) if isinstance(empty, list) else empty
    return {field.name: value, field.partial_name: None} if field.partial else {field.name: value}


_EMPTY: Mapping[str, JSON] = {
    "checkbox": False,
    "checkboxes": [],
    "group": [],
    "check_groups": {},
    "my_number": {"my_number": "absent"},
}
