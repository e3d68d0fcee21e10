"""Messages that found nobody yet (受け取り手を待つ知らせ): tried again, and in the end shown to a person."""

from __future__ import annotations

from datetime import timedelta

from server.casework.advance import StepFailed
from server.casework.deliver_message import REGISTER_KEYS, deliver_stored
from server.casework.services import Services
from server.casework.work import report_fault, unit_of_work
from server.domain.actors import SYSTEM, Actor
from server.domain.refusals import Refused
from server.engine.inspect import awaited_kinds
from server.store import cases, incidents, messages, procedures
from server.store.connection import Connection
from server.store.errors import Stale
from server.store.messages import StoredMessage
from server.store.reconcile import stuck_messages

UNCLAIMED_AFTER = timedelta(days=3)
"""How long a message may wait for a case to wait for it, before somebody must look."""

UNCLAIMED = "message_unclaimed"
_SLICE = 200


def deliver_waiting(services: Services) -> int:
    """Tries the messages that found nobody again, oldest first, each in its own transaction; how many arrived now."""
    with services.database.read() as conn:
        # Kinds for which nobody waits must not stand before those that somebody does wait for.
        kinds = messages.subscribed_kinds(conn)
        found = messages.waiting_messages(conn, kinds=kinds, limit=_SLICE)
        waiting = [one for one in found if _may_arrive(conn, one)]
    return sum(deliver_again(services, one.message_id, SYSTEM) for one in waiting)


def deliver_again(services: Services, message_id: str, actor: Actor) -> bool:
    """Delivers a message that still waits; False when it finds nobody, or its case could not take it (an incident)."""
    try:
        with unit_of_work(services, actor) as uow:
            uow.audit("message.deliver", object_kind="message", object_key=message_id)
            stored = messages.get_message(uow.conn, message_id)
            return stored is not None and stored.status == "waiting" and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
    except (StepFailed, Refused) as fault:
        _report(services, actor, message_id, str(fault))
        return False


def addressed(conn: Connection, stored: StoredMessage) -> tuple[str, ...]:
    """The open cases that wait for the message now."""
    given = stored.register_keys.items()
    keys = {name: str(value) for name, value in given if name in REGISTER_KEYS and value is not None}
    return tuple(one.case_id for one in messages.addressees(conn, stored.kind, **keys))


def raise_unclaimed(services: Services) -> int:
    """Makes an incident of every message that nobody has taken for `UNCLAIMED_AFTER`; how many are new."""
    with services.database.read() as conn:
        before = services.clock.wall_now() - UNCLAIMED_AFTER
        late = stuck_messages(conn, before, awaited(services, conn))
    for one in late:
        with unit_of_work(services, SYSTEM) as uow:
            incidents.raise_incident(
                uow,
                kind=UNCLAIMED,
                object_kind="message",
                object_key=one.what,
                case_id=one.case_id,
                summary="受け取る案件のない知らせがあります",
                detail={"kind": one.kind},
            )
            uow.audit("incident.raise", object_kind="message", object_key=one.what)
    return len(late)


def awaited(services: Services, conn: Connection) -> frozenset[str]:
    """The kinds of messages for which a procedure in force has a place."""
    versions = procedures.current_versions(conn, services.clock.business_day())
    return frozenset(kind for one in versions for kind in awaited_kinds(services.catalogue.get(conn, one.hash)))


def _may_arrive(conn: Connection, stored: StoredMessage) -> bool:
    """Whether some case waits for it that does not stand still itself: with that one, a person goes on."""
    return any(not incidents.is_stopped(conn, case_id) for case_id in addressed(conn, stored))


def _report(services: Services, actor: Actor, message_id: str, fault: str) -> None:
    with services.database.read() as conn:
        stored = messages.get_message(conn, message_id)
        case_id = None if stored is None else next(iter(addressed(conn, stored)), None)
        case = None if case_id is None else cases.get_case(conn, case_id)
    if case is not None:
        report_fault(services, actor, case.case_id, case.office, fault)
