"""公売 walked to each of its ends, what it refuses, and what stands in the registers then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.deliver_message import deliver_stored
from server.casework.issue_letters import issue_requested
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON, Message, RegisterChange
from server.domain.ledger.acts import added, brought_forward, received
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.store import collection_debts, holds, ledger, messages, public_sales, seizures
from server.store import tables as t
from server.store.ledger import Origin
from tests.procedures import test_appeal as appealing
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.seizing import HOUSE, begin, outcome, put_asset, seized, serve, start
from tests.procedures.selling import (
    DECISION,
    FINAL,
    MATCH,
    SALE,
    announce,
    announced,
    bid,
    night,
    of_movable,
    opened,
    priced,
    sale_town,
    sold,
    terms,
)
from tests.procedures.test_seizure import printed, refused
from tests.procedures.test_seizure_after import agree, child, open_yen, proven
from tests.world import World


@pytest.fixture
def office(town_api: Api) -> Api:
    """The API of a town."""
    return town_api


def rounds(world: World, case_id: str) -> list[Any]:
    """The rounds of a case as they stand."""
    with world.database.read() as conn:
        found = public_sales.sales_of(conn, [row["seizure_id"] for row in Records(world, "").rows(t.public_sales)])
    return [one for some in found.values() for one in some if one.case_id == case_id]


def hold(world: World, kind: str) -> None:
    """A hold from today on all of the couple's instalments."""
    day = world.clock.business_day().isoformat()
    payload = {"hold_key": f"test/{kind}", "household_key": HOUSE, "kind": kind, "valid_from": day, "reason": "試験"}
    world.change(RegisterChange("set_hold", f"test/{kind}", payload))


def distributed(api: Api) -> None:
    """The price distributed, on its day."""
    world = api.city
    deposit = child(world, "distribution")
    api.complete(deposit, "enter", {"result": "propose", "cost": None, "creditors": []}, "toda").done()
    agree(api, deposit, "shares")
    world.clock.set(world.clock.business_day() + timedelta(days=7))
    wake_due(world.services)
    api.complete(deposit, "pay", {"result": "pay"}, "toda").done()
    night(world)


def test_land_is_announced_sold_paid_and_distributed(api: Api) -> None:
    """Arts. 95, 96, 104, 113, 115, 116, 121, 128: from the board to the money, on both databases."""
    world = api.city
    number = sale_town(world, api)
    case_id = announced(api, number)
    assert {"public_sale/board", "public_sale/notice"} == set(printed(world, case_id))
    assert len(Records(world, case_id).rows(t.letters, case_id=case_id, letter="public_sale/notice")) == 2
    (sale,) = rounds(world, case_id)
    assert (sale.estimate, sale.noticed_on, sale.sale_on) == (400_000, FINAL, SALE)
    night(world, SALE - timedelta(days=1))
    assert not world.open_tasks(case_id)
    night(world, SALE)
    opened(api, case_id, bid("若葉台地所", 410_000), bid("乙川商店", 520_000), bid("丙山", 390_000)).done()
    (sale,) = rounds(world, case_id)
    assert (sale.outcome, sale.best) == ("BID", 2)
    night(world, DECISION)
    assert refused(sold(api, case_id, "MOVABLE")) == ["sale_inquiry_missing"]
    sold(api, case_id).done()
    assert refused(priced(api, case_id, 500_000)) == ["sale_price_differs"]
    before = open_yen(world)
    priced(api, case_id, 520_000).done()
    asked = {"public_sale/outcome", "public_sale/decision", "public_sale/title"}
    assert asked <= set(printed(world, case_id))
    assert outcome(api, case_id) is None
    distributed(api)
    assert outcome(api, case_id) == "sold"
    assert before > open_yen(world) == 0
    with world.database.read() as conn:
        (deposit,) = seizures.deposits_of(conn, [HOUSE])[HOUSE]
        (seizure,) = seizures.seizures_of(conn, [HOUSE])[HOUSE]
        assert holds.holds_of(conn, [HOUSE], world.clock.business_day() + timedelta(days=1))[HOUSE] == ()
    assert (deposit.amount, seizure.release_ground) == (520_000, "SOLD")
    watch = child(world, "seizure_watch")
    api.complete(watch, "follow", {"result": "SALE", "note": "公売した"}, "toda").done()
    assert outcome(api, watch) == "ended"
    sheet = printed(world, deposit.case_id)["distribution/sheet"].data
    assert sheet is not None
    assert (sheet["third_party"], sheet["sold"]) == ("乙川商店", True)
    proven(world)


def test_a_payment_in_full_stops_the_sale_the_same_day(office: Api) -> None:
    """Art. 117, before the day of the sale and again between the decision and the price."""
    world = office.city
    number = sale_town(world, office)
    case_id = announced(office, number)
    night(world, SALE)
    opened(office, case_id, bid("乙川商店", 520_000)).done()
    night(world, DECISION)
    sold(office, case_id).done()
    settled: dict[str, JSON] = {"result": "settled", "note": "領収証書を見た"}
    assert refused(office.complete(case_id, "price", settled, "toda")) == ["sale_debt_open"]
    paid_whole(world)
    assert refused(priced(office, case_id, 520_000)) == ["sale_debt_paid"]
    office.complete(case_id, "price", settled, "toda").done()
    assert outcome(office, case_id) == "paid"
    assert rounds(world, case_id)[0].stop_ground == "PAID"
    told = Records(world, case_id).rows(t.letters, case_id=case_id, letter="public_sale/outcome")
    assert len(told) == 5  # debtor and mortgagee of the highest bid; both and the buyer of the stop


def paid_whole(world: World) -> None:
    """Principal and late charges paid, as a cashier books them."""
    day = world.clock.business_day()
    with world.uow() as uow:
        values = world.services.values(uow.conn)
        for debt in collection_debts.debts_of_households(uow.conn, [HOUSE], day, values)[HOUSE]:
            claim, made = brought_forward(ledger.claims_locked(uow, [debt.claim_key])[debt.claim_key], day, values)
            if debt.late_grown:
                made += added(claim, Kind.LATE_FIXED, debt.late_grown, day)
                claim = claim.after(made[-1:])
            paid = received(claim, debt.principal + debt.late + debt.fee + debt.cost, day, Rules())
            ledger.write(uow, [*made, *paid], Origin("test"))


def test_a_payment_before_the_day_stops_the_sale_by_itself(office: Api) -> None:
    world = office.city
    case_id = announced(office, sale_town(world, office))
    night(world, date(2027, 2, 22))
    paid_whole(world)
    tell_payment(world)
    assert outcome(office, case_id) == "paid"
    assert rounds(world, case_id)[0].stopped_on == date(2027, 2, 22)


def tell_payment(world: World) -> None:
    """What an import tells the cases of a household that paid."""
    with world.uow() as uow:
        message = Message("case_event", f"test/paid/{world.clock.business_day()}", {"household_key": HOUSE})
        stored, _ = messages.put_message(uow, message)
        deliver_stored(world.services, uow, stored)
    night(world)


def test_a_deferral_or_a_release_stops_the_sale(office: Api) -> None:
    """Local Tax Act arts. 15-5, 15-2-3: no sale while it stands; the notice is taken back the same day."""
    world = office.city
    case_id = announced(office, sale_town(world, office))
    hold(world, "CONVERSION")
    tell_payment(world)
    assert outcome(office, case_id) == "stopped"
    assert rounds(world, case_id)[0].stop_ground == "HELD"
    assert start_sale(office).code == "sale_held"


def start_sale(api: Api) -> Any:
    """Another sale of the same seizure."""
    with api.city.database.read() as conn:
        (seizure,) = seizures.seizures_of(conn, [HOUSE])[HOUSE]
    return start(api, "public_sale", seizure_number=seizure.number, reason="再び")


def test_a_car_without_bids_is_put_up_three_times_then_released(office: Api) -> None:
    """Arts. 107, 111, 79(2)(iii): a lower estimate each time, no notices within ten days, a release after the third."""
    world = office.city
    case_id = announced(office, sale_town(world, office, land=False), of_movable())
    day = SALE
    for turn in (1, 2, 3):
        night(world, day)
        opened(office, case_id, bid("丙山", 10_000)).done()
        assert rounds(world, case_id)[-1].outcome == "NO_BID"
        if turn < 3:
            early = office.complete(case_id, "again", {"result": "release", "reason": "入札がない"}, "toda")
            assert refused(early) == ["sale_release_too_early"]
            office.complete(case_id, "again", {"result": "again", "reason": "見積価額を下げる"}, "toda").done()
            day += timedelta(days=8)
            lower = of_movable(estimate=100_000 - 30_000 * turn, short_reason="保管に費用がかかる")
            announce(office, case_id, lower | dict.fromkeys(("sale_on", "decide_on", "pay_by"), day.isoformat()))
    notices = Records(world, case_id).rows(t.letters, case_id=case_id, letter="public_sale/notice")
    assert len(notices) == 1  # art. 107(3)
    office.complete(case_id, "again", {"result": "release", "reason": "3回入札がない"}, "toda").done()
    assert outcome(office, case_id) == "unsold"
    assert world.case(child(world, "seizure_release")).status == "active"
    assert start_sale(office).status == 201


def test_a_buyer_who_does_not_pay_loses_thing_and_guarantee(office: Api) -> None:
    """Arts. 100(3), 115(4): the decision is taken back, the guarantee goes to the premium."""
    world = office.city
    draft = of_movable(guarantee=10_000, pay_by="2027-03-05")
    case_id = announced(office, sale_town(world, office, land=False), draft)
    night(world, SALE)
    early = opened(office, case_id, bid("甲田", 120_000), bid("乙川", 110_000, guarantee=10_000))
    early.done()
    assert rounds(world, case_id)[0].best == 2  # the higher one gave no guarantee
    assert office.complete(case_id, "confirm", {"result": "sell", "inquiry": "MOVABLE"}, "toda").status == 403
    sold(office, case_id, "MOVABLE").done()
    unpaid: dict[str, JSON] = {"result": "unpaid", "note": "納付がない"}
    assert office.complete(case_id, "price", unpaid, "toda").code == "sale_payment_not_over"
    world.clock.set(date(2027, 3, 8))
    office.complete(case_id, "price", unpaid, "toda").done()
    office.complete(case_id, "again", {"result": "give_up", "reason": "買い手がない"}, "toda").done()
    assert outcome(office, case_id) == "cancelled"
    deposit = Records(world, "").rows(t.cases, slug="distribution")
    assert len(deposit) == 1
    distributed(office)
    with world.database.read() as conn:
        (held,) = seizures.deposits_of(conn, [HOUSE])[HOUSE]
    assert (held.amount, held.applied) == (10_000, 10_000)
    proven(world)


def test_equal_bids_are_drawn_by_lot_and_what_may_not_bid_does_not_count(office: Api) -> None:
    """Arts. 92, 104(2), 108."""
    world = office.city
    case_id = announced(office, sale_town(world, office))
    night(world, SALE)
    equal = [bid("甲田", 500_000), bid("乙川", 500_000)]
    assert refused(opened(office, case_id, *equal)) == ["sale_lot_missing"]
    debtor = bid("三浦 健", 900_000)
    drawn = [bid("甲田", 500_000, lot=2), bid("乙川", 500_000, lot=1), debtor, bid("丁", 800_000, barred="YES")]
    opened(office, case_id, *drawn).done()
    with world.database.read() as conn:
        (bids,) = public_sales.bids_of(conn, [rounds(world, case_id)[0].sale_id]).values()
    assert [one.verdict for one in bids] == ["VALID", "VALID", "DEBTOR", "BARRED"]
    assert rounds(world, case_id)[0].best == 2
    night(world, DECISION)
    barred: dict[str, JSON] = {"result": "barred", "reason": "暴力団員に該当するとの回答"}
    office.complete(case_id, "confirm", barred, "sakai").done()
    office.complete(case_id, "again", {"result": "give_up", "reason": "買い手がない"}, "toda").done()
    assert outcome(office, case_id) == "cancelled"


def test_people_withdraw_refuse_and_call_off(office: Api) -> None:
    world = office.city
    number = sale_town(world, office)
    gone = begin(office, "public_sale", seizure_number=number, reason="-")
    office.complete(gone, "enter", {"result": "withdraw", "withdraw_reason": "納付の約束"}, "toda").done()
    assert outcome(office, gone) == "withdrawn"
    declined = begin(office, "public_sale", seizure_number=number, reason="-")
    office.complete(declined, "enter", terms(), "toda").done()
    marks = dict.fromkeys(("estimate", "terms", "appeal", "creditors.0"), MATCH)
    assert office.complete(declined, "check", {"result": "agree", "marks": marks}, "toda").status == 403
    office.complete(declined, "check", {"result": "return", "reason": "評価の根拠がない"}, "kagami").done()
    office.complete(declined, "enter", terms(), "toda").done()
    office.complete(declined, "check", {"result": "agree", "marks": marks}, "kagami").done()
    no = {"result": "refuse", "reason": "相当でない", "provision": "国税徴収法89条"}
    office.complete(declined, "decide", no, "sakai").done()
    assert outcome(office, declined) == "refused"
    case_id = announced(office, number)
    assert start_sale(office).code == "sale_running"
    night(world, SALE)
    office.complete(case_id, "bids", {"result": "CALLED_OFF", "reason": "台風で閉庁"}, "toda").done()
    assert office.complete(case_id, "again", {"result": "withdraw", "reason": "-"}, "toda").status == 422
    office.complete(case_id, "again", {"result": "give_up", "reason": "改めて検討する"}, "toda").done()
    assert outcome(office, case_id) == "stopped"
    assert rounds(world, case_id)[0].outcome == "CALLED_OFF"


def test_what_may_not_be_sold_is_refused_before_anything_happens(office: Api) -> None:
    """Local Autonomy Act art. 231-3: the sale waits for the last day of appeal; a deposit is collected, not sold."""
    world = office.city
    number = sale_town(world, office)
    world.clock.set(FINAL - timedelta(days=1))
    assert start(office, "public_sale", seizure_number=number, reason="-").code == "sale_not_final"
    assert start(office, "public_sale", seizure_number="R8-1", reason="-").code == "seizure_unknown"
    assert start(office, "public_sale", by="saeki", seizure_number=number, reason="-").status == 403
    world.clock.set(FINAL)
    case_id = begin(office, "public_sale", seizure_number=number, reason="-")
    wrong = terms(sale_on="2027-03-01", decide_on="2027-03-06", pay_by="2027-06-01", estimate=700_000)
    assert refused(office.complete(case_id, "enter", wrong, "toda")) == [
        "sale_notice_short",
        "sale_closed_day",
        "sale_decision_day",
        "sale_payment_day",
        "sale_guarantee_small",
    ]
    hold(world, "PLEDGE")
    assert refused(office.complete(case_id, "enter", terms(), "toda")) == ["sale_held_reason"]
    office.complete(case_id, "enter", terms(override="約束の不履行が続く"), "toda").done()


def test_a_deposit_is_not_sold(office: Api) -> None:
    world = office.city
    sale_town(world, office)
    put_asset(world, office, "R8-000912-1")
    deposit = seized(office, "R8-000912-1")
    serve(office, deposit, served_hour=8).done()
    number = world.case(deposit).number
    assert start(office, "public_sale", seizure_number=number, reason="-").code == "sale_kind"


def test_what_is_seized_is_not_sold_while_the_seizure_is_appealed_against(office: Api) -> None:
    """Local Autonomy Act art. 231-3: whoever appeals in time keeps the thing until the ruling; collection goes on."""
    world = office.city
    number = sale_town(world, office)
    world.clock.set(date(2026, 11, 19))
    deploy(world, "appeal", "審査請求")
    world.grant("saeki", "work:qualification")
    issue_requested(world.services)
    c = t.letters.c
    with world.database.read() as conn:
        told: Any = conn.execute(
            select(c.data).where(c.household_key == HOUSE, c.letter == "seizure/real_estate")
        ).scalar_one()
    says: dict[str, JSON] = {"household_key": HOUSE, "received_on": "2026-11-19", "appellant": "三浦 健"}
    case_id = str(appealing.begin(office, told["letter_code"], **says).done()["case_id"])
    appealing.record(office, case_id, known_on="2026-11-19").done()
    world.clock.set(FINAL)
    assert start(office, "public_sale", seizure_number=number, reason="-").code == "sale_held"
    appealing.came(office, case_id, "WITHDRAWN", came_on=FINAL.isoformat()).done()
    assert start(office, "public_sale", seizure_number=number, reason="-").status < 300
