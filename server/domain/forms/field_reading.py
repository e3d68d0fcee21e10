"""Reads one field of a definition: which keys its type may have, its options, its conditions."""

from __future__ import annotations

from typing import Literal

from server.domain.forms.faults import FormFault
from server.domain.forms.model import DATA_CLASSES, Condition, Field, Option, Words
from server.domain.forms.mold import Mold, words_of

_TESTS: tuple[Literal["is", "in", "not"], ...] = ("is", "in", "not")

_COMMON = ("name", "type", "label", "hint", "show_if", "width")
_ANSWERED = ("required", "read_only", "class", "group")
_DATES = ("not_after", "not_before", "day_after", "show_age", "default")
_KEYS: dict[str, tuple[str, ...]] = {
    "text": (*_ANSWERED, "max", "min", "default"),
    "textarea": (*_ANSWERED, "max", "min", "default"),
    "kana": (*_ANSWERED, "max"),
    "name": (*_ANSWERED, "max"),
    "wareki_date": (*_ANSWERED, *_DATES, "partial"),
    "date": (*_ANSWERED, *_DATES),
    "number": (*_ANSWERED, "max", "min", "default"),
    "yen": (*_ANSWERED, "max", "min", "default"),
    "postal_code": (*_ANSWERED, "fills"),
    "phone": _ANSWERED,
    "my_number": ("required", "class", "group"),
    "radio": (*_ANSWERED, "options", "default"),
    "select": (*_ANSWERED, "options", "default"),
    "checkbox": (*_ANSWERED, "default"),
    "checkboxes": (*_ANSWERED, "options", "max", "min", "default"),
    "file": ("required", "class", "group", "accept", "max_mb"),
    "group": ("group", "max", "min", "fields"),
    "check_groups": ("complete_if",),
    "note": (),
}
_NOT_IN_ROWS = frozenset({"group", "check_groups"})
_PARTS = ("whole", "prefecture", "city", "town")
_DEFAULT_MAX_ROWS = 20
_WIDEST = 4


def read_fields(raw: list[object], place: str, faults: list[FormFault], *, in_rows: bool = False) -> tuple[Field, ...]:
    """The fields of a section or of a row, each read by itself; what they say of each other is checked later."""
    return tuple(
        read_field(Mold.of(one, f"{place}.{index}", "field", faults), in_rows=in_rows) for index, one in enumerate(raw)
    )


def read_field(mold: Mold, *, in_rows: bool = False) -> Field:
    """One field; an unknown type is noted and read as a note, so that reading goes on."""
    kind = _type(mold, in_rows=in_rows)
    return Field(
        name=mold.name("name"),
        type=kind,
        label=mold.words("label", required=True) or Words("", ""),
        hint=mold.words("hint"),
        required=mold.flag("required"),
        max=mold.integer("max") or (_DEFAULT_MAX_ROWS if kind == "group" else None),
        min=mold.integer("min"),
        not_after=mold.text("not_after"),
        not_before=mold.text("not_before"),
        day_after=mold.text("day_after"),
        partial=mold.flag("partial"),
        show_age=mold.flag("show_age"),
        fills=_fills(mold),
        show_if=read_conditions(mold.json("show_if"), mold.place("show_if"), mold.faults),
        complete_if=_one_condition(mold.json("complete_if"), mold.place("complete_if"), mold.faults),
        options=_options(mold, needed="options" in _KEYS[kind]),
        fields=_rows(mold, needed=kind == "group"),
        accept=tuple(str(one) for one in mold.items("accept")),
        max_mb=mold.integer("max_mb"),
        read_only=mold.flag("read_only"),
        width=_width(mold),
        data_class=_one_of(mold, "class", DATA_CLASSES),
        group=mold.text("group"),
        default=mold.json("default"),
    )


def read_conditions(raw: object, place: str, faults: list[FormFault]) -> tuple[Condition, ...]:
    """`show_if`: one condition or a list of them, all of which must hold."""
    if raw is None:
        return ()
    many = raw if isinstance(raw, list) else [raw]
    read = (_one_condition(one, place, faults) for one in many)
    return tuple(one for one in read if one is not None)


def _one_condition(raw: object, place: str, faults: list[FormFault]) -> Condition | None:
    if raw is None:
        return None
    mold = Mold.of(raw, place, "show_if", faults)
    mold.only(("field", *_TESTS))
    name = mold.text("field", required=True)
    tests = [test for test in _TESTS if test in mold.raw]
    if name is None or len(tests) != 1:
        mold.fault("missing_key", key="is / in / not")
        return None
    value = mold.json(tests[0])
    if tests[0] == "in" and not isinstance(value, list):
        mold.fault("wrong_kind", "in", key="in", kind="並び (a list)")
        return None
    return Condition(name, tests[0], tuple(value) if isinstance(value, list) else (value,))


def _type(mold: Mold, *, in_rows: bool) -> str:
    kind = mold.text("type", required=True)
    if kind is None:
        return "note"
    if kind not in _KEYS:
        mold.fault("unknown_type", "type", type=kind)
        return "note"
    mold.only((*_COMMON, *_KEYS[kind]))
    if in_rows and kind in _NOT_IN_ROWS:
        mold.fault("group_in_group", "type")
    return kind


def _options(mold: Mold, *, needed: bool) -> tuple[Option, ...]:
    if not needed:
        return ()
    options = tuple(
        _option(Mold.of(one, f"{mold.place('options')}.{index}", "option", mold.faults))
        for index, one in enumerate(mold.items("options"))
    )
    if not options:
        mold.fault("options_missing", "options")
    values = [option.value for option in options]
    for value in sorted({value for value in values if values.count(value) > 1}):
        mold.fault("duplicate_option", "options", value=value)
    return options


def _option(mold: Mold) -> Option:
    mold.only(("value", "ja", "en"))
    value = mold.text("value", required=True) or ""
    label = {key: mold.raw[key] for key in ("ja", "en") if key in mold.raw}
    return Option(value, words_of(label, mold.path, value or "option", mold.faults))


def _rows(mold: Mold, *, needed: bool) -> tuple[Field, ...]:
    if not needed:
        return ()
    fields = read_fields(mold.items("fields"), mold.place("fields"), mold.faults, in_rows=True)
    if not fields:
        mold.fault("no_fields", "fields")
    return fields


def _fills(mold: Mold) -> tuple[tuple[str, str], ...]:
    """`fills: address` puts the whole address into one field; a mapping names a field for each part."""
    raw = mold.json("fills")
    if raw is None:
        return ()
    if isinstance(raw, str):
        return (("whole", raw),)
    parts = Mold.of(raw, mold.place("fills"), "fills", mold.faults)
    parts.only(_PARTS)
    named = ((part, parts.text(part)) for part in _PARTS)
    return tuple((part, name) for part, name in named if name is not None)


def _width(mold: Mold) -> int:
    width = mold.integer("width")
    if width is None:
        return 1
    if not 1 <= width <= _WIDEST:
        mold.fault("wrong_value", "width", key="width", value=width)
        return 1
    return width


def _one_of(mold: Mold, key: str, known: tuple[str, ...]) -> str | None:
    value = mold.text(key)
    if value is not None and value not in known:
        mold.fault("wrong_value", key, key=key, value=value)
        return None
    return value
