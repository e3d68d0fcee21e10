"""Writing and reading dates by eras: nothing that is read means another day than it prints."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.refusals import Refused
from server.domain.wareki import (
    ERAS,
    FIRST_DAY,
    LAST_DAY,
    era_of,
    era_year,
    long_with_gregorian,
    parse_date,
    to_wareki,
    weekday_ja,
)

DAYS = st.dates(FIRST_DAY, LAST_DAY)

# day, long, short, column
WRITTEN = [
    ("2026-11-18", "令和8年11月18日", "R8.11.18", "R08.11.18"),
    ("2019-05-01", "令和元年5月1日", "R1.5.1", "R01.05.01"),
    ("2019-04-30", "平成31年4月30日", "H31.4.30", "H31.04.30"),
    ("1989-01-08", "平成元年1月8日", "H1.1.8", "H01.01.08"),
    ("1989-01-07", "昭和64年1月7日", "S64.1.7", "S64.01.07"),
    ("1926-12-25", "昭和元年12月25日", "S1.12.25", "S01.12.25"),
    ("1926-12-24", "大正15年12月24日", "T15.12.24", "T15.12.24"),
    ("1912-07-30", "大正元年7月30日", "T1.7.30", "T01.07.30"),
    ("1912-07-29", "明治45年7月29日", "M45.7.29", "M45.07.29"),
    ("1873-01-01", "明治6年1月1日", "M6.1.1", "M06.01.01"),
]


@pytest.mark.parametrize(("day", "long", "short", "column"), WRITTEN)
def test_a_day_is_written_in_its_era(day, long, short, column):
    on = date.fromisoformat(day)
    assert (to_wareki(on), to_wareki(on, "short"), to_wareki(on, "column")) == (long, short, column)
    assert long_with_gregorian(on) == f"{long}({day})"


READ = [
    "令和6年5月1日",
    "令和06年05月01日",
    "R6.5.1",
    "r6/5/1",
    "R6-5-1",
    "r06.05.01",
    "R060501",
    "2024-05-01",
    "2024.5.1",
    "2024/05/01",
    "2024年5月1日",
    "20240501",
    "5060501",
    "060501",
    "Ｒ６．５．１",
    "２０２４年５月１日",
    "５０６０５０１",
    "㋿6年5月1日",
    "  令和 6年 5月 1日 ",
    "令和六年五月一日".translate(str.maketrans("六五一", "651")),
]


@pytest.mark.parametrize("text", READ)
def test_every_way_of_writing_one_day_is_read_as_that_day(text):
    assert parse_date(text) == date(2024, 5, 1)


@pytest.mark.parametrize("text", ["令和元年5月1日", "R1.5.1", "令和1年5月1日", "R元.5.1", "5010501", "010501"])
def test_the_first_year_of_an_era_is_read_both_ways(text):
    assert parse_date(text) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [("1450729", "1912-07-29"), ("2010730", "1912-07-30"), ("3640107", "1989-01-07"), ("4010108", "1989-01-08")],
)
def test_the_first_of_seven_digits_is_the_era(text, day):
    assert parse_date(text) == date.fromisoformat(day)


# text, code, the sentence
REFUSED = [
    ("令和6年2月30日", "day_not_in_month", "令和6年2月に30日はありません。入れ直してください"),
    ("2023-02-29", "day_not_in_month", "2023年2月に29日はありません。入れ直してください"),
    ("5060431", "day_not_in_month", "令和6年4月に31日はありません。入れ直してください"),
    ("R6.4.0", "day_not_in_month", "令和6年4月に0日はありません。入れ直してください"),
    ("R6.13.1", "month_not_in_year", "13月はありません。1月から12月で入れ直してください"),
    ("20240001", "month_not_in_year", "0月はありません。1月から12月で入れ直してください"),
    (
        "昭和64年1月8日",
        "day_not_in_era",
        "昭和64年1月8日はありません。昭和は昭和元年12月25日から昭和64年1月7日までです。入れ直してください",
    ),
    (
        "平成元年1月7日",
        "day_not_in_era",
        "平成元年1月7日はありません。平成は平成元年1月8日から平成31年4月30日までです。入れ直してください",
    ),
    (
        "H31.5.1",
        "day_not_in_era",
        "平成31年5月1日はありません。平成は平成元年1月8日から平成31年4月30日までです。入れ直してください",
    ),
    ("R0.5.1", "era_year_zero", "令和0年はありません。元年(1年)から数えて入れ直してください"),
    ("6.5.1", "era_missing", "元号がありません。令和6年のように元号を付けるか、西暦4桁で入れてください"),
    (
        "0060501",
        "era_digit_unknown",
        "7桁の先頭は元号の番号です(1明治 2大正 3昭和 4平成 5令和)。入れ直してください",
    ),
    ("明治5年12月3日", "date_out_of_range", None),
    ("1872-12-31", "date_out_of_range", None),
    ("2101-01-01", "date_out_of_range", None),
    ("きのう", "not_a_date", None),
    ("", "not_a_date", None),
    ("R6.5", "not_a_date", None),
    ("R60501", "not_a_date", None),
    ("2024-5-1-2", "not_a_date", None),
    ("٢٠٢٤٠٥٠١", "not_a_date", None),
    ("12345", "not_a_date", None),
    ("元元.1.1", "not_a_date", None),
]


@pytest.mark.parametrize(("text", "code", "sentence"), REFUSED, ids=[row[0] or "empty" for row in REFUSED])
def test_what_is_no_day_is_refused_with_the_fault_in_plain_words(text, code, sentence):
    with pytest.raises(Refused) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert refused.value.status == 422
    if sentence:
        assert refused.value.message_ja == sentence


@given(DAYS)
def test_what_is_printed_is_read_back(day):
    for style in ("long", "short", "column"):
        assert parse_date(to_wareki(day, style)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(day.strftime("%Y%m%d")) == day
    era = era_of(day)
    year = day.year - era.first.year + 1
    assert parse_date(f"{era.digit}{year:02}{day:%m%d}") == day


def test_every_day_of_two_centuries_is_read_back_from_its_long_form():
    day = FIRST_DAY
    while day <= LAST_DAY:
        assert parse_date(to_wareki(day)) == day
        day += timedelta(days=1)


@given(st.text(alphabet="0123456789０１元年月日./- 　RHSTMr令和平成昭大正明治㍻", max_size=14))
def test_no_text_is_read_as_another_day_than_its_figures_say(text):
    try:
        day = parse_date(text)
    except Refused:
        return
    plain = unicodedata.normalize("NFKC", text).replace("元", "1")
    figures = [int(figure) for figure in re.findall("[0-9]+", plain.replace(" ", ""))]
    era = era_of(day)
    in_era = day.year - era.first.year + 1
    if len(figures) == 3:
        assert figures[1:] == [day.month, day.day]
        assert figures[0] in (in_era, day.year)
    else:
        digits = str(figures[0]) if len(figures) == 1 else ""
        ways = {f"{day:%Y%m%d}", f"{era.digit}{in_era:02}{day:%m%d}", f"{in_era:02}{day:%m%d}".lstrip("0")}
        assert digits in ways


def test_each_era_ends_where_the_next_begins():
    for before, after in pairwise(ERAS):
        assert era_of(after.first) is after
        assert era_of(after.first - timedelta(days=1)) is before


@pytest.mark.parametrize("day", [FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)])
def test_days_outside_the_range_are_not_written(day):
    with pytest.raises(Refused):
        to_wareki(day)


def test_the_year_of_a_case_number_is_that_of_its_day():
    assert era_year(date(2026, 11, 18)) == "R8"
    assert era_year(date(2019, 4, 30)) == "H31"


def test_the_days_of_the_week_are_one_character():
    assert [weekday_ja(date(2026, 11, 16) + timedelta(days=n)) for n in range(7)] == list("月火水木金土日")
