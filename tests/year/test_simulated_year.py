"""A simulated year (一年の時計): what the product wrote, night by night, against dates reckoned by hand from the law.

`dates.csv` names for each date what it is, whose, by when it stands written, its article and how it was reckoned; the
column `outage` holds the date where an act of the office comes later because the clock stood still, and nothing else.
With and without the outages the rest is the same, and nothing is doubled: letters, postings, cases, tasks, warnings.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.casework.assess import assess_day
from server.casework.reconcile import reconcile
from server.store import ledger_proof
from server.store.database import Database
from tests.procedures.outside import Api
from tests.world import World, opened
from tests.year.city import THIS, Year
from tests.year.dates import Key, counts_of, dates_of
from tests.year.script import written

ROWS = list(csv.DictReader((Path(__file__).parent / "dates.csv").open(encoding="utf-8")))
YEAR = (date(2027, 6, 1), date(2028, 5, 31))
LATE_WINTER = (date(2028, 1, 31), date(2028, 3, 24))
LEAP_DAY, OBON = date(2028, 2, 29), date(2027, 8, 9)
NONE: frozenset[date] = frozenset()
DAY = frozenset({LEAP_DAY})
DAY_AND_WEEK = DAY | {OBON + timedelta(days=each) for each in range(7)}


@dataclass(frozen=True)
class Told:
    """What a walk left: every date it wrote, and how many things of each kind."""

    dates: dict[Key, str]
    counts: dict[str, Counter[str]]


def walked(world: World, span: tuple[date, date], outage: frozenset[date]) -> Told:
    """The city through the days; in the end the books agree and every case is accounted for."""
    year = written(Year(Api(world), *span, outage))
    year.walk()
    world.clock.set(span[1], 23)
    assess_day(world.services, world.caller("hotta"))
    with world.database.read() as conn:
        assert ledger_proof.prove(conn, span[1]).findings == []
    report = reconcile(world.services)
    lost: list[Any] = report.pop("uncollected")  # what the old system left undunned is told of there, and nothing else
    assert [one["claim_key"] for one in lost if str(one["claim_key"]).startswith(str(THIS))] == []
    assert [one for found in report.values() for one in found] == []
    return Told(dates_of(year), counts_of(year))


def due(span: tuple[date, date], outage: frozenset[date]) -> dict[Key, str]:
    """The dates of the table that a walk of these days must have written."""
    return dict(_due(span, outage))


def _due(span: tuple[date, date], outage: frozenset[date]) -> Iterator[tuple[Key, str]]:
    begin, end = span
    for row in ROWS:
        if row["since"] and date.fromisoformat(row["since"]) < begin:
            continue
        if date.fromisoformat(row["by"]) <= end:
            late = bool(row["outage"]) and bool(outage & set(_days(row["since"] or row["expected"], row["by"])))
            yield (row["what"], row["who"], row["which"]), row["outage"] if late else row["expected"]


def _days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


def met(told: Told, span: tuple[date, date], outage: frozenset[date], least: int) -> None:
    """Every date of the table that falls into the walk was written as reckoned."""
    wanted = due(span, outage)
    assert len(wanted) >= least
    wrong = {key: (day, told.dates.get(key)) for key, day in wanted.items() if told.dates.get(key) != day}
    assert wrong == {}, "(as reckoned, as written)"


@pytest.mark.timeout(900)
def test_eight_weeks_with_the_leap_day_without_its_night_write_each_date(town: World) -> None:
    """The short form of the year below: two dunning runs, a public notice, holidays, month ends."""
    met(walked(town, LATE_WINTER, DAY), LATE_WINTER, DAY, 70)


def test_the_table_names_an_article_for_each_date_and_shifts_only_what_the_office_does_itself() -> None:
    assert len(ROWS) >= 200
    assert len({(row["what"], row["who"], row["which"]) for row in ROWS}) == len(ROWS)
    assert all(row["article"] and row["how"] for row in ROWS)
    shifted = {row["what"] for row in ROWS if row["outage"]}
    assert shifted == OWN_ACTS


OWN_ACTS = {
    "run_opened",  # a run is opened by the next night, its letters go out by the same day
    "run_task_due",
    "warned_1",  # told as soon as the clock runs again
    "late_fixed",  # the due date runs from the notice of it
    "late_due",
    "late_slip_until",
    "missed_told",  # the wait runs from the notice of the missed line
    "missed_pay_by",
    "pledge_broken",
    "inquiry_again",  # the second wait runs from the reminder
    "inquiry_reply_again",
    "inquiry_given_up",
}
"""What counts from an act of the office itself, and therefore comes later when the clock stood still."""


@pytest.mark.sweep
@pytest.mark.timeout(7200)
def test_a_year_with_and_without_outages_writes_each_statutory_date_and_doubles_nothing(
    city: World, another_city: World
) -> None:
    """Obon without a week of nights, the leap day without its own; the same acts of people in both walks."""
    through = walked(city, YEAR, NONE)
    met(through, YEAR, NONE, 290)
    broken = walked(another_city, YEAR, DAY_AND_WEEK)
    met(broken, YEAR, DAY_AND_WEEK, 290)
    moved = {key[0] for key in through.dates if through.dates[key] != broken.dates.get(key)}
    assert moved <= OWN_ACTS
    assert through.dates.keys() == broken.dates.keys()
    assert through.counts == broken.counts


@pytest.fixture
def another_city(city: World, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A second city beside the first, on the same kind of database."""
    beside = tmp_path / "beside"
    beside.mkdir()
    if city.database.engine.dialect.name == "postgresql":
        with request.getfixturevalue("postgres_server").copy_of(request.getfixturevalue("postgres_city")) as url:
            yield from _beside(url, beside)
    else:
        shutil.copy(request.getfixturevalue("sqlite_city"), beside / "kokuho.db")
        yield from _beside(f"sqlite:///{beside / 'kokuho.db'}", beside)


def _beside(url: str, folder: Path) -> Iterator[World]:
    database = Database(url, durable=False)
    yield opened(database, folder)
    database.dispose()
