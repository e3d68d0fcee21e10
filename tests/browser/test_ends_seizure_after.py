"""財産調査, 配当, 差押解除 and 差押の管理 to each end at the screens (`--sweep`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.browser.seizing_hands import Office, choose, more, put
from tests.browser.test_ends_incomes import time_goes_by
from tests.procedures.seizing import seized, serve
from tests.world import World

pytestmark = pytest.mark.browser
BANK = {
    "kind": "DEPOSIT",
    "third_party": "若葉みどり銀行 本店営業部",
    "postal_code": "000-0021",
    "address": "若葉市中央区銀行通2-3-4",
}


def in_force(office: Office) -> str:
    """A deposit that was seized and served; the seizure's number."""
    office.asset()
    case_id = seized(office.api)
    serve(office.api, case_id).done()
    return office.city.case(case_id).number


def row(page: Page, group: str, place: int, **fields: str) -> None:
    """The fields of a row; a choice by the word of its button."""
    for name, value in fields.items():
        put(page, f"{group}-{place}-{name}", value)


def received(office: Office, number: str, yen: str) -> None:
    """The third debtor's money at the desk."""
    office.begin("distribution", seizure_number=number, amount=yen, paid_on="R8.11.18", proof="領収 12")


def computed(office: Office) -> None:
    """Costs and the sheet."""
    office.do("distribution", ("扱い", "配当を計算する"), cost="1000")
    office.agree("distribution")


@pytest.mark.sweep
@reaches("distribution.distributed")
def test_money_of_a_seizure_is_distributed_after_an_objection(desk: Desk, city: World) -> None:
    """Arts. 131-133: the sheet, its copies, an objection, the sheet anew, payment on its day."""
    office = Office(desk, city)
    number = in_force(office)
    received(office, number, "50000")
    computed(office)
    time_goes_by(office.officer, "R8.11.25")
    office.open_task(office.officer, "distribution")
    expect(office.officer.locator("#facts-distribution, main").first).to_contain_text("滞納者に交付する残余")
    choose(office.officer, "異議", "異議に理由がある。計算書を直す")
    put(office.officer, "objection", "滞納者: 費用が多い")
    walk.hand_in(office.officer)
    office.do("distribution", ("扱い", "配当を計算する"), cost="0")
    office.agree("distribution")
    time_goes_by(office.officer, "R8.12.3")
    office.open_task(office.officer, "distribution")
    expect(office.officer.get_by_role("group", name="異議").locator(":checked")).to_have_count(0)  # asked anew
    office.do("distribution", ("異議", "異議はない。交付する"))
    assert office.ended("distribution") == "distributed"


@pytest.mark.sweep
@reaches("distribution.withdrawn", "seizure_watch.ended")
def test_money_taken_in_error_and_a_watch_that_ends(desk: Desk, city: World) -> None:
    """All is paid by the third debtor: the watch begins the release the same day and ends with it."""
    office = Office(desk, city)
    number = in_force(office)
    received(office, number, "1000")
    office.do("distribution", ("扱い", "誤って受け付けた"), withdraw_reason="別の差押の金")
    assert office.ended("distribution") == "withdrawn"
    time_goes_by(office.officer, "R8.12.21")
    office.do("seizure_watch", ("見込み", "取立て・支払日を待つ"), note="25日の支払を待つ")
    assert office.ended("seizure_watch") is None
    received(office, number, "200000")
    office.open_task(office.officer, "distribution")
    choose(office.officer, "扱い", "配当を計算する")
    tax = {"name": "若葉税務署", "rank": "TAX", "claim": "2000", "since": "R8.5.1"}
    row(office.officer, "creditors", 0, **tax, postal_code="000-0043", address="若葉市税務町1")
    walk.hand_in(office.officer)
    office.agree("distribution")
    time_goes_by(office.officer, "R9.1.4")
    office.do("distribution", ("異議", "異議に理由がない。交付する"), objection="滞納者: 高い")
    assert office.ended("distribution") == "distributed"
    time_goes_by(office.officer, "R9.1.5")
    release(office, "解除を起案する", begun=True)
    office.agree("seizure_release")
    office.decide("seizure_release")
    assert office.ended("seizure_release") == "released"
    time_goes_by(office.officer, "R9.1.6")
    assert office.ended("seizure_watch") == "ended"


def release(office: Office, choice: str, *, number: str = "", begun: bool = False) -> None:
    """A release drafted, or given up."""
    if not begun:
        office.begin("seizure_release", seizure_number=number, ground="OTHER_ASSET", reason="申出があった")
    said = {"evidence": "登記簿"} if choice == "解除を起案する" else {"withdraw_reason": "担保が足りない"}
    office.do("seizure_release", ("扱い", choice), **said)


@pytest.mark.sweep
@reaches("seizure_release.kept", "seizure_release.refused", "seizure_release.released")
def test_a_release_kept_sent_back_refused_and_made(desk: Desk, city: World) -> None:
    office = Office(desk, city)
    number = in_force(office)
    release(office, "取りやめる", number=number)
    assert office.ended("seizure_release") == "kept"
    release(office, "解除を起案する", number=number)
    office.send_back("seizure_release", "評価額を確かめて")
    release(office, "解除を起案する", begun=True)
    office.agree("seizure_release")
    office.decide("seizure_release", "差し戻す")
    release(office, "解除を起案する", begun=True)
    office.agree("seizure_release")
    office.decide("seizure_release", "却下する")
    assert office.ended("seizure_release") == "refused"
    release(office, "解除を起案する", number=number)
    office.open_task(office.second, "seizure_release")
    expect(office.second.locator("main")).to_contain_text("国税徴収法79条2項2号")
    office.agree("seizure_release")
    office.decide("seizure_release")
    assert office.ended("seizure_release") == "released"
    assert office.letters("seizure_release") == {"seizure_release/third_party", "seizure_release/debtor"}


def asked(office: Office, *targets: dict[str, str]) -> None:
    """An inquiry planned."""
    office.begin("asset_inquiry")
    office.open_task(office.officer, "asset_inquiry")
    choose(office.officer, "扱い", "照会する")
    for place, target in enumerate(targets):
        if place:
            with office.officer.expect_navigation():
                more(office.officer, "照会先")
        row(office.officer, "targets", place, **target)
    walk.hand_in(office.officer)


def answered(office: Office, place: int, kind: str, **more_said: str) -> None:
    """One answer entered and compared."""
    page = office.officer
    office.open_task(page, "asset_inquiry")
    inquiry = f"{office.number('asset_inquiry')}-{place}"
    row(page, "answers", 0, inquiry_number=inquiry, answered_on="R8.11.18", answer=kind, **more_said)
    walk.hand_in(page)
    office.agree("asset_inquiry")


FOUND = {
    "holder_name": "三浦 健",
    "holder_kana": "ミウラ ケン",
    "holder_birth": "S46.4.15",
    "detail": "普通預金 本店営業部",
    "account_tail": "567",
    "value": "52000",
    "as_of": "R8.11.18",
}


@pytest.mark.sweep
@reaches("asset_inquiry.stopped", "asset_inquiry.refused", "asset_inquiry.asset_found")
def test_an_inquiry_given_up_refused_and_one_that_finds_an_asset(desk: Desk, city: World) -> None:
    office = Office(desk, city)
    office.begin("asset_inquiry")
    office.do("asset_inquiry", ("扱い", "取りやめる"), withdraw_reason="完納の約束")
    assert office.ended("asset_inquiry") == "stopped"
    asked(office, BANK)
    office.decide("asset_inquiry", "差し戻す")
    office.open_task(office.officer, "asset_inquiry")
    walk.hand_in(office.officer)
    office.decide("asset_inquiry", "却下する")
    assert office.ended("asset_inquiry") == "refused"
    asked(office, BANK, {**BANK, "kind": "SALARY", "third_party": "若葉台物流"})
    office.decide("asset_inquiry")
    answered(office, 2, "別人の回答(破棄する)", note="生年月日が違う")
    office.open_task(office.officer, "asset_inquiry")
    expect(office.officer.locator("main")).to_contain_text("別人の回答(破棄)")
    answered(office, 1, "財産あり", **FOUND)
    assert office.ended("asset_inquiry") == "asset_found"


@pytest.mark.sweep
@reaches("asset_inquiry.exempt_only", "asset_inquiry.none")
def test_an_inquiry_that_finds_what_is_exempt_and_one_that_nobody_answers(desk: Desk, city: World) -> None:
    office = Office(desk, city)
    asked(office, BANK)
    office.decide("asset_inquiry")
    page = office.officer
    office.open_task(page, "asset_inquiry")
    inquiry = f"{office.number('asset_inquiry')}-1"
    row(page, "answers", 0, inquiry_number=inquiry, answered_on="R8.11.18", answer="財産あり", **FOUND)
    page.get_by_label("差押禁止の財産である").check()
    walk.hand_in(page)
    office.agree("asset_inquiry")
    assert office.ended("asset_inquiry") == "exempt_only"
    asked(office, BANK)
    office.decide("asset_inquiry")
    time_goes_by(page, "R8.12.19", "R9.1.4", "R9.1.20")
    assert office.ended("asset_inquiry") == "none"
