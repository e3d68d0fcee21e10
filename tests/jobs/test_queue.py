"""The queue on PostgreSQL: work is there when its transaction ended well, is done once, and outlives its worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from server.casework.wake_cases import queue_due, wake_due
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.jobs.queue import QueueWorker, queue_app, sweep, work_until_empty
from server.store import letters, night, work_queue
from server.store.errors import UnitOfWorkWithoutAudit
from tests.world import World

WAITING: dict[str, Any] = {"evidence": ["notification"]}
LATER = date(2027, 1, 10)


def jobs(city: World) -> dict[str, int]:
    with city.database.read() as conn:
        return work_queue.waiting(conn)


def letters_of(city: World, case_id: str) -> tuple[letters.Letter, ...]:
    with city.database.read() as conn:
        return letters.letters_of_case(conn, case_id)


def test_due_cases_are_handed_out_once_and_woken_by_a_worker(harbour: World) -> None:
    ids = [harbour.entered(name, **WAITING) for name in ("single", "senior")]
    work_until_empty(harbour.services)
    assert jobs(harbour) == {}
    harbour.clock.set(LATER)
    assert queue_due(harbour.services) == 2
    assert queue_due(harbour.services) == 0, "what is handed out is leased"
    assert jobs(harbour) == {work_queue.WAKE: 1}
    work_until_empty(harbour.services)
    assert jobs(harbour) == {}
    assert [harbour.case(one).step_no for one in ids] == [4, 4]
    with harbour.database.read() as conn:
        (woken,) = night.since(conn, harbour.services.clock.wall_now() - timedelta(days=400))
        assert (woken.cases, woken.failed, sum(woken.late.values())) == (2, 0, 2)
        assert night.still_due(conn, harbour.services.clock.business_now()) == (0, None)


def test_a_letter_is_asked_of_the_workers_by_the_step_itself(harbour: World) -> None:
    case_id = harbour.entered("single", **WAITING)
    (letter,) = letters_of(harbour, case_id)
    assert letter.status == "requested"
    assert jobs(harbour) == {work_queue.ISSUE: 1}
    work_until_empty(harbour.services)
    (letter,) = letters_of(harbour, case_id)
    assert letter.status == "rendered"


def test_nothing_is_handed_out_by_a_transaction_that_fails(harbour: World) -> None:
    with pytest.raises(UnitOfWorkWithoutAudit), unit_of_work(harbour.services, SYSTEM) as uow:
        work_queue.defer(uow.conn, work_queue.ISSUE, [{"letter_ids": []}])
    assert jobs(harbour) == {}


def test_a_dead_workers_job_is_put_back_and_done(harbour: World) -> None:
    harbour.entered("single", **WAITING)
    work_until_empty(harbour.services)
    harbour.clock.set(LATER)
    queue_due(harbour.services)
    with harbour.database.engine.begin() as conn:  # a worker took the job and its machine went off
        conn.execute(text("insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')"))
        conn.execute(
            text("update procrastinate_jobs set status = 'doing', worker_id = w.id from procrastinate_workers w")
        )
    work_until_empty(harbour.services)
    assert jobs(harbour) == {work_queue.WAKE: 1}, "it is another worker's, as far as anybody knows"
    assert sweep(harbour.services) == 1
    work_until_empty(harbour.services)
    assert jobs(harbour) == {}
    assert wake_due(harbour.services).count == 0


def test_a_worker_takes_up_what_comes_and_ends_when_asked(harbour: World) -> None:
    worker = QueueWorker(harbour.services)
    worker.start()
    try:
        case_id = harbour.entered("single", **WAITING)
        for _ in range(200):
            if not jobs(harbour):
                break
            worker._stopping.wait(0.05)
        assert [letter.status for letter in letters_of(harbour, case_id)] == ["rendered"]
    finally:
        worker.stop()
    assert not worker._thread.is_alive()


def test_the_embedded_database_has_no_queue(town: World) -> None:
    with pytest.raises(ValueError, match="no queue"):
        queue_app(town.services)
    with town.uow() as uow:
        assert work_queue.defer(uow.conn, work_queue.ISSUE, [{"letter_ids": ["1"]}]) == 0
    with town.uow() as uow, pytest.raises(ValueError, match="nonsense"):
        work_queue.defer(uow.conn, "nonsense", [{}])
