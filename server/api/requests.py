"""What comes in (要求の読み取り): who calls, the JSON body, and the key under which an answer is given once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, jsonify, request

from server.casework.answer_once import Once, answer_once
from server.casework.callers import Caller
from server.casework.log_in import caller_of_token
from server.casework.services import Services
from server.casework.work import Remember
from server.domain.effects import JSON
from server.domain.jsonvalue import check_json
from server.domain.refusals import FieldError, InputInvalid, Refused

T = TypeVar("T")
Act = Callable[[Remember[T] | None], T]
"""A use case that tells its result inside its transaction when somebody wants to keep it."""

KEY = "Idempotency-Key"
MEGABYTE = 1_000_000
LARGEST_BODY = MEGABYTE
LARGEST_WITH_PAPERS = 28 * MEGABYTE  # one scan of the largest size as base64 with its case; the scan is judged itself


def authenticate(services: Services) -> None:
    """Puts the caller behind the bearer token into the request; raises `Refused("token_invalid")`."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Refused("token_invalid")
    g.caller = caller_of_token(services, text.strip(), ip=request.remote_addr or "")


def caller() -> Caller:
    """Who calls; every route of the API has one."""
    found: Caller = g.caller
    return found


def body(*required: str, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON object of the request with its fields named.

    Raises `body_type_wrong`, `body_not_json`, `not_json` (a number with a fraction, a text that cannot be stored), and
    `InputInvalid` that names every field nobody asked for and every one that is missing.
    """
    data = _object()
    extra = [name[:60] for name in sorted(data.keys() - {*required, *optional})]
    errors = [FieldError(name, "unknown_field", {"name": name}) for name in extra]
    errors += [FieldError(name, "required") for name in required if name not in data]
    if errors:
        raise InputInvalid(errors)
    return data


def _object() -> dict[str, Any]:
    if not request.is_json:
        raise Refused("body_type_wrong")
    try:
        data = request.get_json(silent=True)
    except RecursionError:  # nested deeper than any form is
        data = None
    if not isinstance(data, dict):
        raise Refused("body_not_json")
    check_json(data)
    return data


def text(data: dict[str, Any], name: str) -> str:
    """A field that must be text."""
    if not isinstance(data[name], str):
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "string"})])
    return str(data[name])


def number(data: dict[str, Any], name: str) -> int | None:
    """A field that may be a whole number, or absent."""
    value = data.get(name)
    if value is not None and type(value) is not int:
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "integer"})])
    return value


def mapping(data: dict[str, Any], name: str) -> dict[str, JSON]:
    """A field that must be an object; absent it is empty."""
    value = data.get(name)
    if value is None and name not in data:
        return {}
    if not isinstance(value, dict):
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "object"})])
    return value


def once(services: Services, status: int, as_json: Callable[[T], dict[str, JSON]], act: Act[T]) -> Response:
    """Runs `act` and answers; a repeated `Idempotency-Key` gets the first answer and nothing is done again.

    The key stands for the whole request: method, address and body. Without a key nothing is kept.
    """
    key = request.headers.get(KEY)
    if key is None:
        return answer(as_json(act(None)), status)
    asked = [request.method, request.path, request.get_json()]
    return answer(*reversed(answer_once(services, caller(), Once(key, asked), status, act, as_json)))


def answer(data: JSON, status: int = 200) -> Response:
    """An answer as JSON, kept by no cache in between."""
    response = jsonify(data)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
