"""The workshop on screen: drawn by one manager, released by another, cases moved; every door shut to the rest."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.casework.workshop.drafts import draft_files
from server.casework.workshop.parts import VALUES_PATH, rows_as_file
from server.store import procedures, workshop
from server.store.workshop import Draft
from tests.casework.moving_world import changed
from tests.casework.test_replaying import papers_after
from tests.casework.test_workshop_parts import row_of, with_parts
from tests.casework.workshop_people import DIAGRAM, drawn
from tests.web.clerk import Clerk, Screen
from tests.world import World

BASE = "/workshop"


def _draft(city: World) -> Draft:
    with city.database.read() as conn:
        found = workshop.live_draft(conn, "enrolment")
    assert found is not None
    return found


def _send_json(clerk: Clerk, screen: Screen, address: str, body: object) -> TestResponse:
    """As the editor saves."""
    (token, *_) = screen.page.xpath("//input[@name='csrf_token']/@value")
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    return clerk.client.post(address, json=body, headers=headers)


def test_a_draft_is_drawn_proposed_and_released_by_a_second_manager_and_cases_move(office: Flask, city: World) -> None:
    case_id = city.identified("single")
    old = city.case(case_id).procedure_hash
    mizuno, hayashi = Clerk(office, "mizuno"), Clerk(office, "hayashi")
    listed = mizuno.open(BASE)
    begun = mizuno.press(listed, "下書きを始める")
    draft = _draft(city)
    assert begun.path == f"{BASE}/{draft.draft_id}"
    drawn_now = changed(draft_files(city.services, draft))
    edits = {path: None if data is None else data.decode() for path, data in drawn_now.items()}
    saved = _send_json(mizuno, begun, f"{begun.path}/files", {"rev": draft.rev, "files": edits})
    assert saved.status_code == 200
    assert [one for one in saved.get_json()["findings"] if one["severity"] == "error"] == []
    shown = mizuno.open(begun.path)
    assert "届出の内容を入力する" in shown.text
    assert "14開庁日から30日へ(期限が過ぎた: document_wait → number_check_wait)" in shown.text
    wrong = mizuno.send(shown, f"{begun.path}/propose", rev=str(_draft(city).rev), valid_from="昨日", reason="なぜか")
    assert (wrong.status, 'value="なぜか"' in wrong.text) == (422, True)
    day = city.clock.business_day().isoformat()
    mizuno.send(wrong, f"{begun.path}/propose", rev=str(_draft(city).rev), valid_from=day, reason="なぜか")
    rev = str(_draft(city).rev)
    own = mizuno.open(begun.path)
    (token, *_) = own.page.xpath("//input[@name='csrf_token']/@value")
    crafted = mizuno.post(f"{begun.path}/release", {"csrf_token": token, "rev": rev})
    assert (crafted.status, _draft(city).status) == (403, "proposed")
    theirs = hayashi.open(begun.path)
    done = hayashi.send(theirs, f"{begun.path}/release", rev=rev)
    assert done.path == f"{BASE}/procedures/enrolment"
    asked = hayashi.open(f"{done.path}?from={old}")
    assert "移せる 1件、残る 0件" in asked.text
    new = city.start("family").case_id
    to = city.case(new).procedure_hash
    planned = hayashi.send(asked, f"{done.path}/moves", **{"from": old, "to": to})
    moved = hayashi.send(planned, f"{planned.path}/go")
    assert (moved.status, city.case(case_id).procedure_hash) == (200, to)
    hayashi.send(moved, f"{moved.path}/undo")
    assert city.case(case_id).procedure_hash == old


def test_two_browsers_on_one_draft_lose_nothing(office: Flask, city: World) -> None:
    draft = drawn(city)
    hayashi = Clerk(office, "hayashi")
    page = hayashi.open(f"{BASE}/{draft.draft_id}")
    late = _send_json(hayashi, page, f"{page.path}/files", {"rev": draft.rev - 1, "files": {DIAGRAM: "<late/>"}})
    assert (late.status_code, _draft(city).rev) == (409, draft.rev)
    with city.database.read() as conn:
        ((_, kept),) = workshop.asides(conn, draft.draft_id, "hayashi")
        assert procedures.artefacts(conn, [kept])[kept] == b"<late/>"


@pytest.mark.parametrize(
    "body", [None, [], {"rev": "1", "files": {}}, {"rev": 1, "files": []}, {"rev": 1, "files": {}}]
)
def test_a_crafted_save_is_refused_and_changes_nothing(office: Flask, city: World, body: object) -> None:
    draft = drawn(city)
    mizuno = Clerk(office, "mizuno")
    page = mizuno.open(f"{BASE}/{draft.draft_id}")
    answer = _send_json(mizuno, page, f"{page.path}/files", body)
    assert (400 <= answer.status_code < 500, _draft(city).rev) == (True, draft.rev)


def test_without_the_right_no_page_of_the_workshop_opens(office: Flask, city: World) -> None:
    draft = drawn(city)
    saeki = Clerk(office, "saeki")
    for path in (
        BASE,
        f"{BASE}/{draft.draft_id}",
        f"{BASE}/procedures/enrolment",
        f"{BASE}/{draft.draft_id}/files.zip",
    ):
        assert saeki.open(path).status == 403


def test_a_replay_says_by_title_which_letter_would_fall_away_and_which_day_would_move(
    office: Flask, city: World
) -> None:
    papers_after(city, 25)
    draft = with_parts(city, {VALUES_PATH: rows_as_file([row_of(city, value=40)])})
    shown = Clerk(office, "mizuno").open(f"{BASE}/{draft.draft_id}/replay")
    for words in ("通知書が違う", "期限の日が違う", "その案件の日にもう決まっていたものとして"):
        assert words in shown.text, words
    rows = [[str(cell.text_content()).strip() for cell in row.xpath("./td")] for row in shown.page.xpath("//tbody/tr")]
    assert [row[4] for row in rows if row[1] == "通知書が違う"][1:] == ["なし"]
