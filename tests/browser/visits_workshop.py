"""Visits to the managers' workshop: the list, a draft with findings and difference, versions, a move, figures."""

from __future__ import annotations

from collections.abc import Iterator

from server.casework.workshop.moving import plan_move
from server.engine.migrate import Plan
from tests.browser.screens import REFUSED, Visit, go
from tests.casework.moving_world import released
from tests.casework.workshop_people import drawn, manager
from tests.world import World


def workshop_visits(city: World) -> Iterator[Visit]:
    """A draft of enrolment is being drawn, and its running cases may move."""
    draft = drawn(city)
    at = f"/workshop/{draft.draft_id}"
    yield Visit("workshop.show", "filled", "mizuno", "/workshop", rare=True)
    yield Visit("workshop.look", "filled", "mizuno", at)
    yield Visit("workshop.hand_over", REFUSED, "mizuno", at, go)
    yield Visit("workshop.replay", "filled", "mizuno", f"{at}/replay", rare=True)
    yield Visit("workshop.figures", "filled", "mizuno", "/workshop/procedures/enrolment/figures", rare=True)
    old, new = released(city)
    yield Visit("workshop.moves", "dry run", "mizuno", f"/workshop/procedures/enrolment?from={old}", rare=True)
    move_id = plan_move(city.services, manager(city, "mizuno"), "enrolment", old, new, Plan())
    yield Visit("workshop.move", "planned", "mizuno", f"/workshop/moves/{move_id}", rare=True)
