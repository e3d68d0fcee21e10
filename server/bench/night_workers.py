"""The night by workers of the queue (夜間処理の分担): half the cases to one worker, the other half to two at once.

Each worker is a process of its own, warm before the clock starts. What is timed is from the moment at which the jobs
stand in the queue until no case is left to be woken; the letters' jobs are taken away.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep

from sqlalchemy import text

from server.bench.inbox import _KEYS as KEYS
from server.bench.night import Night
from server.bench.night_city import NightCity
from server.casework.wake_cases import queue_due, slice_size
from server.clock import Clock
from server.jobs.queue import work_until_empty
from server.store import work_queue
from server.store.database import Database
from server.wiring import assemble

_TREE = Path(__file__).resolve().parents[2]
_PAUSE = 0.05  # seconds between two looks at the queue, which itself takes time of the server


def by_workers(city: NightCity, folder: Path) -> Night:
    """Cases a second of one worker, and how much faster two are. Raises `RuntimeError` when a worker ends early."""
    half = -(-city.households // (2 * slice_size())) * slice_size()
    one = _timed(city, folder, 1, half)
    two = _timed(city, folder, 2, city.households)
    details = {
        "cases_to_one": one[0],
        "cases_to_two": two[0],
        "one_worker_per_second": round(one[0] / one[1]),
        "two_workers_per_second": round(two[0] / two[1]),
        "two_workers_times_one": round((two[0] / two[1]) / (one[0] / one[1]), 2),
        "timed": "wall clock, workers warm, from the filled queue to the last case",
    }
    return Night((one,), details)


def _timed(city: NightCity, folder: Path, workers: int, most: int) -> tuple[int, float]:
    """Cases and seconds of so many workers."""
    _forget_letters(city)
    with _waiting(city, folder, workers) as processes:
        cases = queue_due(city.services, most=-(-most // slice_size()))
        begun = perf_counter()
        for process in processes:
            _say(process, "go")
        while _jobs(city):
            if any(process.poll() not in (None, 0) for process in processes):
                raise RuntimeError("a worker ended; what it said stands above")
            sleep(_PAUSE)
        spent = perf_counter() - begun
    _forget_letters(city)
    return cases, spent


def _jobs(city: NightCity) -> int:
    with city.services.database.read() as conn:
        return work_queue.waiting(conn).get(work_queue.WAKE, 0)


def _forget_letters(city: NightCity) -> None:
    with city.services.database.engine.begin() as conn:
        conn.execute(text("delete from procrastinate_jobs where task_name = :task"), {"task": work_queue.ISSUE})


@contextmanager
def _waiting(city: NightCity, folder: Path, workers: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Workers that have everything in memory and wait for the word."""
    ahead = city.moved.ahead.total_seconds()
    command = [sys.executable, "-m", __name__, city.services.database.url, str(folder), str(ahead)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    processes = [subprocess.Popen(command, cwd=_TREE, text=True, **pipes) for _ in range(workers)]  # type: ignore[call-overload]  # noqa: S603
    try:
        for process in processes:
            if process.stdout is None or "ready" not in process.stdout.readline():
                raise RuntimeError("a worker did not come up")
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _say(process: subprocess.Popen[str], word: str) -> None:
    if process.stdin is not None:
        process.stdin.write(f"{word}\n")
        process.stdin.flush()


def main() -> None:
    """One worker: ready, then at the word everything that waits."""
    url, folder, ahead = sys.argv[1:]
    moved = timedelta(seconds=float(ahead))
    database = Database(url, durable=False)
    services = assemble(database, KEYS, data=Path(folder), tree=_TREE, clock=Clock(offset=lambda: moved), demo=True)
    work_until_empty(services)  # there is nothing yet: everything is imported and the diagram is read
    with database.read() as conn:
        services.values(conn)
    print("ready", flush=True)  # noqa: T201 - its caller reads the line
    sys.stdin.readline()
    work_until_empty(services)


if __name__ == "__main__":
    main()
