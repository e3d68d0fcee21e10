"""給付の一時保留 to each of its ends; PM20: a hold that everybody forgets ends by itself and its benefit is paid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store import benefit_holds, tasks
from tests.procedures.outside import Api, Reply
from tests.procedures.recoursing import TODAY, at_work, letters_of

HOME = "family"


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def ready(api: Api) -> Api:
    api.city.grant("kuroda", "work:head")
    return at_work(api, "benefit_hold")


def begin(api: Api, **says: JSON) -> Reply:
    data: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": TODAY,
        "household_key": api.city.household(HOME).key,
        "person_key": api.city.household(HOME).head.key,
        "benefit": "HIGH_COST",
        "month": "2026-08",
        "yen": 57_600,
        "reason": "第三者行為の疑い",
        "owner": "佐伯",
    } | says
    return api.post("saeki", "/cases", {"procedure": "benefit_hold", "data": data})


def held(api: Api) -> str:
    return str(begin(api).done()["case_id"])


def review(api: Api, case_id: str, result: str) -> Reply:
    return api.complete(case_id, "enter", {"result": result, "reason": "照会中"}, "saeki")


def on_hold(api: Api) -> list[str]:
    with api.city.database.read() as conn:
        key = api.city.household(HOME).key
        found = benefit_holds.benefit_holds_of(conn, [key], api.city.clock.business_day())
    return [one.last_day.isoformat() for one in found]


def open_tasks(api: Api, case_id: str) -> list[str]:
    with api.city.database.read() as conn:
        return [one.element for one in tasks.tasks_of_case(conn, case_id) if one.status == "open"]


def forward(api: Api, day: date) -> None:
    api.city.clock.set(day)
    wake_due(api.city.services)


def paid(api: Api, case_id: str) -> str | None:
    answers: dict[str, JSON] = {"paid_on": api.city.clock.business_day().isoformat(), "reference": "支給8-1"}
    outcome: str | None = api.complete(case_id, "pay", answers, "saeki").done()["outcome"]
    return outcome


def test_pm20_a_hold_that_everybody_forgets_ends_on_its_day_and_the_benefit_goes_to_payment(desk: Api) -> None:
    """上越市 2023: 25 households' benefits were held for suspected damage by a third party and forgotten."""
    case_id = held(desk)
    assert on_hold(desk) == ["2027-01-17"]
    forward(desk, date(2027, 1, 17))
    assert (on_hold(desk), open_tasks(desk, case_id)) == (["2027-01-17"], ["enter"])
    forward(desk, date(2027, 1, 18))
    assert (on_hold(desk), open_tasks(desk, case_id)) == ([], ["pay"])
    with desk.city.database.read() as conn:
        (task,) = [one for one in tasks.tasks_of_case(conn, case_id) if one.status == "open"]
    assert task.due_on is not None
    assert paid(desk, case_id) == "freed"


def test_pm20_dates_cannot_slide_two_prolongations_and_then_the_head_decides(desk: Api) -> None:
    case_id = held(desk)
    for _ in range(2):
        review(desk, case_id, "PROLONG").done()
    assert review(desk, case_id, "PROLONG").code == "benefit_hold_prolonged"
    review(desk, case_id, "HEAD").done()
    assert open_tasks(desk, case_id) == ["settle"]
    said: dict[str, JSON] = {"result": "RELEASE", "reason": "自損と分かった"}
    assert desk.complete(case_id, "settle", said, "saeki").status == 403
    forward(desk, date(2027, 1, 18))
    assert open_tasks(desk, case_id) == ["pay"]


def test_a_hold_is_released_at_once(desk: Api) -> None:
    case_id = held(desk)
    review(desk, case_id, "RELEASE").done()
    assert on_hold(desk) == [TODAY]  # until the end of the day
    assert paid(desk, case_id) == "freed"


def test_the_head_limits_a_benefit_with_reasons_and_the_notice_of_appeal(desk: Api) -> None:
    case_id = held(desk)
    review(desk, case_id, "HEAD").done()
    said: dict[str, JSON] = {
        "result": "LIMIT",
        "paid": 57_600,
        "provision": "ART61",
        "heard_on": TODAY,
        "reason": "酒に酔って起こした争いによるけがである",
    }
    assert desk.complete(case_id, "settle", said, "kuroda").code == "benefit_hold_no_limit"
    assert desk.complete(case_id, "settle", said | {"paid": 0}, "kuroda").done()["outcome"] == "limited"
    (letter,) = letters_of(desk, case_id)
    told: Any = letter.data
    assert (letter.letter, told["paid"], told["appeal_body"]) == ("benefit_hold/limited", 0, "若葉県国民健康保険審査会")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("benefit_hold_claim_unknown", {"person_key": "000000000009999"}),
        ("benefit_hold_month", {"month": "2026-13"}),
        ("number_too_small", {"yen": 0}),
        ("not_an_option", {"benefit": "GIFT"}),
    ],
)
def test_a_wrong_hold_holds_nothing(desk: Api, code: str, says: dict[str, JSON]) -> None:
    assert begin(desk, **says).code == code
    assert on_hold(desk) == []


def test_a_benefit_is_held_once(desk: Api) -> None:
    held(desk)
    assert begin(desk).code == "benefit_held"
    assert len(on_hold(desk)) == 1
