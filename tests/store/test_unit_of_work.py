"""One use case is one transaction, never without an audit event, and nobody's work is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from server.store import tables as t
from server.store.counters import take, value_of
from server.store.database import Database
from server.store.drafts import get_draft, save_draft
from server.store.errors import NotHousekeeping, StaleHousehold, UnitOfWorkWithoutAudit
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork
from tests.store.city import DAY, NOW, SAEKI, do


def audit_count(database: Database) -> int:
    with database.read() as conn:
        return conn.execute(select(func.count()).select_from(t.audit_events)).scalar_one()


def test_a_unit_of_work_without_an_audit_event_is_refused_and_changes_nothing(database: Database) -> None:
    with pytest.raises(UnitOfWorkWithoutAudit), database.unit_of_work(SAEKI, NOW, DAY) as uow:
        take(uow, "x")
    with database.read() as conn:
        assert value_of(conn, "x") == 0


def test_what_raises_inside_a_unit_of_work_changes_nothing(database: Database) -> None:
    def fail(uow: UnitOfWork) -> None:
        take(uow, "x")
        uow.audit("test.done", object_kind="test", object_key="1")
        raise KeyError("something went wrong")

    with pytest.raises(KeyError):
        do(database, fail)
    with database.read() as conn:
        assert value_of(conn, "x") == 0
    assert audit_count(database) == 0


def test_a_good_unit_of_work_is_kept_with_its_event(database: Database) -> None:
    assert do(database, lambda uow: take(uow, "x")) == 1
    with database.read() as conn:
        assert value_of(conn, "x") == 1
    assert audit_count(database) == 1


def test_now_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="aware"):
        database.unit_of_work(SAEKI, NOW.replace(tzinfo=None), DAY)


def test_a_read_view_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as conn:
        conn.execute(t.counters.insert().values(name="x", value=1))


def test_a_connection_that_read_can_write_again(database: Database) -> None:
    with database.read() as conn:
        conn.execute(select(t.counters))
    assert do(database, lambda uow: take(uow, "x")) == 1


def test_a_read_view_does_not_see_what_is_committed_after_it_began(database: Database) -> None:
    do(database, lambda uow: take(uow, "x"))
    with database.read() as conn:
        assert value_of(conn, "x") == 1
        do(database, lambda uow: take(uow, "x"))
        assert value_of(conn, "x") == 1


def test_housekeeping_writes_drafts_and_leases_alone(database: Database) -> None:
    with database.housekeeping() as conn:
        save_draft(conn, user_id="a", draft_key="start:x", answers={}, form_hash="", session_id="", now=NOW)
    with database.read() as conn:
        assert get_draft(conn, "a", "start:x") is not None
    with pytest.raises(NotHousekeeping), database.housekeeping() as conn:
        conn.execute(t.counters.insert().values(name="x", value=1))
    with pytest.raises(NotHousekeeping), database.housekeeping() as conn:
        conn.execute(t.cases.update().values(status="completed"))


def test_the_household_guard_lets_only_the_first_of_two_pass(database: Database) -> None:
    do(database, lambda uow: uow.bump_households({"H1": 0, "H2": 0}))
    do(database, lambda uow: uow.bump_households({"H1": 1}))
    with pytest.raises(StaleHousehold):
        do(database, lambda uow: uow.bump_households({"H2": 1, "H1": 1}))
    with database.read() as conn:
        assert household_revs(conn, ["H1", "H2", "H3"]) == {"H1": 2, "H2": 1, "H3": 0}


def test_a_new_household_is_made_once(database: Database) -> None:
    do(database, lambda uow: uow.bump_households({"H1": 0}))
    with pytest.raises(StaleHousehold):
        do(database, lambda uow: uow.bump_households({"H1": 0}))


def test_new_ids_are_distinct_and_sort_in_the_order_of_their_making(database: Database) -> None:
    with database.unit_of_work(SAEKI, NOW, DAY) as uow:
        ids = [uow.new_id() for _ in range(1000)]
        uow.audit("test.done", object_kind="test", object_key="1")
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert {len(name) for name in ids} == {32}


def test_eight_hundred_concurrent_updates_lose_nothing(database: Database) -> None:
    """Each reads a value and writes one more: the mistake that a default begin on SQLite makes shows here."""

    def once(_: int) -> None:
        def read_modify_write(uow: UnitOfWork) -> None:
            table = t.counters
            place = select(table.c.value).where(table.c.name == "x").with_for_update()
            value = uow.conn.execute(place).scalar_one()
            uow.conn.execute(table.update().where(table.c.name == "x").values(value=value + 1))

        do(database, read_modify_write)

    do(database, lambda uow: uow.conn.execute(t.counters.insert().values(name="x", value=0)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(once, range(800)))
    with database.read() as conn:
        assert value_of(conn, "x") == 800
    assert audit_count(database) == 801


def test_reading_goes_on_while_someone_writes(database: Database) -> None:
    do(database, lambda uow: take(uow, "x"))
    wrote, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with database.unit_of_work(SAEKI, NOW, DAY) as uow:
            take(uow, "x")
            uow.audit("test.done", object_kind="test", object_key="1")
            wrote.set()
            may_end.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(10)
    with database.read() as conn:
        assert value_of(conn, "x") == 1
    may_end.set()
    writer.join(10)
    with database.read() as conn:
        assert value_of(conn, "x") == 2


def test_the_address_of_a_database_is_shown_without_its_password() -> None:
    database = Database("postgresql+psycopg://clerk:secret@localhost/kokuho")
    assert "secret" not in repr(database)
    assert "clerk" in repr(database)
    assert "secret" in database.url


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        Database("sqlite://")
