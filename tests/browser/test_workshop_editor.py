"""The diagram editor at the screens (図の編集): drawn, saved by itself, found fault with, two people on one draft."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from server.casework.views.workshop import draft_view
from server.casework.workshop.drafts import begin_draft, draft_files, get
from server.engine.safe_xml import as_text
from server.store.workshop import Draft
from tests.browser.conftest import Desk
from tests.browser.kept import lost
from tests.casework.workshop_people import DIAGRAM, manager
from tests.world import World

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent / "diagrams"
MIWG = "KOKUHO_MIWG"
_KEEP = """async ([folder, xml]) => {
  const { readable, missing, restored } = await import(folder + "workshop-diagram-keep.js");
  const { toolsModule } = await import(folder + "workshop-diagram-tools.js");
  const box = document.createElement("div");
  document.body.append(box);
  const modeler = new BpmnJS({ container: box, additionalModules: [toolsModule] });
  await modeler.importXML(readable(xml));
  const first = (await modeler.saveXML({ format: true })).xml;
  const shown = [];
  for (const page of modeler.getDefinitions().diagrams) {
    await modeler.open(page);
    shown.push(...modeler.get("elementRegistry").getAll().map((one) => one.businessObject.id));
  }
  modeler.destroy();
  box.remove();
  return { saved: restored(first, missing(xml, first)), shown };
}"""
_KINDS = """() => document.getElementById("editor").modeler.get("elementRegistry").getAll().map((one) => one.type)"""


def _begun(city: World) -> Draft:
    return begin_draft(city.services, manager(city, "mizuno"), "enrolment")


def _opened(desk: Desk, draft: Draft, who: str = "mizuno") -> Page:
    """The editor of the draft, drawn."""
    page = desk.sit(who)
    page.goto(f"{desk.url}/workshop/{draft.draft_id}/edit")
    page.locator("#editor.ready").wait_for()
    return page


def _choose(page: Page, name: str) -> None:
    """An element by its line in the list below the picture."""
    page.locator("#editor-elements").get_by_role("button", name=name, exact=True).click()


def _saved(page: Page) -> None:
    """What was drawn is saved."""
    expect(page.locator("#editor-saved")).to_have_attribute("data-state", "saved")


def _changes(city: World, draft: Draft) -> list[str]:
    """What the workshop says the draft changes, in words."""
    return [one.ja for one in draft_view(city.services, manager(city, "mizuno"), draft.draft_id).difference.changes]


def test_a_name_and_a_period_are_changed_and_a_finding_stands_on_its_element(desk: Desk, city: World) -> None:
    draft = _begun(city)
    page = _opened(desk, draft)
    _choose(page, "仕事の期限: 期限が過ぎた")
    expect(page.get_by_label("期間", exact=True).locator("option:checked")).to_have_text("14開庁日 — document_wait")
    page.get_by_label("期間", exact=True).select_option("document_wait_again")
    _choose(page, "人の仕事: 疑義を調べて判断する")
    page.get_by_label("名前", exact=True).fill("疑いを調べて決める")
    page.keyboard.press("Tab")
    _choose(page, "表で決める: 専決区分を決める")
    page.get_by_label("表", exact=True).select_option("")
    expect(page.locator("#editor-findings li")).to_contain_text("決定表")
    expect(page.locator('.djs-overlays[data-container-id="authority"] .finding')).to_have_text("1")
    page.get_by_role("button", name="直す所へ 1").click()
    expect(page.get_by_label("表", exact=True)).to_be_focused()
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("#editor-findings")).to_have_text("指摘はありません")
    _saved(page)
    words = _changes(city, draft)
    assert len(words) == 2, words
    assert any("疑いを調べて決める" in one for one in words)
    assert any("document_wait_again" in one for one in words), words
    assert desk.elsewhere == []


def test_whoever_saves_too_late_loses_nothing_and_chooses(desk: Desk, city: World) -> None:
    draft = _begun(city)
    page, other = _opened(desk, draft), _opened(desk, draft, "hayashi")
    desk.expect_fault("409")
    for one, name in ((page, "先の名"), (other, "後の名")):
        _choose(one, "人の仕事: 疑義を調べて判断する")
        one.get_by_label("名前", exact=True).fill(name)
        one.keyboard.press("Tab")
        expect(one.locator("#editor-saved")).not_to_have_attribute("data-state", "changed")
        expect(one.locator("#editor-saved")).not_to_have_attribute("data-state", "saving")
    expect(other.locator("#editor-stale")).to_contain_text("先に保存しました")
    expect(other.locator("#editor-saved")).to_contain_text("保存できません")
    other.get_by_role("button", name="自分の図で保存する").click()
    _saved(other)
    expect(other.locator("#editor-stale")).to_be_hidden()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#editor-stale")).to_contain_text("先に保存しました", timeout=20_000)
    expect(page.locator("#editor-others")).to_contain_text("いま開いている人")
    page.get_by_role("button", name="相手の図を開く").click()
    page.locator("#editor.ready").wait_for()
    expect(page.locator("#editor-elements")).to_contain_text("後の名")


def _kept(page: Page, data: bytes) -> dict[str, Any]:
    """A file opened and saved by the editor's own code: its text, and the ids that are shown."""
    text = as_text(data)
    found: dict[str, Any] = page.evaluate(_KEEP, ["/static/", text])
    return found | {"lost": lost(text.encode(), found["saved"].encode())}


def _drawn_ids(data: bytes) -> set[str]:
    """The elements that have a place in a picture; not those of a process that is in none of the pools beside it, which
    the library does not draw (it is told on the page, and kept)."""
    root = etree.fromstring(data)
    names = {
        str(one.get("bpmnElement")).rpartition(":")[2]
        for one in root.iter("{*}BPMNShape", "{*}BPMNEdge")
        if one.get("bpmnElement")
    }
    pools = {str(one.get("processRef")).rpartition(":")[2] for one in root.iter("{*}participant")}
    loose = [one for one in root.iter("{*}process") if pools and one.get("id") not in pools]
    return names - {str(part.get("id")) for process in loose for part in process.iter(etree.Element)}


def test_every_element_kind_of_the_descriptive_and_analytic_classes_is_shown_and_kept(desk: Desk, city: World) -> None:
    page = _opened(desk, _begun(city))
    kinds: set[str] = set()
    for file in sorted(SAMPLES.glob("*.bpmn")):
        data = file.read_bytes()
        kept = _kept(page, data)
        assert kept["lost"] == [], file.name
        assert _drawn_ids(data) <= {*kept["shown"], "x_hidden"}, file.name
        kinds |= {tag for tag in _tags(data) if tag[0].islower()}
    assert len(kinds) >= 21, sorted(kinds)


def _tags(data: bytes) -> set[str]:
    """The names of the standard's own elements in a file."""
    return {part.split(">")[0].split("/")[0].split(" ")[0] for part in as_text(data).split("<bpmn:")[1:]}


@pytest.mark.skipif(not os.environ.get(MIWG), reason=f"{MIWG} names no folder of the public suite")
def test_the_public_suite_is_shown_and_kept(desk: Desk, city: World) -> None:
    page = _opened(desk, _begun(city))
    files = sorted(Path(os.environ[MIWG]).rglob("*.bpmn"))
    assert files
    told = {}
    for file in files:
        kept = _kept(page, file.read_bytes())
        hidden = _drawn_ids(file.read_bytes()) - set(kept["shown"])
        if kept["lost"] or hidden:
            told[str(file)] = (kept["lost"][:5], sorted(hidden)[:5])
    assert told == {}


def test_a_diagram_from_elsewhere_opens_with_its_rewrites_accepted_one_by_one(desk: Desk, city: World) -> None:
    draft = _begun(city)
    page = _opened(desk, draft)
    desk.expect_fault("422")
    page.get_by_label("BPMN のファイル").set_input_files({"name": "x.bpmn", "mimeType": "text/xml", "buffer": b"<no"})
    page.get_by_role("button", name="書き換えを見る").click()
    expect(page.locator("#err-file")).to_contain_text("図として開けません")
    page.locator("#editor.ready").wait_for()
    page.get_by_label("BPMN のファイル").set_input_files(str(SAMPLES / "descriptive.bpmn"))
    page.get_by_role("button", name="書き換えを見る").click()
    page.get_by_label("印のない仕事を「人の仕事」にします").check()
    page.get_by_role("button", name="選んだものだけ受け入れて開く").click()
    page.locator("#editor.ready").wait_for()
    kinds = page.evaluate(_KINDS)
    assert "bpmn:Task" not in kinds
    assert "bpmn:DataStoreReference" in kinds
    with city.database.read() as conn:
        now = get(conn, draft.draft_id)
    assert b"maker:card" in draft_files(city.services, now)[DIAGRAM]
