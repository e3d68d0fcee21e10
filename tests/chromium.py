"""Debian's Chromium for the tests (試験の閲覧ソフト): found once, started in one way, with no way out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


CLOSING = 20.0
"""Seconds that closing a page may take; longer than any page needs, far shorter than a test may."""


class ClosedByForce(UserWarning):
    """A page hung when it was closed: worth a look when it happens again, no fault of the test that went before."""


class Chromium:
    """The browser of this process. One that does not close a page in time is killed and started anew, with a warning,
    so that one page that hangs ends neither the run nor the tests behind it.
    """

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser, self._token = self._launched()

    def new_context(self, **options: Any) -> BrowserContext:
        """A fresh browser to sit at, as `Browser.new_context` makes it."""
        return self._browser.new_context(**options)

    def new_page(self, **options: Any) -> Page:
        """A page in a context of its own, as `Browser.new_page` makes it."""
        return self._browser.new_page(**options)

    def close(self, what: Page | BrowserContext) -> None:
        """Closes a page or a context, in `CLOSING` seconds at most; what goes wrong otherwise is raised."""
        killed = threading.Event()
        killer = threading.Timer(CLOSING, self._kill, (killed,))
        killer.start()
        try:
            what.close()
        except Error:
            if not killed.is_set():
                raise
        finally:
            killer.cancel()
        if killed.is_set():
            self._browser, self._token = self._launched()
            warnings.warn("Chromium did not close a page, was killed and started anew", ClosedByForce, stacklevel=2)

    def stop(self) -> None:
        """Ends the browser."""
        self._browser.close()

    def _launched(self) -> tuple[Browser, str]:
        # It sees the machine's fonts, even where a letter printed earlier in this process has set its own.
        own: dict[str, str | float | bool] = {
            name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"
        }
        token = f"--kokuho-tests={secrets.token_hex(8)}"  # by which its processes are known again
        browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, token], env=own)
        return browser, token

    def _kill(self, killed: threading.Event) -> None:
        killed.set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self._token.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(folder.name), signal.SIGKILL)


@contextmanager
def started() -> Iterator[Chromium]:
    """A running Chromium until the block ends. A process holds one at a time: Playwright cannot be started twice."""
    with sync_playwright() as playwright:
        chromium = Chromium(playwright)
        yield chromium
        chromium.stop()


def running() -> Iterator[Chromium]:
    """The session's browser, for the one fixture of this name; skips, with the reason said, where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with started() as chromium:
        yield chromium
