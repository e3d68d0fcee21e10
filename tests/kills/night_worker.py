"""A process of the night that may die at any moment (落ちてもよい処理): `python -m tests.kills.night_worker …`.

It does what the clock, a worker of the queue or the dunning run's background work does, in small slices and with short
leases, so that a death falls into the middle of something and what it leaves is taken up again within the test's time.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from server.bench.inbox import _KEYS as KEYS
from server.casework import wake_cases, work_dunning_runs
from server.casework.issue_letters import issue_requested
from server.casework.services import Services
from server.clock import Clock
from server.jobs.queue import sweep, work_until_empty
from server.store.database import Database
from server.wiring import assemble
from tests.world import TREE

SLICE, LEASE = 10, timedelta(seconds=3)


class SetClock(Clock):
    """Both clocks stand where the test's city stands and go on from there."""

    def __init__(self, begun: datetime) -> None:
        super().__init__()
        object.__setattr__(self, "_ahead", begun - Clock().wall_now())

    def wall_now(self) -> datetime:
        ahead: timedelta = self._ahead  # type: ignore[attr-defined] # set above
        return Clock().wall_now() + ahead


def installation(url: str, folder: Path, now: datetime) -> Services:
    """The tools of one process over the city's database."""
    wake_cases._SLICE, wake_cases._LEASE = SLICE, LEASE
    for name in ("ISSUE_SLICE", "LIST_SLICE"):
        setattr(work_dunning_runs, name, SLICE)
    work_dunning_runs._LEASE = LEASE
    return assemble(Database(url), KEYS, data=folder, tree=TREE, clock=SetClock(now), demo=True)


def clock(services: Services) -> None:
    """What is due is woken, or handed out; on SQLite the letters are made here too."""
    if services.database.is_sqlite:
        wake_cases.wake_due(services)
        issue_requested(services, limit=5)
    else:
        wake_cases.queue_due(services, most=2)
        sweep(services)


def worker(services: Services) -> None:
    """What waits in the queue."""
    work_until_empty(services)


def dunning(services: Services) -> None:
    """A slice of a list or of an issue."""
    work_dunning_runs.work_dunning_runs(services, most_slices=1)


ROLES = {"clock": clock, "worker": worker, "dunning": dunning}


def main() -> None:
    """Until it is killed; a fault is shown and the next round tries again."""
    url, folder, now, role = sys.argv[1:]
    services = installation(url, Path(folder), datetime.fromisoformat(now))
    print("ready", flush=True)  # noqa: T201 - the test reads the line
    while True:
        try:
            ROLES[role](services)
        except Exception as fault:  # noqa: BLE001 - two of them may meet; what is left is done in the next round
            print(f"{role}: {type(fault).__name__}: {fault}"[:300], flush=True)  # noqa: T201
        time.sleep(0.05)


if __name__ == "__main__":
    main()
