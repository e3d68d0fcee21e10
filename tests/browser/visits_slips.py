"""The screens about a household's money (納付と賦課、試算) in the states that clerks meet."""

from __future__ import annotations

from collections.abc import Iterator

from server.casework.estimate import make_estimate
from tests.browser.screens import REFUSED, Visit, emptied
from tests.money.levying import decide, put_incomes
from tests.web.test_estimates import answers
from tests.world import World

_INSURED, _SINGLE = "0000000106", "0000000101"


def slip_visits(city: World) -> Iterator[Visit]:
    """A household with a levy and estimates, one without, and the form refused."""
    put_incomes(city, first=3_210_000, others=450_000)
    (made,) = decide(city)
    estimate = make_estimate(city.services, city.caller("saeki"), answers(), "")
    yield Visit("households.money", "empty", "saeki", f"/households/{_SINGLE}/money", rare=True)
    yield Visit("households.money", "filled", "saeki", f"/households/{_INSURED}/money")
    yield Visit("households.levy", "filled", "saeki", f"/households/{_INSURED}/levies/{made.levy_id}")
    yield Visit("estimates.ask", "of a household", "saeki", f"/estimates/new?household_key={_INSURED}", rare=True)
    yield Visit("estimates.ask", "empty", "saeki", "/estimates/new", rare=True)
    yield Visit("estimates.make", REFUSED, "saeki", "/estimates/new", emptied, rare=True)
    yield Visit("estimates.show", "filled", "saeki", f"/estimates/{estimate.estimate_id}")
