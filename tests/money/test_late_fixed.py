"""The late charge fixed once when its instalment is paid in full, told, taken back with its payment (延滞金の確定)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.casework.fix_late_charges import LateRun, run_late_charges
from server.domain.effects import RegisterChange
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.domain.limitation import Act
from server.domain.rights import ALL
from server.store import claim_acts, late_charges, ledger, letters
from server.store.late_charges import FixedLate
from server.store.ledger import Origin
from tests.money.purse import Purse

PARTS = [Amounts(60_000, 5_000, 3_000, 700)] * 4  # 68,700 yen each, as in the worked example A
JULY, AUGUST = "2026-0000000001-02", "2026-0000000001-03"


@pytest.fixture
def owed(purse: Purse) -> Purse:
    purse.open_account(purse.world.household("family").key, "0000000001", PARTS)
    return purse


def dun(purse: Purse, *keys: str, on: date = date(2026, 8, 20)) -> None:
    with purse.world.uow() as uow:
        for key in keys:
            claim_acts.put_act(uow, key, Act.DUNNING, on, by_event="letter:督促状")


def pay(purse: Purse, *keys: str, yen: int = 68_700, on: date = date(2026, 11, 30)) -> None:
    purse.world.clock.set(date.fromordinal(on.toordinal() - 1))
    purse.pay([(purse.number(key), yen) for key in keys])


def pay_at_once(purse: Purse, key: str, yen: int, on: date) -> None:
    """A payment of an earlier day that is put on the claim today, as a bank slip comes in days later."""
    with purse.world.uow() as uow:
        claim = ledger.claims(uow.conn, [key])[key]
        ledger.write(uow, received(claim, yen, on, Rules()), Origin("test"))


def fixed(purse: Purse, key: str = JULY) -> FixedLate | None:
    with purse.world.database.read() as conn:
        return late_charges.standing(conn, [key]).get(key)


def run(purse: Purse) -> LateRun:
    return run_late_charges(purse.world.services, again=True)


def test_a_late_charge_is_fixed_once_with_its_trace_its_slip_and_its_own_due_date(owed: Purse) -> None:
    dun(owed, JULY)
    pay(owed, JULY)
    assert run(owed) == LateRun(looked_at=1, fixed=1, yen=1_700)
    found = fixed(owed)
    assert found is not None
    # 68,000 x (2.8% x 31 days from 1 to 31 August + 9.1% x 91 days to 30 November) / 365 = 161.7 + 1,542.7 = 1,704
    assert (found.amount, found.paid_on, found.due_on) == (1_700, date(2026, 11, 30), date(2026, 12, 21))
    spans = found.trace["spans"]
    assert [(one["days"], one["rate"]) for one in spans] == [(31, "0.028"), (91, "0.091")]
    owed.charged[JULY] += 1_700
    owed.agree()
    with owed.world.database.read() as conn:
        (letter,) = letters.find_letters(conn, ALL, letter="late_charge/fixed").items
    assert letter.letter_id == found.letter_id
    assert run(owed) == LateRun(looked_at=0), "another night finds nothing to do"
    assert owed.claims()[JULY].open.late == 1_700


def test_a_year_without_a_rate_holds_the_charge_and_nothing_is_guessed(owed: Purse) -> None:
    dun(owed, JULY)
    pay(owed, JULY, on=date(2027, 1, 20))
    assert run(owed) == LateRun(looked_at=1, held=1)
    held = fixed(owed)
    assert held is not None
    assert (held.state, held.why) == ("HELD", "value_missing")


@pytest.mark.parametrize(
    ("dunned", "paid", "why"),
    [
        (date(2026, 8, 20), date(2026, 7, 31), "IN_TIME"),  # paid on the last day, told weeks later
        (None, date(2026, 11, 30), "NOT_DUNNED"),  # the ordinance ties it to a dunning letter
        (date(2026, 12, 1), date(2026, 11, 30), "NOT_DUNNED"),  # dunned a day after it was paid
        (date(2026, 8, 20), date(2026, 8, 25), "BELOW"),  # under 1,000 yen
    ],
)
def test_nothing_is_fixed(owed: Purse, dunned: date | None, paid: date, why: str | None) -> None:
    if dunned is not None:
        dun(owed, JULY, on=dunned)
    pay_at_once(owed, JULY, 68_700, paid)
    assert run(owed).fixed == 0
    found = fixed(owed)
    assert (found.why if found else None) == why


def test_a_part_payment_fixes_nothing_and_the_rest_is_reckoned_on_what_was_unpaid(owed: Purse) -> None:
    dun(owed, JULY)
    pay_at_once(owed, JULY, 30_000, date(2026, 9, 30))
    assert run(owed).fixed == 0
    pay(owed, JULY, yen=38_700, on=date(2026, 12, 31))
    # 161.7 + 68,000 x 9.1% x 30/365 (508.6) + 38,000 x 9.1% x 92/365 (871.6) = 1,541.9
    assert run(owed).yen == 1_500


def test_a_payment_taken_back_takes_the_late_charge_back_and_voids_its_letter(owed: Purse) -> None:
    dun(owed, JULY)
    pay(owed, JULY)
    run(owed)
    before = fixed(owed)
    assert before is not None
    with owed.world.database.read() as conn:
        receipt = next(
            line.posting.receipt_id for line in ledger.lines_of(conn, before.household_key) if line.posting.receipt_id
        )
    owed.correct(str(receipt), AUGUST)  # it was for August
    assert run(owed).taken_back == 1
    assert fixed(owed) is None
    owed.agree()
    with owed.world.database.read() as conn:
        letter = letters.get_letter(conn, str(before.letter_id))
        kinds = [line.posting.kind for line in ledger.lines_of(conn, before.household_key)]
    assert letter is not None
    assert letter.status == "void"
    assert kinds.count(Kind.LATE_FIXED) == 2, "the line and its reversal"


def test_an_exempt_span_lowers_the_charge(owed: Purse) -> None:
    dun(owed, JULY)
    payload = {"exemption_key": "e1", "claim_key": JULY, "share": "HALF", "ground": "DEFERRAL"}
    days = {"first_day": "2026-09-01", "last_day": "2026-11-30"}
    owed.world.change(RegisterChange("put_late_exemption", "k1", payload | days))
    pay(owed, JULY)
    assert run(owed).fixed == 0  # 161.7 + 1,542.7 / 2 = 933: under 1,000 yen
    found = fixed(owed)
    assert found is not None
    assert found.why == "BELOW"


def test_pm07_no_late_charge_is_fixed_by_a_parameter_nobody_confirmed_this_fiscal_year(owed: Purse) -> None:
    dun(owed, JULY)
    pay(owed, JULY)
    owed.world.clock.set(date(2027, 5, 10))  # confirm_again_by of the shape is 30 April 2027
    assert run(owed) == LateRun(looked_at=1, held=1)
    held = fixed(owed)
    assert held is not None
    assert (held.state, held.why, held.amount) == ("HELD", "late_charge_unconfirmed", 0)
    assert run(owed) == LateRun(looked_at=1, held=1), "it waits, and nothing is counted twice"


def test_an_overdue_late_charge_can_be_dunned(owed: Purse) -> None:
    dun(owed, JULY)
    pay(owed, JULY)
    run(owed)
    with owed.world.database.read() as conn:
        assert late_charges.overdue(conn, date(2026, 12, 21)) == ()
        assert [one.claim_key for one in late_charges.overdue(conn, date(2026, 12, 22))] == [JULY]


def test_two_instalments_are_charged_apart_and_never_on_their_total(owed: Purse) -> None:
    dun(owed, JULY)
    dun(owed, AUGUST, on=date(2026, 9, 18))
    pay(owed, JULY, AUGUST)
    assert run(owed).fixed == 2
    one, other = fixed(owed, JULY), fixed(owed, AUGUST)
    assert one is not None
    assert other is not None
    # August, due on Monday 31 August: 30 days low to 30 September, 61 days high: 156.4 + 1,034.1 = 1,190
    assert (one.amount, other.amount) == (1_700, 1_100)
    assert replace(one, claim_key=AUGUST) != other
