"""公売 and 交付要求・参加差押 at the screens, in the sweep.

Land is sold by people who read the words on the screen; the other ends go by the walks of the API.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.store import tables as t
from tests.browser import walk
from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.browser.seizing_hands import act, choose
from tests.procedures import test_claim_participation as participation
from tests.procedures import test_public_sale as sale
from tests.procedures.seizing import HOUSE, arrears_town, put_asset
from tests.procedures.selling import DECISION, SALE, night, sale_town
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.sweep]


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves: from the seizure to the sale months go by."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    """What is walked is typed; the seizure before it, and the distribution behind it, come from the API."""
    return AtScreens(city, desk=desk, only={"public_sale", "claim_participation"})


def wareki(day: date) -> str:
    """As clerks type it."""
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def newest(city: World) -> str:
    """The sale begun last."""
    with city.database.read() as conn:
        found = select(t.cases.c.case_id).where(t.cases.c.slug == "public_sale")
        return str(conn.scalars(found.order_by(t.cases.c.case_id.desc()).limit(1)).one())


def open_task(at: AtScreens, by: str) -> Page:
    """The open task of the newest sale, found in somebody's inbox."""
    page = at.open(by, "/inbox")
    walk.open_from_inbox(page, at.city.case(newest(at.city)).number)
    return page


def begin(at: AtScreens, **fields: str) -> None:
    """受付."""
    page = at.open("toda", f"/start/public_sale?household_key={HOUSE}")
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    walk.hand_in(page)
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()


def draft(at: AtScreens) -> None:
    """Estimate, days, finality; nobody else has rights."""
    page = open_task(at, "toda")
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


def compare(at: AtScreens) -> None:
    """The second person."""
    page = open_task(at, "kagami")
    page.locator("h1").click()
    walk.mark_all(page)
    act(page, "照合した")


def record_bid(at: AtScreens, name: str, amount: int) -> None:
    """One bid as it was opened."""
    page = open_task(at, "toda")
    choose(page, "実施", "公売をした")
    page.get_by_label("開札に立ち会った人").fill("市民課 大沢")
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


@reaches("public_sale.sold")
def test_land_is_sold_at_the_screens(screens: AtScreens) -> None:
    city = screens.city
    begin(screens, 差押番号=sale_town(city, screens), 公売をするわけ="納付の見込みがない")
    draft(screens)
    compare(screens)
    act(open_task(screens, "sakai"), "決裁する")
    night(city, SALE)
    record_bid(screens, "乙川商店", 520_000)
    night(city, DECISION)
    head = open_task(screens, "sakai")
    choose(head, "決定", "最高価申込者に売却決定をする")
    choose(head, "暴力団員等の調査", "該当しないとの回答")
    walk.hand_in(head)
    officer = open_task(screens, "toda")
    choose(officer, "結果", "代金を受け取った")
    officer.locator("[name=amount]").fill("520000")
    officer.locator("[name=paid_on]").fill(wareki(DECISION))
    officer.locator("[name=proof]").fill("領収 31")
    walk.hand_in(officer)
    sale.distributed(screens)
    assert city.case(newest(city)).outcome == "sold"


def in_arrears(walk_of_it: Callable[..., None]) -> Callable[[AtScreens], None]:
    """A walk in a town with arrears and a known deposit."""

    def both(at: AtScreens) -> None:
        arrears_town(at.city)
        put_asset(at.city, at)
        walk_of_it(at)

    return both


WALKS = [
    pytest.param(walk_of_it, marks=reaches(*ends), id=ends[-1])
    for ends, walk_of_it in (
        (("public_sale.paid",), sale.test_a_payment_in_full_stops_the_sale_the_same_day),
        (("public_sale.unsold",), sale.test_a_car_without_bids_is_put_up_three_times_then_released),
        (("public_sale.cancelled",), sale.test_a_buyer_who_does_not_pay_loses_thing_and_guarantee),
        (
            ("public_sale.withdrawn", "public_sale.refused", "public_sale.stopped"),
            sale.test_people_withdraw_refuse_and_call_off,
        ),
        (("claim_participation.paid",), participation.test_a_claim_is_filed_told_to_the_debtor_and_paid),
        (
            ("claim_participation.taken_over",),
            participation.test_a_participation_is_our_seizure_from_its_own_service_once_the_first_is_lifted,
        ),
    )
] + [
    pytest.param(
        in_arrears(participation.test_the_other_ends_of_a_participation),
        marks=reaches(*(f"claim_participation.{end}" for end in ("stopped", "refused", "nothing"))),
        id="claim_participation.nothing",
    )
]


@pytest.mark.parametrize("walk_of_it", WALKS)
def test_the_walk_comes_to_its_ends_at_the_screens(screens: AtScreens, walk_of_it: Callable[..., None]) -> None:
    walk_of_it(screens)
    assert screens.typed
