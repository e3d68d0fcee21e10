"""Searches find people as the office knows them, within scope, and show no full address and no My Number."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import timedelta

import pytest

from server.domain.rights import ALL
from server.store import case_list, cases, decisions, households, inbox, incidents, letters
from server.store.database import Database
from server.store.households import PersonHit, PersonQuery, office_of_household, search_persons, search_residents
from tests.store.city import DAY, apply, change, household, member, person
from tests.store.test_facts import resident

CHUO = frozenset({"chuo"})


@pytest.fixture
def town(city: Database) -> Database:
    apply(
        city,
        household("H1", phone="043-111-2222"),
        household("H2", "kita"),
        person("P1", "髙野 正", "タカノ タダシ", "1968-05-01"),
        person("P2", "高野 真由", "コウノ マユ", "1990-12-31"),
        person("P3", "ファム ティ ホア", "ファム　ティ　ホア", "1995-00-00", protected=True),
        member("P1", "H1"),
        member("P2", "H2"),
        member("P3", "H1", "OTHER"),
        resident("R1", "H9", "HEAD", "相馬 ひとみ", "ソウマ ヒトミ", "1980-02-29"),
        change(
            "open_eligibility",
            person_key="P1",
            household_key="H1",
            shikaku_from="2026-06-15",
            tekiyo_from="2026-06-15",
            acquired_by="moved_in",
            symbol="若1",
            number="0000007",
            branch="01",
        ),
    )
    return city


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PersonQuery(kana="ﾀｶﾉ"), ["P1"]),
        (PersonQuery(kana="たか"), ["P1"]),
        (PersonQuery(kana="フアムテイ"), ["P3"]),
        (PersonQuery(name="髙野"), ["P1"]),
        (PersonQuery(name="高野"), ["P2"]),
        (PersonQuery(birth_date="1968-05-01", kana="タカ"), ["P1"]),
        (PersonQuery(birth_date="1968-05-02", kana="タカ"), []),
        (PersonQuery(person_key="P3"), ["P3"]),
        (PersonQuery(household_key="H1"), ["P1", "P3"]),
        (PersonQuery(insured_number="0000007"), ["P1"]),
        (PersonQuery(phone="0431112222"), ["P1", "P3"]),
        (PersonQuery(phone="０４３－１１１－２２２２"), ["P1", "P3"]),
        (PersonQuery(kana="%"), []),
        (PersonQuery(), []),
    ],
)
def test_people_are_found_by_what_they_say(town: Database, query: PersonQuery, expected: list[str]) -> None:
    with town.read() as conn:
        found = search_persons(conn, ALL, query, on=DAY)
    assert sorted(hit.person_key for hit in found) == expected


def test_a_ward_finds_its_own_people_alone(town: Database) -> None:
    with town.read() as conn:
        assert search_persons(conn, CHUO, PersonQuery(kana="コウ"), on=DAY) == ()
        assert search_persons(conn, frozenset(), PersonQuery(kana="タカ"), on=DAY) == ()


def test_a_hit_tells_state_and_town_but_no_full_address(town: Database) -> None:
    with town.read() as conn:
        (hit,) = search_persons(conn, CHUO, PersonQuery(person_key="P1"), on=DAY)
        (before,) = search_persons(conn, CHUO, PersonQuery(person_key="P1"), on=DAY - timedelta(days=365))
        (hidden,) = search_persons(conn, CHUO, PersonQuery(person_key="P3"), on=DAY)
    assert (hit.insured, hit.symbol, hit.number, hit.branch, hit.town) == (True, "若1", "0000007", "01", "青柳町")
    assert (before.insured, before.number) == (False, None)
    assert hidden.protected
    assert not {field.name for field in dataclasses.fields(PersonHit)} & {"address", "phone", "my_number"}


def test_residents_are_found_before_anyone_is_insured(town: Database) -> None:
    with town.read() as conn:
        assert [hit.person_key for hit in search_residents(conn, CHUO, PersonQuery(kana="ソウ"), on=DAY)] == ["R1"]
        assert search_residents(conn, frozenset({"kita"}), PersonQuery(kana="ソウ"), on=DAY) == ()
        assert search_residents(conn, ALL, PersonQuery(phone="1"), on=DAY) == ()
        assert search_residents(conn, ALL, PersonQuery(), on=DAY) == ()


def test_the_office_of_a_household_is_known_by_either_register(town: Database) -> None:
    with town.read() as conn:
        assert [office_of_household(conn, key, DAY) for key in ("H2", "H9", "H0")] == ["kita", "chuo", None]
        assert households.count_households(conn) == 2


def test_at_most_so_many_are_shown(town: Database) -> None:
    with town.read() as conn:
        assert len(search_persons(conn, ALL, PersonQuery(household_key="H1"), on=DAY, limit=1)) == 1


LISTINGS = (
    case_list.list_cases,
    cases.find_cases,
    decisions.daily_list,
    decisions.unconfirmed_before,
    households.search_persons,
    households.search_residents,
    inbox.count,
    inbox.counts_by_due,
    inbox.counts_by_element,
    inbox.inbox,
    inbox.next_task,
    inbox.overview_counts,
    incidents.open_incidents,
    letters.find_letters,
)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.__name__)
def test_every_listing_demands_the_scope_of_who_asks(listing: object) -> None:
    parameters = inspect.signature(listing).parameters  # type: ignore[arg-type]
    scope = parameters.get("scope") or parameters.get("work")
    assert scope is not None, "a listing without scope shows another office's people"
    assert scope.default is inspect.Parameter.empty, "a scope with a default is forgotten"


def test_no_listing_is_left_out_of_this_walk() -> None:
    """Every function that gives a page, or is named a search, a list or an inbox, stands above."""
    named = {listing.__name__ for listing in LISTINGS}
    for module in (cases, decisions, households, inbox, incidents, letters):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            looks_like_one = name.startswith(("find_", "search_", "open_incidents", "counts")) or name.endswith("_list")
            if function.__module__ == module.__name__ and looks_like_one:
                assert name in named, f"{module.__name__}.{name} is a listing: give it a scope and name it here"
