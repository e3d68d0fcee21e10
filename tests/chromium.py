"""Debian's Chromium for the tests (試験の閲覧ソフト): found once, started in one way, with no way out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def started() -> Iterator[Browser]:
    """A running Chromium until the block ends. A process holds one at a time: Playwright cannot be started twice.

    It sees the machine's fonts, even where a letter printed earlier in this process has set its own (FONTCONFIG_FILE).
    """
    with sync_playwright() as playwright:
        own = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env=own)
        yield browser
        browser.close()


def running() -> Iterator[Browser]:
    """The session's browser, for the one fixture of this name; skips, with the reason said, where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with started() as browser:
        yield browser
