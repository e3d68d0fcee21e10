"""The tree of what was typed: rows come and go, addresses fill in, My Numbers stay out of pages and drafts."""

from __future__ import annotations

import pytest

from server.domain.forms import (
    FormDefinition,
    Posted,
    add_row,
    fill_address,
    initial_tree,
    remove_row,
    tree_of_posted,
    tree_of_values,
    without_my_numbers,
)
from server.domain.refusals import Refused
from tests.domain.forms.building import TODAY, choice, field, flat, form, post


def _household() -> FormDefinition:
    return form(
        field("postal", "postal_code", fills={"city": "city", "town": "town"}),
        field("city", "text"),
        field("town", "name"),
        field("day", "wareki_date", default="today"),
        field(
            "members",
            "group",
            min=1,
            max=2,
            fields=[
                field("name", "name"),
                field("birth", "wareki_date", partial=True),
                field("my_number", "my_number"),
                choice("kind", "japan", "foreign", default="japan"),
                field("zip", "postal_code", fills="where"),
                field("where", "name"),
            ],
        ),
        field("box", "checkbox", default=True),
        choice("many", "x", "y", type="checkboxes"),
    )


EMPTY_ROW = {"name": "", "birth": "", "my_number": "", "kind": "japan", "zip": "", "where": ""}


def test_an_untouched_form_shows_its_defaults_and_one_row() -> None:
    assert initial_tree(_household(), today=TODAY) == {
        "postal": "",
        "city": "",
        "town": "",
        "day": "R8.11.18",
        "members": [EMPTY_ROW],
        "box": "1",
        "many": [],
    }


def test_a_row_is_added_at_the_end_and_what_was_typed_stays() -> None:
    tree = {"city": "若葉市", "members": [{"name": "山田"}]}
    added = add_row(_household(), tree, "members", today=TODAY)
    assert added == {"city": "若葉市", "members": [{"name": "山田"}, EMPTY_ROW]}
    assert tree["members"] == [{"name": "山田"}]


def test_a_full_group_takes_no_more_rows() -> None:
    with pytest.raises(Refused) as caught:
        add_row(_household(), {"members": [{}, {}]}, "members", today=TODAY)
    assert (caught.value.code, caught.value.field) == ("too_many_rows", "members")


def test_a_row_is_removed_by_its_place() -> None:
    tree = {"members": [{"name": "一"}, {"name": "二"}]}
    assert remove_row(_household(), tree, "members.0", today=TODAY) == {"members": [{"name": "二"}]}


def test_the_last_row_is_emptied_and_a_row_gone_already_changes_nothing() -> None:
    tree = {"members": [{"name": "一"}]}
    assert remove_row(_household(), tree, "members.0", today=TODAY) == {"members": [EMPTY_ROW]}
    assert remove_row(_household(), tree, "members.7", today=TODAY) == tree


@pytest.mark.parametrize("group", ["nobody", "city"])
def test_only_groups_have_rows(group: str) -> None:
    with pytest.raises(KeyError):
        add_row(_household(), {}, group, today=TODAY)
    with pytest.raises(KeyError):
        remove_row(_household(), {}, f"{group}.0", today=TODAY)


def test_a_postcode_fills_what_is_empty_and_overwrites_nothing() -> None:
    parts = {"whole": "千葉県千葉市中央区都町", "prefecture": "千葉県", "city": "千葉市中央区", "town": "都町"}
    filled = fill_address(_household(), {"city": "", "town": "都町一丁目"}, "postal", parts)
    assert filled == {"city": "千葉市中央区", "town": "都町一丁目"}


def test_a_postcode_in_a_row_fills_its_own_row() -> None:
    tree = {"members": [{"where": ""}, {"where": ""}]}
    filled = fill_address(_household(), tree, "members.1.zip", {"whole": "千葉県"})
    assert filled == {"members": [{"where": ""}, {"where": "千葉県"}]}


def test_a_page_shown_again_holds_no_my_number() -> None:
    tree, _ = tree_of_posted(
        _household(),
        Posted.of(
            {"city": "x", "members-0-my_number": "123456789018", "members-1-my_number": "sealed:members.0.my_number"}
        ),
    )
    veiled = without_my_numbers(_household(), tree)
    assert veiled == {"city": "x", "members": [{"my_number": ""}, {"my_number": "sealed:members.0.my_number"}]}


def test_stored_answers_come_back_as_they_are_typed() -> None:
    posted = {
        "postal": "260-0001",
        "day": "2026-11-18",
        "members-0-name": "山田",
        "members-0-birth": "1985",
        "members-0-my_number": "123456789018",
        "members-0-kind": "foreign",
        "box": "1",
        "many": ["y"],
    }
    of = _household()
    answers = post(of, posted)
    tree = tree_of_values(of, answers.values)
    assert tree["day"] == "R8.11.18"
    assert tree["members"][0]["birth"] == "1985-00-00"
    assert tree["members"][0]["my_number"] == "sealed:members.0.my_number"
    again = post(of, flat(tree), sealed=["members.0.my_number"])
    assert again.values == answers.values
    assert again.kept == {"members.0.my_number": "members.0.my_number"}
