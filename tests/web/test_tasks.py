"""Tasks without scripts: typed, set aside, claimed, handed in; each refusal on the page, with what was typed."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.store import decisions, drafts
from tests.web.clerk import Clerk, Screen
from tests.world import World

GOOD_NUMBER, WRONG_NUMBER = "123456789018", "123456789012"


def entry(**changes: Any) -> dict[str, Any]:
    """What a clerk types into the entry form beside what the registers filled in."""
    return {
        "acq_reason": "left_employee_insurance",
        "insurer_loss_date": "R8.11.1",
        "prev_insurer": "若葉健康保険組合",
        "evidence": ["notification", "loss_certificate"],
        "other_insured": "no",
        "head_joins": "yes",
    } | changes


def opened(office: Flask, city: World, who: str = "saeki") -> tuple[Clerk, Screen, str]:
    """The entry form of a new case before a clerk."""
    case_id = city.identified()
    clerk = Clerk(office, who)
    return clerk, clerk.open(f"/tasks/{city.open_task(case_id, 'enter').task_id}"), case_id


def test_the_form_stands_beside_the_facts_and_is_filled_in_from_the_registers(office: Flask, city: World) -> None:
    _, page, _ = opened(office, city)
    assert page.title == "届出内容を入力する"
    assert page.fields()["members-0-name"] == ["本間 葵"]
    assert page.fields()["address"] == ["若葉市中央区青柳町一丁目2番3号"]
    assert "住民記録" in page.words
    steps = [" ".join(one.text_content().split()) for one in page.page.xpath("//ol[@class='chain']/li")]
    assert steps == ["受付 済", "本人確認 済", "入力", "照合・決定", "交付"]


def test_handing_in_moves_the_case_and_goes_on(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    after = clerk.send(page, act="complete", **entry())
    assert after.path == "/inbox"
    assert [task.element for task in city.open_tasks(case_id)] == ["check"]


def test_the_next_task_of_the_case_opens_for_the_same_hands(office: Flask, city: World) -> None:
    started = city.start()
    clerk = Clerk(office, "saeki")
    page = clerk.open(f"/tasks/{started.first_task_id}")
    proven = {"method": "CARD", "number_shown": "yes", "identity_proven": "yes", "register_match": "ALL"}
    assert clerk.send(page, act="complete", **proven).title == "届出内容を入力する"


def test_all_errors_show_at_once_and_nothing_typed_is_lost(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    wrong = clerk.send(page, act="complete", **entry(insurer_loss_date="R8.2.30", head_joins=None))
    assert wrong.status == 422
    assert len(wrong.errors()) == 2
    assert wrong.fields()["insurer_loss_date"] == ["R8.2.30"]
    assert wrong.fields()["prev_insurer"] == ["若葉健康保険組合"]
    assert city.open_task(case_id, "enter").status == "open"


def test_a_row_is_added_and_taken_away_without_scripts(office: Flask, city: World) -> None:
    clerk, page, _ = opened(office, city)
    more = clerk.send(page, act="add:members", prev_insurer="若葉健保")
    assert "members-1-name" in more.fields()
    assert more.fields()["prev_insurer"] == ["若葉健保"]
    less = clerk.send(more, act="remove:members.1")
    assert "members-1-name" not in less.fields()
    assert less.fields()["members-0-name"] == ["本間 葵"]


def test_an_address_is_filled_in_by_its_postcode_without_scripts(office: Flask, city: World) -> None:
    clerk, page, _ = opened(office, city)
    filled = clerk.send(page, act="fill:postal_code", postal_code="1600022", address="")
    assert filled.fields()["address"] == ["東京都新宿区新宿"]
    kept = clerk.send(page, act="fill:postal_code", postal_code="160-0022", address="青柳町1-2")
    assert kept.fields()["address"] == ["青柳町1-2"]
    unknown = clerk.send(page, act="fill:postal_code", postal_code="999-9999", address="")
    assert "郵便番号: この郵便番号の町名が見つかりません" in unknown.errors()[0]


def test_a_wrong_my_number_is_refused_and_never_shown_again(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    wrong = clerk.send(page, act="complete", **entry(), **{"members-0-my_number": WRONG_NUMBER})
    assert wrong.status == 422
    assert "個人番号" in wrong.errors()[0]
    assert WRONG_NUMBER not in wrong.text
    good = clerk.send(page, act="complete", **entry(), **{"members-0-my_number": GOOD_NUMBER})
    assert good.path == "/inbox"
    assert [task.element for task in city.open_tasks(case_id)] == ["check"]
    with city.database.read() as conn:
        raw = conn.exec_driver_sql("SELECT group_concat(detail) FROM history").scalar()
    assert GOOD_NUMBER not in str(raw)


def test_a_field_that_was_not_asked_for_is_refused_by_name(office: Flask, city: World) -> None:
    clerk, page, _ = opened(office, city)
    assert "「approved」" in " ".join(clerk.send(page, act="complete", **entry(approved="yes")).errors())


def test_a_task_set_aside_is_found_as_it_was_left(office: Flask, city: World) -> None:
    clerk, page, _ = opened(office, city)
    aside = clerk.send(page, act="aside", prev_insurer="若葉健保")
    assert aside.path == "/inbox"
    assert "脇に置いた件 1" in aside.words
    again = clerk.open(page.path)
    assert again.fields()["prev_insurer"] == ["若葉健保"]
    fresh = clerk.press(again, "捨ててはじめから")
    assert fresh.fields()["prev_insurer"] == [""]


# ---- somebody else was there --------------------------------------------------------------------


def test_a_task_pressed_twice_is_done_once(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    clerk.send(page, act="complete", **entry())
    before = len(city.history(case_id))
    twice = clerk.send(page, act="complete", **entry())
    assert twice.status == 409
    assert "佐伯 由美さんが済ませています" in twice.words
    assert len(city.history(case_id)) == before


def test_a_stale_page_keeps_what_was_typed_and_goes_through_when_pressed_again(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    with city.uow() as uow:
        uow.conn.exec_driver_sql("UPDATE cases SET rev = rev + 1")
    stale = clerk.send(page, act="complete", **entry())
    assert stale.status == 409
    assert "入力は残っています" in stale.words
    assert stale.fields()["prev_insurer"] == ["若葉健康保険組合"]
    assert clerk.send(stale, act="complete").path == "/inbox"
    assert [task.element for task in city.open_tasks(case_id)] == ["check"]


def test_a_task_that_another_one_holds_is_read_only_with_his_name(office: Flask, city: World) -> None:
    _, page, _ = opened(office, city)
    other = Clerk(office, "utsumi").open(page.path)
    assert "佐伯 由美さんが先に引き受けました" in other.words
    assert "prev_insurer" not in other.fields()
    (button,) = other.page.xpath("//*[@class='acts']//button")
    assert button.get("aria-disabled") == "true"


def test_what_was_typed_stays_when_another_one_was_faster(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    clerk.press(page, "戻す")
    mine = clerk.open(page.path)
    other = Clerk(office, "utsumi")
    other.press(other.open(page.path), "引き受ける")
    late = clerk.send(mine, act="complete", **entry())
    assert late.status == 409
    assert "内海 千尋さんが先に引き受けました" in late.words
    assert "若葉健康保険組合" in late.words
    assert city.open_task(case_id, "enter").claimed_by == "utsumi"


def test_a_clerk_of_another_ward_finds_nothing(office: Flask, city: World) -> None:
    _, page, _ = opened(office, city)
    assert Clerk(office, "kitano").open(page.path).status == 404


def test_claiming_and_giving_back(office: Flask, city: World) -> None:
    task = city.open_task(city.entered(), "check").task_id
    clerk = Clerk(office, "okamura")
    page = clerk.press(clerk.open(f"/tasks/{task}"), "引き受ける")
    assert "照合 岡村 修(自分)" in page.words
    assert clerk.press(page, "戻す").path == "/inbox"


# ---- drafts by scripts ---------------------------------------------------------------------------


def test_a_draft_never_holds_a_my_number(office: Flask, city: World) -> None:
    clerk, page, _ = opened(office, city)
    typed = {**page.fields(), "members-0-my_number": GOOD_NUMBER, "remarks": f"番号は {GOOD_NUMBER}"}
    answer = clerk.client.post(f"{page.path}/draft", data=typed, headers={"Accept": "application/json"})
    assert answer.json == {"saved_at": "10:42"}
    with city.database.read() as conn:
        (draft,) = drafts.drafts_of(conn, "saeki")
    assert GOOD_NUMBER not in str(draft.answers)


def test_a_draft_for_a_task_that_is_done_gets_the_sentence_to_show(office: Flask, city: World) -> None:
    clerk, page, case_id = opened(office, city)
    city.complete(case_id, "enter", city.answers_enter(), "saeki")
    answer = clerk.client.post(f"{page.path}/draft", data=page.fields(), headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "案件を開いて続きを見てください" in answer.json["notice"]


# ---- second check and decision -------------------------------------------------------------------


def checking(office: Flask, city: World, who: str = "okamura", **changes: Any) -> tuple[Clerk, Screen, str]:
    """The second check of an entered case before a clerk."""
    case_id = city.entered("single", **changes)
    clerk = Clerk(office, who)
    return clerk, clerk.open(f"/tasks/{city.open_task(case_id, 'check').task_id}"), case_id


def marks(page: Screen, mark: str = "match") -> dict[str, str]:
    return {name: mark for name in page.fields() if name.endswith("-mark")}


def test_a_check_is_decided_when_every_group_is_marked(office: Flask, city: World) -> None:
    clerk, page, case_id = checking(office, city)
    some = clerk.send(page, act="result:agree", **{"marks-head-mark": "match"})
    assert some.status == 422
    assert len(some.errors()) == 3
    assert some.fields()["marks-head-mark"] == ["match"]
    done = clerk.send(page, act="result:agree", **marks(page))
    assert done.path == f"/cases/{case_id}"
    assert city.case(case_id).outcome == "decided"


def test_a_group_that_differs_asks_for_the_right_value(office: Flask, city: World) -> None:
    clerk, page, _ = checking(office, city)
    wrong = clerk.send(page, act="result:return", **marks(page) | {"marks-members.0-mark": "differs"})
    reasons = clerk.send(wrong, return_reason="differs", reason="生年月日")
    assert reasons.status == 422
    assert any("正しい値" in text or "必ず入れる" in text for text in reasons.errors())
    assert reasons.fields()["marks-members.0-mark"] == ["differs"]


def test_a_return_asks_for_its_reasons_on_a_page_of_its_own_and_carries_the_marks(office: Flask, city: World) -> None:
    clerk, page, case_id = checking(office, city)
    differs = {"marks-members.0-mark": "differs", "marks-members.0-right_value": "S63.5.3"}
    ask = clerk.send(page, act="result:return", **differs)
    assert ask.title == "R8-000001 差し戻す"
    missing = clerk.send(ask)
    assert missing.status == 422
    assert missing.title == "R8-000001 差し戻す"
    assert len(missing.errors()) == 2
    clerk.send(missing, return_reason="differs", reason="生年月日を確かめてください")
    back = Clerk(office, "saeki").open(f"/tasks/{city.open_task(case_id, 'enter').task_id}")
    assert "書類と入力が違う 生年月日を確かめてください" in back.words
    assert back.fields()["prev_insurer"] == ["若葉健康保険組合"]


def test_who_entered_cannot_check_and_is_told_why(office: Flask, city: World) -> None:
    case_id = city.entered("single", by="okamura")
    clerk = Clerk(office, "okamura")
    page = clerk.open(f"/tasks/{city.open_task(case_id, 'check').task_id}")
    assert "入力した人は照合できません" in page.words
    refused = clerk.post(page.path, {**page.fields(), "_act": "result:agree", **marks(page)})
    assert refused.status == 403
    assert "入力した人は照合できません" in refused.words
    assert city.case(case_id).status == "active"


def deciding(office: Flask, city: World) -> tuple[Clerk, Screen, str]:
    """A case that the checker passed on, before the head of office."""
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    clerk = Clerk(office, "kuroda")
    return clerk, clerk.open(f"/tasks/{city.open_task(case_id, 'decide').task_id}"), case_id


def test_a_decision_shows_what_it_rests_on_beside_the_list(office: Flask, city: World) -> None:
    clerk, page, _ = deciding(office, city)
    assert page.title == "決裁一覧"
    assert "伺 R8-000001" in page.words
    assert "入力佐伯 由美 11/18 10:42" in page.words
    assert "照合岡村 修 11/18 10:42" in page.words
    assert clerk.open("/decisions").links("R8-000001")[-1] == page.path


def test_a_decision_is_approved_with_one_press(office: Flask, city: World) -> None:
    clerk, page, case_id = deciding(office, city)
    clerk.send(page, act="result:approve", note="よい")
    assert city.case(case_id).outcome == "decided"


def test_a_refusal_asks_for_provision_and_reason(office: Flask, city: World) -> None:
    clerk, page, case_id = deciding(office, city)
    ask = clerk.send(page, act="result:refuse")
    assert set(ask.fields()) >= {"provision", "reason"}
    assert clerk.send(ask, provision="国民健康保険法6条1号", reason="").status == 422
    clerk.send(ask, provision="国民健康保険法6条1号", reason="社会保険の資格が続いている")
    assert city.case(case_id).outcome == "refused"


def test_what_was_decided_for_the_household_before_stands_beside_the_decision(office: Flask, city: World) -> None:
    before = city.entered("single")
    city.complete(before, "check", city.answers_check(before, "to_approver"), "okamura")
    refusal = {"result": "refuse", "provision": "国民健康保険法6条1号", "reason": "社会保険の資格が続いている"}
    city.complete(before, "decide", refusal, "kuroda")
    _, page, case_id = deciding(office, city)
    number = city.case(before).number
    assert f"/cases/{before}?tab=decisions" in page.links(number)
    assert "前の決裁" in page.words
    with city.database.read() as conn:
        (decided,) = decisions.decisions_of_case(conn, before)
    assert decided.result == "refused"
    assert case_id != before
