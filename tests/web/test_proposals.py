"""What a decider finds beside the decision (伺): the proposal itself, where nobody compared it before."""

from __future__ import annotations

from flask import Flask

from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.owing import town_in_arrears
from tests.procedures.test_transfer_of_collection import begin
from tests.web.clerk import Clerk
from tests.world import World


def test_a_hand_over_is_decided_with_its_reason_in_sight(office: Flask, city: World) -> None:
    debtor = town_in_arrears(Api(city))
    deploy(city, "transfer_of_collection", "徴収の移管")
    task = city.open_task(begin(debtor), "decide")
    page = Clerk(office, "kuroda").open(f"/tasks/{task.task_id}").page
    (sheet,) = page.xpath("//section[@aria-labelledby='entered-handing']")
    assert [one.text_content() for one in sheet.xpath(".//dd")] == ["本課(債権管理)", "高額で困難なため"]


def test_what_a_second_person_compared_is_not_told_again(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    city.complete(case_id, "check", city.answers_check(case_id, "to_approver"), "okamura")
    task = city.open_task(case_id, "decide")
    page = Clerk(office, "kuroda").open(f"/tasks/{task.task_id}").page
    assert page.xpath("//*[starts-with(@id, 'entered-')]") == []
