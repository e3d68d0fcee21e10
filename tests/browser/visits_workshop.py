"""Visits to the managers' workshop: the list, a draft with findings and difference, versions, a move, figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from server.casework.workshop.drafts import get
from server.casework.workshop.moving import move_batch, plan_move
from server.casework.workshop.releasing import propose
from server.engine.migrate import Plan
from tests.browser.screens import REFUSED, Visit, go
from tests.casework.moving_world import released
from tests.casework.workshop_people import ENTER, drawn, manager
from tests.world import World

DRAWN_ELSEWHERE = Path(__file__).parent / "diagrams" / "descriptive.bpmn"


def _drawn(page: Page) -> None:
    page.locator("#editor.ready").wait_for()


CHOSEN = {
    "a task": "疑義を調べて判断する",
    "a period": "期限が過ぎた",
    "a table": "専決区分を決める",
    "a letter": "足りない書類を求める",
}


def _chosen(name: str) -> Callable[[Page], None]:
    """The editor with one element chosen, its settings beside it."""

    def press(page: Page) -> None:
        _drawn(page)
        page.locator("#editor-elements").get_by_role("button", name=re.compile(f": {name}$")).click()

    return press


def _one_drawn(page: Page) -> None:
    page.locator("figure.picture.ready").wait_for()


def _both_drawn(page: Page) -> None:
    page.locator("figure.picture.ready").nth(1).wait_for()


def _look_into(page: Page, file: FilePayload) -> None:
    _drawn(page)
    page.locator("#f-file").set_input_files(file)
    page.locator("form[action$='/edit/foreign'] button").click()


def _no_diagram(page: Page) -> None:
    _look_into(page, {"name": "x.bpmn", "mimeType": "text/xml", "buffer": b"<no"})
    page.locator("#err-file").wait_for()
    _drawn(page)


def _rewrites(page: Page) -> None:
    _look_into(page, {"name": "x.bpmn", "mimeType": "text/xml", "buffer": DRAWN_ELSEWHERE.read_bytes()})
    page.locator(".rewrites").wait_for()


def _spoilt(page: Page) -> None:
    """What was sent along with the rewrites is no file any more."""
    _rewrites(page)
    page.evaluate("document.querySelector('input[name=file]').value = '?'")
    page.locator("form[action$='/take'] button").last.click()
    page.locator("#err-file").wait_for()
    _drawn(page)


def _typed(field: str, text: str) -> Callable[[Page], None]:
    """The first such field holds this text, however long the page would let it be, and the form is sent."""

    def press(page: Page) -> None:
        page.locator(f"#form {field}").first.evaluate("(field, text) => { field.value = text; }", text)
        go(page)

    return press


def _too_much(field: str) -> Callable[[Page], None]:
    return _typed(field, "長" * 401)


def workshop_visits(city: World) -> Iterator[Visit]:
    """A draft of enrolment is being drawn, and its running cases may move."""
    draft = drawn(city)
    at = f"/workshop/{draft.draft_id}"
    yield Visit("workshop.show", "filled", "mizuno", "/workshop", rare=True)
    yield Visit("workshop.look", "filled", "mizuno", at)
    yield Visit("workshop.hand_over", REFUSED, "mizuno", at, go)
    yield Visit("workshop_edit.edit", "filled", "mizuno", f"{at}/edit", _drawn, rare=True)
    for kind, name in CHOSEN.items():
        yield Visit("workshop_edit.edit", f"{kind} chosen", "mizuno", f"{at}/edit", _chosen(name), rare=True)
    yield Visit("workshop_edit.foreign", REFUSED, "mizuno", f"{at}/edit", _no_diagram)
    yield Visit("workshop_edit.foreign", "rewrites", "mizuno", f"{at}/edit", _rewrites)
    yield Visit("workshop_edit.take", REFUSED, "mizuno", f"{at}/edit", _spoilt, rare=True)
    yield Visit("workshop_try.tryout", "begins", "mizuno", f"{at}/tryout")
    yield Visit("workshop_try.act", REFUSED, "mizuno", f"{at}/tryout", go)
    table, form, letter = "workflows/enrolment/authority.dmn", ENTER, "enrolment/document_reminder"
    yield Visit("workshop.table", "filled", "mizuno", f"{at}/table?path={table}")
    yield Visit(
        "workshop.write_table", REFUSED, "mizuno", f"{at}/table?path={table}", _too_much("input[name=cell]"), True
    )
    yield Visit("workshop.form", "filled", "mizuno", f"{at}/form?path={form}", rare=True)
    long = _too_much("input.cell")
    yield Visit("workshop.write_form", REFUSED, "mizuno", f"{at}/form?path={form}", long, True)
    yield Visit("workshop.letter", "filled", "mizuno", f"{at}/letter?letter={letter}", rare=True)
    code = _typed("textarea", "{{ x }}")
    yield Visit("workshop.write_letter", REFUSED, "mizuno", f"{at}/letter?letter={letter}", code)
    value = f"{at}/values?key=period.document_wait"
    yield Visit("workshop.values", "filled", "mizuno", f"{at}/values", rare=True)
    yield Visit("workshop.add_value", REFUSED, "mizuno", value, go)
    yield Visit("workshop.replay", "filled", "mizuno", f"{at}/replay", rare=True)
    yield Visit("workshop.figures", "filled", "mizuno", "/workshop/procedures/enrolment/figures", _one_drawn)
    empty = "/workshop/procedures/enrolment/figures?month=2020-01"
    yield Visit("workshop.figures", "empty", "mizuno", empty, rare=True)
    yield Visit("workshop.difference", "filled", "mizuno", f"{at}/difference", _both_drawn)
    old, new = released(city)
    between = f"/workshop/procedures/enrolment/difference?old={old}&new={new}"
    yield Visit("workshop.version_difference", "filled", "mizuno", between, _both_drawn, rare=True)
    yield Visit("workshop.moves", "versions", "mizuno", "/workshop/procedures/enrolment", rare=True)
    yield Visit("workshop.moves", "dry run", "mizuno", f"/workshop/procedures/enrolment?from={old}", rare=True)
    move_id = plan_move(city.services, manager(city, "mizuno"), "enrolment", old, new, Plan())
    yield Visit("workshop.move", "planned", "mizuno", f"/workshop/moves/{move_id}", rare=True)
    done = plan_move(
        city.services, manager(city, "mizuno"), "enrolment", old, new, Plan(periods={"documents_overdue": "again"})
    )
    while move_batch(city.services, manager(city, "mizuno"), done).left:
        pass
    yield Visit("workshop.move", "moved", "mizuno", f"/workshop/moves/{done}", rare=True)
    day = city.clock.business_day()
    with city.database.read() as conn:
        rev = get(conn, draft.draft_id).rev
    propose(city.services, manager(city, "mizuno"), draft.draft_id, rev, day, "名前を分かりやすく")
    yield Visit("workshop.look", "proposed", "hayashi", at, rare=True)
