"""The receipts desk on the screen: files taken in and refused, suspense, the day's money, 調定票 decided by another."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from server.casework.deploy_procedure import deploy_procedure
from server.domain.ledger.amounts import Amounts
from server.exchange.store_file import write_store_file
from tests.money.conftest import with_rights
from tests.money.purse import CONSIGNOR, UNKNOWN, Purse
from tests.web.clerk import Clerk, Screen
from tests.world import TREE, World


@pytest.fixture
def desk(city: World) -> Purse:
    """A family that owes; saeki takes money in, okamura decides."""
    deploy_procedure(
        city.services, city.system("procedure:deploy"), TREE, "receipt_correction", title="不明入金", findings=()
    )
    purse = Purse(with_rights(city))
    city.grant("saeki", "work:receipts")
    city.grant("saeki", "case:view")
    purse.open_account(city.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    return purse


def hand_in(clerk: Clerk, content: bytes | None, **changes: str) -> Screen:
    page = clerk.open("/collection")
    fields = {name: value[0] for name, value in page.fields().items() if value}
    sent: dict[str, object] = {**fields, "interface": "store_receipts", "credited": "", **changes}
    if content is not None:
        sent["file"] = (io.BytesIO(content), "cvs.txt")
    return clerk.post("/collection/files", sent)


def store_file(purse: Purse, *payments: tuple[str, int]) -> bytes:
    return write_store_file(purse.file(list(payments)), CONSIGNOR)


def test_a_file_is_taken_in_and_each_receipt_tells_what_became_of_it(office: Flask, desk: Purse) -> None:
    clerk = Clerk(office, "saeki")
    assert "まだ届いていません" in clerk.open("/collection").words
    content = store_file(desk, (desk.number(desk.claim_keys[0]), 8300), (UNKNOWN, 500))
    taken = hand_in(clerk, content, credited="8,800")
    assert "2件を取り込みました" in taken.words
    assert "完納" in taken.words
    assert "該当する通知書がない" in taken.words
    first = clerk.open("/collection").words
    assert "1件 500円" in first
    assert "cvs.txt" in first
    listed = clerk.open("/collection/suspense")
    assert UNKNOWN in listed.words
    assert "不明入金" in clerk.open(listed.links("R8-000001")[0]).words
    day = clerk.open("/collection/day")
    assert "8,800" in day.words
    assert "500" in day.words


@pytest.mark.parametrize(
    ("changes", "with_file", "words"),
    [
        ({"interface": ""}, True, "ファイルの種類を選んでください"),
        ({"interface": "other"}, True, "ファイルの種類を選んでください"),
        ({}, False, "取り込むファイルを選んでください"),
        ({"credited": "abc"}, True, "金額は円の数字で入れてください"),
        ({"credited": "1"}, True, "8300"),
        ({"credited": ""}, True, "口座"),
        ({"interface": "bank_receipts", "credited": "8300"}, True, "ファイル"),
    ],
)
def test_a_wrong_hand_in_says_what_is_wrong_and_takes_nothing_in(
    office: Flask, desk: Purse, changes: dict[str, str], with_file: bool, words: str
) -> None:
    clerk = Clerk(office, "saeki")
    content = store_file(desk, (desk.number(desk.claim_keys[0]), 8300))
    refused = hand_in(clerk, content if with_file else None, **changes)
    assert refused.status in (409, 422)
    assert words in refused.words
    assert "cvs.txt" not in "".join(clerk.open("/collection").links("cvs.txt"))
    assert desk.receipt_ids() == []


def test_a_day_without_payments_is_stated_and_a_day_ahead_is_not(office: Flask, desk: Purse) -> None:
    clerk = Clerk(office, "saeki")
    hand_in(clerk, store_file(desk, (desk.number(desk.claim_keys[0]), 8300)), credited="8300")
    page = clerk.open("/collection")
    form = "/collection/no-payments"
    token = page.fields(form)
    for through, words in (("2026-12-31", "まだ"), ("xx", "日付"), ("2026-11-17", "")):
        refused = clerk.post(form, {**token, "through": through})
        assert refused.status in (409, 422)
        assert words in refused.words
    unknown = clerk.post(form, {**token, "from": "CVS/999", "through": "2026-11-18"})
    assert unknown.status in (404, 409, 422)
    desk.world.clock.set(desk.world.clock.business_day().replace(day=20))
    clerk = Clerk(office, "saeki")
    stated = clerk.post(form, {**clerk.open("/collection").fields(form), "through": "R8.11.19"})
    assert "入金のない日を記録しました" in stated.words


def test_the_days_assessments_are_made_by_one_and_decided_by_another(office: Flask, desk: Purse) -> None:
    clerk, head = Clerk(office, "saeki"), Clerk(office, "okamura")
    page = clerk.open("/collection/assessments")
    assert "決裁を待つ調定票はありません" in page.words
    made = clerk.press(page, "今日の更正の調定票を作る")
    assert "調定票を1枚作りました" in made.words
    own = clerk.post("/collection/assessments/2026-000001", clerk.open("/collection").fields())
    assert own.status == 403
    listed = head.open("/collection/assessments")
    decided = head.press(listed, "決裁する")
    assert "調定票2026-000001を決裁しました" in decided.words
    again = head.post("/collection/assessments/2026-000001", listed.fields("/collection/assessments/2026-000001"))
    assert again.status == 409


def test_nobody_without_a_right_of_money_sees_the_desk(office: Flask, desk: Purse) -> None:
    other = Clerk(office, "utsumi")
    assert "収納" not in [place.text_content() for place in other.open("/inbox").page.xpath("//nav//a")]
    for address in ("", "/suspense", "/day", "/assessments", "/files/" + "0" * 32):
        assert other.open(f"/collection{address}").status == 403
    assert Clerk(office, "saeki").open("/collection/files/" + "0" * 32).status == 404
