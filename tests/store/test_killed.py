"""A server killed in the middle of its work leaves whole units of work, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from server.store import tables as t
from server.store.counters import value_of
from server.store.database import Database

ROOT = Path(__file__).resolve().parents[2]

WORKER = """
import sys
from datetime import UTC, date, datetime
from server.domain.actors import SYSTEM
from server.store.counters import take
from server.store.database import Database

database = Database(sys.argv[1])
while True:
    with database.unit_of_work(SYSTEM, datetime(2026, 11, 18, tzinfo=UTC), date(2026, 11, 18)) as uow:
        take(uow, "first")
        print(take(uow, "second"), flush=True)
        uow.audit("test.done", object_kind="test", object_key="1")
"""


def test_a_kill_in_mid_work_loses_nothing_committed_and_keeps_nothing_half(database: Database) -> None:
    for _ in range(3):
        _run_and_kill(database)
    with database.read() as conn:
        first, second = value_of(conn, "first"), value_of(conn, "second")
        events = conn.execute(select(func.count()).select_from(t.audit_events)).scalar_one()
    assert first == second == events > 0


def _run_and_kill(database: Database) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER, database.url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert worker.stdout is not None
        begun = int(worker.stdout.readline())
        time.sleep(0.2)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        rest = worker.communicate(timeout=20)[0]
    said = [int(line) for line in rest.split("\n") if line.isdigit()]
    with database.read() as conn:
        kept = value_of(conn, "second")
    last = max([begun, *said])
    assert kept in (last, last - 1), "the last unit of work may be open, every earlier one is kept"
