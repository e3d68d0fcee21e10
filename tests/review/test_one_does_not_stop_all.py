"""One case or letter that cannot be helped stops no other: it becomes somebody's incident, the rest goes on."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any, NoReturn

from sqlalchemy import insert

from server.casework.issue_letters import issue_requested
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.domain.rights import ALL
from server.store import incidents, letters
from server.store import tables as t
from tests.world import World

WAITING: dict[str, Any] = {"evidence": ["notification"]}


def spoil(city: World, case_id: str) -> None:
    """The next step of the case finds its place in the record taken: no fault that the engine could know of."""
    with city.database.engine.begin() as conn:
        row = dict(conn.execute(t.case_steps.select().where(t.case_steps.c.case_id == case_id)).mappings().all()[-1])
        conn.execute(insert(t.case_steps).values(row | {"step_no": row["step_no"] + 1}))


def test_a_case_that_cannot_be_woken_keeps_no_other_one_asleep(city: World) -> None:
    first, second = city.entered("single", **WAITING), city.entered("senior", **WAITING)
    spoil(city, min(first, second))
    city.clock.set(date(2027, 1, 10))
    woken = wake_due(city.services)
    assert (woken.count, woken.failed) == (1, 1)
    assert city.case(max(first, second)).step_no == 4
    assert city.case(min(first, second)).step_no == 3
    with city.database.read() as conn:
        (incident,) = incidents.open_incidents(conn, ALL)
    assert incident.case_id == min(first, second)
    assert "本間" not in str(incident.detail), "what a statement carried stands in no incident"


def test_a_letter_whose_builder_fails_keeps_no_other_one_back(town: World) -> None:
    case_id = town.checked("family")
    builders = dict(town.services.builders)

    def broken(_keys: JSONObject, _context: Context) -> NoReturn:
        nobody: Any = None
        raise TypeError(nobody)

    def build(keys: JSONObject, context: Context) -> dict[str, JSON]:
        return broken(keys, context)

    sheet = builders["enrolment/info_sheet"]
    services = dataclasses.replace(
        town.services, builders=builders | {"enrolment/info_sheet": dataclasses.replace(sheet, build=build)}
    )
    issue_requested(services)
    with town.database.read() as conn:
        found = {one.letter: one.status for one in letters.letters_of_case(conn, case_id)}
    assert found == {"enrolment/info_sheet": "held", "enrolment/retroactive": "rendered"}
