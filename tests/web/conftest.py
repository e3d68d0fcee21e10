"""A real browser over the gallery. Without Chromium these tests are skipped, with the reason said."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from server.app import assemble
from tests.chromium import Chromium
from tests.web.gallery import create_gallery
from tests.world import KEYS, World

CUT = "net::ERR_FAILED"  # a test that cuts the connection on purpose


@pytest.fixture(scope="session")
def gallery() -> Flask:
    return create_gallery()


@pytest.fixture(scope="session")
def gallery_url(gallery: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, gallery, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _listening(page: Page) -> list[str]:
    """What scripts and the policy complain of on this page from now on."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and CUT not in said.text else None)
    return faults


@pytest.fixture
def screen(chromium: Chromium) -> Iterator[Page]:
    """A page of the office's common screen size that fails the test on an error of a script or of the policy."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    faults = _listening(page)
    yield page
    chromium.close(page)
    assert not faults


@pytest.fixture(scope="module")
def _lent(chromium: Chromium) -> Iterator[tuple[Page, list[str]]]:
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    yield page, _listening(page)
    chromium.close(page)


@pytest.fixture
def lent_screen(_lent: tuple[Page, list[str]]) -> Iterator[Page]:
    """As `screen`, but one page for all tests of a file that only load and look: opening one takes as long as a look.

    Each test sets the size it wants.
    """
    page, faults = _lent
    faults.clear()
    yield page
    assert not faults


@pytest.fixture
def city(town: World) -> World:
    """The small working city, for the screens over it."""
    return town


@pytest.fixture
def office(city: World) -> Flask:
    """The screens of the city, as the server assembles them."""
    app = assemble(city.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app
