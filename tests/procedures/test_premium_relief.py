"""保険料の減免 to each of its ends, through the API; the levy that follows; every wrong input of the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.print_receipt import receipt_of, receipt_pdf
from server.casework.views.head import head_view
from server.casework.views.household import household_view
from server.casework.wake_cases import wake_due
from server.casework.watch_reliefs import watch_reliefs
from server.domain.appeal_words import TITLES
from server.domain.effects import JSON
from server.store import holds, letters, levy_decisions, levy_reliefs
from server.store import tables as t
from tests.money.levying import decide as decide_levy_now
from tests.money.levying import owed, put_income
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.procedures.relieving import (
    HOME,
    applications,
    begin,
    begun,
    enter,
    granted,
    members,
    opened,
    outcome,
    reliefs,
)


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def told(api: Api, case_id: str, letter: str) -> dict[str, Any]:
    """What a letter of the case says."""
    return dict(Records(api.city, case_id).letters()[letter].data or {})


def levy(api: Api) -> int:
    return sum(owed(api.city, HOME).values())


def held(api: Api) -> list[str]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        found = holds.holds_of(conn, [key], api.city.clock.business_day())[key]
    assert all(one.until is not None for one in found)
    return [one.kind for one in found]


def test_a_loss_of_income_lowers_the_levy_and_stays_with_it(api: Api) -> None:
    opened(api)
    before = levy(api)
    case_id = granted(api)
    assert outcome(api, case_id) == "partly"
    ((ground, yen),) = reliefs(api)
    assert (ground, applications(api), held(api)) == ("INCOME_DROP", {"INCOME_DROP": "PARTLY"}, [])
    with api.city.database.read() as conn:
        due = {(row.household_key, row.levy_year) for row in conn.execute(t.levy_due.select())}
    assert (api.city.household(HOME).key, 2026) in due
    decide_levy_now(api.city, HOME)
    assert levy(api) == before - yen
    # A later change of the income changes the relief with the levy, and never loses it.
    put_income(api.city, members(api)[0].key, 4_000_000, on="2026-11-18")
    (made,) = decide_levy_now(api.city, HOME)
    with api.city.database.read() as conn:
        basis = levy_decisions.basis_of(conn, [made.decision_id])[made.decision_id]
    lines = [line for line in basis["trace"] if line["step"] == "relief"]
    assert sum(line["value"] for line in lines) == sum(one.get("relieved", 0) for one in basis["lines"]) > yen
    assert {line["row"] for line in lines} == {"income<=10000000 estimate<=0.7x -> income drop"}
    decision = Records(api.city, case_id).decision()
    assert (decision["authority"], decision["confirm_by"]) == ("7-2 減免(高額)", "none")


def test_the_receipt_is_printed_with_number_and_date_before_the_paper_leaves_the_hand(desk: Api) -> None:
    case_id = str(begin(desk).done()["case_id"])
    _, pdf = receipt_pdf(desk.city.services, desk.city.caller("saeki"), case_id)
    assert pdf.startswith(b"%PDF")
    assert (applications(desk), held(desk)) == ({"INCOME_DROP": "OPEN"}, ["RELIEF_PENDING"])


def test_of_two_applications_the_more_favourable_is_granted_and_the_other_decided_with_it(desk: Api) -> None:
    other, case_id = begun(desk, "INCOME_DROP"), begun(desk, "DISASTER")
    enter(desk, other).done()
    enter(desk, case_id, "DISASTER").done()
    done = desk.check(case_id).done()
    if done["status"] != "completed":
        desk.decide(case_id).done()
    assert applications(desk) == {"INCOME_DROP": "JOINED", "DISASTER": "GRANTED"}
    assert [ground for ground, _ in reliefs(desk)] == ["DISASTER"]
    desk.check(other, "return").done()
    enter(desk, other).done()
    assert (outcome(desk, other), outcome(desk, case_id), held(desk)) == ("joined", "granted", [])


def test_a_less_favourable_relief_is_refused_while_a_better_one_stands(desk: Api) -> None:
    granted(desk, "DISASTER")
    case_id = begun(desk)
    enter(desk, case_id).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert outcome(desk, case_id) == "refused"
    assert [ground for ground, _ in reliefs(desk)] == ["DISASTER"]


REFUSED: list[tuple[str, dict[str, JSON]]] = [
    ("INCOME_DROP", {"income_estimate": 3_600_000}),  # the estimate is higher than last year's
    ("INCOME_DROP", {"income_last": 10_000_001}),
    ("DISASTER", {"loss_percent": 29}),
    ("CITY_CUT", {"income_last": 2_000_000}),
    ("OTHER", {"stated_percent": 60}),
]


@pytest.mark.parametrize(("ground", "says"), REFUSED)
def test_what_no_row_of_the_table_gives_is_refused_with_reasons(desk: Api, ground: str, says: dict[str, JSON]) -> None:
    case_id = begun(desk, ground)
    enter(desk, case_id, ground, **says).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert (outcome(desk, case_id), reliefs(desk), held(desk)) == ("refused", [], [])
    issue_requested(desk.city.services)
    data = told(desk, case_id, "premium_relief/decision")
    assert data["appeal_body"]
    assert data["result"] == "REFUSED"


def test_an_application_after_every_due_date_is_late(desk: Api) -> None:
    desk.city.clock.set(date(2027, 4, 5), 9)
    case_id = begun(desk)
    enter(desk, case_id).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    issue_requested(desk.city.services)
    data = told(desk, case_id, "premium_relief/decision")
    assert outcome(desk, case_id) == "refused"
    assert "納期限がすべて過ぎて" in data["candidates"][0]["note"]


def test_behind_the_limit_of_levy_decisions_nothing_is_relieved(desk: Api) -> None:
    desk.city.clock.set(date(2028, 7, 3), 9)
    case_id = begun(desk)
    enter(desk, case_id).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert (outcome(desk, case_id), reliefs(desk)) == ("refused", [])


def test_papers_are_asked_for_twice_then_it_is_examined_on_the_file(desk: Api) -> None:
    case_id = begun(desk, "DISASTER", documents=["APPLICATION"])
    for _ in range(2):
        assert desk.city.open_task(case_id, "receive_documents")
        desk.city.clock.wait(days=25)
        wake_due(desk.city.services)
    assert desk.city.open_task(case_id, "enter")
    issue_requested(desk.city.services)
    with desk.city.database.read() as conn:
        found = letters.letters_of_case(conn, case_id)
    assert [one.letter for one in found] == ["premium_relief/document_request"] * 2


def test_papers_that_come_are_examined(desk: Api) -> None:
    case_id = begun(desk, "DISASTER", documents=[])
    answers: dict[str, JSON] = {"arrived_on": "2026-11-18", "documents": ["DAMAGE_PROOF"], "paper_location": "箱"}
    desk.complete(case_id, "receive_documents", answers, "saeki").done()
    enter(desk, case_id, "DISASTER").done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert outcome(desk, case_id) == "granted"


def test_an_application_is_withdrawn_and_nothing_is_held(desk: Api) -> None:
    case_id = begun(desk)
    desk.complete(case_id, "enter", {"result": "WITHDRAWN", "withdrawn_on": "2026-11-18"}, "saeki").done()
    assert (outcome(desk, case_id), applications(desk)) == ("withdrawn", {"INCOME_DROP": "WITHDRAWN"})
    assert held(desk) == []


REVOKED: list[tuple[dict[str, JSON], bool]] = [
    ({"revoke_kind": "FALSE", "heard_on": "2026-11-18"}, False),
    ({"revoke_kind": "IMPROVED", "heard_on": "2026-11-18", "revoke_from": "2026-12-15"}, True),
    ({"revoke_kind": "ENDED", "revoke_from": "2026-12-15"}, True),
]


@pytest.mark.parametrize(("says", "stays"), REVOKED)
def test_a_relief_is_revoked_and_the_levy_rises_again(desk: Api, says: dict[str, JSON], stays: bool) -> None:
    before = levy(desk)
    granted(desk)
    decide_levy_now(desk.city, HOME)
    relieved = levy(desk)
    case_id = begun(desk, None)
    base: dict[str, JSON] = {
        "result": "REVOKE",
        "ground": "INCOME_DROP",
        "evidence": "勤務先の証明書",
        "provision": "要綱12条",
        "reason": "再就職",
    }
    desk.complete(case_id, "enter", base | says, "saeki").done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert (outcome(desk, case_id), bool(reliefs(desk))) == ("revoked", stays)
    decide_levy_now(desk.city, HOME)
    assert relieved < levy(desk) <= before
    assert (levy(desk) == before) is not stays
    issue_requested(desk.city.services)
    data = told(desk, case_id, "premium_relief/revocation")
    assert data["appeal_body"]


@pytest.mark.parametrize("by_decider", [False, True])
def test_a_relief_that_was_looked_at_may_stay(desk: Api, by_decider: bool) -> None:
    granted(desk)
    case_id = begun(desk, None)
    base: dict[str, JSON] = {
        "result": "KEEP",
        "ground": "INCOME_DROP",
        "evidence": "聞き取り",
        "provision": "要綱12条",
        "reason": "続いている",
    }
    if by_decider:
        base |= {"result": "REVOKE", "revoke_kind": "ENDED", "revoke_from": "2026-12-15"}
    desk.complete(case_id, "enter", base, "saeki").done()
    desk.check(case_id).done()
    if by_decider:
        desk.decide(case_id, "refuse").done()
    assert (outcome(desk, case_id), len(reliefs(desk))) == ("kept", 1)


def test_the_decider_may_refuse_what_was_drafted(desk: Api) -> None:
    case_id = begun(desk, "OTHER")
    enter(desk, case_id, "OTHER", stated_percent=50).done()
    desk.check(case_id).done()
    desk.decide(case_id, "refuse").done()
    assert (outcome(desk, case_id), applications(desk), reliefs(desk)) == ("refused", {"OTHER": "REFUSED"}, [])


def test_involuntary_unemployment_becomes_a_relief_of_the_person(desk: Api) -> None:
    head = members(desk)[0]
    case_id = begun(desk, "NON_VOLUNTARY", documents=["UNEMPLOYMENT_CARD"])
    enter(
        desk,
        case_id,
        "NON_VOLUNTARY",
        persons=[{"name": head.name, "birth_date": head.birth_date}],
        left_on="2026-06-14",
        reason_code="11",
        cert_kind="NOTICE",
        cert_no="13-010001-0",
        joined_before="ASKED",
    ).done()
    desk.check(case_id).done()
    with desk.city.database.read() as conn:
        found = levy_reliefs.of_person(conn, head.key, on=desk.city.clock.business_day())
    assert outcome(desk, case_id) in ("granted", "refused")
    if outcome(desk, case_id) == "granted":
        assert [(one.first_month, one.last_month) for one in found] == [(date(2026, 6, 1), date(2028, 3, 1))]


UNQUALIFIED: list[dict[str, JSON]] = [{"reason_code": "40"}, {"reason_code": "24"}, {"cert_kind": "ELDERLY"}]


@pytest.mark.parametrize("says", UNQUALIFIED)
def test_other_reasons_for_leaving_are_refused_with_the_appeal(desk: Api, says: dict[str, JSON]) -> None:
    head = members(desk)[0]
    case_id = begun(desk, "NON_VOLUNTARY", documents=["UNEMPLOYMENT_CARD"])
    base: dict[str, JSON] = {"left_on": "2026-06-14", "reason_code": "11", "cert_kind": "CARD", "cert_no": "1"}
    base["joined_before"] = "ASKED"
    base["persons"] = [{"name": head.name, "birth_date": head.birth_date}]
    enter(desk, case_id, "NON_VOLUNTARY", **(base | says)).done()
    desk.check(case_id).done()
    desk.decide(case_id).done()
    assert outcome(desk, case_id) == "refused"


def test_of_who_is_detained_his_own_share_falls_away(desk: Api) -> None:
    wife = members(desk)[-1]
    case_id = begun(desk, "DETENTION", documents=["CUSTODY_PROOF"])
    persons: JSON = [{"name": wife.name, "birth_date": wife.birth_date}]
    enter(desk, case_id, "DETENTION", persons=persons).done()
    desk.check(case_id).done()
    assert outcome(desk, case_id) == "partly"
    decision = Records(desk.city, case_id).decision()
    assert (decision["authority"], decision["confirm_by"]) == ("7-1 減免", "daily_list")


WRONG_STARTS: list[tuple[dict[str, JSON], str]] = [
    ({"levy_year": 2019}, "relief_year_out_of_range"),
    ({"levy_year": 2027}, "relief_year_out_of_range"),
]


@pytest.mark.parametrize(("says", "code"), WRONG_STARTS)
def test_a_receipt_that_cannot_be_is_refused(desk: Api, says: dict[str, JSON], code: str) -> None:
    assert begin(desk, **says).code == code
    assert applications(desk) == {}


def test_the_same_ground_is_applied_for_once(desk: Api) -> None:
    begun(desk)
    assert begin(desk).code == "relief_application_open"


def test_nothing_can_be_revoked_where_nothing_was_granted(desk: Api) -> None:
    assert begin(desk, None).code == "relief_none_granted"


WRONG_ENTRIES: list[tuple[str, dict[str, JSON], str]] = [
    ("DETENTION", {}, "relief_fact_missing"),
    ("DETENTION", {"persons": [{"name": "見知らぬ 人", "birth_date": "1980-01-01"}]}, "relief_person_unknown"),
    ("INCOME_DROP", {"result": "KEEP"}, "relief_matter_mismatch"),
    ("INCOME_DROP", {"event_on": "2026-11-19"}, "date_in_future"),
    ("INCOME_DROP", {"reason": None}, "required"),
]


@pytest.mark.parametrize(("ground", "says", "code"), WRONG_ENTRIES)
def test_an_entry_that_cannot_be_is_refused_and_nothing_is_lost(
    desk: Api, ground: str, says: dict[str, JSON], code: str
) -> None:
    case_id = begun(desk, ground, documents=["CUSTODY_PROOF", "JOBLESS"])
    assert enter(desk, case_id, ground, **says).code == code
    assert desk.city.open_task(case_id, "enter")


def test_nobody_checks_what_he_entered(desk: Api) -> None:
    case_id = begun(desk)
    enter(desk, case_id).done()
    assert desk.check(case_id, by="saeki").status in (403, 409)


def test_every_decision_of_relief_has_its_title_for_appeals() -> None:
    assert {"premium_relief/decision", "premium_relief/revocation"} <= set(TITLES)


def test_a_relief_is_looked_at_again_on_its_day_once(desk: Api) -> None:
    granted(desk)
    assert watch_reliefs(desk.city.services) == 0
    desk.city.clock.set(date(2027, 5, 20), 9)
    assert (watch_reliefs(desk.city.services), watch_reliefs(desk.city.services)) == (1, 0)


def test_the_counter_and_the_head_see_what_is_open_and_near(desk: Api) -> None:
    case_id = begun(desk)
    desk.city.grant("kuroda", "head:view")
    key = desk.city.household(HOME).key
    lines = household_view(desk.city.services, desk.city.caller("saeki"), key).reliefs
    assert [(one.state, one.case_id) for one in lines if one.case_id] == [("審査中", case_id)]
    assert head_view(desk.city.services, desk.city.caller("kuroda")).reliefs == ()
    desk.city.clock.set(date(2027, 1, 14), 9)
    assert [one.case_id for one in head_view(desk.city.services, desk.city.caller("kuroda")).reliefs] == [case_id]


def test_the_receipts_page_promises_the_day_too(desk: Api) -> None:
    """Whoever prints the page instead of the sheet hands the same day over."""
    case_id = str(begin(desk).done()["case_id"])
    assert receipt_of(desk.city.services, desk.city.caller("saeki"), case_id).decide_by == date(2027, 1, 18)
