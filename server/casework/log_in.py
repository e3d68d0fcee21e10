"""Logging in and out (ログイン): one person, one ID, one live session; locks, limits, and the half-typed handed over.

Sessions, locks and limits run on the wall clock; whether an ID and its rights are in force is a civil day.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain import rights
from server.domain.actors import Actor
from server.domain.calendar import months_after
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import deputies, grants, offices, sessions, settings, tokens, users
from server.store.connection import Connection
from server.store.drafts import Draft
from server.store.errors import Stale
from server.store.sessions import Session
from server.store.users import Credential, User

_HASHER = PasswordHasher()
# Compared when an ID is unknown, so that the time of the answer does not tell whether an ID exists.
_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session: the cookie's token, who it is, whether an older session was ended, the drafts left there."""

    token: str
    caller: Caller
    replaced: bool
    must_change_password: bool
    handed_over: tuple[Draft, ...]


def hash_password(password: str) -> str:
    """The argon2 text of a password."""
    return _HASHER.hash(password)


def log_in(services: Services, user_id: str, password: str, *, terminal: str, ip: str) -> LoggedIn:
    """Begins a session; ends the older one of the same ID.

    Raises `login_wrong`, `login_locked` (after so many failures in a row), `login_not_ready` (pledge or training
    missing, ID not in force). Every attempt stands in the audit.
    """
    now, day = services.clock.wall_now(), services.clock.business_day()
    with services.database.read() as conn:
        user, credential = users.get_user(conn, user_id), users.get_credential(conn, user_id)
        values = services.values(conn)
    try:
        _refuse_locked(credential, values.integer("login.tries", day), now)
        if not _matches(credential, password) or user is None:
            raise Refused("login_wrong")
        _refuse_unready(user, values, day)
    except Refused as refusal:
        _failed(services, user_id, user, values, day, terminal, ip, refusal.code)
        raise
    with unit_of_work(services, Actor(user_id, user.name, user.office, "", terminal, ip)) as uow:
        # Wrong tries that came at the same moment may have locked the ID since it was looked at.
        _refuse_locked(users.get_credential(uow.conn, user_id), values.integer("login.tries", day), now)
        users.clear_failures(uow, user_id)
        started = sessions.start_session(uow, user_id, terminal=terminal, ip=ip)
        uow.audit(
            "session.start",
            object_kind="session",
            object_key=started.session.session_id,
            detail={"replaced": started.replaced is not None},
        )
        caller = caller_of(uow.conn, user, started.session, day)
    must_change = credential is not None and credential.must_change
    return LoggedIn(started.token, caller, started.replaced is not None, must_change, started.handed_over)


def resume(services: Services, token: str, *, terminal: str, ip: str) -> Caller:
    """Who a cookie's token stands for, with the rights of this very moment.

    Raises `not_logged_in`, `session_replaced` (the same ID began elsewhere), `session_expired` (idle or too long).
    """
    now, day = services.clock.wall_now(), services.clock.business_day()
    with services.database.read() as conn:
        session = sessions.session_of(conn, token)
        user = None if session is None else users.get_user(conn, session.user_id)
        values = services.values(conn)
        caller = None if session is None or user is None else caller_of(conn, user, session, day, terminal, ip)
    if session is None or user is None or caller is None:
        raise Refused("not_logged_in")
    if session.ended_at is not None:
        raise Refused("session_replaced" if session.end_reason == "replaced" else "session_expired")
    limits = {"idle": _minutes(values, "idle", day), "absolute": _minutes(values, "absolute", day)}
    reached = sessions.limit_reached(session, now, **limits)
    if reached is not None or not user.works_on(day):
        _end(services, caller, reached or "rights_ended")
        raise Refused("session_expired")
    if sessions.needs_touch(session, now):
        with services.database.housekeeping() as conn:
            sessions.touch_session(conn, session.session_id, now)
    return caller


def log_out(services: Services, caller: Caller) -> None:
    """Ends the caller's session."""
    _end(services, caller, "logout")


def caller_of_token(services: Services, text: str, *, ip: str) -> Caller:
    """Who an API's bearer token stands for, with no right beyond the token's own limits; its use is noted.

    Raises `token_invalid`, also for an ID no longer in force.
    """
    day, now = services.clock.business_day(), services.clock.wall_now()
    with services.database.read() as conn:
        token = tokens.token_of(conn, text, now)
        user = users.get_user(conn, token.user_id)
        if user is None or not user.works_on(day):
            raise Refused("token_invalid")
        caller = _caller(conn, user, day, session_id=f"token:{token.token_id}", terminal="api", ip=ip, csrf="")
    if tokens.needs_touch(token, now):
        # Another call under the same token may be writing it at this moment: then it is noted already.
        with suppress(Stale), services.database.housekeeping() as conn:
            tokens.touch_token(conn, token.token_id, now)
    if token.limits is None:
        return caller
    limits = [(function, office) for function, office in token.limits]
    return dataclasses.replace(caller, grants=rights.limited(caller.grants, limits))


def caller_of_user(services: Services, user_id: str) -> Caller:
    """A person's rights without a session, for work that a command does in a person's name (the demo city alone)."""
    with services.database.read() as conn:
        user = users.get_user(conn, user_id)
        if user is None:
            raise Refused("person_not_found")
        day = services.clock.business_day()
        made = _caller(conn, user, day, session_id=f"command:{user_id}", terminal="console", ip="", csrf="")
        return dataclasses.replace(made, standings=deputies.standings_of(conn, user_id, day))


def caller_of(
    conn: Connection, user: User, session: Session, day: date, terminal: str | None = None, ip: str | None = None
) -> Caller:
    """The caller behind a session, with the grants in force on `day`."""
    made = _caller(
        conn,
        user,
        day,
        session_id=session.session_id,
        terminal=terminal or session.terminal,
        ip=ip or session.ip,
        csrf=session.csrf,
    )
    return dataclasses.replace(made, standings=deputies.standings_of(conn, user.user_id, day))


def _caller(conn: Connection, user: User, day: date, *, session_id: str, terminal: str, ip: str, csrf: str) -> Caller:
    chosen: Mapping[str, JSON] = settings.settings_of(conn, user.user_id)
    office = offices.get_office(conn, user.office)
    return Caller(
        user_id=user.user_id,
        name=user.name,
        office=user.office,
        office_name=office.name if office else user.office,
        title=user.title,
        grants=grants.grants_of(conn, user.user_id, day),
        session_id=session_id,
        terminal=terminal,
        ip=ip,
        csrf=csrf,
        lang=cast('Literal["ja", "en"]', chosen.get("lang", "ja")),
        settings=chosen,
        machine=user.kind == "system",
    )


def _refuse_locked(credential: Credential | None, tries: int, now: datetime) -> None:
    if credential is not None and credential.locked_until is not None and credential.locked_until > now:
        minutes = int((credential.locked_until - now).total_seconds() // 60) + 1
        raise Refused("login_locked", tries=tries, minutes=minutes)


def _matches(credential: Credential | None, password: str) -> bool:
    known = _NOBODY if credential is None else credential.password_hash
    try:
        return _HASHER.verify(known, password) and credential is not None
    except (Argon2Error, InvalidHashError):
        return False


def _refuse_unready(user: User, values: Values, day: date) -> None:
    """An ID works from its first day, after the signed pledge (誓約書) and with training of the last months."""
    trained_since = months_after(user.trained_on, values.integer("training.months", day)) if user.trained_on else None
    ready = user.pledged_on is not None and trained_since is not None and trained_since >= day
    if not user.works_on(day) or not ready:
        raise Refused("login_not_ready")


def _failed(
    services: Services, user_id: str, user: User | None, values: Values, day: date, terminal: str, ip: str, why: str
) -> None:
    """Puts the refused try on record, the typed ID only when it is one; a wrong password counts towards the lock."""
    name = user_id if user is not None else "unknown"
    with unit_of_work(services, Actor(name, "", user.office if user else "hq", "", terminal, ip)) as uow:
        if user is not None and why == "login_wrong":
            lock = timedelta(minutes=values.integer("login.lock_minutes", day))
            users.record_failure(uow, user_id, tries=values.integer("login.tries", day), lock=lock)
        uow.audit("session.refuse", object_kind="user", object_key=name, detail={"why": why})


def _end(services: Services, caller: Caller, reason: sessions.EndReason) -> None:
    with unit_of_work(services, caller.actor()) as uow:
        sessions.end_session(uow.conn, caller.session_id, reason, uow.now)
        uow.audit("session.end", object_kind="session", object_key=caller.session_id, detail={"reason": reason})


def _minutes(values: Values, name: str, day: date) -> timedelta:
    return timedelta(minutes=values.integer(f"session.{name}_minutes", day))
