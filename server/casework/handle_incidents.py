"""Putting incidents right (障害の処理): take over, try again, close with what was done."""

from __future__ import annotations

from server.casework.advance import StepFailed, advance
from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.reissue_letter import retry_letter
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.types import Wake
from server.store import cases, incidents
from server.store.incidents import Incident
from server.store.unit_of_work import UnitOfWork


def own_incident(services: Services, caller: Caller, incident_id: str) -> None:
    """Takes the incident over."""

    def act(uow: UnitOfWork) -> None:
        _allowed(uow, caller, incident_id)
        incidents.own_incident(uow, incident_id)
        uow.audit("incident.own", object_kind="incident", object_key=incident_id)

    run(services, caller, act)


def close_incident(services: Services, caller: Caller, incident_id: str, resolution: str) -> None:
    """Closes it with the words of what was done; raises `reason_missing` without them."""
    if not resolution.strip():
        raise Refused("reason_missing", at_field="resolution")
    refuse_in(resolution, "resolution")

    def act(uow: UnitOfWork) -> None:
        _allowed(uow, caller, incident_id)
        incidents.close_incident(uow, incident_id, resolution.strip()[:400])
        uow.audit("incident.close", object_kind="incident", object_key=incident_id)

    run(services, caller, act)


def retry_incident(services: Services, caller: Caller, incident_id: str) -> bool:
    """Tries again what failed: the step of a case, or a held letter; closes the incident when it went well now."""

    def look(uow: UnitOfWork) -> Incident:
        found = _allowed(uow, caller, incident_id)
        uow.audit("incident.retry", object_kind="incident", object_key=incident_id, case_id=found.case_id)
        return found

    incident = run(services, caller, look)
    if incident.kind == "letter_held":
        return _letter(services, caller, incident)
    done = incident.case_id is not None and _step(services, caller, incident.case_id)
    if done:
        close_incident(services, caller, incident_id, "やり直して進みました")
    return done


def _letter(services: Services, caller: Caller, incident: Incident) -> bool:
    """The letter again; where a new one took its place, the incident ended with the old one."""
    now = retry_letter(services, caller, incident.object_key)
    if now.rendered and now.letter_id == incident.object_key:
        close_incident(services, caller, incident.incident_id, "やり直して進みました")
    return now.rendered


def _step(services: Services, caller: Caller, case_id: str) -> bool:
    def act(uow: UnitOfWork) -> None:
        case = cases.lock_case(uow, case_id)
        if case is None or case.status != "active":
            raise Refused("case_closed")
        advance(services, uow, case, Wake(caller.user_id), services.clock.business_now())
        uow.audit("case.retry", object_kind="case", object_key=case_id, case_id=case_id)

    try:
        run(services, caller, act)
    except StepFailed:
        return False
    return True


def _allowed(uow: UnitOfWork, caller: Caller, incident_id: str) -> Incident:
    found = incidents.get_incident(uow.conn, incident_id)
    if found is None:
        raise Refused("incident_not_found")
    caller.require(Function.INCIDENT_HANDLE, found.office or caller.office, uow.business_day)
    return found
