"""A household on the screen, and the one field that finds it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask

from server.casework.issue_letters import issue_requested
from server.store import audit, letters
from tests.people import HOUSEHOLDS
from tests.web.clerk import Clerk, Screen
from tests.world import World

MY_NUMBER = "123456789018"


def events(city: World) -> list[audit.AuditEvent]:
    with city.database.read() as conn:
        return list(audit.events_of(conn, limit=300))


def search(clerk: Clerk, text: str) -> Screen:
    return clerk.open("/search?" + urlencode({"q": text}))


def hits(screen: Screen) -> list[str]:
    return [" ".join(a.text_content().split()) for a in screen.page.xpath("//tbody//a[@data-open]")]


# ---- the household ----


def test_a_household_shows_members_year_documents_and_history(office: Flask, city: World) -> None:
    screen = Clerk(office, "saeki").open(f"/households/{HOUSEHOLDS['insured'].key}")
    assert screen.title == "三浦 健 世帯"
    for word in ("令和8年度(2026)", "三浦 由紀", "7000001-01", "社会保険の離脱", "R9.7.31まで"):
        assert word in screen.words
    assert "household.view" in [one.kind for one in events(city)]


def test_the_twelve_months_are_those_of_the_year_that_is_asked_for(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    address = f"/households/{HOUSEHOLDS['insured'].key}"
    now = clerk.open(address).page.xpath("//table[@class='year']//td[@class='on']")
    before = clerk.open(f"{address}?year=2021").page.xpath("//table[@class='year']//td[@class='on']")
    assert (len(now), len(before)) == (24, 0)


def test_the_whole_address_is_shown_when_it_is_asked_for_and_on_record(office: Flask, city: World) -> None:
    home = HOUSEHOLDS["insured"]
    clerk = Clerk(office, "saeki")
    screen = clerk.open(f"/households/{home.key}")
    assert home.address not in screen.text
    assert "青柳町" in screen.words
    after = clerk.press(screen, "番地を見る")
    assert home.address in after.words
    assert "household.address" in [one.kind for one in events(city)]


def test_cases_and_letters_of_the_household_lead_on(office: Flask, city: World) -> None:
    case_id = city.checked("single")
    issue_requested(city.services)
    with city.database.read() as conn:
        sent = {one.letter_id for one in letters.letters_of_case(conn, case_id)}
    screen = Clerk(office, "okamura").open(f"/households/{HOUSEHOLDS['single'].key}")
    assert screen.links("資格取得(加入)") == [f"/cases/{case_id}"]
    assert {href.rpartition("/")[2] for href in screen.links("国民健康保険")} == sent


@pytest.mark.parametrize(
    ("who", "name", "status", "code"),
    [
        ("kitano", "single", 404, "out_of_scope"),
        ("saeki", "north", 404, "out_of_scope"),
        ("saeki", "protected", 403, "protected_person"),
        ("center1", "single", 403, "no_right"),
    ],
)
def test_a_household_is_for_its_office_and_for_the_right(
    office: Flask, city: World, who: str, name: str, status: int, code: str
) -> None:
    screen = Clerk(office, who).open(f"/households/{HOUSEHOLDS[name].key}")
    assert screen.status == status
    assert code in screen.text
    assert HOUSEHOLDS[name].head.name not in screen.text


def test_a_number_nobody_has_is_told_so(office: Flask) -> None:
    assert Clerk(office, "saeki").open("/households/9999999999").status == 404


def test_a_protected_household_carries_its_warning_and_no_name_in_the_title(office: Flask, city: World) -> None:
    city.grant("saeki", "protected:view")
    screen = Clerk(office, "saeki").open(f"/households/{HOUSEHOLDS['protected'].key}")
    assert screen.status == 200
    assert "支援措置" in screen.words
    assert "白石" not in screen.page.xpath("//title")[0].text


# ---- the search ----


@pytest.mark.parametrize("text", ["クワハラ", "くわはら", "ｸﾜﾊﾗ", "桑原", "クワハラ S59.9.14", "080-0000-0102"])
def test_a_person_is_found_by_what_is_known(office: Flask, text: str) -> None:
    screen = search(Clerk(office, "saeki"), text)
    assert "桑原 徹" in hits(screen)
    assert "泉町二丁目" not in screen.text


def test_a_complete_number_opens_at_once(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    clerk = Clerk(office, "saeki")
    assert search(clerk, city.case(case_id).number).path == f"/cases/{case_id}"
    assert search(clerk, HOUSEHOLDS["family"].key).path == f"/households/{HOUSEHOLDS['family'].key}"


def test_a_letters_code_and_number_open_the_letter(office: Flask, city: World) -> None:
    case_id = city.checked("single")
    issue_requested(city.services)
    with city.database.read() as conn:
        letter = letters.letters_of_case(conn, case_id)[0]
    assert letter.data is not None
    found = search(Clerk(office, "okamura"), str(letter.data["letter_code"]))
    assert found.path == f"/letters/{letter.letter_id}"


@pytest.mark.parametrize("text", [MY_NUMBER, "1234-5678-9018", "１２３４５６７８９０１８", f"桑原 {MY_NUMBER}"])
def test_a_my_number_is_never_searched_and_stands_nowhere(office: Flask, city: World, text: str) -> None:
    screen = search(Clerk(office, "saeki"), text)
    assert screen.status == 422
    assert "個人番号では探せません" in screen.words
    assert screen.answer.request.query_string == b"refused=my_number"
    assert "5678" not in screen.text
    assert "search.refuse" in [one.kind for one in events(city)]
    assert not any("5678" in str(one) for one in events(city))


def test_what_nobody_is_called_finds_nobody(office: Flask) -> None:
    screen = search(Clerk(office, "saeki"), "ダレデモナイ")
    assert hits(screen) == []
    assert "当てはまる人も件もありません" in screen.words


def test_an_empty_search_asks_for_words(office: Flask) -> None:
    screen = Clerk(office, "saeki").open("/search")
    assert screen.status == 200
    assert "当てはまる" not in screen.words


def test_another_wards_people_are_not_found(office: Flask) -> None:
    assert hits(search(Clerk(office, "saeki"), "セキ タカシ")) == []
    assert hits(search(Clerk(office, "kitano"), "セキ タカシ")) == ["関 隆"]


def test_a_protected_person_is_a_hit_without_name_age_or_place(office: Flask) -> None:
    screen = search(Clerk(office, "saeki"), "シライシ")
    assert "白石" not in screen.text
    assert "汐見" not in screen.text
    assert "支援措置" in screen.words


def test_searching_is_a_right_of_its_own(office: Flask) -> None:
    assert search(Clerk(office, "center1"), "クワハラ").status == 403


def test_a_search_is_on_record_by_its_kind_alone(office: Flask, city: World) -> None:
    search(Clerk(office, "saeki"), "クワハラ")
    (found,) = [one for one in events(city) if one.kind == "person.search"]
    assert found.object_key == "kana"
    assert "クワハラ" not in str(found.detail)
