"""What becomes known while a case waits counts when it is decided, not what was known when it was entered."""

from __future__ import annotations

import pytest

from server.domain.effects import RegisterChange
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.store.facts import load_facts
from tests.world import World

PERSON = "000000000001011"


def hub_tells(city: World, kind: str, valid_from: str, valid_to: str | None = None) -> None:
    """The eligibility hub tells of another insurance of the person."""
    told = {"person_key": PERSON, "insurer_kind": kind, "insurer_name": "若葉健康保険組合", "valid_from": valid_from}
    city.change(RegisterChange("put_other_insurance", f"hub/{kind}", {**told, "valid_to": valid_to}))


def is_insured(city: World) -> bool:
    with city.database.read() as conn:
        key = FactKey("person_eligibility", PERSON)
        return bool(load_facts(conn, [key], on=city.clock.business_day())[key]["spells"])


@pytest.mark.parametrize("kind", ["EMPLOYEE", "DEPENDANT", "KUMIAI", "LATE_ELDERLY", "WELFARE"])
def test_nobody_is_insured_twice_because_the_hub_told_of_it_late(city: World, kind: str) -> None:
    case_id = city.entered("single")
    hub_tells(city, kind, "2026-10-15")
    with pytest.raises(Refused) as refusal:
        city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    assert refusal.value.code == "other_insurance_found"
    assert not is_insured(city)
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    city.complete(case_id, "enter", city.answers_enter("single"), "saeki")
    assert city.open_task(case_id, "judge")


def test_another_insurance_that_ended_on_the_day_of_acquisition_stands_against_nobody(town: World) -> None:
    case_id = town.entered("single")
    hub_tells(town, "EMPLOYEE", "2020-04-01", "2026-11-01")
    town.complete(case_id, "check", town.answers_check(case_id), "okamura")
    assert is_insured(town)


def test_what_an_official_has_judged_already_is_not_asked_again(town: World) -> None:
    """The hub lags behind: the certificate of loss was seen, the finding judged; then the second person decides."""
    hub_tells(town, "EMPLOYEE", "2020-04-01")
    case_id = town.entered("single")
    looked = {"looked_at": ["former_insurer"], "finding": "喪失を確かめた", "result": "proceed", "reason": None}
    town.complete(case_id, "judge", looked, "utsumi")
    town.complete(case_id, "check", town.answers_check(case_id), "utsumi")
    assert is_insured(town)
