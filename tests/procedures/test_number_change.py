"""A changed My Number (個人番号の変更) to each end: in the sealed register alone, never in the case."""

from __future__ import annotations

import pytest

from server.domain.effects import JSON
from server.store import tables as t
from server.store.my_numbers import assign_number, has_number, open_checks, put_number, reveal_number
from tests.procedures.changing import HEAD, NEW_NUMBER, WIFE, Office, deployed
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order
from tests.world import World

OLD_NUMBER = "987654321018"


@pytest.fixture
def office(api: Api) -> Office:
    """On both kinds of database; the wife's number is on record."""
    deployed(api.city)
    put(api.city, OLD_NUMBER, WIFE)
    return Office(api)


@pytest.fixture
def desk(town_api: Api) -> Office:
    """On the embedded one alone."""
    deployed(town_api.city)
    put(town_api.city, OLD_NUMBER, WIFE)
    return Office(town_api)


def put(city: World, number: str, person: str) -> None:
    with city.uow() as uow:
        token = put_number(uow, city.services.numbers, number, method="CARD", purpose="test")
        assert assign_number(uow, city.services.numbers, token, person) == "stored"


def number_of(city: World, person: str) -> str:
    with city.uow() as uow:
        return reveal_number(uow, city.services.numbers, person, purpose="test")


def statuses(office: Office) -> list[str]:
    return sorted(row["status"] for row in Records(office.city, "").rows(t.my_numbers))


def test_the_new_number_takes_the_place_of_the_old_one_which_stays_sealed(office: Office) -> None:
    case_id = office.changed("my_number")
    assert office.city.case(case_id).outcome == "changed"
    assert number_of(office.city, WIFE) == NEW_NUMBER
    assert statuses(office) == ["current", "superseded"]
    (told,) = Records(office.city, case_id).rows(t.exports)
    assert "my_number" in str(told)
    assert_in_order(office.city, case_id)


def test_no_number_stands_in_any_table_or_answer(desk: Office) -> None:
    case_id = desk.changed("my_number")
    with desk.city.database.read() as conn:
        told = [str(row) for table in t.METADATA.sorted_tables for row in conn.execute(table.select())]
    assert not any(number in row for row in told for number in (NEW_NUMBER, OLD_NUMBER))
    assert NEW_NUMBER not in str(desk.api.get("saeki", f"/cases/{case_id}").body)


def test_who_had_no_number_on_record_has_one_afterwards(desk: Office) -> None:
    desk.changed("my_number", person_key=HEAD)
    assert number_of(desk.city, HEAD) == NEW_NUMBER
    assert number_of(desk.city, WIFE) == OLD_NUMBER


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"new_my_number": OLD_NUMBER}, "new_my_number", "my_number_unchanged"),
        ({"new_my_number": OLD_NUMBER, "person_key": HEAD}, "new_my_number", "my_number_of_another"),
        ({"new_my_number": "123456789019"}, "new_my_number", "my_number_check_digit"),
        ({"new_my_number": "12345"}, "new_my_number", "my_number_length"),
        ({"new_my_number": None}, "new_my_number", "required"),
        ({"person_key": "999999999999999"}, "person_key", "person_not_in_household"),
        ({"changed_on": "2027-01-01"}, "changed_on", "date_in_future"),
    ],
)
def test_what_cannot_be_true_is_refused_beside_its_field(
    desk: Office, changes: dict[str, JSON], field: str, code: str
) -> None:
    reply = desk.entering("my_number", **changes)
    assert reply.status in (409, 422)
    found = [(one["field"], one["code"]) for one in reply.body["errors"]]
    assert [one[0] for one in found] == [field]
    assert found[0][1] == code or code == "date_in_future"
    assert str(changes.get("new_my_number") or "nothing") not in str(reply.body)
    assert number_of(desk.city, WIFE) == OLD_NUMBER


def test_refused_or_withdrawn_nothing_changes_and_the_new_number_is_given_up(desk: Office) -> None:
    withdrawn = desk.entered("my_number", next_step="withdraw", withdraw_reason="本人が取り下げた")
    assert desk.city.case(withdrawn).outcome == "withdrawn"
    desk.city.grant("saeki", "work:qualification")
    case_id = desk.entered(
        "my_number",
        channel={"channel": "EXOFFICIO", "exofficio_ground": "public_record", "exofficio_reason": "住基で確認"},
    )
    desk.finished(case_id, "refuse")
    assert desk.city.case(case_id).outcome == "refused"
    assert number_of(desk.city, WIFE) == OLD_NUMBER
    assert set(statuses(desk)) == {"current", "discarded"}
    with desk.city.database.read() as conn:
        assert open_checks(conn) == ()
        assert not has_number(conn, HEAD)
