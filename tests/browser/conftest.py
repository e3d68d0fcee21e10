"""A real browser before the real server (本物の画面): waitress over a small city, every request watched.

Without Chromium these tests are skipped, with the reason said. Of each procedure one end is always walked here, the
longest; the others with `--sweep`. `tests/procedures` walks all of them through the API.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select
from waitress.server import create_server

from server.app import assemble
from server.casework.advance_clock import CLOCK_COUNTER
from server.cli.demo_city.staff import PASSWORD
from server.clock import FixedClock
from server.store import counters, users
from server.store import tables as t
from server.store.database import Database
from tests.browser.ends import ends_of, of_walk
from tests.browser.scrutiny import SCREEN
from tests.chromium import Chromium
from tests.world import AT, KEYS, World


@dataclass
class Desk:
    """Desks of the office: each clerk at a browser of his own; what a page asks elsewhere or complains of is kept."""

    browser: Chromium
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def browser_of(self, *, scripts: bool = True) -> Page:
        """A fresh browser at the log-in."""
        context = self.browser.new_context(viewport=SCREEN, locale="ja-JP", java_script_enabled=scripts)
        context.route("**/*", self._watch)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{self.url}/login")
        return page

    def sit(self, user_id: str, *, scripts: bool = True) -> Page:
        """A clerk who has logged in."""
        page = self.browser_of(scripts=scripts)
        log_in(page, user_id)
        return page

    def leave(self) -> None:
        """Everybody goes home: all browsers are closed."""
        for context in self.contexts:
            self.browser.close(context)

    def expect_fault(self, text: str) -> None:
        """A complaint that belongs to the test (a refused form is an error on the console)."""
        self.expected.append(text)

    def _watch(self, route: Route) -> None:
        # The browser's own viewer of PDFs is made of pages of the browser itself.
        if route.request.url.startswith((self.url, "data:", "blob:", "chrome:", "chrome-extension:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def unexpected(self) -> list[str]:
        return [text for text in self.faults if not any(one in text for one in self.expected)]


def log_in(page: Page, user_id: str) -> None:
    """Types ID and password."""
    page.locator("#f-login").fill(user_id)
    page.locator("#f-password").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def city(town: World) -> World:
    """The small city at its wall clock, with a business day that the settings page moves forward."""
    return with_a_day_that_moves(town)


def with_a_day_that_moves(town: World) -> World:
    """The city with the clock of the demo."""
    clock = FixedClock(_ahead(town.database), AT)
    return dataclasses.replace(town, services=dataclasses.replace(town.services, clock=clock))


def _ahead(database: Database) -> Callable[[], timedelta]:
    def ahead() -> timedelta:
        with database.read() as conn:
            return timedelta(days=counters.value_of(conn, CLOCK_COUNTER))

    return ahead


@pytest.fixture
def served(city: World) -> Iterator[str]:
    """The address of the running server."""
    with serving(city) as url:
        yield url


@contextlib.contextmanager
def serving(city: World) -> Iterator[str]:
    """The server over a city until the block ends; its address."""
    app = assemble(city.services, secrets=KEYS.session, secure_cookies=False)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.effective_port}"
    server.close()
    thread.join(5)


def _run(server: Any) -> None:
    with contextlib.suppress(OSError):  # closing the server takes its socket away under its loop
        server.run()


@pytest.fixture
def desk(chromium: Chromium, served: str) -> Iterator[Desk]:
    """Desks for clerks; no page may ask another host, none may complain of its script or the policy."""
    desks = Desk(chromium, served)
    yield desks
    desks.leave()
    assert desks.elsewhere == []
    assert desks.unexpected() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A walk that names ends has come to each of them, and the page of the case says so."""
    done = yield
    for slug, end in of_walk(item):
        found: dict[str, Any] = getattr(item, "funcargs", {})
        _seen_on_its_page(found["desk"], found["city"], slug, end)
    return done


def _seen_on_its_page(desk: Desk, city: World, slug: str, end: str) -> None:
    """A case that ended so, at the first browser of the desk."""
    with city.database.read() as conn:
        found = select(t.cases.c.case_id).where(t.cases.c.slug == slug, t.cases.c.outcome == end)
        case_id = conn.scalars(found.limit(1)).one_or_none()
    assert case_id is not None, f"no case of {slug} ended as {end}"
    page, address = desk.contexts[0].pages[0], f"{desk.url}/cases/{case_id}"
    desk.expect_fault("status of 401")  # a log-in that ran out while the days went by
    page.goto(address)
    if page.locator("#f-password").count():
        with city.uow() as uow:  # years go by in some walks: trained anew
            users.change_user(uow, "kuroda", trained_on=city.services.clock.business_day())
        log_in(page, "kuroda")
        page.goto(address)
    expect(page.locator(".head").first).to_contain_text(ends_of(slug)[end])
