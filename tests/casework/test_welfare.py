"""Public assistance begun (I05): one withdrawal by itself, once; what cannot become one has an owner (生活保護)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from server.casework.case_answers import of_element
from server.casework.deploy_procedure import deploy_procedure
from server.casework.take_in_welfare import TakenWelfare, take_in_file
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import incidents
from tests.people import HOUSEHOLDS
from tests.world import TREE, World

HOME = HOUSEHOLDS["insured"]
KEYS = [one.key for one in HOME.members]


@pytest.fixture
def open_town(town: World) -> World:
    """The town with withdrawal in force."""
    deploy_procedure(town.services, town.system("procedure:deploy"), TREE, "withdrawal", title="資格喪失", findings=())
    return town


def record(**changes: Any) -> dict[str, Any]:
    return {
        "record_no": "W-1",
        "event": "start",
        "happened_on": "2026-11-16",
        "household_key": HOME.key,
        "person_keys": KEYS,
    } | changes


def file_of(*records: dict[str, Any], sequence: int = 1, **header: Any) -> bytes:
    body = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)
    head = {
        "interface": "I05",
        "sequence_no": sequence,
        "generated_at": "2026-11-18T03:00:00+09:00",
        "record_count": len(records),
        "sha256": hashlib.sha256(body).hexdigest(),
    } | header
    return json.dumps(head).encode() + b"\n" + body


def take(city: World, *records: dict[str, Any], sequence: int = 1) -> tuple[TakenWelfare, ...]:
    return take_in_file(city.services, city.system(), file_of(*records, sequence=sequence))


def codes(city: World) -> list[object]:
    with city.database.read() as conn:
        return [one.detail["code"] for one in incidents.open_incidents(conn, ALL) if one.kind == "welfare_event"]


def test_a_start_begins_one_loss_with_its_entry_written_and_only_once(open_town: World) -> None:
    (taken,) = take(open_town, record())
    assert taken.result == "case"
    assert taken.case_id is not None
    case = open_town.case(taken.case_id)
    assert (case.slug, case.channel, case.household_key) == ("withdrawal", "LINK", HOME.key)
    with open_town.database.read() as conn:
        start: Any = of_element(conn, taken.case_id, "start")
    entry = start["application"]
    assert (entry["loss_reason"], entry["fact_date"], entry["extent"]) == ("welfare", "2026-11-16", "whole")
    assert [one["person_key"] for one in entry["lost_members"]] == KEYS
    assert take(open_town, record()) == (TakenWelfare("W-1", "before", taken.case_id),)
    assert codes(open_town) == []


def test_a_start_for_one_of_two_leaves_the_other(open_town: World) -> None:
    (taken,) = take(open_town, record(person_keys=KEYS[1:]))
    with open_town.database.read() as conn:
        start: Any = of_element(conn, str(taken.case_id), "start")
    assert start["application"]["extent"] == "some"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"happened_on": "2026-12-01"}, "event_ahead"),
        ({"person_keys": ["000000000001011"]}, "not_of_household"),
        ({"person_keys": []}, "nobody_named"),
        ({"household_key": "0000099999"}, "household_unknown"),
        ({"household_key": "0000000101", "person_keys": ["000000000001011"]}, "nobody_insured"),
        ({"event": "end"}, "ended"),
        ({"event": "else"}, "unreadable"),
        ({"happened_on": "16/11"}, "unreadable"),
        ({"my_number": "123456789018"}, "unreadable"),
        ({"person_keys": "x"}, "unreadable"),
    ],
)
def test_what_cannot_become_a_case_is_an_incident(open_town: World, changes: dict[str, Any], code: str) -> None:
    (taken,) = take(open_town, record(**changes))
    assert (taken.result, taken.case_id) == ("incident", None)
    assert codes(open_town) == [code]


def test_the_same_number_with_another_content_is_an_incident(open_town: World) -> None:
    take(open_town, record())
    assert take(open_town, record(happened_on="2026-11-17"), sequence=2)[0].result == "incident"
    assert codes(open_town) == ["reused"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (file_of(record(), sequence=1)[:-20], "import_totals_differ"),
        (file_of(record(), record_count=2), "import_totals_differ"),
        (file_of(record(), interface="I01"), "import_file_unreadable"),
        (b"", "import_file_unreadable"),
        (file_of(record()).decode().encode("utf-16"), "import_"),
    ],
)
def test_a_wrong_file_is_refused_whole(open_town: World, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        take_in_file(open_town.services, open_town.system(), content)
    assert codes(open_town) == []


def test_a_file_that_is_not_the_next_is_refused(open_town: World) -> None:
    take(open_town, record())
    with pytest.raises(Refused, match="import_sequence_gap"):
        take(open_town, record(record_no="W-2"), sequence=3)


def test_nobody_without_the_right_takes_it_in(open_town: World) -> None:
    with pytest.raises(Refused, match="no_right"):
        take_in_file(open_town.services, open_town.caller("saeki"), file_of(record()))
