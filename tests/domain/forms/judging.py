"""A JSON Schema validator that knows the four things our schemas say beside the standard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from server.domain import my_number
from tests.domain.forms.building import TODAY

_FORMATS = FormatChecker(formats=["date"])


@_FORMATS.checks("my-number")
def _is_my_number(value: object) -> bool:
    return not isinstance(value, str) or my_number.valid(value)


@_FORMATS.checks("no-my-number")
def _holds_no_my_number(value: object) -> bool:
    return not isinstance(value, str) or not my_number.find_in_text(value)


def _pattern(_: object, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    """As ECMA-262 reads it: `$` is the very end, where Python also takes the place before a last line break."""
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield ValidationError(f"{value!r} does not match {pattern}")


def _dates(_: object, bound: Mapping[str, str], value: object, __: object) -> Iterator[ValidationError]:
    if not isinstance(value, Mapping):
        return
    day = _day(value, bound["field"])
    late, early = _limit(value, bound.get("not_after")), _limit(value, bound.get("not_before"))
    if day and ((late and day > late) or (early and day < early)):
        yield ValidationError(f"{bound['field']} out of bounds")


def _limit(value: Mapping[str, Any], bound: str | None) -> str | None:
    if bound is None:
        return None
    if bound == "today":
        return TODAY.isoformat()
    return bound if bound[:1].isdigit() else _day(value, bound)


def _day(value: Mapping[str, Any], name: str) -> str | None:
    """ISO text compares like the day; an unknown month or day counts as the first."""
    whole, parts = value.get(name), value.get(f"{name}_partial")
    text = whole if isinstance(whole, str) else str(parts).replace("-00", "-01") if isinstance(parts, str) else None
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _never_sealed(_: object, __: bool, value: object, ___: object) -> Iterator[ValidationError]:
    yield ValidationError(f"{value!r} is not in the sealed store")


_Judge = extend(  # type: ignore[no-untyped-call]  # the package leaves it untyped
    Draft202012Validator, {"pattern": _pattern, "x-dates": _dates, "x-sealed": _never_sealed}
)


def accepts(schema: Mapping[str, Any], value: object) -> bool:
    """Whether the schema takes `value`, on the business day of the tests and with an empty sealed store."""
    return bool(_Judge(schema, format_checker=_FORMATS).is_valid(value))
