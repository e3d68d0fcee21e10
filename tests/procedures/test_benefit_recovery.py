"""不当利得・不正利得の返還 to each of its ends, through the API; the two kinds of money never mixed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.watch_benefits import BenefitRun, watch_benefits
from server.casework.watch_recoveries import watch_recoveries
from server.domain.effects import JSON, RegisterChange
from server.domain.rights import ALL
from server.store import incidents, letters, other_claims, recourses
from server.store.other_claims import prove
from tests.benefit_files import claim
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import opened
from tests.procedures.recoursing import TODAY, agreed, at_work, claims, insured, letters_of, lost
from tests.year.city import next_year_known

HOME = "family"
LATE = 3_300
"""340,000 yen (below 1,000 nothing) x (2.8 % x 31 days + 9.1 % x 30 days) / 365 = 3,351 yen; hundreds are claimed."""


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def ready(api: Api) -> Api:
    """The head's claim of August is in: 486,000 yen, 340,200 of them paid by the city."""
    at_work(api, "benefit_recovery")
    person = insured(api.city)
    claims(api.city, claim(person=person), claim("26090002", person, "2026-06-03", cost=900, copay=270, benefit=630))
    return api


def begin(api: Api, **says: JSON) -> Reply:
    data: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": TODAY,
        "household_key": api.city.household(HOME).key,
        "person_key": api.city.household(HOME).head.key,
        "cause": "DOUBLE",
        "claims": "26090001",
    } | says
    return api.post("saeki", "/cases", {"procedure": "benefit_recovery", "data": data})


def begun(api: Api, **says: JSON) -> str:
    return str(begin(api, **says).done()["case_id"])


def found_by_night(api: Api) -> str:
    """The loss of 1 July is put on record only now; the case that the night began."""
    lost(api.city, api.city.household(HOME).head.key, "2026-07-01")
    assert watch_benefits(api.city.services) == BenefitRun(1, 0, 0)
    with api.city.database.read() as conn:
        (item,) = recourses.items_of(conn, claim_nos=["26090001", "26090002"])
    assert (item.claim_no, item.yen, item.state) == ("26090001", 340_200, "LISTED")
    return item.recovery_key


def enter(api: Api, case_id: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"cause": "DOUBLE", "reason": "令和8年7月1日に資格がなくなっていた"} | says
    if answers["cause"] == "LOSS":
        answers.setdefault("consent", "NO")
    return api.complete(case_id, "enter", answers, "saeki")


def decided(api: Api, case_id: str, **says: JSON) -> Reply:
    enter(api, case_id, **says).done()
    return agreed(api, case_id)


def follow(api: Api, case_id: str, result: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result}
    if result == "PAID":
        answers |= {"paid_on": TODAY, "yen": 340_200, "reference": "H-1"}
    if result == "CLOSE":
        answers["how"] = "RECOVERED"
    return api.complete(case_id, "follow", answers | says, "saeki")


def money(api: Api, case_id: str) -> list[tuple[str, str, str, int]]:
    with api.city.database.read() as conn:
        every = other_claims.claims_of_case(conn, case_id)
        lines = other_claims.lines_of(conn, (one.claim_key for one in every))
        assert list(prove(conn)) == []
        return [(one.kind, one.nature, line.kind, line.yen) for one in every for line in lines[one.claim_key]]


def told(api: Api, case_id: str, name: str) -> Any:
    return {one.letter: one.data for one in letters_of(api, case_id)}[f"benefit_recovery/{name}"]


# ---- ends ----------------------------------------------------------------------------------------


def test_a_loss_put_on_record_late_is_found_asked_back_and_returned(api: Api) -> None:
    """Walked on both databases, for docs: claims behind a retroactive withdrawal are found by themselves."""
    ready(api)
    case_id = found_by_night(api)
    assert watch_benefits(api.city.services, again=True) == BenefitRun(0, 0, 0)
    enter(api, case_id, cause="LOSS").done()
    agreed(api, case_id, "return").done()
    decided(api, case_id, cause="LOSS").done()
    assert money(api, case_id) == [("RECOVERY", "PLAIN_PUBLIC", "RECOVERY_CLAIM", 340_200)]
    letter = told(api, case_id, "notice")
    assert (letter["total"], letter["other_insurer"], letter["lapse_on"]) == (340_200, True, "2028-08-20")
    assert "appeal_body" not in letter
    assert follow(api, case_id, "CLOSE").code == "recourse_open_claim"
    follow(api, case_id, "PAID").done()
    assert follow(api, case_id, "CLOSE").done()["outcome"] == "recovered"


def test_the_consent_is_asked_and_the_new_insurer_pays(desk: Api) -> None:
    case_id = found_by_night(desk)
    insurer: dict[str, JSON] = {"insurer": "全国健康保険協会若葉支部"}
    enter(desk, case_id, cause="LOSS", consent="ASK", **insurer).done()
    agreed(desk, case_id).done()
    assert money(desk, case_id) == []
    follow(desk, case_id, "CONSENTED").done()
    place: dict[str, JSON] = {"insurer_postal": "000-0099", "insurer_address": "若葉市中央区栄町9番1号"}
    enter(desk, case_id, cause="LOSS", consent="YES", **insurer, **place).done()
    agreed(desk, case_id).done()
    assert told(desk, case_id, "adjustment")["addressee"]["name"] == "全国健康保険協会若葉支部"
    follow(desk, case_id, "PAID").done()
    assert follow(desk, case_id, "CLOSE").done()["outcome"] == "adjusted"


def test_unjust_enrichment_is_never_seized_for_but_reminded_and_given_up(desk: Api) -> None:
    case_id = begun(desk)
    decided(desk, case_id).done()
    assert follow(desk, case_id, "SEIZE").code == "recovery_no_seizure"
    assert follow(desk, case_id, "REMIND").code == "recovery_not_due"
    desk.city.clock.set(date(2027, 2, 1))
    follow(desk, case_id, "REMIND").done()
    assert follow(desk, case_id, "SEIZE").code == "recovery_no_seizure"
    assert "appeal_body" not in told(desk, case_id, "reminder")
    follow(desk, case_id, "GIVE_UP").done()
    said: dict[str, JSON] = {"basis": "債権管理条例第15条", "reason": "生活困窮"}
    assert desk.complete(case_id, "give_up", said, "kuroda").done()["outcome"] == "abandoned"
    assert money(desk, case_id)[-1] == ("RECOVERY", "PLAIN_PUBLIC", "GIVEN_UP", -340_200)


def test_fraud_is_a_decision_with_reasons_dunned_and_passed_on(desk: Api) -> None:
    case_id = begun(desk, cause="FRAUD")
    decided(desk, case_id, cause="FRAUD").done()
    assert money(desk, case_id) == [("FRAUD", "ENFORCEABLE_PUBLIC", "RECOVERY_CLAIM", 340_200)]
    letter = told(desk, case_id, "fraud")
    assert (letter["provision"], letter["surcharge"]) == ("国民健康保険法第65条第1項", None)
    assert letter["appeal_body"] == "若葉県国民健康保険審査会"
    assert follow(desk, case_id, "SEIZE").code == "recovery_not_dunned"
    desk.city.clock.set(date(2027, 2, 1))
    follow(desk, case_id, "REMIND").done()
    assert told(desk, case_id, "dunning")["appeal_body"] == "若葉県国民健康保険審査会"
    assert follow(desk, case_id, "SEIZE").code == "recovery_before_designated"
    desk.city.clock.set(date(2027, 3, 3))
    assert follow(desk, case_id, "SEIZE").code == "recovery_before_designated"
    desk.city.clock.set(date(2027, 3, 4))
    assert follow(desk, case_id, "SEIZE").code == "procedure_not_active"
    opened(desk, "seizure")
    follow(desk, case_id, "SEIZE").done()


def test_what_art_65_collects_bears_the_late_charge_of_the_ordinance(desk: Api) -> None:
    """340,200 yen due on 18 December 2026, paid 61 days late: a line of the same claim, to be paid before it ends.

    The year's rate is told later than the money comes: the money is taken, and the case does not end without the rate.
    """
    case_id = begun(desk, cause="FRAUD")
    decided(desk, case_id, cause="FRAUD").done()
    desk.city.clock.set(date(2027, 2, 1))
    follow(desk, case_id, "REMIND").done()
    desk.city.clock.set(date(2027, 2, 17))
    follow(desk, case_id, "PAID", paid_on="2027-02-17", yen=200_000).done()
    follow(desk, case_id, "PAID", paid_on="2027-02-17", yen=140_200, reference="H-2").done()
    assert [line[2] for line in money(desk, case_id)] == ["RECOVERY_CLAIM", "RECEIPT", "RECEIPT"]
    assert follow(desk, case_id, "CLOSE").code == "value_missing"
    next_year_known(desk.city)
    assert follow(desk, case_id, "CLOSE").code == "recovery_late_charge_open"
    follow(desk, case_id, "WAIT").done()
    assert money(desk, case_id)[-1] == ("FRAUD", "ENFORCEABLE_PUBLIC", "LATE_CHARGE", LATE)
    assert follow(desk, case_id, "CLOSE").code == "recourse_open_claim"
    follow(desk, case_id, "PAID", paid_on="2027-02-17", yen=LATE, reference="H-3").done()
    assert follow(desk, case_id, "CLOSE").done()["outcome"] == "recovered"


def test_unjust_enrichment_bears_no_late_charge_of_the_ordinance(desk: Api) -> None:
    case_id = begun(desk)
    decided(desk, case_id).done()
    desk.city.clock.set(date(2027, 2, 17))
    follow(desk, case_id, "PAID", paid_on="2027-02-17").done()
    assert [line[2] for line in money(desk, case_id)] == ["RECOVERY_CLAIM", "RECEIPT"]


def test_notice_and_dunning_of_art_65_renew_its_two_years_and_the_head_is_told_before_they_end(desk: Api) -> None:
    case_id = begun(desk, cause="FRAUD")
    decided(desk, case_id, cause="FRAUD").done()
    for day, kinds in (
        (date(2028, 5, 21), []),  # 180 days before 18 November 2028: two years behind the notice
        (date(2028, 5, 22), ["recovery_limit_near"]),
        (date(2028, 11, 18), ["recovery_limit_near"]),
        (date(2028, 11, 19), ["recovery_limit_near", "recovery_limit_past"]),
    ):
        desk.city.clock.set(day)
        watch_recoveries(desk.city.services, again=True)
        with desk.city.database.read() as conn:
            found = [one.kind for one in incidents.open_incidents(conn, ALL, case_id=case_id)]
        assert sorted(found) == kinds, day


def test_a_provider_returns_the_amount_and_forty_percent(desk: Api) -> None:
    case_id = begun(desk, cause="PROVIDER")
    provider: dict[str, JSON] = {"provider": "若葉中央病院", "provider_postal": "000-0033", "provider_address": "港町1"}
    decided(desk, case_id, cause="PROVIDER", **provider).done()
    assert money(desk, case_id)[0][3] == 340_200 + 136_080
    letter = told(desk, case_id, "fraud")
    assert (letter["base"], letter["surcharge"], letter["total"]) == (340_200, 136_080, 476_280)


def test_a_wrong_share_returns_the_difference_alone(desk: Api) -> None:
    case_id = begun(desk, cause="SHARE")
    assert enter(desk, case_id, cause="SHARE", charged_share=30, right_share=20).code == "recovery_share"
    decided(desk, case_id, cause="SHARE", charged_share=20, right_share=30).done()
    assert money(desk, case_id)[0][3] == 48_600


def test_what_is_below_the_limit_is_not_asked_back_and_another_decides_so(desk: Api) -> None:
    case_id = begun(desk, claims="26090002")
    assert decided(desk, case_id).done()["outcome"] == "no_claim"
    assert begin(desk, claims="26090002").status == 201


def test_a_loss_corrected_after_the_demand_takes_the_demand_back_and_tells_the_debtor(desk: Api) -> None:
    """B14, wrong input: the loss turns out to be none on the days of treatment; the demand is cancelled."""
    case_id = found_by_night(desk)
    decided(desk, case_id, cause="LOSS").done()
    insured(desk.city, since="2026-07-01")
    follow(desk, case_id, "AGAIN").done()
    assert decided(desk, case_id, cause="LOSS", reason="7月1日から引き続き加入していた").done()["outcome"] == "no_claim"
    assert [line[-1] for line in money(desk, case_id)] == [340_200, -340_200]
    letter = told(desk, case_id, "changed")
    assert (letter["total"], letter["reason"]) == (0, "7月1日から引き続き加入していた")
    assert letter["rows"] == [{"number": "R8-000001-1", "before": 340_200, "less": 340_200, "left": 0}]


def test_treatment_on_the_day_of_joining_belongs_to_the_new_insurer(desk: Api) -> None:
    """B14, wrong input: the person proves that he joined on the day of treatment; the day before is still ours."""
    person = desk.city.household(HOME).head.key
    claims(
        desk.city,
        claim("26100001", person, "2026-09-10", last_day="2026-09-10", days=1),
        claim("26100002", person, "2026-09-09", last_day="2026-09-09", days=1),
        turn=2,
    )
    lost(desk.city, person, "2026-09-10")
    assert begin(desk, cause="LOSS", claims="26100002").code == "recovery_insured"
    assert begin(desk, cause="LOSS", claims="26100001").status == 201


def test_a_demand_to_an_address_that_nobody_knows_is_held_for_a_person(desk: Api) -> None:
    """B14, wrong input: address unknown."""
    case_id, home = begun(desk), desk.city.household(HOME)
    nowhere: dict[str, JSON] = {"household_key": home.key, "office": home.office, "postal_code": "000-0012"}
    nowhere |= {"address": "", "town": home.town, "valid_from": "2026-11-01"}
    desk.city.change(RegisterChange("put_household", "test/nowhere", nowhere))
    decided(desk, case_id).done()
    issue_requested(desk.city.services)
    with desk.city.database.read() as conn:
        (letter,) = letters.letters_of_case(conn, case_id)
    assert (letter.status, [one["kind"] for one in letter.held_for]) == ("held", ["address_missing"])


def test_a_loss_corrected_meanwhile_takes_its_claims_off(desk: Api) -> None:
    case_id = found_by_night(desk)
    lost(desk.city, desk.city.household(HOME).head.key, "2026-07-01")
    assert begin(desk, claims="26090001").code == "recovery_elsewhere"
    assert enter(desk, case_id, cause="LOSS", items=[{"claim_no": "26090001", "yen": 0}]).code == "recovery_nothing"


# ---- wrong input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("recovery_claim_unknown", {"claims": "99999999"}),
        ("recovery_insured", {"cause": "LOSS"}),
        ("recovery_nothing", {"claims": "、"}),
        ("not_an_option", {"cause": "GIFT"}),
        ("recovery_nothing", {"person_key": "000000000009999"}),
    ],
)
def test_a_wrong_start_begins_nothing(desk: Api, code: str, says: dict[str, JSON]) -> None:
    assert begin(desk, **says).code == code


def test_wrong_entries_and_records_change_nothing(desk: Api) -> None:
    case_id = begun(desk)
    wrong: list[tuple[str, dict[str, JSON]]] = [
        ("recovery_claim_unknown", {"items": [{"claim_no": "1", "yen": 1}]}),
        ("recovery_part_more", {"items": [{"claim_no": "26090001", "yen": 340_201}]}),
        ("required", {"reason": None}),
    ]
    for code, says in wrong:
        answers = {name: value for name, value in ({"cause": "DOUBLE", "reason": "x"} | says).items() if value}
        assert desk.complete(case_id, "enter", answers, "saeki").code == code
    decided(desk, case_id, items=[{"claim_no": "26090001", "yen": 100_000}]).done()
    assert follow(desk, case_id, "PAID", yen=100_001).code == "other_claim_overpaid"
    assert money(desk, case_id) == [("RECOVERY", "PLAIN_PUBLIC", "RECOVERY_CLAIM", 100_000)]
