"""Hands on the keys (キーだけの手): Tab, arrows, Space, Enter, letters and what the strip names; no mouse."""

from __future__ import annotations

from playwright.sync_api import Page

_NAME = """() => {
    const e = document.activeElement;
    const text = (one) => (one?.textContent || "").trim().replace(/\\s+/g, " ");
    const named = (e.getAttribute("aria-labelledby") || "").split(" ").map((id) => text(document.getElementById(id)));
    const inside = e.matches("select, textarea, body") ? "" : text(e);
    const own = e.getAttribute("aria-label") || named.join(" ").trim() || text(e.labels?.[0]) || inside;
    const legend = e.matches("[type=radio], [type=checkbox]") && e.closest("fieldset")?.querySelector("legend");
    return [text(legend || null), own];
}"""
_MOST = 120  # stops on the longest page


class Hands:
    """One pair of hands before one screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Words at the focus."""
        self.page.keyboard.type(text)

    def here(self) -> tuple[str, str]:
        """The name of the group and of the element that has the focus, as they are read out."""
        group, own = self.page.evaluate(_NAME)
        return str(group), str(own)

    def to(self, name: str, *, back: bool = False) -> None:
        """Tab until the focus is on what begins with this name (or stands in the group of this name)."""
        passed = []
        for _ in range(_MOST):
            self.press("Shift+Tab" if back else "Tab")
            group, own = self.here()
            if own.startswith(name) or group.startswith(name):
                return
            passed.append(own or group)
        raise AssertionError(f"Tab never came to {name!r}, it came to {passed}")

    def fill(self, name: str, text: str) -> None:
        """A field gets this text in the place of what stood there."""
        self.to(name)
        self.press("ControlOrMeta+a")
        self.type(text)

    def choose(self, name: str, option: str) -> None:
        """An option of a list or of a group of buttons, by the arrows."""
        self.to(name)
        chosen = "document.activeElement.selectedOptions?.[0].textContent.trim()"
        is_list = self.page.evaluate("document.activeElement.matches('select')")
        if not is_list:
            self.press("Space")
        for _ in range(_MOST):
            if str(self.page.evaluate(chosen) if is_list else self.here()[1]).startswith(option):
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows never came to {option!r} of {name!r}")

    def tick(self, name: str) -> None:
        """A box."""
        self.to(name)
        self.press("Space")

    def go(self, *keys: str) -> None:
        """Keys that lead to another page."""
        with self.page.expect_navigation():
            self.press(*keys)
        self.page.wait_for_load_state()  # keys live from then on, not from the first word on the screen
