"""Incidents on screen: handed over, corrected with a second person; whoever acts lands where he may look."""

from __future__ import annotations

import pytest
from flask import Flask

from server.casework.work import report_fault
from server.store import incidents
from server.store.incidents import Incident
from tests.web.clerk import Clerk
from tests.world import World


def _stopped(city: World, case_id: str) -> str:
    return report_fault(city.services, city.caller("okamura").actor(), case_id, "chuo", "a fault")


def _incident(city: World, incident_id: str) -> Incident:
    with city.database.read() as conn:
        found = incidents.get_incident(conn, incident_id)
    assert found is not None
    return found


def test_a_head_hands_an_incident_over_with_the_reason(office: Flask, city: World) -> None:
    incident = _stopped(city, city.entered("single"))
    clerk = Clerk(office, "kuroda")
    (address,) = clerk.open("/head").links("ほかへ回す…")
    asked = clerk.open(address)
    silent = clerk.send(asked, address, to="user:mizuno")
    assert silent.status == 422
    assert _incident(city, incident).owner is None
    done = clerk.send(silent, address, to="user:mizuno", reason="図の誤り")
    assert done.status == 200
    assert done.path.startswith("/head")
    assert _incident(city, incident).owner == "mizuno"


def test_a_clerk_corrects_an_answer_on_the_case_page(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    incident = _stopped(city, case_id)
    clerk = Clerk(office, "okamura")
    (address,) = clerk.open(f"/cases/{case_id}").links("答えを訂正する…")
    form = clerk.open(address)
    said = {"path": "enter.members.0.birth_date", "reason": "届書で確かめた"}
    wrong = clerk.send(form, address, value="1988-13-40", **said)
    assert wrong.status == 422
    assert wrong.page.xpath("//p[@class='err']")
    assert wrong.fields(address)["reason"] == ["届書で確かめた"]
    done = clerk.send(wrong, address, value="1988-05-03", **said)
    assert done.path == f"/cases/{case_id}"
    assert "訂正しました" in done.words
    assert _incident(city, incident).status == "closed"


def test_a_correction_that_waits_is_confirmed_by_another_person(office: Flask, city: World) -> None:
    case_id = city.entered("single", evidence=["notification"])
    incident = _stopped(city, case_id)
    one, other = Clerk(office, "okamura"), Clerk(office, "saeki")
    address = f"/incidents/{incident}/correct"
    one.send(one.open(address), address, path="enter.phone", value="080-1111-2222", reason="本人に聞いた")
    label = "訂正を確認する(enter.phone: 本人に聞いた)"
    refused = one.press(one.open(f"/cases/{case_id}"), label)
    assert "same_person_entered_values" in refused.text
    other.press(other.open(f"/cases/{case_id}"), label)
    assert _incident(city, incident).status == "closed"


@pytest.mark.parametrize("act", ["own", "retry", "close", "hand-over"])
def test_who_has_no_heads_page_lands_where_he_may_look(office: Flask, city: World, act: str) -> None:
    case_id = city.entered("single")
    incident = _stopped(city, case_id)
    for user in ("mizuno", "hayakawa"):
        clerk = Clerk(office, user)
        said = {"resolution": "直した", "to": "office:hq", "reason": "本庁で直す"}
        token = clerk.open("/settings").page.xpath("//input[@name='csrf_token']/@value")[0]
        page = clerk.post(f"/incidents/{incident}/{act}", {**said, "csrf_token": token})
        assert page.status in (200, 404), page.words  # 404: put right already by the first of the two
        if page.status == 200:
            assert page.path != "/head"
            assert "no_right" not in page.text


def test_a_head_on_a_case_page_is_not_sent_to_the_head(office: Flask, city: World) -> None:
    case_id = city.entered("single")
    screen = Clerk(office, "kuroda").open(f"/cases/{case_id}")
    assert "所属長に相談" not in screen.text
    assert "担当を決めてください" in screen.text
