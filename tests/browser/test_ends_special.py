"""Withholding from pensions at the screens (特別徴収): from the candidates to the result, stopped, given up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.casework.special_begin import work_special
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import withholding as w
from tests.world import World

pytestmark = pytest.mark.browser


def upload(page: Page, desk: Desk, kind: str, content: bytes) -> None:
    """ファイルを取り込む on the desk of withholding."""
    page.goto(f"{desk.url}/withholding")
    page.get_by_label("種類").select_option(kind)
    page.get_by_label("ファイル", exact=False).last.set_input_files(
        {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="取り込む").click()
    page.wait_for_load_state()


def candidates() -> bytes:
    return f"{w.HEAD}\n{w.ROW}\nC,1\n".encode()


def begin(page: Page, desk: Desk, city: World) -> str:
    """依頼 begun at the receipt; the case, its list whole."""
    page.goto(f"{desk.url}/start/special_collection")
    page.get_by_label("特別徴収を依頼する").check()
    page.get_by_label("賦課年度(西暦)").fill("2026")
    page.get_by_label("最初に徴収する年金の月").select_option("2")
    walk.hand_in(page)
    work_special(city.services)
    with city.database.read() as conn:
        return str(conn.exec_driver_sql("SELECT case_id FROM cases ORDER BY number DESC").scalar())


def do(page: Page, city: World, case_id: str, act: str, *labels: str, reason: str = "") -> None:
    """The open task of the case: what is ticked, then its button."""
    walk.open_from_inbox(page, city.case(case_id).number)
    for label in labels:
        page.get_by_role("radio", name=label).or_(page.get_by_role("checkbox", name=label)).check()
    if reason:
        page.get_by_role("textbox", name="理由").fill(reason)
    page.get_by_role("button", name=act).first.click()
    page.wait_for_load_state()


@pytest.mark.sweep
@reaches("special_collection.running", "special_collection.stopped")
def test_asked_answered_begun_withheld_and_stopped(desk: Desk, city: World) -> None:
    w.ready(city)
    desk.expect_fault("422")
    first, second = desk.sit("saeki"), desk.sit("okamura")
    upload(first, desk, "candidates", b"H,491004")
    expect(first.get_by_text("特別徴収対象者情報の1行目")).to_be_visible()
    upload(first, desk, "candidates", candidates())
    case_id = begin(first, desk, city)
    do(first, city, case_id, "照合へ回す", "照合へ回す", "要件を満たさない世帯")
    do(second, city, case_id, "照合を終える", "一致(依頼する)")
    first.goto(f"{desk.url}/withholding/{w.run_of(city, case_id).run_id}")
    with first.expect_download() as fetched:
        first.get_by_role("button", name="依頼ファイルを出す").click()
    assert f"R,{w.NUMBER},001,202702,50000" in Path(fetched.value.path()).read_text()
    do(second, city, case_id, "送った", "送った件数と金額")
    upload(first, desk, "answer", w.answer_file(city, case_id, {w.NUMBER: "00"}))
    do(second, city, case_id, "取り込んだ", "依頼処理結果のファイル")
    work_special(city.services)
    do(second, city, case_id, "完了とする", "開始しなかった世帯")
    assert city.case(case_id).outcome == "running"
    first.goto(f"{desk.url}/withholding/households")
    expect(first.get_by_text(city.household("senior").key)).to_be_visible()
    _stopped(first, desk, city)


def _stopped(page: Page, desk: Desk, city: World) -> None:
    page.goto(f"{desk.url}/start/special_collection")
    page.get_by_label("1世帯の特別徴収を止める").check()
    page.get_by_label("賦課年度(西暦)").fill("2026")
    page.get_by_label("世帯番号").fill(city.household("senior").key)
    page.get_by_label("理由").select_option("DEBIT")
    walk.hand_in(page)
    with city.database.read() as conn:
        rows = conn.exec_driver_sql("SELECT outcome FROM cases WHERE slug = 'special_collection' ORDER BY number").all()
    assert [row[0] for row in rows] == ["running", "stopped"]
    page.goto(f"{desk.url}/withholding")
    page.get_by_role("button", name="中止通知のファイルを作る").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="ファイルを出す").click()
    assert f"R,{w.NUMBER},001,202702,DEBIT" in Path(fetched.value.path()).read_text()
    page.get_by_role("button", name="送った").click()
    expect(page.get_by_text("送付済み")).to_be_visible()


@pytest.mark.sweep
@reaches("special_collection.given_up")
def test_given_up_and_refused_by_the_payer_and_an_error_dealt_with(desk: Desk, city: World) -> None:
    w.ready(city)
    first, second = desk.sit("saeki"), desk.sit("okamura")
    upload(first, desk, "candidates", candidates())
    given_up = begin(first, desk, city)
    do(first, city, given_up, "照合へ回す", "取りやめる", reason="連合会の日程が変わった")
    assert city.case(given_up).outcome == "given_up"
    case_id = begin(first, desk, city)
    do(first, city, case_id, "照合へ回す", "照合へ回す", "要件を満たさない世帯")
    do(second, city, case_id, "照合を終える", "差し戻す", reason="もう一度見てほしい")
    do(first, city, case_id, "照合へ回す", "照合へ回す", "要件を満たさない世帯")
    do(second, city, case_id, "照合を終える", "一致(依頼する)")
    do(second, city, case_id, "送った", "送った件数と金額")
    upload(first, desk, "answer", w.answer_file(city, case_id, {w.NUMBER: "03"}))
    do(second, city, case_id, "取り込んだ", "依頼処理結果のファイル")
    first.goto(f"{desk.url}/withholding/{w.run_of(city, case_id).run_id}")
    first.get_by_label("世帯番号").fill(city.household("senior").key)
    first.get_by_label("理由").fill("年金額が足りない")
    first.get_by_role("button", name="確認を終える").click()
    do(second, city, case_id, "確かめた", "受理されない人を一人ずつ")
    work_special(city.services)
    do(second, city, case_id, "完了とする", "開始しなかった世帯")
    assert city.case(case_id).outcome == "running"
    upload(first, desk, "results", w.results([("9999999999", 50_000, "00")], month=date(2026, 10, 1)))
    first.goto(f"{desk.url}/withholding")
    first.get_by_label("理由").fill("他市の人の年金と分かった")
    first.get_by_role("button", name="処理する").click()
    expect(first.get_by_text("処理しました")).to_be_visible()
