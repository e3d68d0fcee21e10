"""Bearer tokens for the API (外部からの利用の鍵): for a person or linked system, shown once, ending by themselves."""

from __future__ import annotations

from datetime import timedelta

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.store import tokens, users
from server.store.unit_of_work import UnitOfWork


def issue_token(services: Services, caller: Caller, user_id: str, *, label: str, days: int) -> str:
    """Makes a token for `user_id` with its rights and returns its text, this once.

    Raises `person_not_found`. Only whoever works on the machine itself, or issues IDs, gets here.
    """

    def act(uow: UnitOfWork) -> str:
        if users.get_user(uow.conn, user_id) is None:
            raise Refused("person_not_found")
        text, token = tokens.create_token(uow, user_id, label=label, expires_at=uow.now + timedelta(days=days))
        uow.audit("token.issue", object_kind="token", object_key=token.token_id, detail={"user": user_id})
        return text

    return run(services, caller, act)


def clear_lock(services: Services, caller: Caller, user_id: str) -> None:
    """Frees an ID that too many wrong passwords have locked."""

    def act(uow: UnitOfWork) -> None:
        if users.get_user(uow.conn, user_id) is None:
            raise Refused("person_not_found")
        users.clear_failures(uow, user_id)
        uow.audit("user.unlock", object_kind="user", object_key=user_id)

    run(services, caller, act)
