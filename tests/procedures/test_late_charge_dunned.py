"""A late charge (延滞金) fixed, told and not paid: dunned in the next run, in arrears, seized for (P08, P07)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.fix_late_charges import run_late_charges
from server.casework.issue_letters import issue_requested
from server.casework.views.money import money_view
from server.domain.arrears import State, instalment, state_of
from server.domain.collection_number import read_number
from server.domain.limitation import Act
from server.domain.rights import ALL
from server.store import arrears_cases, claim_acts, late_charges, ledger, letters, payment_slips
from server.store.arrears import arrears_of
from server.store.collection_debts import OpenDebt, debts_of_households
from tests.money.dunning import DUE, Dunning, Walk, staff, value
from tests.procedures.outside import Api

NEXT = date(2027, 2, 1)


def paid_late(api: Api) -> Walk:
    """A household that was dunned, paid its premium five weeks late, and did not pay the late charge it was told of."""
    staff(api.city)
    dunning = Dunning(api.city)
    dunning.owes("single", 400_000)
    dunning.in_up_to(date(2026, 11, 17))
    walk = Walk(api, dunning).start().listed().checked().decided().handed_over()
    api.city.clock.set(date(2026, 11, 20))
    walk.posted(1).done()
    api.city.clock.set(date(2026, 12, 28))
    dunning.pay(dunning.claims["single"])
    assert run_late_charges(api.city.services).fixed == 1
    return walk


def tell(walk: Walk) -> None:
    """The notice of the late charge (LT-C10) is posted."""
    city = walk.api.city
    issue_requested(city.services)
    with city.uow() as uow:
        (one,) = letters.find_letters(uow.conn, ALL, letter="late_charge/fixed").items
        letters.release_letters(uow, [one.letter_id])
        letters.hand_over_letters(uow, [one.letter_id])
        letters.letters_posted(uow, [one.letter_id], uow.business_day)


def next_run(walk: Walk) -> Walk:
    """The run of the next due date, on 10 February; another household owes that instalment."""
    walk.dunning.owes("family", due=NEXT, no=8)
    walk.api.city.clock.set(date(2027, 2, 10))
    walk.dunning.in_up_to(date(2027, 2, 9))
    return walk.start(NEXT).listed()


def line(walk: Walk) -> Any:
    return walk.dunning.lines(walk.dunning.run(NEXT)).get(walk.dunning.claims["single"])


def debt(walk: Walk) -> OpenDebt:
    """What the household owes as a seizure reads it."""
    city = walk.api.city
    home = city.household("single").key
    with city.database.read() as conn:
        day, values = city.clock.business_day(), city.services.values(conn)
        (found,) = debts_of_households(conn, [home], day, values)[home]
    return found


def state(walk: Walk) -> State:
    city = walk.api.city
    home, day = city.household("single").key, city.clock.business_day()
    with city.database.read() as conn:
        fact: Any = arrears_of(conn, [home], day)[home]
        values = city.services.values(conn)
    return state_of(instalment(fact["instalments"][0]), fact["holds"], day, values)


def test_an_unpaid_late_charge_is_dunned_and_then_in_arrears_and_seized_for(api: Api) -> None:
    """On both databases, from the fixing to the first day of seizure."""
    walk = paid_late(api)
    claim = walk.dunning.claims["single"]
    with api.city.database.read() as conn:
        fixed = late_charges.standing(conn, [claim])[claim]
    # 400,000 x (2.8 % x 30 days from 3 November to 2 December + 9.1 % x 26 days to 28 December) / 365 = 3,513
    assert (fixed.amount, fixed.due_on) == (3_500, date(2027, 1, 18))
    tell(walk)
    assert (debt(walk).late, debt(walk).seizure_from) == (3_500, None), "the premium's dunning is no gate for it"
    next_run(walk)
    one = line(walk)
    assert (one.subject, one.verdict, one.open_yen, one.due_on) == ("late", "ISSUE", 3_500, date(2027, 1, 18))
    walk.checked(NEXT).decided("2027-02-12", "card").handed_over()
    with api.city.database.read() as conn:
        letter = letters.get_letter(conn, str(line(walk).letter_id))
        slip = payment_slips.slip_lines(conn, [str(line(walk).collection_no)])[str(line(walk).collection_no)]
    assert letter is not None
    said: Any = letter.data
    assert letter.letter == "dunning_run/late_demand"
    assert (said["levied"], said["paid"], said["open"], said["amount"]) == (3_500, 0, 3_500, 3_500)
    assert (said["premium_due_on"], said["paid_on"], said["due_on"], said["designated_on"]) == (
        DUE.isoformat(),
        "2026-12-28",
        "2027-01-18",
        "2027-02-22",
    )
    number = read_number(said["collection_no"])
    assert number is not None
    assert number.subject == "late"
    assert [(each.subject, each.amount) for each in slip] == [("late", 3_500)]
    api.city.clock.set(date(2027, 2, 12))
    walk.posted(2, slip_no="差出第78号").done()
    assert (state(walk), debt(walk).seizure_from) == (State.DUNNED, date(2027, 2, 24))
    with api.city.database.read() as conn:
        acts = [each for each in claim_acts.acts_on(conn, [claim])[claim] if each.act is Act.DUNNING]
    assert [each.on for each in acts] == [date(2026, 11, 20)], "its own dunning gives the limitation no new beginning"
    api.city.clock.set(date(2027, 2, 24))
    assert state(walk) is State.ARREARS
    view = money_view(api.city.services, api.city.caller("saeki"), api.city.household("single").key)
    assert [(one.line.subject, one.crossed) for one in view.dunned] == [("late", False), ("principal", True)]
    with api.city.database.read() as conn:
        assert api.city.household("single").key in arrears_cases.without_case(conn, date(2027, 2, 24))
    walk.dunning.pay(claim)
    assert (state(walk), debt(walk).late) == (State.PAID, 0)


@pytest.fixture
def walk(town_api: Api) -> Walk:
    return paid_late(town_api)


def test_a_late_charge_that_nobody_was_told_of_is_not_dunned(walk: Walk) -> None:
    """Its notice never went out: left out of the run, with a reason, an owner and a date (PM09, M8)."""
    one = line(next_run(walk))
    assert (one.subject, one.verdict, one.reason) == ("late", "LEFT_OUT", "NOT_NOTIFIED")
    assert one.owner is not None
    assert one.dun_by is not None


def test_a_late_charge_is_asked_for_only_while_its_premium_is_paid(walk: Walk) -> None:
    """Paid before the issue it is pulled like any other."""
    tell(walk)
    next_run(walk).checked(NEXT)
    walk.dunning.pay(walk.dunning.claims["single"])
    walk.decided("2027-02-12")
    assert line(walk).pulled == "PAID"


def test_a_city_that_does_not_dun_late_charges_seizes_for_them_by_the_premiums_dunning(walk: Walk) -> None:
    tell(walk)
    value(walk.api.city, "dunning.late_charges", False)
    assert line(next_run(walk)) is None
    assert debt(walk).seizure_from == date(2026, 12, 2)
    with walk.api.city.database.read() as conn:
        assert ledger.claims(conn, [walk.dunning.claims["single"]])[walk.dunning.claims["single"]].open.late == 3_500
