"""What comes in (要求の読み取り): who calls, the JSON body, and the key under which an answer is given once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, jsonify, request

from server.casework.callers import Caller
from server.casework.log_in import caller_of_token
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.jsonvalue import canonical
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.store.tokens import Answered, answered, keep_answer
from server.store.unit_of_work import UnitOfWork

T = TypeVar("T")
_KEY = "Idempotency-Key"
_LONGEST_KEY = 200


def authenticate(services: Services) -> None:
    """Puts the caller behind the bearer token into the request; raises `Refused("token_invalid")`."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise Refused("token_invalid")
    g.caller = caller_of_token(services, text.strip(), ip=request.remote_addr or "")


def caller() -> Caller:
    """Who calls; every route of the API has one."""
    found: Caller = g.caller
    return found


def body(*required: str, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON object of the request with its fields named; a field nobody asked for is refused by name."""
    data = request.get_json(silent=True, cache=True)
    if not isinstance(data, dict):
        raise Refused("body_not_json")
    extra = sorted(data.keys() - set(required) - set(optional))
    missing = [name for name in required if name not in data]
    errors = [FieldError(name[:60], "unknown_field", {"name": name[:60]}) for name in extra]
    errors += [FieldError(name, "required") for name in missing]
    if errors:
        raise InputInvalid(errors)
    return data


def text(data: dict[str, Any], name: str) -> str:
    """A field that must be text."""
    if not isinstance(data[name], str):
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "string"})])
    return str(data[name])


def mapping(data: dict[str, Any], name: str) -> dict[str, JSON]:
    """A field that must be an object; absent it is empty."""
    value = data.get(name) or {}
    if not isinstance(value, dict):
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "object"})])
    return value


def once(
    services: Services,
    status: int,
    as_json: Callable[[T], dict[str, JSON]],
    act: Callable[[Callable[[UnitOfWork, T], None] | None], T],
) -> Response:
    """Runs `act` and answers; a repeated `Idempotency-Key` gets the first answer and nothing is done again.

    Raises `idempotency_mismatch` when the key came with another request before. The answer is kept in the very
    transaction of what it answers. Without a key nothing is kept.
    """
    key = request.headers.get(_KEY)
    if key is None:
        return _answer(as_json(act(None)), status)
    if not 0 < len(key) <= _LONGEST_KEY:
        raise Refused("idempotency_key_missing")
    asked = hashlib.sha256(f"{request.method} {request.path} ".encode() + canonical(request.get_json())).hexdigest()
    who = caller().user_id
    with services.database.read() as conn:
        before = answered(conn, who, key)
    if before is not None:
        if before.request_hash != asked:
            raise Refused("idempotency_mismatch")
        return _answer(before.response, before.status)

    def remember(uow: UnitOfWork, result: T) -> None:
        keep_answer(uow.conn, who, key, Answered(asked, status, as_json(result), uow.now))

    return _answer(as_json(act(remember)), status)


def _answer(data: JSON, status: int) -> Response:
    response = jsonify(data)
    response.status_code = status
    return response
