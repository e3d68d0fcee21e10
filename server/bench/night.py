"""`bench night`: a city's cases of arrears wake on one day, step, decide and ask for letters.

One act is one case: its clock has run out, the hub reads the registers, the table decides, a reminder is asked for,
state, history, record, waits and audit are kept. Beside it SpiffWorkflow by itself does the same diagram with its own
serializer, each row a statement of its own. With `--database postgres` the cases go through the queue to one worker
and then, another night, to two, each a process of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import event, func, select

from server.bench import throw_away
from server.bench.inbox import _KEYS as KEYS
from server.bench.measured import Measured, Wish, percentile
from server.bench.night_city import MovedClock, NightCity
from server.bench.night_reference import reference_ms
from server.casework.services import Services
from server.casework.wake_cases import Woken, wake_due
from server.store import tables as t
from server.store.database import Database
from server.wiring import assemble

TREE = Path(__file__).resolve().parents[2]
_LEAST, _A_SECOND = 300, 400
_HOW = (
    "one act = one case of arrears: woken by its clock in a slice of a hundred, facts read in bulk, table asked, "
    "reminder asked for, state, history, record, waits and audit kept; one process, its own time on the processor"
)
_REFERENCE = (
    "SpiffWorkflow, stock, in a process of its own and on the same database with the same durability: the case and the "
    "facts of its household read, deserialize_json, refresh_waiting_tasks, do_engine_steps, serialize_json over the "
    "same diagram and table with operators that answer from the record, then the same rows into the same tables, a "
    "statement each, one transaction a case; to its favour no guards, no references, no queue; on SQLite time of the "
    "processor as ours, on PostgreSQL the wall's as ours with one worker"
)


@dataclass(frozen=True, slots=True)
class Night:
    """What was measured: seconds on the processor of each slice of our own process, cases woken, details besides."""

    slices: tuple[tuple[int, float], ...]
    details: dict[str, Any]

    @property
    def ms(self) -> float:
        """Milliseconds of one case."""
        return 1000 * sum(seconds for _, seconds in self.slices) / sum(count for count, _ in self.slices)


def measure(wish: Wish) -> Measured:
    """The mean time of a case in milliseconds. Raises `RuntimeError` when a case does not wake as it should."""
    households = wish.size or max(_LEAST, int(wish.seconds * _A_SECOND))
    with _database(wish.database) as (database, folder):
        city = _city(database, folder, households)
        details: dict[str, Any] = {"how": _HOW, "cases": households, "opened_per_second": round(_opened(city))}
        _settled(database)
        reference, about = reference_ms(city, TREE, min(wish.seconds, 5.0))
        _to_the_day(city)
        if database.is_sqlite:
            night = _by_itself(city)
        else:
            night = import_module("server.bench.night_workers").by_workers(city, folder)
        _check(city.services, households)
    details |= night.details | {"per_second": round(1000 / night.ms), "reference_how": _REFERENCE} | about
    ours = [1000 * seconds / count for count, seconds in night.slices]
    return Measured("night", night.ms, "ms", reference, reference / night.ms, percentile(ours, 95), details)


def _city(database: Database, folder: Path, households: int) -> NightCity:
    moved = MovedClock()
    services = assemble(database, KEYS, data=folder, tree=TREE, clock=moved.clock(), demo=True)
    city = NightCity(services, moved, households)
    city.fill(("arrears",), TREE)
    return city


def _opened(city: NightCity) -> float:
    """Cases of arrears opened a second of processor time, by the hub's own night run."""
    begun = process_time()
    opened = city.open_cases()
    if opened != city.households:
        raise RuntimeError(f"{opened} cases opened of {city.households}")
    return opened / (process_time() - begun)


def _settled(database: Database) -> None:
    """What a server does by itself after so many rows are new is done before anything is measured."""
    if database.is_sqlite:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("vacuum analyze")
        conn.exec_driver_sql("checkpoint")


def _to_the_day(city: NightCity) -> None:
    """The business clock goes to the day on which the last of them wakes."""
    with city.services.database.read() as conn:
        last: Any = conn.execute(select(func.max(t.cases.c.next_due_at))).scalar_one()
    city.moved.at((last + timedelta(days=1)).date())


def _by_itself(city: NightCity) -> Night:
    """The clock's own process wakes them all, while a clerk's inbox is opened again and again in another one."""
    slices: list[tuple[int, float]] = []
    statements = _Statements(city.services.database)
    with import_module("server.bench.night_inbox").watching(city) as inbox:
        wall, begun = perf_counter(), process_time()
        for count in _woken_by_slices(city.services):
            slices.append((count, process_time() - begun))
            begun = process_time()
        wall = perf_counter() - wall
    details = {"wall_seconds": round(wall, 1), "statements_of_a_slice": statements.by_slice(), **inbox.told()}
    return Night(tuple(slices), details)


def _woken_by_slices(services: Services) -> Iterator[int]:
    """One slice at a time, by the very function of the clock."""
    wake_cases = import_module("server.casework.wake_cases")
    due_by = services.clock.business_now()
    while leased := wake_cases._leased(services, due_by):
        woken: Woken = wake_cases.wake_given(services, leased, due_by)
        if woken.failed:
            raise RuntimeError(f"{woken.failed} cases did not wake")
        yield woken.count


def _check(services: Services, households: int) -> None:
    """Each case was woken once, together with others, and asked for its reminder."""
    wake_due(services)
    with services.database.read() as conn:
        asked = select(func.count()).where(t.letters.c.letter == "arrears/reminder")
        letters = conn.execute(asked).scalar_one()
        alone = conn.execute(select(func.sum(t.woken_slices.c.alone))).scalar_one()
    if letters != households or alone:
        raise RuntimeError(f"{letters} reminders for {households} cases, {alone} of them woken alone")


class _Statements:
    """Counts the statements between commits that wake cases."""

    def __init__(self, database: Database) -> None:
        self._seen: list[int] = []
        self._count = 0
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)

    def _statement(self, *_: Any) -> None:
        self._count += 1

    def _commit(self, *_: Any) -> None:
        self._seen.append(self._count)
        self._count = 0

    def by_slice(self) -> list[int]:
        """The least and the most statements of a transaction, leases left aside."""
        found = [count for count in self._seen if count > 10]
        return [min(found), max(found)] if found else []


@contextmanager
def _database(asked: str | None) -> Iterator[tuple[Database, Path]]:
    """A database that is thrown away, with a folder for what else is kept."""
    folder = Path(tempfile.mkdtemp(prefix="kokuho_bench_"))
    try:
        if asked is None:
            yield from _opened_at(f"sqlite:///{folder}/night.db", folder)
        elif asked == "postgres":
            with throw_away.running() as server:
                if server is None:
                    raise ValueError("no PostgreSQL: install Debian's postgresql")
                server.run("CREATE DATABASE bench_night")
                yield from _opened_at(server.url("bench_night"), folder)
        else:
            raise ValueError("the night runs in a database of its own: postgres, or nothing for SQLite")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened_at(url: str, folder: Path) -> Iterator[tuple[Database, Path]]:
    database = Database(url, durable=False)
    try:
        database.upgrade()
        yield database, folder
    finally:
        database.dispose()
