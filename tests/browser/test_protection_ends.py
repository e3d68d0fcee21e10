"""Address protection to each of its ends, in a real browser (支援措置の終わり方)."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from server.casework.deploy_procedure import deploy_procedure
from server.domain.protection import SLUG
from server.store import letters
from server.store.cases import Case, get_case_by_number
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.people import HOUSEHOLDS
from tests.world import TREE, World

pytestmark = pytest.mark.browser
HE, SHE = HOUSEHOLDS["insured"].members
SAFE = "若葉市港町七丁目7番7号 相談室気付"


@pytest.fixture
def shielding(city: World) -> World:
    """The procedure in force; 星野 is the officer for protection, 岡村 checks and 黒田 decides."""
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, SLUG, title="支援措置", findings=())
    return city


def put(page: Page, **fields: str | bool) -> None:
    """Fills fields by their names, whatever kind they are."""
    for name, value in fields.items():
        field = page.locator(f"[name='{name}']").first
        kind = field.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "select":
            field.select_option(str(value))
        elif kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        else:
            field.fill(str(value))


def receive(page: Page) -> str:
    """受付 in the private room; the number."""
    page.goto(urljoin(page.url, f"/start/{SLUG}"))
    put(page, private_room=True, person_key=SHE.key, person_name=SHE.name, person_kana=SHE.kana)
    put(page, paper_location="保管庫 1")
    page.get_by_label("支援措置申出書").check()
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_role("heading", name="受付票")).to_be_visible()
    return page.locator(".slip .number").inner_text()


def identify(page: Page) -> None:
    """本人確認, straight from the receipt; the entry opens."""
    page.get_by_role("link", name="次の工程へ進む").click()
    put(page, applicant_kind="MEMBER", method="CARD", number_shown="no", identity_proven="yes", register_match="ALL")
    walk.hand_in(page)
    expect(page.get_by_role("heading", name="支援措置の内容を入力する")).to_be_visible()


def fill_in(page: Page, **changes: str | bool) -> None:
    """The entry, not handed in yet."""
    who = {
        "role": "victim",
        "person_key": SHE.key,
        "name": SHE.name,
        "kana": SHE.kana,
        "sex": "F",
        "birth_date": "S48.8.8",
    }
    hide = {"name": HE.name, "person_key": HE.key, "relation": "spouse"}
    put(page, **{f"protected-0-{name}": value for name, value in who.items()})
    put(page, **{f"hide_from-0-{name}": value for name, value in hide.items()})
    proof: dict[str, str | bool] = {"proof_kind": "SUPPORT_CENTER", "proof_date": "R8.11.12", "issuer": "支援センター"}
    safe: dict[str, str | bool] = {"safe_name": SHE.name, "safe_postal_code": "000-0077", "safe_address": SAFE}
    put(page, **proof, valid_from="R8.11.18", until="R9.11.17", **safe, consent=True, separated_on="R8.11.10")
    put(page, **changes)


def check(page: Page, number: str) -> None:
    """照合 by the second person: all agrees."""
    walk.open_from_inbox(page, number)
    walk.mark_all(page)
    page.get_by_role("button", name="決定する").click()
    page.wait_for_load_state()


def decide(page: Page, number: str, *, refuse: bool = False) -> None:
    """決裁 by the third person."""
    page.get_by_role("link", name="決裁").click()
    page.get_by_role("link", name=number).click()
    if refuse:
        page.get_by_role("button", name="却下する…").click()
        page.get_by_label("根拠の条文").fill("住民基本台帳事務処理要領 第5-10")
        page.get_by_label("理由").fill("証明を確かめられなかった")
        page.get_by_role("button", name="却下する").click()
    else:
        page.get_by_role("button", name="決裁する").click()
    page.wait_for_load_state()


def in_force(desk: Desk, officer: Page) -> str:
    """The walk from the counter to the measures; the number."""
    number = receive(officer)
    identify(officer)
    fill_in(officer)
    walk.hand_in(officer)
    check(desk.sit("okamura"), number)
    decide(desk.sit("kuroda"), number)
    return number


def case_of(city: World, number: str) -> Case:
    with city.database.read() as conn:
        found = get_case_by_number(conn, number)
    assert found is not None
    return city.case(found.case_id)


@pytest.mark.sweep
def test_put_in_force_looked_at_again_and_lifted_after_she_was_told(desk: Desk, shielding: World) -> None:
    officer = desk.sit("hoshino")
    number = in_force(desk, officer)
    case_id = case_of(shielding, number).case_id
    assert [task.element for task in shielding.open_tasks(case_id)] == ["watch"]
    officer.goto(f"{desk.url}/settings")
    officer.get_by_label("進める先の日").fill("R9.10.18")
    officer.get_by_role("button", name="業務日を進める").click()
    expect(officer.locator(".day.moved")).to_be_visible()
    assert [task.element for task in shielding.open_tasks(case_id)] == ["judge"]
    for answers in (
        {"result": "notify"},
        {"result": "lift", "answer": "agrees"},
    ):
        walk.open_from_inbox(officer, number)
        put(officer, contacted_by="safe_phone", finding="終えてよいと聞いた", **answers)
        walk.hand_in(officer)
    decide(desk.sit("kuroda"), number)
    assert case_of(shielding, number).outcome == "lifted"
    with shielding.database.read() as conn:
        kinds = {one.letter for one in letters.letters_of_case(conn, case_id)}
    assert kinds == {"enrolment/certificate", f"{SLUG}/set_notice", f"{SLUG}/lift_notice"}


@pytest.mark.sweep
def test_not_put_in_force_when_it_is_withdrawn(desk: Desk, shielding: World) -> None:
    officer = desk.sit("hoshino")
    number = receive(officer)
    identify(officer)
    fill_in(officer, next_step="withdraw", withdraw_reason="本人が取りやめた")
    walk.hand_in(officer)
    assert case_of(shielding, number).outcome == "not_set"


@pytest.mark.sweep
def test_not_put_in_force_when_the_decider_refuses(desk: Desk, shielding: World) -> None:
    officer = desk.sit("hoshino")
    number = receive(officer)
    identify(officer)
    fill_in(officer)
    walk.hand_in(officer)
    check(desk.sit("okamura"), number)
    decide(desk.sit("kuroda"), number, refuse=True)
    assert case_of(shielding, number).outcome == "not_set"


def test_what_the_counter_sees_of_it_is_nothing(desk: Desk, shielding: World) -> None:
    """A wrong address is told beside its field; a clerk without the right is offered nothing and shown nothing."""
    officer = desk.sit("hoshino")
    number = receive(officer)
    identify(officer)
    fill_in(officer, safe_address=HOUSEHOLDS["insured"].address)
    desk.expect_fault("422")
    walk.hand_in(officer)
    expect(officer.get_by_text("送付先が、隠す相手の住所か").first).to_be_visible()
    clerk = desk.sit("utsumi")
    clerk.get_by_role("link", name="受付", exact=True).click()
    expect(clerk.get_by_role("link", name="支援措置")).to_have_count(0)
    desk.expect_fault("403")
    clerk.goto(f"{desk.url}/cases/{case_of(shielding, number).case_id}")
    expect(clerk.get_by_text(SHE.name)).to_have_count(0)
    clerk.goto(f"{desk.url}/start/{SLUG}")
    expect(clerk.get_by_label("宛名番号")).to_have_count(0)
