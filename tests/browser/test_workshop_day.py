"""A manager's morning and the second one's afternoon at the screens: a period, a table's row, a letter's sentence and a
rate in one draft, tried out, approved, and a thousand running cases moved, with nothing typed in code.
"""

from __future__ import annotations

import re
from collections import Counter
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_screens import fill
from tests.browser.conftest import Desk
from tests.browser.test_workshop_change import (
    RATE,
    assert_in_force,
    back,
    change_a_row,
    change_a_sentence,
    change_the_rate,
    move_them,
    state,
)
from tests.casework.moving_world import PLACES, like
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

PLACED = ("check_identity", "enter", "receive_documents", "check")
EACH = 250
MOST_ACTS = 80
"""Ten minutes at seven seconds an act"""


def counted(page: Page, acts: Counter[str]) -> None:
    """Every press and every changed field of this person counts as one act, on all pages to come."""
    page.expose_function("actDone", lambda kind: acts.update([str(kind)]))
    page.add_init_script(
        "for (const kind of ['change', 'click']) document.addEventListener(kind, () => window.actDone(kind), true);"
    )


def planted(city: World) -> list[str]:
    """A thousand cases at four waiting places."""
    first = [PLACES[one](city) for one in PLACED]
    return first + [like(city, one, number) for one in first for number in range(1, EACH)]


def change_the_period(page: Page, day: str) -> None:
    """From the picture's element to its value with one press, and back to the picture."""
    page.get_by_role("link", name="図を描く").click()
    page.locator("#editor.ready").wait_for()
    print(f"editor drawn after {page.evaluate('performance.now()'):.0f} ms")  # noqa: T201 - a figure of the walk
    page.locator("#editor-elements").get_by_role("button", name="仕事の期限: 期限が過ぎた", exact=True).click()
    page.get_by_role("link", name="値の頁でこの期間の長さを変える").click()
    state(page, "20", day)
    page.get_by_role("link", name="図を描く").click()
    page.locator("#editor.ready").wait_for()
    page.locator("#editor-elements").get_by_role("button", name="仕事の期限: 期限が過ぎた", exact=True).click()
    expect(page.get_by_label("期間", exact=True).locator("option:checked")).to_have_text(re.compile("document_wait"))
    back(page)


def try_it(page: Page, city: World) -> None:
    """The draft is walked by hand: received, the identity checked, twenty days go by."""
    page.get_by_role("link", name="試行").click()
    fill(page, city.answers_start())
    page.keyboard.press("F8")
    page.get_by_role("button", name="本人と番号を確かめる").click()
    fill(page, city.answers_identity())
    page.keyboard.press("F8")
    page.get_by_role("button", name="日数だけ時を進める").click()
    expect(page.locator(".head [role=status]")).to_contain_text("令和8年12月8日")
    page.get_by_role("link", name="下書きへ").click()


def look_and_release(page: Page) -> None:
    """The second manager reads in words what changes, for how many cases, and releases."""
    for words in ("の期間を14開庁日から20開庁日へ", RATE, "お早めにお願いします", "事務専決規程の改正"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text(f"資格取得(加入){len(PLACED) * EACH:,}")
    page.get_by_role("button", name="公開する").click()
    expect(page.locator("h1")).to_contain_text("版と案件")


def test_a_manager_changes_a_procedure_before_lunch_and_a_thousand_cases_follow(city: World, desk: Desk) -> None:
    case_ids, acts, day = planted(city), Counter[str](), city.clock.business_day()
    began = monotonic()
    mizuno, hayashi = desk.sit("mizuno"), desk.sit("hayashi")
    counted(mizuno, acts)
    counted(hayashi, acts)
    mizuno.goto(f"{desk.url}/workshop")
    mizuno.get_by_role("button", name="下書きを始める").first.click()
    change_the_period(mizuno, day.isoformat())
    change_a_row(mizuno)
    change_a_sentence(mizuno)
    change_the_rate(mizuno, day.isoformat())
    try_it(mizuno, city)
    mizuno.locator("#f-valid_from").fill(day.isoformat())
    mizuno.locator("#f-reason").fill("要領の改正")
    mizuno.locator("#f-reason").press("F8")
    expect(mizuno.get_by_text("決裁待ち").first).to_be_visible()
    hayashi.goto(mizuno.url)
    look_and_release(hayashi)
    move_them(hayashi, len(case_ids))
    print(f"{monotonic() - began:.0f} s, {acts.total()} acts")  # noqa: T201 - the figures of the walk
    assert_in_force(city, day, case_ids)
    assert acts.total() <= MOST_ACTS, acts
