"""The editor's doors (図の編集): its data, a file from elsewhere taken in or refused, and every wrong way in."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from flask import Flask

from server.casework.workshop.drafts import discard_draft, draft_files, get
from server.store.workshop import Draft
from tests.casework.workshop_people import DIAGRAM, drawn, manager, proposed
from tests.web.clerk import Clerk, Screen
from tests.world import World

SAMPLE = Path(__file__).parents[1] / "browser" / "diagrams" / "descriptive.bpmn"


def _json(clerk: Clerk, address: str) -> dict[str, object]:
    answer = clerk.client.get(address, headers={"Accept": "application/json"})
    found: dict[str, object] = answer.get_json()
    return found | {"status_code": answer.status_code}


def _take(clerk: Clerk, page: Screen, draft: Draft, **fields: str) -> Screen:
    (token, *_) = page.page.xpath("//input[@name='csrf_token']/@value")
    wanted = {"rev": str(draft.rev), "file": base64.b64encode(SAMPLE.read_bytes()).decode(), **fields}
    return clerk.post(f"/workshop/{draft.draft_id}/edit/foreign/take", {"csrf_token": token, **wanted})


def _now(city: World, draft: Draft) -> Draft:
    with city.database.read() as conn:
        return get(conn, draft.draft_id)


def test_the_editor_is_told_what_may_be_chosen_in_words(office: Flask, city: World) -> None:
    draft = drawn(city)
    data = _json(Clerk(office, "mizuno"), f"/workshop/{draft.draft_id}/edit/data")
    choices = data["choices"]
    assert isinstance(choices, dict)
    assert {"id": "document_wait", "name": "14開庁日"}.items() <= next(
        one for one in choices["periods"] if one["id"] == "document_wait"
    ).items()
    operator = next(one for one in choices["operators"] if one["id"] == "enrolment/precheck")
    assert {"id", "type", "required"} <= set(operator["inputs"][0])
    assert {"id": "counter", "name": "窓口担当"} in choices["roles"]
    assert any(one["id"] == "enter" and one["fields"] for one in choices["forms"])
    assert any(one["id"] == "authority" and one["outputs"] for one in choices["tables"])
    assert any(one["id"] == "examination" for one in choices["parts"])
    assert choices["letters"]
    assert data["rev"] == draft.rev


def test_who_else_draws_is_named(office: Flask, city: World) -> None:
    draft = drawn(city)
    state = f"/workshop/{draft.draft_id}/edit/state?path={DIAGRAM}"
    _json(Clerk(office, "hayashi"), state)
    told = _json(Clerk(office, "mizuno"), state)
    assert (told["rev"], len(str(told["others"])) > len("[]")) == (draft.rev, True)
    assert "enrolment.bpmn" in str(told["others"])


@pytest.mark.parametrize("path", ["workflows/arrears/arrears.bpmn", "../../etc/passwd", "x" * 4000, "%00"])
def test_a_diagram_the_draft_does_not_have_is_refused(office: Flask, city: World, path: str) -> None:
    draft = drawn(city)
    for place in ("edit", "edit/data"):
        told = Clerk(office, "mizuno").client.get(f"/workshop/{draft.draft_id}/{place}?path={path}")
        assert 400 <= told.status_code < 500


def test_only_an_open_draft_is_drawn_on(office: Flask, city: World) -> None:
    draft = proposed(city)
    mizuno = Clerk(office, "mizuno")
    assert mizuno.open(f"/workshop/{draft.draft_id}/edit").status == 409
    assert _json(mizuno, f"/workshop/{draft.draft_id}/edit/data")["code"] == "draft_proposed"
    discard_draft(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    assert _json(mizuno, f"/workshop/{draft.draft_id}/edit/data")["code"] == "draft_closed"
    assert mizuno.open(f"/workshop/{'0' * 32}/edit").status == 404


def test_nobody_without_the_right_sees_or_takes_anything(office: Flask, city: World) -> None:
    draft, saeki = drawn(city), Clerk(office, "saeki")
    for place in ("edit", "edit/data", "edit/state"):
        assert saeki.open(f"/workshop/{draft.draft_id}/{place}").status == 403
    assert _take(saeki, saeki.open("/inbox"), draft).status == 403
    assert _now(city, draft).rev == draft.rev


def test_what_is_no_diagram_is_refused_and_the_draft_stays(office: Flask, city: World) -> None:
    draft, mizuno = drawn(city), Clerk(office, "mizuno")
    page = mizuno.open(f"/workshop/{draft.draft_id}/edit")
    for wrong in ("", "?", base64.b64encode(b"<no").decode(), base64.b64encode(b"<a/>").decode()):
        told = _take(mizuno, page, draft, file=wrong, all="1")
        assert (told.status, "図として開けません" in told.text) == (422, True)
    assert _now(city, draft).rev == draft.rev


def test_a_stale_page_keeps_the_list_and_pressed_twice_takes_it_once(office: Flask, city: World) -> None:
    draft, mizuno = drawn(city), Clerk(office, "mizuno")
    page = mizuno.open(f"/workshop/{draft.draft_id}/edit")
    late = _take(mizuno, page, draft, rev=str(draft.rev - 1), all="1")
    assert (late.status, "先に保存しました" in late.text, "書き換え" in late.text) == (409, True, True)
    _take(mizuno, page, draft, all="1")
    taken = _now(city, draft)
    again = _take(mizuno, page, draft, all="1")
    assert (again.status, _now(city, draft).rev) == (409, taken.rev)
    kept = draft_files(city.services, taken)[DIAGRAM].decode()
    assert 'id="enrolment"' in kept
    assert "maker:card" in kept
