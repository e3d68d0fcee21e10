"""Holds on collection: each with reason and author, each end kept, asked in bulk on any day as known at any instant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.domain.effects import RegisterChange
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.store.database import Database
from server.store.facts import load_facts
from server.store.holds import all_holds, get_hold, holds_of
from tests.store.city import DAY, apply, change, household


def hold(key: str = "K1", kind: str = "PLEDGE", home: str = "H1", **more: object) -> RegisterChange:
    says = {"hold_key": key, "household_key": home, "kind": kind, "valid_from": DAY.isoformat(), "reason": "分納の誓約"}
    return change("set_hold", **(says | more))


def ending(key: str = "K1", days: int = 5, **more: object) -> RegisterChange:
    return change("end_hold", hold_key=key, on=(DAY + timedelta(days=days)).isoformat(), **more)


@pytest.fixture
def town(city: Database) -> Database:
    apply(city, household("H1"), household("H2"))
    return city


def held(town: Database, day: date = DAY, *homes: str) -> dict[str, list[str]]:
    with town.read() as conn:
        return {home: [one.kind for one in found] for home, found in holds_of(conn, homes or ("H1",), day).items()}


def test_holds_of_many_households_come_together(town: Database) -> None:
    until = (DAY + timedelta(days=30)).isoformat()
    apply(town, hold(), hold("K2", "RELIEF_PENDING", valid_to=until), hold("K3", "SEIZED", "H2", claim_keys=["C1"]))
    assert held(town, DAY, "H1", "H2", "H3") == {"H1": ["PLEDGE", "RELIEF_PENDING"], "H2": ["SEIZED"], "H3": []}
    assert held(town, DAY + timedelta(days=30)) == {"H1": ["PLEDGE"]}
    with town.read() as conn:
        (seized,) = holds_of(conn, ["H2"], DAY)["H2"]
    assert seized.concerns("C1")
    assert not seized.concerns("C2")


def test_an_ended_hold_stays_on_record_and_holds_no_more(town: Database) -> None:
    apply(town, hold())
    apply(town, ending(reason="完納"))
    assert held(town, DAY + timedelta(days=4)) == {"H1": ["PLEDGE"]}
    assert held(town, DAY + timedelta(days=5)) == {"H1": []}
    with town.read() as conn:
        assert [one.until for one in all_holds(conn, "H1")] == [DAY + timedelta(days=5)]
        assert get_hold(conn, "K1") is not None
        assert get_hold(conn, "K9") is None
        (fact,) = load_facts(conn, [FactKey("holds", "H1")], on=DAY).get_fact("holds", "H1")
    assert (fact["kind"], fact["until"]) == ("PLEDGE", (DAY + timedelta(days=5)).isoformat())


def test_a_hold_stated_anew_takes_its_new_days(town: Database) -> None:
    apply(town, hold("K1", "DEFERRAL", valid_to=(DAY + timedelta(days=90)).isoformat()))
    apply(town, hold("K1", "DEFERRAL", valid_to=(DAY + timedelta(days=30)).isoformat()))
    assert held(town, DAY + timedelta(days=31)) == {"H1": []}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "TIRED"}, "hold_kind_unknown"),
        ({"reason": " "}, "hold_reason_missing"),
        ({"kind": "RELIEF_PENDING"}, "hold_end_missing"),
        ({"kind": "PAYMENT_IN_TRANSIT"}, "hold_end_missing"),
        ({"valid_to": DAY.isoformat()}, "dates_reversed"),
    ],
)
def test_a_hold_without_what_it_needs_is_refused(town: Database, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        apply(town, hold(**wrong))
    assert refused.value.code == code


def test_a_hold_keeps_its_household_and_an_unknown_one_is_not_ended(town: Database) -> None:
    apply(town, hold())
    with pytest.raises(Refused) as refused:
        apply(town, hold(home="H2"))
    assert refused.value.code == "hold_of_another"
    with pytest.raises(Refused) as refused:
        apply(town, ending("K9"))
    assert refused.value.code == "hold_unknown"
