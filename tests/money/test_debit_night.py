"""The night on direct debits: mandates that have lost their ground end once, requests are cut once."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.debit_night import run_debits
from server.domain.effects import RegisterChange
from server.store import mandates
from tests.money.debits import CUT, Debits
from tests.world import World


@pytest.fixture
def debits(town: World) -> Debits:
    town.clock.set(CUT)
    return Debits(town)


def grounds(debits: Debits, household: str) -> list[tuple[str, date | None]]:
    with debits.world.database.read() as conn:
        found = mandates.history_of(conn, debits.world.household(household).key)
    return [(one.ground, one.valid_to) for one in found]


def leave(debits: Debits, household: str) -> None:
    """Everybody of a household loses eligibility."""
    for person in debits.world.household(household).members:
        payload = {"person_key": person.key, "tekiyo_to": "2026-12-01", "lost_by": "joined_employee_insurance"}
        debits.world.change(RegisterChange("close_eligibility", f"test/{person.key}", payload))


def test_a_dead_heads_mandate_ends_and_his_account_is_not_asked(debits: Debits) -> None:
    debits.owes("single")
    debits.agreed("single")
    person = debits.world.household("single").head.key
    debits.world.change(RegisterChange("end_membership", "test/death", {"person_key": person, "on": "2026-12-10"}))
    assert run_debits(debits.world.services).ended == 1
    assert grounds(debits, "single") == [("NO_HEAD", CUT)]
    assert run_debits(debits.world.services) == type(run_debits(debits.world.services))(0, 0)


def test_a_mandate_ends_with_the_insurance_only_when_nothing_is_owed(debits: Debits) -> None:
    debits.agreed("insured")
    leave(debits, "insured")
    debits.owes("insured")
    assert run_debits(debits.world.services).ended == 0


def test_a_mandate_ends_with_the_insurance_when_nothing_is_owed(debits: Debits) -> None:
    debits.agreed("insured")
    debits.agreed("family")
    leave(debits, "insured")
    night = run_debits(debits.world.services)
    assert night.ended == 1
    assert grounds(debits, "insured") == [("NOTHING_OWED", CUT)]
    assert grounds(debits, "family") == [("", None)]
