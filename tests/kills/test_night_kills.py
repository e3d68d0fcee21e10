"""A night in which processes die at random: each case wakes once, each instalment is dunned once, each letter is once.

Five deaths on each kind of database always, each before a statement drawn at random; a hundred at random moments in a
night of 5,000 households with `--sweep`. Only a death in the midst of work counts. On PostgreSQL the clock hands out
and two workers do; any of the three dies. `KOKUHO_TEST_SEED` repeats what was drawn.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from server.bench.dunning_city import city_of
from server.bench.inbox import _KEYS as KEYS
from server.bench.night_city import MovedClock, NightCity
from server.casework.dunning_run import ISSUE_JOB, LIST_JOB
from server.casework.issue_letters import freeze
from server.casework.reconcile import reconcile
from server.casework.seal_audit import seal_audit, verify_audit
from server.casework.services import Services
from server.clock import Clock
from server.store import assessments, jobs, ledger_proof, night, work_queue
from server.store import tables as t
from server.store.database import Database
from server.wiring import assemble
from tests.kills.mortals import Plan, mortals
from tests.kills.night_worker import letters
from tests.shipped_values import shipped_rows
from tests.world import TREE

SHORT = Plan(kills=5, households=24, slice=4, stand_within=40)
LONG = Plan(kills=100, households=5_000, slice=10, pause=0.5, all_drawn=False)
_LOG = logging.getLogger("tests.kills")  # --log-cli-level=INFO shows the figures of a run


def endure(
    database: Database,
    folder: Path,
    now: Callable[[], datetime],
    roles: Sequence[str],
    plan: Plan,
    left: Callable[[], int],
) -> None:
    """Processes of these roles die as often as planned in the midst of their work, which is done at the end."""
    seed = os.environ.get("KOKUHO_TEST_SEED") or secrets.token_hex(4)
    began = time.monotonic()
    with mortals(database.url, folder, now, roles, plan, Random(seed)) as dying:
        deaths = dying.endure(left)
    _LOG.info("seed %s: %s, %s, %.1f s", seed, database.engine.name, deaths, time.monotonic() - began)
    assert deaths.at_work >= plan.kills, f"seed {seed}: {deaths}"


def test_five_deaths_in_a_night_wake_each_case_once(database: Database, tmp_path: Path) -> None:
    a_night(database, tmp_path, SHORT)


def test_five_deaths_in_a_dunning_run_dun_each_instalment_once(database: Database, tmp_path: Path) -> None:
    a_dunning_run(database, tmp_path, SHORT)


@pytest.mark.sweep
@pytest.mark.timeout(3000)
def test_a_hundred_deaths_in_a_night_wake_each_case_once(database: Database, tmp_path: Path) -> None:
    a_night(database, tmp_path, LONG)


@pytest.mark.sweep
@pytest.mark.timeout(3000)
def test_a_hundred_deaths_in_a_dunning_run_dun_each_instalment_once(database: Database, tmp_path: Path) -> None:
    a_dunning_run(database, tmp_path, LONG)


def a_night(database: Database, folder: Path, plan: Plan) -> None:
    """Cases of arrears fall due on one morning while processes die."""
    moved = MovedClock()
    clock = moved.clock()
    services = assemble(database, KEYS, data=folder, tree=TREE, clock=clock, demo=True, letters=letters())
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
            return due + int(asked or 0) * plan.all_drawn + work_queue.waiting(conn).get(work_queue.WAKE, 0)

    endure(database, folder, lambda: Clock().wall_now() + moved.ahead, roles, plan, left)
    issue_the_rest(services)
    assert_woken_once(services, plan.households)
    assert_sound(services)


def issue_the_rest(services: Services) -> None:
    """Numbers and freezes what nobody has issued yet."""
    with services.database.read() as conn:
        waiting = conn.scalars(select(t.letters.c.letter_id).where(t.letters.c.status == "requested")).all()
    for letter_id in waiting:
        assert freeze(services, letter_id)


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
        issued = letter.status.in_(("issued", "rendered"))
        data: Any = conn.scalars(select(letter.data).where(letter.letter == "arrears/reminder", issued)).all()
    assert [tuple(one) for one in steps] == [(2, households)]
    assert {count for _, count in fired} == {1}
    assert len(asked) == households
    assert {count for _, count in asked} == {1}
    assert len(data) == len({one["letter_code"] for one in data}) == households


def a_dunning_run(database: Database, folder: Path, plan: Plan) -> None:
    """A due date's instalments are listed and issued by two processes at once while they die."""
    city = city_of(database, folder, list(shipped_rows()))
    city.fill(plan.households)
    with city.uow() as uow:
        assessments.assess(uow, "levy_run:bench", by_event="levy_run:bench")
    run = city.open_run()
    begun, start = city.clock.wall_now(), time.monotonic()

    def now() -> datetime:
        return begun + timedelta(seconds=time.monotonic() - start)

    first = replace(plan, kills=plan.kills // 2)
    for kind, part in ((LIST_JOB, first), (ISSUE_JOB, replace(plan, kills=plan.kills - first.kills))):
        if kind == ISSUE_JOB:
            city.decide(run.run_id)
        with database.housekeeping() as conn:
            jobs.queue_job(conn, kind, f"{kind}/{run.run_id}", {"run_id": run.run_id}, now=begun)

        def left(kind: str = kind) -> int:
            with database.read() as conn:
                job = jobs.get_job_by_key(conn, f"{kind}/{run.run_id}")
                return int(job is None or job.status != "done")

        endure(database, folder, now, ("dunning", "dunning"), part, left)
    assert_dunned_once(city.services, plan.households)
    assert_sound(city.services)


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
