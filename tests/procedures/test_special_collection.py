"""Withholding from pensions (特別徴収) to each of its ends through the API, and every wrong file and answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.special_answer import take_in_answer
from server.casework.special_begin import work_special
from server.casework.special_collection import judge, take_in_candidates
from server.casework.special_desk import leave_out, request_file, settle_error
from server.casework.special_files import make_stop_file, mark_sent, stop_file
from server.casework.special_night import run_special
from server.casework.special_results import settle_result
from server.domain.effects import JSON, RegisterChange
from server.domain.ledger.books import Claim
from server.domain.refusals import Refused
from server.domain.special_collection import Barred
from server.store import assessments, ledger, ledger_proof, levies, receipts, special_results, special_runs
from server.store.collection_ways import Way, way_of
from server.store.levy_standing import levies_standing
from server.store.special_results import Payee, SpecialResult
from tests.money.debits import Debits
from tests.procedures import withholding as w
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import World

HEAD = "000000000001031"
STARTED, CHANGED = f"special_collection/started/{HEAD}", f"special_collection/changed/{HEAD}"
MARCH = date(2027, 3, 12)


@pytest.fixture
def office(api: Api) -> Api:
    """On both kinds of database."""
    w.ready(api.city)
    return api


@pytest.fixture
def desk(town_api: Api) -> Api:
    """On the embedded one alone."""
    w.ready(town_api.city)
    return town_api


def claims(city: World) -> dict[str, Claim]:
    """The instalments of the couple, by the last two digits."""
    with city.database.read() as conn:
        keys = [one.claim_key for one in levies.instalments_of(conn, w.ACCOUNT)]
        return {key[-2:]: claim for key, claim in ledger.claims(conn, keys).items()}


def owed(city: World) -> dict[str, int]:
    """What is open by instalment, where anything is."""
    return {no: claim.open.total for no, claim in claims(city).items() if claim.open.total}


def way(city: World) -> Way:
    key = city.household("senior").key
    with city.database.read() as conn:
        return way_of(conn, [key], city.clock.business_day())[key]


def errors(city: World) -> list[SpecialResult]:
    with city.database.read() as conn:
        return list(special_results.open_errors(conn))


def proved(city: World) -> None:
    """Every yen is where it came from, once the evening's 調定票 are made."""
    with city.uow() as uow:
        assessments.assess(uow, "day")
    with city.database.read() as conn:
        assert ledger_proof.prove(conn, city.clock.business_day()).findings == []


def test_from_the_candidates_to_the_withholding_and_its_result(office: Api) -> None:
    city = office.city
    case_id = w.running(office)
    assert owed(city) == {f"{no:02d}": 10_000 for no in range(1, 6)} | {"56": 50_000}
    assert way(city) is Way.MIXED
    left = Records(city, case_id)
    assert list(left.letters()) == [STARTED]
    left.issue()
    text = left.printed(STARTED)
    assert "老齢基礎年金" in text
    assert "50,000円" in text
    assert w.NUMBER not in text
    proved(city)
    city.clock.set(MARCH)
    done = w.take(city, [(w.NUMBER, 50_000, "00")])
    assert done.outcomes == {"FULL": 1}
    assert "56" not in owed(city)
    proved(city)


def test_no_pension_number_stands_in_a_case_or_the_audit(desk: Api) -> None:
    case_id = w.running(desk)
    assert w.NUMBER not in str(desk.get("saeki", f"/cases/{case_id}").body)
    with desk.city.database.read() as conn:
        said = [str(row) for row in conn.exec_driver_sql("select * from audit_events")]
        said += [str(row) for row in conn.exec_driver_sql("select * from letters")]
    assert not any(w.NUMBER in one for one in said)


def test_given_up_at_the_list_and_given_up_at_the_check(desk: Api) -> None:
    case_id = w.listed(desk)
    no: dict[str, JSON] = {"result": "stop", "reason": "連合会の日程が変わった"}
    assert desk.complete(case_id, "check_list", no, "saeki").done()["outcome"] == "given_up"
    again = str(w.begin(desk).done()["case_id"])
    work_special(desk.city.services)
    desk.complete(again, "check_list", w.PROPOSE, "saeki").done()
    assert desk.complete(again, "second_check", no, "okamura").done()["outcome"] == "given_up"
    assert way(desk.city) is Way.SLIP


def test_returned_by_the_second_person_and_left_out_by_a_person(desk: Api) -> None:
    case_id = w.listed(desk)
    desk.complete(case_id, "check_list", w.PROPOSE, "saeki").done()
    same = desk.complete(case_id, "second_check", w.AGREE, "saeki")
    assert same.status in (403, 409)
    back: dict[str, JSON] = {"result": "return", "reason": "施設に入られた"}
    desk.complete(case_id, "second_check", back, "okamura").done()
    city, key = desk.city, desk.city.household("senior").key
    run_id = w.run_of(city, case_id).run_id
    with pytest.raises(Refused, match="special_reason_missing"):
        leave_out(city.services, city.caller("saeki"), run_id, key, " ")
    leave_out(city.services, city.caller("saeki"), run_id, key, "施設に入られた")
    with pytest.raises(Refused, match="special_row_settled"):
        leave_out(city.services, city.caller("saeki"), run_id, key, "もう一度")
    with pytest.raises(Refused, match="special_row_unknown"):
        leave_out(city.services, city.caller("saeki"), run_id, "0000000000", "ない世帯")
    assert desk.complete(case_id, "check_list", w.PROPOSE, "saeki").code == "special_nothing_to_ask"


def test_who_does_not_meet_a_condition_is_listed_and_not_asked_for(desk: Api) -> None:
    w.candidates(desk.city, w.ROW, w.ROW.replace(",001,", ",002,"))
    (found,) = judge(desk.city.services, desk.city.caller("saeki"), 2026, 2)
    assert found.barred == (Barred.TWO_PENSIONS,)
    case_id = str(w.begin(desk).done()["case_id"])
    assert desk.complete(case_id, "check_list", w.PROPOSE, "saeki").code == "special_judging"
    work_special(desk.city.services)
    assert desk.complete(case_id, "check_list", w.PROPOSE, "saeki").code == "special_nothing_to_ask"


def test_choosing_debit_is_the_way_out(desk: Api) -> None:
    w.candidates(desk.city)
    Debits(desk.city).agreed("senior")
    (found,) = judge(desk.city.services, desk.city.caller("saeki"), 2026, 2)
    assert found.barred == (Barred.DEBIT_ASKED_FOR,)


def test_a_pensioner_who_is_nobody_of_ours_is_listed_and_taken_for_no_namesake(desk: Api) -> None:
    stranger = w.ROW.replace("1955-06-20", "1955-06-21").replace(w.NUMBER, "1234567891")
    assert w.candidates(desk.city, w.ROW, stranger) == (2,)
    assert len(judge(desk.city.services, desk.city.caller("saeki"), 2026, 2)) == 1


def test_wrong_starts_are_refused_with_what_to_do(desk: Api) -> None:
    assert w.begin(desk).code == "special_no_candidates"
    w.candidates(desk.city)
    with pytest.raises(Refused, match="special_file_twice"):
        w.candidates(desk.city)
    assert w.begin(desk, first_month="12").code == "special_month_late"
    assert w.begin(desk, first_month="11").status == 422
    assert w.begin(desk, levy_year=1900).status == 422
    w.begin(desk).done()
    assert w.begin(desk).code == "special_run_open"
    assert w.stopping(desk).code == "special_not_withheld"
    assert w.stopping(desk, household_key="9999999999").status == 422
    assert w.stopping(desk, "FAILED").status == 422


def test_the_request_is_one_file_with_its_totals_and_the_same_bytes_each_time(desk: Api) -> None:
    case_id = w.listed(desk)
    city, caller = desk.city, desk.city.caller("saeki")
    run_id = w.run_of(city, case_id).run_id
    with pytest.raises(Refused, match="special_not_requested"):
        request_file(city.services, caller, run_id)
    with pytest.raises(Refused, match="special_run_unknown"):
        request_file(city.services, caller, "nothing")
    desk.complete(case_id, "check_list", w.PROPOSE, "saeki").done()
    desk.complete(case_id, "second_check", w.AGREE, "okamura").done()
    name, content = request_file(city.services, caller, run_id)
    rows = content.decode().split("\r\n")
    assert name == "tokucho-irai-2026-02.csv"
    assert rows == [
        f"H,491004,REQUEST,{run_id},2026,20261118",
        f"R,{w.NUMBER},001,202702,50000",
        "C,1,50000",
        "",
    ]
    assert request_file(city.services, caller, run_id)[1] == content
    with pytest.raises(Refused, match="special_step_done"):
        leave_out(city.services, caller, run_id, city.household("senior").key, "遅い")
    early: dict[str, JSON] = {"sent_on": "2026-11-17", "seen": True}
    assert desk.complete(case_id, "send_request", early, "okamura").code == "special_sent_before"
    with pytest.raises(Refused, match="no_right"):
        request_file(city.services, city.caller("kuroda"), run_id)


def test_who_is_not_accepted_waits_for_a_person_and_stays_with_ordinary_collection(desk: Api) -> None:
    case_id = w.sent(desk)
    city, key = desk.city, desk.city.household("senior").key
    assert desk.complete(case_id, "await_answer", w.SEEN, "okamura").code == "special_answer_awaited"
    assert w.answer(city, case_id, n1234567890="03").refused == 1
    desk.complete(case_id, "await_answer", w.SEEN, "okamura").done()
    assert desk.complete(case_id, "settle_errors", w.SEEN, "okamura").code == "special_errors_open"
    run_id = w.run_of(city, case_id).run_id
    settle_error(city.services, city.caller("saeki"), run_id, key, "年金額が足りないため普通徴収")
    with pytest.raises(Refused, match="special_row_settled"):
        settle_error(city.services, city.caller("saeki"), run_id, key, "もう一度")
    desk.complete(case_id, "settle_errors", w.SEEN, "okamura").done()
    work_special(city.services)
    assert desk.complete(case_id, "confirm_begin", w.SEEN, "okamura").done()["outcome"] == "running"
    assert way(city) is Way.SLIP
    assert len(owed(city)) == 10


def _spoiled(content: bytes, old: str, new: str) -> bytes:
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


def test_an_answer_that_does_not_fit_is_refused_whole(desk: Api) -> None:
    case_id = w.sent(desk)
    city = desk.city
    wrong = [
        ("R,1234567890,00", "R,1234567891,00", "special_answer_number"),
        ("R,1234567890,00\r\nC,1", "C,0", "special_answer_missing"),
        ("C,1", "C,2", "receipt_file_invalid"),
    ]
    for old, new, code in wrong:
        content = _spoiled(w.answer_file(city, case_id, {w.NUMBER: "00"}), old, new)
        with pytest.raises(Refused, match=code):
            take_in_answer(city.services, city.caller("saeki"), content, name="kekka")
    assert w.run_of(city, case_id).answered_on is None
    with city.database.read() as conn:
        kinds = [row[0] for row in conn.exec_driver_sql("select kind from incidents")]
    assert kinds == ["special_file_refused"] * 3
    assert w.answer(city, case_id).accepted == 1
    with pytest.raises(Refused, match="special_answer_twice"):
        w.answer(city, case_id)


def test_an_answer_before_the_request_was_sent_is_refused(desk: Api) -> None:
    case_id = w.requested(desk)
    with pytest.raises(Refused, match="special_answer_early"):
        w.answer(desk.city, case_id)


def test_a_levy_that_fell_before_the_beginning_is_not_begun_and_a_stop_notice_goes_out(desk: Api) -> None:
    case_id = w.sent(desk)
    w.answer(desk.city, case_id)
    desk.complete(case_id, "await_answer", w.SEEN, "okamura").done()
    assert desk.complete(case_id, "confirm_begin", w.SEEN, "okamura").code == "special_begin_unfinished"
    for _ in range(8):
        w.relevy(desk.city, -7_500)
    work_special(desk.city.services)
    with desk.city.database.read() as conn:
        (row,) = special_runs.rows_of(conn, w.run_of(desk.city, case_id).run_id)
    assert (row.state, row.not_begun) == ("NOT_BEGUN", "special_levy_fell")
    assert way(desk.city) is Way.SLIP
    made = make_stop_file(desk.city.services, desk.city.caller("saeki"))
    assert made is not None
    assert made.count == 1


def test_stopped_for_debit_with_the_letter_the_slips_and_the_notice(office: Api) -> None:
    w.running(office)
    city = office.city
    done = w.stopping(office, "DEBIT").done()
    case_id = str(done["case_id"])
    assert city.case(case_id).outcome == "stopped"
    assert owed(city) == {f"{no:02d}": 10_000 for no in range(1, 11)}
    assert way(city) is Way.SLIP
    left = Records(city, case_id)
    left.issue()
    text = left.printed(CHANGED)
    assert "口座振替による納付を選択されたため" in text
    assert "収納番号" in text
    assert w.NUMBER not in text
    assert w.stopping(office, "DEBIT").code == "special_not_withheld"
    caller = city.caller("saeki")
    made = make_stop_file(city.services, caller)
    assert made is not None
    name, content = stop_file(city.services, caller, made.file_id)
    assert name == "tokucho-ido-20261118.csv"
    assert content.decode().split("\r\n")[1:3] == [f"R,{w.NUMBER},001,202702,DEBIT", "C,1,0"]
    mark_sent(city.services, caller, made.file_id)
    with pytest.raises(Refused, match="special_step_done"):
        mark_sent(city.services, caller, made.file_id)
    with pytest.raises(Refused, match="special_file_unknown"):
        stop_file(city.services, caller, "nothing")
    assert make_stop_file(city.services, caller) is None
    proved(city)


def test_a_month_that_failed_is_an_ordinary_instalment_with_a_new_due_date(office: Api) -> None:
    w.running(office)
    city = office.city
    city.clock.set(MARCH)
    done = w.take(city, [(w.NUMBER, 50_000, "01")])
    assert done.outcomes == {"NOT_PAID": 1}
    assert owed(city)["11"] == 50_000
    assert "56" not in owed(city)
    assert claims(city)["11"].due_on == date(2027, 3, 31)
    with city.database.read() as conn:
        rows = conn.exec_driver_sql(
            "select case_id, outcome from cases where slug = 'special_collection' and household_key is not null"
        ).all()
    ((case_id, outcome),) = rows
    assert outcome == "stopped"
    left = Records(city, str(case_id))
    left.issue()
    assert "年金から徴収できなかったため" in left.printed(CHANGED)
    proved(city)


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([(w.NUMBER, 49_999, "00")], "pension_differs"),
        ([(w.NUMBER, 25_000, "00"), (w.NUMBER, 25_000, "00")], "pension_twice"),
    ],
)
def test_what_does_not_fit_is_on_the_list_and_nothing_is_posted_for_that_person(
    desk: Api, rows: list[tuple[str, int, str]], outcome: str
) -> None:
    w.running(desk)
    city = desk.city
    city.clock.set(MARCH)
    before = owed(city)
    done = w.take(city, rows)
    assert done.outcomes == {"SUSPENSE": len(rows)}
    assert owed(city) == before
    found = errors(city)
    assert {one.outcome for one in found} >= {outcome}
    with city.database.read() as conn:
        assert sum(receipts.suspense(conn).values()) == sum(yen for _, yen, _ in rows)
    proved(city)
    one = next(one for one in found if one.outcome == outcome)
    args = (city.services, city.caller("saeki"), one.file_id, one.record_no)
    with pytest.raises(Refused, match="special_reason_missing"):
        settle_result(*args, "DONE", "")
    with pytest.raises(Refused, match="special_result_unknown"):
        settle_result(*args[:3], 77, "DONE", "ない")
    settle_result(*args, "DONE", "本人のものと分かった")
    with pytest.raises(Refused, match="special_result_settled"):
        settle_result(*args, "DONE", "もう一度")


def test_what_is_missing_from_a_result_is_converted_by_a_person(desk: Api) -> None:
    w.running(desk)
    city = desk.city
    city.clock.set(MARCH)
    w.take(city, [("9999999999", 1_000, "00")])
    assert {one.outcome for one in errors(city)} == {"pension_unknown", "pension_missing"}
    missing = next(one for one in errors(city) if one.outcome == "pension_missing")
    settle_result(city.services, city.caller("saeki"), missing.file_id, missing.record_no, "CONVERT", "徴収がなかった")
    assert owed(city)["11"] == 50_000


def test_a_month_comes_once_and_no_month_is_left_out(desk: Api) -> None:
    w.running(desk)
    city = desk.city
    city.clock.set(MARCH)
    w.take(city, [(w.NUMBER, 50_000, "00")])
    with pytest.raises(Refused, match="receipt_file_twice"):
        w.take(city, [(w.NUMBER, 50_000, "00")])
    city.clock.set(date(2027, 7, 1))
    with pytest.raises(Refused, match="receipt_file_period_missed"):
        w.take(city, [(w.NUMBER, 50_000, "00")], month=date(2027, 6, 1), sequence=2)


def _dies(city: World) -> None:
    head = city.household("senior").members[0]
    payload = {"person_key": head.key, "tekiyo_to": "2026-12-02", "lost_by": "death", "shikaku_to": "2026-12-02"}
    city.change(RegisterChange("close_eligibility", "test/death", payload))


def test_after_a_death_what_is_withheld_belongs_to_the_payer_of_the_pension(office: Api) -> None:
    w.running(office)
    city = office.city
    city.clock.set(date(2026, 12, 4))
    _dies(city)
    assert run_special(city.services).stopped == 1
    assert run_special(city.services).stopped == 0
    assert "56" not in owed(city)
    city.clock.set(MARCH)
    assert w.take(city, [(w.NUMBER, 50_000, "00")]).outcomes == {"OVERPAID": 1}
    assert claims(city)["56"].payable.total == 50_000
    with city.database.read() as conn:
        ((found,),) = special_results.payees_of(conn, [w.claim_of(2)]).values()
    assert isinstance(found, Payee)
    assert (found.payee, found.payer, found.yen) == ("PENSION_PAYER", "日本年金機構", 50_000)
    proved(city)


def _welfare(city: World) -> None:
    for member in city.household("senior").members:
        payload = {
            "person_key": member.key,
            "tekiyo_to": "2026-12-02",
            "lost_by": "welfare",
            "shikaku_to": "2026-12-02",
        }
        city.change(RegisterChange("close_eligibility", f"test/welfare/{member.key}", payload))


def _debited(city: World) -> None:
    Debits(city).agreed("senior", valid_from="2026-12-02", consented_on="2026-12-02", first_due_on="2027-01-04")


def _lowered(city: World) -> None:
    w.relevy(city, -4_000)


@pytest.mark.parametrize(("happens", "reason"), [(_welfare, "WELFARE"), (_debited, "DEBIT"), (_lowered, "DECREASE")])
def test_the_night_stops_what_has_lost_its_ground(desk: Api, happens: Callable[[World], None], reason: str) -> None:
    w.running(desk)
    city = desk.city
    city.clock.set(date(2026, 12, 4))
    happens(city)
    night = run_special(city.services)
    assert (night.stopped, night.notices) == (1, 1)
    assert _stops(city) == [reason]
    issue_requested(city.services)
    proved(city)


def _stops(city: World) -> list[str]:
    with city.database.read() as conn:
        return [str(row[0]) for row in conn.exec_driver_sql("select reason from special_stops")]


def test_an_increase_does_not_stop_it_and_is_collected_in_the_ordinary_way(desk: Api) -> None:
    w.running(desk)
    city = desk.city
    city.clock.set(date(2026, 12, 4))
    w.relevy(city, 4_000)
    assert run_special(city.services).stopped == 0


def test_the_next_years_provisional_months_are_as_february_and_the_levy_counts_them(desk: Api) -> None:
    city = desk.city
    w.running(desk)
    city.clock.set(date(2027, 1, 20))
    row = w.ROW.replace("12000", "12001")
    head = w.HEAD.replace("2026,2026-11-10", "2027,2027-01-15")
    take_in_candidates(city.services, city.caller("saeki"), f"{head}\n{row}\nC,1\n".encode())
    case_id = str(w.begin(desk, levy_year=2027, first_month="4").done()["case_id"])
    work_special(city.services)
    desk.complete(case_id, "check_list", w.PROPOSE, "saeki").done()
    desk.complete(case_id, "second_check", w.AGREE, "okamura").done()
    desk.complete(case_id, "send_request", {"sent_on": "2027-01-20", "seen": True}, "okamura").done()
    w.answer(city, case_id)
    desk.complete(case_id, "await_answer", w.SEEN, "okamura").done()
    work_special(city.services)
    desk.complete(case_id, "confirm_begin", w.SEEN, "okamura").done()
    with city.database.read() as conn:
        (account,) = [one for one in levies.accounts_of(conn, city.household("senior").key) if one.levy_year == 2027]
        keys = [one.claim_key for one in levies.instalments_of(conn, account.account_key)]
        found = ledger.claims(conn, keys)
        (stands,) = levies_standing(conn, [account.household_key], 2027)[account.household_key]
    assert stands.revision == 0
    assert [claim.levied.total for claim in found.values()] == [50_000] * 3
    assert [claim.levied.support for claim in found.values()] == [12_500] * 3
    left = Records(city, case_id)
    left.issue()
    assert "仮徴収" in left.printed(STARTED)
    proved(city)
