"""Posting a city's levies: in bulk and household by household, turn about, to the same yen (賦課の記帳の計測).

Both read the same made-up registers, compute, keep inputs and trace, open accounts and instalments, post, put on
record in the audit, and assess at the end: in slices of one commit in one database, one commit a household in another.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import func, select

from server.bench import throw_away
from server.bench.levy_city import CHUNK, fill, household_key
from server.bench.plain_levy import PlainLevy
from server.casework import levy_slices
from server.casework.decide_levy import LevyOrder, decide_levy, propose_all, read
from server.casework.levy_slices import SLICE
from server.domain.actors import Actor
from server.domain.levy.decision import Terms, load_terms
from server.domain.levy.household_file import household_file
from server.domain.levy.model import Part
from server.domain.levy.vocabulary import Vocabulary
from server.domain.values import Values
from server.store import assessments, ledger_proof, levy_runs
from server.store import tables as t
from server.store.database import Database
from server.store.levy_runs import LevyRun, RunRow
from server.store.levy_words import SharedWords
from server.store.offices import Office, put_office
from server.store.unit_of_work import UnitOfWork

_ACTOR = Actor("bench", "計測", "chuo")
_PARTS = ("basic", "support", "care", "child")
_NOON = (3, 0)  # of Japan, in UTC
_PLAIN, _READ = 10_000, 3_000


@dataclass
class Posting:
    """What was measured: seconds of each way by slice, of `assess` and `read`; what was compared."""

    households: int
    slices: list[tuple[int, float]] = field(default_factory=list)
    singles: list[float] = field(default_factory=list)
    read: float = 0.0
    assess: float = 0.0
    assess_single: float = 0.0
    lines: int = 0
    computed: int = 0
    plain: int = 0
    both: int = 0
    findings: int = 0
    wall: float = 0.0

    @property
    def bulk_ms(self) -> float:
        """Milliseconds of a household in bulk, its share of the 調定票 included."""
        return 1000 * (sum(seconds for _, seconds in self.slices) + self.assess) / self.households

    @property
    def single_ms(self) -> float:
        """The same, one by one."""
        return 1000 * (sum(self.singles) + self.assess_single) / len(self.singles)


def post_city(values: Values, year: int, households: int, singles: int, asked: str | None = None) -> Posting:
    """Posts a city of `households` in bulk and, in another database, `singles` of them one by one, and compares.

    Raises `RuntimeError` when any household's yen differ from the other way or from the levy worked out month by month.
    """
    found = Posting(households)
    with _database(asked, "bulk") as bulk, _database(asked, "single") as single:
        both = [_City(one, values, year) for one in (bulk, single)]
        both[0].fill(households)
        both[1].fill(min(households, singles))
        sample = min(households, _READ)
        found.read = both[0].read_alone(sample) / sample
        _turn_about(found, both[0], both[1], singles)
        found.assess, lines = both[0].assess()
        found.assess_single, _ = both[1].assess()
        found.lines = lines
        _compare(found, both[0], both[1], values)
    return found


class _City:
    """A database with offices, households and an open run."""

    def __init__(self, database: Database, values: Values, year: int) -> None:
        self.database, self.values, self.year = database, values, year
        self.day, self.now = date(year, 6, 8), datetime(year, 6, 8, *_NOON, tzinfo=UTC)
        self.terms: Terms = load_terms(values, year, self.day)
        self.words = SharedWords(Vocabulary(self.terms.parameters))
        with self.uow() as uow:
            put_office(uow, Office("chuo", "中央区役所", "ward", 1, "2600000", "若葉市", "0430000000", "若1"))
            self.run: LevyRun = levy_runs.open_run(uow, year, "FIRST", date(year, 6, 1), self.now, self.day)

    @contextmanager
    def uow(self) -> Iterator[UnitOfWork]:
        """One transaction with its audit event."""
        with self.database.unit_of_work(_ACTOR, self.now, self.day) as uow:
            yield uow
            uow.audit("bench.act", object_kind="bench", object_key="1")

    def fill(self, households: int) -> None:
        """Makes the households and puts them on the run."""
        numbers = iter(range(1, households + 1))
        for start in range(1, households + 1, CHUNK):
            with self.uow() as uow:
                made = fill(uow, numbers, self.year)
                keys = map(household_key, range(start, start + made))
                levy_runs.add_rows(uow, [RunRow(self.run.run_id, key, levy_runs.READY) for key in keys])

    def post_slice(self, number: int) -> int:
        """The next slice in bulk; answers how many households it had, none when all are posted."""
        with levy_slices.collector_paused():
            with self.database.read() as conn:
                keys = levy_runs.ready(conn, self.run.run_id, SLICE)
                worked = levy_slices.work_out(conn, keys, self.terms, self.values, self.words)
            count = len(worked)
            if worked:
                with self.database.unit_of_work(_ACTOR, self.now, self.day) as uow:
                    levy_slices.post(uow, self.run, number, worked, self.terms, None)
            del worked  # before the collector looks for circles again, as in a run
        return count

    def read_alone(self, households: int) -> float:
        """Seconds for reading the registers of so many households, in slices: part of every act."""
        begun = process_time()
        for start in range(1, households + 1, SLICE):
            keys = [household_key(number) for number in range(start, min(start + SLICE, households + 1))]
            with self.database.read() as conn:
                read(conn, keys, self.year, self.day, self.values)
        return process_time() - begun

    def post_single(self, number: int) -> None:
        """One household as a clerk's case decides it."""
        with self.database.unit_of_work(_ACTOR, self.now, self.day) as uow:
            order = LevyOrder(household_key(number), self.year, "当初賦課", self.run.event)
            decide_levy(uow, order, self.values)

    def assess(self) -> tuple[float, int]:
        """調定票 of all that was posted: seconds and lines."""
        begun = process_time()
        with self.uow() as uow:
            made = assessments.assess(uow, self.run.event, by_event=self.run.event)
        return process_time() - begun, sum(one.lines for one in made)

    def yen(self) -> dict[str, dict[str, int]]:
        """What stands in the ledger of each household, by part: the open claims of all its postings."""
        p = t.postings.c
        sums = [func.sum(p[name]) for name in _PARTS]
        with self.database.read() as conn:
            rows: Any = conn.execute(select(p.book, *sums).where(p.kind == "ASSESS").group_by(p.book)).all()
        return {str(book): dict(zip(_PARTS, map(int, yen), strict=True)) for book, *yen in rows}


def _turn_about(found: Posting, bulk: _City, single: _City, singles: int) -> None:
    number, done, posted = 0, 0, 0
    while True:
        wall, begun = perf_counter(), process_time()
        count = bulk.post_slice(number + 1)
        if not count:
            return
        number, posted = number + 1, posted + count
        found.slices.append((count, process_time() - begun))
        found.wall += perf_counter() - wall
        upto = min(singles, -(-singles * posted // found.households))
        for one in range(done + 1, upto + 1):
            begun = process_time()
            single.post_single(one)
            found.singles.append(process_time() - begun)
        done = upto


def _compare(found: Posting, bulk: _City, single: _City, values: Values) -> None:
    """Every household against what it comes to alone, many against the levy worked out another way, and against the
    one posted alone.
    """
    plain, yen, alone = PlainLevy(values, bulk.year), bulk.yen(), single.yen()
    nothing = dict.fromkeys(_PARTS, 0)
    for start in range(1, found.households + 1, CHUNK):
        keys = [household_key(number) for number in range(start, min(start + CHUNK, found.households + 1))]
        with bulk.database.read() as conn:
            facts = read(conn, keys, bulk.year, bulk.day, values)
        for key in keys:
            (one,) = propose_all(facts[key], bulk.terms)
            if yen.get(key, nothing) != {part.value: one.proposal.after[part] for part in Part}:
                raise RuntimeError(f"posted otherwise than computed alone: {key}")
            found.computed += 1
            if found.plain < _PLAIN and one.payer is not None:
                if yen.get(key, nothing) != nothing | plain.levy(household_file(one.payer.household)):
                    raise RuntimeError(f"posted otherwise than worked out month by month: {key}")
                found.plain += 1
    for key, amounts in alone.items():
        if yen[key] != amounts:
            raise RuntimeError(f"the two ways of posting differ: {key}")
        found.both += 1
    with bulk.database.read() as conn:
        found.findings = len(ledger_proof.prove(conn, bulk.day).findings)


@contextmanager
def _database(asked: str | None, name: str) -> Iterator[Database]:
    """A database that is thrown away: a file, or one of a PostgreSQL of its own."""
    if asked == "postgres":
        with throw_away.running() as server:
            if server is None:
                raise ValueError("no PostgreSQL: install Debian's postgresql")
            server.run(f"CREATE DATABASE bench_levy_{name}")
            yield from _opened(server.url(f"bench_levy_{name}"))
        return
    if asked is not None:
        raise ValueError("the levies are posted in databases of their own: postgres, or nothing for SQLite")
    folder = tempfile.mkdtemp(prefix="kokuho_bench_")
    try:
        yield from _opened(f"sqlite:///{folder}/{name}.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url, durable=False)
    try:
        database.upgrade()
        yield database
    finally:
        database.dispose()
