"""Dated values: the right row for a day, no defaults, and a record from which a step can be replayed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from server.domain.refusals import Refused
from server.domain.values import DatedValue, Period, Values, check_rows
from tests.shipped_values import shipped_rows, shipped_values


def row(
    key: str = "premium.cap",
    unit: str = "yen",
    first: str = "2025-04-01",
    last: str | None = None,
    value: object = 1000,
    **other: object,
) -> DatedValue:
    fields = {"article": "条例1条", "source": "例規", "status": "verified", **other}
    to = date.fromisoformat(last) if last else None
    return DatedValue(key, unit, date.fromisoformat(first), to, value, **fields)  # type: ignore[arg-type]


TWO_YEARS = [row(first="2025-04-01", last="2026-03-31", value=1000), row(first="2026-04-01", value=1100)]


@pytest.mark.parametrize(
    ("day", "value"), [("2025-04-01", 1000), ("2026-03-31", 1000), ("2026-04-01", 1100), ("2040-01-01", 1100)]
)
def test_the_row_in_force_on_the_day_answers(day, value):
    assert Values(TWO_YEARS).on("premium.cap", date.fromisoformat(day)) == value


@pytest.mark.parametrize(
    ("key", "day"), [("premium.cap", "2025-03-31"), ("premium.caps", "2026-01-01"), ("", "2026-01-01")]
)
def test_a_missing_value_is_refused_by_name_and_day(key, day):
    with pytest.raises(Refused) as refused:
        Values(TWO_YEARS).on(key, date.fromisoformat(day))
    assert refused.value.code == "value_missing"
    assert refused.value.params == {"key": key, "day": day}


def test_after_the_last_day_of_a_row_nothing_is_in_force():
    values = Values([row(last="2026-03-31")])
    assert values.on("premium.cap", date(2026, 3, 31)) == 1000
    with pytest.raises(Refused):
        values.on("premium.cap", date(2026, 4, 1))


def test_rows_may_be_given_in_any_order():
    values = Values(reversed(TWO_YEARS))
    assert values.on("premium.cap", date(2026, 4, 1)) == 1100


@pytest.mark.parametrize(
    "second",
    [row(first="2026-03-31"), row(first="2025-04-01"), row(first="2025-06-01", last="2025-06-30")],
)
def test_overlapping_rows_never_make_a_table(second):
    with pytest.raises(ValueError, match="overlap"):
        Values([TWO_YEARS[0], second])


def test_what_was_read_is_recorded_as_json_and_answers_again():
    values = Values(
        [*TWO_YEARS, row("a.rate", "rate", value=Decimal("0.0710")), row("a.list", "numbers", value=(40, 65))]
    )
    for key in ("premium.cap", "a.rate", "a.list"):
        values.on(key, date(2026, 5, 1))
    recorded = json.loads(json.dumps(values.used))
    assert recorded["a.rate@2026-05-01"] == {"unit": "rate", "value": "0.0710", "article": "条例1条"}
    replayed = Values.from_json(recorded)
    assert replayed.rate("a.rate", date(2026, 5, 1)) == Decimal("0.0710")
    assert str(replayed.rate("a.rate", date(2026, 5, 1))) == "0.0710"
    assert replayed.items("a.list", date(2026, 5, 1)) == (40, 65)
    assert replayed.used.keys() == {"a.rate@2026-05-01", "a.list@2026-05-01"}
    with pytest.raises(Refused):
        replayed.on("premium.cap", date(2026, 5, 2))


def test_two_days_of_one_key_replay_side_by_side():
    values = Values(TWO_YEARS)
    values.on("premium.cap", date(2026, 3, 31))
    values.on("premium.cap", date(2026, 4, 1))
    replayed = Values.from_json(values.used)
    assert [replayed.on("premium.cap", date(2026, 3, 31)), replayed.on("premium.cap", date(2026, 4, 1))] == [1000, 1100]


def test_a_fresh_copy_has_no_record_and_leaves_the_first_one_alone():
    values = Values(TWO_YEARS)
    values.on("premium.cap", date(2026, 4, 1))
    copy = values.fresh()
    assert copy.used == {}
    copy.on("premium.cap", date(2025, 4, 1))
    assert list(values.used) == ["premium.cap@2026-04-01"]


def test_asking_whether_a_value_exists_is_no_use():
    values = Values(TWO_YEARS)
    assert values.has("premium.cap", date(2026, 4, 1))
    assert not values.has("premium.cap", date(2024, 4, 1))
    assert values.used == {}


@pytest.mark.parametrize(
    ("unit", "period"),
    [
        ("days", Period("period.wait", "days", 14, False)),
        ("days_rolled", Period("period.wait", "days", 14, True)),
        ("open_days", Period("period.wait", "open_days", 14, False)),
        ("months", Period("period.wait", "months", 14, False)),
        ("months_rolled", Period("period.wait", "months", 14, True)),
    ],
)
def test_a_period_is_told_by_name(unit, period):
    values = Values([row("period.wait", unit, value=14)])
    assert values.period("wait", date(2026, 1, 1)) == period
    assert values.period_names() == ("wait",)
    assert Values.from_json(values.used).period("wait", date(2026, 1, 1)) == period


def test_a_value_of_another_kind_is_a_fault_of_ours():
    values = Values(
        [row(), row("period.x", "yen"), row("a.text", "text", value="x"), row("a.flag", "flag", value=True)]
    )
    day = date(2026, 1, 1)
    assert values.flag("a.flag", day)
    for read, key in (
        (values.rate, "premium.cap"),
        (values.text, "premium.cap"),
        (values.items, "premium.cap"),
        (values.flag, "premium.cap"),
        (values.integer, "a.text"),
    ):
        with pytest.raises(TypeError):
            read(key, day)
    with pytest.raises(TypeError):
        values.period("x", day)


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ([row(last="2026-03-30"), row(first="2026-04-01")], "gap between 2026-03-30 and 2026-04-01"),
        ([row(last="2026-04-01"), row(first="2026-04-01")], "overlap from 2026-04-01"),
        ([row(), row(first="2026-04-01")], "overlap from 2026-04-01"),
        ([row(unit="pounds")], "unknown unit"),
        ([row(article=" ")], "article is missing"),
        ([row(source="")], "source is missing"),
        ([row(status="perhaps")], "unknown status"),
        ([row(last="2025-03-31")], "ends before it begins"),
        ([row(value="1000")], "unit yen needs int"),
        ([row(value=True)], "unit yen needs int"),
        ([row(unit="rate", value=1)], "quoted text"),
        ([row(unit="dates", value=(1,))], "list of str"),
        ([row(last="2026-03-31"), row(first="2026-04-01", unit="count")], "unit changes"),
    ],
)
def test_the_check_of_rows_finds_the_planted_fault(rows, finding):
    assert any(finding in found for found in check_rows(rows))


def test_a_period_may_change_from_months_to_days():
    rows = [row("period.x", "months", last="2026-03-31", value=1), row("period.x", "days", "2026-04-01", value=30)]
    assert check_rows(rows) == []


def test_the_values_that_come_with_the_program_are_sound():
    assert check_rows(shipped_rows()) == []


def test_law_is_verified_and_what_the_city_decides_says_so():
    city = {r.key for r in shipped_rows() if r.status != "verified" and r.key != "calendar.holidays"}
    assert "share.taxable_limit" not in city
    assert {"share.unknown_income", "period.document_wait", "city.mayor"} <= city


def test_what_is_to_be_confirmed_says_by_when():
    for r in shipped_rows():
        if r.status == "confirm":
            assert r.confirm_again_by is not None, r.key


def test_the_mayor_is_the_one_of_the_day():
    values = shipped_values()
    assert values.text("city.mayor", date(2026, 6, 14)) != values.text("city.mayor", date(2026, 6, 15))


def test_the_insurer_number_has_its_check_digit():
    number = shipped_values().text("city.insurer_number", date(2026, 4, 1))
    products = (int(sign) * weight for sign, weight in zip(number[:5], (2, 1, 2, 1, 2), strict=True))
    total = sum(sum(map(int, str(product))) for product in products)
    assert int(number[5]) == (10 - total % 10) % 10
