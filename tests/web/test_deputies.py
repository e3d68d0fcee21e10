"""The head names deputies on a page of their own, a deputy decides on the decider's page, and 後閲 is a list."""

from __future__ import annotations

from flask import Flask

from tests.web.clerk import Clerk, Screen
from tests.world import World

NAMED = {
    "office": "chuo",
    "slug": "all",
    "principal": "kuroda",
    "deputy": "utsumi",
    "rank": "1",
    "first_day": "2026-11-18",
    "last_day": "2026-11-20",
}


def name(head: Clerk, **changes: str) -> Screen:
    page = head.open("/head/deputies")
    return head.post("/head/deputies", {**page.fields(), **NAMED, **changes})


def waiting(city: World) -> str:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    return case_id


def test_a_deputy_is_named_decides_on_the_page_and_the_absent_decider_looks_at_it(office: Flask, city: World) -> None:
    case_id, head, deputy = waiting(city), Clerk(office, "kuroda"), Clerk(office, "utsumi")
    assert deputy.open("/decisions").status == 403
    assert "代決者を決めました" in name(head).words
    listed = deputy.open("/decisions")
    assert "代決 黒田 節子 不在" in listed.words
    page = deputy.open(listed.links("R8-000001")[-1])
    deputy.send(page, act="result:approve", note="")
    assert city.case(case_id).outcome == "decided"
    assert "代決(黒田 節子 不在)" in deputy.open(f"/cases/{case_id}?tab=decisions").words
    assert "代決(黒田 節子 不在)" in deputy.open(f"/cases/{case_id}?tab=history").words
    later = head.open(head.open("/decisions").links("後閲 1件")[0])
    assert "R8-000001" in later.words
    sent = {**later.fields("picked"), "_act": "all"}
    assert "1件を後閲しました" in head.post("/decisions/later", sent).words
    again = head.post("/decisions/later", sent)
    assert "1度だけ" in again.words
    assert "後閲する件はありません" in again.words


def test_nothing_ticked_is_nothing_looked_at(office: Flask, city: World) -> None:
    waiting(city)
    head = Clerk(office, "kuroda")
    later = head.open("/head/deputies")
    token = {"csrf_token": later.fields()["csrf_token"]}
    assert "後閲する件を選んでください" in head.post("/decisions/later", {**token, "_act": "some"}).words
    assert "1度だけ" in head.post("/decisions/later", {**token, "_act": "some", "act": "x" * 900}).words


def test_a_naming_that_is_wrong_comes_back_with_what_was_typed(office: Flask, city: World) -> None:
    head = Clerk(office, "kuroda")
    for changes, said in (
        ({"deputy": ""}, "入力"),
        ({"deputy": "kuroda"}, "代決者にできません"),
        ({"last_day": "2026-11-01"}, "期間は今日からあとの日"),
        ({"rank": "x" * 3000}, "選"),
    ):
        page = name(head, **changes)
        assert page.status in (403, 422), changes
        assert said in page.words, changes
        assert page.fields()["first_day"] == ["2026-11-18"]
    assert name(head, office="kita").status == 404
    assert "代決者は決まっていません" in head.open("/head/deputies").words


def test_a_naming_is_ended_once_and_by_the_head_alone(office: Flask, city: World) -> None:
    head, clerk = Clerk(office, "kuroda"), Clerk(office, "utsumi")
    named = name(head)
    (action,) = [one.get("action") for one in named.page.xpath("//form") if (one.get("action") or "").endswith("/end")]
    assert (
        clerk.post(
            action, {"csrf_token": clerk.open("/inbox").page.xpath("//input[@name='csrf_token']/@value")[0]}
        ).status
        == 403
    )
    token = {"csrf_token": named.fields()["csrf_token"]}
    assert "代決を終わらせました" in head.post(action, token).words
    assert head.post(action, token).status == 404
    assert clerk.open("/decisions").status == 403
    assert clerk.open("/head/deputies").status == 403
