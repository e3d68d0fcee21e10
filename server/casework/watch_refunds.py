"""Refunds nobody has claimed yet (未請求の還付): reminded on their days, and ended on the day behind their last one."""

from __future__ import annotations

from datetime import date

from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import Message
from server.domain.refund.reminding import stage_on
from server.domain.values import Values
from server.store import messages, refunds
from server.store.errors import Stale
from server.store.refunds import Refund

_LAPSED = "lapsed"


def watch_refunds(services: Services) -> int:
    """Tells each case whose reminder or end has come, once for each; how many now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        open_ones = refunds.in_states(conn, (refunds.WAITING,))
    due = [(one, what) for one in open_ones if (what := _due(one, day, values)) is not None]
    return sum(_tell(services, one, what) for one, what in due)


def _due(one: Refund, day: date, values: Values) -> str | None:
    if day > one.lapses_on:
        return _LAPSED
    if one.notified_on is None:
        return None
    stage = stage_on(day, one.notified_on, one.lapses_on, values)
    return f"remind_{stage}" if stage > one.reminded else None


def _tell(services: Services, one: Refund, what: str) -> bool:
    source = f"refund/{one.refund_key}/{what}"
    with services.database.read() as conn:
        if messages.stands(conn, source):
            return False
    try:
        with unit_of_work(services, SYSTEM) as uow:
            message = Message("case_event", source, {"case_id": one.case_id}, {"what": what})
            stored, new = messages.put_message(uow, message, from_case_id=one.case_id)
            uow.audit("refund.day", object_kind="case", object_key=one.case_id, case_id=one.case_id)
            return new and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
