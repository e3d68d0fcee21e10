"""Direct debit in a real browser to each of its ends (口座振替の終わり方)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.domain.collection_number import CollectionNumber
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Channel, IncomingFile
from server.store import debit_requests, debit_runs, levies, mandates, receipts
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.browser.conftest import Desk
from tests.browser.walk import hand_in, open_from_inbox
from tests.money.debits import Debits
from tests.money.test_debit_again import put
from tests.procedures import debiting
from tests.world import DAY, World

pytestmark = pytest.mark.browser


def receive(page: Page, desk: Desk, request: str, city: World) -> str:
    """受付; the number."""
    page.goto(f"{desk.url}/start/direct_debit")
    page.get_by_label(request, exact=True).check()
    page.get_by_label("世帯番号").fill(city.household("family").key)
    page.get_by_label("原本の置き場所").fill("受付箱 A")
    if request == "停止":
        page.get_by_label("停止の理由").select_option("ASKED")
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def fill_in(page: Page, institution: str = "9801") -> None:
    """口座の入力; the page is not handed in yet."""
    page.get_by_label("金融機関コード").fill(institution)
    page.get_by_label("支店コード").fill("012")
    page.get_by_label("普通").check()
    page.get_by_label("口座番号").fill("1234567")
    page.get_by_label("口座名義(半角カナ)").fill("ｸﾜﾊﾗ ﾄｵﾙ")
    page.get_by_label("届出印", exact=True).check()
    page.get_by_label("同意の日").fill("R8.11.18")


def outcome(city: World) -> list[str | None]:
    """How the cases of the city ended, oldest first."""
    with city.database.read() as conn:
        rows = conn.exec_driver_sql("select outcome from cases where slug = 'direct_debit' order by started_at")
        return [row[0] for row in rows]


@pytest.mark.sweep
def test_begun_after_the_bank_was_asked_and_stopped_again(desk: Desk, city: World) -> None:
    debiting.ready(city)
    desk.expect_fault("422")
    counter, receipts = desk.sit("saeki"), desk.sit("kaneko")
    number = receive(counter, desk, "申込", city)
    open_from_inbox(counter, number)
    fill_in(counter)
    hand_in(counter)
    open_from_inbox(receipts, number)
    expect(receipts.get_by_text("****567").first).to_be_visible()
    expect(receipts.get_by_text("1234567")).to_have_count(0)
    receipts.get_by_label("届書と一致").check()
    receipts.get_by_label("口座番号(もう一度)").fill("1234568")
    hand_in(receipts)
    expect(receipts.get_by_text("口座番号が届書と一致しません").first).to_be_visible()
    receipts.get_by_label("口座番号(もう一度)").fill("1234567")
    hand_in(receipts)
    open_from_inbox(receipts, number)
    receipts.get_by_label("受け付けた", exact=True).check()
    hand_in(receipts)
    assert outcome(city) == ["accepted"]
    receive(counter, desk, "停止", city)
    assert outcome(city) == ["accepted", "stopped"]
    with city.database.read() as conn:
        assert mandates.debited_on(conn, [city.household("family").key], DAY) == {}


@pytest.mark.sweep
def test_withdrawn_and_sent_back_until_the_time_is_over(desk: Desk, city: World) -> None:
    debiting.ready(city)
    counter = desk.sit("saeki")
    number = receive(counter, desk, "申込", city)
    open_from_inbox(counter, number)
    fill_in(counter)
    counter.get_by_label("届を取り下げる").check()
    counter.get_by_label("取り下げる理由").fill("納付書で納める")
    hand_in(counter)
    assert outcome(city) == ["withdrawn"]
    second = receive(counter, desk, "申込", city)
    open_from_inbox(counter, second)
    fill_in(counter, "1234")
    hand_in(counter)
    counter.goto(f"{desk.url}/settings")
    counter.get_by_label("進める先の日").fill("R8.12.25")
    counter.get_by_role("button", name="業務日を進める").click()
    expect(counter.locator(".day.moved")).to_be_visible()
    assert outcome(city) == ["withdrawn", "gave_up"]


def lacked_funds(city: World) -> None:
    """An instalment due two days ago, asked for once, for which the account had no money."""
    put(city, "debit.again", "flag", value=True)
    key, due = city.household("family").key, date(2026, 11, 16)
    Debits(city).agreed("family")
    with city.uow() as uow:
        account = levies.open_account(uow, 2026, key, key)
        (one,) = levies.open_instalments(uow, account, [NewInstalment(6, due, due, date(2026, 6, 10))])
        levies.state_levy(uow, account, {one.claim_key: Amounts(8300, 0, 0, 0)}, Origin("test"), cause="決定")
        mandate = mandates.mandates_on(uow.conn, [key], due)[key]
        days = (due, "FIRST", due, date(2026, 11, 11))
        made = DebitRun("first", *days, 1, 8300, {}, "0" * 64, "saeki", date(2026, 11, 2), uow.now)
        debit_runs.put_run(uow, made)
        names = ("institution", "branch", "account_kind", "account_token", "account_tail", "holder_kana")
        account_of = {name: getattr(mandate, name) for name in names}
        asked = (one.claim_key, key, mandate.mandate_key, str(CollectionNumber(2026, key, 6)))
        debit_requests.put_requests(uow, [DebitRequest("first", 1, "FIRST", *asked, amount=8300, **account_of)])
        debit_requests.put_result(uow, "first", 1, "1")
        file = IncomingFile("bank_receipts", Channel.DIRECT_DEBIT, "9801", 1, due, due, due, ())
        file_id = receipts.put_file(uow, file, name="kekka", content_hash="test", credited=None)
        debit_runs.results_in(uow, "first", file_id)


def test_asked_a_second_time_at_the_screen(desk: Desk, city: World) -> None:
    for function in ("debit:run", "receipt:import"):
        city.grant("saeki", function)
    lacked_funds(city)
    page = desk.sit("saeki")
    page.goto(f"{desk.url}/debits")
    expect(page.get_by_text("再振替日 11/24")).to_be_visible()
    page.get_by_role("button", name="再振替を請求する").click()
    expect(page.get_by_role("heading", name="再振替の請求")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="請求ファイルを出す").click()
    assert "1124" in Path(fetched.value.path()).read_bytes().decode("cp932")[:120]
    page.goto(f"{desk.url}/debits")
    expect(page.get_by_role("button", name="再振替を請求する")).to_have_count(0)
