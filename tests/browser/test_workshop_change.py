"""A morning in the workshop at the screens: a table's row, a letter's sentence, a period and a rate are changed by one
manager, with nothing typed in code; another one approves, all of it is in force, and running cases follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from server.store import procedures
from tests.browser.conftest import Desk
from tests.world import World

pytestmark = pytest.mark.browser

TABLE = "workflows/enrolment/authority.dmn"
LETTER = "enrolment/document_reminder"
WAIT = "period.document_wait"
SAVED = "保存済み"
RATE = "late_charge.first_rate"


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text(":")


def back(page: Page) -> None:
    page.get_by_role("link", name="下書きへ").click()


def change_a_row(page: Page) -> None:
    """A row is added by key and taken back, a cell is typed over; a gap is told while one types, and gone again."""
    page.get_by_role("link", name="表 専決区分").click()
    rows = page.locator("#rows tr")
    count = rows.count()
    first = rows.first.locator("input.cell").first
    was = first.input_value()
    first.focus()
    page.keyboard.press("Insert")
    expect(rows).to_have_count(count + 1)
    expect(page.locator("#findings .late").first).to_be_visible()
    page.keyboard.press("Alt+z")
    expect(rows).to_have_count(count)
    expect(page.locator("#findings .late")).to_have_count(0)
    assert rows.first.locator("input.cell").first.input_value() == was
    rows.first.locator("input[name=note]").fill("事務専決規程の改正")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    saved(page)
    back(page)


def change_a_sentence(page: Page) -> None:
    """A sentence is typed over, a variable put in by keyboard and taken out; the page is drawn anew."""
    page.locator(f"a[href*='letter={LETTER}'], a[href*='letter={LETTER.replace('/', '%2F')}']").click()
    sentence = page.locator("textarea").first
    before = page.locator("#preview").get_attribute("src")
    sentence.press("Control+End")
    sentence.press_sequentially("お早めにお願いします。")
    expect(page.locator("#preview")).not_to_have_attribute("src", before or "", timeout=20000)
    saved(page)
    assert page.locator("#preview").evaluate("e => e.decode().then(() => e.naturalWidth)") > 500
    back(page)


def change_a_value(page: Page, day: str) -> None:
    """The reminder's wait becomes twenty days; a wrong day is told beside its field first."""
    page.get_by_role("link", name="値と期間").last.click()
    card = page.locator("section").filter(has=page.get_by_role("heading", name=WAIT, exact=True))
    card.get_by_role("link", name="ある日からの値を足す").click()
    page.locator("#f-first").fill("昨日")
    page.locator("#f-value").fill("20")
    page.locator("#f-source").fill("市要領の改正")
    page.locator("#f-confirm_again_by").fill("R13.3.31")
    page.keyboard.press("F8")
    expect(page.locator("#err-first")).to_contain_text("日付として読めません")
    page.locator("#f-first").fill(day)
    page.keyboard.press("F8")
    expect(page.locator("table").filter(has_text="20開庁日").first).to_be_visible()
    back(page)


def state(page: Page, value: str, day: str) -> None:
    """The form of one value that stands open: from a day on, with a citation."""
    page.locator("#f-first").fill(day)
    page.locator("#f-value").fill(value)
    page.locator("#f-source").fill("市要領の改正")
    page.locator("#f-confirm_again_by").fill("R13.3.31")
    page.locator("#f-confirm_again_by").press("F8")
    expect(page.get_by_text("この下書き").first).to_be_visible()


def change_the_rate(page: Page, day: str) -> None:
    """A rate is looked for by its name and stated in per cent."""
    page.get_by_role("link", name="値と期間").last.click()
    page.locator("#f-q").fill(RATE)
    page.locator("#f-q").press("Enter")
    page.get_by_role("link", name="ある日からの値を足す").click()
    state(page, "3.1%", day)
    back(page)


def move_them(page: Page, count: int) -> None:
    """A dry run, the plan as offered, all cases, with the figures of how far it is."""
    page.get_by_role("link", name="移すと?").click()
    expect(page.locator("main")).to_contain_text(f"移せる {count}件、残る 0件")
    page.get_by_role("button", name="この計画で移行を始める").click()
    while page.get_by_role("button", name="案件を移す").count():
        page.get_by_role("button", name="案件を移す").click()
        expect(page.locator("main")).to_contain_text("移した")


def assert_in_force(city: World, day: date, cases: Sequence[str]) -> None:
    """All four changes hold from the day on, and the cases stand in the version that brought them."""
    with city.database.read() as conn:
        version = procedures.current_version(conn, "enrolment", day)
        assert version is not None
        assert "事務専決規程の改正" in procedures.files_of(conn, version)[TABLE].decode()
        values = city.services.values(conn)
        assert (values.integer(WAIT, day), str(values.on(RATE, day))) == (20, "0.031")
        letter = city.services.letters_now(conn)[LETTER].on(day)
    assert "お早めにお願いします。" in letter.templates[letter.body]
    assert {city.case(one).procedure_hash for one in cases} == {version.hash}


def test_a_row_a_sentence_a_period_and_a_rate_are_changed_approved_and_cases_follow(city: World, desk: Desk) -> None:
    day, cases = city.clock.business_day(), [city.start("single").case_id, city.entered("family")]
    desk.expect_fault("422")
    mizuno = desk.sit("mizuno")
    mizuno.goto(f"{desk.url}/workshop")
    mizuno.get_by_role("button", name="下書きを始める").first.click()
    change_a_row(mizuno)
    change_a_sentence(mizuno)
    change_a_value(mizuno, day.isoformat())
    change_the_rate(mizuno, day.isoformat())
    expect(mizuno.get_by_text("の期間を14開庁日から20開庁日へ").first).to_be_visible()
    mizuno.locator("#f-valid_from").fill(day.isoformat())
    mizuno.locator("#f-reason").fill("要領の改正")
    mizuno.keyboard.press("F8")
    expect(mizuno.get_by_text("決裁待ち").first).to_be_visible()
    hayashi = desk.sit("hayashi")
    hayashi.goto(mizuno.url)
    hayashi.get_by_role("button", name="公開する").click()
    expect(hayashi.locator("h1")).to_contain_text("版と案件")
    move_them(hayashi, len(cases))
    assert_in_force(city, day, cases)
