"""Late charges: published computations, years and first months, payments, floors, wrong figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from server.domain.late_charge import (
    Exemption,
    LateCharge,
    Payment,
    is_claimable,
    late_charge,
    late_charge_for_issue,
)
from server.domain.refusals import Refused
from server.domain.values import DatedValue, Value, Values
from tests.shipped_values import shipped_rows, shipped_values


def charge(
    amount: int, due: str, *paid: tuple[str, int] | str, values: Values | None = None, **more: object
) -> LateCharge:
    earlier = [Payment(date.fromisoformat(one[0]), one[1]) for one in paid if not isinstance(one, str)]
    last = [date.fromisoformat(one) for one in paid if isinstance(one, str)]
    rest = amount - sum(payment.amount for payment in earlier)
    payments = [*earlier, *(Payment(day, rest) for day in last)]
    return late_charge(amount, date.fromisoformat(due), payments, values or shipped_values(), **more)  # type: ignore[arg-type]


def shaped(**changes: Value) -> Values:
    """The shipped values with another shape of the city's ordinance."""
    named = {f"late_charge.{name}": value for name, value in changes.items()}
    rows = [row for row in shipped_rows() if row.key not in named]
    units = {int: "yen", str: "code", bool: "flag"}
    for key, value in named.items():
        unit = "months" if key.endswith("period") else units.get(type(value), "rate")
        rows.append(DatedValue(key, unit, date(2000, 1, 1), None, value, "条例", "試験", "illustrative"))
    return Values(rows)


@pytest.mark.parametrize(
    ("amount", "due", "paid", "months", "exact", "claimed"),
    [
        pytest.param(56_400, "2026-02-02", "2026-05-29", 1, "1348", 1_300, id="中央市(山梨県) 令和8年"),
        pytest.param(100_000, "2021-04-30", "2021-10-31", 3, "2848", 2_800, id="品川区 令和3年"),
        pytest.param(68_700, "2025-09-30", "2026-03-16", 1, "2398", 2_300, id="over New Year"),
        pytest.param(112_300, "2025-12-01", "2026-06-30", 1, "5255", 5_200, id="first month over New Year"),
        pytest.param(112_300, "2025-12-01", "2026-06-30", 3, "4115", 4_100, id="three months"),
        pytest.param(24_600, "2025-12-01", "2026-03-31", 1, "581", 0, id="under 1,000 yen"),
        pytest.param(68_700, "2025-09-30", "2025-12-10", 1, "786", 0, id="an offset stops it"),
        pytest.param(68_700, "2025-09-30", "2025-12-24", 1, "1013", 1_000, id="not two weeks later"),
    ],
)
def test_a_computed_late_charge(amount: int, due: str, paid: str, months: int, exact: str, claimed: int) -> None:
    found = charge(amount, due, paid, values=shaped(first_period=months))
    assert (int(found.exact), found.amount) == (int(exact), claimed)


def test_the_spans_part_at_the_first_months_and_at_the_years() -> None:
    spans = charge(68_700, "2025-09-30", "2026-03-16").spans
    assert [(str(s.first), str(s.last), s.days, str(s.rate), s.base) for s in spans] == [
        ("2025-10-01", "2025-10-31", 31, "0.024", 68_000),
        ("2025-11-01", "2025-12-31", 61, "0.087", 68_000),
        ("2026-01-01", "2026-03-16", 75, "0.091", 68_000),
    ]
    assert spans[0].exact == Fraction(24, 1000) * 68_000 * 31 / 365


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2025-09-30", "10-31"),
        ("2025-12-01", "01-01"),
        ("2026-01-29", "02-28"),
        ("2026-02-02", "03-02"),
        ("2026-01-31", "02-28"),
    ],
)
def test_the_first_month_ends_by_the_civil_code(due: str, last: str) -> None:
    spans = charge(100_000, due, "2026-12-31").spans
    low = [span for span in spans if span.rate < Decimal("0.05")]
    assert low[-1].last.strftime("%m-%d") == last


def test_no_late_charge_when_paid_on_the_last_day_or_before() -> None:
    for paid in ("2025-09-30", "2025-09-01"):
        assert charge(500_000, "2025-09-30", paid) == LateCharge(0, Fraction(0), ())


def test_the_day_of_payment_counts() -> None:
    assert charge(500_000, "2025-09-30", "2025-10-01").spans[0].days == 1


@pytest.mark.parametrize(("amount", "spans"), [(1_999, 0), (2_000, 3)])
def test_a_small_instalment_has_none(amount: int, spans: int) -> None:
    assert len(charge(amount, "2025-09-30", "2026-03-16").spans) == spans


@pytest.mark.parametrize(("paid", "claimed"), [("2025-10-10", 1_000), ("2025-10-09", 0)])
def test_a_thousand_yen_is_claimed_and_less_is_not(paid: str, claimed: int) -> None:
    """365,000 yen at 10 per cent is 100 yen a day."""
    values = shaped(first_period=0, after_rate=Decimal("0.1"))
    assert charge(365_000, "2025-09-30", paid, values=values).amount == claimed


def test_what_was_paid_earlier_stops_its_share_the_day_after() -> None:
    found = charge(68_700, "2025-09-30", ("2025-11-20", 30_000), "2026-03-16")
    assert [(span.days, span.base) for span in found.spans] == [(31, 68_000), (20, 68_000), (41, 38_000), (75, 38_000)]
    assert (int(found.exact), found.amount) == (1_544, 1_500)


def test_without_a_lower_rate_and_from_the_designated_date_as_another_city_has_it() -> None:
    values = shaped(first_period=0, start_basis="DUNNING_DESIGNATED_DATE_NEXT_DAY")
    found = charge(112_300, "2025-12-01", "2026-06-30", values=values, designated=date(2026, 1, 5))
    assert (sum(span.days for span in found.spans), int(found.exact), found.amount) == (176, 4_914, 4_900)
    with pytest.raises(Refused, match="late_charge_designated_date_missing"):
        charge(112_300, "2025-12-01", "2026-06-30", values=values)


def test_each_span_floored_is_another_ordinance() -> None:
    each = charge(68_700, "2025-09-30", "2026-03-16", values=shaped(fraction_mode="FLOOR_EACH", charge_unit=1))
    once = charge(68_700, "2025-09-30", "2026-03-16", values=shaped(charge_unit=1))
    assert (each.amount, once.amount) == (2_397, 2_398)


def test_a_deferral_takes_its_days_off_whole_or_half() -> None:
    all_of_it = Exemption(date(2025, 11, 1), date(2025, 12, 31))
    half = Exemption(date(2025, 11, 1), date(2025, 12, 31), Fraction(1, 2))
    plain = charge(68_700, "2025-09-30", "2026-03-16").exact
    inside = Fraction(87, 1000) * 68_000 * 61 / 365
    assert charge(68_700, "2025-09-30", "2026-03-16", exemptions=[all_of_it]).exact == plain - inside
    assert charge(68_700, "2025-09-30", "2026-03-16", exemptions=[half]).exact == plain - inside / 2


def test_a_leap_year_has_365_days_too() -> None:
    found = charge(365_000, "2024-01-31", "2024-12-31", values=shaped(first_period=0, charge_unit=1))
    assert found.amount == 1_000 * 335 * 87 // 1000


def test_a_year_without_a_rate_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        charge(68_700, "2026-09-30", "2027-01-01")
    assert (refused.value.code, refused.value.field) == ("value_missing", "late_charge.after_rate")
    assert "2027-01-01" in refused.value.message_en


def test_more_than_the_instalment_cannot_have_been_paid() -> None:
    with pytest.raises(Refused, match="late_charge_too_much_paid"):
        late_charge(1_000, date(2025, 9, 30), [Payment(date(2025, 10, 1), 1_001)], shipped_values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_rate", Decimal("2.4")),
        ("first_period", -1),
        ("start_basis", "SOMETIME"),
        ("charge_unit", 0),
        ("fraction_mode", "UP"),
    ],
)
def test_a_value_without_sense_is_refused(name: str, value: Value) -> None:
    with pytest.raises(Refused) as refused:
        charge(68_700, "2025-09-30", "2026-03-16", values=shaped(**{name: value}))
    assert (refused.value.code, refused.value.field) == ("levy_value_unusable", f"late_charge.{name}")


def test_spans_are_without_gap_a_day_more_never_costs_less_and_payments_come_in_any_order() -> None:
    random, values = Random(7), shipped_values()
    for _ in range(400):
        due = date(2018, 1, 1) + timedelta(random.randrange(2800))
        amount = random.randrange(600_000)
        days = sorted(random.randrange(400) for _ in range(3))
        payments = [Payment(due + timedelta(day), amount // 4) for day in days]
        payments.append(Payment(due + timedelta(days[-1]), amount - 3 * (amount // 4)))
        found = late_charge(amount, due, payments, values)
        assert found == late_charge(amount, due, random.sample(payments, 4), values)
        assert all(
            b.first - a.last == timedelta(1) for a, b in zip(found.spans, found.spans[1:], strict=False) if a.base
        )
        later = [*payments[:-1], Payment(payments[-1].day + timedelta(1), payments[-1].amount)]
        assert late_charge(amount, due, later, values).exact >= found.exact >= 0
        assert found.amount % 100 == 0
        assert found.amount == 0 or found.amount >= 1_000


@pytest.mark.parametrize(
    ("paid", "dunned", "claimed"),
    [
        ("2025-10-25", "2025-10-20", True),
        ("2025-10-20", "2025-10-20", True),
        ("2025-10-19", "2025-10-20", False),
        ("2025-10-25", None, False),
        ("2025-09-30", "2025-10-20", False),
    ],
)
def test_it_is_claimed_only_where_a_dunning_letter_came_first(paid: str, dunned: str | None, claimed: bool) -> None:
    """Local Autonomy Act art. 231-3(2)."""
    sent = None if dunned is None else date.fromisoformat(dunned)
    due = date(2025, 9, 30)
    assert is_claimable(due, date.fromisoformat(paid), sent, shipped_values()) is claimed
    assert is_claimable(due, date(2025, 10, 1), None, shaped(requires_dunning=False))


def test_pm07_an_ordinance_changed_from_one_month_to_three_counts_from_its_day() -> None:
    """Once a city changed its ordinance and not its system: the months are a dated value, read on the due date."""
    rows = [row for row in shipped_rows() if row.key != "late_charge.first_period"]
    old = DatedValue(
        "late_charge.first_period", "months", date(2000, 1, 1), date(2025, 9, 30), 1, "条例", "例", "verified"
    )
    new = DatedValue("late_charge.first_period", "months", date(2025, 10, 1), None, 3, "条例", "例", "verified")
    values = Values([*rows, old, new])
    assert charge(112_300, "2025-12-01", "2026-06-30", values=values).amount == 4_100
    before = charge(112_300, "2025-09-30", "2026-06-30", values=values)
    assert before.spans[0].last == date(2025, 10, 31)
    assert before.amount > charge(112_300, "2025-10-01", "2026-06-30", values=values).amount


@pytest.mark.parametrize(
    ("issued", "refused"),
    [("2027-04-30", None), ("2027-05-01", "late_charge.first_period"), ("2026-04-01", None)],
)
def test_pm07_a_parameter_that_nobody_confirmed_in_the_year_issues_no_charge(issued: str, refused: str | None) -> None:
    """Four eyes on an edit do not help when nobody edits: the day of looking again passes, and nothing is claimed."""
    payments = [Payment(date(2026, 6, 30), 112_300)]
    asked = (112_300, date(2025, 12, 1), payments, shipped_values(), date.fromisoformat(issued))
    if refused is None:
        assert late_charge_for_issue(*asked).amount == late_charge(*asked[:4]).amount > 0
        return
    with pytest.raises(Refused) as caught:
        late_charge_for_issue(*asked)
    assert caught.value.code == "late_charge_unconfirmed"
    assert str(caught.value.params["key"]).startswith("late_charge.")


def test_pm07_a_confirmed_change_shows_before_and_after_on_the_same_cases() -> None:
    """The run that stands beside a proposed edit: which charges of real cases it changes, and by how much."""
    rows = [row for row in shipped_rows() if row.key != "late_charge.first_period"]
    by = date(2027, 4, 30)
    one, three = (
        DatedValue("late_charge.first_period", "months", date(2000, 1, 1), None, months, "条例", "例", "confirm", by)
        for months in (1, 3)
    )
    cases = [(112_300, date(2025, 12, 1), date(2026, 6, 30)), (50_000, date(2025, 12, 1), date(2025, 12, 20))]
    before, after = (
        [
            late_charge_for_issue(amount, due, [Payment(paid, amount)], Values([*rows, row]), date(2026, 7, 1)).amount
            for amount, due, paid in cases
        ]
        for row in (one, three)
    )
    assert before[0] > after[0] > 0
    assert before[1] == after[1]
