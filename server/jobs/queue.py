"""Workers of the queue (仕事の引受け) on PostgreSQL: as many as wanted, on any machines, by procrastinate.

Each task is a use case that finds what it is asked for undone, or does nothing: a job may run twice. A worker that dies
leaves its jobs to the sweep: once its heartbeat has been silent for a while they are put back and taken up again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event, Thread
from typing import Any, TypeVar

from procrastinate import App, PsycopgConnector, RetryStrategy

from server.casework.issue_letters import issue_one
from server.casework.services import Services
from server.casework.wake_cases import wake_given
from server.store.work_queue import ISSUE, QUEUE, WAKE

T = TypeVar("T")
_LOG = logging.getLogger("kokuho.jobs")
_HEARTBEAT = 5.0  # seconds
_SILENT = 20.0  # seconds without a heartbeat after which a worker counts as dead
_LOOK = 2.0  # seconds between looks, beside the database's own call
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


def queue_app(services: Services) -> App:
    """The tasks of the queue over the tools of this process. Raises `ValueError` on SQLite, which has no queue."""
    if services.database.is_sqlite:
        raise ValueError("the embedded database has no queue")
    app = App(connector=PsycopgConnector(conninfo=_conninfo(services.database.url), max_size=4))

    @app.task(name=WAKE, queue=QUEUE, retry=_AGAIN)
    def wake(case_ids: Sequence[str], due_by: str) -> None:
        wake_given(services, case_ids, datetime.fromisoformat(due_by))

    @app.task(name=ISSUE, queue=QUEUE, retry=_AGAIN)
    def issue(letter_ids: Sequence[str]) -> None:
        for letter_id in letter_ids:
            issue_one(services, letter_id)

    return app


def work_until_empty(services: Services) -> None:
    """One worker in this thread until nothing waits any more."""
    _alone(lambda: _work(queue_app(services), wait=False))


def sweep(services: Services) -> int:
    """Puts the jobs of dead workers back; how many."""
    return _alone(lambda: _sweep(queue_app(services)))


class QueueWorker:
    """A worker in a thread of its own, until it is stopped; a job under way is finished first."""

    def __init__(self, services: Services) -> None:
        self._app = queue_app(services)
        self._thread = Thread(target=self._run, name="queue", daemon=True)
        self._stopping = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to take up jobs."""
        self._thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Takes up no further job and waits so many seconds for the one under way."""
        self._stopping.set()
        if self._loop is not None and self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._here())
            except asyncio.CancelledError:
                return
            except Exception:  # noqa: BLE001 - a lost connection: the worker begins anew, the log tells
                _LOG.exception("the worker of the queue begins anew")
                self._stopping.wait(_LOOK)

    async def _here(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        await _work(self._app, wait=True)


def _alone(act: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs it to its end in a thread of its own, whatever loop the caller's thread is in; raises what it raises."""
    with ThreadPoolExecutor(1, "queue") as pool:
        return pool.submit(lambda: asyncio.run(act())).result()


async def _work(app: App, *, wait: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=1,
            wait=wait,
            fetch_job_polling_interval=_LOOK,
            update_heartbeat_interval=_HEARTBEAT,
            stalled_worker_timeout=_SILENT,
            shutdown_graceful_timeout=_SILENT,
            install_signal_handlers=False,
            delete_jobs="successful",
        )


async def _sweep(app: App) -> int:
    async with app.open_async():
        stalled = list(await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_SILENT))
        for job in stalled:
            await app.job_manager.retry_job(job)
        return len(stalled)


def _conninfo(url: str) -> str:
    """The database's address as its own library reads it: without the name of the driver."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"
