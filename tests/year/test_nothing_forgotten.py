"""In a simulated year no application, hold or claim passes its date without a task on somebody's list.

Households with everything that has a date are planted in bulk, and then nobody does anything any more: the city's clock
walks on alone, through holidays and an outage. Evening after evening an independent look (`tests/year/forgotten.py`)
asks for each date that has come whether it stands on a list, was told, or has come to its end.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from server.casework.rounds import do_all
from server.store import tables as t
from tests.world import DAY, World
from tests.year.crowd import ONE_OF_EACH, Crowd
from tests.year.forgotten import Look

NEW_YEAR = frozenset(date(2026, 12, 29) + timedelta(days=each) for each in range(6))
OUTAGE = frozenset(date(2027, 8, 9) + timedelta(days=each) for each in range(7))
"""A week in which the clock's work does not run, at Obon."""


def alone(crowd: Crowd, days: list[date]) -> list[str]:
    """The clock's work on the evenings of these days; what a look found unseen on any of them."""
    found: list[str] = []
    for day in days:
        crowd.world.clock.set(day, 22)
        done = do_all(crowd.world.services)
        assert (done.woken.failed, done.stopped) == (0, {}), day
        with crowd.world.database.read() as conn:
            found += [f"{day}: {one}" for one in Look(conn, day).forgotten()]
    return found


def evenings(last: date, outage: frozenset[date]) -> list[date]:
    """Each day after today but those of the outage."""
    span = (last - DAY).days
    return [day for each in range(1, span + 1) if (day := DAY + timedelta(days=each)) not in outage]


def told(world: World) -> Counter[str]:
    """How many incidents of each kind were raised."""
    kind = t.incidents.c.kind
    with world.database.read() as conn:
        return Counter({row[0]: row[1] for row in conn.execute(select(kind, func.count()).group_by(kind))})


@pytest.mark.timeout(600)
def test_for_a_household_of_each_kind_no_date_passes_in_silence(town: World) -> None:
    """The short form of the year below: its days of change, with a week of outage in it."""
    crowd = Crowd(town, ONE_OF_EACH).plant()
    steps = [DAY + timedelta(days=each) for each in (*range(1, 71, 7), 93, 125, 187, 280, 366)]
    assert alone(crowd, steps) == []
    raised = told(town)
    assert (raised["recourse_limit_past"], raised["recourse_unanswered"], raised["appeal_statement_past"]) == (1, 2, 1)


def test_the_look_itself_sees_what_nobody_watches(town: World) -> None:
    """Without its tasks and incidents each planted thing would be named: the look is no rubber stamp."""
    crowd = Crowd(town, ONE_OF_EACH).plant()
    with town.uow() as uow:
        uow.conn.execute(t.tasks.update().values(status="done"))
        uow.conn.execute(t.incidents.update().values(status="closed"))
    with town.database.read() as conn:
        seen = " ".join(Look(conn, date(2027, 12, 1)).forgotten())
    for what in ("application", "relief", "hold", "refund", "recourse", "claim", "appeal", "on nobody's list"):
        assert what in seen
    assert len(crowd.planted) == ONE_OF_EACH


@pytest.mark.sweep
@pytest.mark.timeout(14_400)
def test_in_a_year_with_five_thousand_households_no_date_passes_in_silence(city: World) -> None:
    crowd = Crowd(city, 5_000).plant()
    assert alone(crowd, evenings(date(2027, 11, 20), NEW_YEAR | OUTAGE)) == []
    raised = told(city)
    assert raised["recourse_limit_past"] == len(crowd.of("lapsing"))
    assert raised["recourse_unanswered"] == len(crowd.of("injured")) + len(crowd.of("reported"))
    assert raised["appeal_statement_past"] > 0
