"""A file of receipts taken in: one transaction, accepted whole or refused whole, and what becomes of each payment."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text

from server.casework.assess import assess_day, decide_assessment
from server.casework.correct_receipt import correct_receipt
from server.casework.import_receipts import Imported, import_receipts, state_no_payments
from server.domain.ledger.amounts import Amounts
from server.domain.limitation import Act
from server.domain.receipts import Channel, IncomingFile, Stage
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.exchange.counter_cash import write_counter_file
from server.exchange.store_file import write_store_file
from server.store import assessments, claim_acts, incidents, ledger, levies, messages, payment_slips, receipts
from server.store import tables as t
from server.store.households import household_revs
from server.store.payment_slips import SlipLine
from tests.money.purse import CONSIGNOR, UNKNOWN, Purse
from tests.world import World

TABLES = ("postings", "receipts", "receipt_files", "messages")


@pytest.fixture
def owed(purse: Purse) -> Purse:
    """A family that owes 8,300 yen on each of four instalments."""
    purse.open_account(purse.world.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    purse.assess()
    return purse


def take(purse: Purse, file: IncomingFile, *, credited: int | None = None, content: bytes | None = None) -> Imported:
    return import_receipts(
        purse.world.services,
        purse.world.caller("saeki"),
        "store_receipts",
        write_store_file(file, CONSIGNOR) if content is None else content,
        name="file",
        credited=file.total if credited is None else credited,
    )


def counts(world: World) -> list[int]:
    with world.database.read() as conn:
        return [conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES]


def refused(purse: Purse, code: str, file: IncomingFile, **given: object) -> None:
    """Refused with the code; nothing posted; one open incident."""
    before = counts(purse.world)
    with pytest.raises(Refused, match=code):
        take(purse, file, **given)  # type: ignore[arg-type]
    assert counts(purse.world) == before
    with purse.world.database.read() as conn:
        assert "receipt_file_refused" in {one.kind for one in incidents.open_incidents(conn, ALL)}


def notes(done: Imported) -> dict[int, tuple[str, ...]]:
    return dict(done.look_at)


def test_payments_are_posted_and_the_day_up_to_which_they_are_in_moves_on(owed: Purse) -> None:
    done = owed.pay([(owed.number(owed.claim_keys[0]), 8300), (owed.number(owed.claim_keys[1]), 300)])
    claims = owed.claims()
    assert done.outcomes == {"FULL": 1, "PARTIAL": 1}
    assert [claims[key].open.total for key in owed.claim_keys] == [0, 8000, 8300, 8300]
    with owed.world.database.read() as conn:
        (mark,) = receipts.high_water(conn)
    assert (mark.channel, mark.day) == ("CVS", owed.world.clock.business_day())
    owed.agree()


def test_a_payment_raises_the_guard_of_its_household_so_that_no_older_letter_leaves(owed: Purse) -> None:
    key = owed.world.household("family").key
    with owed.world.database.read() as conn:
        before = household_revs(conn, [key])[key]
    owed.pay([(owed.number(owed.claim_keys[0]), 8300)])
    with owed.world.database.read() as conn:
        assert household_revs(conn, [key])[key] == before + 1


def test_pm02_217_rows_are_all_posted_or_none_of_them(owed: Purse) -> None:
    paid = [(owed.number(owed.claim_keys[0]), 10)] * 217
    assert owed.pay(paid).outcomes == {"PARTIAL": 217}
    owed.agree()
    owed.assess()
    owed.world.clock.set(owed.world.clock.business_day() + timedelta(days=1))
    file = owed.file(paid)
    refused(owed, "receipt_credit_differs", file, credited=file.total - 10)
    owed.sequence -= 1
    owed.agree()


def test_pm02_a_file_of_money_without_the_banks_credit_is_refused(owed: Purse) -> None:
    file = owed.file([(owed.number(owed.claim_keys[0]), 8300)])
    with pytest.raises(Refused, match="receipt_credit_missing"):
        import_receipts(
            owed.world.services,
            owed.world.caller("saeki"),
            "store_receipts",
            write_store_file(file, CONSIGNOR),
            name="x",
        )


def test_a_wrong_file_is_refused_and_nothing_is_posted(owed: Purse) -> None:
    file = owed.file([(owed.number(owed.claim_keys[0]), 8300)])
    content = write_store_file(file, CONSIGNOR)
    refused(owed, "receipt_file_invalid", file, content=content[:-1])
    refused(owed, "receipt_file_invalid", file, content=content.replace(b"00008300", b"00008301", 1))
    take(owed, file)


def test_a_file_comes_once(owed: Purse) -> None:
    file = owed.file([(owed.number(owed.claim_keys[0]), 8300)])
    take(owed, file)
    refused(owed, "receipt_file_twice", file)
    refused(owed, "receipt_file_out_of_sequence", replace(file, receipts=()))


def test_a_file_too_early_or_too_late_in_its_series_is_refused(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 100)])
    owed.world.clock.set(owed.world.clock.business_day() + timedelta(days=1))
    file = owed.file([(owed.number(owed.claim_keys[0]), 100)])
    refused(owed, "receipt_file_out_of_sequence", replace(file, sequence=file.sequence + 1))
    refused(owed, "receipt_file_out_of_sequence", replace(file, sequence=file.sequence - 1))
    take(owed, file)


def test_pm01_a_day_left_out_between_two_files_is_refused(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 100)])
    owed.world.clock.set(owed.world.clock.business_day() + timedelta(days=3))
    file = owed.file([(owed.number(owed.claim_keys[0]), 100)])
    later = replace(file, covers_from=file.covers_from + timedelta(days=1))
    refused(owed, "receipt_file_period_missed", later)
    take(owed, file)


def test_pm01_a_zero_notice_moves_the_day_on_and_a_late_file_may_prove_it_wrong(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 100)])
    day = owed.world.clock.business_day() + timedelta(days=2)
    owed.world.clock.set(day)
    saeki = owed.world.caller("saeki")
    for channel, sender, through, code in (
        (Channel.CVS, "000123", day + timedelta(days=1), "receipt_zero_ahead"),
        (Channel.CVS, "000999", day, "receipt_sender_unknown"),
        (Channel.CVS, "000123", day - timedelta(days=2), "receipt_file_period_missed"),
    ):
        with pytest.raises(Refused, match=code):
            state_no_payments(owed.world.services, saeki, channel, sender, through)
    state_no_payments(owed.world.services, saeki, Channel.CVS, "000123", day)
    with owed.world.database.read() as conn:
        assert receipts.high_water(conn)[0].day == day
    file = owed.file([(owed.number(owed.claim_keys[1]), 100)])
    take(owed, replace(file, covers_from=day - timedelta(days=1), covers_to=day))
    assert owed.claims()[owed.claim_keys[1]].open.total == 8200


def test_a_payment_told_ahead_holds_and_posts_nothing_until_it_is_final(owed: Purse) -> None:
    key, household = owed.claim_keys[0], owed.world.household("family").key
    told = owed.file([(owed.number(key), 8300)], stage=Stage.PRELIM)
    assert take(owed, told).outcomes == {"HELD": 1}
    assert owed.claims()[key].open.total == 8300
    with owed.world.database.read() as conn:
        assert [one.amount for one in receipts.in_transit(conn, [household])] == [8300]
    owed.world.clock.set(owed.world.clock.business_day() + timedelta(days=1))
    final = replace(told.receipts[0], stage=Stage.FINAL, settled_on=owed.world.clock.business_day())
    today = owed.world.clock.business_day()
    paid = replace(final, paid_on=today)
    take(owed, replace(owed.file([]), receipts=(paid,)))
    assert owed.claims()[key].open.total == 0
    with owed.world.database.read() as conn:
        assert receipts.in_transit(conn, [household]) == ()


def test_a_cancelled_payment_frees_its_hold_and_one_cancelled_after_it_was_final_is_shown(owed: Purse) -> None:
    told = owed.file([(owed.number(owed.claim_keys[0]), 8300)], stage=Stage.PRELIM)
    cancel = replace(told.receipts[0], stage=Stage.PRELIM_CANCEL, record_no=2)
    final = replace(told.receipts[0], stage=Stage.FINAL, record_no=3)
    done = take(owed, replace(told, receipts=(*told.receipts, cancel, final)))
    assert done.outcomes == {"HELD": 1, "CLEARED": 1, "FULL": 1}
    assert notes(done) == {3: ("final_after_cancel",)}
    with owed.world.database.read() as conn:
        assert "receipt_look_at" in {one.kind for one in incidents.open_incidents(conn, ALL)}


def test_a_payment_with_a_number_that_came_before_stands_as_suspense(owed: Purse) -> None:
    file = owed.file([(owed.number(owed.claim_keys[0]), 8300)])
    twice = replace(file, receipts=(*file.receipts, replace(file.receipts[0], record_no=2)))
    done = take(owed, twice)
    assert done.outcomes == {"FULL": 1, "SUSPENSE": 1}
    assert notes(done)[2] == ("duplicate",)
    owed.cash += 16600
    owed.agree()


@pytest.mark.parametrize(
    ("number", "why"),
    [(UNKNOWN, "notice_unknown"), (UNKNOWN[:-1] + "0", "number_invalid"), ("20260000000001001010", "number_invalid")],
)
def test_a_payment_for_nobody_stands_as_suspense_until_two_people_move_it(owed: Purse, number: str, why: str) -> None:
    done = owed.pay([(number, 8300)])
    assert notes(done) == {1: (why,)}
    (receipt_id,) = owed.receipt_ids()
    with pytest.raises(Refused, match="receipt_same_person"):
        correct_receipt(
            owed.world.services,
            owed.world.caller("saeki"),
            receipt_id,
            owed.claim_keys[0],
            proposed_by="saeki",
            reason="x",
        )
    owed.correct(receipt_id, owed.claim_keys[0])
    assert owed.claims()[owed.claim_keys[0]].open.total == 0
    with owed.world.database.read() as conn:
        (line,) = [one for one in ledger.lines_of_receipt(conn, receipt_id) if one.posting.claim]
    assert (line.posting.value_on, line.second_user) == (owed.world.clock.business_day(), "okamura")
    owed.agree()


def test_a_payment_on_the_wrong_instalment_moves_with_its_own_day(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 9000)])
    paid_on = owed.world.clock.business_day()
    owed.assess()
    owed.world.clock.set(paid_on + timedelta(days=20))
    (receipt_id,) = owed.receipt_ids()
    owed.correct(receipt_id, owed.claim_keys[3])
    claims = owed.claims()
    assert [claims[key].open.total for key in owed.claim_keys] == [8300, 8300, 8300, 0]
    assert claims[owed.claim_keys[3]].payable.total == 700
    for target, code in ((owed.claim_keys[3], "receipt_same_target"), ("2026-0000000009-01", "levy_claim_unknown")):
        with pytest.raises(Refused, match=code):
            owed.correct(receipt_id, target)
    with pytest.raises(Refused, match="receipt_unknown"):
        owed.correct("none", owed.claim_keys[0])
    owed.agree()


def test_pm04_an_old_slip_is_caught_and_the_money_counts(owed: Purse) -> None:
    account, first = owed.accounts[0], owed.claim_keys[0]
    day = owed.world.clock.business_day()
    with owed.world.uow() as uow:
        old = payment_slips.issue(
            uow, account, [SlipLine(first, "principal", 8300)], use_by=day + timedelta(days=9), by_event="test"
        )
        new = payment_slips.issue(
            uow,
            account,
            [SlipLine(key, "principal", 8300) for key in owed.claim_keys[:2]],
            use_by=day,
            by_event="test",
        )
        assert payment_slips.slips(uow.conn, [old.collection_no])[old.collection_no].superseded_by == new.collection_no
    done = owed.pay([(old.collection_no, 8300), (new.collection_no, 16600), (owed.number(first), 5)])
    assert notes(done) == {1: ("slip_superseded",), 2: ("slip_expired",)}
    claims = owed.claims()
    assert [claims[key].open.total for key in owed.claim_keys[:2]] == [0, 0]
    assert claims[first].payable.total == 8305
    owed.agree()


def test_a_slip_needs_lines_and_a_day_to_come(owed: Purse) -> None:
    day = owed.world.clock.business_day()
    for lines, use_by, code in (
        ([], day, "slip_without_lines"),
        ([SlipLine(owed.claim_keys[0], "principal", 0)], day, "slip_without_lines"),
        ([SlipLine(owed.claim_keys[0], "principal", 1)], day - timedelta(days=1), "slip_use_by_past"),
    ):
        with pytest.raises(Refused, match=code), owed.world.uow() as uow:
            payment_slips.issue(uow, owed.accounts[0], lines, use_by=use_by, by_event="test")


def test_pm15_a_payment_after_limitation_is_overpaid_unless_something_renewed_the_claim(owed: Purse) -> None:
    extinct, renewed = owed.claim_keys[:2]
    with owed.world.uow() as uow:
        claim_acts.put_act(uow, renewed, Act.DUNNING, date(2027, 6, 1), by_event="test")
    owed.assess()
    owed.world.clock.set(date(2028, 8, 30))
    owed.pay([(owed.number(extinct), 8300), (owed.number(renewed), 8300)])
    claims = owed.claims()
    assert (claims[extinct].open.total, claims[extinct].payable.total) == (8300, 8300)
    assert (claims[renewed].open.total, claims[renewed].payable.total) == (0, 0)
    owed.agree()


def test_a_waiting_case_is_told_once_and_one_that_cannot_take_it_stops_no_file(owed: Purse) -> None:
    case_id = owed.world.entered("family")
    with owed.world.database.engine.begin() as conn:
        conn.execute(insert(t.subscriptions).values(case_id=case_id, key="99.x", kind="case_event", element="x"))
    owed.pay([(owed.number(owed.claim_keys[0]), 8300), (owed.number(owed.claim_keys[1]), 100), (UNKNOWN, 1)])
    assert owed.claims()[owed.claim_keys[0]].open.total == 0
    with owed.world.database.read() as conn:
        told = [one for one in messages.waiting_messages(conn) if one.kind == "case_event"]
        kinds = {one.kind for one in incidents.open_incidents(conn, ALL)}
    assert [len(one.payload["receipts"]) for one in told] == [2]
    assert told[0].payload["event"] == "payment_received"
    assert "step_failed" in kinds


def test_nobody_without_the_right_takes_money_in_or_moves_it(owed: Purse) -> None:
    world = owed.world
    file = owed.file([(UNKNOWN, 1)])
    with pytest.raises(Refused, match="no_right"):
        import_receipts(
            world.services,
            world.caller("okamura"),
            "store_receipts",
            write_store_file(file, CONSIGNOR),
            name="x",
            credited=1,
        )


def test_a_levy_account_is_opened_once_and_takes_only_its_own_instalments(owed: Purse) -> None:
    account = owed.accounts[0]
    with pytest.raises(Refused, match="levy_account_exists"), owed.world.uow() as uow:
        levies.open_account(uow, 2026, "0000000001", account.household_key)
    for key, amounts, code in (
        ("2026-0000000009-01", Amounts(1), "levy_claim_unknown"),
        (owed.claim_keys[0], Amounts(-1), "levy_amount_invalid"),
        (owed.claim_keys[0], Amounts(late=1), "levy_amount_invalid"),
    ):
        with pytest.raises(Refused, match=code), owed.world.uow() as uow:
            levies.state_levy(uow, account, {key: amounts}, ledger.Origin("test"), cause="更正")


def test_m12_no_notice_before_another_person_has_decided_the_assessment(money: World) -> None:
    purse = Purse(money)
    account = purse.open_account(money.household("family").key, "0000000001", [Amounts(100)] * 4)
    saeki, okamura = money.caller("saeki"), money.caller("okamura")
    (slip,) = assess_day(money.services, saeki)
    assert (slip.direction, slip.amounts, slip.lines, slip.standing) == ("ASSESS", Amounts(400), 4, "CURRENT")
    with money.database.read() as conn:
        assert not assessments.may_notify(conn, purse.claim_keys)
    money.grant("saeki", "assessment:decide")
    with pytest.raises(Refused, match="assessment_own"):
        decide_assessment(money.services, money.caller("saeki"), slip.assessment_no)
    decide_assessment(money.services, okamura, slip.assessment_no)
    for number, code in ((slip.assessment_no, "assessment_decided"), ("2026-999999", "assessment_unknown")):
        with pytest.raises(Refused, match=code):
            decide_assessment(money.services, okamura, number)
    purse.levy(account, [Amounts(150), Amounts(30), Amounts(100), Amounts(100)])
    up, down = assess_day(money.services, saeki)
    assert [(one.direction, one.amounts.total) for one in (up, down)] == [("ASSESS", 50), ("REDUCE", 70)]
    with money.database.read() as conn:
        assert assessments.may_notify(conn, purse.claim_keys[2:])
        assert not assessments.may_notify(conn, purse.claim_keys[:1])
        assert {one.assessment_no for one in assessments.undecided(conn)} == {up.assessment_no, down.assessment_no}
    assert assess_day(money.services, saeki) == ()
    purse.agree()


def test_two_payments_of_one_instalment_at_the_same_moment_pay_it_once(money: World) -> None:
    """One at a store, one at a counter; on both kinds of database the second finds it paid."""
    purse = Purse(money)
    purse.open_account(money.household("family").key, "0000000001", [Amounts(8300)] * 4)
    number = purse.number(purse.claim_keys[0])
    store = purse.file([(number, 8300)])
    cash = replace(store.receipts[0], channel=Channel.COUNTER, reference="chuo-1-00000001")
    counter = replace(store, interface="counter_receipts", channel=Channel.COUNTER, sender="chuo-1", receipts=(cash,))
    files = {
        "store_receipts": write_store_file(store, CONSIGNOR),
        "counter_receipts": write_counter_file(counter, CONSIGNOR),
    }
    saeki, gate, failed = money.caller("saeki"), threading.Barrier(2), []

    def take_one(interface: str) -> None:
        gate.wait()
        try:
            import_receipts(money.services, saeki, interface, files[interface], name=interface, credited=8300)
        except Exception as fault:  # noqa: BLE001 - told below
            failed.append(fault)

    threads = [threading.Thread(target=take_one, args=(interface,)) for interface in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    claim = purse.claims()[purse.claim_keys[0]]
    assert (claim.open.total, claim.payable.total) == (0, 8300)
    purse.cash += 16600
    purse.agree()
