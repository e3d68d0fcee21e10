"""産前産後期間の免除 to each of its ends, through the API, and every wrong notification that a person can hand in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.casework.deploy_procedure import deploy_procedure
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store import levy_reliefs
from server.store import tables as t
from tests.people import Person
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import DAY, TREE

SLUG = "maternity"
DUE = "2027-01-20"
OTHER = {"applicant_kind": "HEAD", "method": "CARD", "number_shown": "yes", "identity_proven": "yes"}


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def opened(api: Api) -> Api:
    """The procedure in force, and the clerk at the levy's desk too."""
    deploy_procedure(api.city.services, api.city.system("procedure:deploy"), TREE, SLUG, title="産前産後", findings=())
    api.city.grant("saeki", "work:levy")
    api.city.grant("utsumi", "work:levy")
    return api


def mother(api: Api, household: str = "insured") -> Person:
    return api.city.household(household).members[-1]


def started(api: Api, household: str = "insured", channel: str = "COUNTER", **more: JSON) -> str:
    """受付 and 本人確認; the case's id."""
    known = api.city.household(household)
    data: dict[str, JSON] = {
        "channel": channel,
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
    }
    if channel == "EXOFFICIO":
        data["exofficio_reason"] = "住民記録の出生で確かめた"
    else:
        data |= {"documents": ["notification"], "paper_location": "受付箱 1"}
    by = "utsumi" if channel == "EXOFFICIO" else "saeki"
    case_id = str(api.post(by, "/cases", {"procedure": SLUG, "data": data | more}).done()["case_id"])
    if channel != "EXOFFICIO":
        api.complete(case_id, "check_identity", api.city.answers_identity(), by).done()
    return case_id


def notified(api: Api, household: str = "insured", **more: JSON) -> dict[str, JSON]:
    """A child is expected in January; the handbook was seen."""
    one = mother(api, household)
    said: dict[str, JSON] = {
        "name": one.name,
        "birth_date": one.birth_date,
        "outcome": "EXPECTED",
        "due_date": DUE,
        "multiple": "NO",
        "evidence": ["handbook"],
        "next_step": "to_check",
    }
    return said | more


def months(api: Api, fiscal_year: int = 2026) -> list[tuple[str, int]]:
    person = mother(api).key
    with api.city.database.read() as conn:
        found = levy_reliefs.by_persons(conn, [person], fiscal_year, on=api.city.clock.business_day())
    return [(one.event_kind, one.months(fiscal_year)) for one in found.get(person, ())]


def bits(*calendar_months: int) -> int:
    return sum(1 << (month - 4) % 12 for month in calendar_months)


def judged(result: str, reason: str | None = None) -> dict[str, JSON]:
    return {"looked_at": ["household"], "finding": "世帯主に聞いた", "result": result, "reason": reason}


def test_four_months_around_the_expected_month_are_exempt(api: Api) -> None:
    opened(api)
    case_id = started(api)
    api.complete(case_id, "enter", notified(api), "saeki").done()
    done = api.check(case_id).done()
    assert (done["status"], done["outcome"]) == ("completed", "applied")
    assert months(api) == [("DUE", bits(12, 1, 2, 3))]
    decision = Records(api.city, case_id).decision()
    assert (decision["authority"], decision["confirm_by"]) == ("6-1 通常", "daily_list")
    with api.city.database.read() as conn:
        due = {(row.household_key, row.levy_year) for row in conn.execute(t.levy_due.select())}
    assert (api.city.household("insured").key, 2026) in due


MONTHS = [
    # 令29条の7第5項8号、規則32条の10の2: what is notified, and the months of 2026 and 2027 that are exempt
    ({"multiple": "YES"}, bits(10, 11, 12, 1, 2, 3), 0),
    ({"due_date": "2027-03-05"}, bits(2, 3), bits(4, 5)),
    ({"outcome": "BORN", "birth_date_child": "2026-11-10", "due_date": "2026-12-20"}, bits(10, 11, 12, 1), 0),
    (
        {
            "outcome": "STILLBIRTH",
            "birth_date_child": "2026-11-10",
            "gestation_days": 85,
            "due_date": None,
            "evidence": ["stillbirth_certificate"],
        },
        bits(10, 11, 12, 1),
        0,
    ),
]


@pytest.mark.parametrize(("said", "this_year", "next_year"), MONTHS)
def test_the_months_follow_from_what_is_notified(
    desk: Api, said: dict[str, JSON], this_year: int, next_year: int
) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk, **said), "saeki").done()
    desk.check(case_id).done()
    assert [found for _, found in months(desk)] == [this_year]
    assert [found for _, found in months(desk, 2027)] == ([next_year] if next_year else [])


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"due_date": "2027-09-19"}, "maternity_due_too_far"),
    ({"due_date": "2027-06-30"}, "maternity_too_early"),
    ({"due_date": None}, "maternity_no_day"),
    ({"due_date": "soon"}, "not_a_date"),
    ({"name": None}, "required"),
    ({"outcome": "BORN"}, "required"),
    ({"outcome": "BORN", "birth_date_child": "2026-11-19"}, "date_in_future"),
    ({"outcome": "STILLBIRTH", "birth_date_child": "2026-11-10", "gestation_days": 84}, "maternity_too_short"),
    ({"outcome": "STILLBIRTH", "birth_date_child": "2026-11-10"}, "required"),
]


def test_a_notification_that_cannot_be_true_is_refused_beside_its_field(desk: Api) -> None:
    case_id = started(desk)
    for said, code in WRONG:
        reply = desk.complete(case_id, "enter", notified(desk, **said), "saeki")
        assert (reply.status, code in str(reply.body)) == (422, True), (code, reply.body)
        assert [task.element for task in desk.city.open_tasks(case_id)] == ["enter"]


def test_a_birth_after_the_day_of_receipt_is_refused(desk: Api) -> None:
    """郵送の収受印より後の出産日: the paper cannot tell of it."""
    case_id = started(desk, received_on="2026-11-10")
    reply = desk.complete(case_id, "enter", notified(desk, outcome="BORN", birth_date_child="2026-11-12"), "saeki")
    assert reply.code == "maternity_birth_ahead"


def test_one_birth_is_notified_once_but_for_twins_that_were_found_later(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk), "saeki").done()
    desk.check(case_id).done()
    again = started(desk)
    assert desk.complete(again, "enter", notified(desk), "saeki").code == "relief_twice"
    born = notified(desk, outcome="BORN", birth_date_child="2026-11-17")
    assert desk.complete(again, "enter", born, "saeki").code == "relief_twice"
    desk.complete(again, "enter", notified(desk, multiple="YES"), "saeki").done()
    desk.check(again).done()
    assert months(desk) == [("DUE", bits(10, 11, 12, 1, 2, 3))]


def test_two_cases_of_one_birth_at_the_same_time_end_in_one_relief(desk: Api) -> None:
    first, second = started(desk), started(desk)
    for case_id in (first, second):
        desk.complete(case_id, "enter", notified(desk), "saeki").done()
    desk.check(first).done()
    assert desk.check(second).code == "relief_twice"
    assert len(months(desk)) == 1


def test_a_birth_that_the_city_has_confirmed_is_exempt_ex_officio_by_a_separate_decider(desk: Api) -> None:
    """規則32条の10の2第2号."""
    case_id = started(desk, channel="EXOFFICIO")
    said = notified(desk, outcome="BORN", birth_date_child="2026-11-10", due_date=None, evidence=[])
    desk.complete(case_id, "enter", said, "utsumi").done()
    desk.check(case_id).done()
    assert desk.decide(case_id).done()["outcome"] == "applied"
    assert Records(desk.city, case_id).decision()["authority"] == "6-2 職権"
    with desk.city.database.read() as conn:
        (one,) = levy_reliefs.of_person(conn, mother(desk).key, on=DAY)
    assert (one.notified_on, one.event_on) == (None, date(2026, 11, 10))


def test_papers_are_asked_for_and_the_case_goes_on_when_they_come(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk, evidence=[]), "saeki").done()
    (letter,) = Records(desk.city, case_id).rows(t.letters, case_id=case_id)
    assert (letter["letter"], letter["request_keys"]["documents"]) == ("maternity/document_request", ["handbook"])
    came = {"arrived_on": DAY.isoformat(), "documents": ["handbook"], "paper_location": "受付箱 3"}
    desk.complete(case_id, "receive_documents", came, "saeki").done()
    desk.complete(case_id, "enter", notified(desk, evidence=[]), "saeki").done()
    assert desk.check(case_id).done()["outcome"] == "applied"


def test_papers_that_never_come_are_asked_for_twice_and_the_case_is_closed_by_a_person(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk, evidence=[]), "saeki").done()
    for _ in range(2):
        desk.city.clock.set(desk.city.clock.business_day() + timedelta(days=30))
        wake_due(desk.city.services)
    assert len(Records(desk.city, case_id).rows(t.letters, case_id=case_id)) == 2
    closed = judged("close", "母子健康手帳が届かない。令和8年11月18日に求めた")
    assert desk.complete(case_id, "judge", closed, "saeki").done()["outcome"] == "documents_never_came"
    assert months(desk) == []


def test_who_is_not_insured_here_is_refused_with_the_notice_of_appeal(desk: Api) -> None:
    case_id = started(desk, "family")
    desk.complete(case_id, "enter", notified(desk, "family"), "saeki").done()
    desk.complete(case_id, "judge", judged("refuse", "どの月も加入していない"), "saeki").done()
    desk.check(case_id, "to_approver").done()
    assert desk.decide(case_id, "refuse").done()["outcome"] == "refused"
    left = Records(desk.city, case_id)
    (letter,) = left.rows(t.letters, case_id=case_id)
    assert letter["letter"] == "maternity/refusal"
    assert desk.city.services.letters["maternity/refusal"].on(DAY).head.appeal_notice == "review_board"
    assert (left.decision()["result"], left.decision()["authority"]) == ("refused", "6-4 却下")


def test_months_before_she_is_insured_do_not_count(desk: Api) -> None:
    case_id = started(desk, "family")
    desk.complete(case_id, "enter", notified(desk, "family"), "saeki").done()
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["judge"]


def test_a_person_nobody_knows_cannot_be_recorded(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk, name="見知らぬ 人"), "saeki").done()
    desk.complete(case_id, "judge", judged("proceed"), "saeki").done()
    desk.check(case_id, "to_approver").done()
    assert desk.decide(case_id).code == "relief_nobody"
    desk.decide(case_id, "return").done()
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["enter"]


def test_a_finding_may_go_back_to_the_entry(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", notified(desk, name="三浦 有紀"), "saeki").done()
    desk.complete(case_id, "judge", judged("back", "名の字が違う"), "saeki").done()
    desk.complete(case_id, "enter", notified(desk), "saeki").done()
    assert desk.check(case_id).done()["outcome"] == "applied"


def test_behind_the_limit_of_levy_decisions_nothing_can_be_lowered(desk: Api) -> None:
    """国民健康保険法110条の2: the years of a birth in February 2024 may be decided no more."""
    case_id = started(desk)
    born = notified(desk, outcome="BORN", birth_date_child="2024-02-10", due_date=None)
    desk.complete(case_id, "enter", born, "saeki").done()
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["judge"]


def test_a_notification_may_be_withdrawn(desk: Api) -> None:
    case_id = started(desk)
    answers = notified(desk, next_step="withdraw", withdraw_reason="転出する")
    assert desk.complete(case_id, "enter", answers, "saeki").done()["outcome"] == "withdrawn"


def test_the_part_per_household_is_never_exempt(desk: Api) -> None:
    """平等割は免除しない: the engine takes off her income part and her part per head alone."""
    from server.domain.levy.assess import assess
    from server.domain.levy.model import Household, Member
    from server.domain.levy.parameters import load_parameters
    from tests.shipped_values import shipped_values

    parameters = load_parameters(shipped_values(), 2026)
    member = Member(id="1", birth=date(1990, 1, 1), head=True, maternity_months=bits(*range(1, 13)))
    found = assess(Household(2026, date(2026, 4, 1), (member,)), parameters)
    assert found.total > 0
    assert all(span.household > 0 for part in found.parts.values() for span in part.spans if part.amount)
