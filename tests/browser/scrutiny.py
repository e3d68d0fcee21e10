"""A screen looked at closely (画面の吟味): axe, the keyboard, zoom, narrow windows, wide spacing, words for the ear."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SCREEN: ViewportSize = {"width": 1366, "height": 768}
ZOOMED: ViewportSize = {"width": 683, "height": 384}  # 200 %: the same screen in CSS pixels
WIDTHS = {"zoomed to 200 %": 683, "reflowed to 320": 320}
_TALL = 6000  # no bar lies over what is to be judged
_NARROW = ("widerThanTheWindow()", "scrollsUnnamed()", "printedBadly()")
_PHONE = 320
_SCRIPT = (Path(__file__).parent / "scrutiny.js").read_text(encoding="utf-8")
_IN_A_VIEWER = 8  # places of a viewer of PDFs or diagrams that are not the page's, at most
_AXE = Axe()


@dataclass
class Findings:
    """What was found on all screens, by what it was looked for with; empty lists are well."""

    by_kind: dict[str, list[str]] = field(default_factory=dict)
    headings: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, screen: str, said: list[str]) -> None:
        """Keeps sentences about one screen."""
        self.by_kind.setdefault(kind, []).extend(f"{screen}: {one}" for one in dict.fromkeys(said))

    def of(self, kind: str) -> list[str]:
        """All sentences of one kind; asked for a kind that was never looked for, it fails."""
        return self.by_kind[kind]


def scrutinise(page: Page, screen: str, lang: str, found: Findings, *, closely: bool = False) -> None:
    """Looks at the page as it stands; `closely` also presses Tab through it zoomed and lets axe judge it narrow."""
    if page.locator("#diagram").count():  # its buttons come with the picture
        page.locator("#diagram.ready").wait_for()
    if page.locator("#editor").count():
        page.locator("#editor.ready").wait_for()
    page.evaluate(_SCRIPT)
    found.headings.setdefault(page.title(), set()).add(" ".join(page.locator("h1:visible").first.inner_text().split()))
    found.add("words", screen, _asked(page, "toldToNobody()"))
    found.add("language", screen, [] if page.locator("html").get_attribute("lang") == lang else ["not its language"])
    found.add("keyboard", screen, walked_by_tab(page))
    page.set_viewport_size({"width": SCREEN["width"], "height": _TALL})
    found.add("axe", screen, judged_by_axe(page, AXE_TAGS))
    found.add("print", screen, _asked(page, "printedBadly()") + _asked(page, "cutInControls()"))
    page.evaluate("scrutiny.spaced(true)")
    found.add("spacing", screen, _asked(page, "printedBadly()") + _asked(page, "widerThanTheWindow()"))
    page.evaluate("scrutiny.spaced(false)")
    for kind, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": _TALL})
        said = [one for call in _NARROW for one in _asked(page, call)]
        said += _asked(page, "cutInControls()") if width > _PHONE else []  # a long choice opens to its whole length
        found.add(kind, screen, said)
        if closely:
            found.add(kind, screen, judged_by_axe(page, AXE_TAGS))
    if closely:
        page.set_viewport_size(ZOOMED)
        found.add("keyboard", screen, [f"zoomed: {one}" for one in walked_by_tab(page)])
    page.set_viewport_size(SCREEN)


def walked_by_tab(page: Page) -> list[str]:
    """Tab is pressed until every place was reached; what is missed, unseen or out of order is told."""
    count = int(page.evaluate("scrutiny.watchFocus()"))
    for _ in range(count + 2 + _IN_A_VIEWER * page.locator("iframe, .diagram, .picture, .editor-canvas").count()):
        page.keyboard.press("Tab")
    missed = _missed(page)
    for _ in range(4):  # a viewer of PDFs has more places while it draws itself, a narrow list that scrolls has one
        if missed:
            for _ in range(_IN_A_VIEWER):
                page.keyboard.press("Tab")
            missed = _missed(page)
    return missed


def _missed(page: Page) -> list[str]:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return _asked(page, "missedByTab()")


def judged_by_axe(page: Page, tags: list[str]) -> list[str]:
    """The violations, each with the elements that it was found on."""
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"], "preload": False}
    answer = _AXE.run(page, options=options).response
    return [f"{one['id']}: {one['help']} {_elements(one)}" for one in answer["violations"]]


def _elements(violation: dict[str, Any]) -> str:
    return "; ".join(str(node["html"])[:160] for node in violation["nodes"][:4])


def _asked(page: Page, call: str) -> list[str]:
    return [str(one) for one in page.evaluate(f"scrutiny.{call}")]
