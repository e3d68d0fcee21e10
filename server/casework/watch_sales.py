"""The days of a public sale (公売の期日): its case goes on when the day of the sale or of the decision comes."""

from __future__ import annotations

from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import Message
from server.store import messages, public_sales
from server.store.errors import Stale
from server.store.public_sales import Sale

_EVENT = "case_event"


def watch_sales(services: Services) -> int:
    """Tells each case of a sale whose day, or whose day of decision, has come; once for each day, how many now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        due = public_sales.due(conn, day)
    return sum(_tell(services, sale) for sale in due)


def _tell(services: Services, sale: Sale) -> bool:
    what = "bids" if sale.outcome is None else "decision"
    source = f"public_sale/{sale.sale_id}/day/{what}"
    with services.database.read() as conn:
        if messages.stands(conn, source):
            return False
    try:
        with unit_of_work(services, SYSTEM) as uow:
            message = Message(_EVENT, source, {"case_id": sale.case_id}, {"what": f"public_sale_{what}"})
            stored, new = messages.put_message(uow, message, from_case_id=sale.case_id)
            uow.audit("public_sale.day", object_kind="case", object_key=sale.case_id, case_id=sale.case_id)
            return new and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
