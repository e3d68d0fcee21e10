"""The review of protections (支援措置の見直し): 30 days before the proof ends the case is told, once for each period.

Nothing ends by itself: who does not look lets the protection stand, and it shows as overdue.
"""

from __future__ import annotations

from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import Message
from server.store import messages, protections
from server.store.errors import Stale
from server.store.protections import Protection

KIND = "case_event"
_AN_AGE = 3660


def review_protections(services: Services) -> int:
    """Tells each case whose protection is to be looked at, by its own message; how many cases got it now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        if not protections.to_review(conn, day, _AN_AGE):
            return 0  # nobody is under protection: a city that has only begun needs no value for it yet
        days = services.values(conn).integer("protection.review_days", day)
        due = protections.to_review(conn, day, days)
    return sum(_tell(services, one) for one in due if one.case_id is not None)


def _tell(services: Services, one: Protection) -> bool:
    """One protection; a case that is at another step gets the message when it waits again."""
    source = f"protection/{one.case_id}/review/{one.until}"
    keys = {"case_id": one.case_id}
    said = {"what": "protection_review", "until": str(one.until)}
    with services.database.read() as conn:
        if messages.stands(conn, source):
            return False
    try:
        with unit_of_work(services, SYSTEM) as uow:
            stored, new = messages.put_message(uow, Message(KIND, source, keys, said), from_case_id=one.case_id)
            uow.audit("protection.review", object_kind="case", object_key=str(one.case_id), case_id=one.case_id)
            return new and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
