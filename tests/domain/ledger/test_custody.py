"""Custody money to the yen (歳入歳出外現金): held, applied, or given to others; a missing yen is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.domain.ledger.books import SUSPENSE, Posting
from server.domain.ledger.custody import DepositRow, note_of, prove_custody
from server.domain.ledger.kinds import Kind, Standing

SHEET: dict[str, Any] = {
    "cost": 1_000,
    "own": [{"principal": 50_000, "late": 400, "fee": 0, "cost": 100}],
    "shares": [{"yen": 2_000}],
    "surplus": 6_500,
}
HELD = DepositRow("d1", 60_000, None, None, None, None)
DONE = DepositRow("d1", 60_000, SHEET, 51_500, 6_500, 51_500)


def line(kind: Kind, yen: int = 60_000, deposit: str = "d1") -> Posting:
    """A line of the custody book."""
    day = date(2026, 11, 18)
    return Posting(SUSPENSE, kind, 2026, Standing.CURRENT, day, unsplit=yen, reason=note_of(deposit))


IN, OUT = line(Kind.DEPOSIT_HELD), line(Kind.DEPOSIT_APPLIED)


@pytest.mark.parametrize(
    ("row", "lines", "rules"),
    [
        (HELD, [IN], []),
        (DONE, [IN, OUT], []),
        (HELD, [], ["deposit_not_held"]),
        (HELD, [line(Kind.DEPOSIT_HELD, 59_999)], ["deposit_not_held"]),
        (HELD, [IN, IN], ["deposit_not_held"]),
        (HELD, [IN, OUT], ["deposit_not_paid_out"]),
        (DONE, [IN], ["deposit_not_paid_out"]),
        (DONE, [IN, line(Kind.DEPOSIT_APPLIED, 59_999)], ["deposit_not_paid_out"]),
        (replace(DONE, received=51_499), [IN, OUT], ["deposit_not_applied"]),
        (replace(DONE, received=None), [IN, OUT], ["deposit_not_applied"]),
        (replace(HELD, received=1), [IN], ["deposit_not_applied"]),
        (replace(DONE, surplus=6_499), [IN, OUT], ["deposit_sheet_differs"]),
        (replace(DONE, sheet={**SHEET, "shares": [{"yen": 1_999}]}), [IN, OUT], ["deposit_yen_lost"]),
        (HELD, [IN, line(Kind.DEPOSIT_HELD, 1, "d2")], ["deposit_unknown"]),
    ],
)
def test_a_missing_yen_is_found(row: DepositRow, lines: list[Posting], rules: list[str]) -> None:
    assert [finding.rule for finding in prove_custody([row], lines)] == rules


def test_another_line_of_suspense_is_no_custody_money() -> None:
    assert list(prove_custody([HELD], [IN, line(Kind.SUSPENSE_IN)])) == []
