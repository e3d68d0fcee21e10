"""The general check (総点検): every open case has something that will move it on, or someone who knows."""

from __future__ import annotations

from datetime import timedelta

from server.casework.services import Services
from server.domain.effects import JSON
from server.store import reconcile as store

_PATIENCE = timedelta(hours=1)


def reconcile(services: Services) -> dict[str, list[JSON]]:
    """`forgotten` (nothing and nobody waits), `overrun` (the waker missed them), `stray_tasks` of ended cases."""
    with services.database.read() as conn:
        forgotten = store.forgotten_cases(conn)
        overrun = store.overrun_cases(conn, services.clock.business_now() - _PATIENCE)
        stray = store.tasks_of_closed_cases(conn)
    return {
        "forgotten": [{"case_id": case.case_id, "number": case.number} for case in forgotten],
        "overrun": [{"case_id": case.case_id, "number": case.number} for case in overrun],
        "stray_tasks": list(stray),
    }
