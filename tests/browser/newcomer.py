"""A new user who does what the README says (初めての人): presses its bold words, types what it sets as code.

Every word pressed, every text typed, every field named and every key struck is kept, so that a test can hold the
README against what was really needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Locator, Page, expect

# What a user waits for at most; a slow test machine needs longer than an office.
PATIENCE = 60_000


@dataclass
class Told:
    """What was done, or what a text says is to be done: the four kinds of marks."""

    pressed: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


def told_by(text: str) -> Told:
    """The marks of a text: **pressed**, `typed`, 「named」, <kbd>key</kbd>. Pictures say nothing."""
    text = re.sub(r"!\[[^]]*\]\([^)]*\)", "", text)
    return Told(
        set(re.findall(r"\*\*(.+?)\*\*", text)),
        set(re.findall(r"`([^`]+)`", text)),
        set(re.findall(r"「([^」]+)」", text)),
        set(re.findall(r"<kbd>([^<]+)</kbd>", text)),
    )


@dataclass
class Newcomer:
    """One person at one browser. `clicks` counts presses, ticks and choices, `strokes` the keys struck as commands."""

    page: Page
    did: Told = field(default_factory=Told)
    clicks: int = 0
    strokes: int = 0

    def press(self, word: str, within: Locator | None = None) -> None:
        """Presses the first button, link or menu with this word ("…" at its beginning: a number stands before it)."""
        place = within or self.page.locator("body")
        pattern = re.compile(re.escape(word.removeprefix("…")))
        found = place.get_by_role("button", name=pattern).or_(place.get_by_role("link", name=pattern))
        found = found.or_(place.locator("summary", has_text=pattern))
        self.did.pressed.add(word)
        self.click(found.first)

    def click(self, what: Locator) -> None:
        """Presses something that the README names by its place (a row, a number)."""
        what.click(timeout=PATIENCE)
        self.clicks += 1
        self.page.wait_for_load_state()

    def tick(self, word: str, label: str | None = None) -> None:
        """Ticks a box, or the choice `word` of the field `label`."""
        place: Page | Locator = self.page
        if label is not None:
            self.did.named.add(label)
            place = self.page.get_by_role("group", name=label)
        place.get_by_label(word, exact=True).check(timeout=PATIENCE)
        self.did.pressed.add(word)
        self.clicks += 1

    def choose(self, word: str, label: str) -> None:
        """Chooses `word` in the list `label`."""
        self.page.get_by_label(label).first.select_option(label=word, timeout=PATIENCE)
        self.did.pressed.add(word)
        self.did.named.add(label)
        self.clicks += 1

    def type(self, text: str, label: str) -> None:
        """Types into the field `label`, over what stood there."""
        self.page.get_by_label(label).first.fill(text, timeout=PATIENCE)
        self.did.typed.add(text)
        self.did.named.add(label)

    def search(self, text: str) -> None:
        """Types into the field of the bar."""
        self.page.get_by_role("search").first.get_by_role("searchbox").fill(text, timeout=PATIENCE)
        self.did.typed.add(text)
        self.strike("Enter")

    def strike(self, key: Literal["Enter", "Y", "F8"]) -> None:
        """Strikes a key that gives a command."""
        self.page.keyboard.press(key)
        self.did.keys.add(key)
        self.strokes += 1
        self.page.wait_for_load_state()

    def log_in(self, user_id: str, password: str) -> None:
        """At the log-in page."""
        self.type(user_id, "職員ID")
        self.type(password, "パスワード")
        self.press("ログイン")
        expect(self.page.get_by_role("search").first).to_be_visible(timeout=PATIENCE)

    def log_out(self, name: str) -> None:
        """By the menu under one's own name."""
        self.press(name, self.page.locator("header .who"))
        self.press("ログアウト")
