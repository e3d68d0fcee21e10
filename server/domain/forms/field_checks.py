"""What the fields of one scope say of each other: names, conditions, references, value groups, defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from server.domain.effects import JSON
from server.domain.forms.faults import FormFault
from server.domain.forms.model import (
    CHOICE_TYPES,
    DATE_TYPES,
    FISCAL_YEAR,
    NUMBER_TYPES,
    TEXT_TYPES,
    Condition,
    Field,
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FILLABLE = frozenset({"text", "name"})


def check_scope(fields: Sequence[Field], places: Sequence[str], faults: list[FormFault]) -> None:
    """Notes every fault among the fields of one scope (the whole form, or one row of a repeated group)."""
    _check_names(fields, places, faults)
    earlier: dict[str, Field] = {}
    everyone = {field.name: field for field in fields}
    for field, place in zip(fields, places, strict=True):
        for condition in field.show_if:
            check_condition(condition, earlier, f"{place}.show_if", faults)
        if field.complete_if is not None:
            check_condition(field.complete_if, everyone, f"{place}.complete_if", faults)
        _check_references(field, everyone, place, faults)
        _check_numbers(field, place, faults)
        if field.default is not None and not _default_fits(field):
            faults.append(FormFault(f"{place}.default", "default_not_valid", {"value": field.default}))
        if field.type != "note":
            earlier[field.name] = field
        if field.fields:
            check_scope(field.fields, [f"{place}.fields.{i}" for i in range(len(field.fields))], faults)


def check_condition(condition: Condition, known: Mapping[str, Field], place: str, faults: list[FormFault]) -> None:
    """The field must be known by then, and its values must be ones it can have."""
    field = known.get(condition.field)
    if field is None:
        faults.append(FormFault(place, "show_if_unknown_field", {"name": condition.field}))
        return
    if field.read_only:
        faults.append(FormFault(place, "show_if_read_only", {"name": field.name}))
    possible = _comparable(field)
    for value in condition.values:
        if value is None:
            continue
        if possible is None:
            faults.append(FormFault(place, "show_if_not_comparable", {"name": field.name}))
        elif not any(value is one or value == one for one in possible if type(value) is type(one)):
            faults.append(FormFault(place, "show_if_unknown_value", {"name": field.name, "value": value}))


def _comparable(field: Field) -> tuple[JSON, ...] | None:
    if field.type == "checkbox":
        return (True, False)
    if field.options:
        return field.option_values
    return None


def _check_names(fields: Sequence[Field], places: Sequence[str], faults: list[FormFault]) -> None:
    seen: set[str] = set()
    for field, place in zip(fields, places, strict=True):
        names = {field.name, field.partial_name} if field.partial else {field.name}
        faults.extend(FormFault(f"{place}.name", "duplicate_name", {"name": name}) for name in sorted(names & seen))
        seen |= names


def _check_references(field: Field, known: Mapping[str, Field], place: str, faults: list[FormFault]) -> None:
    def fits(name: str, types: frozenset[str]) -> bool:
        return name in known and known[name].type in types and name != field.name

    bounds = {"not_after": field.not_after, "not_before": field.not_before}
    dates = {key: name for key, name in bounds.items() if name not in (None, "today") and not _is_day(name)}
    if field.day_after is not None:
        dates["day_after"] = field.day_after
    for key, name in dates.items():
        if name is not None and not fits(name, DATE_TYPES):
            faults.append(FormFault(f"{place}.{key}", "unknown_reference", {"key": key, "name": name}))
    for _, name in field.fills:
        if not fits(name, _FILLABLE):
            faults.append(FormFault(f"{place}.fills", "unknown_reference", {"key": "fills", "name": name}))


def _check_numbers(field: Field, place: str, faults: list[FormFault]) -> None:
    if field.min is not None and field.max is not None and field.min > field.max:
        faults.append(FormFault(place, "bounds_crossed"))


def _default_fits(field: Field) -> bool:
    value = field.default
    if field.type in CHOICE_TYPES:
        return value in field.option_values
    if field.type == "checkboxes":
        return isinstance(value, list) and all(one in field.option_values for one in value)
    if field.type == "checkbox":
        return isinstance(value, bool)
    if field.type in NUMBER_TYPES:
        return type(value) is int or (value == FISCAL_YEAR and field.type == "number")
    if field.type in DATE_TYPES:
        return value == "today" or (isinstance(value, str) and _is_day(value))
    return field.type in TEXT_TYPES and isinstance(value, str)


def _is_day(text: str | None) -> bool:
    """An ISO day that exists; `fromisoformat` alone would take other spellings too."""
    if text is None or _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_groups(
    fields: Sequence[Field], places: Sequence[str], groups: Mapping[str, object], faults: list[FormFault]
) -> None:
    """Value groups are listed once, in paper order, and each has a field."""
    used: set[str] = set()
    for field, place in zip(fields, places, strict=True):
        if field.group is not None:
            used.add(field.group)
            if field.group not in groups:
                faults.append(FormFault(f"{place}.group", "unknown_group", {"name": field.group}))
        for index, sub in enumerate(field.fields):
            if sub.group is not None:
                faults.append(FormFault(f"{place}.fields.{index}.group", "unknown_group", {"name": sub.group}))
    unused = (name for name in groups if name not in used)
    faults.extend(FormFault(f"groups.{name}", "unused_group", {"name": name}) for name in unused)
