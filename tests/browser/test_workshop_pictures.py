"""Pictures of the workshop at the screens: figures on the diagram, and a difference on two diagrams, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from tests.browser.conftest import Desk
from tests.casework.moving_world import changed
from tests.casework.workshop_people import DIAGRAM, manager
from tests.world import World

pytestmark = pytest.mark.browser

SHAPES = b"""<bpmndi:BPMNShape id="look_again_shape" bpmnElement="look_again">
  <dc:Bounds x="660" y="20" width="100" height="80" /></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="enter_to_look_again_edge" bpmnElement="enter_to_look_again">
  <di:waypoint x="710" y="120" /><di:waypoint x="710" y="100" /></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane>"""


def _in_sight(page: Page, picture: int, element: str) -> None:
    """The element has a frame, and its middle lies within its picture."""
    place = page.locator("figure.picture").nth(picture)
    sought = place.locator(f".sought[data-element-id='{element}']")
    expect(sought).to_have_count(1)
    box, room = sought.bounding_box(), place.bounding_box()
    assert box is not None
    assert room is not None
    assert room["x"] < box["x"] + box["width"] / 2 < room["x"] + room["width"]
    assert room["y"] < box["y"] + box["height"] / 2 < room["y"] + room["height"]


def test_figures_and_differences_stand_on_the_pictures_and_are_found_from_their_tables(desk: Desk, city: World) -> None:
    city.identified("single")
    mizuno = manager(city, "mizuno")
    draft = begin_draft(city.services, mizuno, "enrolment")
    files = changed(draft_files(city.services, draft))
    files[DIAGRAM] = (files[DIAGRAM] or b"").replace(b"</bpmndi:BPMNPlane>", SHAPES)
    draft = save_files(city.services, mizuno, draft.draft_id, files, draft.rev).draft
    page = desk.sit("mizuno")
    page.goto(f"{desk.url}/workshop/procedures/enrolment/figures")
    expect(page.locator("figure.picture.ready")).to_have_count(1)
    expect(page.locator("[data-container-id='enter'] .badge.now")).to_have_text("いま 1件")
    page.get_by_role("button", name="届出内容を入力するを図で見る").press("Enter")
    _in_sight(page, 0, "enter")
    page.goto(f"{desk.url}/workshop/{draft.draft_id}")
    page.get_by_role("link", name="図の上で見る").click()
    expect(page.locator("figure.picture.ready")).to_have_count(2)
    added = page.locator("[data-container-id='look_again'] .badge.added")
    expect(added).to_have_count(1)
    number = added.inner_text().removeprefix("＋ ")
    page.get_by_role("button", name=f"{number}を図で見る", exact=True).press("Enter")
    _in_sight(page, 1, "look_again")
