"""The same clerk for the same household (担当者への割当て): its open work goes to its collector, or to his cover.

Done by the clock, so that it holds for whatever opened the task, and so that the work of somebody away goes to his
cover on the day the cover begins, and back on the day it ends.
"""

from __future__ import annotations

from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.rights import work
from server.store import collector_tasks, grants, tasks

ROLE = "arrears"
_SLICE = 500


def give_to_collectors(services: Services) -> int:
    """Gives open arrears work to the collectors of the day; how many tasks. Again, it finds nothing.

    Whoever may not work the task any more is passed over: then it waits for everybody.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = collector_tasks.elsewhere(conn, ROLE, SYSTEM.user_id, day, _SLICE)
        able = {office: frozenset(grants.holders(conn, work(ROLE), office, day)) for _, office, _ in found}
    wanted = [(task_id, user_id) for task_id, office, user_id in found if user_id in able[office]]
    if not wanted:
        return 0
    with unit_of_work(services, SYSTEM) as uow:
        for task_id, user_id in wanted:
            tasks.assign_task(uow, task_id, user_id)
        uow.audit("collector.give", object_kind="procedure", object_key="arrears", detail={"tasks": len(wanted)})
    return len(wanted)
