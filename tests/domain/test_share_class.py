"""The patient's share: Act art. 42(1), Enforcement Order art. 27-2, with its trace."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.refusals import Refused
from server.domain.share_class import (
    Senior,
    ShareStatus,
    ShareTest,
    benefit_year_start,
    income_year,
    is_senior,
    preschool_until,
    senior_from,
    senior_share,
    share_by_age,
    share_from,
)
from server.domain.values import DatedValue, Values
from tests.shipped_values import shipped_rows, shipped_values

DAY = date(2026, 11, 18)
VALUES = shipped_values()


def d(text: str) -> date:
    return date.fromisoformat(text)


def one(taxable: int | None, base: int | None, receipts: int | None = None, **other: int) -> Senior:
    return Senior("p1", taxable, base, receipts, **other)


T, B = ShareTest.TAXABLE_INCOME, ShareTest.BASE_INCOME
R1, R2, RF = ShareTest.RECEIPTS_SINGLE, ShareTest.RECEIPTS_SEVERAL, ShareTest.RECEIPTS_WITH_FORMER
NO = ShareTest.NONE_HOLDS
OTHER = Senior("p2", 0, 0, 0)

# members, receipts of former members, share, decided by, source
SHARES = [
    ([one(1_449_999, 3_000_000)], (), 2, T, "令27条の2: 課税所得145万円未満"),
    ([one(1_450_000, 2_100_000)], (), 2, B, "令27条の2: 基準所得額の合計210万円以下"),
    ([one(1_450_000, 2_100_001)], (), 3, NO, "令27条の2: 210万円を1円超える、収入は不明"),
    ([one(1_450_000, 2_100_001, 3_829_999)], (), 2, R1, "令27条の2・規則24条の3: 1人の収入383万円未満"),
    ([one(1_450_000, 2_100_001, 3_830_000)], (), 3, NO, "1人の収入383万円ちょうど"),
    ([one(1_450_000, 2_100_001, 3_830_000)], (1_369_999,), 2, RF, "特定同一世帯所属者と合わせて520万円未満"),
    ([one(1_450_000, 2_100_001, 3_830_000)], (1_370_000,), 3, NO, "特定同一世帯所属者と合わせて520万円ちょうど"),
    ([one(1_450_000, 2_100_001, 5_199_999), OTHER], (), 2, R2, "2人以上の収入520万円未満"),
    ([one(1_450_000, 2_100_001, 5_200_000), OTHER], (), 3, NO, "2人以上の収入520万円ちょうど"),
    ([one(1_000_000, 0), OTHER], (), 2, T, "全員が145万円未満"),
    ([one(1_000_000, 0, 0), Senior("p2", 1_450_000, 2_100_001, 0)], (), 2, R2, "1人でも145万円以上なら全員が次の判定"),
    ([one(1_800_000, 9_000_000, under_16=1, from_16_to_18=2)], (), 2, T, "控除33万円と12万円2人分で123万円"),
    ([one(1_780_000, 9_000_000, under_16=1)], (), 3, NO, "控除33万円でちょうど145万円"),
    ([one(1_779_999, 9_000_000, under_16=1)], (), 2, T, "控除33万円で145万円未満"),
    ([one(100_000, 9_000_000, under_16=3)], (), 2, T, "控除は0円まで"),
    ([one(9_000_000, 9_000_000, 9_000_000)], (), 3, NO, "どの判定にも当たらない"),
]


@pytest.mark.parametrize(("members", "former", "tenths", "by", "why"), SHARES, ids=[row[4] for row in SHARES])
def test_the_first_test_that_holds_gives_the_lower_share(members, former, tenths, by, why):
    share = senior_share(members, DAY, VALUES.fresh(), former)
    assert (share.tenths, share.by, share.status) == (tenths, by, ShareStatus.FINAL)


def test_the_trace_names_test_figure_limit_and_article_in_order():
    share = senior_share([one(1_450_000, 2_100_001, 3_000_000)], DAY, VALUES.fresh())
    assert [(t.test, t.holds, t.figure, t.limit) for t in share.trace] == [
        (T, False, 1_450_000, 1_450_000),
        (B, False, 2_100_001, 2_100_000),
        (R1, True, 3_000_000, 3_830_000),
    ]
    assert all("27条の2" in t.article for t in share.trace)


def test_receipts_nobody_stated_leave_the_way_of_the_application_open():
    share = senior_share([one(2_000_000, 3_000_000)], DAY, VALUES.fresh())
    assert (share.tenths, share.status, share.application_may_help) == (3, ShareStatus.FINAL, True)
    known = senior_share([one(2_000_000, 3_000_000, 6_000_000)], DAY, VALUES.fresh())
    assert not known.application_may_help


def with_unknown_income(code: str) -> Values:
    rows = [row for row in shipped_rows() if row.key != "share.unknown_income"]
    return Values(
        [*rows, DatedValue("share.unknown_income", "code", d("2008-04-01"), None, code, "要領", "例", "confirm")]
    )


@pytest.mark.parametrize(
    ("code", "tenths", "status"), [("HOLD", None, ShareStatus.HELD), ("PROVISIONAL", 3, ShareStatus.PROVISIONAL)]
)
def test_with_an_unknown_income_the_city_s_value_decides(code, tenths, status):
    share = senior_share([one(None, None), OTHER], DAY, with_unknown_income(code))
    assert (share.tenths, share.status, share.unknown) == (tenths, status, ("p1",))


def test_no_unknown_income_ever_yields_the_lower_share_by_itself():
    share = senior_share([one(None, None)], DAY, VALUES.fresh())
    assert share.status is ShareStatus.HELD
    assert [t.holds for t in share.trace] == [None, None, None]


def test_an_unknown_income_does_not_matter_where_the_others_settle_it():
    rich = Senior("p2", 5_000_000, 5_000_000, 6_000_000)
    share = senior_share([one(None, None), rich], DAY, VALUES.fresh())
    assert (share.tenths, share.status, share.unknown) == (3, ShareStatus.FINAL, ())


def test_an_unknown_base_income_alone_is_settled_by_the_taxable_one():
    assert senior_share([one(1_000_000, None)], DAY, VALUES.fresh()).tenths == 2


AMOUNT = st.none() | st.integers(0, 8_000_000)
SENIORS = st.lists(st.builds(Senior, st.just("p"), AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=4)


@given(SENIORS)
def test_more_income_never_lowers_the_share(members):
    richer = [Senior(m.person, _more(m.taxable_income), _more(m.base_income), _more(m.receipts)) for m in members]
    values = with_unknown_income("PROVISIONAL")
    before, after = senior_share(members, DAY, values), senior_share(richer, DAY, values)
    assert before.tenths is not None
    assert after.tenths is not None
    assert before.tenths <= after.tenths


def _more(amount: int | None) -> int | None:
    return None if amount is None else amount + 500_000


@given(SENIORS)
def test_a_final_share_stays_whatever_the_unknown_turns_out_to_be(members):
    share = senior_share(members, DAY, VALUES.fresh())
    if share.status is not ShareStatus.FINAL or share.application_may_help:
        return
    for guess in (0, 8_000_000):
        full = [
            Senior(m.person, *(guess if a is None else a for a in (m.taxable_income, m.base_income, m.receipts)))
            for m in members
        ]
        assert senior_share(full, DAY, VALUES.fresh()).tenths == share.tenths


def test_a_household_without_seniors_has_no_such_share():
    with pytest.raises(Refused) as refused:
        senior_share([], DAY, VALUES.fresh())
    assert refused.value.code == "share_not_for_age"


# birth, day, share, test, source
YOUNG = [
    ("2020-04-02", "2027-03-31", 2, ShareTest.PRESCHOOL, "法42条1項2号: 6歳に達する日以後の最初の3月31日まで"),
    ("2020-04-02", "2027-04-01", 3, ShareTest.GENERAL, "法42条1項1号: その翌日から"),
    ("2020-04-01", "2026-03-31", 2, ShareTest.PRESCHOOL, "4月1日生まれは前の年度の3月31日まで"),
    ("2020-04-01", "2026-04-01", 3, ShareTest.GENERAL, "4月1日生まれの翌日"),
    ("1956-11-18", "2026-11-30", 3, ShareTest.GENERAL, "70歳になる月の末日まで"),
]


@pytest.mark.parametrize(("birth", "day", "tenths", "test", "why"), YOUNG, ids=[row[4] for row in YOUNG])
def test_under_70_the_share_follows_the_age(birth, day, tenths, test, why):
    share = share_by_age(d(birth), d(day), VALUES.fresh())
    assert (share.tenths, share.by) == (tenths, test)


def test_a_senior_has_no_share_by_age_alone():
    with pytest.raises(Refused):
        share_by_age(d("1956-11-18"), d("2026-12-01"), VALUES.fresh())


# birth, first day of the senior share, why
SENIOR_FROM = [
    ("1956-11-18", "2026-12-01", "誕生月の翌月1日"),
    ("1956-11-01", "2026-11-01", "1日生まれは誕生日から"),
    ("1956-12-31", "2027-01-01", "年をまたぐ"),
    ("1956-02-29", "2026-03-01", "うるう日生まれ"),
]


@pytest.mark.parametrize(("birth", "first", "why"), SENIOR_FROM, ids=[row[2] for row in SENIOR_FROM])
def test_the_senior_share_begins_with_the_month_after_reaching_70(birth, first, why):
    assert senior_from(d(birth), DAY, VALUES.fresh()) == d(first)
    assert is_senior(d(birth), d(first), VALUES.fresh())


def test_the_preschool_share_ends_on_a_31_march():
    assert preschool_until(d("2021-12-24"), DAY, VALUES.fresh()) == d("2028-03-31")


@pytest.mark.parametrize(
    ("day", "start", "year"),
    [("2026-07-31", "2025-08-01", 2024), ("2026-08-01", "2026-08-01", 2025), ("2027-01-01", "2026-08-01", 2025)],
)
def test_the_benefit_year_begins_on_1_august_with_the_income_of_the_year_before(day, start, year):
    assert benefit_year_start(d(day), VALUES.fresh()) == d(start)
    assert income_year(d(day), VALUES.fresh()) == year


# birth, applied from, day, takes effect, why
EFFECT = [
    ("1954-05-05", "2026-11-10", "2026-11-18", "2026-11-10", "加入の日から"),
    ("1956-09-15", "2020-01-01", "2026-11-18", "2026-10-01", "70歳の翌月から"),
    ("1954-05-05", "2020-01-01", "2026-11-18", "2026-08-01", "年度の判定替えから"),
]


@pytest.mark.parametrize(("birth", "applied", "day", "effect", "why"), EFFECT, ids=[row[4] for row in EFFECT])
def test_the_share_takes_effect_on_the_latest_of_its_beginnings(birth, applied, day, effect, why):
    assert share_from(d(birth), d(applied), d(day), VALUES.fresh()) == d(effect)
