"""Letters given to the post office (発送の記録): posted only by its slip and its count (差出票の番号と通数).

A tired press of "posted" posts nothing: the post office's count must equal what was handed over less what was pulled.
What was handed over and lies for two days without a slip becomes somebody's incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.reminder_acts import state_reminders
from server.casework.services import Services
from server.casework.work import run, unit_of_work
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import dispatches, incidents
from server.store.offices import all_offices
from server.store.unit_of_work import UnitOfWork

_LIES = timedelta(days=2)
_LONGEST = 40


def post_letters(
    services: Services, caller: Caller, office: str, slip_no: str, pieces: int, pulled: Sequence[str] = ()
) -> int:
    """Records that the post office took `pieces` letters of the office today; answers how many were posted.

    Raises rights, `dispatch_slip_missing`, `dispatch_slip_known`, `dispatch_nothing_waits`, `dispatch_letter_unknown`
    (one that was pulled does not wait for the post), `dispatch_count_differs`.
    """
    number = slip_no.strip()[:_LONGEST]
    if not number:
        raise Refused("dispatch_slip_missing", at_field="slip_no")
    refuse_in(number, "slip_no")

    def act(uow: UnitOfWork) -> int:
        caller.require(Function.LETTER_RELEASE, office, uow.business_day)
        waiting = dispatches.waiting(uow.conn, office)
        posted = [one for one in waiting if one not in pulled]
        _check(uow, number, pieces, waiting, posted, pulled)
        dispatches.put(uow, number, office, posted, pulled)
        state_reminders(uow, posted)
        detail = {"pieces": pieces, "pulled": list(pulled), "letters": posted}
        uow.audit("letter.post", object_kind="dispatch", object_key=number, detail=detail)
        return len(posted)

    return run(services, caller, act)


def raise_unposted(services: Services) -> int:
    """An incident for each office whose letters lie handed over for two days; answers how many letters lie."""
    count = 0
    with unit_of_work(services, SYSTEM) as uow:
        for office in all_offices(uow.conn):
            lying = dispatches.overdue(uow.conn, office.office, uow.now - _LIES)
            if lying:
                _raise(uow, office.office, lying)
            count += len(lying)
        uow.audit("letter.look_for_unposted", object_kind="letter", object_key=uow.business_day.isoformat())
    return count


def _check(
    uow: UnitOfWork, number: str, pieces: int, waiting: Sequence[str], posted: Sequence[str], pulled: Sequence[str]
) -> None:
    if dispatches.slip_stands(uow.conn, number):
        raise Refused("dispatch_slip_known", at_field="slip_no", slip=number)
    if not set(pulled) <= set(waiting):
        raise Refused("dispatch_letter_unknown", at_field="pulled")
    if not posted:
        raise Refused("dispatch_nothing_waits")
    if pieces != len(posted):
        raise Refused("dispatch_count_differs", at_field="pieces", count=pieces, expected=len(posted))


def _raise(uow: UnitOfWork, office: str, lying: Sequence[str]) -> None:
    incidents.raise_incident(
        uow,
        kind="letters_unposted",
        object_kind="office",
        object_key=office,
        office=office,
        summary=f"引き渡してから2日を過ぎても差出票のない通知書が{len(lying)}通あります",
        detail={"letters": list(lying)},
    )
