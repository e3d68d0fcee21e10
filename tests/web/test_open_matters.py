"""What a household has open stands on its page and beside its money; what nears its last day stands before the head."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from server.app import assemble
from server.casework.views.household import household_view
from server.domain.effects import RegisterChange
from server.store import registers
from tests.procedures.outside import Api
from tests.procedures.refunding import at_work, found, overpaid_refund
from tests.procedures.test_refund_heirs import paid_twice
from tests.web.clerk import Clerk
from tests.world import KEYS, World

HOLD = {
    "person_key": "",
    "benefit": "HIGH_COST",
    "month": "2026-08",
    "yen": 57_600,
    "reason": "第三者行為の疑い",
    "owner": "佐伯",
    "held_until": "2026-11-20",
}


def hold(city: World, case_id: str, number: int) -> None:
    """A benefit that is not paid for the time being."""
    home = city.household("family")
    says = {**HOLD, "person_key": home.head.key, "household_key": home.key, "month": f"2026-{number:02d}"}
    with city.uow() as uow:
        payload = {**says, "case_id": case_id, "hold_key": f"hold/{number}"}
        registers.apply_change(uow, RegisterChange("put_benefit_hold", f"hold/{number}", payload), event="test")
        uow.audit("test.hold", object_kind="household", object_key=home.key)


@pytest.fixture
def desk(town: World) -> Flask:
    app = assemble(town.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app


def test_a_refund_a_hold_and_an_overpayment_stand_on_the_page_of_the_household_and_of_its_money(
    desk: Flask, town: World
) -> None:
    payer, case_id = overpaid_refund(at_work(Api(town)))
    hold(town, case_id, 8)
    payer.pay(0, 5_000, date(2026, 9, 1))
    found(payer.api)
    clerk = Clerk(desk, "saeki")
    for address in (f"/households/{payer.house}", f"/households/{payer.house}/money"):
        words = clerk.open(address).words
        for said in (
            "還付・求償・審査請求など",
            "請求待ち",
            "22,000円",
            "給付の保留",
            "57,600円",
            "R8.11.20",
            "過誤納",
        ):
            assert said in words, (address, said)


def test_the_page_of_a_household_is_read_in_a_constant_number_of_statements(town: World) -> None:
    payer, case_id = overpaid_refund(at_work(Api(town)))
    caller = town.caller("saeki")

    def statements() -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(town.database.engine, "before_cursor_execute", note)
        household_view(town.services, caller, payer.house)
        event.remove(town.database.engine, "before_cursor_execute", note)
        return len(seen)

    hold(town, case_id, 1)
    payer.pay(0, 1_000, date(2026, 9, 1))
    found(payer.api)
    first = statements()
    for month in range(2, 6):
        hold(town, case_id, month)
        payer.pay(0, 1_000, date(2026, 9, month))
        found(payer.api)
    assert statements() == first


def test_the_head_sees_a_refund_that_nears_its_last_day(desk: Flask, town: World) -> None:
    """Paid by mistake nearly two years ago: the claim ends on 1 December."""
    paid_twice(at_work(Api(town)))
    words = Clerk(desk, "kuroda").open("/head").words
    for said in ("期限の近い還付", "22,000円", "あと13日", "請求の期限"):
        assert said in words
