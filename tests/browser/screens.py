"""Screens to be visited (画面とその姿): what a visit is, what is pressed on it, and which pages nobody visits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Page

# What answers no page: files, data for scripts, and ways that only lead on to a page.
NO_SCREENS = {
    "static",
    "vendor.file",
    "small.healthz",
    "small.count",
    "small.echo",
    "small.postcode",
    "small.postcode_of",
    "cases.state",
    "cases.receipt_file",
    "documents.content",
    "letters.pdf",
    "slips.file",
    "estimates.file",
    "households.sheet_file",
    "arrears.file",
    "limitation.file",
    "limitation.write_off_file",
    "dunning.csv",
    "letters.returned_csv_file",
    "batches.file",
    "procedures.diagram",
    "workshop.export",
    "workshop.events",
    "workshop.draft_picture",
    "workshop.version_picture",
    "workshop_edit.data",
    "workshop_edit.state",
    "workshop_try.diagram",
    "workshop.letter_page",
    "workshop.letter_pdf",
    "inbox.home",
    "own.switch_language",
}
REFUSED = "refused"


@dataclass(frozen=True)
class Visit:
    """One screen in one state, which `press` brings about on the page at `address`; a `rare` one is for the sweep.

    A form that its refused twin shows with its errors on it is rare for itself; so is a screen that is built like
    another one. Of each kind of page one is looked at always, with errors where it can have any.
    """

    endpoint: str
    state: str
    who: str | None
    address: str
    press: Callable[[Page], None] | None = None
    rare: bool = False

    @property
    def name(self) -> str:
        """For messages of the tests."""
        return f"{self.endpoint} {self.state}"


def unvisited(app: Flask, visits: Iterable[Visit]) -> set[str]:
    """The pages that no visit opens, and the forms that no visit sees refused."""
    named, refused = set(), set()
    for visit in visits:
        named.add(visit.endpoint)
        if visit.state.startswith(REFUSED):
            refused.add(visit.endpoint)
    wanted = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in NO_SCREENS or rule.endpoint.startswith("api."):
            continue
        if "GET" in (rule.methods or ()) and rule.endpoint not in named:
            wanted.add(rule.endpoint)
        if hasattr(app.view_functions[rule.endpoint], "again") and rule.endpoint not in refused:
            wanted.add(f"{rule.endpoint} {REFUSED}")
    return wanted


# ---- what is pressed -----------------------------------------------------------------------------


def go(page: Page) -> None:
    """The filled button."""
    page.locator("main .btn.go:visible, .acts .btn.go:visible, main .btn.danger:visible").last.click()
    page.wait_for_load_state()


def button(selector: str) -> Callable[[Page], None]:
    """One button, whatever the language of the page."""

    def press(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return press


def emptied(page: Page) -> None:
    """Every field of the form is emptied and the form sent."""
    for field in page.locator("main form [type=text]:visible, main form textarea:visible").all():
        field.fill("")
    for field in page.locator("main form select:visible").all():
        if field.locator("option[value='']").count():
            field.select_option("")
    go(page)


def keys_shown(page: Page) -> None:
    """The dialog with all keys."""
    page.keyboard.press("?")
    page.locator("#keys").wait_for(state="visible")


def row_asked(page: Page) -> None:
    """The question before a filled row goes."""
    page.locator(".cross").first.click()
    page.locator("dialog[open]").wait_for(state="visible")


def member_added(page: Page) -> None:
    """A row more in the group."""
    rows = page.locator("table.members tbody, .member")
    before = rows.count()
    page.locator("button[value^='add:']").first.click()
    rows.nth(before).wait_for()


def differing(page: Page) -> None:
    """相違 in the group in hand: the right value is asked for, and the result is pressed without it."""
    page.keyboard.press("u")
    button(".acts [data-key=F6]")(page)


def reasons_missing(page: Page) -> None:
    """The page that asks for the reasons of a result, sent without them."""
    differing(page)
    go(page)


def ticked(act: str) -> Callable[[Page], None]:
    """The first row chosen, and one act on it."""

    def press(page: Page) -> None:
        page.locator("td.pick input").first.check()
        button(act)(page)

    return press


def wrong_password(page: Page) -> None:
    """A log-in that fails."""
    page.locator("#f-login").fill("saeki")
    page.locator("#f-password").fill("wrong")
    page.locator(".btn.go").click()
    page.wait_for_load_state()


def unnamed(page: Page) -> None:
    """A saved search gets an empty name."""
    page.locator("form[action$='/rename'] [type=text]").first.fill("")
    button("form[action$='/rename'] .btn")(page)


def menu_open(page: Page) -> None:
    """The menu under one's own name."""
    page.locator(".who summary").click()


def sent_to(address: str) -> Callable[[Page], None]:
    """A form sent to an address to which this page would not send it now: what is stale, or another's."""

    def press(page: Page) -> None:
        with page.expect_navigation():
            page.locator(".who form").first.evaluate("(form, to) => { form.action = to; form.submit(); }", address)

    return press


def then(*presses: Callable[[Page], None]) -> Callable[[Page], None]:
    """One after the other."""

    def press(page: Page) -> None:
        for one in presses:
            one(page)

    return press
