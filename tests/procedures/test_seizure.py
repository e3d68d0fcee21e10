"""差押 walked to each of its ends, what it refuses, and what stands in the registers then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.domain.limitation import Act
from server.store import claim_acts, holds, seizures
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.seizing import (
    HOUSE,
    arrears_town,
    claims,
    outcome,
    put_asset,
    seized,
    serve,
)
from tests.world import World


@pytest.fixture
def office(town_api: Api) -> Api:
    """A town with arrears and a known deposit."""
    arrears_town(town_api.city)
    put_asset(town_api.city, town_api)
    return town_api


def made(world: World, case_id: str) -> Any:
    with world.database.read() as conn:
        return seizures.get_seizure(conn, case_id)


def asked_for(world: World, case_id: str) -> list[str]:
    return [row["letter"] for row in Records(world, case_id).rows(t.letters, case_id=case_id)]


def test_a_deposit_is_seized_and_the_debtor_told_after_its_service(office: Api) -> None:
    case_id = seized(office)
    assert asked_for(office.city, case_id) == ["seizure/claim_notice"]
    serve(office, case_id).done()
    assert outcome(office, case_id) == "seized"
    assert asked_for(office.city, case_id) == ["seizure/claim_notice", "seizure/record"]
    found = made(office.city, case_id)
    assert (found.result, found.drafted_by, found.verified_by, found.decided_by) == (
        "SERVED",
        "toda",
        "mizuno",
        "sakai",
    )
    assert found.served_at.isoformat() == "2026-11-18T01:42:00+00:00"
    with office.city.database.read() as conn:
        kinds = [hold.kind for hold in holds.holds_of(conn, [HOUSE], date(2026, 11, 18))[HOUSE]]
        acts = claim_acts.acts_on(conn, claims(office.city))
    assert kinds == ["SEIZED"]
    assert all(any(act.act is Act.SEIZURE and act.until is None for act in some) for some in acts.values())
