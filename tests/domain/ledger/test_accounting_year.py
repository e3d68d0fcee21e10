"""The accounting year of a revenue: Local Autonomy Act Enforcement Order art. 142, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.accounting_year import accounting_year, books_close, extras_year, standing_of
from server.domain.ledger.acts import added, brought_forward
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import Claim
from server.domain.ledger.kinds import Kind, Standing
from tests.shipped_values import shipped_values

NOTICE = date(2028, 6, 10)


@pytest.mark.parametrize(
    ("article", "due", "notice", "ad_hoc", "year"),
    [
        ("142条1項1号 休日で延びる前の納期の末日", date(2029, 3, 31), NOTICE, False, 2028),
        ("142条1項1号 年度の最初の日", date(2028, 4, 1), date(2028, 3, 1), False, 2028),
        ("142条2項 年度の末日までに通知を発しない", date(2026, 3, 31), date(2026, 5, 12), False, 2026),
        ("142条2項 年度の末日に発する", date(2026, 3, 31), date(2026, 3, 31), False, 2025),
        ("142条1項2号 随時の収入は通知を発した日", date(2026, 4, 30), date(2026, 3, 20), True, 2025),
        ("142条1項2号 過年度分の随時期", date(2026, 5, 31), date(2026, 5, 12), True, 2026),
    ],
)
def test_the_year_of_an_instalment(article: str, due: date, notice: date, ad_hoc: bool, year: int) -> None:
    assert accounting_year(due, notice, ad_hoc=ad_hoc) == year, article


def test_a_levy_of_2025_assessed_in_may_2026_is_of_a_past_year() -> None:
    assert standing_of(2025, accounting_year(date(2026, 3, 31), date(2026, 5, 12))) is Standing.PAST
    assert standing_of(2028, accounting_year(date(2029, 3, 31), NOTICE)) is Standing.CURRENT


def test_a_late_charge_fixed_while_the_books_are_open_is_of_the_year_of_its_principal() -> None:
    """142条3項: an instalment of 2025, fixed in May 2026."""
    claim = Claim("2025-0000000001-01", "h", 2025, 2025, Standing.CURRENT, date(2025, 6, 30), Amounts(5000))
    now, carried = brought_forward(claim, date(2026, 5, 20), shipped_values())
    (line,) = added(now, Kind.LATE_FIXED, 1200, date(2026, 5, 20))
    assert (carried, line.accounting_year, extras_year(now.accounting_year)) == ([], 2025, 2025)


def test_a_late_charge_follows_a_principal_that_was_carried_over() -> None:
    levied = Amounts(5000)
    claim = Claim("2025-0000000001-01", "h", 2025, 2025, Standing.CURRENT, date(2025, 6, 30), levied, levied, levied)
    now, carried = brought_forward(claim, date(2026, 6, 1), shipped_values())
    (line,) = added(now, Kind.LATE_FIXED, 1200, date(2026, 6, 1))
    assert [(one.accounting_year, one.amounts.total) for one in carried] == [(2025, -5000), (2026, 5000)]
    assert (line.accounting_year, line.standing) == (2026, Standing.CARRIED)


def test_the_books_close_on_the_last_of_may() -> None:
    assert books_close(2025, shipped_values()) == date(2026, 5, 31)
