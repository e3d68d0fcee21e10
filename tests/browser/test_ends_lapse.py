"""執行停止 at the screens: examined, checked, decided, watched over, and cancelled by found assets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures.lapsing import arrears_town
from tests.world import World

pytestmark = pytest.mark.browser


def newest(city: World) -> tuple[str, str]:
    """The newest case and its number."""
    with city.database.read() as conn:
        row = conn.execute(select(t.cases.c.case_id, t.cases.c.number).order_by(t.cases.c.number.desc()).limit(1)).one()
    return row.case_id, row.number


def begin(page: Page, desk: Desk, slug: str, household: str) -> None:
    """受付."""
    page.goto(f"{desk.url}/start/{slug}?household_key={household}")


def evidence(page: Page, row: int, source: str, finding: str) -> None:
    """A row of evidence of this day."""
    page.get_by_role("button", name="資料を足す").first.click()
    page.locator(f"[name='evidence-{row}-source']").select_option(label=source)
    page.locator(f"[name='evidence-{row}-seen_on']").fill("R8.11.18")
    page.locator(f"[name='evidence-{row}-finding']").fill(finding)


@pytest.mark.sweep
@reaches("suspension_write_off.cancelled")
def test_debts_rest_until_assets_are_found(desk: Desk, city: World) -> None:
    arrears_town(city, "suspension_write_off")
    officer, checker, head = desk.sit("saeki"), desk.sit("okamura"), desk.sit("kuroda")
    begin(officer, desk, "suspension_write_off", city.household("family").key)
    officer.get_by_label("きっかけ").fill("分納の不履行が続いている")
    officer.get_by_role("button", name="受け付ける").click()
    case_id, number = newest(city)
    walk.open_from_inbox(officer, number)
    officer.get_by_role("group", name="結果").get_by_label("執行を停止する").check()
    officer.get_by_role("group", name="停止の理由").get_by_label("1号 滞納処分をする財産がない").check()
    evidence(officer, 0, "預貯金", "残高なし")
    evidence(officer, 1, "不動産(登記・名寄せ)", "所有なし")
    walk.hand_in(officer)
    walk.open_from_inbox(checker, number)
    walk.mark_all(checker)
    checker.get_by_role("button", name="照合を終える").click()
    checker.wait_for_load_state()
    head.get_by_role("link", name="決裁").click()
    head.get_by_role("link", name=number).click()
    head.get_by_role("button", name="決裁する").click()
    head.wait_for_load_state()
    walk.open_from_inbox(officer, number)
    officer.get_by_role("group", name="結果").get_by_label("財産・収入が見つかったので取り消す").check()
    officer.get_by_label("調べたもの").fill("給与の調査")
    officer.get_by_label("取消しの理由").fill("勤務先からの給与が判明したため")
    walk.hand_in(officer)
    walk.open_from_inbox(head, number)
    expect(head.locator("main")).to_contain_text(
        "勤務先からの給与が判明したため"
    )  # what is decided on stands beside it
    walk.hand_in(head)
    assert city.case(case_id).outcome == "cancelled"
    head.goto(f"{desk.url}/cases/{case_id}")
    expect(head.get_by_text("停止を取り消した").first).to_be_visible()
