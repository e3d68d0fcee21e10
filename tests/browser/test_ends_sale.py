"""公売 at the screens, in the sweep: land sold from the draft to the distributed price, the other ends, 参加差押."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.seizing_hands import choose
from tests.procedures.outside import Api
from tests.procedures.seizing import HOUSE, arrears_town, outcome
from tests.procedures.selling import DECISION, SALE, announced, bid, night, of_movable, opened, sale_town, sold
from tests.procedures.test_claim_participation import event, filed, land
from tests.procedures.test_public_sale import distributed, paid_whole
from tests.world import World

pytestmark = pytest.mark.browser


def wareki(day: date) -> str:
    """As clerks type it."""
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def newest(city: World) -> str:
    """The sale begun last."""
    with city.database.read() as conn:
        found = select(t.cases.c.case_id).where(t.cases.c.slug == "public_sale")
        return str(conn.scalars(found.order_by(t.cases.c.case_id.desc()).limit(1)).one())


def open_task(page: Page, city: World) -> None:
    """The open task of the newest sale."""
    walk.open_from_inbox(page, city.case(newest(city)).number)


def begin(page: Page, desk: Desk, **fields: str) -> None:
    """受付."""
    page.goto(f"{desk.url}/start/public_sale?household_key={HOUSE}")
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    walk.hand_in(page)


def decide(page: Page, city: World) -> None:
    """The approver."""
    open_task(page, city)
    page.get_by_role("button", name="決裁する").click()
    page.wait_for_load_state()


def draft(page: Page, city: World) -> None:
    """Estimate, days, finality; nobody else has rights."""
    open_task(page, city)
    expect(page.get_by_text("公売する差押").first).to_be_visible()
    choose(page, "扱い", "起案する")
    page.get_by_label("評価した人").fill("資産税課")
    page.get_by_label("評価のもと").select_option("REGISTER")
    page.get_by_label("評価の計算").fill("固定資産評価額から減価3割")
    page.locator("[name=estimate]").fill("400000")
    for name, value in (("sale_on", SALE), ("decide_on", DECISION), ("pay_by", DECISION)):
        page.locator(f"[name={name}]").fill(wareki(value))
    page.locator("[name=sale_hours]").fill("午前10時から")
    page.locator("[name=place]").fill("第2会議室")
    page.locator("[name=decide_hours]").fill("午前10時")
    choose(page, "審査請求・訴え", "期間の内になかった")
    page.get_by_label("確かめた相手と日").fill("審査会 2月19日")
    walk.hand_in(page)


def compare(page: Page, city: World) -> None:
    """The second person."""
    open_task(page, city)
    page.locator("h1").click()
    walk.mark_all(page)
    page.get_by_role("button", name="照合した").click()
    page.wait_for_load_state()


def record_bid(page: Page, city: World, name: str, amount: int) -> None:
    """One bid as it was opened."""
    open_task(page, city)
    choose(page, "実施", "公売をした")
    page.get_by_label("開札に立ち会った人").fill("市民課 大沢")
    page.get_by_role("button", name="行を足す").first.click()
    for field, value in (
        ("name", name),
        ("postal_code", "000-0011"),
        ("address", "若葉市1-2"),
        ("amount", str(amount)),
    ):
        page.locator(f"[name=bids-0-{field}]").fill(value)
    for field, value in (("statement", "YES"), ("relation", "OTHER"), ("barred", "NO"), ("qualified", "NA")):
        page.locator(f"[name=bids-0-{field}]").select_option(value)
    walk.hand_in(page)


@pytest.mark.sweep
def test_land_is_sold_at_the_screens(desk: Desk, city: World) -> None:
    number = sale_town(city, Api(city))
    officer, second, head = desk.sit("toda"), desk.sit("kagami"), desk.sit("sakai")
    begin(officer, desk, 差押番号=number, 公売をするわけ="納付の見込みがない")
    draft(officer, city)
    compare(second, city)
    decide(head, city)
    night(city, SALE)
    record_bid(officer, city, "乙川商店", 520_000)
    night(city, DECISION)
    open_task(head, city)
    choose(head, "決定", "最高価申込者に売却決定をする")
    choose(head, "暴力団員等の調査", "該当しないとの回答")
    walk.hand_in(head)
    open_task(officer, city)
    choose(officer, "結果", "代金を受け取った")
    officer.locator("[name=amount]").fill("520000")
    officer.locator("[name=paid_on]").fill(wareki(DECISION))
    officer.locator("[name=proof]").fill("領収 31")
    walk.hand_in(officer)
    distributed(Api(city))
    assert city.case(newest(city)).outcome == "sold"


def answer(page: Page, city: World, group: str, label: str, **texts: str) -> None:
    """The open task of the sale answered with one choice and its words."""
    open_task(page, city)
    choose(page, group, label)
    for name, value in texts.items():
        page.locator(f"[name={name}]").fill(value)
    walk.hand_in(page)


@pytest.mark.sweep
def test_the_other_ends_of_a_sale_at_the_screens(desk: Desk, city: World) -> None:
    api = Api(city)
    number = sale_town(city, api)
    officer, head = desk.sit("toda"), desk.sit("sakai")
    begin(officer, desk, 差押番号=number, 公売をするわけ="-")
    answer(officer, city, "扱い", "取りやめる", withdraw_reason="納付の約束")
    ends = [city.case(newest(city)).outcome]
    begin(officer, desk, 差押番号=number, 公売をするわけ="-")
    draft(officer, city)
    compare(desk.sit("kagami"), city)
    open_task(head, city)
    choose(head, "決裁", "却下する")
    head.locator("[name=reason]").fill("相当でない")
    head.locator("[name=provision]").fill("国税徴収法89条")
    walk.hand_in(head)
    ends.append(city.case(newest(city)).outcome)
    announced(api, number)
    night(city, SALE)
    answer(officer, city, "実施", "公売を中止した", reason="台風")
    answer(officer, city, "扱い", "公売を終える", reason="改めて検討する")
    ends.append(city.case(newest(city)).outcome)
    assert ends == ["withdrawn", "refused", "stopped"]


@pytest.mark.sweep
def test_a_car_is_not_bought_or_not_paid_for_at_the_screens(desk: Desk, city: World) -> None:
    api = Api(city)
    number = sale_town(city, api, land=False)
    officer = desk.sit("toda")
    unsold = announced(api, number, of_movable())
    night(city, SALE)
    open_task(officer, city)
    choose(officer, "実施", "公売をした")
    officer.get_by_label("開札に立ち会った人").fill("市民課 大沢")
    walk.hand_in(officer)
    answer(officer, city, "扱い", "公売を終える", reason="入札がない")
    day = SALE + timedelta(days=14)
    days = {"sale_on": day.isoformat(), "decide_on": day.isoformat(), "pay_by": (day + timedelta(days=1)).isoformat()}
    unpaid = announced(api, number, of_movable(**days))
    night(city, day)
    opened(api, unpaid, bid("乙川", 120_000)).done()
    sold(api, unpaid, "MOVABLE").done()
    city.clock.set(day + timedelta(days=2))
    answer(officer, city, "結果", "期限までに納付がない(決定を取り消す)", note="納付がない")
    answer(officer, city, "扱い", "公売を終える", reason="買い手がない")
    paid = announced(api, number, of_movable(**dict.fromkeys(days, "2027-04-01")))
    night(city, date(2027, 4, 1))
    opened(api, paid, bid("乙川", 120_000)).done()
    sold(api, paid, "MOVABLE").done()
    paid_whole(city)
    answer(officer, city, "結果", "代金の前に滞納が完納になった", note="領収証書")
    assert [outcome(api, case) for case in (unsold, unpaid, paid)] == ["unsold", "cancelled", "paid"]


def result(page: Page, city: World, case_id: str, label: str, **texts: str) -> None:
    """The end of a participation."""
    walk.open_from_inbox(page, city.case(case_id).number)
    choose(page, "結果", label)
    for name, value in {"note": "通知を見た", **texts}.items():
        page.locator(f"[name={name}]").fill(value)
    walk.hand_in(page)


@pytest.mark.sweep
def test_participations_end_at_the_screens(desk: Desk, city: World) -> None:
    api = Api(city)
    arrears_town(city)
    officer = desk.sit("toda")
    paid, nothing = filed(api), filed(api)
    ours = filed(api, "PARTICIPATION", asset_number=land(api))
    event(city, paid)
    result(officer, city, paid, "配当を受けた", amount="30000", paid_on="R9.2.19")
    result(officer, city, nothing, "配当がなかった")
    times = {"body_on": "R8.11.19", "body_hour": "10", "body_minute": "5", "debtor_on": "R8.11.21"}
    times |= {"debtor_hour": "14", "debtor_minute": "30", "lifted_on": "R9.2.19"}
    result(officer, city, ours, "先の差押が解除され、差押になった", **times)
    assert [outcome(api, case) for case in (paid, nothing, ours)] == ["paid", "nothing", "taken_over"]
