"""How every use case runs (業務の進め方): one unit of work, tried again when someone else was faster, faults on record.

A fault of the engine leaves the case as it was and opens an incident, so that nothing is lost and somebody owns it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from server.casework.advance import StepFailed
from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.actors import Actor
from server.domain.refusals import Refused
from server.store import incidents
from server.store.errors import Stale
from server.store.unit_of_work import UnitOfWork

T = TypeVar("T")
Remember = Callable[[UnitOfWork, T], None]
"""Told a use case's result inside its transaction (an API keeps its answer there)."""
_TRIES = 3


def remembered(remember: Remember[T] | None, uow: UnitOfWork, result: T) -> T:
    """The result, after whoever wants to keep it has been told."""
    if remember is not None:
        remember(uow, result)
    return result


@contextmanager
def unit_of_work(services: Services, actor: Actor) -> Iterator[UnitOfWork]:
    """A unit of work of `actor` at the present instant and business day."""
    clock = services.clock
    with services.database.unit_of_work(actor, clock.wall_now(), clock.business_day()) as uow:
        yield uow


def run(services: Services, caller: Caller, act: Callable[[UnitOfWork], T]) -> T:
    """Runs `act` in one transaction, at most three times when someone else changed the same thing meanwhile.

    Raises `Refused("too_busy")` after that.
    """
    for _ in range(_TRIES):
        try:
            with unit_of_work(services, caller.actor()) as uow:
                return act(uow)
        except Stale:
            continue
    raise Refused("too_busy")


def step_case(services: Services, caller: Caller, case_id: str, office: str, act: Callable[[UnitOfWork], T]) -> T:
    """`run` for what moves a case: a fault becomes an incident and a refusal that names it."""
    try:
        return run(services, caller, act)
    except StepFailed as fault:
        incident = report_fault(services, caller.actor(), case_id, office, str(fault))
        raise Refused("case_failed", incident=incident[-8:]) from fault


def report_fault(services: Services, actor: Actor, case_id: str, office: str, fault: str) -> str:
    """Opens the incident of a step that could not be taken, and returns its id."""
    with unit_of_work(services, actor) as uow:
        incident = incidents.raise_incident(
            uow,
            kind="step_failed",
            object_kind="case",
            object_key=case_id,
            case_id=case_id,
            office=office,
            summary="案件を進められませんでした。何も記録していません",
            detail={"fault": fault[:2000]},
        )
        uow.audit("incident.raise", object_kind="case", object_key=case_id, case_id=case_id)
        return incident
