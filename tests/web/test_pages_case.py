"""The page of a case: its picture, steps and records, papers taken in, a word to the next person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from server.casework.attach_document import attach_document
from server.casework.issue_letters import issue_requested
from server.casework.work import report_fault
from server.store import audit, uploads
from tests.web.clerk import Clerk, Screen
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF_NO_MORE = b"no scan at all"


def kinds(city: World, case_id: str) -> list[str]:
    with city.database.read() as conn:
        return [one.kind for one in audit.events_of(conn, case_id=case_id, limit=200)]


def marks(screen: Screen) -> Mapping[str, Any]:
    (figure,) = screen.page.xpath("//figure[@id='diagram']")
    return dict(json.loads(figure.get("data-marks")))


def tab(screen: Screen) -> str:
    (open_tab,) = screen.page.xpath("//*[@id='records']//a[@aria-current='page']")
    return " ".join(open_tab.text_content().split())


def test_a_case_shows_where_it_stands_and_the_way_to_its_task(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    screen = Clerk(office, "okamura").open(f"/cases/{case_id}")
    assert screen.status == 200
    assert marks(screen)["now"] == ["examination"]
    assert "enter" in marks(screen)["past"]
    assert screen.links("いまのタスクへ") == [f"/tasks/{city.open_task(case_id, 'check').task_id}"]
    assert "本間 葵 世帯 0000000101" in screen.words
    assert "case.view" in kinds(city, case_id)


def test_the_picture_is_the_diagram_the_case_was_started_with(office: Flask, city: World) -> None:
    clerk = Clerk(office, "okamura")
    (figure,) = clerk.open(f"/cases/{city.entered('single')}").page.xpath("//figure[@id='diagram']")
    answer = clerk.client.get(figure.get("data-xml"))
    assert answer.mimetype == "application/xml"
    assert b'<bpmn:process id="enrolment"' in answer.data


def test_who_may_not_do_the_task_sees_why_beside_the_dashed_button(office: Flask, city: World) -> None:
    screen = Clerk(office, "saeki").open(f"/cases/{city.entered('single')}")
    assert screen.links("いまのタスクへ") == []
    (dashed,) = screen.page.xpath("//button[@aria-disabled='true']")
    assert dashed.text_content().strip().startswith("いまのタスクへ")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("history", "本人と番号を確かめる"),
        ("documents", "書類はまだありません"),
        ("letters", "国民健康保険資格確認書の交付について"),
        ("answers", "ホンマ アオイ"),
        ("grounds", "決定表「資格取得日の決め方」"),
        ("decisions", "国保情報集約システム"),
        ("notes", "一言はまだありません"),
    ],
)
def test_each_record_of_a_case_has_its_tab(office: Flask, city: World, name: str, word: str) -> None:
    case_id = city.checked("single")
    issue_requested(city.services)
    screen = Clerk(office, "saeki").open(f"/cases/{case_id}?tab={name}")
    assert word in screen.words
    assert "終了 資格を取得した" in screen.words


def test_a_tab_that_does_not_exist_opens_the_history(office: Flask, city: World) -> None:
    screen = Clerk(office, "saeki").open(f"/cases/{city.entered('single')}?tab=nothing")
    assert tab(screen).startswith("経過")


def test_who_looked_is_shown_to_those_alone_who_may_see_it(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    assert "見た人" not in Clerk(office, "okamura").open(f"/cases/{case_id}").words
    city.grant("okamura", "audit:view")
    screen = Clerk(office, "okamura").open(f"/cases/{case_id}?tab=looks")
    assert tab(screen) == "見た人"
    assert "案件を見た" in screen.words


def test_another_office_finds_no_such_page_open(office: Flask, city: World) -> None:
    screen = Clerk(office, "kitano").open(f"/cases/{city.entered('single')}")
    assert screen.status == 404
    assert "本間" not in screen.text


def test_a_protected_person_is_shown_to_those_alone_with_the_right(office: Flask, city: World) -> None:
    city.grant("utsumi", "protected:view")
    case_id = city.entered("protected", by="utsumi")
    refused = Clerk(office, "saeki").open(f"/cases/{case_id}")
    assert refused.status == 403
    assert "protected_person" in refused.text
    assert "白石" not in refused.text
    shown = Clerk(office, "utsumi").open(f"/cases/{case_id}")
    assert "支援措置" in shown.words
    assert "白石" not in shown.page.xpath("//title")[0].text


def test_an_incident_stands_above_the_case_with_the_way_to_try_again(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    report_fault(city.services, city.caller("okamura").actor(), case_id, "chuo", "a fault")
    clerk = Clerk(office, "kuroda")
    screen = clerk.open(f"/cases/{case_id}")
    assert "案件を進められない" in screen.words
    after = clerk.press(screen, "やり直す")
    assert after.path == f"/cases/{case_id}"
    assert "案件を進められない" not in after.words
    assert not Clerk(office, "saeki").open(f"/cases/{case_id}").page.xpath("//form[contains(@action, 'retry')]")


# ---- words for the next person ----


def test_a_word_is_written_and_stands_on_top(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    asked = clerk.open(f"/cases/{case_id}/note")
    after = clerk.send(asked, f"/cases/{case_id}/note", body="離職票は明日持参")
    assert after.path == f"/cases/{case_id}"
    assert tab(after).startswith("一言")
    assert "離職票は明日持参" in after.words
    assert "note.add" in kinds(city, case_id)


@pytest.mark.parametrize(
    ("body", "said"),
    [("", "入れてください"), ("あ" * 401, "400"), ("番号は 123456789018 です", "個人番号")],
)
def test_a_word_that_is_none_comes_back_with_what_is_wrong(office: Flask, city: World, body: str, said: str) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    after = clerk.send(clerk.open(f"/cases/{case_id}/note"), f"/cases/{case_id}/note", body=body)
    assert after.status == 422
    (error,) = after.page.xpath("//p[@class='err']")
    assert said in error.text_content()
    assert "note.add" not in kinds(city, case_id)


# ---- papers ----


def scan(content: bytes, name: str = "届書.png") -> tuple[Any, str]:
    import io

    return io.BytesIO(content), name


def test_a_scan_is_taken_in_with_kind_and_place_and_looked_at(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    page = clerk.open(f"/cases/{case_id}/documents")
    sent = page.fields(f"/cases/{case_id}/documents") | {
        "kind": ["notification"],
        "location": ["受付箱 A"],
        "scan": scan(PNG),
    }
    after = clerk.post(f"/cases/{case_id}/documents", sent)
    assert tab(after).startswith("書類")
    assert "受付箱 A" in after.words
    (address,) = after.links("届書")
    look = clerk.client.get(f"{address}/content")
    assert look.data == PNG
    assert "frame-ancestors 'self'" in look.headers["Content-Security-Policy"]
    assert "no-store" in look.headers["Cache-Control"]
    assert kinds(city, case_id).count("document.view") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "ファイルが届いていません"), (PDF_NO_MORE, "PDF")],
)
def test_what_is_no_scan_comes_back_with_what_was_typed(
    office: Flask, city: World, content: bytes | None, said: str
) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    form = f"/cases/{case_id}/documents"
    sent: dict[str, Any] = clerk.open(form).fields(form) | {"kind": ["other"], "location": ["棚 3"]}
    if content is not None:
        sent["scan"] = scan(content)
    after = clerk.post(form, sent)
    assert after.status == 422
    assert said in after.page.xpath("//p[@class='err']")[0].text_content()
    assert after.fields(form)["location"] == ["棚 3"]
    assert after.fields(form)["kind"] == ["other"]
    with city.database.read() as conn:
        assert uploads.documents_of_case(conn, case_id) == ()


def test_a_scan_is_not_for_another_office(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    made = attach_document(
        city.services, city.caller("saeki"), case_id, "届書.png", PNG, kind="notification", location=None
    )
    clerk = Clerk(office, "kitano")
    for address in (f"/documents/{made}", f"/documents/{made}/content"):
        assert clerk.open(address).status == 404
    assert "document.view" not in kinds(city, case_id)


# ---- the receipt ----


def test_the_receipt_carries_number_papers_and_the_way_on(office: Flask, city: World) -> None:
    started = city.start("single")
    screen = Clerk(office, "saeki").open(f"/cases/{started.case_id}/receipt?task={started.first_task_id}")
    assert started.number in screen.words
    assert "資格取得届、資格喪失証明書" in screen.words
    assert screen.links("次の工程へ進む") == [f"/tasks/{started.first_task_id}"]


def test_the_receipt_is_a_sheet_of_its_own_too(office: Flask, city: World) -> None:
    started = city.start("single")
    answer = Clerk(office, "saeki").client.get(f"/cases/{started.case_id}/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "receipt.print" in kinds(city, started.case_id)
