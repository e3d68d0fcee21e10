"""Answers as people read them: labels in their language, both calendars, and never a My Number."""

from __future__ import annotations

from typing import Any

from server.domain.forms import FormDefinition, changed_fields, describe, needs_second_check, value_groups
from tests.domain.forms.building import choice, field, form, post, words

NUMBER = "123456789018"


def _household() -> FormDefinition:
    return form(
        choice("reason", "moved", "left", required=True, group="ground"),
        field("lost_on", "wareki_date", show_if={"field": "reason", "is": "left"}, group="ground"),
        field("phone", "phone", group="head", **{"class": "CONTACT"}),
        field("send_to", "name", group="head", **{"class": "SEND_TO"}),
        field("fee", "yen"),
        field("count", "number"),
        field("ticked", "checkbox"),
        choice("papers", "x", "y", type="checkboxes"),
        field("scan", "file"),
        field(
            "members",
            "group",
            group="members",
            fields=[
                field("name", "name", required=True),
                field("birth", "wareki_date", partial=True),
                field("my_number", "my_number", **{"class": "MYNUMBER"}),
            ],
        ),
        groups={"head": words("世帯主"), "ground": words("事由"), "members": words("世帯員")},
    )


POSTED = {
    "reason": "left",
    "lost_on": "R8.11.1",
    "phone": "043-245-5123",
    "fee": "12000",
    "ticked": "1",
    "papers": ["x", "y"],
    "scan": "up1",
    "members-0-name": "山田 太郎",
    "members-0-birth": "1985",
    "members-0-my_number": NUMBER,
    "members-1-name": "山田 花子",
    "members-1-birth": "S60.10.1",
}


def _values(**changes: Any) -> dict[str, Any]:
    return post(_household(), {**POSTED, **changes}).values


def test_all_answers_read_sheet_by_sheet_and_row_by_row() -> None:
    assert describe(_household(), _values()) == [
        (
            "節",
            [
                ("reason", "leftの表示"),
                ("lost_on", "令和8年11月1日(2026-11-01)"),
                ("phone", "043-245-5123"),
                ("send_to", "－"),
                ("fee", "12,000円"),
                ("count", "－"),
                ("ticked", "はい"),
                ("papers", "xの表示、yの表示"),
                ("scan", "あり"),
            ],
        ),
        ("members 1", [("name", "山田 太郎"), ("birth", "1985年(月日不詳)"), ("my_number", "入力済み")]),
        ("members 2", [("name", "山田 花子"), ("birth", "昭和60年10月1日(1985-10-01)"), ("my_number", "なし")]),
    ]


def test_english_readers_get_english() -> None:
    (title, items), *_ = describe(_household(), _values(), "en")
    assert title == "節 (en)"
    shown = dict(items)
    assert shown["lost_on (en)"] == "2026-11-01 (R8.11.1)"
    assert shown["fee (en)"] == "12,000 yen"
    assert shown["papers (en)"] == "x shown, y shown"


def test_no_my_number_is_ever_shown() -> None:
    assert NUMBER not in repr(describe(_household(), _values()))
    assert NUMBER not in repr(value_groups(_household(), _values()))


def test_value_groups_stand_in_paper_order_and_each_row_is_one() -> None:
    groups = value_groups(_household(), _values())
    assert [(group.id, group.title) for group in groups] == [
        ("head", "世帯主"),
        ("ground", "事由"),
        ("members.0", "世帯員 1"),
        ("members.1", "世帯員 2"),
    ]
    assert [item.path for item in groups[1].items] == ["reason", "lost_on"]
    assert [item.path for item in groups[3].items] == ["members.1.name", "members.1.birth", "members.1.my_number"]


def test_what_was_not_asked_is_not_checked() -> None:
    groups = {group.id: group for group in value_groups(_household(), _values(reason="moved"))}
    assert [item.path for item in groups["ground"].items] == ["reason"]


def test_changes_name_field_row_and_both_texts() -> None:
    changes = changed_fields(
        _household(), _values(), _values(**{"phone": "043-245-9999", "members-0-birth": "S60.4.12"})
    )
    assert [(change.path, change.before, change.after) for change in changes] == [
        ("phone", "043-245-5123", "043-245-9999"),
        ("members.0.birth", "1985年(月日不詳)", "昭和60年4月12日(1985-04-12)"),
    ]


def test_a_row_that_came_shows_against_nothing() -> None:
    changes = changed_fields(_household(), _values(), _values(**{"members-2-name": "山田 湊"}))
    assert [(change.path, change.before, change.after) for change in changes] == [("members.2.name", "－", "山田 湊")]


def test_answers_of_an_older_form_are_compared_without_false_changes() -> None:
    older = {name: value for name, value in _values().items() if name not in ("count", "send_to")}
    assert changed_fields(_household(), older, _values()) == ()


def test_a_telephone_number_alone_needs_no_second_person_but_an_address_for_letters_does() -> None:
    form_ = _household()
    assert not needs_second_check(changed_fields(form_, _values(), _values(phone="043-245-9999")))
    assert needs_second_check(changed_fields(form_, _values(), _values(send_to="市川市")))
    assert needs_second_check(changed_fields(form_, _values(), _values(fee="1")))


def test_marks_of_a_second_check_read_as_words() -> None:
    of = form(field("marks", "check_groups"), choice("result", "agree", "return"))
    posted = {"marks-a-mark": "match", "marks-b-mark": "differs", "marks-b-right_value": "R6.2.28", "result": "return"}
    values = post(of, posted, check_groups={"a": "A", "b": "B"}).values
    assert describe(of, values)[0][0] in ("節", "marks")
    assert ("marks", [("a", "一致"), ("b", "相違: R6.2.28")]) in describe(of, values)
    assert changed_fields(of, {}, values)[0].after == "a 一致, b 相違: R6.2.28"
