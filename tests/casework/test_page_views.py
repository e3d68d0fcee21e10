"""Tasks and cases as people see them (仕事と案件の画面): what is filled in, why one may not, where a case stands."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

import pytest

from server.casework.callers import Caller
from server.casework.complete_task import complete_task
from server.casework.notes import add_note
from server.casework.save_draft import save_task_draft
from server.casework.views.case import CaseView, case_view
from server.casework.views.task import TaskView, task_view
from server.domain.forms.tree import Posted
from server.domain.refusals import Refused
from tests.world import World

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def task(city: World, case_id: str, element: str, user_id: str) -> TaskView:
    return task_view(city.services, city.caller(user_id), city.open_task(case_id, element).task_id)


def case(city: World, case_id: str, user_id: str = "okamura") -> CaseView:
    return case_view(city.services, city.caller(user_id), case_id)


def posted(tree: dict[str, Any]) -> Posted:
    """A form's tree as the page sends it back."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                flat |= {f"{name}-{number}-{key}": text for key, text in row.items()}
        elif isinstance(value, dict):
            continue
        else:
            flat[name] = value
    return Posted.of(flat)


# -- a task ----------------------------------------------------------------------------------------------------------


def test_the_entry_is_filled_from_the_start_form_and_the_register(city: World) -> None:
    view = task(city, city.identified("family"), "enter", "saeki")
    assert view.origin == "prefilled"
    assert view.tree["head_name"] == "桑原 徹"
    assert view.tree["acq_reason"] == "left_employee_insurance"
    assert view.tree["evidence"] == ["notification", "loss_certificate"]
    assert [(row["name"], row["relation"], row["birth_date"]) for row in view.tree["members"]] == [
        ("桑原 徹", "head", "S59.9.14"),
        ("桑原 美咲", "wife", "S61.1.30"),
        ("桑原 陽菜", "child", "H30.7.7"),
    ]


def test_what_was_filled_in_is_accepted_as_it_stands_once_the_rest_is_typed(city: World) -> None:
    case_id = city.identified("family")
    view = task(city, case_id, "enter", "saeki")
    tree = {**view.tree, "insurer_loss_date": "R8.11.1", "prev_insurer": "若葉健康保険組合", "head_joins": "yes"}
    done = complete_task(city.services, city.caller("saeki"), view.task_id, posted(tree), rev=view.rev)
    assert done.number == view.case.number
    assert city.open_task(case_id, "check").element == "check"


def test_those_who_are_insured_already_are_left_out_of_the_rows(town: World) -> None:
    view = task(town, town.identified("insured"), "enter", "saeki")
    assert [row["name"] for row in view.tree["members"]] == [""]
    assert (view.tree["other_insured"], view.tree["insured_number"]) == ("yes", "7000001")
    insurance = next(sheet for sheet in view.facts if sheet.key == "insurance")
    assert [row.label for row in insurance.rows] == ["三浦 健", "三浦 由紀"]


def test_a_draft_comes_before_all_else_and_is_ones_own(city: World) -> None:
    case_id = city.identified("single")
    task_id = city.open_task(case_id, "enter").task_id
    save_task_draft(city.services, city.caller("saeki"), task_id, {"prev_insurer": "組合", "members-0-name": "本間"})
    mine, other = task(city, case_id, "enter", "saeki"), task(city, case_id, "enter", "utsumi")
    assert (mine.origin, mine.tree["prev_insurer"], mine.tree["members"][0]["name"]) == ("draft", "組合", "本間")
    assert mine.saved_at == city.clock.wall_now()
    assert (other.origin, other.tree["prev_insurer"]) == ("prefilled", "")


def test_a_returned_entry_says_who_sent_it_back_and_why_and_keeps_the_answers(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    view = task(city, case_id, "enter", "saeki")
    assert view.returned is not None
    assert (view.returned.who, view.returned.kind) == ("岡村 修", "書類と入力が違う")
    assert view.returned.reason == "離職日を届書と見比べてください"
    assert (view.origin, view.tree["prev_insurer"]) == ("earlier", "若葉健康保険組合")


def test_the_checker_sees_what_was_corrected_beside_what_it_was(city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "return"), "okamura")
    city.complete(case_id, "enter", city.answers_enter("single", insurer_loss_date="2026-11-05"), "saeki")
    view = task(city, case_id, "check", "okamura")
    assert view.check is not None
    changed = [(pair.path, pair.was) for group in view.groups for pair in group.pairs if pair.was is not None]
    assert changed == [("insurer_loss_date", "令和8年11月1日(2026-11-01)")]
    assert all(group.mark == "" for group in view.groups)


def test_the_checker_sees_the_computed_days_and_the_row_that_gave_them(city: World) -> None:
    view = task(city, city.entered("single"), "check", "okamura")
    assert view.check is not None
    (member,) = view.check.acquired
    assert (member.eligible_from, member.applied_from) == (date(2026, 11, 1), date(2026, 11, 1))
    assert member.ground.startswith("決定表「資格取得日の決め方」4行目 国保法7条")
    assert view.check.authority == "2-1 通常"
    assert [group.id for group in view.groups] == list(city.check_groups(view.case.case_id))


def test_a_page_says_why_one_may_not_and_who_may(city: World) -> None:
    case_id = city.entered("single", by="okamura")
    for user_id, code in (("okamura", "same_person_enters_and_checks"), ("saeki", "no_right")):
        view = task(city, case_id, "check", user_id)
        assert (view.may_do, view.why_code) == (False, code)
        assert view.why_not != ""
    assert task(city, case_id, "check", "utsumi").may_claim
    assert "自分以外" in task(city, city.identified("family"), "enter", "saeki").act_note


def test_a_task_is_not_shown_to_another_ward_nor_that_of_the_protected_to_all(city: World) -> None:
    case_id = city.identified("single")
    with pytest.raises(Refused, match="out_of_scope"):
        task(city, case_id, "enter", "kitano")
    protected = city.start("protected", by="saeki").case_id
    with pytest.raises(Refused, match="protected_person"):
        task(city, protected, "check_identity", "saeki")
    assert task(city, protected, "check_identity", "okamura").case.bands[0].kind == "guard"


# -- a case ----------------------------------------------------------------------------------------------------------


def test_the_steps_of_a_case_are_past_now_and_later(city: World) -> None:
    view = case(city, city.entered("single"))
    assert [(step.name, step.state) for step in view.steps if step.state != "past"] == [
        ("届書と入力を照合する", "now"),
        ("交付", "later"),
    ]
    assert [link.state for link in view.chain] == ["past", "past", "past", "now", "later"]
    assert view.marks.now == ("examination",)
    assert {"received", "enter", "enter_gate_to_precheck", "authority_to_examination"} <= set(view.marks.past)
    assert "examination" not in view.marks.past


def test_where_a_case_waits_for_papers_the_picture_says_until_when(city: World) -> None:
    view = case(city, city.entered("single", evidence=["notification"]))
    states = {step.name: step.state for step in view.steps}
    assert states["届いた書類を記録する"] == "wait"
    assert any(step.state == "skip" and step.due is not None for step in view.steps)
    assert view.marks.flag == {"receive_documents": "いま 12/9まで"}
    assert [paper.label for paper in view.papers if paper.absent] == ["資格喪失証明書"]


def test_a_decided_case_shows_letters_decision_exports_and_what_they_rest_on(city: World) -> None:
    case_id = city.checked("single")
    add_note(city.services, city.caller("saeki"), case_id, "原本は返した")
    view = case(city, case_id)
    assert (view.case.status, view.case.outcome_word) == ("completed", "資格を取得した")
    assert [line.status_word for line in view.letters] == ["作成待ち", "作成待ち"]
    assert [line.authority for line in view.decisions] == ["2-1 通常"]
    assert [line.interface_word for line in view.exports] == ["国保情報集約システム"]
    assert [note.text for note in view.notes] == ["原本は返した"]
    assert any("国保法7条" in ground.text for ground in view.grounds)
    assert [sheet.element for sheet in view.answers] == ["start", "check_identity", "enter", "check"]
    assert view.open_tasks == ()


def test_events_are_newest_first_and_tell_automatic_steps_from_people(city: World) -> None:
    view = case(city, city.checked("single"))
    assert [event.what for event in view.events][:3] == ["資格を取得した", "資格確認書等を出す", "資格を台帳に記録する"]
    assert {event.who for event in view.events if not event.automatic} == {"佐伯 由美", "岡村 修"}
    assert view.events[-1].what == "届出を受け付けた"


def test_who_looked_is_for_those_alone_who_may_see_the_audit(city: World) -> None:
    case_id = city.checked("single")
    assert case(city, case_id).looks is None
    city.grant("okamura", "audit:view", "chuo")
    looks = case(city, case_id).looks
    assert looks is not None
    assert ("案件を見た", "岡村 修") in [(look.what, look.who) for look in looks]


# -- the second language -----------------------------------------------------------------------------------------------


def english(city: World, user_id: str) -> Caller:
    return dataclasses.replace(city.caller(user_id), lang="en")


def test_the_words_of_a_case_are_there_in_english(town: World) -> None:
    view = case_view(town.services, english(town, "okamura"), town.entered("single", evidence=["notification"]))
    told = [step.name for step in view.steps] + [link.label for link in view.chain] + [view.case.status_word]
    told += [paper.label for paper in view.papers] + [task.state_word for task in view.open_tasks]
    assert [text for text in told if _JAPANESE.search(text)] == []
    form = task_view(town.services, english(town, "okamura"), view.open_tasks[0].task_id)
    assert form.act == "Papers have come"
    assert [sheet.title for sheet in form.facts] == ["Resident record", "Insured now", "To be checked"]
