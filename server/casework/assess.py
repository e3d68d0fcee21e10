"""調定: the evening's 調定票 of the day's corrections, and the decision by another person before notices go out."""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.rights import Function
from server.store import assessments
from server.store.assessments import Assessment
from server.store.unit_of_work import UnitOfWork


def assess_day(services: Services, caller: Caller) -> tuple[Assessment, ...]:
    """Puts every assessing line that stands on no 調定票 yet on one of this business day; answers those made."""
    caller.require(Function.RECEIPT_IMPORT, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[Assessment, ...]:
        made = assessments.assess(uow, f"day:{uow.business_day.isoformat()}")
        detail = {"made": [one.assessment_no for one in made]}
        uow.audit("assessment.make", object_kind="assessment", object_key=uow.business_day.isoformat(), detail=detail)
        return made

    return run(services, caller, act)


def decide_assessment(services: Services, caller: Caller, assessment_no: str) -> Assessment:
    """The decision (調定の決裁). Raises rights, `assessment_unknown`, `assessment_decided`, `assessment_own`."""
    caller.require(Function.ASSESSMENT_DECIDE, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> Assessment:
        decided = assessments.decide(uow, assessment_no)
        uow.audit("assessment.decide", object_kind="assessment", object_key=assessment_no)
        return decided

    return run(services, caller, act)
