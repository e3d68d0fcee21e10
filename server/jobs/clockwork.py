"""The clock's work (時計の仕事): wakes, delivers, prints, seals, by APScheduler in exactly one process.

Each job is idempotent: what it finds due it does once, and doing it again finds nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from apscheduler.schedulers.background import BackgroundScheduler

from server.casework.dated_work import run_ages
from server.casework.debit_night import run_debits
from server.casework.deliver_waiting import deliver_waiting, raise_unclaimed
from server.casework.household_run import run_households
from server.casework.issue_letters import issue_requested
from server.casework.lapse_night import run_lapse
from server.casework.post_letters import raise_unposted
from server.casework.review_protections import review_protections
from server.casework.seal_audit import seal_audit
from server.casework.services import Services
from server.casework.wake_cases import queue_due, wake_due
from server.casework.work_levy_runs import work_levy_runs
from server.jobs.leader import FileLock, Lock
from server.jobs.queue import QueueWorker, sweep
from server.store.leader_lock import AdvisoryLock

_LOG = logging.getLogger("kokuho.jobs")
_WAKE_EVERY = 20
_SEAL_EVERY = 60
_MESSAGES_EVERY = 60
_LETTERS_EVERY = 5
_NIGHT_EVERY = 600
_SWEEP_EVERY = 30
_LEVY_EVERY = 20


@dataclass(slots=True)
class Clockwork:
    """The running scheduler; `letters_wanted` is set by whoever asked for a letter, so that it does not wait."""

    services: Services
    lock: Lock
    letters_wanted: Event
    scheduler: BackgroundScheduler
    stopping: Event
    worker: QueueWorker | None

    def start(self) -> None:
        """Starts the clock and the printer's thread."""
        rounds = ((self._wake, _WAKE_EVERY), (self._seal, _SEAL_EVERY), (self._post, _MESSAGES_EVERY))
        for act, seconds in (
            *rounds,
            (self._night, _NIGHT_EVERY),
            (self._levy, _LEVY_EVERY),
            (self._debits, _NIGHT_EVERY),
        ):
            self.scheduler.add_job(act, "interval", seconds=seconds, max_instances=1, coalesce=True)
        if self.worker is not None:
            self.scheduler.add_job(self._sweep, "interval", seconds=_SWEEP_EVERY, max_instances=1, coalesce=True)
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

    def _wake(self) -> None:
        """On PostgreSQL the clock only hands out what is due; any number of workers does it."""
        self._as_leader(lambda: wake_due(self.services) if self.worker is None else queue_due(self.services))

    def _sweep(self) -> None:
        self._as_leader(lambda: sweep(self.services))

    def _seal(self) -> None:
        self._as_leader(lambda: seal_audit(self.services))

    def _post(self) -> None:
        self._as_leader(
            lambda: (
                review_protections(self.services),
                deliver_waiting(self.services),
                raise_unclaimed(self.services),
            )
        )

    def _night(self) -> None:
        self._as_leader(lambda: (run_households(self.services), run_ages(self.services), raise_unposted(self.services)))
        self._as_leader(lambda: run_lapse(self.services))

    def _levy(self) -> None:
        self._as_leader(lambda: work_levy_runs(self.services))

    def _debits(self) -> None:
        self._as_leader(lambda: run_debits(self.services))

    def _print(self) -> None:
        while not self.stopping.is_set():
            self.letters_wanted.wait(_LETTERS_EVERY)
            self.letters_wanted.clear()
            if not self.stopping.is_set():
                self._as_leader(lambda: issue_requested(self.services))

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
