"""Schema and reader beside each other, value by value: every kind of field against the same list of values."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from server.domain.forms import FormDefinition, json_schema, read_answers
from server.domain.refusals import InputInvalid
from tests.domain.forms.building import TODAY, choice, field, form
from tests.domain.forms.judging import accepts

ABSENT = object()

VALUES: list[Any] = [
    *(ABSENT, None, True, False, -101, -100, -1, 0, 1, 2, 12, 13, 0.5),
    *(999_999_999, 1_000_000_000, 99_999_999_999, 100_000_000_000, -999_999_999, -1_000_000_000),
    *("", " ", "a", "ab", "abc", "abcd", " a", "a ", "a\n", "a\nb", "a\r\nb", "a\u200bb", "\u3000a", "𠮷𠮷𠮷"),
    *("a" * 100, "a" * 101, "a" * 200, "a" * 201, "a" * 1000, "a" * 1001),
    *(
        "ヤマダ",
        "ヤマダタ",
        "ヤマダ　タロウ",
        "ヤマダ タロウ",
        "ヤマダ　",
        "やまだ",
        "ﾔﾏﾀﾞ",
        "ヤマダ1",
        "ヴヺヽヾー・",
        "ヤマダ\n",
    ),
    *("2026-11-18", "2026-11-19", "2026-11-17", "2026-02-30", "1900-01-01", "1899-12-31", "1872-12-31", "1873-01-01"),
    *("2100-12-31", "2101-01-01", "20261118", "R8.11.18", "2026-11-18\n", "2020-01-01", "2020-01-02"),
    *("1985-00-00", "1985-13-00", "1985-10-00", "1985", "1872-00-00", "2101-00-00", "2027-00-00"),
    *("260-0026", "2600026", "260-0026\n", "２６０-００２６", "043-245-5123", "0432455123", "090-1234-56789", "0-4-3"),
    *(
        "+81-43-245-5123",
        "+1234567",
        "+12345678",
        "+123456789012345",
        "+1234567890123456",
        "04-3245--5123",
        "0432455123-",
    ),
    *("123456789018", "123456789017", "1234 5678 9018", "1234-5678-9018", "sealed:a", "sealed:"),
    *("x", "y", "z", "X", "up_01-AZ", "a b", "A" * 64, "A" * 65),
    *([], ["x"], ["z", "x"], ["x", "x"], ["q"], [1], ["x", "y", "z"], {}, {"a": "x"}, [{}], [{"a": "x"}], [{"b": 1}]),
    *([{"a": "x"}] * 2, [{"a": "x"}] * 3, [None], ["x", None]),
]

DEFINITIONS = [
    *(
        field("a", kind)
        for kind in "text textarea name kana wareki_date date number yen postal_code phone file".split()
    ),
    field("a", "my_number"),
    field("a", "checkbox"),
    field("a", "text", read_only=True),
    field("a", "text", min=2, max=3),
    field("a", "kana", max=3),
    field("a", "textarea", max=3),
    field("a", "number", min=1, max=12),
    field("a", "yen", min=-100, max=100_000_000_000),
    field("a", "date", not_after="today"),
    field("a", "date", not_before="today"),
    field("a", "wareki_date", not_after="2020-01-01", not_before="1900-01-01"),
    field("a", "wareki_date", partial=True),
    field("a", "wareki_date", partial=True, not_after="today"),
    *(choice("a", "x", "y", "z", type=kind) for kind in ("radio", "select", "checkboxes")),
    choice("a", "x", "y", "z", type="checkboxes", min=2),
    choice("a", "x", "y", "z", type="checkboxes", max=1),
    field("a", "group", fields=[field("a", "text", required=True)]),
    field("a", "group", min=1, max=2, fields=[field("a", "text", required=True)]),
]
REQUIRED = [{**one, "required": True} for one in DEFINITIONS if one["type"] != "group" and not one.get("read_only")]


def _reads(of: FormDefinition, raw: Any, **keys: Any) -> bool:
    try:
        read_answers(of, raw, today=TODAY, **keys)
    except InputInvalid:
        return False
    return True


def _agree(of: FormDefinition, raw: Any, groups: dict[str, str] | None = None) -> bool:
    """Asserts that both say the same, and says what."""
    said = _reads(of, raw, check_groups=groups)
    assert accepts(json_schema(of, check_groups=list(groups or ())), raw) is said, raw
    return said


@pytest.mark.parametrize("definition", DEFINITIONS + REQUIRED, ids=lambda one: "-".join(map(str, one.values()))[:60])
def test_schema_and_reader_agree_on_every_value(definition: dict[str, Any]) -> None:
    of = form(definition)
    said = {_agree(of, {} if value is ABSENT else {"a": value}) for value in VALUES}
    assert said == {True, False}


@pytest.mark.parametrize("required", [True, False])
def test_schema_and_reader_agree_on_parts_of_a_birth_date(required: bool) -> None:
    of = form(field("a", "wareki_date", partial=True, required=required, not_after="today"))
    for whole, parts in itertools.product(VALUES, VALUES):
        raw = {name: value for name, value in (("a", whole), ("a_partial", parts)) if value is not ABSENT}
        _agree(of, raw)


CONTROLS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "kind": (choice("kind", "x", "y"), [ABSENT, None, "x", "y", "q"]),
    "box": (field("box", "checkbox"), [ABSENT, None, True, False, "1"]),
    "many": (choice("many", "x", "y", "z", type="checkboxes"), [ABSENT, None, [], ["x"], ["y", "z"], ["x", "y"]]),
    "free": (field("free", "text"), [ABSENT, None, "a", ""]),
    "secret": (field("secret", "my_number"), [ABSENT, None, "123456789018"]),
    "rows": (field("rows", "group", fields=[field("a", "text")]), [ABSENT, None, [], [{}]]),
    "birth": (field("birth", "wareki_date", partial=True), [ABSENT, None, "2000-01-01"]),
    "day": (field("day", "date"), [ABSENT, None, "2000-01-01"]),
}
TESTS: list[dict[str, Any]] = [
    *({"field": "kind", test: value} for test, value in (("is", "x"), ("not", "x"), ("in", ["x", "y"]), ("is", None))),
    *(
        {"field": "box", test: value}
        for test, value in (("is", True), ("is", False), ("not", True), ("in", [True, False]))
    ),
    *(
        {"field": "many", test: value}
        for test, value in (("is", "x"), ("in", ["y", "z"]), ("not", ["x", "y"]), ("not", None))
    ),
    *(
        {"field": name, test: None}
        for name in ("free", "secret", "rows", "birth", "day", "box")
        for test in ("is", "not")
    ),
]
LAST = [ABSENT, None, "a", 5]


@pytest.mark.parametrize("condition", TESTS, ids=str)
def test_schema_and_reader_agree_on_a_condition(condition: dict[str, Any]) -> None:
    control, values = CONTROLS[condition["field"]]
    of = form(control, field("last", "text", required=True, show_if=condition))
    said = set()
    for value, last in itertools.product(values, LAST):
        pairs = ((condition["field"], value), ("last", last))
        said.add(_agree(of, {name: one for name, one in pairs if one is not ABSENT}))
    assert True in said


def test_schema_and_reader_agree_on_what_hangs_on_a_hidden_field() -> None:
    of = form(
        choice("a", "x", "y"),
        choice("b", "x", "y", show_if={"field": "a", "is": "x"}),
        field("c", "wareki_date", partial=True, required=True, show_if={"field": "b", "not": "x"}),
        field("d", "date", not_after="today", show_if=[{"field": "a", "is": "x"}, {"field": "b", "is": "y"}]),
        field("e", "date", not_before="d"),
    )
    days = [ABSENT, None, "2026-11-17", "2026-11-18", "2026-11-19"]
    said = []
    for values in itertools.product([ABSENT, "x", "y"], [ABSENT, "x", "y", "q"], [ABSENT, "1985-01-01"], days, days):
        pairs = zip("abcde", values, strict=True)
        said.append(_agree(of, {name: one for name, one in pairs if one is not ABSENT}))
    assert set(said) == {True, False}


def test_schema_and_reader_agree_on_marks() -> None:
    of = form(
        field("marks", "check_groups", complete_if={"field": "result", "in": ["agree", "pass"]}),
        choice("result", "agree", "pass", "return", required=True),
    )
    right = {"mark": "match"}
    wrong = {"mark": "differs", "right_value": "R6.2.28"}
    marks = [ABSENT, None, {}, right, {**right, "right_value": None}, {**right, "right_value": 5}, wrong]
    marks += [{"mark": "differs"}, {"mark": "equal"}, {**right, "by": "me"}, "match"]
    groups = {"head": "世帯主", "members.0": "世帯員1"}
    said = []
    for result, head, member in itertools.product(["agree", "pass", "return", ABSENT], marks, marks):
        pairs = (("head", head), ("members.0", member))
        raw: dict[str, Any] = {"marks": {name: mark for name, mark in pairs if mark is not ABSENT}}
        said.append(_agree(of, raw if result is ABSENT else {**raw, "result": result}, groups))
    shapes: list[Any] = [None, [], "all", {"bank": right}]
    said.extend(_agree(of, {"marks": shape, "result": "return"}, groups) for shape in shapes)
    assert set(said) == {True, False}
