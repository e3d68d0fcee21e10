"""The screens of the collectors' desk with a household on them (滞納), and each of its forms refused."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.screens import Visit
from tests.procedures.outside import Api
from tests.procedures.owing import town_in_arrears
from tests.world import World


def arrears_visits(city: World) -> Iterator[Visit]:
    """The board, its empty list, the calls, and the household on one page."""
    debtor = town_in_arrears(Api(city), house=city.household("single").key)
    yield Visit("arrears.show", "filled", "toda", "/arrears")
    yield Visit("arrears.show", "empty", "toda", "/arrears?list=returned", rare=True)
    yield Visit("arrears.calls", "filled", "toda", "/arrears/calls")
    yield Visit("households.arrears", "filled", "toda", f"/households/{debtor.house}/arrears")
