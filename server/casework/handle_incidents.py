"""Putting incidents right (障害の処理): take over, hand over, try again, close with what was done.

Each act can be pressed twice: what is done already is not done again.
"""

from __future__ import annotations

from datetime import date

from server.casework.advance import StepFailed, advance
from server.casework.callers import Caller
from server.casework.correct_answer import PENDING
from server.casework.deliver_waiting import UNCLAIMED, deliver_again
from server.casework.numbers_in import refuse_in
from server.casework.reissue_letter import retry_letter
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.types import Wake
from server.store import cases, grants, incidents, messages, offices, users
from server.store.connection import Connection
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
        found = _allowed(uow, caller, incident_id)
        again = found.status == "closed" and found.closed_by == caller.user_id
        if not again:
            incidents.close_incident(uow, incident_id, resolution.strip()[:400])
            _expire(uow, found)
            if found.detail.get(PENDING):
                incidents.note_in_detail(uow, found, PENDING, None)
        uow.audit("incident.again" if again else "incident.close", object_kind="incident", object_key=incident_id)

    run(services, caller, act)


def hand_over(services: Services, caller: Caller, incident_id: str, to: str, reason: str) -> None:
    """Hands the incident over (引き継ぐ), with the reason, to `user:<id>` or `office:<id>`.

    Raises `incident_not_found`, rights, `reason_missing`, and `not_an_option` for a person who may not handle it or an
    office that does not exist.
    """
    if not reason.strip():
        raise Refused("reason_missing", at_field="reason")
    refuse_in(reason, "reason")
    kind, _, whom = to.partition(":")

    def act(uow: UnitOfWork) -> None:
        found = _allowed(uow, caller, incident_id)
        if whom not in dict(_receivers(uow.conn, found, kind, uow.business_day)):
            raise Refused("not_an_option", at_field="to")
        owner, office = (whom, found.office) if kind == "user" else (None, whom)
        incidents.give_incident(uow, incident_id, owner=owner, office=office)
        detail = {"to": to, "from": found.owner, "office": found.office, "reason": reason.strip()[:200]}
        uow.audit("incident.hand_over", object_kind="incident", object_key=incident_id, detail=detail)

    run(services, caller, act)


def receivers(services: Services, caller: Caller, incident_id: str) -> tuple[tuple[str, str], ...]:
    """To whom the incident may be handed over: `user:<id>` or `office:<id>` with the name."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = incidents.get_incident(conn, incident_id)
        _require(caller, found, day)
        assert found is not None  # noqa: S101 - looked at in the line above
        people = [(f"user:{who}", name) for who, name in _receivers(conn, found, "user", day) if who != found.owner]
        places = [
            (f"office:{who}", name) for who, name in _receivers(conn, found, "office", day) if who != found.office
        ]
    return tuple(people + places)


def case_of_incident(services: Services, caller: Caller, incident_id: str) -> str | None:
    """The case the incident stopped, when the caller may look at it."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = incidents.get_incident(conn, incident_id)
        case = None if found is None or found.case_id is None else cases.get_case(conn, found.case_id)
    return case.case_id if case is not None and caller.may(Function.CASE_VIEW, case.office, day) else None


def _receivers(conn: Connection, incident: Incident, kind: str, day: date) -> list[tuple[str, str]]:
    if kind == "office":
        return [(one.office, one.name) for one in offices.all_offices(conn)]
    able = (
        set(grants.holders(conn, Function.INCIDENT_HANDLE, incident.office or "hq", day)) if kind == "user" else set()
    )
    known = sorted(users.all_users(conn), key=lambda one: one.name_kana)
    return [(one.user_id, f"{one.name} {one.title}") for one in known if one.user_id in able and one.works_on(day)]


def _expire(uow: UnitOfWork, incident: Incident) -> None:
    """A message whose incident a person has closed waits no longer."""
    if incident.kind == UNCLAIMED:
        messages.settle_message(uow, incident.object_key, "expired")


def retry_incident(services: Services, caller: Caller, incident_id: str) -> bool:
    """Tries again what failed: a case's step, a held letter, a message; closes the incident when it went well now."""

    def look(uow: UnitOfWork) -> Incident:
        found = _allowed(uow, caller, incident_id)
        uow.audit("incident.retry", object_kind="incident", object_key=incident_id, case_id=found.case_id)
        return found

    incident = run(services, caller, look)
    if incident.status == "closed":
        return True
    if incident.kind == UNCLAIMED:
        arrived = deliver_again(services, incident.object_key, caller.actor())
        if arrived:
            close_incident(services, caller, incident_id, "届けました")
        return arrived
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
    _require(caller, found, uow.business_day)
    assert found is not None  # noqa: S101 - looked at in the line above
    return found


def _require(caller: Caller, found: Incident | None, day: date) -> None:
    if found is None:
        raise Refused("incident_not_found")
    caller.require(Function.INCIDENT_HANDLE, found.office or caller.office, day)
