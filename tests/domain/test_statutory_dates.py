"""Statutory dates of a simulated year (法定の期日): reckoned by hand with a calendar, met by the pure functions.

Holidays, the turn of the year, month ends and the leap day of 2028; each row of `statutory_dates.csv` names its
article. The dates stand in the file alone: nothing here computes what is expected.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from server.domain import collection_dates as dates
from server.domain.accounting_year import books_close
from server.domain.distribution import payment_day
from server.domain.dunning import designated_date, dun_by, opens_on, planned_dispatch, seizure_possible_from
from server.domain.late_fixing import due_of
from server.domain.limitation import Act, ClockAct, prescribes_on
from server.domain.limitation_warning import warning_day
from server.domain.service import deemed_served_on
from server.domain.values import Values
from tests.shipped_values import shipped_values

ROWS = list(csv.DictReader((Path(__file__).parent / "statutory_dates.csv").open(encoding="utf-8")))
_BEFORE = timedelta(days=30)  # any due date before a dispatch: it only has to lie before


def day(text: str) -> date:
    return date.fromisoformat(text)


def acts(texts: list[str]) -> list[ClockAct]:
    """`DUNNING=2025-10-31`, `SEIZURE=2027-03-01/2027-08-31`, `SEIZURE=2027-03-01/` for what lasts."""
    found = []
    for text in texts:
        name, _, days = text.partition("=")
        first, _, last = days.partition("/")
        found.append(ClockAct(Act(name), day(first), day(last) if last else None))
    return found


def prescribed(given: str, values: Values) -> date | None:
    due, *rest = given.split()
    return prescribes_on(day(due), acts(rest), values)


def seizure(given: str, values: Values) -> date:
    sent = day(given)
    return seizure_possible_from(sent, designated_date(sent, sent - _BEFORE, values), values).day


FUNCTIONS: dict[str, Callable[[str, Values], date | None]] = {
    "due": lambda given, values: dates.due_on(day(given), values),
    "dun_by": lambda given, values: dun_by(day(given), values),
    "opens_on": lambda given, values: opens_on(day(given), values),
    "designated": lambda given, values: designated_date(day(given), day(given) - _BEFORE, values),
    "seizure_from": seizure,
    "prescribes": prescribed,
    "warning6": lambda given, _: warning_day(day(given), 6),
    "warning3": lambda given, _: warning_day(day(given), 3),
    "warning1": lambda given, _: warning_day(day(given), 1),
    "late_charge_due": lambda given, values: due_of(day(given), values),
    "distribution_day": lambda given, values: payment_day(day(given), values),
    "public_notice": lambda given, values: deemed_served_on(day(given), values),
    "books_close": lambda given, values: books_close(int(given), values),
}


def reckoned(kind: str, given: str, values: Values) -> date | None:
    """By the function of the kind; else by the named period, or by so many months."""
    name, _, months = kind.partition(":")
    if name == "months":
        return dates.months_end(day(given), int(months), values)
    if name == "deferral":
        return dates.lasts_until(day(given), int(months), values)
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](given, values)
    return dates.period_ends(kind, day(given), values)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']} {row['given']}")
def test_the_date_reckoned_by_hand_is_met(row: dict[str, str]) -> None:
    found = reckoned(row["kind"], row["given"], shipped_values())
    assert ("none" if found is None else found.isoformat()) == row["expected"], f"{row['article']}: {row['why']}"


def test_the_planned_dispatch_is_the_last_day_in_time() -> None:
    values = shipped_values()
    for row in ROWS:
        if row["kind"] == "dun_by":
            assert planned_dispatch(day(row["given"]), values) == day(row["expected"])


def test_the_table_is_large_and_names_the_article_of_each_row() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    assert len(ROWS) >= 200
    assert min(kinds[kind] for kind in ("due", "dun_by", "designated", "seizure_from", "prescribes")) >= 30
    assert all(row["article"] and row["why"] for row in ROWS)
    assert len({(row["kind"], row["given"]) for row in ROWS}) == len(ROWS)
