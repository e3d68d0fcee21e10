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
from server.casework.services import Services
from server.casework.work import report_fault, unit_of_work
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.engine.types import Wake
from server.store import case_slices, cases
from server.store.cases import Case
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
        moved = _wake_together(services, leased, due_by)
        count += len(moved)
        for case_id in leased:
            if case_id not in moved:
                woke = wake_one(services, case_id, due_by)
                count += woke
                failed += not woke


def _wake_together(services: Services, case_ids: Sequence[str], due_by: datetime) -> frozenset[str]:
    """The slice in one transaction; those that moved. After any fault none has, and each goes its way alone."""
    try:
        with unit_of_work(services, SYSTEM) as uow:
            held = [case for case in case_slices.lock_cases(uow, case_ids) if is_due(case, due_by)]
            moved = wake_slice(services, uow, held, due_by)
            if not moved:
                raise _NoneMoved
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
