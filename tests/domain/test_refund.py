"""Refunds: interest by cause to the yen and the day, and which debts an overpayment is set off against."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.refund.interest import Cause, Interest, Paid, bears_from, refund_interest, too_much
from server.domain.refund.offset import Debt, DebtKind, LeftOut, Overpayment, SetOff, plan
from server.domain.refusals import Refused
from server.domain.values import DatedValue, Value, Values
from tests.shipped_values import shipped_rows, shipped_values

PAID, DECIDED = date(2025, 6, 30), date(2026, 2, 20)


def interest(cause: Cause, amount: int, paid: date = PAID, until: date = DECIDED) -> Interest:
    return refund_interest(cause, [Paid(paid, amount)], until, shipped_values())


def shaped(**changes: Value) -> Values:
    named = {f"refund_interest.{name}": value for name, value in changes.items()}
    rows = [row for row in shipped_rows() if row.key not in named]
    for key, value in named.items():
        unit = "code" if isinstance(value, str) else "yen"
        rows.append(DatedValue(key, unit, date(2000, 1, 1), None, value, "条例", "試験", "illustrative"))
    return Values(rows)


@pytest.mark.parametrize(
    ("cause", "amount", "exact", "paid_out"),
    [
        pytest.param(Cause.REASSESSED, 312_400, "1982", 1_900, id="R1: reduced after it was paid"),
        pytest.param(Cause.MISPAID, 312_400, "1743", 1_700, id="R2: paid by mistake"),
        pytest.param(Cause.REASSESSED, 85_400, "540", 0, id="R3: under 1,000 yen is none"),
    ],
)
def test_interest_comes_out_to_the_yen(cause: Cause, amount: int, exact: str, paid_out: int) -> None:
    """Local Tax Act arts. 17-4, 20-4-2(2), (5): base and interest are floored."""
    found = interest(cause, amount)
    assert (str(int(found.exact)), found.amount) == (exact, paid_out)


def test_each_calendar_year_has_its_own_rate_and_span() -> None:
    spans = interest(Cause.REASSESSED, 312_400).spans
    assert [(span.first, span.last, span.days, str(span.rate), span.base) for span in spans] == [
        (date(2025, 7, 1), date(2025, 12, 31), 184, "0.009", 312_000),
        (date(2026, 1, 1), DECIDED, 51, "0.013", 312_000),
    ]


@pytest.mark.parametrize(
    ("cause", "paid", "first"),
    [
        (Cause.REASSESSED, date(2025, 6, 30), date(2025, 7, 1)),
        (Cause.REASSESSED, date(2025, 12, 31), date(2026, 1, 1)),
        (Cause.MISPAID, date(2025, 6, 30), date(2025, 8, 1)),
        (Cause.MISPAID, date(2025, 7, 15), date(2025, 8, 16)),
        (Cause.MISPAID, date(2025, 1, 30), date(2025, 3, 1)),  # no 31 February: to the month's end
        (Cause.MISPAID, date(2024, 1, 30), date(2024, 3, 1)),  # a leap year's too
        (Cause.MISPAID, date(2025, 12, 27), date(2026, 1, 28)),  # not moved for the turn of the year
    ],
)
def test_interest_runs_from_the_day_that_the_cause_says(cause: Cause, paid: date, first: date) -> None:
    """Local Tax Act art. 17-4(1)(iv); Civil Code arts. 140, 143."""
    assert bears_from(cause, paid, shipped_values()) == first


def test_pm05_money_of_a_reduction_never_waits_the_month_of_a_mistake() -> None:
    """Cities that began later had to pay again."""
    assert interest(Cause.REASSESSED, 1_000_000).amount > interest(Cause.MISPAID, 1_000_000).amount


def test_a_leap_year_has_365_days() -> None:
    found = interest(Cause.REASSESSED, 3_650_000, date(2023, 12, 31), date(2024, 12, 31))
    assert found.exact == Fraction("0.009") * 10_000 * 366


def test_why_there_is_none_is_told() -> None:
    assert interest(Cause.REASSESSED, 85_400).none_because == "refund_interest.least"
    assert interest(Cause.REASSESSED, 1_999).none_because == "refund_interest.base_min"
    assert interest(Cause.REASSESSED, 312_400).none_because is None


def test_decided_before_the_month_is_over_a_mistake_bears_nothing() -> None:
    found = interest(Cause.MISPAID, 312_400, PAID, date(2025, 7, 31))
    assert (found.amount, found.spans, found.begins) == (0, (), (date(2025, 8, 1),))


def test_a_year_without_a_rate_is_refused() -> None:
    with pytest.raises(Refused, match="value_missing"):
        interest(Cause.REASSESSED, 312_400, PAID, date(2027, 1, 1))


def test_a_payment_after_the_end_is_refused() -> None:
    with pytest.raises(Refused, match="refund_paid_after_end"):
        interest(Cause.REASSESSED, 312_400, DECIDED + timedelta(days=1))


def test_the_latest_payments_are_the_overpaid_ones() -> None:
    paid = [Paid(date(2025, 6, 30), 20_000), Paid(date(2025, 9, 30), 10_000), Paid(date(2025, 8, 29), 5_000)]
    assert too_much(paid, 12_000) == (Paid(date(2025, 8, 29), 2_000), Paid(date(2025, 9, 30), 10_000))
    with pytest.raises(Refused, match="refund_more_than_paid"):
        too_much(paid, 35_001)


def test_the_base_is_of_each_payment_or_of_all_as_the_city_says() -> None:
    paid = [Paid(date(2025, 6, 30), 100_500), Paid(date(2025, 7, 31), 100_500)]
    each = refund_interest(Cause.REASSESSED, paid, DECIDED, shipped_values())
    together = refund_interest(Cause.REASSESSED, paid, DECIDED, shaped(base_of="TOGETHER"))
    assert [span.base for span in each.spans] == [100_000, 100_000, 100_000, 100_000]
    assert [(span.first, span.base) for span in together.spans] == [
        (date(2025, 7, 1), 100_000),
        (date(2025, 8, 1), 201_000),
        (date(2026, 1, 1), 201_000),
    ]
    assert together.exact > each.exact


DAYS = st.integers(0, 900).map(lambda n: date(2024, 1, 1) + timedelta(days=n))


@given(st.sampled_from(Cause), DAYS, DAYS, st.integers(0, 3_000_000), st.integers(0, 500_000))
def test_interest_never_falls_with_time_or_money(cause: Cause, a: date, b: date, yen: int, more: int) -> None:
    paid, until = min(a, b), max(a, b)
    found = interest(cause, yen, paid, until)
    assert found.amount % 100 == 0
    assert found.amount == 0 or found.amount >= 1_000
    assert interest(cause, yen + more, paid, until).amount >= found.amount
    assert interest(cause, yen, paid, until + timedelta(days=30)).amount >= found.amount


# ---- set-off -------------------------------------------------------------------------------------

TODAY = date(2025, 12, 24)
OVER = Overpayment("1", 100_000, date(2025, 12, 10), date(2027, 12, 10))


def debt(key: str = "2025-4", due: date = date(2025, 9, 30), yen: int = 68_700, **more: object) -> Debt:
    return Debt(key, **{"kind": DebtKind.PRINCIPAL, "payer": "1", "due_on": due, "yen": yen} | more)  # type: ignore[arg-type]


def test_e_a_set_off_takes_effect_on_the_day_both_stood_opposite() -> None:
    """Local Tax Act art. 17-2(4): the late charge stops on 10 December, whenever the office gets round to it."""
    found = plan(OVER, [debt()], TODAY)
    assert found.set_offs == (SetOff(debt(), 68_700, date(2025, 12, 10)),)
    assert found.rest == 31_300


def test_a_debt_due_later_is_reached_on_its_own_due_date() -> None:
    late = debt(due=date(2025, 12, 20))
    assert plan(OVER, [late], TODAY).set_offs[0].effective_on == date(2025, 12, 20)


def test_older_due_dates_first_and_principal_before_its_late_charge() -> None:
    """Local Tax Act art. 17-2(3)."""
    charge = debt(kind=DebtKind.LATE_CHARGE, yen=1_300)
    older, newer = debt("2024-9", date(2025, 1, 31), 40_000), debt("2025-5", date(2025, 10, 31), 50_000)
    wanted = [(older, 40_000), (debt(), 60_000)]
    for order in permutations([charge, newer, debt(), older]):
        found = plan(OVER, order, TODAY)
        assert [(one.debt, one.yen) for one in found.set_offs] == wanted
        assert {one.key for one, why in found.left_out if why is LeftOut.USED_UP} == {"2025-4", "2025-5"}
        assert found.rest == 0


def test_debts_of_its_own_year_first_where_the_city_says_so() -> None:
    older = debt("2024-9", date(2025, 1, 31), 90_000)
    found = plan(OVER, [older, debt()], TODAY, year_begins=date(2025, 4, 1))
    assert [one.debt.key for one in found.set_offs] == ["2025-4", "2024-9"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"payer": "2"}, LeftOut.OTHER_PAYER),
        ({"due": date(2025, 12, 25)}, LeftOut.NOT_DUE),
        ({"payable_from": date(2026, 1, 31)}, LeftOut.NOT_DUE),
        ({"prescribed_after": date(2025, 12, 23)}, LeftOut.PRESCRIBED),
        ({"deferred": True}, LeftOut.DEFERRED),
        ({"prescribed_after": date(2025, 12, 23), "agreed": True}, LeftOut.PRESCRIBED),
        ({"payer": "2", "agreed": True}, LeftOut.OTHER_PAYER),
    ],
)
def test_what_must_not_be_taken_is_left_alone_with_its_reason(change: dict[str, object], why: LeftOut) -> None:
    found = plan(OVER, [debt(**change)], TODAY)  # type: ignore[arg-type]
    assert [reason for _, reason in found.left_out] == [why]
    assert (found.set_offs, found.rest) == ((), 100_000)


@pytest.mark.parametrize(
    "change",
    [{"due": date(2025, 12, 25), "agreed": True}, {"deferred": True, "agreed": True}, {"prescribed_after": TODAY}],
)
def test_what_the_payer_asked_for_and_the_last_day_are_taken(change: dict[str, object]) -> None:
    (done,) = plan(OVER, [debt(**change)], TODAY).set_offs  # type: ignore[arg-type]
    assert done.effective_on <= TODAY


def test_an_overpayment_that_lapsed_pays_no_debt() -> None:
    found = plan(OVER, [debt()], OVER.lapses_on + timedelta(days=1))
    assert (found.lapsed, found.set_offs, found.rest) == (True, (), 100_000)
    assert plan(OVER, [debt(prescribed_after=None)], OVER.lapses_on).set_offs


@given(
    st.integers(0, 200_000),
    st.lists(
        st.tuples(DAYS, st.integers(0, 90_000), st.sampled_from(DebtKind), st.booleans(), st.sampled_from("12")),
        max_size=6,
    ),
)
def test_no_yen_is_lost_or_taken_twice(yen: int, owed: list[tuple[date, int, DebtKind, bool, str]]) -> None:
    debts = [
        Debt(str(n), kind, payer, due, amount, deferred=deferred)
        for n, (due, amount, kind, deferred, payer) in enumerate(owed)
    ]
    over = Overpayment("1", yen, date(2025, 12, 10), date(2027, 12, 10))
    found = plan(over, debts, TODAY)
    assert sum(one.yen for one in found.set_offs) + found.rest == yen
    assert all(0 < one.yen <= one.debt.yen for one in found.set_offs)
    assert len({id(one.debt) for one in found.set_offs}) == len(found.set_offs)
    assert all(one.debt.payer == "1" and over.arose_on <= one.effective_on <= TODAY for one in found.set_offs)
