"""A late charge (延滞金) due in any month has its dunning run in time, whether or not a premium is due (P08).

The days are reckoned by hand: the notice's twenty days moved to an open day, twenty days more back to an open day
(Local Autonomy Act art. 231-3(1), the city's ordinance art. 23), seven open days of making and printing before that.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from server.casework.dunning_night import run_dunnings
from server.casework.fix_late_charges import run_late_charges
from server.casework.issue_letters import issue_requested
from server.casework.reconcile import reconcile
from server.domain.rights import ALL
from server.store import dunning_runs, late_charges, letters
from server.store.dunning_runs import REST, DunningRun
from tests.money.dunning import Dunning, Walk, staff, value
from tests.procedures.outside import Api
from tests.year.city import next_year_known

ONE = timedelta(days=1)
TABLE = (
    # who, paid on, due on, run opened on, to be dunned by
    ("single", "2026-12-28", "2027-01-18", "2027-01-27", "2027-02-05"),  # 1-17 and 2-07 are Sundays
    ("family", "2027-03-24", "2027-04-13", "2027-04-20", "2027-04-30"),  # 5-03 and 4-29 are holidays
    ("senior", "2027-04-12", "2027-05-06", "2027-05-17", "2027-05-26"),  # 5-02 is a Sunday, holidays to 5-05
    ("insured", "2027-05-20", "2027-06-09", "2027-06-18", "2027-06-29"),
)


@pytest.fixture
def walk(town_api: Api) -> Walk:
    """Four households dunned in November for one instalment each; no other due date follows."""
    staff(town_api.city)
    next_year_known(town_api.city)
    dunning = Dunning(town_api.city)
    for name, *_ in TABLE:
        dunning.owes(name, 400_000)
    dunning.in_up_to(date(2026, 11, 17))
    walk = Walk(town_api, dunning).start().listed().checked().decided().handed_over()
    town_api.city.clock.set(date(2026, 11, 20))
    walk.posted(len(TABLE)).done()
    return walk


def paid_late(walk: Walk, name: str, on: date) -> None:
    """The premium is paid, the late charge fixed and told the same day."""
    walk.api.city.clock.set(on)
    walk.dunning.pay(walk.dunning.claims[name])
    assert run_late_charges(walk.api.city.services).fixed == 1
    issue_requested(walk.api.city.services)
    with walk.api.city.uow() as uow:
        made = letters.find_letters(uow.conn, ALL, letter="late_charge/fixed").items
        new = [one.letter_id for one in made if one.status == "rendered"]
        letters.release_letters(uow, new)
        letters.hand_over_letters(uow, new)
        letters.letters_posted(uow, new, uow.business_day)


def opened(walk: Walk, on: date) -> DunningRun | None:
    """The run that the night of the day opened."""
    walk.api.city.clock.set(on)
    run_dunnings(walk.api.city.services)
    with walk.api.city.database.read() as conn:
        return dunning_runs.of_due(conn, REST, on)


def test_a_late_charge_due_in_any_month_is_on_a_list_within_the_citys_days(walk: Walk) -> None:
    """Without the night's look at late charges those of April to June stood on no list until the July run (PM27)."""
    for name, *days in TABLE:
        paid_on, due_on, opens, by = (date.fromisoformat(one) for one in days)
        paid_late(walk, name, paid_on)
        claim = walk.dunning.claims[name]
        with walk.api.city.database.read() as conn:
            assert late_charges.standing(conn, [claim])[claim].due_on == due_on
        assert opened(walk, opens - ONE) is None
        run = opened(walk, opens)
        assert run is not None, name
        assert (run.dun_by, run.case_id is None) == (by, False)
        walk.case_id = str(run.case_id)
        walk.dunning.in_up_to(opens - ONE)
        walk.listed()
        line = walk.dunning.lines(run)[claim]
        assert (line.subject, line.verdict, line.due_on) == ("late", "ISSUE", due_on)
        assert opened(walk, opens + ONE) is None, "it stands on a list"
        walk.api.city.clock.set(by + ONE)
        lost: list[Any] = reconcile(walk.api.city.services)["uncollected"]
        assert claim not in [one["claim_key"] for one in lost]


def test_after_an_outage_the_run_opens_as_soon_as_the_clock_runs_again(walk: Walk) -> None:
    paid_late(walk, "family", date(2027, 3, 24))
    run = opened(walk, date(2027, 5, 7))
    assert run is not None
    assert run.dun_by == date(2027, 4, 30)


def test_no_run_opens_for_a_late_charge_paid_in_time_nor_where_the_city_does_not_dun_them(walk: Walk) -> None:
    paid_late(walk, "family", date(2027, 3, 24))
    paid_late(walk, "senior", date(2027, 3, 25))
    walk.dunning.pay(walk.dunning.claims["family"])
    walk.dunning.pay(walk.dunning.claims["senior"])
    assert opened(walk, date(2027, 4, 26)) is None
    paid_late(walk, "single", date(2027, 4, 27))
    value(walk.api.city, "dunning.late_charges", False)
    assert opened(walk, date(2027, 6, 8)) is None
