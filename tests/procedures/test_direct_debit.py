"""Direct debit (口座振替) to each of its ends through the API, and every wrong answer that a person can give."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store import mandates
from server.store import tables as t
from server.store.collection_ways import Way, way_of
from tests.procedures import debiting as answers
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import DAY


@pytest.fixture
def office(api: Api) -> Api:
    """On both kinds of database."""
    answers.ready(api.city)
    return api


@pytest.fixture
def desk(town_api: Api) -> Api:
    """On the embedded one alone."""
    answers.ready(town_api.city)
    return town_api


def mandate(api: Api, household: str = "family", day: date = DAY) -> mandates.Mandate | None:
    key = api.city.household(household).key
    with api.city.database.read() as conn:
        return mandates.mandates_on(conn, [key], day).get(key)


def test_accepted_at_the_card_terminal_and_debited_from_the_next_request_on(office: Api) -> None:
    case_id = answers.entered(office)
    done = office.complete(case_id, "check", answers.check(), "okamura").done()
    assert (done["status"], done["outcome"]) == ("completed", "accepted")
    stands = mandate(office)
    assert stands is not None
    assert (stands.status, stands.masked, stands.institution, stands.branch) == ("ACCEPTED", "****567", "9801", "012")
    assert stands.first_due_on == date(2027, 1, 4)
    key = office.city.household("family").key
    with office.city.database.read() as conn:
        assert way_of(conn, [key], DAY) == {key: Way.DEBIT}
    left = Records(office.city, case_id)
    assert list(left.letters()) == ["direct_debit/started"]
    left.issue()
    text = left.printed("direct_debit/started")
    assert "****567" in text
    assert answers.NUMBER not in text


def test_the_whole_number_stands_in_no_table_and_no_answer(office: Api) -> None:
    case_id = answers.entered(office)
    office.complete(case_id, "check", answers.check(), "okamura").done()
    with office.city.database.read() as conn:
        told = [str(row) for table in t.METADATA.sorted_tables for row in conn.execute(table.select())]
    assert not any(answers.NUMBER in row for row in told if "0000000001234567" not in row)
    assert answers.NUMBER not in str(office.get("saeki", f"/cases/{case_id}").body)


def test_accepted_after_the_bank_was_asked(desk: Api) -> None:
    case_id = answers.entered(desk, proof="SEAL")
    desk.complete(case_id, "check", answers.check(), "okamura").done()
    answer: dict[str, JSON] = {"answered_on": answers.TODAY, "result": "accepted"}
    done = desk.complete(case_id, "bank_answer", answer, "okamura").done()
    assert done["outcome"] == "accepted"
    assert mandate(desk) is not None


def test_refused_by_the_bank_sent_back_corrected_and_accepted(desk: Api) -> None:
    case_id = answers.entered(desk, proof="SEAL")
    desk.complete(case_id, "check", answers.check(), "okamura").done()
    answer: dict[str, JSON] = {"answered_on": answers.TODAY, "result": "refused", "reason": "HOLDER"}
    desk.complete(case_id, "bank_answer", answer, "okamura").done()
    assert list(Records(desk.city, case_id).letters()) == ["direct_debit/returned"]
    again: dict[str, JSON] = {"arrived_on": answers.TODAY, "paper_location": "受付箱 2"}
    desk.complete(case_id, "receive_again", again, "okamura").done()
    desk.complete(case_id, "enter", answers.enter(account_number="7654321"), "saeki").done()
    done = desk.complete(case_id, "check", answers.check("7654321"), "okamura").done()
    assert done["outcome"] == "accepted"
    stands = mandate(desk)
    assert stands is not None
    assert stands.masked == "****321"


def test_never_handed_in_again_and_closed_after_thirty_days(desk: Api) -> None:
    case_id = answers.entered(desk, institution="1234")
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["receive_again"]
    desk.city.clock.set(date(2026, 12, 18))
    wake_due(desk.city.services)
    assert desk.city.case(case_id).status == "active"
    desk.city.clock.set(date(2026, 12, 21))
    wake_due(desk.city.services)
    assert desk.city.case(case_id).outcome == "gave_up"
    assert mandate(desk, day=date(2026, 12, 21)) is None


def test_withdrawn_at_the_entry(desk: Api) -> None:
    case_id = answers.started(desk)
    left = answers.enter(next_step="withdraw", withdraw_reason="納付書で納める")
    assert desk.complete(case_id, "enter", left, "saeki").done()["outcome"] == "withdrawn"
    assert mandate(desk) is None


def test_a_change_ends_the_old_account_and_begins_the_new_one(desk: Api) -> None:
    first = answers.entered(desk)
    desk.complete(first, "check", answers.check(), "okamura").done()
    desk.city.clock.set(date(2026, 12, 1))
    case_id = answers.started(desk, request="CHANGE")
    desk.complete(case_id, "enter", answers.enter(account_number="7654321"), "saeki").done()
    desk.complete(case_id, "check", answers.check("7654321"), "okamura").done()
    with desk.city.database.read() as conn:
        old, new = mandates.history_of(conn, desk.city.household("family").key)
    assert (old.valid_to, new.valid_from, new.masked) == (date(2026, 12, 1), date(2026, 12, 1), "****321")


def test_stopped_on_request(desk: Api) -> None:
    first = answers.entered(desk)
    desk.complete(first, "check", answers.check(), "okamura").done()
    desk.city.clock.set(date(2026, 12, 1))
    case_id = answers.started(desk, request="STOP", stop_reason="ASKED")
    assert desk.city.case(case_id).outcome == "stopped"
    assert mandate(desk, day=date(2026, 12, 1)) is None


def test_a_stop_without_a_mandate_is_refused(desk: Api) -> None:
    data = answers.start(desk.city, request="STOP", stop_reason="ASKED")
    assert desk.post("saeki", "/cases", {"procedure": "direct_debit", "data": data}).code == "mandate_unknown"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"institution": "1234"}, "金融機関1234は市の取扱金融機関ではありません"),
        ({"institution": "9802", "branch": "014"}, "支店014は2025-03-31に廃止されています"),
        ({"account_kind": "4"}, "この預金種目からは振替できません"),
        ({"account_kind": "9"}, "この預金種目からは振替できません"),
        ({"holder_kana": "桑原徹"}, "口座名義は半角カナ"),
        ({"proof": "NONE"}, "届出印も、電子認証も"),
        ({"fault": "届出印が薄い"}, "届出印が薄い"),
    ],
)
def test_a_faulty_form_goes_back_with_its_reason(desk: Api, wrong: dict[str, JSON], said: str) -> None:
    case_id = answers.entered(desk, **wrong)
    left = Records(desk.city, case_id)
    left.issue()
    assert said in left.printed("direct_debit/returned")
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["receive_again"]


@pytest.mark.parametrize("number", ["12345678", "123456", "123456a", "", None])
def test_an_account_number_that_is_none_is_refused_beside_its_field(desk: Api, number: JSON) -> None:
    case_id = answers.started(desk)
    reply = desk.complete(case_id, "enter", answers.enter(account_number=number), "saeki")
    assert reply.status == 422
    assert reply.body["errors"][0]["field"] == "account_number"
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["enter"]


def test_a_second_person_types_the_number_again_and_must_type_the_same(desk: Api) -> None:
    case_id = answers.entered(desk)
    desk.city.grant("saeki", "work:receipts")
    assert desk.complete(case_id, "check", answers.check(), "saeki").code == "same_person_enters_and_checks"
    assert desk.complete(case_id, "check", answers.check("1234568"), "okamura").code == "account_number_twice"
    assert mandate(desk) is None
    assert desk.complete(case_id, "check", answers.check(), "okamura").done()["outcome"] == "accepted"


def test_returned_to_entry_the_mask_keeps_the_number(desk: Api) -> None:
    case_id = answers.entered(desk)
    back: dict[str, JSON] = {"result": "return", "reason": "名義が違う"}
    desk.complete(case_id, "check", back, "okamura").done()
    masked = answers.enter(account_number="****567", holder_kana="ｸﾜﾊﾗ ﾐｻｷ")
    desk.complete(case_id, "enter", masked, "saeki").done()
    assert desk.complete(case_id, "check", answers.check(), "okamura").done()["outcome"] == "accepted"


def test_another_offices_clerk_cannot_take_it_in(desk: Api) -> None:
    data = answers.start(desk.city)
    assert desk.post("kitano", "/cases", {"procedure": "direct_debit", "data": data}).code == "out_of_scope"
