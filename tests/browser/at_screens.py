"""Walks of the API done at the screens instead (画面での手順): the same answers typed into the forms by real browsers.

A walk of `tests/procedures` that is handed this in the place of its API starts its cases on the start page and hands in
each answer at the page of its task, field by field, each person at a browser of his own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from server.domain.effects import JSON
from server.store import tables as t
from server.store import users
from tests.browser import walk
from tests.browser.conftest import Desk, log_in
from tests.procedures.outside import Api, Reply

_PASSES = 4
_OWN_BUTTON = ".acts button.go:not([type=button]), .ask button.go"  # who may not do it has none
_ASKED = ".ask button.go"  # what a button asks for on a page of its own, needed or not


@dataclass
class AtScreens(Api):
    """An API whose people sit at browsers; `typed` counts the forms that were handed in there."""

    desk: Desk | None = None
    only: Collection[str] = ()
    pages: dict[str, Page] = field(default_factory=dict)
    typed: int = 0

    def post(self, by: str, path: str, body: JSON = None, key: str | None = None) -> Reply:
        """受付 at the start page, a task at its page; what the screen refuses is told by the API's code.

        Cases of procedures that are not in `only` (nothing in it: of all) are prepared through the API.
        """
        said: Any = body
        starts = path == "/cases"
        slug = said["procedure"] if starts else self._slug(path.split("/")[2])
        if self.only and slug not in self.only:
            return super().post(by, path, body, key)
        page = self.open(by, f"/start/{said['procedure']}" if starts else path.removesuffix("/complete"))
        before = self._newest(said["procedure"]) if starts else ""
        if page.locator("#form").count() and page.locator(_OWN_BUTTON).count():
            self._hand_in(page, dict(said["data"] if starts else said["answers"]))
        case_id = self._newest(said["procedure"]) if starts else self._done(path.split("/")[2])
        if case_id and case_id != before:
            self.typed += 1
            case = self.city.case(case_id)
            told: dict[str, JSON] = {"case_id": case_id, "status": case.status, "outcome": case.outcome}
            return Reply(201 if starts else 200, told, b"", {})
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

    def open(self, by: str, path: str) -> Page:
        """The page of an address at somebody's browser; who was logged out meanwhile logs in again."""
        assert self.desk is not None
        self.desk.expect_fault("status of 4")
        if by not in self.pages:
            self._train(by)
            self.pages[by] = self.desk.sit(by)
        page = self.pages[by]
        page.goto(f"{self.desk.url}{path}")
        if page.locator("#f-password").count():  # days went by: another day, another log-in, trained anew
            self._train(by)
            log_in(page, by)
            page.goto(f"{self.desk.url}{path}")
        return page

    def _train(self, by: str) -> None:
        """Years go by in some walks: whoever logs in was trained anew."""
        with self.city.uow() as uow:
            users.change_user(uow, by, trained_on=self.city.services.clock.business_day())

    def _hand_in(self, page: Page, answers: dict[str, Any]) -> None:
        if answers.pop("marks", None):
            walk.mark_all(page)
        left = fill(page, answers)
        if "result" in left:  # what a button itself says; one that wants reasons asks for them on a page of its own
            said = {name: answers[name] for name in left if name != "result"}
            button = f"button[name=_act][value='result:{answers['result']}']"
            if not page.locator(button).count():
                return  # the screen does not offer it
            _press(page, button)
            left = fill(page, said)
            if not said and not page.locator(_ASKED).count():
                return  # done, or the page itself says what is missing
        if any(_is_choice(page, name) for name in left):
            return  # the screen does not offer it
        assert not left, (page.url, left)
        _press(page, _OWN_BUTTON)

    def _slug(self, task_id: str) -> str:
        """The procedure of the case of a task."""
        joined = t.tasks.join(t.cases, t.tasks.c.case_id == t.cases.c.case_id)
        with self.city.database.read() as conn:
            asked = select(t.cases.c.slug).select_from(joined).where(t.tasks.c.task_id == task_id)
            return str(conn.execute(asked).scalar_one_or_none() or "")

    def _newest(self, slug: str) -> str:
        with self.city.database.read() as conn:
            found = select(t.cases.c.case_id).where(t.cases.c.slug == slug)
            newest = found.order_by(t.cases.c.number.desc())
            return str(conn.scalars(newest).first() or "")


def _is_choice(page: Page, name: str) -> bool:
    return bool(page.locator(f"select[name='{name}'], input[type=radio][name='{name}']").count())


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()
    page.wait_for_load_state()


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
        return value is False or _check(first)
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
