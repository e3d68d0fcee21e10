"""What a case leaves behind: history in order, steps to replay, decisions by two people, incidents, notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.domain.actors import Actor
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.engine.types import HistoryEvent, Subscription
from server.store import decisions, history, incidents, reconcile, tasks
from server.store.case_saves import CaseSave, save_case
from server.store.cases import Case
from server.store.database import Database
from server.store.decisions import NewDecision
from server.store.history import StepRecord
from tests.store.city import DAY, NOW, OKAMURA, do, later, new_case
from tests.store.test_tasks import open_task, sync

HEAD = Actor("head", "課長", "chuo")
CHUO = frozenset({"chuo"})


def completed(element: str, by: str) -> HistoryEvent:
    return HistoryEvent("completed", element, "名", "userTask", ("identity_check",), by, {"answers": {}})


def write(database: Database, case: Case, step_no: int, *events: HistoryEvent) -> None:
    do(database, lambda uow: history.append_history(uow, case.case_id, step_no, events))


def test_history_is_numbered_through_over_all_steps(city: Database) -> None:
    case = new_case(city)
    write(city, case, 1, completed("enter", "saeki"), completed("check", "okamura"))
    write(city, case, 2, completed("enter", "mori"))
    with city.read() as conn:
        rows = history.history_of(conn, case.case_id)
    assert [(row.seq, row.step_no, row.element, row.by_user, row.path) for row in rows] == [
        (1, 1, "enter", "saeki", "identity_check"),
        (2, 1, "check", "okamura", "identity_check"),
        (3, 2, "enter", "mori", "identity_check"),
    ]


def test_who_did_an_element_last_and_who_ever_did_it(city: Database) -> None:
    case = new_case(city)
    write(city, case, 1, completed("enter", "saeki"), completed("check", "okamura"), completed("enter", "mori"))
    with city.read() as conn:
        assert history.last_actors(conn, case.case_id, ["enter", "decide"]) == {"enter": "mori"}
        assert history.all_actors(conn, case.case_id, ["enter"]) == {"saeki", "mori"}
        assert history.completed_by(conn, "saeki", [case.case_id]) == {(case.case_id, "enter")}


def test_a_step_is_kept_with_all_it_rested_on_and_once(city: Database) -> None:
    case = new_case(city)
    record = StepRecord(
        case.case_id,
        1,
        {"kind": "start"},
        NOW,
        DAY,
        "saeki",
        case.procedure_hash,
        {"person:P1": None},
        {"period.x@2026-11-18": {"unit": "days", "value": 14, "article": "x"}},
        [{"kind": "message"}],
        None,
        b"state",
        "digest",
    )
    do(city, lambda uow: history.record_step(uow, record))
    with city.read() as conn:
        assert history.steps_of(conn, case.case_id) == (record,)
    with pytest.raises(IntegrityError):
        do(city, lambda uow: history.record_step(uow, record))


def decided(case: Case, **more: str) -> NewDecision:
    says = {"entered_by": "saeki", "checked_by": "okamura", "decided_by": "okamura", "confirm_by": "daily_list"}
    return NewDecision(case.case_id, case.office, "enrolment", "granted", "row 1", "1人加入", {}, **(says | more))


def record(database: Database, case: Case, **more: str) -> str:
    return do(database, lambda uow: decisions.record_decision(uow, decided(case, **more)), actor=OKAMURA)


def test_who_entered_cannot_decide_whatever_the_program_says(city: Database) -> None:
    with pytest.raises(IntegrityError):
        record(city, new_case(city), decided_by="saeki")


def test_the_days_list_holds_what_the_head_confirms_within_scope(city: Database) -> None:
    case = new_case(city)
    mine = record(city, case)
    record(city, new_case(city, office="kita"))
    record(city, case, confirm_by="none")
    with city.read() as conn:
        listed = decisions.daily_list(conn, CHUO, DAY)
        assert [row.decision_id for row in listed] == [mine]
        assert (listed[0].number, listed[0].subject_name) == (case.number, "山田")
        assert decisions.daily_list(conn, CHUO, DAY + timedelta(days=1)) == ()
        assert len(decisions.daily_list(conn, ALL, DAY)) == 2
        assert [row.office for row in decisions.daily_list(conn, ALL, DAY, office="kita")] == ["kita"]
        assert len(decisions.decisions_of_case(conn, case.case_id)) == 2
        assert decisions.get_decision(conn, "nothing") is None


def test_a_decision_is_confirmed_once_and_never_by_who_decided(city: Database) -> None:
    mine = record(city, new_case(city))
    assert do(city, lambda uow: decisions.confirm_decisions(uow, [mine]), actor=OKAMURA) == 0
    assert do(city, lambda uow: decisions.confirm_decisions(uow, [mine]), actor=HEAD) == 1
    assert do(city, lambda uow: decisions.confirm_decisions(uow, [mine]), actor=HEAD) == 0
    with city.read() as conn:
        assert decisions.daily_list(conn, ALL, DAY, open_only=True) == ()
        assert decisions.daily_list(conn, ALL, DAY)[0].confirmed_by == "head"


def test_a_decision_never_changes(city: Database) -> None:
    record(city, new_case(city))
    for change in ("result = 'refused'", "decided_by = 'mori'"):
        with pytest.raises(DBAPIError, match="kokuho_final"), city.engine.begin() as conn:
            conn.exec_driver_sql(f"UPDATE decisions SET {change}")


def test_what_no_head_confirmed_shows_on_later_days(city: Database) -> None:
    record(city, new_case(city))
    with city.read() as conn:
        assert len(decisions.unconfirmed_before(conn, ALL, DAY + timedelta(days=1))) == 1
        assert decisions.unconfirmed_before(conn, ALL, DAY) == ()


def raise_one(database: Database, case: Case | None, office: str | None = "chuo", minutes: float = 0) -> str:
    case_id = None if case is None else case.case_id
    return do(
        database,
        lambda uow: incidents.raise_incident(
            uow,
            kind="step_failed",
            object_kind="case",
            object_key=case_id or "x",
            summary="止まった",
            case_id=case_id,
            office=office,
        ),
        at=later(minutes),
    )


def test_an_incident_is_raised_once_while_it_is_open(city: Database) -> None:
    case = new_case(city)
    first = raise_one(city, case)
    assert raise_one(city, case) == first
    do(city, lambda uow: incidents.close_incident(uow, first, "直した"), actor=HEAD)
    assert raise_one(city, case) != first
    with pytest.raises(Refused, match="incident_not_found"):
        do(city, lambda uow: incidents.close_incident(uow, first, "もう一度"), actor=HEAD)


def test_incidents_are_seen_by_their_office_and_those_of_no_office_by_all(city: Database) -> None:
    mine, nobodys = raise_one(city, new_case(city)), raise_one(city, None, None, 1)
    with city.read() as conn:
        assert [one.incident_id for one in incidents.open_incidents(conn, CHUO)] == [mine, nobodys]
        assert [one.incident_id for one in incidents.open_incidents(conn, frozenset({"kita"}))] == [nobodys]
    do(city, lambda uow: incidents.own_incident(uow, mine), actor=HEAD)
    with city.read() as conn:
        owned = incidents.get_incident(conn, mine)
    assert owned is not None
    assert owned.owner == "head"


def test_notes_of_a_case_and_a_household_newest_first(city: Database) -> None:
    case = new_case(city, household="H1")
    do(city, lambda uow: incidents.add_note(uow, kind="note", body="夜は携帯へ", household_key="H1"))
    do(city, lambda uow: incidents.add_note(uow, kind="phone", body="妻から", case_id=case.case_id), at=later(1))
    with city.read() as conn:
        both = incidents.notes_of(conn, case_id=case.case_id, household_key="H1")
        assert [note.body for note in both] == ["妻から", "夜は携帯へ"]
        assert [note.body for note in incidents.notes_of(conn, household_key="H1")] == ["夜は携帯へ"]
        assert incidents.notes_of(conn) == ()


def test_reconciliation_finds_the_case_nobody_waits_for(city: Database) -> None:
    forgotten, with_task, with_clock, waiting, known, closed = (new_case(city) for _ in range(6))
    sync(city, with_task.case_id, open_task("k1"))
    do(city, lambda uow: save_case(uow, CaseSave(with_clock.case_id, 1, b"", "active", later(10))))
    do(city, lambda uow: tasks.sync_subscriptions(uow, waiting.case_id, [Subscription("s", "case_event", "w")]))
    raise_one(city, known)
    do(city, lambda uow: save_case(uow, CaseSave(closed.case_id, 1, b"", "completed", None)))
    with city.read() as conn:
        assert [case.case_id for case in reconcile.forgotten_cases(conn)] == [forgotten.case_id]
        assert reconcile.overrun_cases(conn, later(10)) == ()
        assert [case.case_id for case in reconcile.overrun_cases(conn, later(11))] == [with_clock.case_id]
        assert reconcile.tasks_of_closed_cases(conn) == ()
    do(city, lambda uow: save_case(uow, CaseSave(with_task.case_id, 1, b"", "completed", None)))
    with city.read() as conn:
        assert len(reconcile.tasks_of_closed_cases(conn)) == 1
