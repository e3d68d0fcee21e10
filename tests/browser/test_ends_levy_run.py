"""当初賦課・月例更正 at the screens: from the cut-off to the mail, and stopped before anything was posted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from server.casework.issue_letters import issue_requested
from server.casework.levy_run import to_be_mailed
from server.casework.work_levy_runs import work_levy_runs
from server.store import letters
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures.test_levy_run import desk_of, run_of
from tests.world import World

pytestmark = pytest.mark.browser


def cut_off(page: Page, desk: Desk, city: World) -> str:
    """締める; the case's id, once the trial is done."""
    page.goto(f"{desk.url}/start/levy_run")
    page.get_by_role("group", name="種類").get_by_label("当初賦課").check()
    page.get_by_label("賦課年度(西暦)").fill("2026")
    page.locator("#f-month").fill("R8.11.1")
    page.locator("#f-notice_on").fill("R8.11.24")
    walk.hand_in(page)
    work_levy_runs(city.services)
    with city.database.read() as conn:
        return str(conn.exec_driver_sql("SELECT case_id FROM cases ORDER BY number DESC").scalar())


def do(page: Page, city: World, case_id: str, act: str, **labels: str) -> None:
    """The open task of the case: what is chosen, ticked and typed, then its button."""
    walk.open_from_inbox(page, city.case(case_id).number)
    for label, value in labels.items():
        if value:
            page.get_by_role("textbox", name=label).fill(value)
        else:
            page.get_by_role("radio", name=label).or_(page.get_by_role("checkbox", name=label)).check()
    page.get_by_role("button", name=act).first.click()
    page.wait_for_load_state()


@pytest.mark.sweep
def test_from_the_cut_off_to_the_mail_and_stopped_after_the_trial(desk: Desk, city: World) -> None:
    desk_of(city)
    city.grant("saeki", "daylist:view")
    officer, head = desk.sit("saeki"), desk.sit("kuroda")
    stopped = cut_off(officer, desk, city)
    do(officer, city, stopped, "承認へ回す", 取りやめる="", 理由="率の確認が済んでいない")
    assert city.case(stopped).outcome == "stopped"

    case_id = cut_off(officer, desk, city)
    do(officer, city, case_id, "承認へ回す", 記帳の承認へ回す="")
    do(head, city, case_id, "承認する", 試算のとおり記帳する="")
    work_levy_runs(city.services)
    do(officer, city, case_id, "調定票を作る", 残りの世帯がないことを="")
    do(head, city, case_id, "決裁する", 所属年度="")
    work_levy_runs(city.services)
    issue_requested(city.services)
    mailed = _leave_the_house(city, case_id)
    do(officer, city, case_id, "発送した", 後納郵便物等差出票の番号="第12号", 差出通数=str(mailed))
    assert city.case(case_id).outcome == "closed"
    officer.goto(f"{desk.url}/levy-months/{case_id}")
    expect(officer.locator("main")).to_contain_text("発送")


def _leave_the_house(city: World, case_id: str) -> int:
    """What the case's notices went through until the print house had them."""
    with city.uow() as uow:
        waiting, _ = to_be_mailed(uow.conn, run_of(city, case_id))
        ids = letters.ids_in(uow.conn, "rendered")
        letters.release_letters(uow, ids)
        letters.hand_over_letters(uow, ids)
    assert len(ids) == waiting > 0
    return waiting
