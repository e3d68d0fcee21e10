"""Register changes: each kind once under its key, each row naming its event, and no second certificate."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from server.domain.effects import RegisterChange
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.bulk import take_over
from server.store.database import Database
from server.store.facts import load_facts
from server.store.registers import touched_households
from tests.store.city import DAY, NOW, apply, change, do, household, later, member, person


def eligible(key: str = "P1", start: str = "2026-06-15", **more: object) -> RegisterChange:
    says = {"person_key": key, "household_key": "H1", "shikaku_from": start, "tekiyo_from": start}
    says |= {"acquired_by": "left_employee_insurance", "symbol": "若1", "number": "0000001", "branch": "01"}
    return change("open_eligibility", **(says | more))


def certificate(key: str = "C1", **more: object) -> RegisterChange:
    says = {"certificate_key": key, "person_key": "P1", "household_key": "H1", "kind": "CERTIFICATE"}
    return change("put_certificate", **(says | {"issued_on": "2026-06-20", "valid_until": "2027-07-31"} | more))


@pytest.fixture
def town(city: Database) -> Database:
    """A household of two."""
    apply(
        city,
        household("H1"),
        person("P1", "桑原 徹", "クワバラ トオル", "1968-05-01", sex="M"),
        person("P2", "桑原 美和", "クワバラ ミワ", "1972-02-10"),
        member("P1", "H1"),
        member("P2", "H1", "SPOUSE"),
    )
    return city


def fact(database: Database, kind: str, key: str) -> object:
    with database.read() as conn:
        return load_facts(conn, [FactKey(kind, key)], on=DAY).get_fact(kind, key)


def test_each_row_names_its_event(town: Database) -> None:
    apply(town, eligible())
    with town.read() as conn:
        for table in (t.person_records, t.household_records, t.memberships, t.eligibilities):
            assert set(conn.scalars(select(table.c.by_event))) == {"test/1"}


def test_the_same_change_twice_is_applied_once(town: Database) -> None:
    assert apply(town, eligible(), eligible()) == [True, False]
    assert apply(town, eligible()) == [False]
    with town.read() as conn:
        assert len(conn.execute(t.eligibilities.select()).all()) == 1


def test_another_change_under_the_same_key_is_refused(town: Database) -> None:
    apply(town, change("put_card_status", "k", person_key="P1", status="usable", valid_from="2026-01-01"))
    with pytest.raises(Refused, match="register_change_reused"):
        apply(town, change("put_card_status", "k", person_key="P1", status="blocked", valid_from="2026-01-01"))


def test_an_unknown_kind_is_refused(town: Database) -> None:
    with pytest.raises(Refused, match="register_change_unknown"):
        apply(town, change("put_dragon", x=1))


@pytest.mark.parametrize(
    "payload",
    [
        {"person_key": "P1", "status": "usable"},
        {"person_key": "P1", "status": "usable", "valid_from": "2026-01-01", "my_number": "123456789018"},
        {"person_key": "P1", "status": "usable", "valid_from": "1.1.2026"},
    ],
)
def test_a_payload_not_of_its_kind_is_refused_and_nothing_kept(town: Database, payload: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"missing|unknown|isoformat"):
        apply(town, change("put_card_status", "k", **payload))
    with town.read() as conn:
        assert conn.execute(t.register_changes.select().where(t.register_changes.c.change_key == "k")).first() is None


def test_a_person_insured_already_cannot_be_insured_again_for_the_same_days(town: Database) -> None:
    apply(town, eligible())
    with pytest.raises(Refused, match="register_overlap"):
        apply(town, eligible(start="2026-07-01"))


def test_after_a_loss_the_same_day_can_begin_a_new_spell(town: Database) -> None:
    apply(town, eligible())
    apply(town, change("close_eligibility", person_key="P1", tekiyo_to="2026-09-01", lost_by="joined_employer"))
    apply(town, eligible(start="2026-09-01"))
    spells = fact(town, "person_eligibility", "P1")
    assert isinstance(spells, dict)
    assert [(s["tekiyo_from"], s["tekiyo_to"], s["lost_by"]) for s in spells["spells"]] == [
        ("2026-06-15", "2026-09-01", "joined_employer"),
        ("2026-09-01", None, None),
    ]


def test_two_valid_certificates_of_one_person_are_refused_by_name(town: Database) -> None:
    apply(town, certificate())
    with pytest.raises(Refused, match="certificate_already_valid") as caught:
        apply(town, certificate("C2"))
    assert "桑原 徹" in caught.value.message_ja


def test_two_valid_certificates_are_refused_by_the_database_itself(town: Database) -> None:
    apply(town, certificate())
    with town.read() as conn:
        row = conn.execute(t.certificates.select()).one()._asdict()
    del row["row_id"]
    with pytest.raises(DBAPIError, match="kokuho_overlap"), town.engine.begin() as conn:
        conn.execute(t.certificates.insert().values(**(row | {"certificate_key": "C2"})))


def test_a_certificate_of_the_next_year_may_be_made_while_the_old_one_holds(town: Database) -> None:
    apply(town, certificate(), certificate("C2", issued_on="2027-08-01", valid_until="2028-07-31"))


def test_a_replaced_certificate_makes_room_and_keeps_its_history(town: Database) -> None:
    apply(town, certificate())
    lost = change("supersede_certificate", certificate_key="C1", on="2026-11-18", status="LOST")
    apply(town, lost, certificate("C2", issued_on="2026-11-18"), at=later(1))
    today = fact(town, "certificates", "P1")
    before = fact(town, "certificates", "P1@2026-11-17")
    assert isinstance(today, list)
    assert isinstance(before, list)
    assert [(c["certificate_key"], c["status"]) for c in today] == [("C1", "LOST"), ("C2", "VALID")]
    assert [(c["certificate_key"], c["status"]) for c in before] == [("C1", "VALID")]


def test_a_certificate_that_is_over_needs_no_replacing(town: Database) -> None:
    apply(town, certificate(valid_until="2026-10-31"))
    apply(town, change("supersede_certificate", certificate_key="C1", on="2026-11-18", status="SUPERSEDED"))
    certificates = fact(town, "certificates", "P1")
    assert isinstance(certificates, list)
    assert certificates[0]["status"] == "VALID"


def test_a_certificate_nobody_has_cannot_be_replaced(town: Database) -> None:
    with pytest.raises(Refused, match="register_overlap"):
        apply(town, change("supersede_certificate", certificate_key="C9", on="2026-11-18", status="LOST"))


def test_a_move_to_another_household_leaves_the_old_one_on_its_days(town: Database) -> None:
    apply(town, household("H2", "kita"), member("P2", "H2", valid_from="2026-08-01"))
    before = fact(town, "household", "H1@2026-07-31")
    after = fact(town, "household", "H1")
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert [m["person_key"] for m in before["members"]] == ["P1", "P2"]
    assert [m["person_key"] for m in after["members"]] == ["P1"]


def test_changes_touch_the_households_named_and_those_of_the_persons(town: Database) -> None:
    changes = [eligible(), change("put_share_class", person_key="P2", share=20, basis="row 1", valid_from="2026-08-01")]
    with town.read() as conn:
        assert touched_households(conn, changes) == {"H1"}
        assert touched_households(conn, changes[1:]) == {"H1"}


def test_whoever_moves_touches_the_household_he_leaves_too(town: Database) -> None:
    with town.read() as conn:
        assert touched_households(conn, [member("P2", "H2")]) == {"H1", "H2"}


def test_what_was_known_before_a_correction_stays_known_for_then(town: Database) -> None:
    apply(town, person("P2", "桑原 美和子", "クワバラ ミワコ", "1972-02-10"), at=later(10))
    with town.read() as conn:
        then = load_facts(conn, [FactKey("person", "P2")], on=DAY, known_at=later(5)).get_fact("person", "P2")
        now = load_facts(conn, [FactKey("person", "P2")], on=DAY).get_fact("person", "P2")
    assert (then["name"], now["name"]) == ("桑原 美和", "桑原 美和子")


def test_a_takeover_in_bulk_gives_the_same_facts_as_change_by_change(city: Database) -> None:
    def taken(number: int) -> list[RegisterChange]:
        key, home = f"P{number}", f"H{number}"
        return [
            household(home, phone="043-000-0009"),
            person(key, "有馬 俊", "アリマ シュン", "1990-01-01"),
            member(key, home),
            eligible(key, household_key=home),
        ]

    apply(city, *taken(1))
    assert do(city, lambda uow: take_over(uow, taken(2), event="file/1")) == 4
    with city.read() as conn:
        keys = [FactKey(kind, key) for kind, key in (("household", "H1"), ("household", "H2"))]
        facts = load_facts(conn, keys, on=DAY)
        phones = set(conn.scalars(select(t.household_records.c.phone_key)))
    assert phones == {"0430000009"}
    assert str(facts.get_fact("household", "H2")) == str(facts.get_fact("household", "H1")).replace("H1", "H2").replace(
        "P1", "P2"
    )


def test_a_takeover_of_what_stands_already_keeps_nothing_of_the_batch(town: Database) -> None:
    more = [person("P3", "新", "シン", "2000-01-01"), person("P1", "桑原", "クワバラ", "1968-05-01", name_kana="クワ")]
    with pytest.raises(DBAPIError):
        do(town, lambda uow: take_over(uow, more, event="file/1"), at=NOW)
    assert fact(town, "person", "P3") is None
