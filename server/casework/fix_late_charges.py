"""Late charges fixed every night (延滞金の確定): of each instalment paid in full behind its due date, exactly once.

What is done with one of them stands in `fix_late_charge`.
"""

from __future__ import annotations

from typing import Any

from server.casework.fix_late_charge import EVENT as EVENT
from server.casework.fix_late_charge import LETTER as LETTER
from server.casework.fix_late_charge import LateRun as LateRun
from server.casework.fix_late_charge import fix_late_charge as fix_late_charge
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.store import late_charges
from server.store.errors import Stale

JOB = "late_charges"
_TRIES = 3


def run_late_charges(services: Services, *, again: bool = False) -> LateRun:
    """The run of this business day, once: whatever was posted since the last one; `again` runs it once more."""

    def act(_day: object, last: Any) -> LateRun:
        with services.database.read() as conn:
            keys = late_charges.to_be_looked_at(conn, last)
        done = LateRun()
        for key in keys:
            done = done.plus(_one(services, key))
        return done

    return once_a_day(services, JOB, act, again=again) or LateRun()


def _one(services: Services, claim_key: str) -> LateRun:
    for _ in range(_TRIES):
        try:
            with unit_of_work(services, SYSTEM) as uow:
                uow.audit("late_charge.look", object_kind="claim", object_key=claim_key)
                return fix_late_charge(uow, claim_key, services.values(uow.conn))
        except Stale:
            continue
    return LateRun(looked_at=1, held=1)  # somebody works on the household; the next night finds it again
