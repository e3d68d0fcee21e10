"""保険料の減免 when things take long: a hold held on, a head who dies, the reduction by law to the yen."""

from __future__ import annotations

from datetime import date

import pytest

from server.casework.arrears_desk import set_hold
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.store import holds, levy_reliefs
from tests.money.levying import decide as decide_levy_now
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.relieving import (
    HOME,
    applications,
    begun,
    enter,
    members,
    opened,
    outcome,
    reliefs,
)
from tests.procedures.test_premium_relief import levy


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def held_until(api: Api) -> list[date | None]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = holds.holds_of(conn, [key], api.city.clock.business_day())[key]
    return [one.until for one in found if one.kind == "RELIEF_PENDING"]


def hold_longer(api: Api, until: str, page: str = "p1", by: str = "toda") -> None:
    said = {"kind": "RELIEF_PENDING", "until": until, "reason": "調査が長引いている"}
    set_hold(api.city.services, api.city.caller(by), api.city.household(HOME).key, said, page)


def test_a_late_decision_is_held_for_by_a_person_with_a_date_and_the_decision_lifts_it(desk: Api) -> None:
    case_id = begun(desk)
    desk.city.clock.set(date(2027, 2, 17), 9)
    assert held_until(desk) == []  # it ended by itself: reminders would go out again
    for _ in range(2):  # pressed twice
        hold_longer(desk, "2027-04-01")
    assert held_until(desk) == [date(2027, 4, 1)]
    enter(desk, case_id).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert (outcome(desk, case_id), held_until(desk)) == ("partly", [])


def test_a_hold_for_a_relief_needs_an_open_application_and_has_its_longest_day(desk: Api) -> None:
    for until, code in (("2027-01-31", "relief_hold_without_application"), ("2027-06-30", "relief_hold_too_long")):
        if code == "relief_hold_too_long":
            begun(desk)
        with pytest.raises(Refused, match=code) as refused:
            hold_longer(desk, until)
        assert refused.value.field in ("kind", "until")
    with pytest.raises(Refused, match="out_of_scope"):
        hold_longer(desk, "2027-01-31", by="kitano")


def died(api: Api) -> None:
    """The head's insurance as the withdrawal leaves it: over on the day behind the death."""
    ended: dict[str, JSON] = {"person_key": members(api)[0].key, "tekiyo_to": "2026-11-20", "lost_by": "death"}
    api.city.change(RegisterChange("close_eligibility", "test/death", ended | {"shikaku_to": "2026-11-20"}))


def test_of_a_head_who_died_nothing_is_decided_until_an_heir_goes_on(desk: Api) -> None:
    case_id = begun(desk)
    died(desk)
    refused = enter(desk, case_id)
    assert (refused.code, refused.body["field"]) == ("relief_head_died", "continued_by")
    assert applications(desk) == {"INCOME_DROP": "OPEN"}
    enter(desk, case_id, continued_by="三浦 由紀").done()
    (proposal,) = [one for one in judged(desk, case_id)["sheets"] if one["key"] == "proposal"]
    assert ("申請を引き継ぐ人", "三浦 由紀") in [(one["ja"], one["value"]) for one in proposal["lines"]]


def test_where_no_heir_goes_on_the_application_ends(desk: Api) -> None:
    case_id = begun(desk)
    died(desk)
    desk.complete(case_id, "enter", {"result": "WITHDRAWN", "withdrawn_on": "2026-11-18"}, "saeki").done()
    assert (outcome(desk, case_id), held_until(desk)) == ("withdrawn", [])


def judged(api: Api, case_id: str) -> dict[str, JSON]:
    """The newest outputs of the comparison."""
    rows = [row for row in api.city.history(case_id) if row.element == "judge" and row.detail.get("outputs")]
    return dict(rows[-1].detail["outputs"])


def put_salary(api: Api, receipts: int, salary: int) -> None:
    """The head's income of the year before is salary alone."""
    figures = {"levy_income": salary, "total_income": salary, "salary": salary, "salary_receipts": receipts}
    payload = {"person_key": members(api)[0].key, "income_year": 2025, "known": True, "figures": figures}
    api.city.change(RegisterChange("put_income", "test/salary", payload | {"valid_from": "2026-11-17"}))


def test_involuntary_unemployment_lowers_the_levy_to_the_yen_from_the_month_after_leaving(desk: Api) -> None:
    """Order art. 29-7-2: salary of 3,160,000 counts at 948,000 for ten of twelve months (June to March).

    By hand, part by part: income part (2,730,000 x 2 + 518,000 x 10) / 12 x rate; per head and household as before,
    because the reduction by law is judged on 1 April, when he still worked; each part cut to ten yen.
    """
    put_salary(desk, 4_500_000, 3_160_000)
    decide_levy_now(desk.city, HOME)
    before, head = levy(desk), members(desk)[0]
    case_id = begun(desk, "NON_VOLUNTARY", documents=["UNEMPLOYMENT_CARD"], event_on="2026-06-14")
    says: dict[str, JSON] = {
        "left_on": "2026-06-14",
        "reason_code": "11",
        "cert_kind": "NOTICE",
        "cert_no": "13-1-0",
    } | {"joined_before": "ASKED"}
    says["persons"] = [{"name": head.name, "birth_date": head.birth_date}]
    enter(desk, case_id, "NON_VOLUNTARY", event_on="2026-06-14", **says).done()
    yen = judged(desk, case_id)["yen"]
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert (outcome(desk, case_id), reliefs(desk)) == ("granted", [])
    with desk.city.database.read() as conn:
        found = levy_reliefs.of_person(conn, head.key, on=desk.city.clock.business_day())
    assert [(one.first_month, one.last_month) for one in found] == [(date(2026, 6, 1), date(2028, 3, 1))]
    decide_levy_now(desk.city, HOME)
    assert (before, yen, levy(desk)) == (466_960, 230_230, 236_730)
    assert Records(desk.city, case_id).decision()["authority"] == "7-2 減免(高額)"
