"""Pictures of the workshop on screen: figures on the diagram, the difference on both; every door shut to the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from server.store.workshop import Draft
from tests.casework.moving_world import changed, released
from tests.casework.workshop_people import DIAGRAM, drawn, manager
from tests.web.clerk import Clerk, Screen
from tests.world import World

FIGURES = "/workshop/procedures/enrolment/figures"


def badges(shown: Screen, picture: int = 0) -> list[dict[str, Any]]:
    """What stands on a picture of the page."""
    found: list[dict[str, Any]] = json.loads(shown.page.xpath("//figure/@data-badges")[picture])
    return found


def row(shown: Screen, name: str) -> list[str]:
    """The cells of the table's row with this name."""
    (found, *_) = shown.page.xpath(f"//tr[th='{name}']")
    return [" ".join(cell.text_content().split()) for cell in found.xpath("./td")]


def test_the_figures_stand_on_the_diagram_and_in_the_table_beside_it(office: Flask, city: World) -> None:
    city.identified("single")
    late = city.identified("family")
    due = city.open_task(late, "enter").due_on
    assert due is not None
    city.clock.wait(days=20)
    shown = Clerk(office, "mizuno").open(FIGURES)
    assert (shown.status, "2026年11月に始まった案件 2件" in shown.words) == (200, True)
    at_entry = [(one["look"], one["text"]) for one in badges(shown) if one["id"] == "enter"]
    assert at_entry == [("late", "いま 2件(超過 2件)")]
    at_call = [(one["look"], one["text"]) for one in badges(shown) if one["id"] == "identity"]
    assert at_call[0] == ("passed", "2回")  # what the called part did
    assert [look for look, _ in at_call] == ["passed", "wait"]
    assert row(shown, "届出内容を入力する")[4:6] == ["2", "2"]
    ways = {one["id"]: one["text"] for one in badges(shown) if one["look"] == "way"}
    assert set(ways.values()) == {"2回"}
    assert shown.links("事象を CSV で") == ["/workshop/procedures/enrolment/events.csv?office=&month=2026-11"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("month=2026-10", 200, "この月・所属の案件はありません"),
        ("month=2026-10&office=kita", 200, "この月・所属の案件はありません"),
        ("month=", 200, "すべての月に始まった案件 1件"),
        ("month=2026-13", 200, "2026年11月に始まった案件 1件"),
        ("month=<b>", 200, "2026年11月に始まった案件 1件"),
        ("month=&office=nowhere", 200, "この月・所属の案件はありません"),
    ],
)
def test_office_and_month_narrow_the_figures(office: Flask, city: World, asked: str, status: int, said: str) -> None:
    city.identified("single")
    shown = Clerk(office, "mizuno").open(f"{FIGURES}?{asked}")
    assert (shown.status, said in shown.words) == (status, True)


def test_the_figures_of_what_is_no_procedure_are_not_found(office: Flask, city: World) -> None:
    assert Clerk(office, "mizuno").open("/workshop/procedures/nothing/figures").status == 404


# ---- the difference on two pictures ---------------------------------------------------------------

_MOVED = ('bpmnElement="enter"', '<dc:Bounds x="')


def _edited(city: World) -> Draft:
    """A step more behind the first one, another name, another period; the last end only stands elsewhere."""
    mizuno = manager(city, "mizuno")
    draft = begin_draft(city.services, mizuno, "enrolment")
    files = changed(draft_files(city.services, draft))
    return save_files(city.services, mizuno, draft.draft_id, files, draft.rev).draft


def _moved_only(city: World) -> Draft:
    mizuno = manager(city, "mizuno")
    draft = begin_draft(city.services, mizuno, "enrolment")
    text = draft_files(city.services, draft)[DIAGRAM].decode()
    before, shape, after = text.partition(_MOVED[0])
    between, bounds, rest = after.partition(_MOVED[1])
    content = before + shape + between + bounds + "1" + rest
    return save_files(city.services, mizuno, draft.draft_id, {DIAGRAM: content.encode()}, draft.rev).draft


def _numbers(shown: Screen) -> list[str]:
    return [" ".join(one.text_content().split()) for one in shown.page.xpath("//tbody/tr/th[@scope='row']")]


def test_what_was_added_and_changed_bears_the_numbers_of_its_sentences(office: Flask, city: World) -> None:
    draft = _edited(city)
    shown = Clerk(office, "mizuno").open(f"/workshop/{draft.draft_id}/difference")
    assert shown.status == 200
    before, after = ({one["id"]: one for one in badges(shown, at)} for at in (0, 1))
    assert ("look_again" in before, after["look_again"]["look"]) == (False, "added")
    assert (before["enter"]["look"], before["enter"]["text"]) == (after["enter"]["look"], after["enter"]["text"])
    number = after["look_again"]["text"].removeprefix("＋ ")
    (sentence,) = [one for one in shown.page.xpath("//tbody/tr") if one.xpath(f"./th[.='{number}']")]
    assert "足した" in sentence.text_content()
    assert "「入力をもう一度見る」を追加" in sentence.text_content()
    numbers = _numbers(shown)
    assert numbers == [str(one) for one in range(1, len(numbers) + 1)]
    told = {one for picture in (before, after) for badge in picture.values() for one in badge["text"][2:].split("・")}
    assert told <= set(numbers)
    assert "様式「enrolment/look_again」を追加" in shown.words


def test_what_only_stands_elsewhere_is_named_as_that(office: Flask, city: World) -> None:
    draft = _moved_only(city)
    shown = Clerk(office, "mizuno").open(f"/workshop/{draft.draft_id}/difference")
    assert "違い 1件(うち見た目だけ 1件)" in shown.words
    assert [[(one["id"], one["text"]) for one in badges(shown, at)] for at in (0, 1)] == [[("enter", "⋯ 1")]] * 2
    assert "見た目だけ" in row_text(shown, "1")


def row_text(shown: Screen, number: str) -> str:
    """All words of the sentence with this number."""
    return " ".join(row(shown, number))


def test_an_untouched_draft_shows_two_pictures_without_a_number(office: Flask, city: World) -> None:
    draft = begin_draft(city.services, manager(city, "mizuno"), "enrolment")
    shown = Clerk(office, "mizuno").open(f"/workshop/{draft.draft_id}/difference")
    assert (badges(shown), badges(shown, 1)) == ([], [])
    assert "この図に違いはありません" in shown.words


def test_two_versions_are_compared_either_way(office: Flask, city: World) -> None:
    old, new = released(city)
    mizuno, at = Clerk(office, "mizuno"), "/workshop/procedures/enrolment/difference"
    last = mizuno.open(at)
    assert {one["id"]: one["look"] for one in badges(last, 1)}["look_again"] == "added"
    assert "14開庁日から30日へ(期限が過ぎた: document_wait → number_check_wait)" in last.words
    back = mizuno.open(f"{at}?old={new}&new={old}")
    assert {one["id"]: one["look"] for one in badges(back)}["look_again"] == "removed"
    for figure in back.page.xpath("//figure/@data-xml"):
        drawing = mizuno.open(figure)
        assert (drawing.status, drawing.answer.mimetype) == (200, "application/xml")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/workshop/nothing/difference", 404),
        ("/workshop/{draft}/difference?path=forms/enrolment/enter.yaml", 422),
        ("/workshop/{draft}/picture.xml", 404),
        ("/workshop/{draft}/picture.xml?path=forms/enrolment/enter.yaml", 404),
        ("/workshop/versions/nothing/picture.xml?path=workflows/enrolment/enrolment.bpmn", 404),
        ("/workshop/procedures/nothing/difference", 404),
        ("/workshop/procedures/enrolment/difference?old=nothing", 404),
    ],
)
def test_what_is_not_there_is_said_to_managers_and_hidden_from_the_rest(
    office: Flask, city: World, address: str, status: int
) -> None:
    path = address.format(draft=drawn(city).draft_id)
    assert Clerk(office, "mizuno").open(path).status == status
    assert Clerk(office, "saeki").open(path).status == 403
