"""Incomes of the tax system taken in: whole or not at all, once, in order, without a gap, and no levy by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from server.casework.import_incomes import Imported, import_incomes, settle
from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import feeds, incidents, incomes
from server.store import tables as t
from tests.tax_files import DAY, figures, row, tax_file
from tests.world import World

P1, P2, NOBODY = "000000000001011", "000000000001021", "000000000009999"
WEEK = timedelta(days=7)


def take(city: World, rows: list[dict[str, Any]], **header: Any) -> Imported:
    return import_incomes(city.services, city.system(), tax_file(rows, **header), name="I02-1.jsonl")


def income_of(city: World, person: str, year: int = 2025) -> incomes.Income | None:
    with city.database.read() as conn:
        return incomes.by_persons(conn, [person], year, on=city.clock.business_day()).get(person)


def rows_of(city: World) -> tuple[int, int, int]:
    with city.database.read() as conn:
        counted = (t.incomes, t.feed_files, t.feed_quarantine)
        return tuple(conn.execute(select(func.count()).select_from(one)).scalar_one() for one in counted)  # type: ignore[return-value]


def open_incidents(city: World) -> list[tuple[str, str]]:
    with city.database.read() as conn:
        return [(one.kind, one.summary) for one in incidents.open_incidents(conn, ALL)]


def test_a_changed_income_is_a_new_version_with_its_row_as_source(city: World) -> None:
    done = take(city, [row(P1, figures=figures(2_000_000, casualty_loss=300_000))])
    assert (done.records, done.changed, done.unchanged) == (1, 1, 0)
    now = income_of(city, P1)
    assert now is not None
    assert (now.figures["levy_income"], now.figures["reduction_income"]) == (2_000_000, 1_700_000)
    assert (now.by_event, now.from_tax) == ("file:I02/1/2", True)


def test_a_row_that_says_what_is_known_changes_nothing(city: World) -> None:
    take(city, [row(P1)])
    before = income_of(city, P1)
    city.clock.set(DAY + WEEK)
    done = take(city, [row(P1, day=DAY + WEEK)], last=DAY + WEEK, sequence_no=2)
    assert (done.changed, done.unchanged, done.households) == (0, 1, ())
    assert income_of(city, P1) == before


def test_who_has_not_declared_is_unknown_and_not_zero(city: World) -> None:
    take(city, [row(P1, reported="NOT_DECLARED", figures={})])
    now = income_of(city, P1)
    assert now is not None
    assert (now.known, now.figures) == (False, {})


def test_a_person_in_no_household_waits_until_somebody_settles_the_row(city: World) -> None:
    done = take(city, [row(P1), row(NOBODY)])
    assert (done.changed, done.quarantined) == (1, (3,))
    assert ("feed_look_at", "世帯のない人の所得が1件あります。自動では賦課しません") in open_incidents(city)
    with city.database.read() as conn:
        (item,) = feeds.waiting(conn, "I02")
    with pytest.raises(Refused, match="feed_item_nobody"):
        settle(city.services, city.system(), item.item_id, take=True)
    person = {
        "person_key": NOBODY,
        "name": "新井 空",
        "name_kana": "アライ　ソラ",
        "sex": "F",
        "birth_date": "1990-04-05",
    }
    place = {"person_key": NOBODY, "household_key": city.household("single").key, "relation": "OTHER"}
    city.change(
        RegisterChange("put_person", "n/p", {**person, "valid_from": "2026-11-01"}),
        RegisterChange("put_membership", "n/m", {**place, "valid_from": "2026-11-01"}),
    )
    settle(city.services, city.system(), item.item_id, take=True)
    assert income_of(city, NOBODY) is not None
    with pytest.raises(Refused, match="feed_item_unknown"):
        settle(city.services, city.system(), item.item_id, take=False)


def test_a_correction_behind_the_two_years_waits_and_makes_no_levy(city: World) -> None:
    """国民健康保険法110条の2: first due date 2024-07-01 (6/30 a Sunday), so the last day is 2026-07-01."""
    done = take(city, [row(P1, year=2023), row(P2, year=2024)])
    assert (done.changed, done.barred) == (1, (2,))
    assert income_of(city, P1, 2023) is None
    assert income_of(city, P2, 2024) is not None
    assert any("賦課決定の期間" in summary for _, summary in open_incidents(city))


WRONG = [
    ({}, "feed_file_twice"),
    ({"sequence_no": 3, "last": DAY + WEEK}, "feed_file_out_of_sequence"),
    ({"sequence_no": 1, "last": DAY + WEEK}, "feed_file_out_of_sequence"),
    ({"sequence_no": 2, "last": DAY + 2 * WEEK}, "feed_file_period_missed"),
    ({"sequence_no": 2, "last": DAY + WEEK, "days": 9}, "feed_file_period_missed"),
    ({"sequence_no": 2, "last": DAY + WEEK, "record_count": 5}, "feed_file_invalid"),
]


@pytest.mark.parametrize(("header", "code"), WRONG)
def test_a_wrong_file_writes_nothing_and_leaves_an_incident(town: World, header: dict[str, Any], code: str) -> None:
    take(town, [row(P1)])
    town.clock.set(DAY + 2 * WEEK)
    before = rows_of(town)
    day = header.get("last", DAY)
    with pytest.raises(Refused, match=code):
        take(town, [row(P1 if not header else P2, day=day)], **header)
    assert rows_of(town) == before
    assert [kind for kind, _ in open_incidents(town)] == ["feed_file_refused"]


def test_a_my_number_in_the_file_is_refused_and_stands_nowhere(town: World) -> None:
    with pytest.raises(Refused, match="feed_file_invalid"):
        take(town, [row(P1, remark="123456789018")])
    assert "123456789018" not in str(open_incidents(town))
    assert rows_of(town)[1:] == (0, 0)


def test_a_clerk_without_the_right_takes_in_nothing(town: World) -> None:
    with pytest.raises(Refused, match="no_right"):
        import_incomes(town.services, town.caller("saeki"), tax_file([row(P1)]), name="x")
    with pytest.raises(Refused, match="no_right"):
        settle(town.services, town.caller("saeki"), "x", take=True)


def owed(city: World, day: date) -> str | None:
    with city.database.read() as conn:
        found = feeds.missing(conn, "I02", day)
    return None if found is None else found.why


def test_a_missing_delivery_is_seen_and_blocks_what_rests_on_it(town: World) -> None:
    assert owed(town, DAY) == "NEVER"
    take(town, [row(P1)])
    assert owed(town, DAY) == "YEARLY"
    town.clock.set(DAY + WEEK)
    take(town, [], last=DAY + WEEK, sequence_no=2, kind="YEARLY")
    assert owed(town, DAY + WEEK) is None
    assert owed(town, DAY + WEEK + timedelta(days=10)) is None
    assert owed(town, DAY + WEEK + timedelta(days=11)) == "LATE"
    with town.database.read() as conn, pytest.raises(Refused, match="feed_missing"):
        feeds.require_present(conn, "I02", DAY + 5 * WEEK)
