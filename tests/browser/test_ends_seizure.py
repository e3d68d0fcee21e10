"""差押 to each of its ends at the screens: a deposit always, the other kinds of assets and ends with `--sweep`."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import walk
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.browser.seizing_hands import ADDRESS, HOLDER, Office, choose, put
from tests.world import World

pytestmark = pytest.mark.browser


@reaches("seizure.seized")
def test_a_deposit_is_seized_at_the_screens(desk: Desk, city: World) -> None:
    desk.expect_fault("422")
    office = Office(desk, city)
    office.asset()
    office.begin("seizure", reason="催告に応じない")
    office.draft(address="港市北浜2-7-1")
    expect(office.officer.get_by_text("滞納者が住んでいた記録がありません").first).to_be_visible()
    put(office.officer, "holder_address", ADDRESS)
    walk.hand_in(office.officer)
    office.compare()
    office.decide("seizure")
    office.sign()
    office.served()
    assert office.ended("seizure") == "seized"


@pytest.mark.sweep
def test_pay_is_seized_with_the_sheet_of_what_is_exempt(desk: Desk, city: World) -> None:
    """Art. 76: worked number S1 typed at the screen; the sheet beside the later steps shows each item."""
    office = Office(desk, city)
    number = office.asset("R8-000901-1", kind="SALARY", third_party="若葉台物流", value=None, account_tail="")
    office.begin("seizure", reason="催告に応じない")
    page = office.officer
    office.open_task(page, "seizure")
    choose(page, "扱い", "起案する")
    pay = {"gross": "282078", "income_tax": "4280", "residents_tax": "4700", "social_insurance": "47680"}
    for name, yen in {"payer": "若葉台物流", **pay}.items():
        page.locator(f"[name=pays-0-{name}]").fill(yen)
    put(page, "dependants", "2")
    office_fields(office, number)
    walk.hand_in(page)
    office.compare()
    office.open_task(office.head, "seizure")
    expect(office.head.locator("main")).to_contain_text("27,000円")
    office.decide("seizure")
    office.sign()
    office.served()
    assert office.ended("seizure") == "seized"
    assert office.letters("seizure") == {"seizure/pay_notice", "seizure/record"}


def office_fields(office: Office, number: str) -> None:
    """The holder and the asset on an open draft."""
    page = office.officer
    for name, value in {"asset_number": number, "holder_address": ADDRESS, **HOLDER}.items():
        put(page, name, value)


@pytest.mark.sweep
@reaches("seizure.unserved")
def test_land_a_car_and_a_tax_refund(desk: Desk, city: World) -> None:
    """Art. 68: land by the letter to the debtor; art. 56: a car by possession; art. 62: a refund by the tax office."""
    office = Office(desk, city)
    plain = {"account_tail": ""}
    land = office.asset("R8-000904-1", kind="REAL_ESTATE", third_party="若葉地方法務局", value=8_000_000, **plain)
    office.signed(land)
    office.served()
    assert office.ended("seizure") == "seized"
    assert office.letters("seizure") == {"seizure/real_estate", "seizure/entrustment"}
    car = office.asset("R8-000905-1", kind="MOVABLE", third_party="運輸支局", value=100_000, **plain)
    office.signed(car)
    assert office.letters("seizure") == set()
    office.served("30")
    assert office.ended("seizure") == "seized"
    assert office.letters("seizure") == {"seizure/record"}
    refund = office.asset("R8-000906-1", kind="TAX_REFUND", third_party="若葉税務署", value=30_000, **plain)
    office.signed(refund)
    office.do("seizure", ("結果", "届かなかった"), proof="返戻 第3号")
    assert office.ended("seizure") == "unserved"


@pytest.mark.sweep
@reaches("seizure.empty", "seizure.released")
def test_a_receivable_with_nothing_left_and_a_namesake_released(desk: Desk, city: World) -> None:
    office = Office(desk, city)
    owed = office.asset("R8-000907-1", kind="RECEIVABLE", third_party="青葉商事", value=40_000, account_tail="")
    office.signed(owed)
    office.do("seizure", ("結果", "残高なし"), proof="電話 経理課")
    assert office.ended("seizure") == "empty"
    office.asset()
    office.signed()
    stranger = {"stranger_name": "三浦 健", "stranger_postal_code": "000-0051", "stranger_address": "港市北浜2-7-1"}
    office.do("seizure", ("結果", "別人の財産と分かった"), proof="銀行の電話", **stranger)
    assert office.ended("seizure") == "released"
    assert {"seizure_release/third_party", "seizure/apology"} <= office.letters("seizure")


@pytest.mark.sweep
@reaches("seizure.stopped", "seizure.refused")
def test_given_up_sent_back_and_refused(desk: Desk, city: World) -> None:
    office = Office(desk, city)
    office.asset()
    office.begin("seizure", reason="催告に応じない")
    office.do("seizure", ("扱い", "取りやめる"), withdraw_reason="納付の約束")
    assert office.ended("seizure") == "stopped"
    office.decided()
    office.do("seizure", ("扱い", "差押をやめる"), note="全額の納付があった")
    assert office.ended("seizure") == "stopped"
    office.begin("seizure", reason="約束を守らない")
    office.draft()
    office.send_back("seizure", "書き取りが足りない")
    office.open_task(office.officer, "seizure")
    expect(office.officer.locator(".band.law:visible")).to_contain_text("書き取りが足りない")
    office.draft()
    office.compare()
    office.decide("seizure", "差し戻す")
    office.draft()
    office.compare()
    office.decide("seizure")
    office.do("seizure", ("扱い", "起案し直す"), note="期別を減らす")
    office.open_task(office.officer, "seizure")
    choose(office.officer, "差し押さえる期別", "次の期別だけ")
    office.officer.locator("[name=claims-0-claim_key]").fill("2026-0000000106-01")
    walk.hand_in(office.officer)
    office.compare()
    office.decide("seizure", "却下する")
    assert office.ended("seizure") == "refused"
