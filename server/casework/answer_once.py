"""An answer is given once (同じ依頼は一度だけ): a request that comes again under its key gets the first answer.

The answer is kept in the very transaction of what it answers, so that both stand or neither. Of two that come at the
same moment one is done; the other is undone and gets the answer of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import Remember
from server.domain.effects import JSON
from server.domain.jsonvalue import canonical
from server.domain.refusals import Refused
from server.store.tokens import Answered, answered, keep_answer
from server.store.unit_of_work import UnitOfWork

LONGEST_KEY = 200
_SERIES = "api:"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Once:
    """A request that may come twice: `key` as its sender chose it, `asked` all that it asks for."""

    key: str
    asked: JSON


class _Overtaken(Exception):
    """The same request, come at the same moment, was faster; this one is undone."""


def answer_once(
    services: Services,
    caller: Caller,
    request: Once,
    status: int,
    act: Callable[[Remember[T]], T],
    as_json: Callable[[T], JSON],
) -> tuple[int, JSON]:
    """Runs `act`, which tells its result inside its transaction, and returns status and answer.

    Raises `idempotency_mismatch` when the caller's key came with another request before, `idempotency_key_invalid`
    for an empty or endless key, and what `act` raises.
    """
    if not 0 < len(request.key) <= LONGEST_KEY or not request.key.isprintable():
        raise Refused("idempotency_key_invalid", max=LONGEST_KEY)
    refuse_in(request.key, "Idempotency-Key")
    # A keyed mark: what was asked may hold a My Number, which a plain hash would let somebody guess.
    asked = canonical(request.asked)
    before = _before(services, caller, request, asked)
    if before is not None:
        return before

    def remember(uow: UnitOfWork, result: T) -> None:
        answer = as_json(result)
        key = _SERIES + request.key
        keep_answer(uow.conn, caller.user_id, key, Answered(services.numbers.mark(asked), status, answer, uow.now))
        first = answered(uow.conn, caller.user_id, key)
        if first is None or first.response != answer:
            raise _Overtaken

    try:
        return status, as_json(act(remember))
    except (_Overtaken, Refused):
        # What the faster one did may be the very reason why this one is refused (already done).
        first = _before(services, caller, request, asked)
        if first is None:
            raise
        return first


def _before(services: Services, caller: Caller, request: Once, asked: bytes) -> tuple[int, JSON] | None:
    with services.database.read() as conn:
        found = answered(conn, caller.user_id, _SERIES + request.key)
    if found is None:
        return None
    if found.request_hash not in services.numbers.marks(asked):
        raise Refused("idempotency_mismatch")
    return found.status, found.response
