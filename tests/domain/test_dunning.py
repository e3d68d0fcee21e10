"""The days of dunning as a table: the twenty days, the designated date, and the later of two days before a seizure."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.dunning import (
    designated_date,
    dun_by,
    is_late,
    open_on_or_before,
    opens_on,
    planned_dispatch,
    seizure_possible_from,
)
from server.domain.refusals import Refused
from tests.shipped_values import shipped_values as shipped


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "by"),
    [
        ("2025-06-30", "2025-07-18"),  # 20th day 7-20 is a Sunday
        ("2025-09-30", "2025-10-20"),
        ("2025-12-01", "2025-12-19"),  # 20th day 12-21 is a Sunday
        ("2026-01-05", "2026-01-23"),  # 1-25 is a Sunday
        ("2026-03-31", "2026-04-20"),
        ("2026-04-15", "2026-05-01"),  # 5-5 lies in a row of closed days (5-2 to 5-6)
        ("2025-12-12", "2025-12-26"),  # 1-1: closed from 12-27 on
    ],
)
def test_the_city_duns_on_the_last_open_day_within_twenty_days(due, by):
    """Its own limit is met on the open day before a closed one."""
    assert dun_by(day(due), shipped()) == planned_dispatch(day(due), shipped()) == day(by)


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2025-10-20", "2025-10-30"),
        ("2025-12-19", "2026-01-05"),  # 12-29 rolls over the turn of the year
        ("2026-01-23", "2026-02-02"),
        ("2026-04-24", "2026-05-07"),  # 5-4 is a holiday, 5-5 and 5-6 too
    ],
)
def test_the_designated_date_moves_to_the_next_open_day(sent, until):
    """Ten days from the dispatch; the citizen's day moves forward."""
    assert designated_date(day(sent), day("2025-09-30"), shipped()) == day(until)


@pytest.mark.parametrize(
    ("sent", "until", "designated", "wait", "first"),
    [
        ("2025-12-19", "2026-01-05", "2026-01-06", "2025-12-31", "2026-01-06"),
        ("2025-10-20", "2025-10-30", "2025-10-31", "2025-11-01", "2025-11-01"),
        ("2026-01-23", "2026-02-02", "2026-02-03", "2026-02-04", "2026-02-04"),
    ],
)
def test_seizure_is_possible_from_the_later_of_both_days(sent, until, designated, wait, first):
    """Local Autonomy Act art. 231-3(3) and National Tax Collection Act art. 47(1)(i); both stand in the trace."""
    found = seizure_possible_from(day(sent), day(until), shipped())
    assert found.as_json() == {
        "day": first,
        "after_designated": designated,
        "after_wait": wait,
        "first_day": "EXCLUDED",
    }


def test_a_dispatch_before_christmas_does_not_allow_a_seizure_before_the_sixth_of_january():
    """M2: the tax count alone would allow it on 31 December while the letter still says 5 January."""
    sent = day("2025-12-19")
    until = designated_date(sent, day("2025-12-01"), shipped())
    assert seizure_possible_from(sent, until, shipped()).day == day("2026-01-06")


def test_a_designated_date_that_is_not_behind_the_due_date_is_refused():
    """Wrong input of the procedure: a letter before its due date."""
    with pytest.raises(Refused, match="dunning_designated_before_due"):
        designated_date(day("2025-12-01"), day("2026-01-05"), shipped())


def test_a_dispatch_on_a_closed_day_counts_as_the_open_day_before():
    """Saturday, and the turn of the year."""
    assert open_on_or_before(day("2025-12-20"), shipped()) == day("2025-12-19")
    assert open_on_or_before(day("2026-01-03"), shipped()) == day("2025-12-26")


def test_a_run_opens_early_enough_for_making_and_printing():
    """Seven open days before the last one."""
    assert opens_on(day("2025-12-01"), shipped()) == day("2025-12-10")


def test_a_letter_behind_the_twenty_days_is_late_but_possible():
    """The limit directs the office; the letter stands and is marked."""
    assert not is_late(day("2025-09-30"), day("2025-10-20"), shipped())
    assert is_late(day("2025-09-30"), day("2025-10-21"), shipped())
