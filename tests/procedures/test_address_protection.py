"""支援措置 to each of its ends, through the API, and every wrong answer that a person can give."""

from __future__ import annotations

import pytest

from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.protecting import SAFE, SEPARATED, Flight, flight_in
from tests.procedures.records import assert_in_order


@pytest.fixture
def flight(api: Api) -> Flight:
    return flight_in(api)


@pytest.fixture
def scene(town_api: Api) -> Flight:
    """The same on the embedded database alone."""
    return flight_in(town_api)


def test_she_is_hidden_insured_apart_and_written_to_at_the_safe_address(flight: Flight) -> None:
    case_id = flight.in_force()
    (row,) = flight.standing()
    assert (row["person_key"], row["status"], row["from_household_key"]) == (flight.she.key, "DECIDED", flight.home.key)
    assert str(row["separated_on"]) == SEPARATED
    assert SAFE["address"] not in str(row)
    left = flight.left(case_id)
    spells = left.rows(t.eligibilities, person_key=flight.she.key, superseded_at=None)
    assert [(one["household_key"], one["lost_by"]) for one in spells] == [
        (flight.home.key, "household_separated"),
        (flight.own_household(), None),
    ]
    assert {one["interface"] for one in left.rows(t.exports)} == {"I08", "I12"}
    assert left.decision()["result"] == "decided"
    for name in ("address_protection/set_notice", "enrolment/certificate"):
        text = left.printed(f"{name}/{flight.she.key}")
        assert SAFE["address"].replace(" ", "") in text
        assert "健康保険課" in text
        assert "区役所" not in text
    assert [task.element for task in flight.city.open_tasks(case_id)] == ["watch"]
    assert_in_order(flight.city, case_id)
