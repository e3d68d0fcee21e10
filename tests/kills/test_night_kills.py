"""A night in which processes die at random: each case wakes once, each instalment is dunned once, each letter is once.

Five deaths on each kind of database always; a hundred in a night of 5,000 households with `--sweep`. On PostgreSQL the
clock hands out and two workers do; any of the three dies. `KOKUHO_TEST_SEED` repeats a run.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from server.bench.dunning_city import city_of
from server.bench.inbox import _KEYS as KEYS
from server.bench.night_city import MovedClock, NightCity
from server.casework.dunning_run import ISSUE_JOB, LIST_JOB
from server.casework.reconcile import reconcile
from server.casework.seal_audit import seal_audit, verify_audit
from server.casework.services import Services
from server.clock import Clock
from server.store import assessments, jobs, ledger_proof, night, work_queue
from server.store import tables as t
from server.store.database import Database
from server.wiring import assemble
from tests.postgres import Server
from tests.shipped_values import shipped_rows
from tests.world import TREE

PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many deaths and households, and how long nobody dies between two, in seconds at most."""

    kills: int
    households: int
    pause: float


SHORT = Plan(kills=5, households=24, pause=0.5)
LONG = Plan(kills=100, households=5_000, pause=4.0)


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/night.db"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"night_{secrets.token_hex(4)}"
    server.run(f"CREATE DATABASE {name}")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Mortals:
    """Processes that are killed and begun again."""

    url: str
    folder: Path
    now: Callable[[], datetime]
    roles: Sequence[str]
    log: Path
    running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def begin(self, role: str) -> None:
        command = [sys.executable, "-m", "tests.kills.night_worker"]
        given = [self.url, str(self.folder), self.now().isoformat(), role]
        with self.log.open("ab") as log:
            process = subprocess.Popen([*command, *given], cwd=TREE, stdout=log, stderr=log)
        self.running.append((role, process))

    def kill_one(self, draw: Random) -> None:
        role, process = self.running.pop(draw.randrange(len(self.running)))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.begin(role)

    def endure(self, plan: Plan, draw: Random, left: Callable[[], int]) -> None:
        """Lets them die so many times, then waits until nothing is left."""
        for role in self.roles:
            self.begin(role)
        for _ in range(plan.kills):
            time.sleep(draw.uniform(0.05, plan.pause))
            self.kill_one(draw)
        end = time.monotonic() + PATIENCE
        while left():
            assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-3000:]
            time.sleep(0.2)


@contextmanager
def mortals(url: str, folder: Path, now: Callable[[], datetime], roles: Sequence[str]) -> Iterator[Mortals]:
    found = Mortals(url, folder, now, roles, folder / "mortals.log")
    try:
        yield found
    finally:
        for _, process in found.running:
            process.kill()
            process.wait()


def seed() -> Random:
    return Random(os.environ.get("KOKUHO_TEST_SEED") or secrets.token_hex(4))


def test_five_deaths_in_a_night_wake_each_case_once(address: str, tmp_path: Path) -> None:
    a_night(address, tmp_path, SHORT)


def test_five_deaths_in_a_dunning_run_dun_each_instalment_once(address: str, tmp_path: Path) -> None:
    a_dunning_run(address, tmp_path, SHORT)


@pytest.mark.sweep
@pytest.mark.timeout(3000)
def test_a_hundred_deaths_in_a_night_wake_each_case_once(address: str, tmp_path: Path) -> None:
    a_night(address, tmp_path, LONG)


@pytest.mark.sweep
@pytest.mark.timeout(3000)
def test_a_hundred_deaths_in_a_dunning_run_dun_each_instalment_once(address: str, tmp_path: Path) -> None:
    a_dunning_run(address, tmp_path, LONG)


def a_night(address: str, folder: Path, plan: Plan) -> None:
    """Cases of arrears fall due on one morning while processes die."""
    database, moved = Database(address, durable=False), MovedClock()
    database.upgrade()
    services = assemble(database, KEYS, data=folder, tree=TREE, clock=moved.clock(), demo=True)
    city = NightCity(services, moved, plan.households)
    city.fill(("arrears",), TREE)
    with city.uow() as uow:
        assessments.assess(uow, "bench", by_event="bench")
    assert city.open_cases() == plan.households
    with database.read() as conn:
        last: datetime = conn.execute(select(func.max(t.cases.c.next_due_at))).scalar_one()  # type: ignore[assignment]
    moved.at((last + timedelta(days=1)).date())
    roles = ("clock",) if database.is_sqlite else ("clock", "worker", "worker")

    def left() -> int:
        with database.read() as conn:
            due, _ = night.still_due(conn, services.clock.business_now())
            asked = conn.scalar(select(func.count()).where(t.letters.c.status.in_(("requested", "issued"))))
            return due + int(asked or 0) + work_queue.waiting(conn).get(work_queue.WAKE, 0)

    with mortals(address, folder, lambda: Clock().wall_now() + moved.ahead, roles) as dying:
        dying.endure(plan, seed(), left)
    assert_woken_once(services, plan.households)
    assert_sound(services)
    database.dispose()


def assert_woken_once(services: Services, households: int) -> None:
    c, letter = t.cases.c, t.letters.c
    with services.database.read() as conn:
        steps = conn.execute(select(c.step_no, func.count()).where(c.slug == "arrears").group_by(c.step_no)).all()
        fired = conn.execute(
            select(t.history.c.case_id, func.count()).where(t.history.c.kind == "fired").group_by(t.history.c.case_id)
        ).all()
        asked = conn.execute(
            select(letter.household_key, func.count())
            .where(letter.letter == "arrears/reminder")
            .group_by(letter.household_key)
        ).all()
        numbers = conn.execute(select(letter.number).where(letter.number.is_not(None))).scalars().all()
    assert [tuple(one) for one in steps] == [(2, households)]
    assert {count for _, count in fired} == {1}
    assert len(asked) == households
    assert {count for _, count in asked} == {1}
    assert len(numbers) == len(set(numbers))


def a_dunning_run(address: str, folder: Path, plan: Plan) -> None:
    """A due date's instalments are listed and issued by two processes at once while they die."""
    database = Database(address, durable=False)
    database.upgrade()
    city = city_of(database, folder, list(shipped_rows()))
    city.fill(plan.households)
    with city.uow() as uow:
        assessments.assess(uow, "levy_run:bench", by_event="levy_run:bench")
    run = city.open_run()
    begun, start = city.clock.wall_now(), time.monotonic()

    def now() -> datetime:
        return begun + timedelta(seconds=time.monotonic() - start)

    draw = seed()
    for kind, ready in ((LIST_JOB, None), (ISSUE_JOB, city.decide)):
        if ready is not None:
            ready(run.run_id)
        with database.housekeeping() as conn:
            jobs.queue_job(conn, kind, f"{kind}/{run.run_id}", {"run_id": run.run_id}, now=begun)

        def left(kind: str = kind) -> int:
            with database.read() as conn:
                job = jobs.get_job_by_key(conn, f"{kind}/{run.run_id}")
                return int(job is None or job.status != "done")

        with mortals(address, folder, now, ("dunning", "dunning")) as dying:
            dying.endure(plan, draw, left)
    assert_dunned_once(city.services, plan.households)
    assert_sound(city.services)
    database.dispose()


def assert_dunned_once(services: Services, households: int) -> None:
    line, letter = t.dunning_lines.c, t.letters.c
    with services.database.read() as conn:
        letters = conn.execute(select(line.claim_key, line.letter_id).where(line.letter_id.is_not(None))).all()
        made = conn.execute(select(letter.letter_id, letter.number).where(letter.letter.like("dunning_run/%"))).all()
        slips = conn.scalar(select(func.count()).select_from(t.payment_slips))
    assert len(letters) == len({claim for claim, _ in letters}) == households
    assert {one for _, one in letters} == {one for one, _ in made}
    assert len(made) == len({number for _, number in made}) == households
    assert slips == households


def assert_sound(services: Services) -> None:
    """The general check, the ledger's proof and the audit's seals find nothing."""
    seal_audit(services)
    assert {name: lines for name, lines in reconcile(services).items() if lines} == {}
    assert verify_audit(services).ok
    with services.database.read() as conn:
        assert ledger_proof.prove(conn, services.clock.business_day()).findings == []
