"""`bench dunning`: a city's unpaid instalments selected, listed and issued, against the same letter by letter.

One act is everything but the printing: ledger, limitation, notices, holds, payments under way, address and table for
the list; then all of it again at the issue, slip, numbers, frozen letter, line, audit, commit. The reference is the
issue with one letter to a transaction, as a clerk's letter is issued.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import event, func, select

from server.bench import throw_away
from server.bench.dunning_city import DunningCity, city_of
from server.bench.measured import Measured, Wish, percentile
from server.casework import dunning_slices
from server.casework.dunning_look import look
from server.casework.levy_slices import collector_paused
from server.casework.work import unit_of_work
from server.casework.work_dunning_runs import issue_slice, list_slice
from server.domain.actors import SYSTEM
from server.exchange.values_files import default_directories, load_values
from server.store import dunning_lines, dunning_stock
from server.store import tables as t
from server.store.database import Database
from server.store.dunning_runs import DunningRun

_A_SECOND, _LEAST, _SINGLES = 150, 300, 100
_HOW = (
    "one act = an unpaid instalment selected, listed (15 rows of a decision table over 13 questions) and issued "
    "(looked at again, slip, number, frozen letter), without printing; wall time of one process"
)


def measure(wish: Wish) -> Measured:
    """The mean time of an instalment in milliseconds. Raises `RuntimeError` when a letter is missing or twice."""
    count = wish.size or max(_LEAST, int(wish.seconds * _A_SECOND))
    with _database(wish.database) as (opened, folder):
        city = city_of(opened, folder, list(load_values(default_directories())))
        city.fill(count)
        run = city.open_run()
        with collector_paused():
            worked = process_time()
            listed, listings = _list(city, run)
            worked = process_time() - worked
            run = city.decide(run.run_id)
            singles, least = _one_by_one(city, run, min(_SINGLES, count // 3))
            worked -= process_time()
            issued, slices, statements = _issue(city, run)
            worked += process_time()
        _check(city, run, count)
    bulk = 1000 * (listed / count + issued / (count - least))
    single = 1000 * (listed / count + singles / least)
    details: dict[str, Any] = {
        "how": _HOW,
        "instalments": count,
        "list_seconds": round(listed, 2),
        "issue_seconds": round(issued * count / (count - least), 2),
        "seconds": round(bulk * count / 1000, 2),
        "seconds_for_20000": round(bulk * 20, 1),
        "processor_seconds_for_20000": round(worked / count * 20_000, 1),
        "issued_one_by_one": least,
        "list_slices": len(listings),
        "statements_of_an_issue_slice": statements,
        "database": wish.database or "sqlite",
    }
    p95 = percentile([1000 * one for one in slices], 95)
    return Measured("dunning", bulk, "ms", single, single / bulk, p95, details)


def _list(city: DunningCity, run: DunningRun) -> tuple[float, list[float]]:
    begun = perf_counter()
    rounds: list[float] = []
    with city.services.database.read() as conn:
        terms, keys = dunning_slices.terms_of(city.services, conn, run), dunning_stock.candidate_keys(conn, run)
    for start in range(0, len(keys), dunning_slices.LIST_SLICE):
        at = perf_counter()
        list_slice(city.services, terms, keys[start : start + dunning_slices.LIST_SLICE])
        rounds.append(perf_counter() - at)
    return perf_counter() - begun, rounds


def _one_by_one(city: DunningCity, run: DunningRun, count: int) -> tuple[float, int]:
    """So many letters, each in a transaction of its own."""
    services, begun = city.services, perf_counter()
    with services.database.read() as conn:
        terms = dunning_slices.terms_of(services, conn, run)
        lines = dunning_lines.to_issue(conn, run.run_id, "", count)
    for line in lines:
        with services.database.read() as conn:
            seen = look(services, conn, run, [line.claim_key], terms.values)
        with unit_of_work(services, SYSTEM) as uow:
            dunning_slices.issue(services, uow, terms, [line], seen)
            uow.audit("bench.act", object_kind="bench", object_key="1")
    return perf_counter() - begun, len(lines)


def _issue(city: DunningCity, run: DunningRun) -> tuple[float, list[float], int]:
    """The rest in bulk: seconds, those of each slice, and the most statements that a slice took."""
    begun, behind, most = perf_counter(), "", 0
    rounds: list[float] = []
    counted: list[int] = []
    with city.services.database.read() as conn:
        terms = dunning_slices.terms_of(city.services, conn, run)
    with _counting(city.services.database, counted):
        while True:
            at, before = perf_counter(), len(counted)
            count, behind = issue_slice(city.services, terms, behind)
            if count is None:
                return perf_counter() - begun, rounds, most
            rounds.append(perf_counter() - at)
            most = max(most, len(counted) - before)


def _check(city: DunningCity, run: DunningRun, count: int) -> None:
    """Every instalment has one letter, one slip and one number."""
    line, letter = t.dunning_lines.c, t.letters.c
    with city.services.database.read() as conn:
        live = conn.scalar(select(func.count()).where(line.run_id == run.run_id, line.letter_id.is_not(None)))
        numbers = conn.scalar(select(func.count(func.distinct(letter.number))).where(letter.number.is_not(None)))
        slips = conn.scalar(select(func.count()).select_from(t.payment_slips))
    if (live, numbers, slips) != (count, count, count):
        raise RuntimeError(f"{count} instalments, but {live} letters, {numbers} numbers and {slips} slips")


@contextmanager
def _counting(database: Database, counted: list[int]) -> Iterator[None]:
    def count(*_: Any) -> None:
        counted.append(1)

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


@contextmanager
def _database(asked: str | None) -> Iterator[tuple[Database, Path]]:
    """A database that is thrown away: a file, or one of a PostgreSQL of its own."""
    folder = Path(tempfile.mkdtemp(prefix="kokuho_bench_"))
    try:
        if asked == "postgres":
            with throw_away.running() as server:
                if server is None:
                    raise ValueError("no PostgreSQL: install Debian's postgresql")
                server.run("CREATE DATABASE bench_dunning")
                yield from _opened(server.url("bench_dunning"), folder)
            return
        if asked is not None:
            raise ValueError("the letters are issued in databases of their own: postgres, or nothing for SQLite")
        yield from _opened(f"sqlite:///{folder}/dunning.db", folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(url: str, folder: Path) -> Iterator[tuple[Database, Path]]:
    database = Database(url, durable=False)
    try:
        database.upgrade()
        yield database, folder
    finally:
        database.dispose()
