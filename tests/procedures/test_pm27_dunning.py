"""PM27 for dunning: in a town of many fates every overdue instalment has an owner, a last day and a next step."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.casework.deploy_procedure import deploy_procedure
from server.casework.dunning_night import run_dunnings
from server.casework.lapse_night import run_lapse
from server.casework.open_arrears import run_arrears
from server.casework.reconcile import reconcile
from server.domain.limitation import prescribes_on
from server.store import claim_acts, letters, limitation_watch
from tests.money.dunning import DUE, Dunning, Walk, hold, staff
from tests.procedures.outside import Api
from tests.world import TREE

SECOND, THIRD = date(2026, 11, 30), date(2027, 1, 4)
HOMES = ("family", "single", "senior", "insured")


def lost(api: Api) -> list[Any]:
    """The instalments that nobody pursues, as the general check names them."""
    return [one["claim_key"] for one in reconcile(api.city.services)["uncollected"]]


def a_town(api: Api) -> tuple[Walk, dict[tuple[str, int], str]]:
    """Four households with three instalments each: told and not told, held and free."""
    staff(api.city)
    deploy_procedure(api.city.services, api.city.system("procedure:deploy"), TREE, "arrears", title="滞納", findings=())
    dunning = Dunning(api.city)
    keys: dict[tuple[str, int], str] = {}
    for name in HOMES:
        for no, due in ((5, DUE), (6, SECOND), (8, THIRD)):
            keys[name, no] = dunning.owes(name, 12_000 + 100 * no, told=name != "insured", due=due, no=no)
    hold(api.city, "senior", "DEFERRAL", valid_to="2027-01-31")
    dunning.in_up_to(date(2026, 11, 17))
    return Walk(api, dunning), keys


def test_pm27_each_due_date_has_its_run_by_itself(town_api: Api) -> None:
    """Seven open days before the last day, 18 December (20 December is a Sunday)."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.owes("family", due=SECOND, no=6)
    town_api.city.clock.set(date(2026, 12, 8))
    assert run_dunnings(town_api.city.services).opened == 0
    town_api.city.clock.set(date(2026, 12, 9))
    assert run_dunnings(town_api.city.services).opened == 1
    assert dunning.run(SECOND).dun_by == date(2026, 12, 18)


def test_pm27_no_overdue_instalment_is_without_owner_date_and_next_step(town_api: Api) -> None:
    """Taken through the days of two runs: before, while it is walked, behind the designated date, and in arrears."""
    walk, keys = a_town(town_api)
    city, dunning = walk.api.city, walk.dunning
    assert lost(walk.api) == [], "the first is due, and its last day of dunning lies ahead"
    walk.start().listed().checked(owner="saeki", dun_by="2026-12-10").decided().handed_over()
    city.clock.set(date(2026, 11, 20))
    walk.posted(2).done()
    city.clock.set(date(2026, 11, 25))
    assert lost(walk.api) == []
    back = str(dunning.lines()[keys["family", 5]].letter_id)
    city.clock.set(date(2026, 12, 1))
    run_dunnings(city.services)
    assert lost(walk.api) == sorted([keys["family", 5], keys["single", 5]]), "until the night"
    assert run_arrears(city.services) == 2
    assert lost(walk.api) == []
    with city.uow() as uow:
        letters.letter_returned(uow, back, returned_on=uow.business_day, reason="宛所不明")
    assert lost(walk.api) == [], "its case of arrears goes on"
    # the second due date: nobody opens its run in time
    city.clock.set(date(2026, 12, 22))
    mine = {key for (_, no), key in keys.items() if no == 6}
    assert set(lost(walk.api)) == mine, "that a household has a case does not dun its next instalment"
    dunning.in_up_to(date(2026, 12, 21))
    walk.start(SECOND).listed()
    assert set(lost(walk.api)) < mine, "what is left out still lacks an owner"
    walk.checked(SECOND, owner="saeki", dun_by="2027-01-10")
    assert lost(walk.api) == []
    run_lapse(city.services)
    with city.database.read() as conn:
        values, acts = city.services.values(conn), claim_acts.acts_on(conn, keys.values())
        ends = [
            prescribes_on(one.due_on, acts[one.claim_key], values) for one in limitation_watch.open_claims(conn, SECOND)
        ]
    assert len(ends) == 8
    assert all(ends)
