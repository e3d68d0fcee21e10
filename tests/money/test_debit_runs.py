"""Direct debits asked for and answered (振替請求と結果): once each, stopped in time, held whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.casework.debit_runs import cut_due_runs, refresh_stops, run_file, send_stops, stop_one
from server.casework.issue_letters import issue_requested
from server.domain.direct_debit import Turn, run_days
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import claim_acts, debit_runs, incidents, ledger, letters, mandates, payment_slips
from server.store.tables import METADATA
from tests.money.debits import CUT, DUE, STOP_BY, Debits
from tests.world import World


@pytest.fixture
def debits(town: World) -> Debits:
    """The city on the day the request is cut."""
    for function in ("debit:run", "receipt:import"):
        town.grant("saeki", function)
    town.clock.set(CUT)
    return Debits(town)


def refused(code: str, act: object, *args: object, **more: object) -> None:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)  # type: ignore[operator]
    assert refusal.value.code == code


def stopped(debits: Debits, run: debit_runs.DebitRun) -> dict[str, str | None]:
    return {row.claim_key: row.stop_ground for row in debits.rows(run)}


def letters_of(debits: Debits) -> list[str]:
    with debits.world.database.read() as conn:
        return [one.letter for one in letters.find_letters(conn, ALL).items]


def test_ten_open_days_before_and_three_for_the_stops(town: World) -> None:
    with town.database.read() as conn:
        days = run_days(DUE, town.services.values(conn))
    assert (days.cut_on, days.stop_by, days.debit_on) == (CUT, STOP_BY, DUE)


def test_the_request_has_what_the_banks_format_says_and_no_account_number_in_any_table(debits: Debits) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    content = run_file(debits.world.services, debits.world.caller("saeki"), run.run_id)[1].decode("cp932")
    records = [content[at : at + 120] for at in range(0, len(content), 120)]
    assert [record[0] for record in records] == ["1", "2", "8", "9"]
    assert records[0][1:3] == "91"
    assert records[0][54:58] == "0104"
    assert (records[1][1:5], records[1][20:23], records[1][42], records[1][43:50]) == ("9801", "012", "1", "1234567")
    assert (records[1][50:80].strip(), int(records[1][80:90]), records[1][90]) == ("ｸﾜﾊﾗ ﾄｵﾙ", 8300, "1")
    assert records[1][91:111] == debits.rows(run)[0].collection_no
    assert (int(records[2][1:7]), int(records[2][7:19])) == (1, 8300)
    assert debits.rows(run)[0].claim_key == claim
    with debits.world.database.read() as conn:
        told = [str(row) for table in METADATA.sorted_tables for row in conn.execute(table.select())]
    assert not any("'1234567'" in row for row in told)


def test_a_second_cut_is_the_first_one(debits: Debits) -> None:
    debits.owes("family")
    debits.agreed("family")
    assert debits.cut() == debits.cut()


def test_what_is_paid_put_off_not_yet_begun_or_without_a_mandate_is_not_asked_for(debits: Debits) -> None:
    for household in ("family", "single", "senior", "insured", "north"):
        debits.owes(household)
    for household in ("family", "single", "senior", "north"):
        debits.agreed(household)
    debits.agreed("insured", first_due_on="2027-02-01")
    debits.end("senior", CUT)
    with debits.world.uow() as uow:
        claim = f"2026-{debits.world.household('single').key}-07"
        claim_acts.put_act(uow, claim, Act.DEFERRAL, date(2026, 12, 1), by_event="test")
    run = debits.cut()
    assert {row.household_key for row in debits.rows(run)} == {
        debits.world.household(name).key for name in ("family", "north")
    }
    assert run.left_out == {"DEFERRED": 1, "NOT_YET": 1}


def test_no_debit_is_taken_after_a_stop_request(debits: Debits) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    debits.world.clock.set(STOP_BY)
    debits.end("family", STOP_BY)
    name, content = send_stops(debits.world.services, debits.world.caller("saeki"), run.run_id)
    assert stopped(debits, run) == {claim: "WITHDRAWN"}
    assert debits.rows(run)[0].collection_no in content.decode("cp932")
    assert name == "furikae-teishi-20270104.csv"
    again = send_stops(debits.world.services, debits.world.caller("saeki"), run.run_id)
    assert again == (name, content)


def test_what_was_paid_since_or_changed_to_another_account_is_stopped(debits: Debits) -> None:
    debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    debits.agreed("family", "7654321", valid_from="2026-12-16")
    debits.world.clock.set(date(2026, 12, 16))
    caller = debits.world.caller("saeki")
    assert refresh_stops(debits.world.services, caller, run.run_id) == 1
    assert refresh_stops(debits.world.services, caller, run.run_id) == 0


def test_a_person_stops_one_until_the_banks_last_day(debits: Debits) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run, services, caller = debits.cut(), debits.world.services, debits.world.caller("saeki")
    refused("debit_row_unknown", stop_one, services, caller, run.run_id, "2026-0000000000-01")
    stop_one(services, caller, run.run_id, claim)
    refused("debit_row_stopped", stop_one, services, caller, run.run_id, claim)
    debits.world.clock.set(STOP_BY + timedelta(days=1))
    refused("debit_stop_too_late", stop_one, services, caller, run.run_id, claim)
    refused("debit_stop_too_late", send_stops, services, caller, run.run_id)


def test_days_and_rights_are_kept(debits: Debits) -> None:
    debits.owes("family")
    refused("no_right", cut_due_runs, debits.world.services, debits.world.caller("hayakawa"))
    debits.world.clock.set(CUT - timedelta(days=1))
    refused("debit_run_too_early", debits.cut)
    debits.world.clock.set(STOP_BY + timedelta(days=1))
    refused("debit_run_too_late", debits.cut)
    refused("debit_again_off", debits.cut, Turn.AGAIN)
    refused("debit_run_unknown", run_file, debits.world.services, debits.world.caller("saeki"), "0" * 32)


def test_the_night_cuts_what_is_due_once(debits: Debits) -> None:
    debits.owes("family")
    debits.agreed("family")
    services, caller = debits.world.services, debits.world.caller("saeki")
    assert [run.due_on for run in cut_due_runs(services, caller)] == [DUE]
    assert cut_due_runs(services, caller) == ()


CODES = [
    ("0", 0, "ACCEPTED", []),
    ("1", 8300, "ACCEPTED", ["direct_debit/failed"]),
    ("2", 8300, "SUSPENDED", ["direct_debit/failed"]),
    ("3", 8300, None, ["direct_debit/failed"]),
    ("4", 8300, "RETURNED", ["direct_debit/failed"]),
    ("8", 8300, "ACCEPTED", []),
    ("9", 8300, "ACCEPTED", []),
]


@pytest.mark.parametrize(("code", "left", "status", "sent"), CODES)
def test_each_answer_of_a_bank_does_what_the_table_says(
    debits: Debits, code: str, left: int, status: str | None, sent: list[str]
) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    debits.take(run, {claim: code})
    key = debits.world.household("family").key
    with debits.world.database.read() as conn:
        assert ledger.claims(conn, [claim])[claim].open.total == left
        now = mandates.mandates_on(conn, [key], debits.world.clock.business_day()).get(key)
        looks = [one.kind for one in incidents.open_incidents(conn, ALL) if one.kind == "debit_look_at"]
    assert (None if now is None else now.status) == status
    assert letters_of(debits) == sent
    assert looks == (["debit_look_at"] if code in ("8", "9") else [])
    assert debits.rows(run)[0].result == code


def test_money_taken_after_our_stop_counts_and_is_looked_at(debits: Debits) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    stop_one(debits.world.services, debits.world.caller("saeki"), run.run_id, claim)
    debits.take(run, {claim: "0"})
    with debits.world.database.read() as conn:
        assert ledger.claims(conn, [claim])[claim].open.total == 0
        assert "debit_look_at" in {one.kind for one in incidents.open_incidents(conn, ALL)}


def test_the_letter_of_a_failed_debit_has_a_slip_for_what_is_open_and_is_held_when_it_was_paid(debits: Debits) -> None:
    claim = debits.owes("family")
    debits.agreed("family")
    run = debits.cut()
    debits.take(run, {claim: "1"})
    with debits.world.database.read() as conn:
        assert payment_slips.standing_slips(conn, [claim])[claim, "principal"].amount == 8300
    assert issue_requested(debits.world.services).rendered == 1


def test_pm02_the_whole_file_is_held_when_one_record_does_not_fit(debits: Debits) -> None:
    claim, other = debits.owes("family"), debits.owes("single")
    debits.agreed("family")
    debits.agreed("single", "7654321")
    run = debits.cut()
    refused("debit_result_amount", debits.take, run, {claim: "0", other: "0"}, amount=8301, credited=16601)
    refused("debit_result_missing", debits.take, run, {claim: "0"})
    refused("receipt_credit_differs", debits.take, run, {claim: "0", other: "0"}, credited=8300)
    with debits.world.database.read() as conn:
        assert all(ledger.claims(conn, [claim, other])[key].open.total == 8300 for key in (claim, other))
    assert debits.rows(run)[0].result is None
    debits.sequence = 0
    assert debits.take(run, {claim: "0", other: "1"}).outcomes == {"FULL": 1, "NOT_PAID": 1}


def test_asked_stopped_and_answered_on_both_kinds_of_database(city: World) -> None:
    for function in ("debit:run", "receipt:import"):
        city.grant("saeki", function)
    city.clock.set(CUT)
    debits = Debits(city)
    claim, other = debits.owes("family"), debits.owes("single")
    debits.agreed("family")
    debits.agreed("single", "7654321")
    run = debits.cut()
    stop_one(city.services, city.caller("saeki"), run.run_id, other)
    assert send_stops(city.services, city.caller("saeki"), run.run_id)[0].endswith(".csv")
    assert debits.take(run, {claim: "2", other: "8"}).outcomes == {"NOT_PAID": 2}
    assert {row.claim_key: row.result for row in debits.rows(run)} == {claim: "2", other: "8"}
    assert letters_of(debits) == ["direct_debit/failed"]
