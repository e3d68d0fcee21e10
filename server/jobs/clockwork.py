"""The clock's work (時計の仕事): wakes, delivers, prints, seals, by APScheduler in exactly one process.

Each job is idempotent: what it finds due it does once, and doing it again finds nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

from apscheduler.schedulers.background import BackgroundScheduler

from server.casework.issue_letters import issue_requested
from server.casework.print_batches import print_batches_step
from server.casework.rounds import ROUNDS, WAKE, do_round
from server.casework.services import Services
from server.casework.wake_cases import forget_leases, queue_due
from server.jobs.leader import FileLock, Lock
from server.jobs.queue import QueueWorker, sweep
from server.store.leader_lock import AdvisoryLock

_LOG = logging.getLogger("kokuho.jobs")
_LETTERS_EVERY = 5
_RUN_IS_WHOLE = timedelta(minutes=1)
_SWEEP_EVERY = 30


@dataclass(slots=True)
class Clockwork:
    """The running scheduler; `letters_wanted` is set by whoever asked for a letter, so that it does not wait."""

    services: Services
    lock: Lock
    letters_wanted: Event
    scheduler: BackgroundScheduler
    stopping: Event
    worker: QueueWorker | None
    led: bool = False

    def start(self) -> None:
        """Starts the clock and the printer's thread."""
        self._every(WAKE.every, self._wake)
        for one in ROUNDS:
            self._every(one.every, partial(do_round, self.services, one.acts))
        if self.worker is not None:
            self._every(_SWEEP_EVERY, partial(sweep, self.services))
            self.worker.start()
        self.scheduler.start()
        Thread(target=self._print, name="letters", daemon=True).start()

    def stop(self) -> None:
        """Ends both; a letter being rendered is taken up again at the next start."""
        self.stopping.set()
        self.letters_wanted.set()
        self.scheduler.shutdown(wait=False)
        if self.worker is not None:
            self.worker.stop()
        self.lock.free()

    def _every(self, seconds: int, act: Callable[[], object]) -> None:
        """Now, too: after an outage nobody waits for the first round."""
        once = {"max_instances": 1, "coalesce": True, "next_run_time": self.services.clock.wall_now()}
        self.scheduler.add_job(self._as_leader, "interval", (act,), seconds=seconds, **once)

    def _wake(self) -> None:
        """On PostgreSQL the clock only hands out what is due; any number of workers does it."""
        if self.worker is None:
            if not self.led:
                forget_leases(self.services)  # a clock that died left them; here there is no other
            self.led = True
            do_round(self.services, WAKE.acts)
        else:
            queue_due(self.services)

    def _print(self) -> None:
        while not self.stopping.is_set():
            self.letters_wanted.wait(_LETTERS_EVERY)
            self.letters_wanted.clear()
            if not self.stopping.is_set():
                self._as_leader(self._print_round)

    def _print_round(self) -> None:
        """Single letters first; a run of many is printed step by step between them."""
        issue_requested(self.services)
        if print_batches_step(self.services, quiet=_RUN_IS_WHOLE):
            self.letters_wanted.set()

    def _as_leader(self, act: Callable[[], object]) -> None:
        try:
            if self.lock.try_take():
                act()
        except Exception:  # noqa: BLE001 - the clock must go on; the next round finds the same work, the log tells
            _LOG.exception("a round of the clock failed")


def clockwork(services: Services, data: Path, letters_wanted: Event) -> Clockwork:
    """The clock of this process; it works only while it holds the one lock."""
    lock: Lock = FileLock(data) if services.database.is_sqlite else AdvisoryLock(services.database)
    worker = None if services.database.is_sqlite else QueueWorker(services)
    return Clockwork(services, lock, letters_wanted, BackgroundScheduler(timezone="Asia/Tokyo"), Event(), worker)
