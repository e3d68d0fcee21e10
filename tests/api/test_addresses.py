"""What stands in an address and names nobody is refused as unknown, whatever it is made of."""

from __future__ import annotations

import pytest

from tests.procedures.outside import Api


@pytest.mark.parametrize("key", ["H@x", "@", "a@b@c", "H1@2026-13-01"])
def test_a_household_that_cannot_be_is_not_found(town_api: Api, key: str) -> None:
    town_api.city.grant("saeki", "slip:issue")
    reply = town_api.get("saeki", f"/households/{key}/slips")
    assert (reply.status, reply.code) == (404, "household_not_found")
