"""Nobody is shut out of any screen (だれも締め出さない): every screen, in its states, looked at closely.

The walk takes one screen of each kind and asks all questions of it; with `--sweep` it takes every screen and the rarer
states too, goes in both languages, presses Tab through the zoomed screens, and lets axe judge the narrow ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from server.app import assemble
from server.store.database import Database
from tests.browser.conftest import Desk, serving, with_a_day_that_moves
from tests.browser.screens import Visit, unvisited
from tests.browser.scrutiny import Findings, scrutinise
from tests.browser.visits import busy, busy_visits, empty_visits
from tests.chromium import Chromium
from tests.world import KEYS, World, opened

pytestmark = pytest.mark.browser

LANGUAGES = [pytest.param("ja"), pytest.param("en", marks=pytest.mark.sweep)]
REFUSALS = ("400", "401", "403", "404", "409", "422")


@dataclass
class Walk:
    """A walk through all screens in one language: each clerk at a browser of his own."""

    desk: Desk
    lang: str
    closely: bool
    found: Findings = field(default_factory=Findings)
    visits: list[Visit] = field(default_factory=list)
    _pages: dict[str | None, Page] = field(default_factory=dict)

    def through(self, visits: Iterable[Visit]) -> None:
        """Opens, presses, looks."""
        for visit in visits:
            self.visits.append(visit)
            if visit.rare and not self.closely:
                continue
            page = self._page_of(visit.who)
            page.goto(self.desk.url + visit.address)
            if visit.press is not None:
                visit.press(page)
            scrutinise(page, visit.name, self.lang, self.found, closely=self.closely)

    def _page_of(self, who: str | None) -> Page:
        if who not in self._pages:
            page = self._pages[who] = self.desk.browser_of() if who is None else self.desk.sit(who)
            page.goto(f"{self.desk.url}/language/{self.lang}?back={'/login' if who is None else '/password'}")
        return self._pages[who]


@pytest.fixture(scope="module", params=LANGUAGES)
def walk(
    request: pytest.FixtureRequest, chromium: Chromium, sqlite_city: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """Every screen, visited."""
    folder = tmp_path_factory.mktemp("access")
    shutil.copy(sqlite_city, folder / "kokuho.db")
    database = Database(f"sqlite:///{folder / 'kokuho.db'}", durable=False)
    city = with_a_day_that_moves(opened(database, folder))
    with serving(city) as url:
        walk = Walk(Desk(chromium, url), request.param, closely=bool(request.config.getoption("--sweep")))
        go_everywhere(walk, city)
        yield walk
    walk.desk.leave()
    database.dispose()


def go_everywhere(walk: Walk, city: World) -> None:
    """The empty screens first, then those of a full day; what is refused on the way is no fault."""
    for status in REFUSALS:
        walk.desk.expect_fault(f"status of {status}")
    walk.through(empty_visits())
    walk.through(busy_visits(busy(city), city))


@pytest.fixture
def office(town: World) -> Flask:
    """The app with its addresses."""
    return assemble(town.services, secrets=KEYS.session, secure_cookies=False)


def test_every_page_of_the_server_and_every_form_that_is_refused_is_visited(walk: Walk, office: Flask) -> None:
    assert unvisited(office, walk.visits) == set()


def test_axe_finds_nothing_on_any_screen(walk: Walk) -> None:
    assert walk.found.of("axe") == []


def test_tab_reaches_everything_in_its_order_and_one_always_sees_where_one_is(walk: Walk) -> None:
    assert walk.found.of("keyboard") == []


@pytest.mark.parametrize("kind", ["print", "zoomed to 200 %", "reflowed to 320", "spacing"])
def test_nothing_is_cut_off_or_printed_over(walk: Walk, kind: str) -> None:
    """At full size, at 200 % and 400 % zoom (WCAG 2.2, 1.4.4 and 1.4.10) and with wider spacing (1.4.12)."""
    assert walk.found.of(kind) == []


def test_errors_and_messages_are_told_to_the_ear(walk: Walk) -> None:
    assert walk.found.of("words") == []


def test_every_page_is_of_its_language(walk: Walk) -> None:
    assert walk.found.of("language") == []


def test_no_two_pages_bear_the_same_title(walk: Walk) -> None:
    """A page is known by its heading: a title that stands over two headings does not tell them apart."""
    shared = {title: headings for title, headings in walk.found.headings.items() if len(headings) > 1}
    assert shared == {}


def test_no_request_leaves_the_host_and_no_page_complains(walk: Walk) -> None:
    """Every request of every page is watched; a breach of the policy is an error on the console."""
    assert walk.desk.elsewhere == []
    assert walk.desk.unexpected() == []
