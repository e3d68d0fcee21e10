"""The try-out on screen: walked by hand, wrong input answered, recorded as a walk that must hold from then on."""

from __future__ import annotations

import json

from flask import Flask

from server.casework.workshop.drafts import draft_files
from server.store import workshop
from tests.casework.test_trying import rows
from tests.casework.workshop_people import drawn
from tests.web.clerk import Clerk, Screen
from tests.world import TREE, World


def carried(shown: Screen) -> dict[str, str]:
    """What the page carries of the session."""
    return {name: str(shown.page.xpath(f"//input[@name='{name}']/@value")[0]) for name in ("_walk", "_rev")}


def typed(values: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if isinstance(value, str)}


def sent(clerk: Clerk, shown: Screen, path: str, **fields: object) -> Screen:
    """One act of the session, as a button of the page sends it."""
    (token, *_) = shown.page.xpath("//input[@name='csrf_token']/@value")
    return clerk.post(path, {"csrf_token": token, **carried(shown), **fields})


def begun(clerk: Clerk, path: str, city: World) -> Screen:
    fields = typed(city.answers_start("single")) | {"_element": "start", "_act": "begin", "_day": "R8.11.18"}
    return sent(clerk, clerk.open(path), path, **fields, documents=["notification"])


def test_a_draft_is_walked_by_hand_and_recorded(office: Flask, city: World) -> None:
    draft = drawn(city)
    mizuno, path = Clerk(office, "mizuno"), f"/workshop/{draft.draft_id}/tryout"
    first = begun(mizuno, path, city)
    assert first.status == 200
    assert json.loads(carried(first)["_walk"])["data"]["head_name"]
    opened = sent(mizuno, first, path, _act="form:check_identity")
    assert 'name="method"' in opened.text
    wrong = sent(mizuno, opened, path, _act="answer:check_identity", _element="check_identity")
    assert (wrong.status, json.loads(carried(wrong)["_walk"]).get("acts")) == (422, [])
    answers = typed(city.answers_identity())
    told = sent(mizuno, wrong, path, **answers, _act="answer:check_identity", _element="check_identity")
    assert told.status == 200
    later = sent(mizuno, told, path, _act="days", _days="20")
    assert "令和8年12月8日" in later.text
    back = sent(mizuno, later, path, _act="undo")
    assert "令和8年11月18日" in back.text
    kept = sent(mizuno, back, path, _act="record", _name="by_hand")
    assert kept.path == f"/workshop/{draft.draft_id}"
    with city.database.read() as conn:
        now = workshop.get_draft(conn, draft.draft_id)
    assert now is not None
    recorded = draft_files(city.services, now)["workflows/enrolment/scenarios/by_hand.yaml"].decode()
    assert "answer: check_identity" in recorded
    assert "status: waiting" in recorded


WRONG: tuple[dict[str, str], ...] = (
    {"_act": "days", "_days": ""},
    {"_act": "days", "_days": "-1"},
    {"_act": "days", "_days": "99999999999"},
    {"_act": "answer:nobody"},
    {"_act": "message:check_identity"},
    {"_act": "next"},
    {"_act": "facts", "_fact": "household:1", "_value": "{"},
    {"_act": "record", "_name": ""},
    {"_act": "record", "_name": "../x"},
    {"_act": "nonsense"},
    {"_act": ""},
)


def test_what_cannot_be_done_is_told_and_the_walk_stays(office: Flask, city: World) -> None:
    draft = drawn(city)
    mizuno, path = Clerk(office, "mizuno"), f"/workshop/{draft.draft_id}/tryout"
    first = begun(mizuno, path, city)
    for fields in WRONG:
        answer = sent(mizuno, first, path, **fields)
        assert (answer.status, carried(answer)) == (422, carried(first)), fields


def test_a_stale_page_records_nothing_and_a_crafted_one_is_refused(office: Flask, city: World) -> None:
    draft = drawn(city)
    mizuno, path = Clerk(office, "mizuno"), f"/workshop/{draft.draft_id}/tryout"
    first = begun(mizuno, path, city)
    late = sent(mizuno, first, path, _rev="1", _act="record", _name="late")
    assert late.status == 409
    days = '{"start": "2026-11-18T09:00:00+09:00", "acts": [{"days": 0}]}'
    for walk in ("{", "[]", '{"start": "x"}', days, "[" * 5000, ""):
        assert sent(mizuno, first, path, _walk=walk, _act="days", _days="1").status == 422, walk[:20]


def test_whoever_may_not_draw_tries_nothing(office: Flask, city: World) -> None:
    draft = drawn(city)
    saeki = Clerk(office, "saeki")
    assert saeki.open(f"/workshop/{draft.draft_id}/tryout").status == 403
    assert saeki.open(f"/workshop/{draft.draft_id}/diagram.xml").status == 403


def test_the_letters_of_a_walk_are_looked_at_as_samples_and_nothing_of_them_is_kept(office: Flask, city: World) -> None:
    draft = drawn(city)
    mizuno, path = Clerk(office, "mizuno"), f"/workshop/{draft.draft_id}/tryout"
    start, answers, registers = (
        json.loads((TREE / "docs" / "examples" / f"{name}.json").read_text())
        for name in ("start", "answers", "registers")
    )
    acts = [{"answer": element, "with": given} for element, given in answers.items()]
    walk = {"start": "2026-11-18T09:00:00+09:00", "data": start, "facts": registers, "acts": acts}
    first = begun(mizuno, path, city)
    before = rows(city)
    shown = sent(mizuno, first, path, _walk=json.dumps(walk, ensure_ascii=False), _act="facts", _fact="x:1", _value="1")
    assert shown.status == 200, shown.text
    links = {
        str(one.text_content()): str(one.get("href")) for one in shown.page.xpath("//a[contains(@href, 'letter.pdf')]")
    }
    assert set(links) == {"国民健康保険資格確認書の交付について(見本のPDF)", "資格情報のお知らせ(見本のPDF)"}
    for address in links.values():
        assert mizuno.client.get(address).data.startswith(b"%PDF")
    assert rows(city) == before
    other = mizuno.client.get(f"/workshop/{draft.draft_id}/letter.pdf?letter=arrears/reminder")
    assert other.status_code == 200
    assert mizuno.client.get(f"/workshop/{draft.draft_id}/letter.pdf?letter=nobody/wrote").status_code == 404
