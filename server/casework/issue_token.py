"""Bearer tokens for the API (外部からの利用の鍵): for a person or linked system, shown once, ending by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import run
from server.domain import rights, roles
from server.domain.refusals import Refused
from server.store import grants, offices, tokens, users
from server.store.connection import Connection
from server.store.tokens import ApiToken
from server.store.unit_of_work import UnitOfWork

LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token as lists show it: whose, for what, within which limits (empty: all rights of its owner), until when.

    `state` is live, expired, revoked, or idle (the owner's ID is not in force).
    """

    token_id: str
    user_id: str
    name: str
    kind: str
    label: str
    limits: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    state: str
    replaces: str | None


def issue_token(
    services: Services, caller: Caller, user_id: str, *, label: str, days: int, limits: Iterable[str] = ()
) -> str:
    """Makes a token for `user_id` and returns its text, this once; `limits` (`function@office`) narrow its rights.

    Raises `person_not_found`, `grant_unknown`, `token_exceeds_grants`, and `too_long` or `my_number_in_text` for the
    label. Only whoever works on the machine itself, or issues IDs, gets here.
    """
    refuse_in(label, "label")
    if len(label) > LONGEST_LABEL:
        raise Refused("too_long", at_field="label", max=LONGEST_LABEL)

    def act(uow: UnitOfWork) -> str:
        if users.get_user(uow.conn, user_id) is None:
            raise Refused("person_not_found")
        wanted = [read_grant(uow.conn, text) for text in limits]
        held = grants.grants_of(uow.conn, user_id, uow.business_day)
        for function, office in wanted:
            if not rights.limited(held, [(function, office)]):
                raise Refused("token_exceeds_grants", limit=f"{function}@{office}")
        until = uow.now + timedelta(days=days)
        text, token = tokens.create_token(uow, user_id, label=label, expires_at=until, limits=wanted or None)
        _audit(uow, "token.issue", token)
        return text

    return run(services, caller, act)


def revoke_token(services: Services, caller: Caller, token_id: str) -> None:
    """Makes a token useless at once; raises `token_not_found`, also for one that is useless already."""

    def act(uow: UnitOfWork) -> None:
        token = _live(uow, token_id)
        tokens.revoke_token(uow, token_id)
        _audit(uow, "token.revoke", token)

    run(services, caller, act)


def rotate_token(services: Services, caller: Caller, token_id: str, *, days: int, overlap: timedelta) -> str:
    """Makes a new token with owner, label and limits of another one, and returns its text, this once.

    The old one opens things for `overlap` more (nothing: it ends now), so that the linked system can change over.
    Raises `token_not_found`.
    """

    def act(uow: UnitOfWork) -> str:
        old = _live(uow, token_id)
        limits = None if old.limits is None else [(function, office) for function, office in old.limits]
        text, token = tokens.create_token(
            uow,
            old.user_id,
            label=old.label,
            expires_at=uow.now + timedelta(days=days),
            limits=limits,
            replaces=token_id,
        )
        tokens.revoke_token(uow, token_id, uow.now + overlap if overlap else None)
        _audit(uow, "token.rotate", token, replaces=token_id)
        return text

    return run(services, caller, act)


def token_lines(services: Services, user_id: str | None = None) -> tuple[TokenLine, ...]:
    """The tokens of one owner or of all, newest first; their texts are nowhere."""
    now, day = services.clock.wall_now(), services.clock.business_day()
    with services.database.read() as conn:
        people = {user.user_id: user for user in users.all_users(conn)}
        found = tokens.tokens_of(conn, user_id)
    return tuple(
        TokenLine(
            token_id=one.token_id,
            user_id=one.user_id,
            name=people[one.user_id].name,
            kind=people[one.user_id].kind,
            label=one.label,
            limits=tuple("@".join(pair) for pair in one.limits or ()),
            created_at=one.created_at,
            created_by=one.created_by,
            expires_at=one.expires_at,
            last_used_at=one.last_used_at,
            state=_state(one, now, in_force=people[one.user_id].works_on(day)),
            replaces=one.replaces,
        )
        for one in found
    )


def read_grant(conn: Connection, text: str) -> tuple[str, str]:
    """`function@office` or `function@all` as a pair; raises `grant_unknown`."""
    function, _, office = text.partition("@")
    known = office == rights.ALL.value or offices.get_office(conn, office) is not None
    if not roles.is_function(function) or not known:
        raise Refused("grant_unknown", grant=text[:80])
    return function, office


def clear_lock(services: Services, caller: Caller, user_id: str) -> None:
    """Frees an ID that too many wrong passwords have locked."""

    def act(uow: UnitOfWork) -> None:
        if users.get_user(uow.conn, user_id) is None:
            raise Refused("person_not_found")
        users.clear_failures(uow, user_id)
        uow.audit("user.unlock", object_kind="user", object_key=user_id)

    run(services, caller, act)


def _live(uow: UnitOfWork, token_id: str) -> ApiToken:
    token = tokens.get_token(uow.conn, token_id)
    if token is None or not token.is_live(uow.now):
        raise Refused("token_not_found")
    return token


def _state(token: ApiToken, now: datetime, *, in_force: bool) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if not token.is_live(now):
        return "expired"
    return "live" if in_force else "idle"


def _audit(uow: UnitOfWork, kind: str, token: ApiToken, **detail: str) -> None:
    told = {"user": token.user_id, "limits": None if token.limits is None else ["@".join(p) for p in token.limits]}
    uow.audit(kind, object_kind="token", object_key=token.token_id, detail={**told, **detail})
