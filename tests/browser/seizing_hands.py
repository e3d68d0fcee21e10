"""滞納処分 at the screens (差押の手順): what the officer, the second person and the approver do at each step."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk
from tests.procedures.outside import Api
from tests.procedures.seizing import HOUSE, NAME, arrears_town, put_asset
from tests.world import World

ADDRESS = "若葉市中央区青柳町5-6-7"
DEPOSIT = "R8-000900-1"


class Office:
    """Toda drafts, Kagami compares, Sakai decides: three people at three screens, one debtor."""

    def __init__(self, desk: Desk, city: World) -> None:
        arrears_town(city)
        self.desk, self.city, self.api = desk, city, Api(city)
        self.officer, self.second, self.head = desk.sit("toda"), desk.sit("kagami"), desk.sit("sakai")

    def asset(self, number: str = DEPOSIT, **changes: str | int | None) -> str:
        """An asset as an answer leaves it in the register."""
        return put_asset(self.city, self.api, number, **changes)

    def newest(self, slug: str) -> str:
        """The case of a procedure begun last."""
        with self.city.database.read() as conn:
            found = select(t.cases.c.case_id).where(t.cases.c.slug == slug)
            return str(conn.scalars(found.order_by(t.cases.c.number.desc()).limit(1)).one())

    def number(self, slug: str) -> str:
        """Its number."""
        return self.city.case(self.newest(slug)).number

    def ended(self, slug: str) -> str | None:
        """The end that it has reached."""
        return self.city.case(self.newest(slug)).outcome

    def letters(self, slug: str) -> set[str]:
        """The letters that it asked for."""
        with self.city.database.read() as conn:
            found = select(t.letters.c.letter).where(t.letters.c.case_id == self.newest(slug))
            return set(conn.scalars(found))

    def open_task(self, page: Page, slug: str) -> None:
        """Its open task, from the inbox."""
        walk.open_from_inbox(page, self.number(slug))

    def begin(self, slug: str, **fields: str) -> None:
        """受付 by the officer; `fields` by their ids."""
        page = self.officer
        page.goto(f"{self.desk.url}/start/{slug}?household_key={HOUSE}")
        for name, value in fields.items():
            put(page, name, value)
        walk.hand_in(page)
        expect(page.get_by_role("heading", name="受付票")).to_be_visible()

    def do(self, slug: str, choice: tuple[str, str], **fields: str) -> None:
        """The officer's open task of a case: one choice and what is typed."""
        self.open_task(self.officer, slug)
        choose(self.officer, *choice)
        for name, value in fields.items():
            put(self.officer, name, value)
        walk.hand_in(self.officer)

    def agree(self, slug: str) -> None:
        """The second person finds everything as it should be."""
        self.open_task(self.second, slug)
        walk.mark_all(self.second)
        act(self.second, "照合した")

    def send_back(self, slug: str, why: str = "もう一度見てほしい") -> None:
        """The second person sends it back."""
        self.open_task(self.second, slug)
        asked(self.second, "差し戻す", {"理由": why})

    def decide(self, slug: str, result: str = "決裁する") -> None:
        """The approver: decides, sends back or refuses."""
        self.open_task(self.head, slug)
        if result == "決裁する":
            act(self.head, result)
        elif result == "却下する":
            asked(self.head, result, {"根拠の条文": "国税徴収法48条", "理由": "相当でない"})
        else:
            asked(self.head, result, {"理由": "確かめてほしい"})

    # -- 差押 --------------------------------------------------------------------------------------------------------

    def draft(self, number: str = DEPOSIT, address: str = ADDRESS, **fields: str) -> None:
        """The draft, from the third party's answer."""
        page = self.officer
        self.open_task(page, "seizure")
        choose(page, "扱い", "起案する")
        for name, value in {**HOLDER, "asset_number": number, "holder_address": address, **fields}.items():
            put(page, name, value)
        walk.hand_in(page)

    def compare(self) -> None:
        """The second person copies the answer anew, then marks."""
        page = self.second
        self.open_task(page, "seizure")
        for name in ("name", "kana", "birth"):
            put(page, f"seen_{name}", HOLDER[f"holder_{name}"])
        put(page, "seen_address", "中央区青柳町五丁目6番7号")
        page.get_by_label("その住所が滞納者本人の住所の履歴にあることを見た").check()
        page.locator("h1").click()
        walk.mark_all(page)
        act(page, "照合した")

    def decided(self, number: str = DEPOSIT, **fields: str) -> None:
        """Begun, drafted, compared and decided."""
        self.begin("seizure", reason="催告に応じない")
        self.draft(number, **fields)
        self.compare()
        self.decide("seizure")

    def sign(self) -> None:
        """The seizing officer signs."""
        self.do("seizure", ("扱い", "署名して差し押さえる"), duty_card="徴-014", card_until="R9.3.31", place="市役所")

    def signed(self, number: str = DEPOSIT, **fields: str) -> None:
        """All up to the signature."""
        self.decided(number, **fields)
        self.sign()

    def served(self, minute: str = "42") -> None:
        """Served on the third debtor today at 10."""
        when = {"served_on": "R8.11.18", "served_hour": "10", "served_minute": minute, "proof": "配達証明 第12号"}
        self.do("seizure", ("結果", "送達した(占有した)"), **when)


HOLDER = {
    "record": "回答 11月10日",
    "holder_name": NAME,
    "holder_kana": "ミウラ ケン",
    "holder_birth": "S46.4.15",
}


def put(page: Page, name: str, value: str) -> None:
    """A value into a field by its id: typed, chosen from a list, or one of a group of buttons."""
    field = page.locator(f"#f-{name}")
    tag = field.evaluate("one => one.tagName")
    if tag == "SELECT":
        field.select_option(value)
    elif tag == "FIELDSET":
        field.get_by_label(value, exact=True).check()
    else:
        field.fill(value)


def choose(page: Page, group: str, label: str) -> None:
    """One of the choices of a group."""
    page.get_by_role("group", name=group).get_by_label(label, exact=True).check()


def act(page: Page, name: str) -> None:
    """A button, and the page after it."""
    before = page.url
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def asked(page: Page, name: str, said: Mapping[str, str]) -> None:
    """A button that asks for words first."""
    page.get_by_role("button", name=f"{name}…").click()
    for label, text in said.items():
        page.locator(".ask").get_by_label(label).fill(text)
    before = page.url
    page.locator(".ask .btn.go").click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def more(page: Page, what: str) -> None:
    """One more row of a group."""
    page.get_by_role("button", name=f"{what}を足す").click()
    page.wait_for_load_state()


def go_to(page: Page, place: str) -> None:
    """A page of the office by its address."""
    page.goto(urljoin(page.url, place))
