"""Facts: one shape for each kind, on a day, in a few statements however many keys are asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from server.domain.effects import RegisterChange
from server.domain.facts import FactKey
from server.store.database import Database
from server.store.facts import fact_kinds, load_facts
from server.store.households import any_protected
from server.store.my_numbers import assign_number, put_number
from server.store.sealing import Sealer
from tests.store.city import DAY, apply, change, do, household, member, new_case, person

SEALER = Sealer([b"k" * 32], "my_number")


def resident(
    key: str, home: str, relation: str, name: str, kana: str, birth: str, *, protected: bool = False
) -> RegisterChange:
    return change(
        "put_resident_record",
        person_key=key,
        household_key=home,
        name=name,
        name_kana=kana,
        sex="F",
        birth_date=birth,
        relation=relation,
        postal_code="260-0001",
        address="中央区青柳町1-2",
        office="chuo",
        valid_from="2026-06-15",
        moved_in_on="2026-06-15",
        moved_in_from="東京都",
        protected=protected,
    )


@pytest.fixture
def town(city: Database) -> Database:
    apply(
        city,
        household("H1", phone="043-111-2222"),
        person("P1", "桑原 徹", "クワバラ トオル", "1968-05-01", sex="M"),
        person("P2", "桑原 翼", "クワバラ ツバサ", "2004-00-00", protected=True, stay_until="2027-01-31"),
        member("P2", "H1", "CHILD"),
        member("P1", "H1"),
        resident("R1", "H9", "HEAD", "相馬 ひとみ", "ソウマ ヒトミ", "1980-02-29"),
        resident("R2", "H9", "CHILD", "相馬 ゆう", "ソウマ ユウ", "2020-01-01"),
        change(
            "open_eligibility",
            person_key="P1",
            household_key="H1",
            shikaku_from="2020-04-01",
            tekiyo_from="2026-06-15",
            acquired_by="moved_in",
            symbol="若1",
            number="0000007",
            branch="01",
        ),
        change("put_share_class", person_key="P1", share=20, basis="row 3", valid_from="2026-08-01"),
        change("put_card_status", person_key="P1", status="usable", valid_from="2026-01-01"),
        change(
            "put_income",
            person_key="P1",
            income_year=2025,
            known=True,
            figures={"total": 2020000},
            valid_from="2026-06-01",
        ),
        change(
            "put_other_insurance",
            person_key="P2",
            insurer_kind="employee",
            insurer_name="協会けんぽ",
            valid_from="2024-04-01",
            valid_to="2026-06-15",
        ),
    )
    return city


def fact(database: Database, kind: str, key: str) -> Any:
    with database.read() as conn:
        return load_facts(conn, [FactKey(kind, key)], on=DAY).get_fact(kind, key)


def test_a_person_comes_with_household_and_relation(town: Database) -> None:
    assert fact(town, "person", "P2") == {
        "person_key": "P2",
        "name": "桑原 翼",
        "name_kana": "クワバラ ツバサ",
        "sex": "F",
        "birth_date": "2004-00-00",
        "protected": True,
        "nationality": None,
        "stay_until": "2027-01-31",
        "household_key": "H1",
        "relation": "CHILD",
    }


def test_a_household_comes_with_its_members_head_first(town: Database) -> None:
    home = fact(town, "household", "H1")
    assert (home["office"], home["rev"], home["head_person_key"], home["phone"]) == ("chuo", 1, "P1", "043-111-2222")
    assert [member["person_key"] for member in home["members"]] == ["P1", "P2"]


def test_protected_are_members_and_residents_of_the_household_alike(town: Database) -> None:
    assert fact(town, "protected", "H1") == ["P2"]
    apply(town, resident("R3", "H1", "OTHER", "相馬 あい", "ソウマ アイ", "1990-01-01", protected=True))
    assert fact(town, "protected", "H1") == ["P2", "R3"]
    with town.read() as conn:
        found = [any_protected(conn, keys, DAY) for keys in (["P1"], ["P1", "P2"], ["R3"], ["R1"], [])]
    assert found == [False, True, True, False, False]


@pytest.mark.parametrize("kind", ["person", "household", "share_class", "resident_record", "office", "my_number"])
def test_what_no_register_holds_is_none(town: Database, kind: str) -> None:
    assert fact(town, kind, "nobody") is None


@pytest.mark.parametrize(
    "kind", ["protected", "certificates", "incomes_of_household", "other_insurance", "resident_household"]
)
def test_a_list_of_nothing_is_empty(town: Database, kind: str) -> None:
    assert fact(town, kind, "nobody") == []


def test_before_someone_came_there_is_nobody(town: Database) -> None:
    assert fact(town, "person", "P1@2019-12-31") is None
    assert fact(town, "household", "H1@2019-12-31") is None


def test_eligibility_has_both_layers(town: Database) -> None:
    current = fact(town, "person_eligibility", "P1")["current"]
    assert (current["shikaku_from"], current["tekiyo_from"], current["tekiyo_to"]) == ("2020-04-01", "2026-06-15", None)
    assert fact(town, "person_eligibility", "P1@2026-06-14")["current"] is None
    assert fact(town, "household_eligibility", "H1")["spells"] == [current]


def test_shares_incomes_other_insurance_and_card(town: Database) -> None:
    assert fact(town, "share_class", "P1")["share"] == 20
    assert fact(town, "share_class", "P1@2026-07-31") is None
    assert fact(town, "incomes_of_household", "H1") == [
        {"person_key": "P1", "income_year": 2025, "known": True, "figures": {"total": 2020000}}
    ]
    assert fact(town, "other_insurance", "P2")[0]["valid_to"] == "2026-06-15"
    assert (fact(town, "oqs_status", "P1"), fact(town, "oqs_status", "P2")) == ("usable", "unknown")


def test_residents_are_found_by_key_household_and_birth_with_reading(town: Database) -> None:
    assert fact(town, "resident_record", "R1")["moved_in_from"] == "東京都"
    assert [row["person_key"] for row in fact(town, "resident_household", "H9")] == ["R1", "R2"]
    found = fact(town, "resident_search", "1980-02-29/ｿｳﾏ ﾋﾄﾐ")
    assert [row["person_key"] for row in found] == ["R1"]
    assert fact(town, "resident_search", "1980-02-28/ソウマ ヒトミ") == []


def test_open_cases_are_those_of_the_procedure_and_person(town: Database) -> None:
    case = new_case(town, person_keys=("P1",))
    assert fact(town, "open_cases", "enrolment/P1") == [
        {
            "case_id": case.case_id,
            "number": "R8-000001",
            "slug": "enrolment",
            "office": "chuo",
            "received_on": "2026-11-18",
        }
    ]
    assert fact(town, "open_cases", "enrolment/P2") == []
    assert fact(town, "open_cases", "withdrawal/P1") == []


def test_the_state_of_a_sealed_number_tells_whose_it_is_and_never_the_number(town: Database) -> None:
    def two(uow: Any) -> str:
        first = put_number(uow, SEALER, "123456789018", method="CARD", purpose="enrolment")
        assign_number(uow, SEALER, first, "P1")
        return put_number(uow, SEALER, "123456789018", method="CARD", purpose="enrolment")

    token = do(town, two)
    assert fact(town, "my_number", token) == {"status": "pending", "person_key": None, "belongs_to": "P1"}


def test_a_household_keeps_its_number_and_tells_the_branches_in_use(town: Database) -> None:
    assert fact(town, "next_insured_number", "H1") == {"symbol": "若1", "number": "0000007", "branches": {"P1": "01"}}


def reserve(database: Database, kind: str, *keys: str) -> list[Any]:
    def load(uow: Any) -> list[Any]:
        facts = load_facts(uow.conn, [FactKey(kind, key) for key in keys], on=DAY)
        return [facts.get_fact(kind, key) for key in keys]

    return do(database, load)


def test_a_new_household_gets_a_number_of_its_own_once(town: Database) -> None:
    first = reserve(town, "next_insured_number", "H8/kita", "H9/kita")
    again = reserve(town, "next_insured_number", "H9/kita", "H8/kita")
    assert first == again[::-1]
    assert first[0] == {"symbol": "若2", "number": "0000001", "branches": {}}
    assert first[1]["number"] == "0000002"


def test_a_reserved_key_is_the_same_at_every_question(town: Database) -> None:
    first, other = reserve(town, "reserved_key", "person/case-1/members.0", "person/case-1/members.1")
    assert reserve(town, "reserved_key", "person/case-1/members.0") == [first]
    (third,) = reserve(town, "reserved_key", "person/case-2/members.0")
    assert int(third) == int(other) + 1, "asking again uses no number up"
    assert first != other
    assert len(first) == 16


def test_a_number_cannot_be_set_aside_in_a_read_view(town: Database) -> None:
    with pytest.raises(DBAPIError):
        fact(town, "next_insured_number", "H8/kita")


def test_an_unknown_kind_is_our_fault(town: Database) -> None:
    with pytest.raises(KeyError):
        fact(town, "dragon", "1")


KINDS = sorted(fact_kinds() - {"next_insured_number", "reserved_key"})
# Keys of more than one part, or of a shape of their own.
SHAPES = {
    "collection_way": "P{}/2026",
    "levy_accounts": "P{}/2026",
    "levy_facts": "P{}/2026",
    "paid_in_year": "P{}/P{}/2026",
    "levy_feeds": "I02",
    "special_withholding": "P{}/2026",
}
# What belongs to one case or one system alone is never asked about many.
ONE_AT_A_TIME = {"levy_run", "special_run", "special_withholding", "levy_feeds", "collection_way", "paid_in_year"}


def key_of(kind: str, number: int) -> FactKey:
    return FactKey(kind, SHAPES.get(kind, "P{}").format(number, number))


def test_all_facts_are_json(town: Database) -> None:
    keys = [key_of(kind, 1) for kind in KINDS if kind != "levy_feeds"]
    with town.read() as conn:
        facts = load_facts(conn, keys, on=DAY)
    assert json.loads(json.dumps(facts.as_json())) == facts.as_json()


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_hundred_keys_cost_as_many_statements_as_two(town: Database) -> None:
    # One statement for each kind of row: a hub, its debts, a levy and a set-off rest on many kinds.
    most = {"arrears": 20, "collection_debts": 9, "levy_facts": 9, "overpaid": 18}
    too_many = {}
    for kind in sorted(set(KINDS) - ONE_AT_A_TIME):
        with town.read() as conn:
            with counted(town) as for_few:
                load_facts(conn, [key_of(kind, number) for number in range(1, 3)], on=DAY)
            with counted(town) as for_many:
                load_facts(conn, [key_of(kind, number) for number in range(1, 101)], on=DAY)
        if not 1 <= len(for_few) == len(for_many) <= most.get(kind, 8):
            too_many[kind] = (len(for_few), len(for_many))
    assert too_many == {}
