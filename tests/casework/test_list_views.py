"""Households, letters, the head's page and the search as people see them (世帯・通知書・所属長・探す)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.views.case import CaseView, case_view
from server.casework.views.daylist import daylist_view
from server.casework.views.head import head_view
from server.casework.views.household import address_of, household_view
from server.casework.views.letters import LettersQuery, letter_view, letters_view
from server.casework.views.procedures import procedure_view, procedures_view
from server.casework.views.search import SearchView, search
from server.domain.refusals import Refused
from server.store import audit
from tests.world import World

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def case(city: World, case_id: str, user_id: str = "okamura") -> CaseView:
    return case_view(city.services, city.caller(user_id), case_id)


def found(city: World, text: str, user_id: str = "saeki") -> SearchView:
    return search(city.services, city.caller(user_id), text)


# -- household, letters, head, procedures ------------------------------------------------------------------------------


def test_a_household_shows_members_documents_cases_and_the_twelve_months(city: World) -> None:
    view = household_view(city.services, city.caller("saeki"), city.household("insured").key)
    assert [(m.name, m.age, m.insured_number) for m in view.members] == [
        ("三浦 健", 55, "若葉 7000001-01"),
        ("三浦 由紀", 53, "若葉 7000001-02"),
    ]
    assert [c.status_word for c in view.certificates] == ["有効", "有効"]
    assert view.year.now == 11
    assert {row.marks for row in view.year.rows} == {("care",) * 12}


def test_the_month_of_acquisition_counts_the_months_before_do_not(city: World) -> None:
    city.checked("single", insurer_loss_date="2026-11-05")
    view = household_view(city.services, city.caller("saeki"), city.household("single").key)
    (row,) = view.year.rows
    assert row.marks == ("out",) * 7 + ("in",) * 5
    assert [line.number for line in view.cases] == ["R8-000001"]


def test_the_whole_address_is_asked_for_by_itself_and_each_look_is_on_record(city: World) -> None:
    key = city.household("single").key
    view = household_view(city.services, city.caller("saeki"), key)
    assert "一丁目2番3号" not in repr(view)
    assert "一丁目2番3号" in address_of(city.services, city.caller("saeki"), key)
    with city.database.read() as conn:
        kinds = [event.kind for event in audit.events_of(conn, household_key=key)]
    assert kinds == ["household.address", "household.view"]


@pytest.mark.parametrize(("household", "code"), [("north", "out_of_scope"), ("protected", "protected_person")])
def test_a_household_is_not_for_everyone(town: World, household: str, code: str) -> None:
    key = town.household(household).key
    for look in (household_view, address_of):
        with pytest.raises(Refused, match=code):
            look(town.services, town.caller("saeki"), key)


def test_letters_are_listed_by_state_within_scope(town: World) -> None:
    town.checked("single")
    issue_requested(town.services)
    view = letters_view(town.services, town.caller("okamura"), LettersQuery(status="rendered"))
    assert (view.total, view.waiting) == (2, 2)
    assert {row.case_number for row in view.rows} == {"R8-000001"}
    assert letters_view(town.services, town.caller("kitano"), LettersQuery()).total == 0
    one = next(row for row in view.rows if row.letter == "enrolment/certificate")
    page = letter_view(town.services, town.caller("okamura"), one.letter_id)
    assert (page.addressee, page.ways) == ("本間 葵", ("WINDOW", "POST"))
    assert "国民健康保険法第9条第2項・第3項" in page.legal_basis
    looked = letter_view(town.services, town.caller("saeki"), one.letter_id)
    assert looked.ways == ()
    assert looked.why_not_release != ""


def test_the_heads_page_shows_what_must_not_be_forgotten(city: World) -> None:
    city.checked("single")
    city.entered("family")
    city.clock.set(date(2026, 12, 1))
    view = head_view(city.services, city.caller("kuroda"))
    assert [line.number for line in view.overdue] == ["R8-000002"]
    assert [line.left for line in view.overdue] == [-6]
    assert [line.number for line in view.daylist.earlier] == ["R8-000001"]
    assert [line.kind_word for line in view.messages] == ["資格の異動(賦課へ)"]
    assert [line.left for line in view.exports] == [-6]
    assert [office.office for office in view.offices] == ["chuo"]
    with pytest.raises(Refused, match="out_of_scope"):
        head_view(city.services, city.caller("kuroda"), "kita")
    with pytest.raises(Refused, match="no_right"):
        head_view(city.services, city.caller("saeki"))
    assert len(head_view(city.services, city.caller("sakai")).offices) == 8


def test_the_days_list_holds_what_was_decided_that_day_in_the_office(city: World) -> None:
    city.checked("single")
    view = daylist_view(city.services, city.caller("kuroda"))
    assert [(line.name, line.decided_by, line.confirmed_by) for line in view.rows] == [("本間 葵", "岡村 修", None)]
    assert daylist_view(city.services, city.caller("kuroda"), date(2026, 11, 17)).rows == ()
    assert daylist_view(city.services, city.caller("kitano")).rows == ()


def test_procedures_show_their_versions_and_how_many_cases_run(town: World) -> None:
    town.entered("single")
    (line,) = procedures_view(town.services, town.caller("okamura"))
    assert (line.slug, line.no, line.running) == ("enrolment", 1, 1)
    view = procedure_view(town.services, town.caller("okamura"), "enrolment")
    assert "enrolment/enter" in {part.key for part in view.forms}
    assert [version.in_force for version in view.versions] == [True]
    with pytest.raises(Refused, match="procedure_not_active"):
        procedure_view(town.services, town.caller("okamura"), "withdrawal")


# -- search ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("くわはら", ["桑原 徹", "桑原 陽菜", "桑原 美咲"]),
        ("ｸﾜﾊﾗ", ["桑原 徹", "桑原 陽菜", "桑原 美咲"]),
        ("桑原", ["桑原 徹", "桑原 陽菜", "桑原 美咲"]),
        ("クワハラ S59.9.14", ["桑原 徹"]),
        ("S59.9.14", ["桑原 徹"]),
        ("080-0000-0103", ["大塚 和子", "大塚 清"]),
        ("08000000103", ["大塚 和子", "大塚 清"]),
        ("若葉 7000001", ["三浦 健", "三浦 由紀"]),
        ("7000001-02", ["三浦 健", "三浦 由紀"]),
        ("セキ", []),
        ("だれもいない", []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(city: World, text: str, names: list[str]) -> None:
    view = found(city, text)
    assert view.exact is None
    assert [hit.name for hit in view.hits] == names


def test_a_complete_number_opens_at_once(city: World) -> None:
    case_id = city.checked("single")
    issue_requested(city.services)
    letter = next(line for line in case(city, case_id).letters if line.letter == "enrolment/certificate")
    code = letter_view(city.services, city.caller("okamura"), letter.letter_id).letter_code
    household = city.household("family")
    for text, kind, key in (
        ("R8-000001", "case", case_id),
        ("ｒ８－０００００１", "case", case_id),
        (code, "letter", letter.letter_id),
        (household.key, "household", household.key),
        (household.members[2].key, "household", household.key),
    ):
        exact = found(city, text).exact
        assert exact is not None, text
        assert (exact.kind, exact.key) == (kind, key)


def test_a_number_of_another_ward_opens_nothing(city: World) -> None:
    started = city.start("north", by="kitano")
    for text in (started.number, city.household("north").key, city.household("north").head.key):
        view = found(city, text)
        assert (view.exact, view.hits) == (None, ())


def test_hits_show_age_and_town_and_never_the_address(city: World) -> None:
    (hit,) = found(city, "ホンマ").hits
    assert (hit.age, hit.place, hit.number, hit.state_word) == (38, "中央区 青柳町", "0000000101", "加入なし")
    assert "一丁目" not in repr(hit)
    city.checked("single")
    assert found(city, "ホンマ").hits[0].state_word == "加入中"


def test_the_protected_are_found_without_a_name_by_those_without_the_right(city: World) -> None:
    (hidden,) = found(city, "シライシ").hits
    assert (hidden.name, hidden.place, hidden.restricted, hidden.number) == (None, None, True, "0000000104")
    (seen,) = found(city, "シライシ", "okamura").hits
    assert (seen.name, seen.restricted) == ("白石 綾", False)


@pytest.mark.parametrize("text", ["123456789018", "1234-5678-9018", "１２３４ ５６７８ ９０１８", "桑原 123456789018"])
def test_a_my_number_is_never_searched_and_the_attempt_is_on_record_without_it(town: World, text: str) -> None:
    with pytest.raises(Refused, match="search_my_number"):
        found(town, text)
    with town.database.read() as conn:
        (event,) = audit.events_of(conn, user_id="saeki")
    assert event.kind == "search.refuse"
    assert not re.search("[0-9]{4}.?5678", repr(event))


def test_someone_whom_no_register_knows_is_found_by_his_case(city: World) -> None:
    started = city.start(None)
    (hit,) = found(city, "ニッタ").hits
    assert (hit.kind, hit.number, hit.name) == ("case", started.number, "新田 渚")


def test_nothing_is_searched_without_the_right(town: World) -> None:
    with pytest.raises(Refused, match="no_right"):
        found(town, "桑原", "center1")
