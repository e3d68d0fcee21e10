"""賦課決定・更正 at the screens: to each of its ends, by the levy officers and the head."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.casework.advance_clock import CLOCK_COUNTER
from server.domain.effects import RegisterChange
from server.store import counters
from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.money.levying import owed, put_income
from tests.procedures.levying import HEAD, HOUSE, WIFE, levy_town
from tests.world import World

pytestmark = pytest.mark.browser


def look(page: Page, desk: Desk, cause: str = "FIRST", error: str = "いいえ") -> None:
    """受付, ex officio."""
    page.goto(f"{desk.url}/start/levy_decision?household_key={HOUSE}")
    page.get_by_role("group", name="受付の経路").get_by_label("職権").check()
    page.get_by_label("賦課年度(西暦)").fill("2026")
    page.get_by_label("事由").select_option(cause)
    page.get_by_role("group", name="市の誤りか").get_by_label(error).check()
    page.get_by_label("分かったこと").fill("台帳の記録が変わっていた")
    walk.hand_in(page)


def newest(city: World) -> str:
    """The case begun last."""
    with city.database.read() as conn:
        found = (
            select(t.cases.c.case_id)
            .where(t.cases.c.slug == "levy_decision")
            .order_by(t.cases.c.received_on.desc(), t.cases.c.number.desc())
        )
        return str(conn.scalars(found.limit(1)).one())


def number_of(city: World) -> str:
    """Its number."""
    return city.case(newest(city)).number


def give_reason(page: Page, city: World, reason: str = "所得が更正されたため") -> None:
    """The calculation looked at, the reason written."""
    walk.open_from_inbox(page, number_of(city))
    expect(page.get_by_text("賦課の計算").first).to_be_visible()
    page.get_by_role("group", name="扱い").get_by_label("この計算で決定へ進める").check()
    page.get_by_label("決定・変更の理由").fill(reason)
    walk.hand_in(page)


def agree(page: Page, city: World) -> None:
    """The second person."""
    walk.open_from_inbox(page, number_of(city))
    walk.mark_all(page)
    page.get_by_role("button", name="決定する").click()
    page.wait_for_load_state()


@pytest.mark.sweep
def test_levied_changed_by_the_head_unchanged_and_withdrawn(desk: Desk, city: World) -> None:
    levy_town(city)
    officer, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    look(officer, desk)
    give_reason(officer, city, "国民健康保険に加入されたため")
    agree(checker, city)
    assert city.case(newest(city)).outcome == "decided"

    look(officer, desk, "INCOME")
    assert city.case(newest(city)).outcome == "no_change"

    put_income(city, HEAD, 2_500_000, on="2026-11-01")
    look(officer, desk, "CALCULATION", error="はい(お詫びの文書を送る)")
    give_reason(officer, city)
    agree(checker, city)
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number_of(city)).click()
    expect(head.get_by_text("賦課の計算").first).to_be_visible()
    head.get_by_role("button", name="決裁する").click()
    head.wait_for_load_state()
    assert city.case(newest(city)).outcome == "changed"

    put_income(city, HEAD, 2_000_000, on="2026-11-02")
    look(officer, desk, "CALCULATION", error="はい(お詫びの文書を送る)")
    give_reason(officer, city)
    agree(checker, city)
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number_of(city)).click()
    head.get_by_role("button", name="却下する…").click()
    head.get_by_label("根拠の条文").fill("国民健康保険条例19条")
    head.get_by_label("理由").fill("所得の更正の通知がない")
    head.get_by_role("button", name="却下する").click()
    head.wait_for_load_state()
    assert city.case(newest(city)).outcome == "refused"

    look(officer, desk, "INCOME")
    walk.open_from_inbox(officer, number_of(city))
    officer.get_by_role("group", name="扱い").get_by_label("見直しを取りやめる").check()
    officer.get_by_label("取りやめるわけ").fill("税の更正が取り消された")
    walk.hand_in(officer)
    assert city.case(newest(city)).outcome == "withdrawn"


@pytest.mark.sweep
def test_two_heads_are_given_up_and_what_is_too_late_is_considered(
    desk: Desk, city: World, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--sweep"):
        pytest.skip("the API walks these two ends each time, the browser with --sweep")
    levy_town(city)
    officer = desk.sit("saeki")
    heads = {"person_key": WIFE, "household_key": HOUSE, "relation": "HEAD", "valid_from": "2026-12-10"}
    city.change(RegisterChange("put_membership", "test/two", heads))
    look(officer, desk, "HEAD")
    walk.open_from_inbox(officer, number_of(city))
    expect(officer.get_by_text("12月の世帯主が二人います")).to_be_visible()
    officer.get_by_role("group", name="扱い").get_by_label("見直しを取りやめる").check()
    officer.get_by_label("分かったこと").fill("二重に受け付けていた")
    walk.hand_in(officer)
    assert city.case(newest(city)).outcome == "stopped"

    city.change(RegisterChange("put_membership", "test/one", heads | {"relation": "SPOUSE"}))
    look(officer, desk)
    give_reason(officer, city)
    agree(desk.sit("okamura"), city)
    before = owed(city)
    with city.uow() as uow:
        counters.take(uow, CLOCK_COUNTER, (date(2028, 7, 3) - date(2026, 11, 18)).days)
    put_income(city, HEAD, 0, on="2028-06-01")
    look(officer, desk, "INCOME")
    walk.open_from_inbox(officer, number_of(city))
    officer.get_by_role("group", name="結論").get_by_label("要綱による支払を財政担当へ求める").check()
    officer.get_by_label("わけ").fill("市の誤りで高く賦課していた")
    walk.hand_in(officer)
    assert city.case(newest(city)).outcome == "barred"
    assert owed(city) == before
