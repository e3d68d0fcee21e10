"""The difference of two versions in words: every property once, sides never swapped, looks told as looks."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from server.domain.values import DatedValue, Value
from server.engine.difference import differences
from server.engine.difference_types import Periods
from server.engine.difference_values import value_changes
from server.engine.difference_words import Words
from tests.engine.seeded_edits import ROOT, Edit, edits

SEEDS = (1,)
EDITS = [one for seed in SEEDS for one in edits(seed)]
ARREARS = "workflows/arrears/arrears.bpmn"
ENROLMENT = "workflows/enrolment/enrolment.bpmn"


def test_there_are_more_than_fifty_kinds_of_edits() -> None:
    assert len({one.label for one in EDITS}) == len(EDITS) > 50


@pytest.mark.parametrize("edit", EDITS, ids=lambda one: one.label.replace(" ", "-"))
def test_an_edit_appears_exactly_once_with_its_sides_in_order(edit: Edit) -> None:
    appears_once(edit)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(2, 40))
def test_edits_of_other_places_appear_exactly_once(seed: int) -> None:
    for edit in edits(seed):
        appears_once(edit)


def appears_once(edit: Edit) -> None:
    """One change with the sides in order, and the same the other way round."""
    there = differences({edit.path: edit.before}, {edit.path: edit.after})
    back = differences({edit.path: edit.after}, {edit.path: edit.before})
    assert [(one.kind, one.what) for one in there] == [(edit.kind, there[0].what)], (edit.label, edit.path, there)
    assert len(back) == 1, (edit.label, edit.path, back)
    if edit.kind != "layout":
        assert (back[0].old, back[0].new) == (there[0].new, there[0].old)
    for said, expected in ((there[0].old, edit.old), (there[0].new, edit.new)):
        assert expected == "" or said == expected, (edit.label, edit.path, there[0])
    assert there[0].ja
    assert there[0].en
    assert (edit.kind == "layout") == ("見た目だけ" in there[0].ja)


def test_an_unchanged_version_gives_nothing() -> None:
    files = {str(one.relative_to(ROOT)): one.read_bytes() for one in ROOT.glob("workflows/arrears/*")}
    assert differences(files, dict(files)) == []


def test_a_file_of_which_only_spaces_changed_is_told_as_that() -> None:
    before = (ROOT / ARREARS).read_bytes()
    found = differences({ARREARS: before}, {ARREARS: before.replace(b"\n  ", b"\n    ")})
    assert [(one.kind, one.what) for one in found] == [("layout", "notation")]


def test_a_file_that_cannot_be_read_is_one_change_and_no_fault() -> None:
    found = differences({ARREARS: (ROOT / ARREARS).read_bytes()}, {ARREARS: b"<broken"})
    assert [(one.kind, one.what) for one in found] == [("changed", "content")]


def test_files_that_came_and_went_are_told_by_their_name() -> None:
    found = differences({"forms/arrears/call.yaml": b"form: x"}, {"workflows/arrears/new.dmn": b"<x/>"})
    assert [(one.kind, one.path) for one in found] == [
        ("removed", "forms/arrears/call.yaml"),
        ("added", "workflows/arrears/new.dmn"),
    ]
    assert found[0].ja == "様式「arrears/call」を削除"


def test_a_sentence_behind_the_last_one_of_a_paragraph_is_one_change() -> None:
    path = "letters/x/y.html.j2"
    before, after = "<p>出してください。</p>\n<p>係へ。</p>", "<p>出してください。お早めに。</p>\n<p>係へ。</p>"
    (one,) = differences({path: before.encode()}, {path: after.encode()})
    assert (one.kind, one.new) == ("added", "お早めに。")
    (gone,) = differences({path: after.encode()}, {path: before.encode()})
    assert (gone.kind, gone.old) == ("removed", "お早めに。")
    (moved,) = differences({path: before.encode()}, {path: before.replace("。</p>\n<p>", "。</p></div>\n<p>").encode()})
    assert moved.kind == "layout"


# -- values -----------------------------------------------------------------------------------------------------

WAIT = DatedValue("period.reminder_wait", "days", date(2020, 4, 1), None, 10, "要領5条", "例規", "illustrative")
NEXT_YEAR = date(2027, 4, 1)


def test_a_longer_period_is_told_in_days_with_the_element_that_waits() -> None:
    longer = [dataclasses.replace(WAIT, value=14)]
    (one,) = value_changes([WAIT], longer, {"reminder_wait": ["催告"]})
    assert one.ja == "催告の期間を10日から14日へ(令和2年4月1日から、reminder_wait)"
    assert one.en == "period of “催告” from 10 days to 14 days (from 2020-04-01; reminder_wait)"
    (many,) = value_changes([WAIT], longer, {"reminder_wait": ["返事を待つ", "催告", "予告", "督促"]})
    assert many.ja == "「返事を待つ」・催告・予告ほか1か所の期間を10日から14日へ(令和2年4月1日から、reminder_wait)"
    (none,) = value_changes([WAIT], longer)
    assert none.ja == "期間「reminder_wait」を10日から14日へ(令和2年4月1日から)"


@pytest.mark.parametrize(
    ("unit", "old", "new", "words"),
    [
        ("rate", Decimal("0.024"), Decimal("0.031"), "値「x」を2.4%から3.1%へ"),
        ("yen", 430_000, 470_000, "値「x」を430,000円から470,000円へ"),
        ("open_days", 14, 20, "値「x」を14開庁日から20開庁日へ"),
        ("days_rolled", 10, 14, "値「x」を10日(開庁日に繰り下げ)から14日(開庁日に繰り下げ)へ"),
        ("flag", True, False, "値「x」をはいからいいえへ"),
        ("texts", ("窓口", "郵送"), ("窓口",), "値「x」を窓口、郵送から窓口へ"),
    ],
)
def test_a_value_of_any_kind_is_told_as_people_write_it(unit: str, old: Value, new: Value, words: str) -> None:
    row = dataclasses.replace(WAIT, key="x", unit=unit, value=old)
    (one,) = value_changes([row], [dataclasses.replace(row, value=new)])
    assert one.ja == f"{words}(令和2年4月1日から)"


def test_a_new_row_from_a_day_on_is_one_change_although_it_ends_the_row_before() -> None:
    ended = dataclasses.replace(WAIT, valid_to=NEXT_YEAR - timedelta(days=1))
    longer = dataclasses.replace(WAIT, valid_from=NEXT_YEAR, value=1, unit="months")
    (one,) = value_changes([WAIT], [ended, longer])
    assert (one.old, one.new) == ("10 days", "1 months")
    assert one.ja == "期間「reminder_wait」を10日から1か月へ(令和9年4月1日から)"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article", "要領6条"),
        ("source", "別の例規"),
        ("status", "verified"),
        ("confirm_again_by", NEXT_YEAR),
        ("valid_to", NEXT_YEAR),
        ("valid_from", date(2021, 4, 1)),
        ("unit", "open_days"),
    ],
)
def test_what_stands_beside_a_value_is_told_once(field: str, value: Any) -> None:
    changed = dataclasses.replace(WAIT, **{field: value})
    assert len(list(value_changes([WAIT], [changed]))) == 1
    assert len(list(value_changes([changed], [WAIT]))) == 1


def test_another_named_period_in_a_diagram_is_told_by_both_lengths_and_who_waits() -> None:
    text = (ROOT / ENROLMENT).read_text(encoding="utf-8")
    lengths = {"document_wait": Words("14開庁日", "14 open days"), "number_check_wait": Words("30日", "30 days")}
    after = text.replace(">document_wait<", ">number_check_wait<", 1)
    (one,) = differences({ENROLMENT: text.encode()}, {ENROLMENT: after.encode()}, Periods(lengths, lengths))
    assert one.ja.endswith("の期間を14開庁日から30日へ(期限が過ぎた: document_wait → number_check_wait)")
    assert "書類" in one.ja
    assert "from 14 open days to 30 days" in one.en
    (bare,) = differences({ENROLMENT: text.encode()}, {ENROLMENT: after.encode()}, Periods())
    assert bare.ja.endswith("の期間を「document_wait」から「number_check_wait」へ")
