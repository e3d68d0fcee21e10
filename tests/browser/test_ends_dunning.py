"""督促, 滞納整理 and 徴収の移管 at the screens, to each of their ends (`--sweep`)."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from server.domain.receipts import Channel
from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.browser.seizing_hands import act, asked, choose, put
from tests.browser.test_ends_incomes import time_goes_by
from tests.money.dunning import Dunning, staff
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.owing import HOUSE, Debtor, town_in_arrears
from tests.world import World

pytestmark = pytest.mark.browser
YESTERDAY = date(2026, 11, 17)


def newest(city: World, slug: str) -> str:
    """The case of a procedure begun last."""
    with city.database.read() as conn:
        found = select(t.cases.c.case_id).where(t.cases.c.slug == slug).order_by(t.cases.c.number.desc())
        return str(conn.scalars(found.limit(1)).one())


def do(page: Page, city: World, slug: str, choice: tuple[str, str] | None, **fields: str) -> None:
    """The open task of the newest case: one choice, what is typed, and the button."""
    walk.open_from_inbox(page, city.case(newest(city, slug)).number)
    if choice is not None:
        choose(page, *choice)
    for name, value in fields.items():
        put(page, name, value)
    walk.hand_in(page)


def ended(city: World, slug: str) -> str | None:
    return city.case(newest(city, slug)).outcome


def beside(page: Page, key: str) -> Locator:
    """A sheet of figures beside the form."""
    return page.locator(f"section:has(#facts-dunning-{key})")


def owing(city: World, *but: Channel) -> Dunning:
    """Three households owe, one of them was told of nothing; all channels but some are in."""
    staff(city)
    dunning = Dunning(city)
    dunning.owes("family")
    dunning.owes("single", 400_000)
    dunning.owes("senior", told=False)
    dunning.in_up_to(YESTERDAY, *but)
    return dunning


def begin(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/start/dunning_run")
    choose(page, "対象", "一つの納期限")
    put(page, "due_on", "R8.11.2")
    walk.hand_in(page)
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()


def listed(page: Page, city: World, dunning: Dunning) -> None:
    do(page, city, "dunning_run", ("結果", "一覧を作る"), cut_off="R8.11.17")
    dunning.work()


@pytest.mark.sweep
@reaches("dunning_run.closed")
def test_a_dunning_run_goes_from_its_opening_to_the_posting_at_the_screens(desk: Desk, city: World) -> None:
    """With what is to be seen beside each form; wrong counts are refused beside their field."""
    dunning = owing(city)
    officer, second, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    begin(officer, desk)
    walk.open_from_inbox(officer, city.case(newest(city, "dunning_run")).number)
    expect(beside(officer, "marks")).to_contain_text("R8.11.17")
    listed(officer, city, dunning)
    walk.open_from_inbox(officer, city.case(newest(city, "dunning_run")).number)
    expect(beside(officer, "counts")).to_contain_text("412,300円")
    expect(beside(officer, "left")).to_contain_text("納入通知書が届いていない")
    choose(officer, "結果", "件数の照合へ回す")
    walk.hand_in(officer)
    desk.expect_fault("422")
    do(second, city, "dunning_run", ("結果", "合っている"), count="3", yen="412300", samples="2")
    expect(second.locator("main")).to_contain_text("合いません")
    expect(beside(second, "counts")).not_to_contain_text("412,300")
    put(second, "count", "2")
    walk.hand_in(second)
    release = {"draft_no": "8国保第12号", "dispatch_on": "R8.11.18", "shape": "封書(A4・納付書つき)"}
    do(head, city, "dunning_run", ("決裁", "一覧のとおり督促する"), **release)
    dunning.work()
    do(officer, city, "dunning_run", ("結果", "引き渡す"))
    dunning.pay(dunning.claims["family"])
    do(officer, city, "dunning_run", ("何をしたか", "引抜き一覧を作る"))
    walk.open_from_inbox(officer, city.case(newest(city, "dunning_run")).number)
    expect(beside(officer, "pulled")).to_contain_text("納付済み")
    choose(officer, "何をしたか", "発送した")
    put(officer, "slip_no", "差出第77号")
    put(officer, "count", "1")
    walk.hand_in(officer)
    assert ended(city, "dunning_run") == "closed"
    officer.goto(f"{desk.url}/dunning/{dunning.run().run_id}")
    expect(officer.locator("main")).to_contain_text("R8.11.30")


@pytest.mark.sweep
@reaches("dunning_run.stopped")
def test_a_run_waits_for_its_channels_and_is_stopped(desk: Desk, city: World) -> None:
    """Held for channel data, then resumed; another one sent back and stopped by the decider."""
    dunning = owing(city, Channel.CVS)
    officer, second, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    begin(officer, desk)
    desk.expect_fault("409")
    do(officer, city, "dunning_run", ("結果", "一覧を作る"), cut_off="R8.11.17")
    expect(officer.locator("main")).to_contain_text("CVS")
    dunning.in_up_to(YESTERDAY)
    walk.hand_in(officer)
    dunning.work()
    do(officer, city, "dunning_run", ("結果", "件数の照合へ回す"))
    do(second, city, "dunning_run", ("結果", "戻す"), reason="見本が足りない")
    do(officer, city, "dunning_run", ("結果", "件数の照合へ回す"))
    do(second, city, "dunning_run", ("結果", "合っている"), count="2", yen="412300", samples="2")
    do(head, city, "dunning_run", ("決裁", "取りやめる"), reason="納期限の告示に誤りがあった")
    assert ended(city, "dunning_run") == "stopped"


@pytest.mark.sweep
@reaches("dunning_run.stopped")
def test_a_run_with_nothing_left_to_dun_is_stopped_before_the_printer(desk: Desk, city: World) -> None:
    dunning = owing(city)
    officer, second, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    begin(officer, desk)
    listed(officer, city, dunning)
    do(officer, city, "dunning_run", ("結果", "件数の照合へ回す"))
    do(second, city, "dunning_run", ("結果", "合っている"), count="2", yen="412300", samples="2")
    dunning.pay(dunning.claims["family"])
    dunning.pay(dunning.claims["single"])
    release = {"draft_no": "8国保第12号", "dispatch_on": "R8.11.18", "shape": "圧着はがき"}
    do(head, city, "dunning_run", ("決裁", "一覧のとおり督促する"), **release)
    dunning.work()
    desk.expect_fault("409")
    do(officer, city, "dunning_run", ("結果", "引き渡す"))
    expect(officer.locator("main")).to_contain_text("引き渡す督促状がありません")
    do(officer, city, "dunning_run", ("結果", "取りやめる"), reason="全員が納めた")
    assert ended(city, "dunning_run") == "stopped"


# -- 滞納整理 and 徴収の移管 ---------------------------------------------------------------------


def called(page: Page, debtor: Debtor) -> None:
    """The collector's call, with a promise."""
    walk.open_from_inbox(page, debtor.world.case(debtor.case_id).number)
    for name, value in (("way", "PHONE"), ("spoken_to", "HEAD"), ("result", "PROMISE")):
        if page.locator(f"#f-{name}").evaluate("one => one.tagName") == "SELECT":
            put(page, name, value)
        else:
            page.locator(f"#f-{name} input[value={value}]").check()
    put(page, "promised_on", "R8.11.25")
    walk.hand_in(page)


@pytest.mark.sweep
@pytest.mark.parametrize(
    "how",
    [
        pytest.param("pay", marks=reaches("arrears.paid")),
        pytest.param("cancel", marks=reaches("arrears.settled")),
        pytest.param("write_off", marks=reaches("arrears.written_off")),
    ],
)
def test_a_case_of_arrears_comes_to_each_of_its_ends(desk: Desk, city: World, how: str) -> None:
    debtor = town_in_arrears(Api(city))
    page = desk.sit("toda")
    called(page, debtor)
    if how == "pay":
        time_goes_by(page, "R8.11.24")  # a file is made behind the day of its payments
        debtor.pay(2, 3)
    elif how == "cancel":
        debtor.cancel(2, 3)
    else:
        for key in debtor.purse.claim_keys[2:4]:
            debtor.purse.write_off(key)
    time_goes_by(page, "R8.12.2", "R8.12.17")


@pytest.mark.sweep
@reaches("transfer_of_collection.refused", "transfer_of_collection.returned")
def test_a_transfer_of_collection_is_refused_handed_over_and_given_back(desk: Desk, city: World) -> None:
    debtor = town_in_arrears(Api(city))
    deploy(city, "transfer_of_collection", "徴収の移管")
    officer, head = desk.sit("toda"), desk.sit("kuroda")
    for result in ("refuse", "approve"):
        officer.goto(f"{desk.url}/start/transfer_of_collection?household_key={HOUSE}")
        walk.hand_in(officer)
        expect(officer.get_by_role("heading", name="受付票")).to_be_visible()
        do(officer, city, "transfer_of_collection", None, to_office="hq", reason="高額で困難なため")
        walk.open_from_inbox(head, city.case(newest(city, "transfer_of_collection")).number)
        if result == "refuse":
            expect(head.locator("main")).to_contain_text("高額で困難なため")
            asked(head, "却下する", {"根拠の条文": "要領3条", "理由": "区で足りる"})
            assert ended(city, "transfer_of_collection") == "refused"
        else:
            act(head, "決裁する")
    assert city.case(debtor.case_id).office == "hq"
    do(officer, city, "transfer_of_collection", None, reason="分納が始まったため")
    assert ended(city, "transfer_of_collection") == "returned"
    assert city.case(debtor.case_id).office == "chuo"
