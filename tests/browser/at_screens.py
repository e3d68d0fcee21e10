"""Walks of the API done at the screens instead (画面での手順): the same answers typed into the forms by real browsers.

A walk of `tests/procedures` that is handed this in the place of its API starts its cases on the start page and hands in
each answer at the page of its task, field by field, each person at a browser of his own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from server.domain.effects import JSON
from server.store import tables as t
from tests.browser import walk
from tests.browser.conftest import Desk, log_in
from tests.procedures.outside import Api, Reply

_PASSES = 4


@dataclass
class AtScreens(Api):
    """An API whose people sit at browsers; `typed` counts the forms that were handed in there."""

    desk: Desk | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    typed: int = 0

    def post(self, by: str, path: str, body: JSON = None, key: str | None = None) -> Reply:
        """受付 at the start page, a task at its page; what the screen refuses is told by the API's code."""
        said: Any = body
        starts = path == "/cases"
        page = self._open(by, f"/start/{said['procedure']}" if starts else path.removesuffix("/complete"))
        before = self._newest(said["procedure"]) if starts else ""
        if page.locator("#form").count():
            self._hand_in(page, dict(said["data"] if starts else said["answers"]))
        case_id = self._newest(said["procedure"]) if starts else self._done(path.split("/")[2])
        if case_id and case_id != before:
            self.typed += 1
            outcome = self.city.case(case_id).outcome
            return Reply(200, {"case_id": case_id, "outcome": outcome}, b"", {})
        shown = page.locator("#errors, .err, h1").all_inner_texts()
        refused = super().post(by, path, body, key)
        assert refused.status >= 400, (path, body, page.url, shown)
        return refused

    def _done(self, task_id: str) -> str:
        """The case of a task that is done; nothing while it is open."""
        c = t.tasks.c
        with self.city.database.read() as conn:
            asked = select(c.case_id).where(c.task_id == task_id, c.status != "open")
            return str(conn.execute(asked).scalar_one_or_none() or "")

    def _open(self, by: str, path: str) -> Page:
        assert self.desk is not None
        self.desk.expect_fault("status of 4")
        if by not in self.pages:
            self.pages[by] = self.desk.sit(by)
        page = self.pages[by]
        page.goto(f"{self.desk.url}{path}")
        if "/login" in page.url:  # days went by: another day, another log-in
            log_in(page, by)
            page.goto(f"{self.desk.url}{path}")
        return page

    def _hand_in(self, page: Page, answers: dict[str, Any]) -> None:
        if answers.pop("marks", None):
            walk.mark_all(page)
        left = fill(page, answers)
        agreed = left == ["result"] and answers["result"] in ("agree", "approve")  # what the button itself says
        assert not left or agreed, (page.url, left)
        walk.hand_in(page)

    def _newest(self, slug: str) -> str:
        with self.city.database.read() as conn:
            found = select(t.cases.c.case_id).where(t.cases.c.slug == slug)
            newest = found.order_by(t.cases.c.started_at.desc(), t.cases.c.number.desc())
            return str(conn.scalars(newest).first() or "")


def fill(page: Page, answers: Mapping[str, Any]) -> list[str]:
    """Types the answers; fields that others bring to the light come in a later pass. Answers what found no place."""
    left = {name: value for name, value in answers.items() if value is not None and value != [] and value is not False}
    for _ in range(_PASSES):
        for name in [name for name, value in left.items() if _put(page, name, value)]:
            del left[name]
        if not left:
            break
    return sorted(left)


def _put(page: Page, name: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_put(page, f"{name}-{part}", said) for part, said in value.items() if said is not None)
    if isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
        return all(_row(page, name, place, row) for place, row in enumerate(value))
    if isinstance(value, list):
        return all(_check(page.locator(f"[name='{name}'][value='{one}']")) for one in value)
    fields = page.locator(f"[name='{name}']")
    return bool(fields.count()) and _one(fields, value)


def _one(fields: Locator, value: Any) -> bool:
    first = fields.first
    kind, tag = first.get_attribute("type"), str(first.evaluate("e => e.tagName"))
    if kind == "radio":
        wanted = str(value)
        found = next((one for one in fields.all() if one.get_attribute("value") == wanted), None)
        return found is not None and _check(found)
    if kind == "checkbox":
        return _check(first)
    if kind != "hidden" and not first.is_visible():
        return False
    if tag == "SELECT":
        first.select_option(str(value))
    elif kind != "hidden" and first.is_editable():
        first.fill(str(value))
    return True


def _row(page: Page, name: str, place: int, row: Mapping[str, Any]) -> bool:
    if not page.locator(f"[name^='{name}-{place}-']").count():
        add = page.locator(f"button[name='_act'][value='add:{name}']").first
        if not add.is_visible():
            return False
        add.click()
        page.locator(f"[name^='{name}-{place}-']").first.wait_for()
    return all(_put(page, f"{name}-{place}-{part}", said) for part, said in row.items() if said is not None)


def _check(box: Locator) -> bool:
    if not box.count() or not box.first.is_visible():
        return False
    box.first.check()
    return True
