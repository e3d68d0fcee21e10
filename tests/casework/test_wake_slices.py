"""Waking in slices leaves what waking one by one leaves, in as many statements for many cases as for few."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import event, select, update

from server.casework.advance_slice import wake_slice
from server.casework.wake_cases import wake_due, wake_one
from server.domain.actors import SYSTEM
from server.store import cases
from server.store import tables as t
from server.store.case_slices import lock_cases
from server.store.database import Database
from tests.world import World, opened

WAITING: dict[str, Any] = {"evidence": ["notification"]}
LATER = date(2027, 1, 10)
MADE = frozenset({"task_id", "letter_id", "event_id", "hash", "nonce", "seq_no", "row_id", "message_id", "lease_until"})
TABLES = (t.cases, t.history, t.case_steps, t.tasks, t.subscriptions, t.letters, t.messages, t.decisions)


def waiting(city: World, *households: str) -> list[str]:
    return [city.entered(name, **WAITING) for name in households]


def rows_of(city: World) -> dict[str, list[dict[str, Any]]]:
    """Everything that waking writes, without the ids that each run makes anew."""
    found = {}
    with city.database.read() as conn:
        for table in TABLES:
            kept = [column for column in table.c if column.name not in MADE]
            rows = [row._asdict() for row in conn.execute(select(*kept))]
            found[table.name] = sorted(rows, key=repr)
    return found


@contextmanager
def statements(city: World) -> Iterator[list[str]]:
    """The statements carried out within."""
    seen: list[str] = []

    def see(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(city.database.engine, "before_cursor_execute", see)
    yield seen
    event.remove(city.database.engine, "before_cursor_execute", see)


def test_a_slice_leaves_what_the_cases_leave_alone(town: World, tmp_path: Path) -> None:
    ids = waiting(town, "single", "senior")
    with town.database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "alone").mkdir()
    shutil.copy(str(town.database.engine.url.database), tmp_path / "alone" / "kokuho.db")
    database = Database(f"sqlite:///{tmp_path / 'alone' / 'kokuho.db'}", durable=False)
    alone = opened(database, tmp_path / "alone")
    for city in (town, alone):
        city.clock.set(LATER)
    assert wake_due(town.services).count == 2
    for case_id in ids:
        assert wake_one(alone.services, case_id, alone.services.clock.business_now())
    assert rows_of(town) == rows_of(alone)
    database.dispose()


def test_the_number_of_statements_does_not_depend_on_the_number_of_cases(city: World) -> None:
    counts = []
    for households in (("single",), ("senior", "family")):
        waiting(city, *households)
        city.clock.set(LATER)
        with statements(city) as seen:
            assert wake_due(city.services).count == len(households)
        counts.append(len(seen))
        city.clock.set(date(2026, 11, 18))
    assert counts[0] == counts[1]


def test_two_cases_of_one_household_never_compute_side_by_side(town: World) -> None:
    ids = waiting(town, "single", "senior")
    with town.database.engine.begin() as conn:
        of_both = select(t.households.c.household_key).limit(1).scalar_subquery()
        conn.execute(update(t.cases).where(t.cases.c.case_id.in_(ids)).values(household_key=of_both))
    town.clock.set(LATER)
    with town.database.unit_of_work(SYSTEM, town.services.clock.wall_now(), LATER) as uow:
        moved = wake_slice(town.services, uow, lock_cases(uow, ids), town.services.clock.business_now())
    assert len(moved) == 1
    assert wake_due(town.services).failed == 0
    assert all(town.case(one).step_no == 4 for one in ids)


def test_a_case_that_moved_meanwhile_takes_nothing_of_the_slice_with_it(town: World) -> None:
    first, second = waiting(town, "single", "senior")
    town.clock.set(LATER)
    with town.database.read() as conn:
        before = cases.get_cases(conn, [first, second])
    assert wake_one(town.services, first, town.services.clock.business_now())
    assert wake_due(town.services).count == 1
    assert {town.case(one).step_no - before[one].step_no for one in (first, second)} == {1}
