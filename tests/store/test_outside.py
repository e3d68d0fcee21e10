"""Messages and exports are stored once, versions are their content, jobs run once and are taken up again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from server.domain.effects import ExportRequest, Message
from server.domain.refusals import Refused
from server.store import jobs, messages, procedures
from server.store import tables as t
from server.store.database import Database
from server.store.jobs import Job
from server.store.offices import all_offices, get_office, put_office
from server.store.procedures import ProcedureVersion
from tests.store.city import DAY, NOW, OFFICES, do, later, new_case

LEASE = timedelta(minutes=5)
PATH = "workflows/enrolment/enrolment.bpmn"


def message(source_id: str = "juki/1", **keys: str) -> Message:
    return Message("case_event", source_id, keys or {"household_key": "H1"}, {"what": "moved"})


def test_a_message_is_stored_once_under_its_source(city: Database) -> None:
    stored, new = do(city, lambda uow: messages.put_message(uow, message()))
    again, new_again = do(city, lambda uow: messages.put_message(uow, message()))
    assert (new, new_again, stored.message_id) == (True, False, again.message_id)
    with pytest.raises(Refused, match="message_source_reused"):
        do(city, lambda uow: messages.put_message(uow, message(household_key="H2")))


def test_a_case_gets_a_message_once_and_then_it_no_longer_waits(city: Database) -> None:
    case = new_case(city)
    stored, _ = do(city, lambda uow: messages.put_message(uow, message(), from_case_id=case.case_id))
    with city.read() as conn:
        assert [one.message_id for one in messages.waiting_messages(conn)] == [stored.message_id]
        assert messages.waiting_messages(conn, kinds=["other"]) == ()
        assert messages.waiting_messages(conn, received_before=NOW) == ()
    assert do(city, lambda uow: messages.record_delivery(uow, stored.message_id, case.case_id, 1))
    assert not do(city, lambda uow: messages.record_delivery(uow, stored.message_id, case.case_id, 2))
    with city.read() as conn:
        assert messages.waiting_messages(conn) == ()
        settled = messages.get_message(conn, stored.message_id)
    assert settled is not None
    assert (settled.status, settled.settled_at) == ("delivered", NOW)


def test_an_expired_message_stays_expired(city: Database) -> None:
    stored, _ = do(city, lambda uow: messages.put_message(uow, message()))
    do(city, lambda uow: messages.settle_message(uow, stored.message_id, "expired"))
    do(city, lambda uow: messages.settle_message(uow, stored.message_id, "delivered"))
    with city.read() as conn:
        settled = messages.get_message(conn, stored.message_id)
    assert settled is not None
    assert settled.status == "expired"


def test_an_export_is_queued_once_and_sent_by_its_last_day_first(city: Database) -> None:
    case = new_case(city)
    late = ExportRequest("eligibility_hub", "P1/2026-11-18", "2026-11-25", {"person_key": "P1"})
    soon = ExportRequest("eligibility_hub", "P2/2026-11-18", "2026-11-20", {"person_key": "P2"})
    first = do(city, lambda uow: messages.queue_export(uow, late, case_id=case.case_id))
    assert do(city, lambda uow: messages.queue_export(uow, late)) == first
    second = do(city, lambda uow: messages.queue_export(uow, soon))
    with city.read() as conn:
        assert [one.export_id for one in messages.queued_exports(conn, "eligibility_hub")] == [second, first]
        assert messages.queued_exports(conn, "other") == ()
        assert [one.export_id for one in messages.exports_of_case(conn, case.case_id)] == [first]
    assert do(city, lambda uow: messages.export_sent(uow, [first, second], "hub-1.csv")) == 2
    assert do(city, lambda uow: messages.export_sent(uow, [first], "hub-2.csv")) == 0
    do(city, lambda uow: messages.export_answered(uow, first, accepted=False, answer={"error": "E1"}))
    with city.read() as conn:
        (answered,) = messages.exports_of_case(conn, case.case_id)
    assert (answered.status, answered.answer, answered.file_name) == ("rejected", {"error": "E1"}, "hub-1.csv")


def deploy(database: Database, content: bytes, valid_from: date = DAY) -> tuple[ProcedureVersion, bool]:
    files = {PATH: content, "forms/enrolment/enter.yaml": b"form: enter"}
    return do(
        database,
        lambda uow: procedures.deploy(uow, "enrolment", files, title="資格取得", valid_from=valid_from),
    )


def test_a_version_is_its_content(city: Database) -> None:
    first, new = deploy(city, b"<a/>")
    same, again = deploy(city, b"<a/>")
    other, _ = deploy(city, b"<b/>")
    assert (new, again) == (True, False)
    assert (first.no, same.hash, other.no) == (2, first.hash, 3)
    with city.read() as conn:
        assert procedures.files_of(conn, first) == {PATH: b"<a/>", "forms/enrolment/enter.yaml": b"form: enter"}
        with pytest.raises(KeyError):
            procedures.artefacts(conn, ["0" * 64])


def test_cases_start_on_the_latest_version_whose_day_has_come(city: Database) -> None:
    now, _ = deploy(city, b"<a/>", date(2026, 10, 1))
    then, _ = deploy(city, b"<b/>", date(2027, 4, 1))
    with city.read() as conn:
        found = [procedures.current_version(conn, "enrolment", day) for day in (DAY, date(2027, 4, 1))]
        assert procedures.current_version(conn, "enrolment", date(2025, 1, 1)) is None
        assert [one.hash for one in procedures.current_versions(conn, DAY)] == [now.hash]
        assert [one.no for one in procedures.versions_of(conn, "enrolment")] == [3, 2, 1]
    assert [one.hash if one else None for one in found] == [now.hash, then.hash]


def test_a_withdrawn_version_starts_no_case_until_it_is_deployed_again(city: Database) -> None:
    version, _ = deploy(city, b"<a/>")
    do(city, lambda uow: procedures.withdraw(uow, version.hash))
    with city.read() as conn:
        current = procedures.current_version(conn, "enrolment", DAY)
    assert current is not None
    assert current.no == 1
    deploy(city, b"<a/>")
    with city.read() as conn:
        current = procedures.current_version(conn, "enrolment", DAY)
    assert current is not None
    assert current.hash == version.hash


def test_a_file_or_version_on_record_never_changes(city: Database) -> None:
    deploy(city, b"<a/>")
    with pytest.raises(DBAPIError, match="kokuho_final"), city.engine.begin() as conn:
        conn.execute(t.artefacts.update().values(content=b"<evil/>"))
    with pytest.raises(DBAPIError, match="kokuho_frozen"), city.engine.begin() as conn:
        conn.execute(t.procedures.update().values(slug="withdrawal"))


def test_an_office_is_written_anew_under_its_id(city: Database) -> None:
    with city.read() as conn:
        assert all_offices(conn) == OFFICES
        chuo = get_office(conn, "chuo")
    assert chuo == OFFICES[1]
    do(city, lambda uow: put_office(uow, OFFICES[1]))
    with city.read() as conn:
        assert len(all_offices(conn)) == 3


def queue(database: Database, key: str = "print/1", due: float = 0) -> bool:
    with database.housekeeping() as conn:
        return jobs.queue_job(conn, "print", key, {"n": 1}, now=NOW, due_at=later(due))


def take(database: Database, worker: str = "w1", minutes: float = 0) -> Job | None:
    with database.housekeeping() as conn:
        return jobs.take_job(conn, worker, now=later(minutes), lease=LEASE)


def test_a_job_is_queued_once_and_taken_by_one(database: Database) -> None:
    assert queue(database)
    assert not queue(database)
    job = take(database)
    assert job is not None
    assert (job.kind, job.payload, job.attempts) == ("print", {"n": 1}, 1)
    assert take(database, "w2") is None


def test_a_job_is_not_taken_before_its_time_nor_of_another_kind(database: Database) -> None:
    queue(database, due=10)
    assert take(database, minutes=9) is None
    with database.housekeeping() as conn:
        assert jobs.take_job(conn, "w", now=later(10), lease=LEASE, kinds={"wake"}) is None
        assert jobs.take_job(conn, "w", now=later(10), lease=LEASE, kinds={"print"}) is not None


def test_the_job_of_a_killed_worker_is_taken_up_and_the_old_worker_is_told(database: Database) -> None:
    queue(database)
    lost = take(database)
    again = take(database, "w1", 6)  # the machine came up again under its old name
    assert lost is not None
    assert again is not None
    assert again.attempts == 2
    with database.housekeeping() as conn:
        assert not jobs.report_progress(conn, lost, now=later(7), lease=LEASE, total=10, done=1)
        assert not jobs.finish_job(conn, lost, now=later(7))
        assert jobs.report_progress(conn, again, now=later(7), lease=LEASE, total=10, done=4, held=1)
    assert take(database, "w3", 11) is None, "the progress has prolonged the lease"
    with database.housekeeping() as conn:
        assert jobs.finish_job(conn, again, now=later(12))
    with database.read() as conn:
        done = jobs.get_job_by_key(conn, "print/1")
    assert done is not None
    assert (done.status, done.total, done.done, done.held) == ("done", 10, 4, 1)
    assert take(database, "w3", 100) is None


def test_a_failing_job_is_tried_again_and_given_up_in_the_end(database: Database) -> None:
    queue(database)
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        job = take(database, minutes=attempt * 10)
        assert job is not None
        with database.housekeeping() as conn:
            assert jobs.fail_job(conn, job, "printer off", now=later(attempt * 10), again_in=LEASE)
        assert take(database, minutes=attempt * 10 + 4) is None
    assert take(database, minutes=1000) is None
    with database.read() as conn:
        (failed,) = jobs.recent_jobs(conn)
    assert (failed.status, failed.error, failed.attempts) == ("failed", "printer off", jobs.MOST_ATTEMPTS)


def test_eight_workers_share_forty_jobs_without_doing_one_twice(database: Database) -> None:
    for number in range(40):
        queue(database, f"print/{number}")

    def work(worker: int) -> list[str]:
        found = []
        while (job := take(database, f"w{worker}")) is not None:
            found.append(job.job_key)
        return found

    with ThreadPoolExecutor(8) as pool:
        done = [key for found in pool.map(work, range(8)) for key in found]
    assert len(done) == len(set(done)) == 40
