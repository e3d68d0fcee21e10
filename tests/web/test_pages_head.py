"""The head's page, the day's list with its confirmation, incidents, and the procedures in force."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from server.casework.issue_letters import issue_requested
from server.casework.work import report_fault
from server.store import audit, decisions, incidents
from server.store.decisions import DecisionRow
from tests.web.clerk import Clerk, Screen
from tests.world import DAY, World


def decision(city: World, case_id: str) -> DecisionRow:
    with city.database.read() as conn:
        (found,) = decisions.decisions_of_case(conn, case_id)
    return found


def tiles(screen: Screen) -> dict[str, str]:
    """The number on each tile."""
    found = screen.page.xpath("//ul[contains(@class, 'tiles')]/li")
    return {one.xpath("./span")[0].text: one.xpath(".//*[@class='big']")[0].text for one in found}


def rows(screen: Screen, title: str) -> list[str]:
    """The rows of the sheet with this title, in words."""
    (sheet,) = screen.page.xpath(f"//section[.//h2[normalize-space()='{title}']]")
    return [cells(row) for row in sheet.xpath(".//tbody/tr")]


def cells(row: Any) -> str:
    """The cells of a row, in one line."""
    return " ".join(" ".join(cell.text_content().split()) for cell in row.xpath("./td"))


# ---- the page ----


def test_a_head_sees_what_was_decided_and_what_waits(office: Flask, city: World) -> None:
    city.checked("single")
    city.entered("senior")
    issue_requested(city.services)
    screen = Clerk(office, "kuroda").open("/head")
    assert screen.title.startswith("所属長 中央区役所")
    assert tiles(screen)["今日の確認一覧"] == "1"
    assert tiles(screen)["開いているタスク"] == "1"
    assert int(tiles(screen)["放行待ちの通知"]) > 0
    assert rows(screen, "今日の確認一覧") == ["資格取得(加入) 1 岡村 修 1 なし"]


def test_what_is_late_stands_with_its_open_days(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    city.clock.set(DAY + timedelta(days=9))
    screen = Clerk(office, "kuroda").open("/head")
    assert tiles(screen)["期限超過"] == "1"
    (row,) = rows(screen, "期限超過")
    assert city.case(case_id).number in row
    assert "開庁日" in row


def test_an_export_near_its_last_day_and_a_message_nobody_took_are_shown(office: Flask, city: World) -> None:
    city.checked("single")
    city.clock.set(DAY + timedelta(days=6))
    screen = Clerk(office, "kuroda").open("/head")
    assert "期限の近い連携" in screen.words
    assert "受け取り手を待つ知らせ" in screen.words


def test_a_held_letter_is_on_the_page_with_its_reason(office: Flask, city: World) -> None:
    city.checked("rare")
    issue_requested(city.services)
    screen = Clerk(office, "kuroda").open("/head")
    assert "止めている通知" in screen.words
    assert "外字です" in screen.words


def test_a_head_is_not_asked_for_another_office(office: Flask, city: World) -> None:
    screen = Clerk(office, "kuroda").open("/head?office=kita")
    assert screen.status == 404
    assert "out_of_scope" in screen.text


def test_a_head_of_all_chooses_one_office(office: Flask, city: World) -> None:
    city.checked("single")
    clerk = Clerk(office, "sakai")
    every = clerk.open("/head")
    assert tiles(every)["今日の確認一覧"] == "1"
    assert tiles(clerk.open("/head?office=kita"))["今日の確認一覧"] == "0"
    assert len(every.page.xpath("//select[@name='office']/option")) > 2


@pytest.mark.parametrize("address", ["/head", "/head/daylist/confirm"])
def test_clerks_have_no_heads_page(office: Flask, address: str) -> None:
    screen = Clerk(office, "saeki").open(address)
    assert screen.status == 403
    assert "no_right" in screen.text


def test_in_the_demo_the_page_leads_to_the_clock(office: Flask) -> None:
    assert Clerk(office, "kuroda").open("/head").links("業務日を進める…") == ["/settings#clock"]


# ---- the day's list ----


def test_the_days_list_is_confirmed_behind_a_page_that_asks(office: Flask, city: World) -> None:
    case_id = city.checked("single")
    clerk = Clerk(office, "kuroda")
    listed = clerk.open("/head/daylist")
    (address,) = listed.links("1件を確認する…")
    asked = clerk.open(address)
    assert asked.title == "1件を確認します"
    assert decision(city, case_id).confirmed_by is None
    after = clerk.send(asked, "/head/daylist/confirm")
    assert "1件のうち 1件" in after.words
    assert decision(city, case_id).confirmed_by == "kuroda"
    assert "1件を確認する…" not in clerk.open("/head").words


def test_confirming_twice_tells_who_was_first(office: Flask, city: World) -> None:
    city.checked("single")
    clerk = Clerk(office, "kuroda")
    asked = clerk.open("/head/daylist/confirm")
    clerk.send(asked, "/head/daylist/confirm")
    again = clerk.send(asked, "/head/daylist/confirm")
    assert "1件のうち 0件" in again.words
    assert "先着" in again.words


def test_nobody_confirms_his_own_decision(office: Flask, city: World) -> None:
    for function in ("daylist:confirm", "head:view"):
        city.grant("okamura", function, "chuo")
    case_id = city.checked("single", by="okamura")
    clerk = Clerk(office, "okamura")
    listed = clerk.open("/head/daylist")
    assert listed.links("確認する…") == []
    assert "自分で決めた件は自分で確認できません" in listed.words
    other = Clerk(office, "kuroda").open("/head/daylist/confirm")
    sent = {
        **other.fields("/head/daylist/confirm"),
        "csrf_token": clerk.open("/settings").fields("/settings")["csrf_token"],
    }
    after = clerk.post("/head/daylist/confirm", sent)
    assert "不可" in after.words
    assert decision(city, case_id).confirmed_by is None


def test_what_nobody_confirmed_stays_on_the_list_of_the_next_days(office: Flask, city: World) -> None:
    city.checked("single")
    city.clock.set(DAY + timedelta(days=1))
    screen = Clerk(office, "kuroda").open("/head")
    assert tiles(screen)["前の日の未確認"] == "1"
    assert "前の日の未確認" in Clerk(office, "kuroda").open("/head/daylist").words
    before = Clerk(office, "kuroda").open(f"/head/daylist?day={DAY.isoformat()}")
    assert before.title.startswith("確認一覧 令和8年11月18日")


def protected_case(city: World) -> str:
    for user in ("utsumi", "okamura"):
        city.grant(user, "protected:view")
    case_id = city.entered("protected", by="utsumi")
    city.complete(case_id, "check", city.answers_check(case_id), "okamura")
    return city.case(case_id).number


def test_a_protected_household_is_never_printed_on_the_list(office: Flask, city: World) -> None:
    number = protected_case(city)
    screen = Clerk(office, "kuroda").open("/head/daylist")
    assert number in screen.words
    named = screen.page.xpath("//td//text()[contains(., '白石')]/..")
    assert named
    assert all("no-print" in one.get("class") for one in named)


def test_a_protected_household_is_not_named_to_those_without_the_right(office: Flask, city: World) -> None:
    city.grant("kitano", "daylist:view", "chuo")
    number = protected_case(city)
    screen = Clerk(office, "kitano").open("/head/daylist?office=chuo")
    assert number in screen.words
    assert "白石" not in screen.text


def test_a_list_without_a_line_says_so(office: Flask) -> None:
    screen = Clerk(office, "kuroda").open("/head/daylist")
    assert "この日に決めた件はありません" in screen.words


def test_a_post_without_a_line_confirms_nothing(office: Flask, city: World) -> None:
    case_id = city.checked("single")
    clerk = Clerk(office, "kuroda")
    token = clerk.open("/head/daylist/confirm").fields("/head/daylist/confirm")["csrf_token"]
    after = clerk.post("/head/daylist/confirm", {"csrf_token": token})
    assert "0件のうち 0件" in after.words
    assert decision(city, case_id).confirmed_by is None


# ---- incidents ----


def fault(city: World, case_id: str) -> str:
    return report_fault(city.services, city.caller("okamura").actor(), case_id, "chuo", "a fault")


def status(city: World, incident_id: str) -> tuple[str, str | None]:
    with city.database.read() as conn:
        found = incidents.get_incident(conn, incident_id)
    assert found is not None
    return found.status, found.owner


def test_an_incident_is_taken_over_and_closed_with_what_was_done(office: Flask, city: World) -> None:
    incident = fault(city, city.entered("single"))
    clerk = Clerk(office, "kuroda")
    taken = clerk.press(clerk.open("/head"), "担当する")
    assert status(city, incident)[1] == "kuroda"
    (address,) = taken.links("済ませて閉じる…")
    silent = clerk.send(clerk.open(address), address)
    assert silent.status in (409, 422)
    assert silent.page.xpath("//p[@class='err']")
    clerk.send(silent, address, resolution="表の行を直した")
    assert status(city, incident)[0] == "closed"


def test_trying_again_closes_the_incident_when_the_case_goes_on(office: Flask, city: World) -> None:
    incident = fault(city, city.entered("single"))
    clerk = Clerk(office, "kuroda")
    after = clerk.press(clerk.open("/head"), "やり直す")
    assert status(city, incident)[0] == "closed"
    assert "止まっている処理はありません" in after.words


def test_a_letter_that_cannot_be_printed_stays_held_when_it_is_tried_again(office: Flask, city: World) -> None:
    city.checked("rare")
    issue_requested(city.services)
    clerk = Clerk(office, "kuroda")
    after = clerk.press(clerk.open("/head"), "やり直す")
    assert "やり直しても進みません" in after.words
    assert "この通知書は出していません" in after.words


def test_an_incident_of_another_office_is_not_ones_own(office: Flask, city: World) -> None:
    incident = fault(city, city.entered("single"))
    city.grant("kitano", "incident:handle", "kita")
    clerk = Clerk(office, "kitano")
    token = clerk.open("/settings").fields("/settings")["csrf_token"]
    for act in ("own", "retry", "close"):
        answer = clerk.post(f"/incidents/{incident}/{act}", {"csrf_token": token, "resolution": "x"})
        assert answer.status == 404, act
    assert status(city, incident) == ("open", None)


# ---- procedures ----


def test_the_procedures_in_force_are_listed_with_their_cases(office: Flask, city: World) -> None:
    city.entered("single")
    screen = Clerk(office, "okamura").open("/procedures")
    (row,) = [cells(one) for one in screen.page.xpath("//tbody/tr")]
    assert row.startswith("資格取得(加入) 第1版 令和8年11月18日(2026-11-18)")


def test_a_procedure_shows_its_picture_forms_tables_and_letters(office: Flask) -> None:
    clerk = Clerk(office, "okamura")
    screen = clerk.open("/procedures/enrolment")
    for word in ("届出内容の入力", "資格取得日の決め方", "国民健康保険資格確認書の交付について", "公開中"):
        assert word in screen.words
    (figure,) = screen.page.xpath("//figure[@id='diagram']")
    assert json.loads(figure.get("data-marks")) == {}
    assert clerk.client.get(figure.get("data-xml")).data.startswith(b"<?xml")


def test_a_version_is_opened_by_its_hash(office: Flask) -> None:
    clerk = Clerk(office, "okamura")
    (address,) = clerk.open("/procedures/enrolment").links("第1版")
    assert clerk.open(address).status == 200
    assert clerk.open("/procedures/enrolment?version=" + "0" * 64).status in (404, 409)


@pytest.mark.parametrize("address", ["/procedures/nothing", f"/procedures/versions/{'0' * 64}.bpmn"])
def test_what_is_no_procedure_is_refused_in_words(office: Flask, address: str) -> None:
    screen = Clerk(office, "okamura").open(address)
    assert screen.status in (404, 409)
    assert screen.title


def test_procedures_are_for_those_who_hold_the_right(office: Flask) -> None:
    assert Clerk(office, "saeki").open("/procedures").status == 403
    assert Clerk(office, "center1").open(f"/procedures/versions/{'0' * 64}.bpmn").status == 403


def test_looking_at_the_days_list_is_on_record(office: Flask, city: World) -> None:
    Clerk(office, "kuroda").open(f"/head/daylist?day={date(2026, 11, 17).isoformat()}")
    with city.database.read() as conn:
        looks = [one for one in audit.events_of(conn, limit=50) if one.kind == "daylist.view"]
    assert [one.object_key for one in looks] == ["2026-11-17"]
