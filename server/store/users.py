"""Users (利用者): one ID for one person, asked for and issued by two people, kept for ever; passwords as argon2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.dialects import upsert
from server.store.rows import columns, fetch_all, fetch_one
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewUser:
    """An ID to be issued by the actor, who is not `requested_by`; `kind` is permanent, fixed_term, contractor, system.

    Those who are not permanent staff need `valid_to`, the first day on which the ID no longer works.
    """

    user_id: str
    staff_number: str
    name: str
    name_kana: str
    office: str
    kind: str
    title: str
    valid_from: date
    valid_to: date | None
    requested_by: str
    pledged_on: date | None = None
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class User:
    """An ID with its person."""

    user_id: str
    staff_number: str
    name: str
    name_kana: str
    office: str
    kind: str
    title: str
    valid_from: date
    valid_to: date | None
    pledged_on: date | None
    trained_on: date | None
    disabled_at: datetime | None
    requested_by: str
    issued_by: str
    created_at: datetime

    def works_on(self, day: date) -> bool:
        """Whether the ID is in force on the day."""
        ended = self.valid_to is not None and day >= self.valid_to
        return self.disabled_at is None and self.valid_from <= day and not ended


@dataclass(frozen=True, slots=True)
class Credential:
    """How a user proves who he is: argon2 text, failures in a row, the lock."""

    user_id: str
    password_hash: str
    must_change: bool
    changed_at: datetime
    failed_count: int
    failed_at: datetime | None
    locked_until: datetime | None


def issue_user(uow: UnitOfWork, new: NewUser) -> User:
    """Issues the ID in the actor's name.

    Raises `Refused` with `same_person_requests_and_issues`, `staff_number_taken` (the ID or the staff number stands
    already, also when disabled) or `grant_without_end`.
    """
    if new.requested_by == uow.actor.user_id:
        raise Refused("same_person_requests_and_issues")
    if new.kind in ("fixed_term", "contractor") and new.valid_to is None:
        raise Refused("grant_without_end")
    table = t.users.c
    taken = select(table.user_id).where((table.user_id == new.user_id) | (table.staff_number == new.staff_number))
    if uow.conn.execute(taken.limit(1)).first() is not None:
        raise Refused("staff_number_taken", staff_number=new.staff_number)
    row = {name: getattr(new, name) for name in NewUser.__slots__}
    uow.conn.execute(insert(t.users).values(row | {"issued_by": uow.actor.user_id, "created_at": uow.now}))
    found = get_user(uow.conn, new.user_id)
    assert found is not None  # noqa: S101 - written in the line above
    return found


def get_user(conn: Connection, user_id: str) -> User | None:
    """One user, disabled ones too."""
    return fetch_one(conn, User, select(*columns(User, t.users)).where(t.users.c.user_id == user_id))


def all_users(conn: Connection, *, office: str | None = None) -> tuple[User, ...]:
    """All users, of one office or of all, in order of office and kana."""
    statement = select(*columns(User, t.users))
    if office is not None:
        statement = statement.where(t.users.c.office == office)
    return fetch_all(conn, User, statement.order_by(t.users.c.office, t.users.c.name_kana))


def names_of(conn: Connection, user_ids: set[str] | frozenset[str]) -> dict[str, str]:
    """The names behind user ids, for screens."""
    table = t.users.c
    rows = conn.execute(select(table.user_id, table.name).where(table.user_id.in_(sorted(user_ids))))
    return dict(rows.all())


def change_user(uow: UnitOfWork, user_id: str, **changes: Any) -> None:
    """Changes `office`, `title`, `valid_to`, `pledged_on`, `trained_on`, `name` or `name_kana`."""
    allowed = {"office", "title", "valid_to", "pledged_on", "trained_on", "name", "name_kana"}
    if not changes.keys() <= allowed:
        raise ValueError(f"not to be changed: {sorted(changes.keys() - allowed)}")
    uow.conn.execute(update(t.users).where(t.users.c.user_id == user_id).values(**changes))


def disable_user(uow: UnitOfWork, user_id: str) -> None:
    """Switches the ID off for good; it stays on record and is never issued again."""
    table = t.users
    statement = update(table).where(table.c.user_id == user_id, table.c.disabled_at.is_(None))
    uow.conn.execute(statement.values(disabled_at=uow.now))


def set_password(uow: UnitOfWork, user_id: str, password_hash: str, *, must_change: bool) -> None:
    """Sets the argon2 text; the one before is kept so that it never comes back. Failures and lock are cleared."""
    before = get_credential(uow.conn, user_id)
    if before is not None:
        old = {"user_id": user_id, "password_hash": before.password_hash, "until": uow.now}
        uow.conn.execute(insert(t.old_passwords).values(old))
    row: Mapping[str, Any] = {
        "user_id": user_id,
        "password_hash": password_hash,
        "must_change": must_change,
        "changed_at": uow.now,
        "failed_count": 0,
        "failed_at": None,
        "locked_until": None,
    }
    names = tuple(name for name in row if name != "user_id")
    uow.conn.execute(upsert(uow.conn, t.credentials, ("user_id",), names), dict(row))


def get_credential(conn: Connection, user_id: str) -> Credential | None:
    """The credential of a user, None before the first password."""
    table = t.credentials
    return fetch_one(conn, Credential, select(*columns(Credential, table)).where(table.c.user_id == user_id))


def old_password_hashes(conn: Connection, user_id: str) -> tuple[str, ...]:
    """Hashes of earlier passwords, newest first."""
    table = t.old_passwords.c
    return tuple(conn.scalars(select(table.password_hash).where(table.user_id == user_id).order_by(table.id.desc())))


def record_failure(uow: UnitOfWork, user_id: str, *, tries: int, lock: timedelta) -> Credential | None:
    """Counts a wrong password; the `tries`-th in a row locks the ID for `lock`, and the count begins anew.

    The count is raised in the database, so that tries at the same time all count. None for an ID without password.
    """
    table = t.credentials
    one_more = update(table).where(table.c.user_id == user_id)
    uow.conn.execute(one_more.values(failed_count=table.c.failed_count + 1, failed_at=uow.now))
    full = update(table).where(table.c.user_id == user_id, table.c.failed_count >= tries)
    uow.conn.execute(full.values(failed_count=0, locked_until=uow.now + lock))
    return get_credential(uow.conn, user_id)


def clear_failures(uow: UnitOfWork, user_id: str) -> None:
    """Forgets failures and lock after a right password, or when an officer unlocks the ID."""
    table = t.credentials
    cleared = {"failed_count": 0, "failed_at": None, "locked_until": None}
    uow.conn.execute(update(table).where(table.c.user_id == user_id).values(**cleared))
