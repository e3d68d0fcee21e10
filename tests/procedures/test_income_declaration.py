"""簡易申告 to each of its ends, through the API, and every wrong declaration that a person can hand in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from server.casework.case_answers import of_element
from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_incomes import import_incomes
from server.casework.income_inquiries import answer, ask
from server.casework.request_declarations import request_declarations
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.store import incomes
from server.store import tables as t
from tests.people import Household
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.tax_files import figures, row, tax_file
from tests.world import DAY, TREE

SLUG = "income_declaration"


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api)


def opened(api: Api) -> Api:
    """The procedure in force, and the second person at the levy's desk too."""
    deploy_procedure(api.city.services, api.city.system("procedure:deploy"), TREE, SLUG, title="簡易申告", findings=())
    api.city.grant("saeki", "work:levy")
    api.city.grant("utsumi", "work:levy")
    return api


def home(api: Api) -> Household:
    """Two insured persons whose incomes nobody has stated."""
    return api.city.household("insured")


def started(api: Api, channel: str = "COUNTER", **more: JSON) -> str:
    known = home(api)
    data: dict[str, JSON] = {
        "channel": channel,
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
    }
    if channel != "EXOFFICIO":
        data |= {"documents": ["declaration"], "paper_location": "受付箱 1"}
    by = "utsumi" if channel == "EXOFFICIO" else "saeki"
    return str(api.post(by, "/cases", {"procedure": SLUG, "data": data | more}).done()["case_id"])


def declared(api: Api, *places: int, **more: JSON) -> dict[str, JSON]:
    """A declaration of members without income."""
    members = [home(api).members[place] for place in places or (0, 1)]
    rows = [{"name": one.name, "birth_date": one.birth_date, "had_income": "NO"} for one in members]
    return {"income_year": 2025, "confirmed_by": "seen", "members": rows, "next_step": "to_check"} | more


def income(api: Api, place: int = 0) -> Mapping[str, int] | None:
    person = home(api).members[place].key
    with api.city.database.read() as conn:
        found = incomes.by_persons(conn, [person], 2025, on=api.city.clock.business_day()).get(person)
    return None if found is None else found.figures


def letters_of(api: Api, case_id: str) -> list[str]:
    return [str(one["letter"]) for one in Records(api.city, case_id).rows(t.letters, case_id=case_id)]


def came(api: Api) -> dict[str, JSON]:
    return {"arrived_on": api.city.clock.business_day().isoformat(), "way": "POST", "paper_location": "受付箱 2"}


def wait_over(api: Api) -> None:
    """Thirty days and a weekend go by."""
    api.city.clock.set(api.city.clock.business_day() + timedelta(days=35))
    wake_due(api.city.services)


def test_all_declared_at_the_counter_and_the_levy_is_looked_at_from_april(api: Api) -> None:
    opened(api)
    api.city.grant("saeki", "work:qualification")
    case_id = started(api)
    api.complete(case_id, "enter", declared(api), "saeki").done()
    assert api.check(case_id, by="saeki").code == "same_person_enters_and_checks"
    done = api.check(case_id).done()
    assert (done["status"], done["outcome"]) == ("completed", "declared")
    assert income(api) is not None
    assert (income(api) or {})["levy_income"] == 0
    decision = Records(api.city, case_id).decision()
    assert (decision["authority"], decision["confirm_by"]) == ("5-1 簡易申告", "daily_list")
    with api.city.database.read() as conn:
        due = {(row.household_key, row.levy_year) for row in conn.execute(t.levy_due.select())}
    assert (home(api).key, 2026) in due


def test_a_household_is_asked_and_reminded_once_and_its_answer_counts(desk: Api) -> None:
    case_id = started(desk, "EXOFFICIO")
    assert letters_of(desk, case_id) == ["income_declaration/request"]
    wait_over(desk)
    assert letters_of(desk, case_id) == ["income_declaration/request", "income_declaration/reminder"]
    desk.complete(case_id, "receive", came(desk), "utsumi").done()
    desk.complete(case_id, "enter", declared(desk), "utsumi").done()
    assert desk.check(case_id).done()["outcome"] == "declared"


def test_a_household_that_never_answers_is_closed_after_the_reminder(desk: Api) -> None:
    case_id = started(desk, "EXOFFICIO")
    wait_over(desk)
    wait_over(desk)
    case = desk.city.case(case_id)
    assert (case.status, case.outcome) == ("completed", "unanswered")
    assert income(desk) is None


def test_who_is_still_missing_is_named_in_the_letter(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", declared(desk, 0), "saeki").done()
    desk.check(case_id).done()
    (letter,) = Records(desk.city, case_id).rows(t.letters, case_id=case_id)
    assert letter["letter"] == "income_declaration/request"
    assert letter["request_keys"]["members"] == [home(desk).members[1].name]
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["receive"]


def test_a_tax_record_that_comes_meanwhile_ends_the_request(desk: Api) -> None:
    case_id = started(desk, "EXOFFICIO")
    rows = [row(one.key) for one in home(desk).members]
    import_incomes(desk.city.services, desk.city.system(), tax_file(rows), name="x")
    wait_over(desk)
    assert desk.city.case(case_id).outcome == "known"


def test_no_request_goes_out_when_all_incomes_are_known(desk: Api) -> None:
    rows = [row(one.key) for one in home(desk).members]
    import_incomes(desk.city.services, desk.city.system(), tax_file(rows), name="x")
    case_id = started(desk, "EXOFFICIO")
    assert (desk.city.case(case_id).outcome, letters_of(desk, case_id)) == ("known", [])


def test_the_tax_record_wins_over_a_declaration_of_nothing(desk: Api) -> None:
    """申告が無でも税に記録があれば食い違いの判断になり、税の額を使う。"""
    first = home(desk).members[0].key
    import_incomes(desk.city.services, desk.city.system(), tax_file([row(first, figures=figures(3_000_000))]), name="x")
    case_id = started(desk)
    desk.complete(case_id, "enter", declared(desk), "saeki").done()
    judged = {"looked_at": ["tax_record"], "finding": "税の記録は300万円", "result": "proceed", "reason": None}
    desk.complete(case_id, "judge", judged, "saeki").done()
    desk.check(case_id, "to_approver").done()
    done = desk.decide(case_id).done()
    assert done["outcome"] == "declared"
    assert (income(desk, 0) or {})["levy_income"] == 3_000_000
    assert (income(desk, 1) or {})["levy_income"] == 0
    assert Records(desk.city, case_id).decision()["authority"] == "5-2 食い違いのある申告"


def test_the_year_before_last_is_asked_about_and_can_go_back_to_the_entry(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", declared(desk, income_year=2024), "saeki").done()
    judged = {"looked_at": ["household"], "finding": "令和7年分と確かめた", "result": "back", "reason": "年の書き誤り"}
    desk.complete(case_id, "judge", judged, "saeki").done()
    desk.complete(case_id, "enter", declared(desk), "saeki").done()
    assert desk.check(case_id).done()["outcome"] == "declared"


def test_a_declaration_of_strangers_is_not_taken(desk: Api) -> None:
    case_id = started(desk)
    stranger = [{"name": "見知らぬ 人", "birth_date": "1980-01-01", "had_income": "NO"}]
    desk.complete(case_id, "enter", declared(desk, members=stranger), "saeki").done()
    judged = {"looked_at": ["papers"], "finding": "別の世帯の申告書", "result": "close", "reason": "別の世帯のもの"}
    assert desk.complete(case_id, "judge", judged, "saeki").done()["outcome"] == "set_aside"
    assert income(desk) is None


def test_strangers_cannot_be_recorded_even_when_everybody_agrees(desk: Api) -> None:
    case_id = started(desk)
    stranger = [{"name": "見知らぬ 人", "birth_date": "1980-01-01", "had_income": "NO"}]
    desk.complete(case_id, "enter", declared(desk, members=stranger), "saeki").done()
    judged = {"looked_at": ["papers"], "finding": "よい", "result": "proceed", "reason": None}
    desk.complete(case_id, "judge", judged, "saeki").done()
    desk.check(case_id, "to_approver").done()
    assert desk.decide(case_id).code == "declaration_nobody"
    assert desk.decide(case_id, "return").status == 200
    assert [task.element for task in desk.city.open_tasks(case_id)] == ["enter"]


def test_the_decider_may_refuse_to_take_a_declaration(desk: Api) -> None:
    case_id = started(desk)
    desk.complete(case_id, "enter", declared(desk), "saeki").done()
    desk.check(case_id, "to_approver").done()
    assert desk.decide(case_id, "refuse").done()["outcome"] == "set_aside"


def test_a_declaration_may_be_withdrawn(desk: Api) -> None:
    case_id = started(desk)
    answers = declared(desk, next_step="withdraw", withdraw_reason="税務署に申告する")
    assert desk.complete(case_id, "enter", answers, "saeki").done()["outcome"] == "withdrawn"


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"had_income": "NO", "salary_receipts": 980_000}, "declaration_amounts_without_income"),
    ({"had_income": "YES"}, "declaration_income_without_amounts"),
    ({"had_income": "YES", "business_receipts": 100, "business_expenses": 200}, "declaration_expenses_exceed"),
    ({"had_income": "YES", "salary_receipts": -1}, "number_too_small"),
    ({"had_income": "MAYBE"}, "not_an_option"),
    ({"name": None, "had_income": "NO"}, "required"),
    ({"birth_date": "2030-01-01", "had_income": "NO"}, "date_in_future"),
]


def test_a_declaration_that_contradicts_itself_is_refused_beside_its_field(desk: Api) -> None:
    case_id = started(desk)
    one = home(desk).members[0]
    for changes, code in WRONG:
        said = [{"name": one.name, "birth_date": one.birth_date} | changes]
        reply = desk.complete(case_id, "enter", declared(desk, members=said), "saeki")
        assert (reply.status, code in str(reply.body)) == (422, True), (code, reply.body)
        assert [task.element for task in desk.city.open_tasks(case_id)] == ["enter"]
    desk.complete(case_id, "enter", declared(desk), "saeki").done()


def test_one_person_stands_in_a_declaration_once(desk: Api) -> None:
    case_id = started(desk)
    assert "row_twice" in str(desk.complete(case_id, "enter", declared(desk, 0, 0), "saeki").body)


def test_salary_pension_and_business_become_incomes_by_the_tax_law(desk: Api) -> None:
    """所得税法28条3項(令和7年分)、租税特別措置法41条の15の3。"""
    case_id = started(desk)
    one, other = home(desk).members
    rows: list[dict[str, JSON]] = [
        {"name": one.name, "birth_date": one.birth_date, "had_income": "YES", "salary_receipts": 980_000},
        {
            "name": other.name,
            "birth_date": other.birth_date,
            "had_income": "YES",
            "pension_receipts": 1_500_000,
            "business_receipts": 900_000,
            "business_expenses": 300_000,
        },
    ]
    desk.complete(case_id, "enter", declared(desk, members=rows), "saeki").done()
    desk.check(case_id).done()
    assert (income(desk, 0) or {})["levy_income"] == 330_000
    assert (income(desk, 1) or {})["levy_income"] == 850_000 + 600_000


def test_a_case_needs_a_household(desk: Api) -> None:
    data = {"channel": "COUNTER", "received_on": DAY.isoformat(), "head_name": "甲", "head_kana": "コウ"}
    assert desk.post("saeki", "/cases", {"procedure": SLUG, "data": data}).status == 422


# -- all at once, and inquiries to other municipalities ----------------------------------------------------------------


def test_every_household_with_an_unknown_income_is_asked_once_in_a_round(desk: Api) -> None:
    """本算定の後の一斉依頼と、年末の総点検。"""
    services, operator = desk.city.services, desk.city.system("case:start")
    done = request_declarations(services, operator)
    assert (done.unknown, done.begun, done.left) == (1, 1, ())
    assert (request_declarations(services, operator).begun, len(desk_cases(desk))) == (0, 1)
    desk.city.clock.set(date(2026, 12, 2))
    assert request_declarations(services, operator).begun == 0  # its case is still open
    for _ in range(2):
        wait_over(desk)
    assert request_declarations(services, operator).begun == 1
    assert (request_declarations(services, operator).begun, len(desk_cases(desk))) == (0, 2)


def desk_cases(api: Api) -> list[str]:
    with api.city.database.read() as conn:
        return [row.case_id for row in conn.execute(t.cases.select())]


def test_nobody_is_asked_before_the_levy_notices_or_without_the_right(desk: Api) -> None:
    desk.city.clock.set(date(2027, 4, 10))
    with pytest.raises(Refused, match="declaration_too_early"):
        request_declarations(desk.city.services, desk.city.system("case:start"))
    with pytest.raises(Refused, match="no_right"):
        request_declarations(desk.city.services, desk.city.caller("kuroda"))


def moved_in(api: Api) -> str:
    """The head lived in another municipality on 1 January."""
    one, known = home(api).head, home(api)
    record: dict[str, JSON] = {
        "person_key": one.key,
        "household_key": known.key,
        "name": one.name,
        "name_kana": one.kana,
        "sex": one.sex,
        "birth_date": one.birth_date,
        "relation": "HEAD",
        "postal_code": known.postal_code,
        "address": known.address,
        "office": known.office,
        "valid_from": "2026-03-01",
        "moved_in_on": "2026-03-01",
        "moved_in_from": "131041",
    }
    api.city.change(RegisterChange("put_resident_record", "moved/1", record))
    return one.key


def states(api: Api, case_id: str) -> list[str]:
    with api.city.database.read() as conn:
        data = of_element(conn, case_id, "look") or {}
    return [str(line["value"]) for line in data["sheets"][0]["lines"]]


def test_who_lived_elsewhere_is_inquired_about_and_the_answer_is_the_income(desk: Api) -> None:
    """DT-L01-STATUS: ask, wait fourteen days, then it is simply unknown."""
    person, services = moved_in(desk), desk.city.services
    assert states(desk, started(desk))[0] == "分からない(前住所地に照会できる)"
    inquiry = ask(services, desk.city.system(), person, 2025, "131041")
    assert ask(services, desk.city.system(), person, 2025, "131041") == inquiry
    assert states(desk, started(desk))[0] == "前住所地に照会中"
    desk.city.clock.set(DAY + timedelta(days=15))
    assert states(desk, started(desk))[0] == "分からない"
    answer(services, desk.city.system(), inquiry, "ANSWERED", 1_200_000)
    assert states(desk, started(desk))[0] == "分かっている"
    assert (income(desk) or {})["levy_income"] == 1_200_000


def test_wrong_inquiries_are_refused(desk: Api) -> None:
    services, system = desk.city.services, desk.city.system()
    person = home(desk).head.key
    for call, code in (
        (lambda: ask(services, system, person, 2025, "東京都"), "municipality_code_invalid"),
        (lambda: ask(services, system, "9", 2025, "131041"), "person_not_found"),
        (lambda: answer(services, system, "x", "NO_RECORD", None), "inquiry_unknown"),
        (lambda: answer(services, system, "x", "ANSWERED", None), "inquiry_income_missing"),
        (lambda: ask(services, desk.city.caller("saeki"), person, 2025, "131041"), "no_right"),
    ):
        with pytest.raises(Refused, match=code):
            call()


def test_who_is_under_nineteen_need_not_declare(desk: Api) -> None:
    """若葉市 規則20条: 19 on 1 January."""
    known = home(desk)
    child: dict[str, JSON] = {
        "person_key": "000000000001069",
        "name": "三浦 空",
        "name_kana": "ミウラ　ソラ",
        "sex": "M",
    }
    place: dict[str, JSON] = {"person_key": "000000000001069", "household_key": known.key, "relation": "CHILD"}
    spell: dict[str, JSON] = {
        "person_key": "000000000001069",
        "household_key": known.key,
        "shikaku_from": "2024-04-01",
        "tekiyo_from": "2024-04-01",
        "acquired_by": "birth",
        "symbol": "若1",
        "number": "7000001",
        "branch": "03",
    }
    desk.city.change(
        RegisterChange("put_person", "c/p", {**child, "birth_date": "2010-01-05", "valid_from": "2024-04-01"}),
        RegisterChange("put_membership", "c/m", {**place, "valid_from": "2024-04-01"}),
        RegisterChange("open_eligibility", "c/e", spell),
    )
    assert states(desk, started(desk))[-1] == "申告のいらない年齢"
