"""When a field is shown (`show_if`): its conditions all hold, and the fields they look at are shown themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from server.domain.effects import JSON
from server.domain.forms.model import PARTIAL_SUFFIX, Condition, Field


def is_shown(field: Field, values: Mapping[str, JSON], hidden: Collection[str]) -> bool:
    """Whether `field` is asked, given the values before it; what hangs on a hidden field is hidden too."""
    return all(one.field not in hidden and holds(one, values) for one in field.show_if)


def holds(condition: Condition, values: Mapping[str, JSON]) -> bool:
    """Whether the condition is true of `values`; `is`/`in` of a checkboxes field means that the value is ticked."""
    found = any(_matches(condition.field, wanted, values) for wanted in condition.values)
    return not found if condition.test == "not" else found


def _matches(name: str, wanted: JSON, values: Mapping[str, JSON]) -> bool:
    value = values.get(name)
    if wanted is None:
        return is_empty(value) and values.get(name + PARTIAL_SUFFIX) is None
    if isinstance(value, list):
        return wanted in value
    return type(value) is type(wanted) and bool(value == wanted)


def is_empty(value: JSON) -> bool:
    """Nothing was answered: null, an unticked box, an empty list, no My Number."""
    return value is None or value is False or value in ([], {}) or value == {"my_number": "absent"}
