"""Moves of the resident register that end or change an insurance (I01): each begins its case, once, filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.case_answers import of_element
from server.casework.deploy_procedure import deploy_procedure
from server.casework.take_in_moves import Taken, take_in_file
from server.casework.views.procedure_words import PROCEDURES
from server.domain.ledger.amounts import Amounts
from server.store import levies
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.people import HOUSEHOLDS
from tests.procedures.moving import file, move, person
from tests.world import TREE, World

HOME = HOUSEHOLDS["insured"]
HEAD, WIFE = HOME.members


@pytest.fixture
def open_town(town: World) -> World:
    """The town with withdrawal and changes of the household in force."""
    for slug in ("withdrawal", "household_change"):
        deploy_procedure(
            town.services, town.system("procedure:deploy"), TREE, slug, title=PROCEDURES[slug].ja, findings=()
        )
    return town


def named(*people: Any, **changes: Any) -> list[dict[str, Any]]:
    relation = {"HEAD": "head", "SPOUSE": "wife"}
    return [
        person(one.key, one.name, one.kana)
        | {"birth_date": one.birth_date, "sex": one.sex, "relation": relation[one.relation], "joins": False}
        | changes
        for one in people
    ]


def taken(city: World, sequence_no: int = 1, **changes: Any) -> Taken:
    said = {"nhi_note": False, "came_from": None, "former_address": None, "household_key": HOME.key} | changes
    said = {name: value for name, value in move(**said).items() if value is not None}
    (one,) = take_in_file(city.services, city.system(), file(said, sequence_no=sequence_no))
    return one


def application(city: World, one: Taken) -> dict[str, Any]:
    with city.database.read() as conn:
        start: Any = of_element(conn, str(one.case_id), "start")
    found: dict[str, Any] = start["application"]
    return found


@pytest.mark.parametrize(
    ("changes", "reason", "extent"),
    [
        ({"event": "death", "persons": named(WIFE)}, "death", "some"),
        ({"event": "move_out", "moved_to": "131041", "persons": named(HEAD, WIFE)}, "moved_other_prefecture", "whole"),
        ({"event": "move_out", "moved_to": "abroad", "persons": named(WIFE)}, "moved_abroad", "some"),
        ({"event": "move_out", "moved_to": "491012", "persons": named(WIFE)}, "moved_same_prefecture", "some"),
    ],
)
def test_who_dies_or_moves_out_loses_eligibility_by_one_case(
    open_town: World, changes: dict[str, Any], reason: str, extent: str
) -> None:
    one = taken(open_town, **changes)
    assert (one.result, open_town.case(str(one.case_id)).slug) == ("case", "withdrawal")
    entry = application(open_town, one)
    assert (entry["loss_reason"], entry["extent"], entry["fact_date"]) == (reason, extent, "2026-11-16")
    again = taken(open_town, **changes)
    assert (again.case_id, again.new) == (one.case_id, False)


def test_nobody_insured_is_nothing_of_ours(open_town: World) -> None:
    single = HOUSEHOLDS["single"]
    one = taken(open_town, event="death", household_key=single.key, persons=named(single.head))
    assert (one.result, one.case_id) == ("other", None)


def test_a_payer_who_is_not_insured_dies_and_his_succession_begins_by_the_record(open_town: World) -> None:
    """擬制世帯主: no withdrawal begins, but what he owed goes to his heirs; the same record again is the same case."""
    single = HOUSEHOLDS["single"]
    deploy_procedure(
        open_town.services, open_town.system("procedure:deploy"), TREE, "succession", title="承継", findings=()
    )
    with open_town.uow() as uow:
        account = levies.open_account(uow, 2026, "0000000009", single.key, single.head.key)
        new = [NewInstalment(1, date(2026, 6, 30), date(2026, 6, 30), date(2026, 6, 10))]
        (due,) = levies.open_instalments(uow, account, new)
        levies.state_levy(uow, account, {due.claim_key: Amounts(basic=10_000)}, Origin("test"), cause="決定")
    said: dict[str, Any] = {"event": "death", "household_key": single.key, "persons": named(single.head)}
    one = taken(open_town, **said)
    assert (one.result, open_town.case(str(one.case_id)).slug) == ("case", "succession")
    again = taken(open_town, **said)
    assert (again.case_id, again.new) == (one.case_id, False)


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        (
            {"event": "move_within", "postal_code": "000-0012", "address": "若葉市中央区泉町七丁目7番7号"},
            {"change_kind": "address", "before_address": HOME.address, "new_address": "若葉市中央区泉町七丁目7番7号"},
        ),
        (
            {"event": "head_change", "persons": named(WIFE, relation="head")},
            {"change_kind": "head", "new_head_key": WIFE.key},
        ),
        (
            {"event": "name_change", "persons": named(WIFE, name="三浦 由貴", kana="ミウラ　ユキ")},
            {"change_kind": "name", "person_key": WIFE.key, "before_name": WIFE.name, "after_name": "三浦 由貴"},
        ),
        (
            {"event": "household_change", "persons": named(WIFE)},
            {"change_kind": "split", "members": [{"person_key": WIFE.key, "relation": "SPOUSE"}]},
        ),
    ],
)
def test_a_change_of_the_household_begins_its_case_filled_in(
    open_town: World, changes: dict[str, Any], entry: dict[str, Any]
) -> None:
    one = taken(open_town, **({"persons": named(HEAD, WIFE)} | changes))
    assert one.result == "case"
    assert open_town.case(str(one.case_id)).slug == "household_change"
    found = application(open_town, one)
    assert {name: found[name] for name in entry} == entry
    assert found["head_name"] == HEAD.name
    assert found["changed_on"] == "2026-11-16"
    again = taken(open_town, **({"persons": named(HEAD, WIFE)} | changes))
    assert again.case_id == one.case_id


def test_a_name_that_is_ours_already_begins_nothing(open_town: World) -> None:
    assert taken(open_town, event="name_change", persons=named(HEAD, WIFE)).result == "other"


def test_without_the_procedures_in_force_nothing_begins(town: World) -> None:
    assert taken(town, event="death", persons=named(WIFE)).result == "other"
    assert taken(town, 2, record_no="J-2", event="head_change", persons=named(WIFE, relation="head")).result == "other"
