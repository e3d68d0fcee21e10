"""The screens of dunning (督促) in the states that officers meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.browser.screens import REFUSED, Visit, button
from tests.money.dunning import DUE, Dunning, Walk, staff
from tests.procedures.outside import Api
from tests.world import World

BEFORE = date(2026, 11, 17)
EARLIER = date(2026, 9, 30)


def dunning_visits(city: World) -> Iterator[Visit]:
    """A run of which something is left out and the rest was posted, and one that has just been opened."""
    staff(city)
    dunning = Dunning(city)
    for name in ("north", "senior"):
        dunning.owes(name, due=EARLIER, no=4)
    dunning.owes("rare", due=DUE, no=5)
    dunning.unapplied("rare")
    dunning.in_up_to(BEFORE)
    walk = Walk(Api(city), dunning).start(EARLIER).listed().checked(due=EARLIER)
    walk.decided("2026-11-18").handed_over().posted(2).done()
    Walk(Api(city), dunning).start().listed()
    sent, listed = (f"/dunning/{dunning.run(due).run_id}" for due in (EARLIER, DUE))
    yield Visit("dunning.show", "filled", "saeki", "/dunning", rare=True)
    yield Visit("dunning.one", "posted", "saeki", sent)
    yield Visit("dunning.name_owner", REFUSED, "saeki", listed, button("form[action$='/owner'] .btn"))
    apology = button("form[action$='/apology'] .btn")
    yield Visit("dunning.send_apology", REFUSED, "saeki", sent, apology, rare=True)
