"""Taking in a notification (受付) without scripts: numbered at once, once, with everything typed kept."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.domain.rights import ALL
from server.store import cases, uploads
from server.store.cases import CaseQuery
from tests.web.clerk import Clerk, Screen, scan
from tests.world import World

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def notification(**changes: Any) -> dict[str, Any]:
    """What a clerk types for the single household."""
    return {
        "acq_reason": "left_employee_insurance",
        "household_key": "0000000101",
        "head_name": "本間 葵",
        "head_kana": "ほんま　あおい",
        "documents": ["notification", "loss_certificate"],
        "paper_location": "受付箱 A",
    } | changes


def numbers(city: World) -> list[str]:
    with city.database.read() as conn:
        return [one.number for one in cases.find_cases(conn, ALL, CaseQuery()).items]


def receipt(clerk: Clerk, **changes: Any) -> Screen:
    return clerk.send(clerk.open("/start"), act="start", **notification(**changes))


def test_the_only_procedure_opens_at_once_and_the_receipt_bears_the_number(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.open("/start")
    assert page.path == "/start/enrolment"
    slip = clerk.send(page, act="start", **notification())
    assert slip.title == "受付票"
    assert "R8-000001" in slip.words
    assert "資格取得届、資格喪失証明書" in slip.words
    assert "佐伯 由美" in slip.words
    (first,) = slip.links("次の工程へ進む")
    assert clerk.open(first).title == "本人と番号を確かめる"
    assert numbers(city) == ["R8-000001"]


def test_the_receipt_is_a_sheet_of_its_own(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    (pdf,) = receipt(clerk).links("PDFで出す")
    answer = clerk.client.get(pdf)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")


def test_a_page_sent_twice_makes_one_case(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.open("/start")
    first = clerk.send(page, act="start", **notification())
    second = clerk.send(page, act="start", **notification())
    assert first.path == second.path
    assert numbers(city) == ["R8-000001"]


def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.send(clerk.open("/start"), act="start", **notification(received_on="R8.2.30", acq_reason=""))
    assert page.status == 422
    assert page.errors() == [
        "受付日: 令和8年2月に30日はありません。入れ直してください",
        "取得の事由: 必ず入れる項目です。入れてください",
    ]
    fields = page.fields()
    assert fields["received_on"] == ["R8.2.30"]
    assert fields["head_kana"] == ["ほんま　あおい"]
    assert fields["documents"] == ["notification", "loss_certificate"]
    assert numbers(city) == []
    assert clerk.send(page, act="start", received_on="R8.11.18", acq_reason="birth").title == "受付票"


def test_a_household_nobody_has_is_told_at_its_field(office: Flask) -> None:
    page = receipt(Clerk(office, "saeki"), household_key="9999999999")
    assert page.status == 422
    assert page.errors()[0].startswith("世帯番号: この世帯は見つかりません")


def test_a_household_of_another_ward_is_not_there(office: Flask, city: World) -> None:
    page = receipt(Clerk(office, "saeki"), household_key=city.household("north").key)
    assert page.status == 404
    assert "担当の区に頼んでください" in page.words
    assert numbers(city) == []


def test_a_field_the_form_does_not_have_is_refused_by_name(office: Flask, city: World) -> None:
    page = receipt(Clerk(office, "saeki"), secret="1")
    assert page.status == 422
    assert "「secret」" in " ".join(page.errors())
    assert numbers(city) == []


def test_who_has_no_right_to_take_in_is_told_so(office: Flask) -> None:
    assert Clerk(office, "kuroda").open("/start").status == 403


def test_a_page_whose_token_is_old_comes_back_with_what_was_typed(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.send(clerk.open("/start"), act="start", **notification(csrf_token="old"))
    assert page.status == 400
    assert "入力は残っています" in page.words
    assert page.fields()["head_name"] == ["本間 葵"]
    assert numbers(city) == []
    assert clerk.send(page, act="start").title == "受付票"


def test_the_scan_goes_to_the_case_that_was_made(office: Flask, city: World) -> None:
    slip = receipt(Clerk(office, "saeki"), scan=scan("届書.pdf", PDF))
    case_id = slip.path.split("/")[2]
    with city.database.read() as conn:
        (found,) = uploads.documents_of_case(conn, case_id)
    assert (found.kind, found.media_type, found.pages) == ("notification", "application/pdf", 1)


def test_a_file_that_is_no_scan_is_named_and_the_case_stands(office: Flask, city: World) -> None:
    slip = receipt(Clerk(office, "saeki"), scan=scan("届書.pdf", b"MZ not a pdf"))
    assert slip.title == "受付票"
    assert "写しは取り込めませんでした" in slip.words
    with city.database.read() as conn:
        assert uploads.documents_of_case(conn, slip.path.split("/")[2]) == ()


def test_what_was_half_typed_is_found_again(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.open("/start")
    typed = {**page.fields(), "head_name": "本間 葵", "channel": "POST"}
    assert clerk.client.post("/start/enrolment/draft", data=typed).json["saved_at"] == "10:42"
    fields = clerk.open("/start").fields()
    assert (fields["head_name"], fields["channel"]) == (["本間 葵"], ["POST"])
    clerk.send(clerk.open("/start"), act="start", **notification())
    assert clerk.open("/start").fields()["head_name"] == [""]


def test_a_household_found_before_is_filled_in(office: Flask) -> None:
    page = Clerk(office, "saeki").open("/start/enrolment?household_key=0000000101")
    assert page.fields()["household_key"] == ["0000000101"]
