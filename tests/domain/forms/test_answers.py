"""What the form does not ask is never stored; what it asks is judged as a whole, with every error at once."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.forms import FormDefinition, Posted, read_answers
from tests.domain.forms.building import TODAY, choice, errors_of_json, errors_of_post, field, form, post, send

NUMBER = "123456789018"
OTHER_NUMBER = "111111111118"


def _people(**keys: Any) -> FormDefinition:
    rows = [
        field("name", "name", required=True),
        field("my_number", "my_number"),
        choice("kind", "japan", "foreign", default="japan"),
        field("status", "text", required=True, show_if={"field": "kind", "is": "foreign"}),
    ]
    return form(field("members", "group", min=1, max=3, fields=rows, **keys))


def _moved() -> FormDefinition:
    return form(
        choice("reason", "moved_in", "left_employer", required=True),
        field("lost_on", "wareki_date", required=True, show_if={"field": "reason", "is": "left_employer"}),
        field("from_where", "name", required=True, show_if={"field": "reason", "in": ["moved_in"]}),
    )


# --- extra fields ---------------------------------------------------------------------------------------------------


def test_a_posted_field_the_form_does_not_have_is_refused_by_name() -> None:
    of = form(field("a", "text"))
    assert errors_of_post(of, {"a": "x", "income": "1"}) == {"income": "unknown_field"}


@pytest.mark.parametrize(
    "name", ["members-0-income", "members-x-name", "members-0", "members-0-name-more", "members", "members-12345-name"]
)
def test_a_posted_name_that_is_no_place_in_the_form_is_refused(name: str) -> None:
    codes = errors_of_post(_people(), {"members-0-name": "山田", name: "1"})
    assert codes == {name.replace("-", "."): "unknown_field"}


def test_an_extra_field_in_json_is_refused_at_every_depth() -> None:
    codes = errors_of_json(_people(), {"extra": 1, "members": [{"name": "山田", "income": 2}]})
    assert codes == {"extra": "unknown_field", "members.0.income": "unknown_field"}


def test_what_belongs_to_the_page_is_no_answer() -> None:
    of = form(field("a", "text"))
    assert post(of, {"a": "x", "csrf_token": "t", "_act": "save"}).values == {"a": "x"}


# --- conditions -----------------------------------------------------------------------------------------------------


def test_a_hidden_field_is_ignored_and_not_stored() -> None:
    values = post(_moved(), {"reason": "moved_in", "lost_on": "no date at all", "from_where": "市川市"}).values
    assert values == {"reason": "moved_in", "lost_on": None, "from_where": "市川市"}


def test_a_shown_field_is_required() -> None:
    assert errors_of_post(_moved(), {"reason": "left_employer"}) == {"lost_on": "required"}


def test_a_wrong_choice_asks_for_nothing_more() -> None:
    assert errors_of_post(_moved(), {"reason": "nothing"}) == {"reason": "not_an_option"}


def test_what_hangs_on_a_hidden_field_is_hidden_too() -> None:
    of = form(
        choice("a", "yes", "no"),
        choice("b", "yes", "no", show_if={"field": "a", "is": "yes"}),
        field("c", "text", required=True, show_if={"field": "b", "not": "yes"}),
    )
    assert post(of, {"a": "no", "b": "no"}).values == {"a": "no", "b": None, "c": None}
    assert errors_of_post(of, {"a": "yes", "b": "no"}) == {"c": "required"}


@pytest.mark.parametrize(
    ("condition", "ticked", "shown"),
    [
        ({"field": "box", "is": True}, {"box": "1"}, True),
        ({"field": "box", "is": True}, {}, False),
        ({"field": "box", "is": False}, {}, True),
        ({"field": "box", "not": False}, {"box": "1"}, True),
        ({"field": "many", "is": "x"}, {"many": ["x", "y"]}, True),
        ({"field": "many", "is": "x"}, {"many": ["y"]}, False),
        ({"field": "many", "not": ["x", "y"]}, {"many": ["z"]}, True),
        ({"field": "many", "is": None}, {}, True),
        ({"field": "free", "is": None}, {"free": " "}, True),
        ({"field": "free", "not": None}, {"free": "something"}, True),
        ({"field": "birth", "is": None}, {"birth": "1985"}, False),
        ({"field": "number", "not": None}, {"number": NUMBER}, True),
        ({"field": "number", "not": None}, {}, False),
        ([{"field": "box", "is": True}, {"field": "free", "not": None}], {"box": "1"}, False),
    ],
)
def test_conditions_look_at_what_is_there(condition: Any, ticked: dict[str, Any], shown: bool) -> None:
    of = form(
        field("box", "checkbox"),
        choice("many", "x", "y", "z", type="checkboxes"),
        field("free", "text"),
        field("birth", "wareki_date", partial=True),
        field("number", "my_number"),
        field("last", "text", show_if=condition),
    )
    assert post(of, {**ticked, "last": "kept"}).values["last"] == ("kept" if shown else None)


# --- rows -----------------------------------------------------------------------------------------------------------


def test_every_error_comes_at_once_with_the_place_of_its_row() -> None:
    posted = {"members-0-name": "山田", "members-1-name": "", "members-1-kind": "foreign", "members-1-my_number": "1"}
    assert errors_of_post(_people(), posted) == {
        "members.1.name": "required",
        "members.1.my_number": "my_number_length",
        "members.1.status": "required",
    }


def test_rows_with_gaps_in_their_numbers_are_numbered_anew() -> None:
    values = post(_people(), {"members-7-name": "二人目", "members-2-name": "一人目"}).values
    assert [row["name"] for row in values["members"]] == ["一人目", "二人目"]


def test_untouched_rows_at_the_end_are_no_answers() -> None:
    posted = {"members-0-name": "山田", "members-1-name": "", "members-1-kind": "japan", "members-2-name": " "}
    with_typed_space = errors_of_post(_people(), posted)
    assert with_typed_space == {"members.1.name": "required", "members.2.name": "required"}
    del posted["members-2-name"]
    assert len(post(_people(), posted).values["members"]) == 1


def test_a_group_keeps_within_its_rows() -> None:
    assert errors_of_post(_people(), {}) == {"members": "too_few_rows"}
    many = {f"members-{number}-name": "山田" for number in range(4)}
    assert errors_of_post(_people(), many) == {"members": "too_many_rows"}


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({"members": "山田"}, {"members": "wrong_type"}),
        ({"members": {"0": {}}}, {"members": "wrong_type"}),
        ({"members": ["山田"]}, {"members.0": "wrong_type"}),
        ({"members": [None]}, {"members.0": "wrong_type"}),
        ({"members": []}, {"members": "too_few_rows"}),
        ({}, {"members": "too_few_rows"}),
    ],
)
def test_json_rows_of_another_shape_are_refused(raw: Any, errors: dict[str, str]) -> None:
    assert errors_of_json(_people(), raw) == errors


# --- My Numbers -----------------------------------------------------------------------------------------------------


def test_a_my_number_leaves_the_values_at_the_door() -> None:
    answers = post(_people(), {"members-0-name": "山田", "members-0-my_number": NUMBER})
    assert answers.values["members"][0]["my_number"] == {"my_number": "entered"}
    assert answers.secrets == {"members.0.my_number": NUMBER}
    assert NUMBER not in repr(answers)


def test_two_persons_cannot_have_one_number() -> None:
    posted = {
        "members-0-name": "一",
        "members-0-my_number": NUMBER,
        "members-1-name": "二",
        "members-1-my_number": NUMBER,
    }
    assert errors_of_post(_people(), posted) == {"members.1.my_number": "my_number_twice"}
    posted["members-1-my_number"] = OTHER_NUMBER
    assert set(post(_people(), posted).secrets.values()) == {NUMBER, OTHER_NUMBER}


def test_a_sealed_number_follows_its_row_when_rows_move() -> None:
    posted = {"members-0-name": "元の二人目", "members-0-my_number": ["sealed:members.1.my_number", ""]}
    answers = post(_people(), posted, sealed=["members.0.my_number", "members.1.my_number"])
    assert answers.values["members"][0]["my_number"] == {"my_number": "entered"}
    assert answers.kept == {"members.0.my_number": "members.1.my_number"}
    assert answers.secrets == {}


def test_a_number_typed_anew_replaces_the_sealed_one() -> None:
    posted = {"members-0-name": "山田", "members-0-my_number": ["sealed:members.0.my_number", NUMBER]}
    answers = post(_people(), posted, sealed=["members.0.my_number"])
    assert answers.secrets == {"members.0.my_number": NUMBER}
    assert answers.kept == {}


def test_a_sealed_number_is_no_one_else_s() -> None:
    row = {"name": "山田", "my_number": "sealed:members.0.my_number"}
    assert errors_of_json(_people(), {"members": [row]}) == {"members.0.my_number": "my_number_not_sealed"}
    twice = errors_of_json(_people(), {"members": [row, row]}, sealed=["members.0.my_number"])
    assert twice == {"members.1.my_number": "my_number_not_sealed"}


def test_no_message_repeats_a_my_number() -> None:
    wrong = NUMBER[:-1] + "7"
    for raw in ({"members": [{"name": "山田", "my_number": wrong}]}, {"members": [{"name": NUMBER}]}):
        with pytest.raises(Exception) as caught:
            send(_people(), raw)
        shown = str(caught.value) + repr(caught.value.as_json())  # type: ignore[attr-defined]
        assert wrong not in shown
        assert NUMBER not in shown


# --- JSON -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "sent", "code"),
    [
        (field("a", "text"), 5, "wrong_type"),
        (field("a", "text"), ["x"], "wrong_type"),
        (field("a", "text"), " x", "not_canonical"),
        (field("a", "text"), "", "not_canonical"),
        (field("a", "kana"), "やまだ", "not_canonical"),
        (field("a", "kana"), "ヤマダ タロウ", "not_canonical"),
        (field("a", "date"), "R8.11.18", "not_canonical"),
        (field("a", "postal_code"), "2600026", "not_canonical"),
        (field("a", "phone"), "043(245)5123", "not_canonical"),
        (field("a", "number"), "5", "wrong_type"),
        (field("a", "number"), True, "wrong_type"),
        (field("a", "number"), 1.0, "wrong_type"),
        (field("a", "yen"), -1, "number_too_small"),
        (field("a", "checkbox"), "1", "wrong_type"),
        (field("a", "checkbox"), 1, "wrong_type"),
        (choice("a", "x", type="checkboxes"), "x", "wrong_type"),
        (choice("a", "x", type="checkboxes"), [["x"]], "not_an_option"),
        (choice("a", "x"), True, "wrong_type"),
        (field("a", "my_number"), 123456789018, "wrong_type"),
        (field("a", "my_number"), "1234 5678 9018", "my_number_not_canonical"),
        (field("a", "my_number"), {"my_number": "entered"}, "wrong_type"),
        (field("a", "file"), "a b", "upload_id_invalid"),
        (field("a", "text", read_only=True), "x", "read_only_field"),
    ],
)
def test_json_takes_one_spelling_only(definition: dict[str, Any], sent: Any, code: str) -> None:
    assert errors_of_json(form(definition), {"a": sent}) == {"a": code}


@pytest.mark.parametrize("raw", [[], "text", 5, None])
def test_json_that_is_no_object_is_refused(raw: Any) -> None:
    assert errors_of_json(form(field("a", "text")), raw) == {"": "wrong_type"}


def test_every_field_keeps_its_key() -> None:
    of = form(
        field("text", "text"),
        field("box", "checkbox"),
        choice("many", "x", type="checkboxes"),
        field("number", "my_number"),
        field("birth", "wareki_date", partial=True),
        field("rows", "group", fields=[field("a", "text")]),
        field("only_words", "note"),
    )
    empty: dict[str, Any] = {
        "text": None,
        "box": False,
        "many": [],
        "number": {"my_number": "absent"},
        "birth": None,
        "birth_partial": None,
        "rows": [],
    }
    assert send(of, {}).values == empty
    assert post(of, {}).values == empty
    assert send(of, {"text": None, "box": None, "many": None, "number": None, "rows": None}).values == empty


def test_a_read_only_field_takes_its_value_from_the_server_alone() -> None:
    of = form(field("received_on", "date", read_only=True), field("kind", "text", read_only=True, default="x"))
    answers = read_answers(of, Posted.of({}), today=TODAY, given={"received_on": "2026-11-18"})
    assert answers.values == {"received_on": "2026-11-18", "kind": "x"}
