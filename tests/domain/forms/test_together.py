"""Dates that belong together, the echo below a date, and the marks of a second check."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.forms import FormDefinition, read_answers
from tests.domain.forms.building import TODAY, choice, errors_of_json, errors_of_post, field, form, post

# --- dates together -------------------------------------------------------------------------------------------------


def _leaving() -> FormDefinition:
    return form(
        field("last_day", "wareki_date"),
        field("lost_on", "wareki_date", not_before="last_day", day_after="last_day"),
    )


def test_the_loss_is_on_the_day_after_leaving_else_a_warning() -> None:
    right = post(_leaving(), {"last_day": "R8.10.31", "lost_on": "R8.11.1"})
    assert right.warnings == ()
    slip = post(_leaving(), {"last_day": "R8.10.31", "lost_on": "R8.10.31"})
    assert [(w.path, w.code) for w in slip.warnings] == [("lost_on", "not_the_next_day")]
    assert slip.warnings[0].message_ja == "「last_day」の翌日ではありません。証明書を確かめてください"
    assert post(_leaving(), {"lost_on": "R8.10.31"}).warnings == ()


def test_a_date_may_not_lie_before_another() -> None:
    assert errors_of_post(_leaving(), {"last_day": "R8.10.31", "lost_on": "R8.10.30"}) == {"lost_on": "date_too_early"}


def test_a_wrong_date_is_judged_once() -> None:
    assert errors_of_post(_leaving(), {"last_day": "R8.13.1", "lost_on": "R8.10.30"}) == {
        "last_day": "month_not_in_year"
    }


@pytest.mark.parametrize(
    ("typed", "lang", "echo"),
    [
        ("R8.11.16", "ja", "2026-11-16(月)"),
        ("5081116", "ja", "2026-11-16(月)"),
        ("2026-11-16", "ja", "令和8年11月16日(月)"),
        ("２０２６年１１月１６日", "ja", "令和8年11月16日(月)"),
        ("20261116", "ja", "令和8年11月16日(月)"),
        ("R8.11.16", "en", "2026-11-16(Mon)"),
    ],
)
def test_the_echo_shows_the_other_calendar_and_the_weekday(typed: str, lang: Any, echo: str) -> None:
    assert post(form(field("a", "wareki_date")), {"a": typed}, lang=lang).echoes == {"a": echo}


@pytest.mark.parametrize(("typed", "age"), [("S60.11.18", "41歳"), ("S60.11.19", "40歳"), ("R8.11.18", "0歳")])
def test_the_echo_of_a_birth_date_shows_the_age(typed: str, age: str) -> None:
    echo = post(form(field("a", "wareki_date", show_age=True)), {"a": typed}).echoes["a"]
    assert echo.endswith(f" {age}")


# --- second check ---------------------------------------------------------------------------------------------------

GROUPS = {"head": "世帯主", "members.0": "世帯員1"}


def _check() -> FormDefinition:
    return form(
        field("marks", "check_groups", complete_if={"field": "result", "in": ["agree", "to_approver"]}),
        choice("result", "agree", "return", "to_approver", required=True),
    )


def test_agreement_needs_every_group_marked() -> None:
    posted = {"result": "agree", "marks-head-mark": "match", "marks-members.0-mark": ""}
    assert errors_of_post(_check(), posted, check_groups=GROUPS) == {"marks.members.0": "group_not_confirmed"}
    posted["marks-members.0-mark"] = "match"
    marks = post(_check(), posted, check_groups=GROUPS).values["marks"]
    assert marks == {name: {"mark": "match", "right_value": None} for name in GROUPS}


def test_a_group_that_differs_forbids_agreement_and_names_the_right_value() -> None:
    posted = {
        "marks-head-mark": "match",
        "marks-members.0-mark": "differs",
        "marks-members.0-right_value": "R6.2.28",
    }
    codes = errors_of_post(_check(), {**posted, "result": "to_approver"}, check_groups=GROUPS)
    assert codes == {"marks.members.0": "group_differs"}
    marks = post(_check(), {**posted, "result": "return"}, check_groups=GROUPS).values["marks"]
    assert marks["members.0"] == {"mark": "differs", "right_value": "R6.2.28"}


def test_a_difference_without_the_right_value_is_not_enough() -> None:
    posted = {"result": "return", "marks-head-mark": "differs"}
    assert errors_of_post(_check(), posted, check_groups=GROUPS) == {"marks.head.right_value": "required"}


def test_returning_needs_no_further_marks() -> None:
    assert post(_check(), {"result": "return"}, check_groups=GROUPS).values["marks"] == {}


def test_marks_of_groups_that_are_not_there_are_refused() -> None:
    raw = {"result": "return", "marks": {"bank": {"mark": "match"}, "head": {"mark": "match", "by": "me"}}}
    assert errors_of_json(_check(), raw, check_groups=GROUPS) == {
        "marks.bank": "unknown_field",
        "marks.head.by": "unknown_field",
    }


@pytest.mark.parametrize("marks", ["all", [], {"head": "match"}, {"head": {"mark": "equal"}}, {"head": {}}])
def test_marks_of_another_shape_are_refused(marks: Any) -> None:
    assert errors_of_json(_check(), {"result": "return", "marks": marks}, check_groups=GROUPS)


def test_a_second_check_is_never_read_without_its_groups() -> None:
    with pytest.raises(ValueError, match="second check"):
        read_answers(_check(), {"result": "agree"}, today=TODAY)
