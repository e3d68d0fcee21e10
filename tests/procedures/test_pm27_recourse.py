"""PM27 会計検査院 2017: claims against third parties that nobody owned lapsed; here none passes its day unseen."""

from __future__ import annotations

from datetime import date, timedelta

from server.casework.wake_cases import wake_due
from server.casework.watch_benefits import watch_benefits
from server.casework.watch_recourses import watch_recourses
from server.domain.rights import ALL
from server.store import benefit_holds, incidents, recourses, tasks
from tests.procedures.outside import Api
from tests.procedures.test_benefit_hold import held
from tests.procedures.test_third_party_recourse import claimed, ready, screened


def alarms(api: Api) -> list[str]:
    with api.city.database.read() as conn:
        return sorted(one.kind for one in incidents.open_incidents(conn, ALL) if one.kind.startswith("recourse_"))


def night(api: Api, day: date) -> None:
    api.city.clock.set(day)
    wake_due(api.city.services)
    watch_recourses(api.city.services, again=True)


def test_pm27_an_unanswered_inquiry_is_a_case_with_an_owner_a_last_day_and_an_escalation(town_api: Api) -> None:
    ready(town_api)
    watch_benefits(town_api.city.services)
    case_id = screened(town_api)
    for turn in range(1, 5):
        night(town_api, date(2026, 11, 18) + timedelta(days=35 * turn))
    with town_api.city.database.read() as conn:
        one = recourses.recourse(conn, case_id)
        waits = [task.element for task in tasks.tasks_of_case(conn, case_id) if task.status == "open"]
    assert one is not None
    assert (one.owner, one.state, one.tort_until) == ("給付担当", "INQUIRY", date(2031, 8, 3))
    assert (one.reminded > 3, waits) == (True, ["papers"])
    assert "recourse_unanswered" in alarms(town_api)


def test_pm27_a_claim_against_a_person_is_told_to_the_head_before_and_after_its_last_day(town_api: Api) -> None:
    ready(town_api)
    claimed(town_api, insurance="NONE")
    night(town_api, date(2031, 2, 3))
    assert alarms(town_api) == []
    night(town_api, date(2031, 2, 4))
    assert alarms(town_api) == ["recourse_limit_near"]
    night(town_api, date(2031, 2, 5))
    assert alarms(town_api) == ["recourse_limit_near"]
    night(town_api, date(2031, 8, 4))
    assert alarms(town_api) == ["recourse_limit_near", "recourse_limit_past"]


def test_pm27_the_insurers_limitation_is_renewed_two_and_a_half_years_after_the_accident(town_api: Api) -> None:
    ready(town_api)
    claimed(town_api)
    night(town_api, date(2029, 2, 2))
    assert "recourse_insurer_watch" not in alarms(town_api)
    night(town_api, date(2029, 2, 3))
    assert "recourse_insurer_watch" in alarms(town_api)


def test_an_amount_bounded_by_the_compulsory_insurance_has_not_grown(town_api: Api) -> None:
    """272,160 yen by the benefits, 100,000 left of 自賠責: what is claimed stands, night after night."""
    ready(town_api)
    claimed(town_api, insurance="COMPULSORY", insured_left=100_000)
    night(town_api, date(2026, 11, 19))
    assert alarms(town_api) == []


def test_in_a_year_no_hold_and_no_claim_passes_its_day_without_a_task_on_somebodys_list(town_api: Api) -> None:
    ready(town_api)
    watch_benefits(town_api.city.services)
    cases = [screened(town_api), held(town_api)]
    day = date(2026, 11, 18)
    for _ in range(13):
        day += timedelta(days=30)
        night(town_api, day)
        with town_api.city.database.read() as conn:
            for case_id in cases:
                waiting = [task for task in tasks.tasks_of_case(conn, case_id) if task.status == "open"]
                assert waiting, (case_id, day)
                assert all(task.due_on is not None for task in waiting), (case_id, day)
            key = town_api.city.household("family").key
            assert all(one.last_day >= day for one in benefit_holds.benefit_holds_of(conn, [key], day))
