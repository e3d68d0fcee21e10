"""Delivering messages (通知の受渡し): stored first, then each open case that waits for it, once, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.casework import take_in_moves
from server.casework.advance import advance
from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import Remember, remembered, run
from server.domain.effects import JSON, Message
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import AllOffices, Function
from server.engine.types import Deliver
from server.store import cases, messages
from server.store.messages import StoredMessage
from server.store.unit_of_work import UnitOfWork

LONGEST_KIND = 80
LONGEST_SOURCE = 200
REGISTER_KEYS = ("household_key", "person_key", "case_id", "number", "slug")


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

    Whoever may send in some offices alone reaches the cases of these, and nothing of his waits for others. Raises
    `message_source_reused`, rights, `out_of_scope`, `InputInvalid` for a kind or number that is none, and
    `my_number_in_text`: no linked system sends a My Number this way.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.MESSAGE_SEND, day):
        raise Refused("no_right", function=Function.MESSAGE_SEND)
    _refuse_shape(kind, source_id)
    for name, said in (("kind", kind), ("source_id", source_id), ("keys", dict(keys)), ("payload", dict(payload))):
        refuse_in(said, name)

    if kind == take_in_moves.KIND:
        taken = take_in_moves.take_in_record(services, caller, source_id, payload)
        if not taken.message_id:
            raise Refused("message_source_reused", source_id=source_id)
        return Delivered(taken.message_id, taken.new, () if taken.case_id is None else (taken.case_id,))

    def act(uow: UnitOfWork) -> Delivered:
        _require_scope(uow, caller, kind, keys)
        stored, new = messages.put_message(uow, Message(kind, source_id, keys, payload))
        uow.audit("message.put", object_kind="message", object_key=stored.message_id, detail={"kind": kind})
        reached = deliver_stored(services, uow, stored) if new or stored.status == "waiting" else ()
        return remembered(remember, uow, Delivered(stored.message_id, new, reached))

    return run(services, caller, act)


def deliver_stored(services: Services, uow: UnitOfWork, stored: StoredMessage) -> tuple[str, ...]:
    """Steps every open case that waits for the message and is about its keys; returns those cases."""
    reached = []
    for addressee in messages.addressees(uow.conn, stored.kind, **_about(stored.register_keys)):
        case = cases.lock_case(uow, addressee.case_id)
        if case is None or not messages.record_delivery(uow, stored.message_id, case.case_id, case.step_no + 1):
            continue
        command = Deliver(addressee.subscription_key, stored.kind, stored.payload, uow.actor.user_id)
        advance(services, uow, case, command, services.clock.business_now())
        reached.append(case.case_id)
    return tuple(reached)


def _about(keys: Mapping[str, JSON]) -> dict[str, str]:
    """The register keys among those of a message."""
    return {name: str(value) for name, value in keys.items() if name in REGISTER_KEYS and value is not None}


def _refuse_shape(kind: str, source_id: str) -> None:
    errors = []
    for name, said, longest in (("kind", kind, LONGEST_KIND), ("source_id", source_id, LONGEST_SOURCE)):
        if not said.strip():
            errors.append(FieldError(name, "required"))
        elif len(said) > longest:
            errors.append(FieldError(name, "too_long", {"max": longest}))
    if errors:
        raise InputInvalid(errors)


def _require_scope(uow: UnitOfWork, caller: Caller, kind: str, keys: Mapping[str, JSON]) -> None:
    """Raises `Refused("out_of_scope")` unless every case it is for lies in the offices the sender may send to."""
    scope = caller.scope(Function.MESSAGE_SEND, uow.business_day)
    if isinstance(scope, AllOffices):
        return
    about = {addressee.case_id for addressee in messages.addressees(uow.conn, kind, **_about(keys))}
    found = cases.offices_of(uow.conn, about)
    if not found or not set(found.values()) <= scope:
        raise Refused("out_of_scope", function=Function.MESSAGE_SEND)
