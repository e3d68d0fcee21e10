"""The guided walk of the demo (案内): where a household stands, what is done in whose name, and what is refused."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from server.casework.guide import acts, standing
from server.casework.guide.story import STORY, Kind
from server.cli.demo_city.foreseen import foreseen
from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_values
from server.store import contacts
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.shipped_values import shipped_values


@pytest.fixture
def debtor(town_api: Api) -> Debtor:
    return town_in_arrears(town_api)


def test_each_station_is_of_a_procedure_and_of_a_clerk_of_the_demo() -> None:
    from server.casework.views.words import PROCEDURES
    from server.cli.demo_city.staff import CLERKS

    assert {one.slug for one in STORY} <= set(PROCEDURES)
    assert {one.clerk for one in STORY} <= {clerk.user_id for clerk in CLERKS}
    assert len({one.id for one in STORY}) == len(STORY)
    assert {one.kind for one in STORY} == set(Kind)


def test_the_walk_finds_the_household_and_does_its_next_work_in_the_clerks_name(debtor: Debtor) -> None:
    """The collector's call, pressed for by somebody else, then the day on which the case looks again."""
    services, saeki = debtor.world.services, debtor.world.caller("saeki")
    assert standing.choose(services, saeki) == debtor.house
    found = standing.stand(services, saeki, debtor.house)
    assert (found.now and found.now.id, found.ready) == ("arrears-call", True)
    assert acts.do_next(services, saeki, debtor.house, "arrears-call").clerk == "toda"
    with debtor.world.database.read() as conn:
        (contact,) = contacts.contacts_of(conn, debtor.house)
    assert (contact.by_user, contact.result) == ("toda", "NO_ANSWER")
    then = standing.stand(services, saeki, debtor.house)
    assert (then.now and then.now.id, then.ready) == ("arrears-reminder", False)
    assert then.wait_until > debtor.world.clock.business_day()


@pytest.mark.parametrize("station", ["arrears-warn", "seizure-sign", "", "x" * 300])
def test_a_page_that_was_left_behind_does_nothing(debtor: Debtor, station: str) -> None:
    services, toda = debtor.world.services, debtor.world.caller("toda")
    with pytest.raises(Refused, match="guide_moved_on"):
        acts.do_next(services, toda, debtor.house, station)
    assert debtor.waits() == "call"


def test_pressed_twice_it_is_done_once(debtor: Debtor) -> None:
    services, toda = debtor.world.services, debtor.world.caller("toda")
    acts.do_next(services, toda, debtor.house, "arrears-call")
    with pytest.raises(Refused, match="guide_moved_on"):
        acts.do_next(services, toda, debtor.house, "arrears-call")


def test_in_production_nobody_acts_for_another(debtor: Debtor) -> None:
    services, toda = dataclasses.replace(debtor.world.services, demo=False), debtor.world.caller("toda")
    for act in (
        lambda: standing.stand(services, toda, debtor.house),
        lambda: acts.do_next(services, toda, debtor.house, "arrears-call"),
        lambda: acts.move_on(services, toda, debtor.house),
        lambda: acts.begin(services, toda),
    ):
        with pytest.raises(Refused, match="guide_demo_only"):
            act()


def test_another_offices_clerk_and_the_protected_stay_outside(debtor: Debtor) -> None:
    services, kitano = debtor.world.services, debtor.world.caller("kitano")
    assert standing.choose(services, kitano) is None
    for key, code in ((debtor.house, "out_of_scope"), ("9999999999", "household_not_found")):
        with pytest.raises(Refused, match=code):
            acts.do_next(services, kitano, key, "arrears-call")
    with pytest.raises(Refused, match="protected_person"):
        standing.stand(services, debtor.world.caller("saeki"), debtor.world.household("protected").key)


def test_the_demo_goes_on_behind_the_last_value_and_its_holidays_do_not() -> None:
    day, far = date(2026, 11, 18), date(2026, 11, 18) + timedelta(days=3650)
    shipped = list(load_values(default_directories()))
    added = list(foreseen(shipped, day))
    stated = {(row.key, row.valid_from) for row in added}
    known = Values([*(row for row in shipped if (row.key, row.valid_from) not in stated), *added])
    assert known.rate("late_charge.after_rate", far) == shipped_values().rate("late_charge.after_rate", day)
    carried = [row for row in added if row.source.startswith("試しの市の見込み")]
    assert {row.status for row in carried} == {"illustrative"}
    assert "premium.basic.income_rate" in {row.key for row in carried}
    assert not any(row.key == "calendar.holidays" and row.valid_to is None for row in added)
    with pytest.raises(Refused, match="value_missing"):
        shipped_values().rate("late_charge.after_rate", far)
