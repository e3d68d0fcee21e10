"""Arrears of a household (滞納整理) through the API: opened once, called, promised, warned, ended in each way."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from server.casework.issue_letters import issue_requested
from server.casework.open_arrears import run_arrears
from server.casework.post_letters import post_letters
from server.casework.settle_arrears import settle_lost
from server.domain.limitation import Act
from server.store import claim_acts
from server.store import tables as t
from server.store.contacts import contacts_of
from server.store.dispatches import BY_POST
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.procedures.records import assert_in_order


@pytest.fixture
def debtor(town_api: Api) -> Debtor:
    return town_in_arrears(town_api)


def test_a_broken_promise_is_warned_of_and_the_late_payment_ends_it(api: Api) -> None:
    debtor = town_in_arrears(api)
    assert debtor.waits() == "call"
    assert run_arrears(debtor.world.services) == 0
    debtor.call("PROMISE", promised_on="2026-11-25", promised_yen=30_000)
    assert debtor.waits() == "look"
    debtor.later(14)
    assert debtor.step() == "LOOK"  # the days of grace
    debtor.later(14)
    assert (debtor.step(), debtor.waits()) == ("WARN", "warn")
    api.complete(debtor.case_id, "warn", {"result": "SEND"}, "kuroda").done()
    assert debtor.letters() == [("arrears/warning", None)]
    issue_requested(debtor.world.services)
    debtor.pay(2, 3)
    assert debtor.outcome() == "paid"
    settle_lost(debtor.world.services)
    assert_in_order(debtor.world, debtor.case_id)


def test_a_payment_before_the_letter_is_made_lets_it_fall_away(debtor: Debtor) -> None:
    """PM01, PM04: what is demanded is read from the ledger at issue; nothing left, no letter."""
    debtor.call()
    debtor.news()
    debtor.later(15)
    assert [name for name, _ in debtor.letters()] == ["arrears/reminder"]
    debtor.pay(2, 3)
    issue_requested(debtor.world.services)
    with debtor.world.database.read() as conn:
        c = t.letters.c
        row = conn.execute(select(c.status, c.void_reason).where(c.letter == "arrears/reminder")).one()
    assert row.status == "void"
    assert "催告する滞納がありません" in row.void_reason
    assert debtor.outcome() == "paid"


def test_a_part_payment_is_not_demanded_again(debtor: Debtor) -> None:
    debtor.call()
    debtor.news()
    debtor.pay(2)
    debtor.later(15)
    issue_requested(debtor.world.services)
    with debtor.world.database.read() as conn:
        data: Any = conn.execute(select(t.letters.c.data).where(t.letters.c.letter == "arrears/reminder")).scalar_one()
    assert [(one["instalment"], one["amount"]) for one in data["lines"]] == [(4, 28_000)]


def test_a_hold_set_at_the_desk_stops_the_hub_and_its_end_lets_it_go_on(debtor: Debtor) -> None:
    debtor.hold()
    assert debtor.waits() == "look"
    debtor.later(15)
    assert (debtor.step(), debtor.letters()) == ("LOOK", [])
    debtor.later(16)
    assert (debtor.step(), debtor.letters()) == ("REMIND", [("arrears/reminder", "SECOND")])


def test_a_write_off_ends_it_as_such(debtor: Debtor) -> None:
    for key in debtor.purse.claim_keys[2:4]:
        debtor.purse.write_off(key)
    debtor.later(20)
    debtor.call()
    debtor.news()
    assert debtor.outcome() == "written_off"


def test_a_levy_taken_back_settles_it(api: Api) -> None:
    """Not paid, and nothing written off: the levy of what was in arrears is gone (settled, on both databases)."""
    debtor = town_in_arrears(api)
    debtor.call()
    debtor.cancel(2, 3)
    assert debtor.outcome() == "settled"
    assert_in_order(debtor.world, debtor.case_id)


def test_a_contact_is_on_record_with_who_what_and_when(debtor: Debtor) -> None:
    debtor.call("CALL_BACK", call_back_on="2026-11-20", note="夜に電話")
    with debtor.world.database.read() as conn:
        (one,) = contacts_of(conn, debtor.house)
    assert (one.way, one.result, one.by_user, one.note) == ("PHONE", "CALL_BACK", "toda", "夜に電話")
    debtor.later(15)
    assert debtor.waits() == "call"


WRONG: list[tuple[dict[str, object], str]] = [
    ({"result": "PROMISE"}, "promised_on"),
    ({"result": "PROMISE", "promised_on": "2026-11-01"}, "promised_on"),
    ({"result": "CALL_BACK"}, "call_back_on"),
    ({"result": "MAYBE"}, "result"),
    ({"result": "NO_ANSWER", "note": "あ" * 401}, "note"),
    ({"result": "PROMISE", "promised_on": "2026-11-30", "promised_yen": 0}, "promised_yen"),
]


def test_a_contact_that_says_too_little_is_refused_and_only_collectors_write_one(debtor: Debtor) -> None:
    said: dict[str, object] = {"way": "PHONE", "spoken_to": "HEAD"}
    for answers, field in WRONG:
        reply = debtor.api.complete(debtor.case_id, "call", said | answers, "toda")
        assert reply.status == 422
        assert field in str(reply.body)
    code = debtor.api.complete(debtor.case_id, "call", said | {"result": "NO_ANSWER"}, "saeki").code
    assert code in ("no_right", "out_of_scope")
    assert debtor.waits() == "call"


def test_a_posted_reminder_puts_the_end_of_limitation_off(debtor: Debtor) -> None:
    world = debtor.world
    with world.uow() as uow:
        row = debtor._letter("reminder", world.clock.business_day()) | {
            "letter_id": "R-1",
            "letter": "arrears/reminder",
            "status": "handed_over",
            "posted_on": None,
            "requested_at": uow.now,
            "handed_over_at": uow.now,
            "data": {"lines": [{"levy_year": 2026, "instalment": no} for no in (1, 2)]},
        }
        uow.conn.execute(insert(t.letters).values(row))
        sent = {"letter_id": "R-1", "reason": BY_POST, "by_user": "saeki", "at": uow.now}
        uow.conn.execute(insert(t.letter_prints).values(sent))
    assert post_letters(world.services, world.caller("okamura"), "chuo", "D-9", 1) == 1
    with world.database.read() as conn:
        found = [claim_acts.documents_of(conn, key, Act.REMINDER) for key in debtor.purse.claim_keys]
    assert found == [[(world.clock.business_day(), "letter:R-1")]] * 2 + [[]] * 2
