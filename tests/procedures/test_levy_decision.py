"""賦課決定・更正 walked to each of its ends, with what it refuses and what stands in the registers then."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from server.casework.assess import assess_day, decide_assessment
from server.casework.issue_letters import issue_requested
from server.casework.release_letters import release_letter
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.store import assessments, letters, levies, levy_decisions, payment_slips
from server.store import tables as t
from server.store.letters import Letter
from tests.money.debits import Debits
from tests.money.levying import decide as decide_at_once
from tests.money.levying import owed, put_income
from tests.procedures.levying import (
    HEAD,
    HOUSE,
    WIFE,
    begin,
    check,
    decide,
    deploy,
    enter,
    entered,
    levy_town,
    outcome,
    start,
)
from tests.procedures.outside import Api


@pytest.fixture
def levied(town_api: Api) -> Api:
    """A town whose couple has a levy of 2026 on record."""
    levy_town(town_api.city)
    decide_at_once(town_api.city)
    return town_api


def test_a_first_levy_is_decided_by_the_checker(api: Api) -> None:
    levy_town(api.city)
    case_id = entered(api)
    check(api, case_id).done()
    assert outcome(api, case_id) == "decided"
    with api.city.database.read() as conn:
        (made,) = levy_decisions.of_case(conn, case_id)
    assert (made.outcome, made.total_after) == ("DECIDED", sum(owed(api.city).values()))
    assert made.by_user == "okamura"


def test_a_changed_income_changes_the_levy(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"


def test_the_same_figures_end_without_a_change_but_are_kept(levied: Api) -> None:
    before = owed(levied.city)
    case_id = start(levied, cause="INCOME")
    assert outcome(levied, case_id) == "no_change"
    assert owed(levied.city) == before
    with levied.city.database.read() as conn:
        (made,) = levy_decisions.of_case(conn, case_id)
    assert made.outcome == "NO_CHANGE"


@pytest.mark.parametrize("yen", [6_000_000, 0])
def test_behind_the_limit_nothing_is_decided_up_or_down(levied: Api, yen: int) -> None:
    levied.city.clock.set(date(2028, 7, 3))
    put_income(levied.city, HEAD, yen, on="2028-06-01")
    before = owed(levied.city)
    case_id = start(levied, cause="CALCULATION")
    if yen == 0:  # 要綱による支払を検討する: a task, never a row of the levy
        levied.complete(case_id, "outline", {"result": "ask", "note": "市の誤りで高く賦課していた"}, "saeki").done()
    assert outcome(levied, case_id) == "barred"
    assert owed(levied.city) == before
    with levied.city.database.read() as conn:
        (made,) = levy_decisions.of_case(conn, case_id)
    assert (made.outcome, made.levy_id) == ("BARRED", None)


def test_an_overlap_without_fault_lowers_the_levy_behind_the_limit(levied: Api) -> None:
    levied.city.clock.set(date(2028, 7, 3))
    for person in (HEAD, WIFE):
        loss = {"person_key": person, "tekiyo_to": "2026-09-01", "lost_by": "employee_insurance"}
        levied.city.change(RegisterChange("close_eligibility", f"test/overlap/{person}", loss))
    claimed = {"cause": "OVERLAP", "overlap_evidence": "健康保険の資格情報"}
    case_id = start(levied, no_fault="no", **claimed)
    levied.complete(case_id, "outline", {"result": "none", "note": "本人が届け出なかった"}, "saeki").done()
    assert outcome(levied, case_id) == "barred"
    case_id = start(levied, no_fault="yes", **claimed)
    enter(levied, case_id, "勤め先の健康保険との重複が後で分かったため").done()
    check(levied, case_id).done()
    decide(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"


def test_an_error_of_the_city_goes_to_a_third_person_and_is_told_with_an_apology(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = start(levied, cause="CALCULATION", city_error="yes")
    enter(levied, case_id, "計算の誤りを直したため", apology="月数を誤って計算していました").done()
    check(levied, case_id).done()
    assert decide(levied, case_id, by="okamura").code == "no_right"
    decide(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"
    issue_requested(levied.city.services)
    assert sorted(one.letter for one in _letters(levied, case_id)) == [
        "levy_decision/apology",
        "levy_decision/notice",
    ]
    apology = next(one for one in _letters(levied, case_id) if one.letter.endswith("apology"))
    assert apology.status == "rendered", apology.held_for
    assert apology.data is not None
    assert apology.data["explanation"] == "月数を誤って計算していました"


def test_a_large_increase_goes_to_a_separate_approver(levied: Api) -> None:
    put_income(levied.city, HEAD, 9_000_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id).done()
    assert [task.element for task in levied.city.open_tasks(case_id)] == ["decide"]
    decide(levied, case_id, "refuse").done()
    assert outcome(levied, case_id) == "refused"


def test_a_return_computes_the_levy_again(levied: Api) -> None:
    put_income(levied.city, HEAD, 9_000_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id, "return").done()
    put_income(levied.city, HEAD, 2_900_000, on="2026-11-02")
    enter(levied, case_id).done()
    check(levied, case_id, "to_approver").done()
    decide(levied, case_id, "return").done()
    enter(levied, case_id).done()
    check(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"
    with levied.city.database.read() as conn:
        (made,) = levy_decisions.of_case(conn, case_id)
    assert made.total_after < made.total_before


def test_facts_that_change_after_the_entry_are_not_decided_by_the_old_figures(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    put_income(levied.city, HEAD, 2_000_000, on="2026-11-02")
    assert check(levied, case_id).code == "levy_changed_meanwhile"
    check(levied, case_id, "return").done()
    enter(levied, case_id).done()
    check(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"


def test_an_unknown_income_is_levied_provisionally_and_asked_for(town_api: Api) -> None:
    levy_town(town_api.city)
    deploy(town_api.city, "income_declaration", "簡易申告")
    put_income(town_api.city, WIFE, None, on="2026-11-01")
    case_id = entered(town_api)
    check(town_api, case_id).done()
    with town_api.city.database.read() as conn:
        (made,) = levy_decisions.of_case(conn, case_id)
        asked = conn.scalars(select(t.cases.c.slug).where(t.cases.c.parent_case_id == case_id)).all()
    assert (made.provisional, made.tenths, asked) == (True, 0, ["income_declaration"])
    issue_requested(town_api.city.services)
    (notice,) = _letters(town_api, case_id)
    assert (notice.data or {})["provisional"] is True


def test_the_look_is_withdrawn(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = start(levied, cause="INCOME")
    answers = {"result": "withdraw", "withdraw_reason": "税の更正が取り消された"}
    levied.complete(case_id, "enter", answers, "saeki").done()
    assert outcome(levied, case_id) == "withdrawn"


def test_two_heads_block_the_levy_until_the_household_is_right(levied: Api) -> None:
    levied.city.change(_membership(WIFE, "HEAD", "2026-12-10", "a"))
    case_id = start(levied, cause="HEAD")
    levied.complete(case_id, "judge", {"result": "again", "note": "夫の続柄を直した"}, "saeki").done()
    assert [task.element for task in levied.city.open_tasks(case_id)] == ["judge"]
    levied.city.change(_membership(HEAD, "SPOUSE", "2026-12-10", "b"))
    levied.complete(case_id, "judge", {"result": "again", "note": "夫の続柄を直した"}, "saeki").done()
    enter(levied, case_id, "世帯主が変わったため").done()
    check(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"
    issue_requested(levied.city.services)
    names = {str((one.data or {})["addressee"]["name"]) for one in _letters(levied, case_id)}
    assert names == {"三浦 健", "三浦 由紀"}


def test_what_cannot_be_computed_may_be_given_up(levied: Api) -> None:
    levied.city.change(_membership(WIFE, "HEAD", "2026-12-10", "a"))
    case_id = start(levied, cause="HEAD")
    levied.complete(case_id, "judge", {"result": "stop", "note": "二重に受け付けていた"}, "saeki").done()
    assert outcome(levied, case_id) == "stopped"


WRONG_STARTS: list[tuple[dict[str, JSON], str]] = [
    ({"household_key": None}, "required"),
    ({"household_key": "0000009999"}, "household_not_found"),
    ({"levy_year": None}, "required"),
    ({"levy_year": "きょう"}, "wrong_type"),
    ({"levy_year": 2019}, "levy_year_out_of_range"),
    ({"levy_year": 2027}, "levy_year_out_of_range"),
    ({"cause": "RAIN"}, "not_an_option"),
    ({"cause": "OVERLAP"}, "required"),
    ({"found": None}, "required"),
    ({"found": "あ" * 1001}, "too_long"),
    ({"many": "yes"}, "required"),
    ({"received_on": "2026-11-19"}, "date_in_future"),
]


def test_a_wrong_start_is_refused_and_opens_no_case(town_api: Api) -> None:
    levy_town(town_api.city)
    for changes, code in WRONG_STARTS:
        refused = begin(town_api, **changes)
        assert refused.status in (409, 422)
        assert code in str(refused.body)
    with town_api.city.database.read() as conn:
        assert levy_decisions.of_household(conn, HOUSE) == ()
        assert conn.scalars(select(t.cases.c.case_id)).all() == []


def test_whoever_entered_does_not_check(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    assert check(levied, case_id, by="saeki").code == "same_person_enters_and_checks"


def test_no_notice_goes_out_before_the_assessment_is_decided(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id).done()
    issue_requested(levied.city.services)
    (notice,) = _letters(levied, case_id)
    caller = levied.city.caller("okamura")
    with pytest.raises(Refused, match="notice_before_assessment"):
        release_letter(levied.city.services, caller, notice.letter_id, "POST")
    for user in ("okamura", "kuroda"):
        levied.city.grant(user, "receipt:import")
    assess_day(levied.city.services, levied.city.caller("okamura"))
    with levied.city.database.read() as conn:
        waiting = [one.assessment_no for one in assessments.undecided(conn)]
    for number in waiting:
        decide_assessment(levied.city.services, levied.city.caller("kuroda"), number)
    release_letter(levied.city.services, caller, notice.letter_id, "POST")


@pytest.mark.parametrize(("leaves", "told"), [(True, None), (False, "三浦 健")])
def test_a_payer_who_left_is_not_written_to_at_the_old_address(levied: Api, leaves: bool, told: str | None) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id).done()
    place = {"household_key": HOUSE, "valid_from": "2026-11-18"}
    if leaves:
        levied.city.change(RegisterChange("end_membership", "test/out", {"person_key": HEAD, "on": "2026-11-18"}))
    else:
        stays = place | {"person_key": HEAD, "relation": "OTHER"}
        levied.city.change(RegisterChange("put_membership", "test/stays", stays))
    heads = place | {"person_key": WIFE, "relation": "HEAD"}
    levied.city.change(RegisterChange("put_membership", "test/head", heads))
    issue_requested(levied.city.services)
    (notice,) = _letters(levied, case_id)
    assert notice.status == ("held" if leaves else "rendered")
    assert ("payer_elsewhere" in str(notice.held_for)) == leaves
    assert (notice.data or {}).get("addressee", {}).get("name") == told


def test_the_notice_carries_one_slip_for_each_open_instalment(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(levied, cause="INCOME")
    check(levied, case_id).done()
    issue_requested(levied.city.services)
    (notice,) = _letters(levied, case_id)
    assert notice.status == "rendered", notice.held_for
    data = notice.data or {}
    levied_now = owed(levied.city)
    assert [slip["amount"] for slip in data["slips"]] == list(levied_now.values())
    assert data["total"] == sum(levied_now.values())
    assert data["total_before"] == sum(one["before"] for one in data["instalments"])
    with levied.city.database.read() as conn:
        kept = payment_slips.slips(conn, [slip["collection_no"] for slip in data["slips"]])
    for slip in data["slips"]:
        number, yen = slip["collection_no"], slip["amount"]
        assert kept[number].amount == yen
        assert slip["machine_line"].startswith(f"{number}{yen:010d}")
        assert slip["store_digits"].endswith(f"{yen:06d}{slip['store_digits'][-1]}")


def test_who_pays_by_debit_gets_a_masked_account_and_no_slip(levied: Api) -> None:
    Debits(levied.city).agreed("insured", "7654321")
    data = _changed_notice(levied)
    assert (data["way"], data["slips"]) == ("DEBIT", [])
    assert data["account"].endswith("****321")
    assert "7654321" not in str(data)


@pytest.mark.parametrize(("mixed", "way"), [(False, "SPECIAL"), (True, "MIXED")])
def test_who_pays_from_the_pension_is_told_what_is_withheld(levied: Api, mixed: bool, way: str) -> None:
    payload = {"household_key": HOUSE, "levy_year": 2026, "person_key": HEAD, "pension_code": "1150", "mixed": mixed}
    amounts = {"amounts": {"2026-12": 20_000, "2027-02": 20_000}}
    days = {"valid_from": "2026-10-01", "valid_to": "2027-04-01"}
    levied.city.change(RegisterChange("put_special_collection", "test/special", payload | amounts | days))
    data = _changed_notice(levied)
    assert data["way"] == way
    assert data["withheld"] == [{"month": "2026-12", "amount": 20_000}, {"month": "2027-02", "amount": 20_000}]
    assert bool(data["slips"]) is mixed


def test_a_levy_taken_to_nothing_is_still_told(levied: Api) -> None:
    for person in (HEAD, WIFE):
        loss = {"person_key": person, "tekiyo_to": "2026-04-01", "lost_by": "employee_insurance"}
        levied.city.change(RegisterChange("close_eligibility", f"test/gone/{person}", loss))
    case_id = entered(levied, cause="ELIGIBILITY")
    check(levied, case_id).done()
    assert outcome(levied, case_id) == "changed"
    issue_requested(levied.city.services)
    (notice,) = _letters(levied, case_id)
    assert notice.status == "rendered", notice.held_for
    assert (notice.data or {})["total"] == 0
    assert (notice.data or {})["slips"] == []


def test_the_grounds_show_the_record_of_each_income(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = start(levied, cause="INCOME")
    rows = [row for row in levied.city.history(case_id) if row.element == "compute"]
    shown = str([row.detail for row in rows])
    assert "三浦 健" in shown
    assert "2026-11-01" in shown
    assert "国民健康保険条例" in shown


def test_an_account_of_a_second_decision_keeps_its_number(levied: Api) -> None:
    put_income(levied.city, HEAD, 2_500_000, on="2026-11-01")
    check(levied, case_id := entered(levied, cause="INCOME")).done()
    assert outcome(levied, case_id) == "changed"
    with levied.city.database.read() as conn:
        (account,) = levies.accounts_of(conn, HOUSE)
        assert [one.revision for one in levies.levies_of(conn, account.account_key)] == [1, 2]


def _changed_notice(api: Api) -> dict[str, JSON]:
    """The notice of a changed income."""
    put_income(api.city, HEAD, 2_500_000, on="2026-11-01")
    case_id = entered(api, cause="INCOME")
    check(api, case_id).done()
    issue_requested(api.city.services)
    (notice,) = _letters(api, case_id)
    assert notice.status == "rendered", notice.held_for
    return dict(notice.data or {})


def _letters(api: Api, case_id: str) -> tuple[Letter, ...]:
    with api.city.database.read() as conn:
        return letters.letters_of_case(conn, case_id)


def _membership(person: str, relation: str, on: str, key: str) -> RegisterChange:
    payload = {"person_key": person, "household_key": HOUSE, "relation": relation, "valid_from": on}
    return RegisterChange("put_membership", f"test/{key}/{person}", payload)
