"""Waking cases (期限の到来): by the index of due clocks, in slices, each case in its own transaction, once.

A case whose step fails becomes an incident and leaves the slice; the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework.advance import StepFailed, advance
from server.casework.services import Services
from server.casework.work import report_fault, unit_of_work
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.engine.types import Wake
from server.store import cases
from server.store.errors import Stale

_SLICE = 100
_LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Woken:
    """What one run did: cases woken, cases that became incidents."""

    count: int
    failed: int


def wake_due(services: Services, *, until: datetime | None = None) -> Woken:
    """Wakes every case whose clock has run out by the business instant `until` (now by default)."""
    due_by = until or services.clock.business_now()
    count = failed = 0
    while True:
        with services.database.housekeeping() as conn:
            now = services.clock.wall_now()
            leased = cases.lease_due_cases(conn, due_by=due_by, now=now, lease=_LEASE, limit=_SLICE)
        if not leased:
            return Woken(count, failed)
        for case_id in leased:
            woke = _wake(services, case_id, due_by)
            count += woke
            failed += not woke


def _wake(services: Services, case_id: str, due_by: datetime) -> bool:
    """One case; False when it became an incident. A case that moved meanwhile is looked at again in a later run."""
    try:
        with unit_of_work(services, SYSTEM) as uow:
            uow.audit("case.wake", object_kind="case", object_key=case_id, case_id=case_id)
            case = cases.lock_case(uow, case_id)
            if case is None or case.next_due_at is None or case.next_due_at > due_by:
                return True
            advance(services, uow, case, Wake(SYSTEM.user_id), due_by)
        return True
    except Stale:
        return True
    except (StepFailed, Refused) as fault:
        return _report(services, case_id, str(fault))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is this case's: the others of the slice go on
        return _report(services, case_id, f"{type(fault).__name__}: {fault}")


def _report(services: Services, case_id: str, fault: str) -> bool:
    with services.database.read() as conn:
        case = cases.get_case(conn, case_id)
    report_fault(services, SYSTEM, case_id, case.office if case else "hq", fault)
    return False
