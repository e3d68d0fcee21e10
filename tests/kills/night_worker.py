"""A process of the night that may die at any moment (落ちてもよい処理): a clock, a queue's worker, a dunning run's.

It does what these do, in small slices and with short leases, so that a death falls into the middle of something and
what it leaves is taken up again within the test's time. What it is at stands in a byte that outlives it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import event

from server.bench.inbox import _KEYS as KEYS
from server.casework import wake_cases, work_dunning_runs
from server.casework.issue_letters import issue_requested
from server.casework.services import Services
from server.clock import Clock
from server.jobs import queue
from server.printing.heads import Letter, load_letters
from server.store.database import Database
from server.wiring import assemble
from tests.world import TREE

LEASE, SHORT_LEASE = timedelta(seconds=1), timedelta(seconds=0.2)
"""The lease of a slice of cases, and that of a dunning run's job: so short that two of its workers meet."""
STARTING, IDLE, AT_WORK, WRITING = range(4)
"""What a process is at: not yet up; nothing to do; something is begun (a lease, a slice before); writes that are not
kept yet.
"""


@dataclass(frozen=True, slots=True)
class Life:
    """What a process is told: the database, its folder, the time, its role, how many cases or instalments it takes at
    once, and before which statement of its work it stands still and waits for its death (0: never).

    With `among_writes` only statements count that come when something is written and not kept yet. `told` are two
    bytes: what it is at, and whether it stands still.
    """

    url: str
    folder: Path
    now: datetime
    role: str
    log: Path
    told: Any
    slice: int
    watcher: int
    stand_at: int = 0
    among_writes: bool = False


class SetClock(Clock):
    """Both clocks stand where the test's city stands and go on from there."""

    def __init__(self, begun: datetime) -> None:
        super().__init__()
        object.__setattr__(self, "_ahead", begun - Clock().wall_now())

    def wall_now(self) -> datetime:
        ahead: timedelta = self._ahead  # type: ignore[attr-defined] # set above
        return Clock().wall_now() + ahead


@cache
def letters() -> dict[str, Letter]:
    """The tree's letters, read once before the processes part."""
    return dict(load_letters(TREE / "letters"))


def installation(life: Life) -> Services:
    """The tools of one process over the city's database."""
    wake_cases._SLICE, wake_cases._LEASE = life.slice, LEASE
    for name in ("ISSUE_SLICE", "LIST_SLICE"):
        setattr(work_dunning_runs, name, life.slice)
    work_dunning_runs._LEASE = work_dunning_runs._AGAIN = SHORT_LEASE
    queue._HEARTBEAT, queue._SILENT = 0.25, 1.5
    database = Database(life.url, durable=False)
    clock = SetClock(life.now)
    return assemble(database, KEYS, data=life.folder, tree=TREE, clock=clock, demo=True, letters=letters())


def clock(services: Services) -> None:
    """What is due is woken, or handed out; on SQLite the letters are made here too."""
    if services.database.is_sqlite:
        wake_cases.wake_due(services)
        issue_requested(services, limit=5)
    else:
        wake_cases.queue_due(services, most=2)
        queue.sweep(services)


def worker(services: Services) -> None:
    """What waits in the queue."""
    queue.work_until_empty(services)


def dunning(services: Services) -> None:
    """A list or an issue, slice by slice, until the other one has taken it over."""
    work_dunning_runs.work_dunning_runs(services)


ROLES: dict[str, Callable[[Services], None]] = {"clock": clock, "worker": worker, "dunning": dunning}


class Watch:
    """Keeps the bytes: at work from the first write of a round until its end, writing until that is kept."""

    def __init__(self, life: Life, database: Database) -> None:
        self._told, self._stand_at, self._seen = life.told, life.stand_at, 0
        self._least = WRITING if life.among_writes else AT_WORK
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)

    def rest(self) -> None:
        """The round is over."""
        self._told[0] = IDLE

    def _statement(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self._told[0] = WRITING
        self._count()

    def _commit(self, _conn: Any) -> None:
        self._count()
        if self._told[0] == WRITING:
            self._told[0] = AT_WORK

    def _count(self) -> None:
        if self._told[0] < self._least:
            return
        self._seen += 1
        if self._seen == self._stand_at:
            self._told[1] = 1
            time.sleep(60)


def live(life: Life) -> None:
    """Until it is killed or its watcher is; a fault is told and the next round tries again."""
    with life.log.open("a", encoding="utf-8", buffering=1) as log:
        sys.stdout = sys.stderr = log
        services = installation(life)
        watch = Watch(life, services.database)
        if services.database.is_sqlite and life.role == "clock":
            wake_cases.forget_leases(services)  # as every start of the embedded clock does
        while Path(f"/proc/{life.watcher}").exists():
            watch.rest()
            try:
                ROLES[life.role](services)
            except Exception as fault:  # noqa: BLE001 - two of them may meet; what is left is done in the next round
                print(f"{life.role}: {type(fault).__name__}: {fault}"[:300])  # noqa: T201
            watch.rest()
            time.sleep(0.05)
