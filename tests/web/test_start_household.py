"""The household at the counter (世帯の照会): looked up from the form or brought from its page, never mixed."""

from __future__ import annotations

from flask import Flask

from tests.web.clerk import Clerk, Screen
from tests.world import World

FROM_REGISTER = ["0000000101", "本間 葵", "ホンマ　アオイ", "080-0000-0101"]
NAMES = ("household_key", "head_name", "head_kana", "phone")


def shown(screen: Screen) -> list[str]:
    """What stands in the fields of the household."""
    return [screen.fields()[name][0] for name in NAMES]


def test_from_the_page_of_a_household_its_particulars_come_along(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    (start,) = clerk.open("/households/0000000101").links("届を受け付ける")
    assert shown(clerk.open(start)) == FROM_REGISTER


def test_a_number_typed_is_looked_up_and_what_was_typed_is_never_overwritten(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.send(clerk.open("/start"), act="household", household_key="0000000101", phone="080-9999-0000")
    assert shown(page) == [*FROM_REGISTER[:3], "080-9999-0000"]
    assert page.errors() == []


def test_a_number_nobody_has_is_told_at_its_field_and_the_rest_stays(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    page = clerk.send(clerk.open("/start"), act="household", household_key="99", head_name="春田 空")
    assert shown(page)[:2] == ["99", "春田 空"]
    assert [error.partition(":")[0] for error in page.errors()] == ["世帯番号"]


def test_without_a_number_the_search_opens_and_what_was_typed_waits(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    assert clerk.send(clerk.open("/start"), act="household", acq_reason="birth").path == "/search"
    (start,) = clerk.open("/households/0000000101").links("届を受け付ける")
    back = clerk.open(start)
    assert shown(back) == FROM_REGISTER
    assert back.fields()["acq_reason"] == ["birth"]


def test_what_was_half_typed_for_another_household_is_not_mixed_in_but_named(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    clerk.send(clerk.open("/start"), act="household", acq_reason="birth", head_name="春田 空")
    (start,) = clerk.open("/households/0000000101").links("届を受け付ける")
    page = clerk.open(start)
    assert shown(page) == FROM_REGISTER
    assert page.fields()["acq_reason"] == [""]
    assert "書きかけの受付がほかにあります" in page.words
    (other,) = page.links("書きかけを開く")
    assert shown(clerk.open(other))[1] == "春田 空"


def test_a_protected_household_gives_nothing_but_its_number_to_whom_it_is_closed(office: Flask, city: World) -> None:
    key = city.household("protected").key
    page = Clerk(office, "saeki").open(f"/start/enrolment?household_key={key}")
    assert page.status == 200
    assert shown(page) == [key, "", "", ""]
    assert city.household("protected").head.name not in page.words


def test_a_household_of_another_ward_gives_nothing_but_its_number(office: Flask, city: World) -> None:
    key = city.household("north").key
    page = Clerk(office, "saeki").open(f"/start/enrolment?household_key={key}")
    assert shown(page) == [key, "", "", ""]


def test_the_look_is_on_record(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    before = looks(city)
    clerk.send(clerk.open("/start"), act="household", household_key="0000000101")
    assert looks(city) == before + 1


def looks(city: World) -> int:
    """How often a household was looked at."""
    with city.database.engine.connect() as conn:
        counted = conn.exec_driver_sql("SELECT count(*) FROM audit_events WHERE kind = 'household.view'")
        return int(counted.scalar_one())


def test_what_is_half_typed_is_listed_by_the_name_of_its_procedure(office: Flask) -> None:
    clerk = Clerk(office, "saeki")
    clerk.send(clerk.open("/start"), act="household", acq_reason="birth")
    assert "受付 資格取得(加入)" in clerk.open("/drafts").words
