"""The inbox without scripts: tabs, filters in the address, many at once with a result for each, the next task."""

from __future__ import annotations

from flask import Flask

from server.store import tasks
from tests.web.clerk import Clerk, Screen
from tests.world import World


def listed(page: Screen) -> list[str]:
    return [link.text_content().strip() for link in page.page.xpath("//a[@class='key']")]


def test_tabs_and_filters_stand_in_the_address(office: Flask, city: World) -> None:
    city.start("single")
    city.entered("family")
    clerk = Clerk(office, "okamura")
    assert len(listed(clerk.open("/inbox"))) == 2
    assert len(listed(clerk.open("/inbox?tab=check"))) == 1
    assert listed(clerk.open("/inbox?kana=ほんま")) == ["R8-000001"]
    free = clerk.open("/inbox?assignee=free")
    assert listed(free) == ["R8-000002"]
    assert free.links("担当: 未割当") == ["/inbox?tab=all"]
    assert listed(clerk.open("/inbox?assignee=others")) == ["R8-000001"]


def test_an_empty_list_says_what_comes_next(office: Flask, city: World) -> None:
    city.entered("single")
    clerk = Clerk(office, "okamura")
    mine = clerk.open("/inbox?tab=mine")
    assert "自分のタスクはありません" in mine.words
    assert mine.links("担当の全件を見る") == ["/inbox?tab=all"]
    assert "条件に合うタスクはありません" in clerk.open("/inbox?kana=ヌ").words


def test_many_are_claimed_at_once_with_a_result_for_each(office: Flask, city: World) -> None:
    first, second, own = city.entered("single"), city.entered("family"), city.entered("senior", by="okamura")
    wanted = [city.open_task(one, "check").task_id for one in (first, second, own)]
    clerk, other = Clerk(office, "okamura"), Clerk(office, "utsumi")
    page = clerk.open("/inbox")
    other.press(other.open(f"/tasks/{wanted[1]}"), "引き受ける")
    result = clerk.send(page, "picked", act="claim", task=wanted)
    assert "3件のうち 1件" in result.words
    lines = [" ".join(one.text_content().split()) for one in result.page.xpath("//ul[@class='facts']/li")]
    assert lines[0].startswith("済R8-000001")
    assert lines[1].startswith("先着R8-000002")
    assert "内海 千尋さんが先に引き受けました" in lines[1]
    assert lines[2].startswith("不可R8-000003")
    assert "入力した人は照合できません" in lines[2]
    back = clerk.send(clerk.open("/inbox"), "picked", act="release", task=[wanted[0]])
    assert "戻しました" in back.words


def test_nothing_chosen_does_nothing(office: Flask, city: World) -> None:
    city.entered("single")
    clerk = Clerk(office, "okamura")
    page = clerk.send(clerk.open("/inbox"), "picked", act="claim")
    assert "タスクを選んでください" in page.words


def test_a_task_is_assigned_with_a_reason_to_those_alone_who_may_work_it(office: Flask, city: World) -> None:
    city.grant("kuroda", "work:qualification", "chuo")
    task = city.open_task(city.entered("single"), "check").task_id
    clerk = Clerk(office, "kuroda")
    ask = clerk.send(clerk.open("/inbox"), "picked", act="assign", task=[task])
    people = [option.text_content() for option in ask.page.xpath("//select[@name='user']/option")]
    assert any("岡村 修" in one for one in people)
    assert not any("佐伯" in one or "北野" in one for one in people)
    again = clerk.send(ask, "/inbox/assign", user="okamura", reason="")
    assert again.status == 422
    assert again.fields("/inbox/assign")["user"] == ["okamura"]
    done = clerk.send(again, "/inbox/assign", reason="急ぎのため")
    assert "割り当てました" in done.words
    with city.database.read() as conn:
        found = tasks.get_task(conn, task)
    assert found is not None
    assert found.claimed_by == "okamura"


def test_who_may_not_assign_is_not_offered_it(office: Flask, city: World) -> None:
    task = city.open_task(city.entered("single"), "check").task_id
    clerk = Clerk(office, "okamura")
    assert "担当を割り当てる" not in clerk.open("/inbox").words
    assert clerk.open(f"/inbox/assign?task={task}").status == 403


def test_the_next_task_is_claimed_and_opened(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    task = city.open_task(case_id, "check").task_id
    clerk = Clerk(office, "okamura")
    page = clerk.press(clerk.open("/inbox"), "次のタスクへ")
    assert page.path == f"/tasks/{task}"
    assert city.open_task(case_id, "check").claimed_by == "okamura"


def test_without_a_next_task_the_inbox_says_so(office: Flask) -> None:
    clerk = Clerk(office, "okamura")
    assert "次のタスクはありません" in clerk.press(clerk.open("/inbox"), "次のタスクへ").words


def test_after_a_check_the_next_check_opens(office: Flask, city: World) -> None:
    first, second = city.entered("single"), city.entered("family")
    clerk = Clerk(office, "okamura")
    page = clerk.open(f"/tasks/{city.open_task(first, 'check').task_id}")
    ask = clerk.send(page, act="result:return")
    after = clerk.send(ask, return_reason="differs", reason="確かめてください")
    assert after.path == f"/tasks/{city.open_task(second, 'check').task_id}"
    assert city.open_task(second, "check").claimed_by == "okamura"
