"""Cases: numbered once, saved only over the state that was read, found within scope, woken by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from server.domain.rights import ALL
from server.store.case_leases import lease_due_cases
from server.store.case_saves import CaseSave, save_case, save_cases
from server.store.cases import (
    Case,
    CaseQuery,
    NewCase,
    amend_case,
    find_cases,
    get_case,
    get_case_by_number,
    get_cases,
    lock_case,
    once,
    open_case,
    persons_of,
    running_by_version,
)
from server.store.counters import start_behind, take
from server.store.database import Database
from server.store.errors import StaleCase
from server.store.unit_of_work import UnitOfWork
from tests.store.city import DAY, NOW, do, later, new_case, version

CHUO, KITA = frozenset({"chuo"}), frozenset({"kita"})
LEASE = timedelta(minutes=5)


def save(database: Database, case_id: str, rev: int, due: float | None = None, status: str = "active") -> int:
    next_due = None if due is None else later(due)
    return do(database, lambda uow: save_case(uow, CaseSave(case_id, rev, b"state", status, next_due, "end")))


def test_a_case_begins_active_with_its_number(city: Database) -> None:
    case = new_case(city, person_keys=("P2", "P1"), household="H1")
    assert (case.number, case.status, case.rev, case.state) == ("R8-000001", "active", 1, None)
    assert new_case(city).number == "R8-000002"
    with city.read() as conn:
        assert get_case_by_number(conn, "R8-000001") == case
        assert persons_of(conn, case.case_id) == ("P1", "P2")
        assert get_case_by_number(conn, "R8-999999") is None


def test_numbers_given_out_at_once_are_all_different(city: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: do(city, lambda uow: take(uow, "case/R8")), range(40)))
    assert sorted(numbers) == list(range(1, 41))


def test_a_series_taken_over_goes_on_behind_and_never_back(city: Database) -> None:
    do(city, lambda uow: start_behind(uow, "case/R8", 500))
    do(city, lambda uow: start_behind(uow, "case/R8", 100))
    assert new_case(city).number == "R8-000501"


def test_a_case_started_once_is_not_started_again(city: Database) -> None:
    first = new_case(city, once_key="case-1/step-3")
    deployed = version(city)

    def again(uow: UnitOfWork) -> Case | None:
        same = NewCase("R8-000002", "enrolment", deployed, "chuo", None, "山田", "ヤマダ", "COUNTER", DAY)
        return open_case(uow, replace(same, once_key="case-1/step-3"))

    assert do(city, again) is None
    with city.read() as conn:
        assert once(conn, "case-1/step-3") == first.case_id


def test_a_save_over_an_older_state_is_refused_and_changes_nothing(city: Database) -> None:
    case = new_case(city)
    assert save(city, case.case_id, 1) == 2
    with pytest.raises(StaleCase):
        save(city, case.case_id, 1, status="completed")
    with city.read() as conn:
        stood = get_case(conn, case.case_id)
    assert stood is not None
    assert (stood.rev, stood.step_no, stood.status, stood.state) == (2, 1, "active", b"state")


def test_a_slice_is_saved_whole_or_not_at_all(city: Database) -> None:
    cases = [new_case(city) for _ in range(5)]
    save(city, cases[3].case_id, 1)
    saves = [CaseSave(case.case_id, 1, b"new", "active", None) for case in cases]
    with pytest.raises(StaleCase, match="1 of 5"):
        do(city, lambda uow: save_cases(uow, saves))
    with city.read() as conn:
        stood = get_cases(conn, [case.case_id for case in cases])
    assert [stood[case.case_id].rev for case in cases] == [1, 1, 1, 2, 1]


def test_a_completed_case_has_no_clock_and_stays_closed(city: Database) -> None:
    case = new_case(city)
    save(city, case.case_id, 1, due=10, status="completed")
    with city.read() as conn:
        stood = get_case(conn, case.case_id)
    assert stood is not None
    assert (stood.status, stood.outcome, stood.next_due_at, stood.closed_at) == ("completed", "end", None, NOW)
    with pytest.raises(DBAPIError, match="kokuho_frozen"):
        do(
            city,
            lambda uow: save_case(uow, CaseSave(case.case_id, 2, b"again", "active", None)),
            at=later(1),
        )


def test_what_a_case_began_with_never_changes(city: Database) -> None:
    new_case(city)
    for change in ("number = 'R8-9'", "slug = 'x'", "started_by = 'okamura'"):
        with pytest.raises(DBAPIError, match="kokuho_frozen"), city.engine.begin() as conn:
            conn.exec_driver_sql(f"UPDATE cases SET {change}")


def test_particulars_are_amended_only_over_the_state_that_was_read(city: Database) -> None:
    case = new_case(city)
    amended = do(
        city,
        lambda uow: amend_case(
            uow, case.case_id, expected_rev=1, household_key="H1", subject=("相馬", "ソウマ"), cautions=["通訳"]
        ),
    )
    assert amended == 2
    with pytest.raises(StaleCase):
        do(city, lambda uow: amend_case(uow, case.case_id, expected_rev=1, protected=True))
    with city.read() as conn:
        found = find_cases(conn, ALL, CaseQuery(kana="ソウ", household_key="H1")).items
    assert [(one.subject_name, one.cautions, one.protected) for one in found] == [("相馬", ["通訳"], False)]


def test_cases_are_listed_within_scope_alone(city: Database) -> None:
    mine, theirs = new_case(city), new_case(city, office="kita")
    with city.read() as conn:
        listed = [
            {case.case_id for case in find_cases(conn, scope, CaseQuery()).items}
            for scope in (CHUO, KITA, ALL, frozenset[str]())
        ]
    assert listed == [{mine.case_id}, {theirs.case_id}, {mine.case_id, theirs.case_id}, set()]


def test_cases_are_found_by_number_kana_person_and_status(city: Database) -> None:
    first = new_case(city, kana="ｶﾞｯｼｮｳ", person_keys=("P1",))
    second = new_case(city, kana="カシヨウ")
    save(city, second.case_id, 1, status="completed")
    questions = {
        CaseQuery(number=first.number): [first],
        CaseQuery(kana="カツシ"): [first],
        CaseQuery(kana="カシ"): [second],
        CaseQuery(person_keys=("P1", "P9")): [first],
        CaseQuery(status="completed"): [second],
        CaseQuery(kana="%"): [],
        CaseQuery(slug="withdrawal"): [],
    }
    with city.read() as conn:
        for query, expected in questions.items():
            found = [case.case_id for case in find_cases(conn, ALL, query).items]
            assert found == [case.case_id for case in expected], query


def test_pages_show_every_case_once(city: Database) -> None:
    made = {new_case(city).case_id for _ in range(7)}
    seen: list[str] = []
    after = None
    with city.read() as conn:
        while True:
            page = find_cases(conn, ALL, CaseQuery(), after=after, limit=3)
            seen += [case.case_id for case in page.items]
            after = page.next
            if after is None:
                break
    assert len(seen) == 7
    assert set(seen) == made


def test_a_cursor_nobody_handed_out_is_refused(city: Database) -> None:
    with city.read() as conn, pytest.raises(ValueError, match="cursor"):
        find_cases(conn, ALL, CaseQuery(), after="x'; DROP TABLE cases")


def test_due_cases_are_leased_to_one_and_taken_up_again_when_the_lease_runs_out(city: Database) -> None:
    due, later_case, closed = new_case(city), new_case(city), new_case(city)
    save(city, due.case_id, 1, due=10)
    save(city, later_case.case_id, 1, due=30)
    save(city, closed.case_id, 1, due=5, status="completed")

    def lease(business: float, wall: float) -> tuple[str, ...]:
        with city.housekeeping() as conn:
            return lease_due_cases(conn, due_by=later(business), now=later(wall), lease=LEASE)

    assert lease(9, 0) == ()
    assert lease(10, 0) == (due.case_id,)
    assert lease(10, 4) == ()
    assert lease(10, 6) == (due.case_id,)
    save(city, due.case_id, 2, due=40)
    assert lease(40, 6) == (later_case.case_id, due.case_id)


def test_each_due_case_goes_to_one_of_eight_workers(city: Database) -> None:
    for _ in range(24):
        save(city, new_case(city).case_id, 1, due=1)

    def lease(_: int) -> tuple[str, ...]:
        with city.housekeeping() as conn:
            return lease_due_cases(conn, due_by=later(1), now=NOW, lease=LEASE, limit=3)

    with ThreadPoolExecutor(8) as pool:
        taken = [case_id for found in pool.map(lease, range(16)) for case_id in found]
    assert len(taken) == len(set(taken)) == 24


def test_a_locked_case_is_saved_by_who_locked_it(city: Database) -> None:
    case = new_case(city)

    def step(_: int) -> None:
        def locked(uow: UnitOfWork) -> None:
            stood = lock_case(uow, case.case_id)
            assert stood is not None
            save_case(uow, CaseSave(case.case_id, stood.rev, b"x", "active", None))

        do(city, locked)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(step, range(40)))
    with city.read() as conn:
        stood = get_case(conn, case.case_id)
    assert stood is not None
    assert (stood.rev, stood.step_no) == (41, 40)


def test_running_cases_are_counted_by_version(city: Database) -> None:
    new_case(city)
    save(city, new_case(city).case_id, 1, status="completed")
    with city.read() as conn:
        assert running_by_version(conn) == {version(city): 1}
