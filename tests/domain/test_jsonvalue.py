"""Case data is JSON: what is not is refused with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.jsonvalue import MAX_DEPTH, MAX_INTEGER, MAX_NODES, MAX_TEXT, canonical, check_json, digest
from server.domain.refusals import Refused

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_is_accepted_and_comes_back_from_its_canonical_form(value):
    check_json(value)
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6))
def test_the_order_of_keys_does_not_change_the_digest(value):
    turned = dict(reversed(value.items()))
    assert digest(turned) == digest(value)
    assert len(digest(value)) == 64


def test_the_canonical_form_is_compact_utf8_with_sorted_keys():
    assert canonical({"b": [1, None], "a": "若葉"}) == '{"a":"若葉","b":[1,null]}'.encode()


def test_another_value_has_another_digest():
    assert digest({"a": 1}) != digest({"a": True})


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, 2.5]}, "a.1"),
        ({"a": {"b": Decimal(1)}}, "a.b"),
        ({"a": date(2026, 1, 1)}, "a"),
        ({"a": (1, 2)}, "a"),
        ({"a": {1: 2}}, "a"),
        (float("nan"), "(root)"),
        ({"a": "x\0y"}, "a"),
        ({"a": "\ud800"}, "a"),
        ({"a": MAX_INTEGER + 1}, "a"),
        ({"a": -MAX_INTEGER - 1}, "a"),
        ({"a": "x" * (MAX_TEXT + 1)}, "a"),
        ({"k" * 201: 1}, "(root)"),
        ({"a": {1, 2}}, "a"),
        ({"a": b"x"}, "a"),
    ],
    ids=str,
)
def test_anything_else_is_refused_with_its_path(value, path):
    with pytest.raises(Refused) as refused:
        check_json(value)
    assert refused.value.code == "not_json"
    assert refused.value.params["path"] == path
    assert refused.value.status == 422


def test_a_path_can_begin_at_a_place():
    with pytest.raises(Refused) as refused:
        check_json([0.1], "enter.amounts")
    assert refused.value.params["path"] == "enter.amounts.0"
    assert refused.value.field == "enter.amounts.0"


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_depth_and_size_have_limits():
    check_json(nested(MAX_DEPTH))
    check_json([0] * (MAX_NODES - 1))
    for value in (nested(MAX_DEPTH + 1), [0] * MAX_NODES, nested(100_000)):
        with pytest.raises(Refused):
            check_json(value)


ANYTHING = st.recursive(
    JSON | st.floats() | st.text(max_size=3) | st.just((1,)) | st.integers() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
    max_leaves=12,
)


@given(ANYTHING)
def test_the_quick_look_and_the_walk_that_names_the_fault_agree(value):
    def walk(item: object) -> bool:
        if isinstance(item, list):
            return all(map(walk, item))
        if isinstance(item, dict):
            return all(isinstance(key, str) and walk(key) for key in item) and all(map(walk, item.values()))
        if isinstance(item, str):
            return "\0" not in item and not any("\ud800" <= sign <= "\udfff" for sign in item)
        return item is None or isinstance(item, bool) or (type(item) is int and abs(item) <= MAX_INTEGER)

    try:
        check_json(value)
        sound = True
    except Refused:
        sound = False
    assert sound == walk(value)


def test_a_number_with_thousands_of_digits_is_refused_quickly():
    with pytest.raises(Refused):
        check_json(10**6000)
