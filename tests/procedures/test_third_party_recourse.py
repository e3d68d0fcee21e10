"""第三者行為求償 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.watch_benefits import BenefitRun, watch_benefits
from server.domain.effects import JSON
from server.store import cases, other_claims, recourses
from server.store import tables as t
from server.store.other_claims import prove
from server.store.recourses import Case
from tests.benefit_files import claim
from tests.procedures.outside import Api, Reply
from tests.procedures.recoursing import TODAY, agreed, at_work, claims, insured, letters_of

HOME = "family"


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def ready(api: Api) -> Api:
    """The head was hurt in August; the hospital's claim of 486,000 yen with 10.第三 is in."""
    at_work(api)
    person = insured(api.city)
    claims(
        api.city,
        claim(person=person, remarks=["10"], injuries=["S82.1"]),
        claim("26090002", person, cost=10_000, copay=3_000, benefit=7_000),
    )
    return api


def begin(api: Api, **says: JSON) -> Reply:
    data: dict[str, JSON] = {
        "channel": "COUNTER",
        "received_on": TODAY,
        "household_key": api.city.household(HOME).key,
        "origin": "REPORT",
        "person_key": api.city.household(HOME).head.key,
        "kind": "TRAFFIC",
        "accident_on": "2026-08-03",
        "first_treated_on": "2026-08-03",
    } | says
    kept = {name: value for name, value in data.items() if value is not None}
    return api.post("saeki", "/cases", {"procedure": "third_party_recourse", "data": kept})


def begun(api: Api, **says: JSON) -> str:
    return str(begin(api, **says).done()["case_id"])


def papers(api: Api, case_id: str, result: str = "COMPLETE", **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result, "came_on": TODAY}
    if result == "COMPLETE":
        answers["documents"] = ["report", "consent"]
    elif result == "MISSING":
        answers["missing"] = ["report", "certificate"]
    else:
        answers["reason"] = "階段で転んだ"
    return api.complete(case_id, "papers", answers | says, "saeki")


def enter(api: Api, case_id: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {
        "kind": "TRAFFIC",
        "accident_on": "2026-08-03",
        "first_treated_on": "2026-08-03",
        "work": "NO",
        "conduct": "NONE",
        "offender_known": "YES",
        "knew_on": "2026-08-03",
        "third": "金井 剛",
        "third_postal": "000-0077",
        "third_address": "若葉市北区桜町一丁目1番1号",
        "family": "NO",
        "insurance": "VOLUNTARY",
        "insurer": "若葉損害保険株式会社",
        "insurer_postal": "000-0088",
        "insurer_address": "若葉市中央区栄町二丁目2番2号",
        "insurer_case": "W-2026-004417",
        "fault": 80,
        "fault_basis": "保険会社との協議",
        "settlement": "NONE",
        "dispute": "NO",
        "owner": "佐伯",
    } | says
    if answers["insurance"] == "NONE":
        answers |= dict.fromkeys(("insurer", "insurer_postal", "insurer_address", "insurer_case"))
    if answers["offender_known"] == "NO":
        answers |= dict.fromkeys(("knew_on", "third", "third_postal", "third_address"))
    return api.complete(
        case_id, "enter", {name: value for name, value in answers.items() if value is not None}, "saeki"
    )


def claimed(api: Api, **says: JSON) -> str:
    """A reported case up to its claim."""
    case_id = begun(api)
    papers(api, case_id).done()
    enter(api, case_id, **says).done()
    agreed(api, case_id).done()
    return case_id


def follow(api: Api, case_id: str, result: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result}
    if result == "PAID":
        answers |= {"paid_on": TODAY, "yen": 272_160, "reference": "G-1"}
    if result == "CLOSE":
        answers["how"] = "COLLECTED"
    return api.complete(case_id, "follow", answers | says, "saeki")


def standing(api: Api, case_id: str) -> Case:
    with api.city.database.read() as conn:
        found = recourses.recourse(conn, case_id)
    assert found is not None
    return found


def beside(api: Api, case_id: str) -> str:
    """What stands beside the form of the open task."""
    return str(api.get("saeki", f"/tasks/{api.city.open_task(case_id, 'follow').task_id}").done())


def money(api: Api, case_id: str) -> list[tuple[str, str, int]]:
    """Each line of the case's claims: number's end, kind, yen."""
    with api.city.database.read() as conn:
        every = other_claims.claims_of_case(conn, case_id)
        lines = other_claims.lines_of(conn, (one.claim_key for one in every))
        assert list(prove(conn)) == []
        return [(one.number[-1], line.kind, line.yen) for one in every for line in lines[one.claim_key]]


# ---- ends ----------------------------------------------------------------------------------------


def test_reported_claimed_of_the_insurer_and_collected(api: Api) -> None:
    """Walked on both databases: 486,000 yen of treatment, 340,200 paid, 80 % fault: 272,160 claimed and paid."""
    ready(api)
    case_id = begun(api)
    papers(api, case_id, "MISSING").done()
    papers(api, case_id).done()
    enter(api, case_id).done()
    agreed(api, case_id, "return").done()
    enter(api, case_id).done()
    agreed(api, case_id).done()
    one = standing(api, case_id)
    assert (one.state, one.payer, one.debtor, one.fault) == ("CLAIMED", "VOLUNTARY", "若葉損害保険株式会社", 80)
    assert (one.tort_until, one.insurer_until) == (date(2031, 8, 3), date(2029, 8, 3))
    assert money(api, case_id) == [("1", "RECOURSE_CLAIM", 272_160)]
    follow(api, case_id, "PAID", yen=100_000).done()
    assert follow(api, case_id, "CLOSE").code == "recourse_open_claim"
    follow(api, case_id, "PAID", yen=172_160, reference="G-2").done()
    assert follow(api, case_id, "CLOSE").done()["outcome"] == "collected"
    assert money(api, case_id)[1:] == [("1", "RECEIPT", -100_000), ("1", "RECEIPT", -172_160)]
    assert (standing(api, case_id).state, standing(api, case_id).ended_on) == ("COLLECTED", date(2026, 11, 18))
    found = {letter.letter: letter for letter in letters_of(api, case_id)}
    assert set(found) == {"third_party_recourse/documents_request", "third_party_recourse/claim"}
    told: Any = found["third_party_recourse/claim"].data
    assert (told["base"], told["fault"], told["yen"], told["total"]) == (340_200, 80, 272_160, 272_160)
    assert told["addressee"]["name"] == "若葉損害保険株式会社"


def test_a_claim_found_by_screening_is_asked_about_and_answered(desk: Api) -> None:
    assert watch_benefits(desk.city.services) == BenefitRun(0, 1, 0)
    assert watch_benefits(desk.city.services, again=True) == BenefitRun(0, 0, 0)
    case_id = screened(desk)
    one = standing(desk, case_id)
    assert (one.state, one.kind, one.origin, one.reminded) == ("INQUIRY", "UNKNOWN", "SCREENING", 1)
    assert [letter.letter for letter in letters_of(desk, case_id)] == ["third_party_recourse/cause_inquiry"]
    assert papers(desk, case_id, "NOT_THIRD_PARTY").done()["outcome"] == "no_claim"
    assert standing(desk, case_id).state == "NO_CLAIM"


def outcome(api: Api, case_id: str) -> str | None:
    with api.city.database.read() as conn:
        found = cases.get_case(conn, case_id)
    return None if found is None else found.outcome


def screened(api: Api) -> str:
    with api.city.database.read() as conn:
        (one,) = recourses.recourses_of(conn, people=[api.city.household(HOME).head.key])
        assert cases.get_case(conn, one.case_id) is not None
    return one.case_id


def test_a_report_of_the_accident_that_was_asked_about_joins_that_case(desk: Api) -> None:
    watch_benefits(desk.city.services)
    first = screened(desk)
    assert outcome(desk, begun(desk, accident_on="2026-08-01", first_treated_on=None)) == "merged"
    one = standing(desk, first)
    assert (one.kind, one.accident_on) == ("TRAFFIC", date(2026, 8, 1))
    assert outcome(desk, begun(desk, accident_on="2026-08-01", first_treated_on=None)) == "merged"


def test_an_injury_at_work_is_referred_and_its_benefits_are_asked_back(desk: Api) -> None:
    case_id = begun(desk)
    assert papers(desk, case_id, "WORK").done()["outcome"] == "referred"
    with desk.city.database.read() as conn:
        begun_by_it = select(t.cases.c.slug).where(t.cases.c.parent_case_id == case_id)
        assert list(conn.scalars(begun_by_it)) == ["benefit_recovery"]


def test_a_dispute_is_entrusted_and_closed_there(desk: Api) -> None:
    case_id = claimed(desk, dispute="YES")
    assert standing(desk, case_id).state == "ENTRUSTED"
    assert [one.letter for one in letters_of(desk, case_id)] == ["third_party_recourse/entrustment"]
    assert follow(desk, case_id, "CLOSE", how="ENTRUSTED_CLOSED").done()["outcome"] == "entrusted_closed"


def test_a_claim_against_a_person_is_reminded_planned_and_given_up_by_another(desk: Api) -> None:
    case_id = claimed(desk, insurance="NONE")
    assert (standing(desk, case_id).payer, standing(desk, case_id).debtor) == ("PERSON", "金井 剛")
    assert follow(desk, case_id, "REMIND").code == "recovery_not_due"
    desk.city.clock.set(date(2027, 2, 1))
    follow(desk, case_id, "REMIND").done()
    follow(
        desk, case_id, "ACT", act="SUIT", against="OFFENDER", act_on="2027-01-20", document="令和9年(ワ)第1号"
    ).done()
    assert standing(desk, case_id).tort_until == date.max
    assert "完成しない" in beside(desk, case_id), "the task opens while a suit runs"
    plan: dict[str, JSON] = {"ground": "SINCERE", "signed_on": "2027-01-29"}
    wrong: list[JSON] = [{"due_on": "2027-03-01", "amount": 1}]
    assert follow(desk, case_id, "PLAN", lines=wrong, **plan).code == "other_plan_wrong"
    lines: list[JSON] = [{"due_on": "2027-03-01", "amount": 272_000}, {"due_on": "2027-04-01", "amount": 160}]
    follow(desk, case_id, "PLAN", lines=lines, **plan).done()
    follow(desk, case_id, "WAIT").done()
    follow(desk, case_id, "GIVE_UP").done()
    said: dict[str, JSON] = {"basis": "令和9年1月議決第3号", "reason": "破産免責"}
    assert desk.complete(case_id, "give_up", said, "saeki").status == 403
    assert desk.complete(case_id, "give_up", said, "kuroda").done()["outcome"] == "abandoned"
    assert money(desk, case_id)[-1] == ("1", "GIVEN_UP", -272_160)
    assert "third_party_recourse/reminder" in [one.letter for one in letters_of(desk, case_id)]


def test_family_without_insurance_is_not_asked_and_another_decides_so(desk: Api) -> None:
    case_id = begun(desk)
    papers(desk, case_id).done()
    enter(
        desk, case_id, insurance="NONE", family="YES", fault=0, third=None, third_postal=None, third_address=None
    ).done()
    assert agreed(desk, case_id).done()["outcome"] == "no_claim"


def test_who_hit_and_ran_is_waited_for_with_the_cautious_last_day(desk: Api) -> None:
    case_id = claimed(desk, offender_known="NO", insurance="NONE")
    one = standing(desk, case_id)
    assert (one.payer, one.knew_on, one.tort_until) == ("GOVERNMENT", None, date(2031, 8, 3))
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id).done()
    agreed(desk, case_id).done()
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160)]


def test_own_crime_ends_in_recovery(desk: Api) -> None:
    case_id = begun(desk)
    papers(desk, case_id).done()
    enter(desk, case_id, conduct="CRIME").done()
    assert agreed(desk, case_id).done()["outcome"] == "referred"


def test_more_treatment_is_claimed_besides_and_less_fault_lowers_the_claim(desk: Api) -> None:
    case_id = claimed(desk)
    person = desk.city.household(HOME).head.key
    claims(
        desk.city,
        claim("26100001", person, "2026-09-02", remarks=["10"], cost=100_000, copay=30_000, benefit=70_000),
        turn=2,
    )
    assert watch_benefits(desk.city.services) == BenefitRun(0, 0, 1)
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id, links=[{"claim_no": "26100001", "use": "PART", "private_yen": 20_000, "why": "糖尿病"}]).done()
    agreed(desk, case_id).done()
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160), ("2", "RECOURSE_CLAIM", 40_000)]
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id, fault=50, fault_basis="判決").done()
    agreed(desk, case_id).done()
    assert money(desk, case_id)[-1] == ("2", "CHANGED", -40_000)
    assert money(desk, case_id)[1] == ("1", "CHANGED", -77_060)
    told: Any = {letter.letter: letter for letter in letters_of(desk, case_id)}["third_party_recourse/changed"].data
    assert [(row["number"][-1], row["less"], row["left"]) for row in told["rows"]] == [
        ("2", 40_000, 0),
        ("1", 77_060, 195_100),
    ]
    assert (told["total"], told["addressee"]["name"]) == (195_100, "若葉損害保険株式会社")


def test_what_was_claimed_is_taken_back_when_it_turns_out_that_another_law_pays(desk: Api) -> None:
    case_id = claimed(desk)
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id, fault=0, fault_basis="判決").done()
    agreed(desk, case_id).done()
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160), ("1", "CHANGED", -272_160)]
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id, conduct="CRIME").done()
    assert agreed(desk, case_id).done()["outcome"] == "referred"


def test_a_case_that_is_referred_leaves_no_claim_open(desk: Api) -> None:
    case_id = claimed(desk)
    follow(desk, case_id, "AGAIN").done()
    enter(desk, case_id, conduct="CRIME").done()
    assert agreed(desk, case_id).done()["outcome"] == "referred"
    assert money(desk, case_id) == [("1", "RECOURSE_CLAIM", 272_160), ("1", "CHANGED", -272_160)]


# ---- wrong input ---------------------------------------------------------------------------------

WRONG_STARTS: list[tuple[str, dict[str, JSON]]] = [
    ("recourse_victim_unknown", {"person_key": "000000000009999"}),
    ("recourse_treated_before", {"first_treated_on": "2026-08-01"}),
    ("recourse_not_insured", {"accident_on": "2019-04-01", "first_treated_on": None}),
    ("date_too_late", {"accident_on": "2026-12-01"}),
    ("not_an_option", {"kind": "WAR"}),
    ("not_canonical", {"household_key": ""}),
]


@pytest.mark.parametrize(("code", "says"), WRONG_STARTS, ids=[f"{one[0]}-{next(iter(one[1]))}" for one in WRONG_STARTS])
def test_a_wrong_report_starts_nothing(desk: Api, code: str, says: dict[str, JSON]) -> None:
    assert begin(desk, **says).code == code


def test_wrong_facts_are_refused_and_the_right_ones_go_on(desk: Api) -> None:
    case_id = begun(desk)
    papers(desk, case_id).done()
    wrong: list[tuple[str, dict[str, JSON]]] = [
        ("number_too_large", {"fault": 101}),
        ("number_too_small", {"fault": -1}),
        ("required", {"insurer": None}),
        ("recourse_treated_before", {"first_treated_on": "2026-08-01"}),
        ("recourse_not_insured", {"accident_on": "2019-04-01", "knew_on": "2019-04-02"}),
        ("recourse_work_first", {"work": "YES"}),
        ("recourse_debtor_missing", {"insurance": "NONE", "third_address": None}),
        ("recourse_link_unknown", {"links": [{"claim_no": "99999999", "use": "LINK"}]}),
        ("recourse_private_more", {"links": [{"claim_no": "26090001", "use": "PART", "private_yen": 340_201}]}),
        ("recourse_nothing", {"fault": 0}),
        ("recourse_nothing", {"links": [{"claim_no": "26090001", "use": "OUT"}]}),
        (
            "recourse_nothing",
            {
                "settlement": "CLOSED",
                "settled_on": "2026-08-03",
                "accident_on": "2026-08-02",
                "links": [{"claim_no": "26090001", "use": "OUT"}],
            },
        ),
    ]
    for code, says in wrong:
        assert enter(desk, case_id, **says).code == code, says
    enter(desk, case_id).done()


def test_wrong_records_of_what_happened_change_nothing(desk: Api) -> None:
    case_id = claimed(desk)
    before = money(desk, case_id)
    wrong: list[tuple[str, str, dict[str, JSON]]] = [
        ("other_claim_overpaid", "PAID", {"yen": 272_161}),
        ("other_claim_unknown", "PAID", {"claim_number": "R8-999999-1"}),
        ("number_too_small", "PAID", {"yen": 0}),
        ("date_in_future", "PAID", {"paid_on": "2026-12-01"}),
        ("recovery_not_due", "REMIND", {}),
        ("recourse_open_claim", "CLOSE", {}),
        ("recourse_nothing_entrusted", "CLOSE", {"how": "ENTRUSTED_CLOSED"}),
        ("required", "ACT", {}),
    ]
    for code, result, says in wrong:
        assert follow(desk, case_id, result, **says).code == code, (result, says)
    assert money(desk, case_id) == before
    follow(desk, case_id, "PAID", yen=1_000).done()
    assert follow(desk, case_id, "PAID", yen=1_000).code == "other_receipt_twice"


def test_only_benefit_officers_of_the_office_work_on_it(desk: Api) -> None:
    case_id = begun(desk)
    assert desk.complete(
        case_id, "papers", {"result": "COMPLETE", "came_on": TODAY, "documents": ["report"]}, "kitano"
    ).status in (403, 404)
    assert (
        desk.complete(
            case_id, "papers", {"result": "COMPLETE", "came_on": TODAY, "documents": ["report"]}, "kuroda"
        ).status
        == 403
    )
