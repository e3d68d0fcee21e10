"""The screens of the collectors' desk with a household on them (滞納), and each of its forms refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.browser.screens import REFUSED, Visit, button
from tests.procedures.outside import Api
from tests.procedures.owing import town_in_arrears
from tests.world import World


def arrears_visits(city: World) -> Iterator[Visit]:
    """The board, its empty list, the calls, and the household on one page."""
    debtor = town_in_arrears(Api(city), house=city.household("single").key)
    yield Visit("arrears.show", "filled", "toda", "/arrears")
    yield Visit("arrears.show", "empty", "toda", "/arrears?list=returned", rare=True)
    yield Visit("arrears.calls", "filled", "toda", "/arrears/calls")
    yield Visit("calls.show", "filled", "annai1", "/calls", rare=True)
    sheet = f"/calls/{debtor.house}"
    yield Visit("calls.sheet", "filled", "annai1", sheet)
    yield Visit("calls.write", REFUSED, "annai1", sheet, button("form[action^='/calls/'] .btn"), rare=True)
    yield Visit("guide.show", "filled", "toda", "/guide", rare=True)
    walk = f"/guide/{debtor.house}"
    yield Visit("guide.household", "filled", "toda", walk)
    yield Visit("guide.do_next", REFUSED, "toda", walk, moved_on("next"), rare=True)
    yield Visit("guide.sit", REFUSED, "toda", walk, moved_on("sit"), rare=True)
    debtor.hold("DISPUTE", reason="納めたと言われている")
    page = f"/households/{debtor.house}/arrears"
    yield Visit("households.arrears", "filled", "toda", page)
    for endpoint, form in (
        ("write_contact", "contacts"),
        ("set_hold", "holds"),
        ("end_hold", "holds/end"),
        ("assign", "collector"),
    ):
        press = nobody if endpoint == "assign" else button(f"form[action$='/arrears/{form}'] .btn")
        yield Visit(f"households.{endpoint}", REFUSED, "toda", page, press, rare=endpoint == "set_hold")


def moved_on(form: str) -> Callable[[Page], None]:
    """The walk's page stands open while the household has gone on."""

    def press(page: Page) -> None:
        page.locator(f"form[action$='/{form}'] [name=station]").evaluate("field => { field.value = 'past' }")
        button(f"form[action$='/{form}'] .btn")(page)

    return press


def nobody(page: Page) -> None:
    """A day that is none, where a cover ends."""
    page.locator("#collector-until").fill("いつか")
    button("form[action$='/arrears/collector'] .btn")(page)
