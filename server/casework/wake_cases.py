"""Waking cases (期限の到来): by the index of due clocks, in slices of one transaction each, every case once.

What a slice cannot take along goes its way alone; a case whose step fails becomes an incident, the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework.advance import StepFailed, advance
from server.casework.advance_slice import wake_slice
from server.casework.levy_slices import collector_paused
from server.casework.services import Services
from server.casework.work import report_fault, unit_of_work
from server.domain.actors import SYSTEM
from server.domain.lateness import histogram
from server.domain.refusals import Refused
from server.engine.types import Wake
from server.store import case_leases, case_slices, cases, night, work_queue
from server.store.cases import Case
from server.store.connection import Connection
from server.store.errors import Stale

_SLICE = 100
_LOG = logging.getLogger("kokuho.night")
_LEASE = timedelta(minutes=5)


class _NoneMoved(Exception):
    """Nothing of the slice was done: its transaction is given up without a trace."""


@dataclass(frozen=True, slots=True)
class Woken:
    """What one run did: cases woken, cases that became incidents."""

    count: int
    failed: int


def slice_size() -> int:
    """How many cases are woken together."""
    return _SLICE


def wake_due(services: Services, *, until: datetime | None = None) -> Woken:
    """Wakes every case whose clock has run out by the business instant `until` (now by default)."""
    due_by = until or services.clock.business_now()
    count = failed = 0
    while leased := _leased(services, due_by):
        woken = wake_given(services, leased, due_by)
        count += woken.count
        failed += woken.failed
    return Woken(count, failed)


def queue_due(services: Services, *, most: int = 200) -> int:
    """Hands due cases to the workers, in slices, each with its lease in one transaction; how many cases (PostgreSQL).

    A job that is lost with its worker is swept; one that is lost altogether is handed out anew when its lease is over.
    """
    due_by, cases_queued = services.clock.business_now(), 0
    for _ in range(most):
        with services.database.housekeeping() as conn:
            leased = _lease(services, conn, due_by)
            if not leased:
                break
            job = {"case_ids": list(leased), "due_by": due_by.isoformat()}
            work_queue.defer(conn, work_queue.WAKE, [job])
        cases_queued += len(leased)
    return cases_queued


def forget_leases(services: Services) -> None:
    """Takes up at once what a clock had begun when it died. For the embedded database, whose clock is alone."""
    with services.database.housekeeping() as conn:
        case_leases.end_leases(conn)


def wake_given(services: Services, case_ids: Sequence[str], due_by: datetime) -> Woken:
    """Wakes these cases as far as they are due still: together where that goes, else one by one."""
    moved = _wake_together(services, case_ids, due_by)
    rest = [case_id for case_id in case_ids if case_id not in moved]
    woke = sum(wake_one(services, case_id, due_by) for case_id in rest)
    if rest:
        with unit_of_work(services, SYSTEM) as uow:
            night.put(uow, due_by, cases=0, alone=woke, failed=len(rest) - woke, late={})
            uow.audit("night.slice", object_kind="slice", object_key=case_ids[0])
    return Woken(len(moved) + woke, len(rest) - woke)


def _leased(services: Services, due_by: datetime) -> tuple[str, ...]:
    with services.database.housekeeping() as conn:
        return _lease(services, conn, due_by)


def _lease(services: Services, conn: Connection, due_by: datetime) -> tuple[str, ...]:
    now = services.clock.wall_now()
    return case_leases.lease_due_cases(conn, due_by=due_by, now=now, lease=_LEASE, limit=_SLICE)


def _wake_together(services: Services, case_ids: Sequence[str], due_by: datetime) -> frozenset[str]:
    """The slice in one transaction; those that moved. After any fault none has, and each goes its way alone."""
    try:
        with collector_paused(), unit_of_work(services, SYSTEM) as uow:
            held = [case for case in case_slices.lock_cases(uow, case_ids) if is_due(case, due_by)]
            moved = wake_slice(services, uow, held, due_by)
            if not moved:
                raise _NoneMoved
            dues = [case.next_due_at for case in held if case.case_id in moved and case.next_due_at is not None]
            late = histogram(dues, services.clock.business_now())
            night.put(uow, due_by, cases=len(moved), alone=0, failed=0, late=late)
            return moved
    except _NoneMoved:
        return frozenset()
    except Exception:  # noqa: BLE001 - whatever it is, one case's own transaction will tell whose it was
        _LOG.info("a slice of %d cases is taken one by one", len(case_ids), exc_info=True)
        return frozenset()


def is_due(case: Case, due_by: datetime) -> bool:
    """Whether a clock of the case has run out."""
    return case.status == "active" and case.next_due_at is not None and case.next_due_at <= due_by


def wake_one(services: Services, case_id: str, due_by: datetime) -> bool:
    """One case; False when it became an incident. A case that moved meanwhile is looked at again in a later run."""
    try:
        with unit_of_work(services, SYSTEM) as uow:
            uow.audit("case.wake", object_kind="case", object_key=case_id, case_id=case_id)
            case = cases.lock_case(uow, case_id)
            if case is None or not is_due(case, due_by):
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
