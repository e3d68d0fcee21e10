"""The desk around the inbox: filters, saved searches, putting off, bulk acts that go on, pages set aside, calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from server.casework import bulk_acts
from server.casework.bulk_forms import one_answer
from server.casework.views.inbox import InboxQuery, inbox
from server.domain.forms.model import Field, FormDefinition, Option, Section, Words
from tests.web.clerk import Clerk, Screen
from tests.world import DAY, HOUSEHOLDS, World


def listed(page: Screen) -> list[str]:
    return [link.text_content().strip() for link in page.page.xpath("//a[@class='key']")]


def found(city: World, who: str = "okamura", **query: str) -> list[str]:
    view = inbox(city.services, city.caller(who), InboxQuery(**query))  # type: ignore[arg-type]
    assert not view.wrong
    return sorted(row.number for group in view.groups for row in group.rows)


def test_every_filter_narrows_and_they_combine(city: World) -> None:
    city.start("single")
    checking = city.entered("family")
    due = city.open_task(checking, "check").due_on
    assert due is not None
    both, one, two = ["R8-000001", "R8-000002"], ["R8-000001"], ["R8-000002"]
    assert found(city, role="counter") == one
    assert found(city, person="サエキ") == found(city, person="佐伯") == found(city, person="saeki") == one
    assert found(city, person="オカ") == []
    assert found(city, due_from=due.isoformat()) == two
    assert found(city, due_to=(due - timedelta(days=1)).isoformat()) == one
    assert found(city, received_from="R8.11.18", received_to="20261118") == both
    assert found(city, received_to="R8.11.17") == []
    assert found(city, number="r8-000002") == two
    assert found(city, state="open") == both
    assert found(city, state="wait") == found(city, state="back") == found(city, state="hold") == []
    assert found(city, state="open", role="counter", kana="クワ") == []
    assert found(city, state="open", role="qualification", kana="クワ", received_from="R8.11.1") == two


def test_by_the_reading_a_protected_person_is_found_by_those_alone_who_may_see_him(city: World) -> None:
    city.start("protected")
    assert found(city, "okamura", kana="シラ") == ["R8-000001"]
    assert found(city, "saeki", kana="シラ") == []
    assert found(city, "saeki", number="R8-0000") == ["R8-000001"]


def test_a_day_that_is_none_is_said_and_nothing_is_hidden_by_it(office: Flask, city: World) -> None:
    city.start("single")
    page = Clerk(office, "okamura").open("/inbox?due_from=R8.13.1")
    assert page.status == 422
    assert "期限の始め: 13月はありません" in page.words
    assert listed(page) == ["R8-000001"]
    assert page.form("/inbox").xpath(".//input[@name='due_from']/@value") == ["R8.13.1"]


def test_a_search_is_saved_renamed_made_the_first_page_and_deleted(office: Flask, city: World) -> None:
    city.start("single")
    city.entered("family")
    clerk = Clerk(office, "okamura")
    ask = clerk.open(clerk.open("/inbox?assignee=free").links("いまの条件を保存")[0])
    for name, said in (("", "必ず入れる"), ("あ" * 21, "20文字まで"), ("1234 5678 9018", "個人番号")):
        wrong = clerk.send(ask, "/inbox/searches/new", name=name)
        assert wrong.status == 422
        assert said in wrong.words
    saved = clerk.send(ask, "/inbox/searches/new", name="未割当")
    assert saved.page.xpath("//nav[@class='tabs']/a[@aria-current]/text()")[0].strip() == "未割当"
    assert clerk.send(ask, "/inbox/searches/new", name="未割当").status == 422
    manage = clerk.open("/inbox/searches")
    rename = next(a for a in manage.page.xpath("//form/@action") if a.endswith("/rename"))
    assert clerk.send(manage, rename, name="まだだれも").status == 200
    clerk.press(clerk.open("/inbox/searches"), "はじめに開く")
    assert listed(clerk.open("/inbox")) == ["R8-000002"]
    assert len(listed(clerk.open("/inbox?tab=all"))) == 2
    other = Clerk(office, "utsumi")
    token = other.open("/inbox").fields("/logout")
    assert other.post(rename, token | {"name": ["x"]}).status == 404
    clerk.press(clerk.open("/inbox/searches"), "消す")
    assert len(listed(clerk.open("/inbox"))) == 2


def test_a_task_put_off_goes_and_comes_back_on_its_day_with_the_reason(office: Flask, city: World) -> None:
    city.start("single", by="okamura")
    clerk = Clerk(office, "okamura")
    page = clerk.open("/inbox")
    task = page.page.xpath("//td[@class='pick']//input/@value")[0]
    ask = clerk.send(page, "picked", act="follow_up", task=[task])
    for day, reason, said in (
        ("", "電話待ち", "必ず入れる"),
        ("R8.11.18", "電話待ち", "明日よりあと"),
        ("R8.11.19", "", "必ず入れる"),
        ("R8.11.19", "あ" * 41, "40文字まで"),
    ):
        assert said in clerk.send(ask, "/inbox/bulk/follow-up", act="put", day=day, reason=reason).words
    late = clerk.send(ask, "/inbox/bulk/follow-up", act="put", day="R9.11.19", reason="電話待ち")
    assert "不可" in late.words
    done = clerk.send(ask, "/inbox/bulk/follow-up", act="put", day="R8.11.19", reason="電話待ち")
    assert "再確認日を変えました" in done.words
    assert listed(clerk.open("/inbox?tab=all")) == []
    assert "再確認 11/19 電話待ち" in clerk.open("/inbox?state=hold").words
    assert listed(clerk.open("/inbox?number=R8-0000")) == ["R8-000001"]
    city.clock.set(DAY + timedelta(days=1))
    assert listed(Clerk(office, "okamura").open("/inbox?tab=follow_up")) == ["R8-000001"]


def test_what_is_broken_off_goes_on_where_it_was_and_does_nothing_twice(city: World) -> None:
    wanted = [city.open_task(city.entered(name), "check").task_id for name in ("single", "family")]
    caller = city.caller("okamura")
    run_id = bulk_acts.begin(city.services, caller, "claim", [*wanted, "nowhere"])
    assert bulk_acts.go_on(city.services, caller, run_id, seconds=-1).waiting == 3
    assert bulk_acts.unfinished(city.services, caller) == run_id
    done = bulk_acts.go_on(city.services, caller, run_id)
    assert [(one.state, one.refusal and one.refusal.code) for one in done.items] == [
        ("done", None),
        ("done", None),
        ("refused", "task_not_found"),
    ]
    again = bulk_acts.go_on(city.services, caller, run_id)
    assert [(one.state, one.task_id) for one in again.items] == [(one.state, one.task_id) for one in done.items]
    assert bulk_acts.unfinished(city.services, caller) is None
    with pytest.raises(Exception, match="bulk_not_found"):
        bulk_acts.result_of(city.services, city.caller("utsumi"), run_id)


def test_checks_and_tasks_with_answers_of_their_own_are_not_completed_together(office: Flask, city: World) -> None:
    check = city.open_task(city.entered("single"), "check").task_id
    identity = city.open_task(city.start("family", by="okamura").case_id, "check_identity").task_id
    clerk = Clerk(office, "okamura")
    page = clerk.open("/inbox")
    assert "1件ずつ開いて確かめる仕事" in clerk.send(page, "picked", act="complete", task=[check]).words
    assert "件ごとに入れる項目" in clerk.send(page, "picked", act="complete", task=[identity]).words
    assert clerk.send(page, "picked", act="delete", task=[check]).status == 422


def _form(*fields: Field) -> FormDefinition:
    return FormDefinition("x", 1, Words("x", "x"), (Section(Words("x", "x"), fields),))


def test_a_plain_confirmation_or_one_choice_is_what_many_can_share() -> None:
    words = Words("可否", "Result")
    choice = Field("result", "radio", words, required=True, options=(Option("ok", words),))
    memo = Field("memo", "textarea", words, data_class="MEMO")
    assert one_answer(_form(memo)) is None
    assert one_answer(_form(choice, memo)) is choice
    for asked in (Field("name", "text", words), Field("memo", "textarea", words, required=True, data_class="MEMO")):
        with pytest.raises(LookupError):
            one_answer(_form(choice, asked))


def test_five_pages_are_set_aside_and_the_sixth_is_refused_in_words(office: Flask, city: World) -> None:
    ours = {name for name in HOUSEHOLDS if not name.startswith("upgrade_")}  # a dump made in this process adds its own
    known = sorted(ours - {"protected", "north"})
    cases = [city.identified(name, by="okamura") for name in (*known, *known)[:6]]
    clerk = Clerk(office, "okamura")
    for case_id in cases[:5]:
        page = clerk.open(f"/tasks/{city.open_task(case_id, 'enter').task_id}")
        assert "脇に置きました" in clerk.send(page, act="aside", prev_insurer="若葉", _field="f-prev_insurer").words
    sixth = city.open_task(cases[5], "enter").task_id
    refused = clerk.send(clerk.open(f"/tasks/{sixth}"), act="aside", prev_insurer="六件目")
    assert refused.status == 409
    assert "脇に置けるのは5件まで" in refused.words
    assert "六件目" in clerk.open(f"/tasks/{sixth}").text
    form = refused.page.xpath("//form[starts-with(@action, '/aside/task/')]")[0]
    answer = clerk.client.post(form.get("action"), data=dict(refused.fields(form.get("action"))))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#f-prev_insurer")
    assert clerk.client.post(form.get("action"), data=dict(refused.fields(form.get("action")))).status_code == 404


def test_a_call_is_noted_from_the_household_and_returned_on_its_day(office: Flask, city: World) -> None:
    clerk = Clerk(office, "okamura")
    ask = clerk.open("/phone/new?number=0000000101")
    for typed, said in (
        ({"who": ""}, "必ず入れる"),
        ({"who": "本人", "topic": "x"}, "選択肢"),
        ({"answer": "1234 5678 9018"}, "個人番号"),
        ({"call_back": "R8.11.1"}, "折り返しの日が過ぎて"),
        ({"call_back": "あした"}, "日"),
        ({"number": "9999999999"}, "見つからない"),
    ):
        data = {"who": "本人", "topic": "premium", "answer": "送り直す"} | typed
        page = clerk.send(ask, "/phone/new", **data)
        assert page.status == 422, typed
        assert said in page.words or said == "選択肢", typed
    done = clerk.send(ask, "/phone/new", who="本人", topic="premium", answer="送り直す", call_back="R8.11.18")
    assert done.path == "/households/0000000101"
    assert "電話 本人・保険料: 送り直す" in done.words
    assert "今日までに折り返す電話 1件" in clerk.open("/inbox").words
    waiting = clerk.open("/phone")
    other = Clerk(office, "utsumi")
    address = waiting.page.xpath("//form[contains(@action, '/done')]/@action")[0]
    assert other.post(address, other.open("/inbox").fields("/logout")).status == 404
    assert "今日までに折り返す電話 1件" in clerk.open("/inbox").words
    clerk.press(waiting, "折り返した")
    assert "折り返す電話" not in clerk.open("/inbox").words


def test_what_one_did_last_is_taken_back_on_its_page(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    page = clerk.press(clerk.open("/undo"), "取り消す")
    assert page.path == f"/tasks/{city.open_task(case_id, 'enter').task_id}"
    assert "取り消せる仕事はありません" in clerk.open("/undo").words
