"""Background work (背景の仕事): queued in the transaction that needs it, leased while it runs, idempotent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, and_, or_, select, update

from server.domain.effects import JSON, JSONObject
from server.domain.jsonvalue import check_json
from server.store import tables as t
from server.store.dialects import insert_once, is_postgres
from server.store.rows import columns, fetch_all, fetch_one

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work with its progress: `done` and `held` of `total`."""

    job_id: str
    kind: str
    job_key: str
    payload: Mapping[str, JSON]
    status: str
    due_at: datetime
    attempts: int
    lease_until: datetime | None
    worker: str | None
    total: int
    done: int
    held: int
    error: str | None
    queued_at: datetime
    finished_at: datetime | None


def queue_job(
    conn: Connection, kind: str, job_key: str, payload: JSONObject, *, now: datetime, due_at: datetime | None = None
) -> bool:
    """Queues work once for its key; False when it is there already. Works in a unit of work and in housekeeping."""
    check_json(dict(payload), "payload")
    row = {
        "job_id": secrets.token_hex(16),
        "kind": kind,
        "job_key": job_key,
        "payload": dict(payload),
        "status": "queued",
        "due_at": due_at or now,
        "attempts": 0,
        "total": 0,
        "done": 0,
        "held": 0,
        "queued_at": now,
    }
    return insert_once(conn, t.jobs, row)


def take_job(
    conn: Connection, worker: str, *, now: datetime, lease: timedelta, kinds: set[str] | None = None
) -> Job | None:
    """The next job that is due, or whose worker's lease ran out; nobody else gets it meanwhile."""
    table = t.jobs
    queued = and_(table.c.status == "queued", table.c.due_at <= now)
    left = and_(table.c.status == "running", table.c.lease_until < now)
    statement = select(table.c.job_id).where(or_(queued, left)).order_by(table.c.due_at, table.c.job_id).limit(1)
    if kinds is not None:
        statement = statement.where(table.c.kind.in_(sorted(kinds)))
    if is_postgres(conn):
        statement = statement.with_for_update(skip_locked=True)
    job_id = conn.execute(statement).scalar_one_or_none()
    if job_id is None:
        return None
    taken = {"status": "running", "worker": worker, "lease_until": now + lease, "attempts": table.c.attempts + 1}
    conn.execute(update(table).where(table.c.job_id == job_id).values(**taken))
    return get_job(conn, job_id)


def report_progress(
    conn: Connection, job: Job, *, now: datetime, lease: timedelta, total: int, done: int, held: int = 0
) -> bool:
    """Writes the progress and prolongs the lease; False when the job is no longer this worker's: then it must stop."""
    progress = {"total": total, "done": done, "held": held, "lease_until": now + lease}
    return conn.execute(_mine(job).values(**progress)).rowcount == 1


def finish_job(conn: Connection, job: Job, *, now: datetime) -> bool:
    """The job is done; False when it is no longer this worker's."""
    return conn.execute(_mine(job).values(status="done", finished_at=now, lease_until=None)).rowcount == 1


def fail_job(conn: Connection, job: Job, error: str, *, now: datetime, again_in: timedelta) -> bool:
    """The job raised: it is tried again later, and given up (status failed) after `MOST_ATTEMPTS` attempts."""
    over = job.attempts >= MOST_ATTEMPTS
    changes = {
        "status": "failed" if over else "queued",
        "error": error,
        "due_at": now + again_in,
        "lease_until": None,
        "finished_at": now if over else None,
    }
    return conn.execute(_mine(job).values(**changes)).rowcount == 1


def get_job(conn: Connection, job_id: str) -> Job | None:
    """One job."""
    return fetch_one(conn, Job, select(*columns(Job, t.jobs)).where(t.jobs.c.job_id == job_id))


def get_job_by_key(conn: Connection, job_key: str) -> Job | None:
    """The job queued under a key."""
    return fetch_one(conn, Job, select(*columns(Job, t.jobs)).where(t.jobs.c.job_key == job_key))


def last_done(conn: Connection, kind: str) -> Job | None:
    """The latest job of a kind that was finished, by when it was queued."""
    done = (t.jobs.c.kind == kind, t.jobs.c.status == "done")
    statement = select(*columns(Job, t.jobs)).where(*done).order_by(t.jobs.c.queued_at.desc()).limit(1)
    return fetch_one(conn, Job, statement)


def recent_jobs(conn: Connection, *, limit: int = 50) -> tuple[Job, ...]:
    """The latest jobs, running and failed ones first."""
    order = (t.jobs.c.finished_at.is_not(None), t.jobs.c.queued_at.desc())
    return fetch_all(conn, Job, select(*columns(Job, t.jobs)).order_by(*order).limit(limit))


def _mine(job: Job) -> Update:
    table = t.jobs
    mine = (table.c.job_id == job.job_id, table.c.worker == job.worker, table.c.attempts == job.attempts)
    return update(table).where(*mine, table.c.status == "running")
