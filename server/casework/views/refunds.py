"""The screen of refunds (還付の振込): what waits for a transfer, the files, and refunds near their last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.calendar import Calendar, months_after
from server.domain.rights import Function
from server.store import refund_files, refunds
from server.store.refund_files import RefundFile
from server.store.refunds import Refund

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefundsView:
    """Transfers that wait with their yen, the next day for one, the files, refunds nobody claimed that end within
    three months, and those whose transfer came back. No name stands here: the case is opened with its own right.
    """

    waiting: int
    waiting_yen: int
    pay_on: date
    files: tuple[RefundFile, ...]
    near: tuple[Refund, ...]
    returned: tuple[Refund, ...]


def refunds_view(services: Services, caller: Caller) -> RefundsView:
    """Raises rights."""
    day = services.clock.business_day()
    caller.require(Function.REFUND_PAY, caller.office, day)
    with services.database.read() as conn:
        calendar = Calendar(services.values(conn))
        chosen = refund_files.waiting(conn)
        near = refunds.in_states(conn, (refunds.WAITING,), lapses_by=months_after(day, 3))
        returned = refunds.in_states(conn, (refunds.RETURNED,))
        files = refund_files.files(conn)
    total = sum(one.payment.yen for one in chosen)
    pay_on = calendar.add_open_days(day, 3)
    return RefundsView(len(chosen), total, pay_on, files, near[:_SHOWN], returned[:_SHOWN])
