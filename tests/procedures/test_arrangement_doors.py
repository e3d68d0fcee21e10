"""Every wrong way into the procedures of arrangements and endings: right, office, page, press, text.

分納・猶予・送達・減免・時効・執行停止・不納欠損: the first step of each, tried by those and in the ways that must fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from server.casework.watch_limitation import watch_limitation
from server.domain.effects import JSON
from tests.procedures import lapsing as at
from tests.procedures import test_deferral as deferral
from tests.procedures import test_lapse as lapse
from tests.procedures import test_lapse_ends as ends
from tests.procedures import test_pledge as pledge
from tests.procedures import test_serve_letter as service
from tests.procedures.outside import Api
from tests.procedures.pledging import levied, opened

NUMBER = "123456789018"


@dataclass(frozen=True)
class Door:
    """A step that waits: of which case, what is handed in by whom, and its field of free text."""

    case_id: str
    element: str
    answers: dict[str, JSON]
    by: str
    text: str


def talk(api: Api) -> Door:
    opened(api, "pledge")
    levied(api.city)
    return Door(pledge.started(api), "enter", pledge.talk(), "toda", "talk")


def application(api: Api) -> Door:
    opened(api, "deferral", "deferral_watch")
    levied(api.city)
    return Door(deferral.started(api), "enter", deferral.asked(), "toda", "fact")


def watched(api: Api) -> Door:
    opened(api, "deferral", "deferral_watch")
    levied(api.city)
    answers: dict[str, JSON] = {"came": "revoke", "note": "新たな滞納がある"}
    return Door(deferral.granted(api), "watch", answers, "toda", "note")


def came_back(api: Api) -> Door:
    opened(api, "serve_letter")
    answers = service.inquiry("UNKNOWN", *service.ALL)
    return Door(service.returned(api, "UNKNOWN"), "enter", answers, "saeki", "finding")


def waiver(api: Api) -> Door:
    lapse.charged(api)
    case_id = at.begun(api, "late_charge_waiver", **at.application())
    return Door(case_id, "enter", at.draft(2), "saeki", "reason")


def near_its_end(api: Api) -> Door:
    lapse.near(api)
    watch_limitation(api.city.services)
    case_id = lapse.waiting(api.city, "prescription_watch")[0]
    answers: dict[str, JSON] = {"choice": "LAPSE", "lapse_ground": "NO_ASSETS", "reason": "預金・給与がない"}
    return Door(case_id, "enter", answers, "saeki", "reason")


def suspension(api: Api) -> Door:
    at.arrears_town(api.city, "suspension_write_off")
    case_id = at.begun(api, "suspension_write_off", found="調査")
    answers: dict[str, JSON] = {"result": "ASSETS", "why_not": "普通預金30万円がある"}
    return Door(case_id, "enter", answers, "saeki", "why_not")


def extinct(api: Api) -> Door:
    lapse.near(api, date(2028, 8, 1), "write_off")
    case_id = at.begun(api, "write_off", kind="WRITE_OFF")
    return Door(case_id, "enter", ends.seen(), "saeki", "neglect_note")


DOORS = [talk, application, watched, came_back, waiver, near_its_end, suspension, extinct]


@pytest.mark.parametrize("come", DOORS)
def test_each_wrong_way_is_refused_and_the_right_one_is_open_still(town_api: Api, come: Callable[[Api], Door]) -> None:
    api = town_api
    door = come(api)
    task, rev = api.city.open_task(door.case_id, door.element).task_id, api.city.case(door.case_id).rev
    path = f"/tasks/{task}/complete"
    api.city.grant("kitano", "work:arrears", "kita")
    api.city.grant("kitano", "work:qualification", "kita")

    def tried(more: dict[str, JSON] | None = None, by: str = door.by, rev: int = rev) -> tuple[int, str | None, str]:
        reply = api.post(by, path, {"answers": door.answers | (more or {}), "rev": rev})
        return reply.status, reply.code, str(reply.body)

    assert tried(by="hotta")[1] == "no_right"
    assert tried(by="kitano")[:2] == (404, "out_of_scope")
    assert tried(rev=rev - 1)[:2] == (409, "stale_page")
    assert "unknown_field" in tried({"not_there": 1})[2]
    assert "my_number" in tried({door.text: f"番号は{NUMBER}"})[2]
    assert "too_long" in tried({door.text: "あ" * 5_000})[2]
    assert "required" in tried({door.text: None})[2]
    assert api.city.case(door.case_id).rev == rev, "nothing was lost and nothing moved"
    assert tried()[0] == 200
    assert tried()[:2] == (409, "already_done")
