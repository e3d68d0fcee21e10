"""Answers of third parties that are late (回答期限の経過): their case is told, once at each date."""

from __future__ import annotations

from datetime import date

from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar, period_end
from server.domain.effects import Message
from server.domain.values import Values
from server.store import assets, messages
from server.store.assets import Inquiry
from server.store.errors import Stale

KIND = "case_event"
AGAIN = "asset_inquiry_again"


def remind_inquiries(services: Services) -> int:
    """Tells each case with an answer that is late, for the first time or after its reminder; how many got it now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        waiting = assets.unanswered(conn, day)
        if not waiting:
            return 0
        values = services.values(conn)
        late = {one.case_id: _last(one, values) for one in waiting if _last(one, values) < day}
    return sum(_tell(services, case_id, last) for case_id, last in sorted(late.items()))


def _last(one: Inquiry, values: Values) -> date:
    if one.reminded_on is None:
        return one.due_on
    return period_end(one.reminded_on, values.period(AGAIN, one.reminded_on), Calendar(values))


def _tell(services: Services, case_id: str, last: date) -> bool:
    source = f"asset_inquiry/{case_id}/late/{last.isoformat()}"
    with services.database.read() as conn:
        if messages.stands(conn, source):
            return False
    try:
        with unit_of_work(services, SYSTEM) as uow:
            message = Message(KIND, source, {"case_id": case_id}, {"what": "asset_inquiry_late"})
            stored, new = messages.put_message(uow, message, from_case_id=case_id)
            uow.audit("asset_inquiry.late", object_kind="case", object_key=case_id, case_id=case_id)
            return new and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
