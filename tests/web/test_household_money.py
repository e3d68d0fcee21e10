"""The money of a household on its page: what is owed, what was paid, and the decisions behind it."""

from __future__ import annotations

import hashlib

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import event

from server.casework.import_receipts import import_receipts
from server.casework.views.money import money_view
from server.domain.ledger.amounts import Amounts
from server.domain.limitation import Act
from server.domain.receipts import Stage
from server.exchange.store_file import write_store_file
from server.store import audit, claim_acts, levies
from tests.money.conftest import with_rights
from tests.money.levying import decide, put_incomes
from tests.money.purse import CONSIGNOR, Purse
from tests.people import HOUSEHOLDS
from tests.web.clerk import Clerk, Screen
from tests.world import World

KEY = HOUSEHOLDS["insured"].key
NOTICE = "0000000106"
MONEY = f"/households/{KEY}/money"


@pytest.fixture
def purse(city: World) -> Purse:
    """The couple owes 34,200 yen in each of four instalments and has paid the first."""
    purse = Purse(with_rights(city))
    account = purse.open_account(KEY, NOTICE, [Amounts(basic=25_000, support=9_200)] * 4)
    purse.pay([(purse.number(f"{account.account_key}-01"), 34_200)])
    return purse


def rows(screen: Screen, sheet: str) -> list[str]:
    """The rows of a table by its sheet's name, cells parted by blanks."""
    found = screen.page.xpath(f"//section[.//h2[starts-with(normalize-space(), '{sheet}')]]//tbody/tr")
    return [" ".join(" ".join(cell.text_content().split()) for cell in row) for row in found]


def test_each_instalment_says_what_is_owed_and_paid_and_until_when(office: Flask, purse: Purse) -> None:
    screen = Clerk(office, "saeki").open(MONEY)
    first, second, *_ = rows(screen, "納付 令和8年度")
    assert "完納" in first
    assert "コンビニ" in first
    assert "納期限経過" in second
    assert "28.07.31" in second  # two years from the day after the due date
    assert "136,800円" in screen.words


def test_a_late_charge_is_shown_to_the_day_with_its_spans(office: Flask, purse: Purse) -> None:
    screen = Clerk(office, "saeki").open(MONEY)
    spans = rows(screen, "延滞金の計算")
    assert [one.split()[0] for one in spans][:2] == ["2期", "2期"]
    assert "34,000" in spans[0]
    assert all("延滞金の特例" in one for one in spans)


def test_a_payment_names_its_file_and_row(office: Flask, purse: Purse) -> None:
    (paid,) = rows(Clerk(office, "saeki").open(MONEY), "入金")
    assert "file-1 1行" in paid
    assert "令和8年度 1期" in paid


def test_money_on_its_way_and_a_dunning_letter_change_the_state(office: Flask, city: World, purse: Purse) -> None:
    account = purse.accounts[0].account_key
    with city.uow() as uow:
        claim_acts.put_act(uow, f"{account}-03", Act.DUNNING, uow.business_day, by_event="test")
    purse.pay([])
    city.clock.wait(days=1)
    file = purse.file([(purse.number(f"{account}-02"), 34_200)], stage=Stage.PRELIM)
    caller = city.caller("saeki")
    import_receipts(city.services, caller, "store_receipts", write_store_file(file, CONSIGNOR), name="s", credited=None)
    second, third = rows(Clerk(office, "saeki").open(MONEY), "納付 令和8年度")[1:3]
    assert "入金確認待ち" in second
    assert "督促済" in third


def test_a_decision_shows_before_and_after_by_part_and_instalment(office: Flask, city: World, purse: Purse) -> None:
    account = purse.accounts[0]
    purse.levy(account, [Amounts(basic=25_000, support=9_200)] * 3 + [Amounts(basic=15_000, support=9_200)])
    clerk = Clerk(office, "saeki")
    (latest, first) = [a for a in clerk.open(MONEY).links("決定") if "/levies/" in a]
    screen = clerk.open(latest)
    assert rows(screen, "区分ごとの年額")[0] == "医療分 100,000 90,000 −10,000"
    assert rows(screen, "期別の額")[3].endswith("24,200 34,200 −10,000")
    assert clerk.open(first).links("次の決定") == [latest]


def test_a_decision_goes_down_to_article_and_record(office: Flask, city: World) -> None:
    put_incomes(city, first=3_210_000, others=450_000)
    (made,) = decide(city)
    screen = Clerk(office, "saeki").open(f"/households/{KEY}/levies/{made.levy_id}")
    lines = rows(screen, "年額の内訳")
    assert [one.split()[0] for one in lines][:3] == ["所得割", "均等割", "平等割"]
    incomes = [one for one in rows(screen, "計算の経過") if "所得割額" in one]
    assert "三浦 健" in incomes[0]
    assert "総所得金額等 3,210,000円" in incomes[0]
    assert "条例15条" in incomes[0]
    assert "file:test" in incomes[0]


def test_the_twelve_months_show_members_levy_instalments_and_payments(office: Flask, city: World) -> None:
    put_incomes(city, first=3_210_000)
    (made,) = decide(city)
    screen = Clerk(office, "saeki").open(f"/households/{KEY}")
    months = {cells[0]: cells[1:] for cells in grid(screen)}
    assert months["三浦 健 世帯主 55歳"] == ["◎加入・介護分"] * 12
    assert sum(int(one.replace(",", "")) for one in months["月割の保険料 円"]) == made.total_after
    assert months["納期・期別"][-4:] == ["7期", "8期", "9期", "10期"]
    assert len(months["納付"]) == 12


def grid(screen: Screen) -> list[list[str]]:
    """The rows of the twelve months, cell by cell."""
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in screen.page.xpath("//table[@class='year']//tbody/tr")
    ]


@pytest.mark.parametrize(
    ("who", "name", "status", "code"),
    [
        ("kitano", "insured", 404, "out_of_scope"),
        ("saeki", "protected", 403, "protected_person"),
        ("center1", "insured", 403, "no_right"),
    ],
)
def test_money_is_seen_by_whoever_may_see_the_household(
    office: Flask, who: str, name: str, status: int, code: str
) -> None:
    screen = Clerk(office, who).open(f"/households/{HOUSEHOLDS[name].key}/money")
    assert (screen.status, code in screen.text) == (status, True)


def test_a_decision_of_another_household_is_not_found(office: Flask, city: World, purse: Purse) -> None:
    with city.database.read() as conn:
        levy = levies.levies_of(conn, purse.accounts[0].account_key)[0].levy_id
    assert Clerk(office, "saeki").open(f"/households/{HOUSEHOLDS['single'].key}/levies/{levy}").status == 404


def test_the_money_is_read_in_a_constant_number_of_statements(city: World, purse: Purse) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(city.database.engine, "before_cursor_execute", note)
        money_view(city.services, city.caller("saeki"), KEY)
        event.remove(city.database.engine, "before_cursor_execute", note)
        return len(seen)

    first = statements()
    purse.open_account(KEY, "0000000107", [Amounts(basic=10_000)] * 4)
    purse.pay([(number, 10_000) for number in map(purse.number, purse.claim_keys[4:])])
    assert statements() <= first + 1
    assert first <= 70


def test_every_look_at_money_is_on_record(office: Flask, city: World, purse: Purse) -> None:
    Clerk(office, "saeki").open(MONEY)
    with city.database.read() as conn:
        assert "household.money" in [one.kind for one in audit.events_of(conn, limit=300)]


def test_a_household_that_was_never_levied_says_so(office: Flask) -> None:
    screen = Clerk(office, "saeki").open(f"/households/{HOUSEHOLDS['single'].key}/money?year=abc")
    assert "賦課したことはありません" in screen.words


# ---- 台帳照会票 ----


def test_the_sheet_shows_the_registers_as_they_stood_on_a_day(office: Flask, city: World, purse: Purse) -> None:
    clerk = Clerk(office, "saeki")
    now = clerk.open(f"/households/{KEY}/sheet")
    assert "完納" in rows(now, "納付 令和8年度")[0]
    before = clerk.open(f"/households/{KEY}/sheet?on=R8.11.18")
    assert before.status == 200
    assert "納期限経過" in rows(before, "納付 令和8年度")[0]
    assert rows(before, "入金") == []
    never = clerk.open(f"/households/{KEY}/sheet?on=2026-11-17")
    assert "この日までに賦課したことはありません" in never.words


@pytest.mark.parametrize(("on", "status"), [("R99.1.1", 422), ("2026-13-01", 422), ("2027-01-01", 422), ("x", 422)])
def test_a_day_that_is_none_or_to_come_is_refused(office: Flask, on: str, status: int) -> None:
    assert Clerk(office, "saeki").open(f"/households/{KEY}/sheet?on={on}").status == status


def test_the_sheet_is_printed_with_day_count_and_total_and_archived(office: Flask, city: World, purse: Purse) -> None:
    answer = Clerk(office, "saeki").open(f"/households/{KEY}/sheet.pdf").answer
    assert answer.mimetype == "application/pdf"
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.data))
    assert "4件" in text
    assert "未納 102,600円" in text
    assert city.services.archive.get(hashlib.sha256(answer.data).hexdigest()) == answer.data
    with city.database.read() as conn:
        assert {"household.sheet", "sheet.archive"} <= {one.kind for one in audit.events_of(conn, limit=300)}


def test_a_sheet_is_for_whoever_may_see_the_household(office: Flask) -> None:
    for address in ("sheet", "sheet.pdf"):
        assert Clerk(office, "kitano").open(f"/households/{KEY}/{address}").status == 404
        assert Clerk(office, "saeki").open(f"/households/{HOUSEHOLDS['protected'].key}/{address}").status == 403
