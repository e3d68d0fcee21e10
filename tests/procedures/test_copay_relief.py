"""一部負担金の減免 to each of its ends, through the API; every wrong input of the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.import_benefits import import_benefits
from server.casework.issue_letters import issue_requested
from server.casework.print_receipt import receipt_pdf
from server.casework.views.head import head_view
from server.casework.views.household import household_view
from server.casework.wake_cases import wake_due
from server.casework.watch_copay_reliefs import watch_copay_reliefs
from server.domain.appeal_words import TITLES
from server.domain.copay_relief.words import WHY
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import letters, other_claims, recourses
from server.store import tables as t
from tests.benefit_files import claim, claim_file
from tests.procedures.copaying import (
    HOME,
    agreed,
    applications,
    begin,
    begun,
    certificates,
    decided,
    enter,
    looked_at,
    members,
    opened,
    outcome,
)
from tests.procedures.outside import Api
from tests.procedures.records import Records


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def told(api: Api, case_id: str, letter: str) -> dict[str, Any]:
    """What a letter of the case says."""
    issue_requested(api.city.services)
    with api.city.database.read() as conn:
        found = [one for one in letters.letters_of_case(conn, case_id) if one.letter == letter]
    return dict(found[-1].data or {})


def test_who_has_no_means_is_exempted_and_gets_a_certificate(api: Api) -> None:
    opened(api)
    case_id = decided(api)
    assert (outcome(api, case_id), applications(api)) == ("granted", ["GRANTED"])
    (one,) = certificates(api)
    assert (one.measure, one.share, list(one.persons)) == ("EXEMPT", "1", [members(api)[0].key])
    assert (one.first_day, one.last_day) == (date(2026, 11, 18), date(2026, 12, 31))
    data = told(api, case_id, "copay_relief/certificate")
    assert (data["certificate_no"], data["name"]) == (one.number, members(api)[0].name)
    data = told(api, case_id, "copay_relief/decision")
    assert (data["result"], data["ratio"], data["measure"]) == ("GRANTED", "0.894", "免除")
    assert data["appeal_body"]
    decision = Records(api.city, case_id).decision()
    assert (decision["authority"], decision["confirm_by"]) == ("8-1 一部負担金減免", "none")


def test_the_receipt_is_printed_with_number_and_date_before_the_paper_leaves_the_hand(desk: Api) -> None:
    case_id = str(begin(desk).done()["case_id"])
    _, pdf = receipt_pdf(desk.city.services, desk.city.caller("saeki"), case_id)
    assert pdf.startswith(b"%PDF")
    assert applications(desk) == ["OPEN"]


def ended_at_once(api: Api) -> None:
    """The household's certificate is taken back, so that another case may begin with the same facts."""
    for one in certificates(api):
        says: dict[str, JSON] = {"result": "REVOKE", "revoke_kind": "FALSE", "heard_on": "2026-11-18"}
        agreed(api, looked_at(api, one.number, **says))


GRANTED: list[tuple[int, str, str, str]] = [
    (145_200, "EXEMPT", "1", "granted"),  # 1.10 of 132,000
    (151_800, "REDUCE", "7/10", "granted"),  # 1.15
    (158_400, "REDUCE", "2/5", "granted"),  # 1.20
    (171_600, "DEFER", "0", "deferred"),  # 1.30
]


def test_the_measure_follows_the_income(desk: Api) -> None:
    for income, measure, share, end in GRANTED:
        case_id = decided(desk, income=income)
        (one,) = certificates(desk)
        assert (one.measure, one.share, outcome(desk, case_id)) == (measure, share, end)
        ended_at_once(desk)


def test_a_deferral_is_granted(desk: Api) -> None:
    assert outcome(desk, decided(desk, income=171_600)) == "deferred"
    assert [one.measure for one in certificates(desk)] == ["DEFER"]


REFUSED: list[tuple[str, dict[str, JSON]]] = [
    ("PAID", {"payment": "PAID"}),
    ("EARLY", {"from_day": "2026-11-17"}),
    ("EARLY", {"from_day": "2026-11-03", "urgent": True}),
    ("OUTPATIENT", {"care": "OUTPATIENT"}),
    ("NO_DROP", {"before": 150_000}),
    ("SAVINGS", {"savings": 396_001}),
    ("NO_ROW", {"income": 171_601, "before": 400_000}),
]


def test_what_the_standard_does_not_give_is_refused_with_reasons(desk: Api) -> None:
    for finding, says in REFUSED:
        case_id = decided(desk, **says)
        assert (outcome(desk, case_id), certificates(desk), applications(desk)[-1]) == ("refused", (), "REFUSED")
        decision = Records(desk.city, case_id).decision()
        assert (decision["authority"], decision["basis"]["finding"]) == ("8-3 一部負担金減免の却下", finding)
    data = told(desk, case_id, "copay_relief/decision")
    assert (bool(data["appeal_body"]), data["why"]) == (True, WHY["NO_ROW"][0])


def test_another_reason_is_decided_as_discretion_and_disaster_holds_out_of_hospital(desk: Api) -> None:
    case_id = decided(desk, "OTHER")
    assert Records(desk.city, case_id).decision()["authority"] == "8-2 一部負担金減免(裁量)"
    wife = members(desk)[-1]
    papers: JSON = ["INCOME_STATEMENT", "DAMAGE_PROOF"]
    says: dict[str, Any] = {"persons": [{"name": wife.name, "birth_date": wife.birth_date}], "before": None}
    case_id = decided(desk, "DISASTER", {"documents": papers}, care="OUTPATIENT", from_day="2026-11-18", **says)
    assert outcome(desk, case_id) == "granted"
    assert len(certificates(desk)) == 2


def test_each_ground_of_lost_income_is_granted(desk: Api) -> None:
    papers: JSON = ["INCOME_STATEMENT", "BANK_BOOKS", "CLOSURE", "HARVEST_PROOF"]
    for ground in ("CLOSED", "CROP"):
        assert outcome(desk, decided(desk, ground, {"documents": papers})) == "granted"
        ended_at_once(desk)


def test_a_renewal_gets_what_is_left_of_three_months_and_then_nothing(desk: Api) -> None:
    decided(desk, months=2)
    case_id = decided(desk, from_day="2027-01-01", months=3)
    assert [(one.first_day, one.last_day) for one in certificates(desk)][1] == (date(2027, 1, 1), date(2027, 1, 31))
    case_id = decided(desk, from_day="2027-02-01", months=1)
    assert outcome(desk, case_id) == "refused"
    assert Records(desk.city, case_id).decision()["basis"]["finding"] == "USED_UP"


def test_papers_are_asked_for_twice_then_it_is_examined_on_the_file(desk: Api) -> None:
    case_id = begun(desk, documents=["COPAY_APPLICATION"])
    for _ in range(2):
        assert desk.city.open_task(case_id, "receive_documents")
        desk.city.clock.wait(days=25)
        wake_due(desk.city.services)
    assert desk.city.open_task(case_id, "enter")
    issue_requested(desk.city.services)
    with desk.city.database.read() as conn:
        found = letters.letters_of_case(conn, case_id)
    assert [one.letter for one in found] == ["copay_relief/document_request"] * 2


def test_papers_that_come_are_examined(desk: Api) -> None:
    case_id = begun(desk, documents=[])
    papers: JSON = ["INCOME_STATEMENT", "BANK_BOOKS", "PAY_SLIPS"]
    answers: dict[str, JSON] = {"arrived_on": "2026-11-18", "documents": papers, "paper_location": "箱"}
    desk.complete(case_id, "receive_documents", answers, "saeki").done()
    enter(desk, case_id).done()
    agreed(desk, case_id)
    assert outcome(desk, case_id) == "granted"


def test_an_application_is_withdrawn(desk: Api) -> None:
    case_id = begun(desk)
    desk.complete(case_id, "enter", {"result": "WITHDRAWN", "withdrawn_on": "2026-11-18"}, "saeki").done()
    assert (outcome(desk, case_id), applications(desk)) == ("withdrawn", ["WITHDRAWN"])


def test_the_decider_may_refuse_what_was_drafted(desk: Api) -> None:
    case_id = begun(desk)
    enter(desk, case_id).done()
    agreed(desk, case_id, "refuse")
    assert (outcome(desk, case_id), applications(desk), certificates(desk)) == ("refused", ["REFUSED"], ())


def test_a_certificate_is_cut_short_when_means_have_improved(desk: Api) -> None:
    decided(desk)
    (one,) = certificates(desk)
    says: dict[str, JSON] = {"result": "REVOKE", "revoke_kind": "IMPROVED", "heard_on": "2026-11-18"}
    case_id = looked_at(desk, one.number, **says, revoke_from="2026-12-15")
    agreed(desk, case_id)
    assert outcome(desk, case_id) == "revoked"
    assert [one.last_day for one in certificates(desk)] == [date(2026, 12, 14)]
    data = told(desk, case_id, "copay_relief/revocation")
    assert (data["revoke_from"], bool(data["appeal_body"])) == ("2026-12-15", True)


@pytest.mark.parametrize("by_decider", [False, True])
def test_a_certificate_that_was_looked_at_may_stay(desk: Api, by_decider: bool) -> None:
    decided(desk)
    (one,) = certificates(desk)
    says: dict[str, JSON] = {"result": "KEEP"}
    if by_decider:
        says = {"result": "REVOKE", "revoke_kind": "ENDED", "revoke_from": "2026-12-15"}
    case_id = looked_at(desk, one.number, **says)
    desk.check(case_id).done()
    if by_decider:
        desk.decide(case_id, "refuse").done()
    assert (outcome(desk, case_id), len(certificates(desk))) == ("kept", 1)
    if not by_decider:
        assert Records(desk.city, case_id).decision()["authority"] == "8-5 一部負担金減免の存続"


def test_the_household_is_told_that_its_certificate_runs_out(desk: Api) -> None:
    decided(desk)
    (one,) = certificates(desk)
    case_id = looked_at(desk, one.number, "ENDING", result="TELL")
    assert outcome(desk, case_id) == "told"
    assert told(desk, case_id, "copay_relief/ending")["left"] == 1


WRONG_STARTS: list[tuple[str | None, dict[str, JSON], str]] = [
    ("UNEMPLOYED", {"event_on": "2026-11-18", "received_on": "2026-11-17"}, "copay_event_after_application"),
    ("UNEMPLOYED", {"event_on": "2026-11-19"}, "date_in_future"),
    ("UNEMPLOYED", {"consent": None}, "must_be_ticked"),
    ("UNEMPLOYED", {"ground_text": "あ" * 401}, "too_long"),
    ("FLOOD", {}, "not_an_option"),
    (None, {"certificate_no": "R8-999999"}, "copay_certificate_unknown"),
    (None, {"certificate_no": None}, "required"),
]


def test_a_receipt_that_cannot_be_is_refused(desk: Api) -> None:
    for ground, says, code in WRONG_STARTS:
        assert begin(desk, ground, **says).code == code
    assert applications(desk) == []


def test_a_certificate_of_another_household_is_not_found(desk: Api) -> None:
    decided(desk)
    (one,) = certificates(desk)
    other = desk.city.household("family")
    says: dict[str, JSON] = {"household_key": other.key, "head_name": other.head.name, "head_kana": other.head.kana}
    assert begin(desk, None, certificate_no=one.number, **says).code == "copay_certificate_unknown"


def test_a_household_applies_once_at_a_time(desk: Api) -> None:
    begun(desk)
    assert begin(desk).code == "copay_application_open"


WRONG_ENTRIES: list[tuple[dict[str, JSON], str]] = [
    ({"persons": None}, "copay_fact_missing"),
    ({"persons": [{"name": "見知らぬ 人", "birth_date": "1980-01-01"}]}, "copay_person_unknown"),
    ({"from_day": "1990-01-01"}, "copay_person_uninsured"),
    ({"income": None}, "copay_fact_missing"),
    ({"before": None}, "copay_fact_missing"),
    ({"result": "KEEP"}, "copay_matter_mismatch"),
    ({"months": 0}, "number_too_small"),
    ({"reason": None}, "required"),
]


def test_an_entry_that_cannot_be_is_refused_and_nothing_is_lost(desk: Api) -> None:
    case_id = begun(desk)
    for says, code in WRONG_ENTRIES:
        assert enter(desk, case_id, **says).code == code, says
        assert desk.city.open_task(case_id, "enter")


def test_one_person_has_one_certificate_at_a_time(desk: Api) -> None:
    decided(desk)
    case_id = begun(desk)
    assert enter(desk, case_id, from_day="2026-12-31").code == "copay_overlap"


WRONG_REVOCATIONS: list[tuple[dict[str, JSON], str]] = [
    ({"revoke_kind": "FALSE"}, "copay_not_heard"),
    ({"revoke_kind": "IMPROVED", "revoke_from": "2026-12-15"}, "copay_not_heard"),
    ({"revoke_kind": "ENDED", "revoke_from": "2027-01-01"}, "copay_revoked_outside"),
    ({"revoke_kind": "ENDED", "revoke_from": "2026-11-17"}, "copay_revoked_outside"),
]


def test_a_revocation_that_cannot_be_is_refused(desk: Api) -> None:
    decided(desk)
    (one,) = certificates(desk)
    case_id = begun(desk, None, certificate_no=one.number)
    base: dict[str, JSON] = {"result": "REVOKE", "evidence": "a", "provision": "b", "reason": "c"}
    for says, code in WRONG_REVOCATIONS:
        assert desk.complete(case_id, "enter", base | says, "saeki").code == code, says


def test_nobody_checks_what_he_entered(desk: Api) -> None:
    case_id = begun(desk)
    enter(desk, case_id).done()
    assert desk.check(case_id, by="saeki").status in (403, 409)


def test_every_decision_has_its_title_for_appeals() -> None:
    assert {"copay_relief/decision", "copay_relief/revocation"} <= set(TITLES)


def treated(api: Api) -> str:
    """A claim for treatment in November comes in: 486,000 yen, 145,800 of them the patient's; the patient's number."""
    person = members(api)[0].key
    content = claim_file(
        [claim(person=person, first="2026-11-19")], month="2026-11", generated_at="2026-12-15T05:00:00+09:00"
    )
    api.city.clock.set(date(2026, 12, 16), 9)
    import_benefits(api.city.services, api.city.system(), content, name="claims.jsonl")
    return person


def recoveries(api: Api) -> list[str]:
    """The cases of recovery, oldest first."""
    c = t.cases.c
    with api.city.database.read() as conn:
        asked = select(c.case_id).where(c.slug == "benefit_recovery").order_by(c.case_id)
        return list(conn.execute(asked).scalars())


def test_what_a_false_application_led_to_is_asked_back_by_a_case_of_recovery(desk: Api) -> None:
    decided(desk)
    treated(desk)
    ended_at_once(desk)
    assert certificates(desk) == ()
    (case_id,) = recoveries(desk)
    with desk.city.database.read() as conn:
        (item,) = recourses.items_of(conn, recoveries=[case_id])
    assert (item.claim_no, item.state) == ("26090001", "LISTED")


def test_what_was_deferred_and_is_not_paid_is_dunned_by_a_letter_of_its_own(desk: Api) -> None:
    """地方自治法231条の3第1項: behind its due date alone, with the notice of appeal, and its limitation is renewed."""
    decided(desk, income=171_600)
    treated(desk)
    desk.city.clock.set(date(2027, 4, 5), 9)
    watch_copay_reliefs(desk.city.services)
    (case_id,) = recoveries(desk)
    entry: dict[str, JSON] = {"cause": "DEFERRED", "reason": "徴収猶予の期間が終わった"}
    desk.complete(case_id, "enter", entry, "saeki").done()
    agreed(desk, case_id)
    assert desk.complete(case_id, "follow", {"result": "REMIND"}, "saeki").code == "recovery_not_due"
    desk.city.clock.set(date(2027, 6, 1), 9)
    desk.complete(case_id, "follow", {"result": "REMIND"}, "saeki").done()
    data = told(desk, case_id, "benefit_recovery/deferred_dunning")
    assert (data["yen"], bool(data["appeal_body"])) == (145_800, True)
    with desk.city.database.read() as conn:
        acts = other_claims.acts_of_cases(conn, [case_id])
    assert ("DUNNING", date(2027, 6, 1)) in [(one.act, one.on_day) for one in acts]


def test_what_was_deferred_is_collected_after_its_end_and_once(api: Api) -> None:
    opened(api)
    decided(api, income=171_600)
    treated(api)
    assert watch_copay_reliefs(api.city.services) == 0
    api.city.clock.set(date(2027, 4, 5), 9)
    assert (watch_copay_reliefs(api.city.services), watch_copay_reliefs(api.city.services)) == (1, 0)
    (case_id,) = recoveries(api)
    entry: dict[str, JSON] = {"cause": "DEFERRED", "reason": "徴収猶予の期間が終わった"}
    api.complete(case_id, "enter", entry, "saeki").done()
    agreed(api, case_id)
    data = told(api, case_id, "benefit_recovery/deferred")
    assert (data["total"], bool(data["appeal_body"])) == (145_800, True)
    paid: dict[str, JSON] = {"result": "PAID", "paid_on": "2027-04-05", "yen": 145_800, "reference": "H-9"}
    api.complete(case_id, "follow", paid, "saeki").done()
    api.complete(case_id, "follow", {"result": "CLOSE", "how": "RECOVERED"}, "saeki").done()
    assert outcome(api, case_id) == "recovered"
    with api.city.database.read() as conn:
        (one,) = other_claims.claims_of_case(conn, case_id)
    assert (one.nature, one.ends_on) == ("ENFORCEABLE_PUBLIC", date(2028, 12, 31))


def test_who_renews_is_not_told_that_the_old_certificate_ends_and_all_others_once(desk: Api) -> None:
    decided(desk)
    desk.city.clock.set(date(2026, 12, 21), 9)
    assert (watch_copay_reliefs(desk.city.services), watch_copay_reliefs(desk.city.services)) == (1, 0)
    desk.city.clock.set(date(2026, 12, 22), 9)
    decided(desk, from_day="2027-01-01", months=1)
    desk.city.clock.set(date(2027, 1, 20), 9)
    assert watch_copay_reliefs(desk.city.services) == 1


def test_the_counter_sees_the_certificate_and_the_head_what_nears_its_day(desk: Api) -> None:
    case_id = begun(desk)
    desk.city.grant("kuroda", "head:view")
    key = desk.city.household(HOME).key
    lines = household_view(desk.city.services, desk.city.caller("saeki"), key).reliefs
    assert [(one.state, one.case_id) for one in lines if one.case_id] == [("審査中", case_id)]
    assert head_view(desk.city.services, desk.city.caller("kuroda")).reliefs == ()
    desk.city.clock.set(date(2026, 12, 1), 9)
    assert [one.case_id for one in head_view(desk.city.services, desk.city.caller("kuroda")).reliefs] == [case_id]
    enter(desk, case_id).done()
    agreed(desk, case_id)
    (line,) = (one for one in household_view(desk.city.services, desk.city.caller("saeki"), key).reliefs if one.case_id)
    assert (line.state, line.ground) == ("証明書あり", "一部負担金 免除")
    desk.city.clock.set(date(2027, 2, 1), 9)
    lines = household_view(desk.city.services, desk.city.caller("saeki"), key).reliefs
    assert not [one for one in lines if one.case_id]


def test_another_offices_clerk_sees_neither_certificate_nor_receipt(desk: Api) -> None:
    decided(desk)
    desk.city.grant("kitano", "work:benefit", "kita")
    with pytest.raises(Refused):
        household_view(desk.city.services, desk.city.caller("kitano"), desk.city.household(HOME).key)
    assert begin(desk, by="kitano").code == "out_of_scope"
