"""The audit holds keys and pseudonyms, is only added to, and its seals show every tampering."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.domain.refusals import Refused
from server.store import audit, audit_seals
from server.store import tables as t
from server.store.audit_seals import AuditReport, Seal
from server.store.database import Database
from server.store.unit_of_work import UnitOfWork
from tests.store.city import DAY, NOW, OKAMURA, SAEKI, do, later


def look(uow: UnitOfWork) -> None:
    uow.audit(
        "household.view",
        object_kind="household",
        object_key="000000020466103",
        person_key="000000012345678",
        household_key="000000020466103",
        detail={"purpose": "counter"},
    )


def seal(database: Database, minutes: float = 0) -> Seal | None:
    with database.housekeeping() as conn:
        return audit_seals.seal(conn, later(minutes))


def check(database: Database, anchor: tuple[int, str] | None = None) -> AuditReport:
    with database.read() as conn:
        return audit_seals.verify(conn, anchor)


def tamper(database: Database, statement: str) -> None:
    """Somebody with the database in hand switches the guards off and changes what he likes."""
    with database.engine.begin() as conn:
        if database.is_sqlite:
            names: list[str] = list(
                conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
            )
            for name in [name for name in names if "audit" in name]:
                conn.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            conn.exec_driver_sql("SET LOCAL session_replication_role = replica")
        conn.execute(text(statement))


def test_an_event_says_who_when_where_and_what(database: Database) -> None:
    do(database, look)
    with database.read() as conn:
        event = audit.events_of(conn, user_id="saeki")[1]
    assert (event.at, event.kind, event.user_id, event.office) == (NOW, "household.view", "saeki", "chuo")
    assert (event.terminal, event.ip, event.detail) == ("窓口3番", "10.0.0.3", {"purpose": "counter"})


def test_persons_and_households_stand_in_the_audit_as_pseudonyms(database: Database) -> None:
    do(database, look)
    with database.read() as conn:
        rows = str(conn.execute(t.audit_events.select()).all())
        event = audit.events_of(conn, household_key="000000020466103")[0]
    assert "000000020466103" not in rows
    assert "000000012345678" not in rows
    assert event.object_key == event.household_ref != event.person_ref


def test_the_same_person_has_the_same_pseudonym_in_every_event(database: Database) -> None:
    do(database, look)
    do(database, look, actor=OKAMURA)
    with database.read() as conn:
        found = audit.events_of(conn, person_key="000000012345678")
    assert [event.user_id for event in found] == ["okamura", "saeki"]


def test_an_erased_person_is_found_no_more_but_the_events_stay_whole(database: Database) -> None:
    do(database, look)
    seal(database)
    do(database, lambda uow: audit.erase_subject(uow.conn, "person", "000000012345678"), at=later(1))
    with database.read() as conn:
        assert audit.events_of(conn, person_key="000000012345678") == ()
        assert audit.events_of(conn, household_key="000000020466103") != ()
    assert check(database).ok


def test_a_detail_that_is_not_json_stops_the_unit_of_work(database: Database) -> None:
    def bad(uow: UnitOfWork) -> None:
        uow.audit("test.done", object_kind="test", object_key="1", detail={"when": DAY})

    with pytest.raises(Refused, match="not_json"):
        do(database, bad)


@pytest.mark.parametrize("table", ["audit_events", "audit_seals", "history", "case_steps", "register_changes"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_evidence_can_neither_be_changed_nor_deleted(city: Database, table: str, statement: str) -> None:
    fill(city)
    column = {"audit_events": "kind", "audit_seals": "digest", "register_changes": "kind"}.get(table, "step_no")
    with pytest.raises(DBAPIError, match="kokuho_final"), city.engine.begin() as conn:
        conn.exec_driver_sql(statement.format(table=table, column=column))


@pytest.mark.postgres
def test_evidence_cannot_be_emptied_at_one_stroke(postgres_database: Database) -> None:
    with pytest.raises(DBAPIError, match="kokuho_final"), postgres_database.engine.begin() as conn:
        conn.exec_driver_sql("TRUNCATE audit_events")


def fill(database: Database) -> None:
    """One row in every table of evidence, written past our code."""
    from tests.store.city import new_case, version

    case, deployed = new_case(database), version(database)
    common = {"case_id": case.case_id, "step_no": 1, "by_user": "saeki", "at": NOW, "business_day": DAY}
    with database.engine.begin() as conn:
        conn.execute(
            t.history.insert().values(
                **common, seq=1, kind="started", element="x", name="x", element_type="x", path="", detail={}
            )
        )
        conn.execute(
            t.case_steps.insert().values(
                **common,
                command={},
                procedure_hash=deployed,
                facts_used={},
                values_used={},
                effects=[],
                state_digest="",
            )
        )
        row = {"change_key": "a", "kind": "x", "payload_hash": "x", "by_event": "x", "applied_at": NOW}
        conn.execute(t.register_changes.insert().values(**row))
    seal(database)


def test_seals_cover_every_event_once_and_chain(database: Database) -> None:
    do(database, look)
    first = seal(database, 1)
    do(database, look)
    do(database, look)
    second = seal(database, 2)
    assert first is not None
    assert second is not None
    assert second.previous == first.digest
    report = check(database, (first.seal_no, first.digest))
    assert report.ok
    assert (report.seals, report.events, report.unsealed) == (2, 6, 0)


def test_nothing_new_makes_no_seal(database: Database) -> None:
    assert seal(database) is None
    do(database, look)
    assert seal(database) is not None
    assert seal(database, 5) is None


def test_the_unsealed_tail_is_reported_with_its_age(database: Database) -> None:
    do(database, look)
    seal(database)
    do(database, look, at=later(3))
    report = check(database)
    assert report.ok
    assert (report.unsealed, report.oldest_unsealed) == (2, later(3))


def sealed_twice(database: Database) -> Seal:
    for minute in (1, 2):
        do(database, look, at=later(minute))
        last = seal(database, minute)
    assert last is not None
    assert check(database).ok
    return last


def test_a_changed_event_is_found(database: Database) -> None:
    sealed_twice(database)
    tamper(database, "UPDATE audit_events SET user_id = 'okamura' WHERE event_id = 1")
    assert check(database).changed == (1,)


def test_a_changed_event_with_a_fitting_hash_breaks_its_seal(database: Database) -> None:
    sealed_twice(database)
    with database.read() as conn:
        row = conn.execute(t.audit_events.select().where(t.audit_events.c.event_id == 1)).one()._asdict()
    forged = audit.content_hash(row | {"user_id": "okamura"})
    tamper(database, f"UPDATE audit_events SET user_id = 'okamura', hash = '{forged}' WHERE event_id = 1")
    report = check(database)
    assert (report.changed, report.broken_seals, report.ok) == ((), (1,), False)


def test_a_deleted_event_is_found(database: Database) -> None:
    sealed_twice(database)
    tamper(database, "DELETE FROM audit_events WHERE event_id = 2")
    report = check(database)
    assert (report.missing, report.broken_seals, report.ok) == ((2,), (1,), False)


def test_an_event_slipped_in_between_is_found(database: Database) -> None:
    sealed_twice(database)
    with database.engine.begin() as conn:
        row = conn.execute(t.audit_events.select().where(t.audit_events.c.event_id == 1)).one()._asdict()
        conn.execute(t.audit_events.insert().values(**(row | {"event_id": 0})))
    assert check(database).foreign == (0,)


def test_a_changed_seal_and_a_seal_taken_out_are_found(database: Database) -> None:
    sealed_twice(database)
    tamper(database, "UPDATE audit_seals SET digest = 'x' WHERE seal_no = 1")
    assert check(database).broken_seals == (1, 2)
    tamper(database, "DELETE FROM audit_seals WHERE seal_no = 1")
    assert not check(database).ok


def test_an_end_cut_off_is_found_by_the_digest_written_down_elsewhere(database: Database) -> None:
    last = sealed_twice(database)
    tamper(database, "DELETE FROM audit_seals WHERE seal_no = 2")
    tamper(database, "DELETE FROM audit_events WHERE event_id > 2")
    assert check(database).ok, "the database alone cannot know"
    assert not check(database, (last.seal_no, last.digest)).ok


def test_an_event_that_was_committed_late_is_sealed_when_it_appears(postgres_database: Database) -> None:
    """Ids are given out when a transaction writes, not when it ends: a seal may meet a gap that fills later."""
    with postgres_database.unit_of_work(SAEKI, NOW, DAY) as slow:
        audit.write(slow.conn, [audit.AuditEntry("test.slow", "test", "1")], SAEKI, NOW)
        do(postgres_database, look)
        first = seal(postgres_database, 1)
        slow.audit("test.done", object_kind="test", object_key="1")
    assert first is not None
    assert list(first.open_gaps) == ["1"]
    assert check(postgres_database).ok
    second = seal(postgres_database, 2)
    assert second is not None
    assert second.open_gaps == {}
    assert check(postgres_database).unsealed == 0


def test_a_gap_that_never_fills_is_given_up_after_its_life(postgres_database: Database) -> None:
    with pytest.raises(KeyError):
        do(postgres_database, rolled_back)
    do(postgres_database, look)
    first = seal(postgres_database)
    assert first is not None
    assert first.open_gaps
    do(postgres_database, look)
    second = seal(postgres_database, audit_seals.GAP_LIFE / timedelta(minutes=1) + 1)
    assert second is not None
    assert second.open_gaps == {}
    assert check(postgres_database).ok


def rolled_back(uow: UnitOfWork) -> None:
    audit.write(uow.conn, [audit.AuditEntry("test.gone", "test", "1")], SAEKI, NOW)
    raise KeyError("the use case failed")
