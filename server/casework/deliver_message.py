"""Delivering messages (通知の受渡し): stored first, then each open case that waits for it, once, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.casework.advance import advance
from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import Remember, remembered, run
from server.domain.effects import JSON, Message
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.types import Deliver
from server.store import cases, messages
from server.store.messages import StoredMessage
from server.store.unit_of_work import UnitOfWork

_KEYS = ("household_key", "person_key", "case_id", "number", "slug")


@dataclass(frozen=True, slots=True)
class Delivered:
    """The message on record: `new` is False for a repetition; `cases` that got it now."""

    message_id: str
    new: bool
    cases: tuple[str, ...]


def deliver(
    services: Services,
    caller: Caller,
    kind: str,
    source_id: str,
    keys: Mapping[str, JSON],
    payload: Mapping[str, JSON],
    *,
    remember: Remember[Delivered] | None = None,
) -> Delivered:
    """Takes in a message from outside; what finds nobody waits.

    Raises `message_source_reused`, rights, and `my_number_in_text`: no linked system sends a My Number this way.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.MESSAGE_SEND, day):
        raise Refused("no_right", function=Function.MESSAGE_SEND)
    for name, said in (("kind", kind), ("source_id", source_id), ("keys", dict(keys)), ("payload", dict(payload))):
        refuse_in(said, name)

    def act(uow: UnitOfWork) -> Delivered:
        stored, new = messages.put_message(uow, Message(kind, source_id, keys, payload))
        uow.audit("message.put", object_kind="message", object_key=stored.message_id, detail={"kind": kind})
        reached = deliver_stored(services, uow, stored) if new or stored.status == "waiting" else ()
        return remembered(remember, uow, Delivered(stored.message_id, new, reached))

    return run(services, caller, act)


def deliver_stored(services: Services, uow: UnitOfWork, stored: StoredMessage) -> tuple[str, ...]:
    """Steps every open case that waits for the message and is about its keys; returns those cases."""
    keys = {name: str(value) for name, value in stored.register_keys.items() if name in _KEYS and value is not None}
    reached = []
    for addressee in messages.addressees(uow.conn, stored.kind, **keys):
        case = cases.lock_case(uow, addressee.case_id)
        if case is None or not messages.record_delivery(uow, stored.message_id, case.case_id, case.step_no + 1):
            continue
        command = Deliver(addressee.subscription_key, stored.kind, stored.payload, uow.actor.user_id)
        advance(services, uow, case, command, services.clock.business_now())
        reached.append(case.case_id)
    return tuple(reached)
