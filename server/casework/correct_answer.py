"""Putting an answer right that stopped its case (答えの訂正): one value of an element, with a reason.

The corrector counts as one who entered the element, so nobody checks or decides what he himself corrected. Where a
second person must see the values (照合) and no check lies ahead any more, another person confirms the correction before
it holds; until then it waits with the incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework import case_answers, numbers_in
from server.casework.advance import advance
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import step_case
from server.domain.effects import JSON
from server.domain.forms.answers import read_answers
from server.domain.forms.model import Field, FormDefinition
from server.domain.forms.tree import SEALED
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import within, work
from server.engine.definition import Procedure
from server.engine.types import Correct
from server.store import cases, incidents, tasks
from server.store.cases import Case
from server.store.incidents import Incident
from server.store.unit_of_work import UnitOfWork

_LONGEST_REASON = 400
_TEXT = frozenset({"text", "textarea", "kana", "name", "phone", "postal_code", "wareki_date", "radio", "select"})
PENDING = "correction"


@dataclass(frozen=True, slots=True)
class Place:
    """One value that may be corrected: `path` is `enter.members.0.birth_date`; the words of its label in Japanese."""

    path: str
    step: str
    label: str
    value: str


def places(services: Services, caller: Caller, incident_id: str) -> tuple[Place, ...]:
    """The values of the incident's case that a person entered as text; raises what `correct_answer` would."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        incident = incidents.get_incident(conn, incident_id)
        case = _case_of(
            caller, incident, None if incident is None else cases.get_case(conn, incident.case_id or ""), day
        )
        procedure = services.catalogue.get(conn, case.procedure_hash)
        data = case_answers.all_data(conn, case.case_id)
    found = []
    for element, task in procedure.tasks.items():
        if element in data and caller.may(work(task.role), case.office, day):
            form = form_of(procedure, task.form)
            found += [
                Place(f"{element}.{path}", task.name, label, value)
                for path, label, value in _values(form, data[element])
            ]
    return tuple(found)


def correct_answer(services: Services, caller: Caller, incident_id: str, path: str, value: str, reason: str) -> bool:
    """Corrects the value at `path` of the case that the incident stopped; False when a second person must confirm.

    Raises `incident_not_found`, rights (of the work that gave the answer), `protected_person`, `case_closed`,
    `reason_missing`, `not_an_option` for a place that holds no such value, and `InputInvalid` for what the form does
    not take. A correction that waits is replaced by the next one.
    """
    if not reason.strip():
        raise Refused("reason_missing", at_field="reason")
    numbers_in.refuse_in(reason, "reason")
    case = _known(services, caller, incident_id)

    def act(uow: UnitOfWork) -> bool:
        incident, locked = _locked(uow, caller, incident_id)
        procedure = services.catalogue.get(uow.conn, locked.procedure_hash)
        element, answers = _corrected(services, uow, caller, locked, procedure, path, value)
        said = {"element": element, "path": path, "reason": reason.strip()[:_LONGEST_REASON], "by": caller.user_id}
        if _needs_second(uow, procedure, locked, element):
            incidents.note_in_detail(uow, incident, PENDING, {**said, "answers": answers})
            uow.audit("case.propose_correction", object_kind="case", object_key=locked.case_id, case_id=locked.case_id)
            return False
        _apply(services, uow, locked, procedure, {**said, "answers": answers}, caller)
        _done(uow, incident, said["reason"])
        return True

    return step_case(services, caller, case.case_id, case.office, act)


def confirm_correction(services: Services, caller: Caller, incident_id: str) -> None:
    """The second person confirms the correction that waits; raises `same_person_entered_values` for who proposed it."""
    case = _known(services, caller, incident_id)

    def act(uow: UnitOfWork) -> None:
        incident, locked = _locked(uow, caller, incident_id)
        said: Any = incident.detail.get(PENDING)
        if not said:
            raise Refused("incident_not_found")
        if said["by"] == caller.user_id:
            raise Refused("same_person_entered_values")
        procedure = services.catalogue.get(uow.conn, locked.procedure_hash)
        caller.require(work(procedure.tasks[said["element"]].role), locked.office, uow.business_day)
        _apply(services, uow, locked, procedure, said, caller)
        incidents.note_in_detail(uow, incident, PENDING, None)
        _done(uow, incident, said["reason"])

    step_case(services, caller, case.case_id, case.office, act)


def _apply(
    services: Services, uow: UnitOfWork, case: Case, procedure: Procedure, said: Mapping[str, Any], caller: Caller
) -> None:
    command = Correct(said["element"], said["answers"], said["reason"], said["by"])
    advance(services, uow, case, command, services.clock.business_now(), procedure)
    detail = {"place": said["path"], "proposed_by": said["by"], "confirmed_by": caller.user_id}
    uow.audit(
        "case.correct",
        object_kind="case",
        object_key=case.case_id,
        case_id=case.case_id,
        household_key=case.household_key,
        detail=detail,
    )


def _done(uow: UnitOfWork, incident: Incident, reason: str) -> None:
    incidents.close_incident(uow, incident.incident_id, f"答えを訂正しました: {reason}"[:_LONGEST_REASON])


def _known(services: Services, caller: Caller, incident_id: str) -> Case:
    with services.database.read() as conn:
        incident = incidents.get_incident(conn, incident_id)
        found = None if incident is None else cases.get_case(conn, incident.case_id or "")
    return _case_of(caller, incident, found, services.clock.business_day())


def _locked(uow: UnitOfWork, caller: Caller, incident_id: str) -> tuple[Incident, Case]:
    incident = incidents.get_incident(uow.conn, incident_id)
    case = None if incident is None else cases.lock_case(uow, incident.case_id or "")
    found = _case_of(caller, incident, case, uow.business_day)
    assert incident is not None  # noqa: S101 - looked at in the line above
    if incident.status != "open":
        raise Refused("incident_not_found")
    return incident, found


def _case_of(caller: Caller, incident: Incident | None, case: Case | None, day: date) -> Case:
    """The case of an incident that stopped one, for who works in its office."""
    if incident is None or case is None or incident.kind != "step_failed":
        raise Refused("incident_not_found")
    require_sight(caller, case.office, case.protected, day)
    if not any(within(case.office, scope) for scope in caller.work_scopes(day).values()):
        raise Refused("out_of_scope", function="case:view")
    if case.status != "active":
        raise Refused("case_closed")
    return case


def _corrected(
    services: Services, uow: UnitOfWork, caller: Caller, case: Case, procedure: Procedure, path: str, value: str
) -> tuple[str, dict[str, JSON]]:
    """The element and its whole answers with the one value put right, as the form takes them."""
    element, _, inside = path.partition(".")
    task, earlier = procedure.tasks.get(element), case_answers.of_element(uow.conn, case.case_id, element)
    if task is None or earlier is None or not inside:
        raise Refused("not_an_option", at_field="path")
    caller.require(work(task.role), case.office, uow.business_day)
    form = form_of(procedure, task.form)
    if inside not in {known for known, _, _ in _values(form, earlier)}:
        raise Refused("not_an_option", at_field="path")
    raw: Any = _said({name: given for name, given in earlier.items() if name != numbers_in.NUMBERS})
    *way, last = inside.split(".")
    at: Any = raw
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at[part]
    at.pop(last)
    at |= {last: value.strip()} if value.strip() else {}
    sealed = numbers_in.sealed_paths(earlier)
    try:
        answers = read_answers(form, raw, today=services.clock.business_day(), sealed=sealed, lang=caller.lang)
    except InputInvalid as wrong:
        mine = [one for one in wrong.errors if one.path == inside]
        raise (InputInvalid(mine) if mine else wrong) from wrong
    purpose = f"{case.slug} {element}"
    return element, numbers_in.seal(
        services, uow, caller, answers, earlier, office=case.office, purpose=purpose, method=""
    )


def _said(kept: JSON, path: str = "") -> JSON:
    """What was answered, as a form takes it: a copy without what was left empty, sealed numbers named."""
    if kept == {"my_number": "entered"}:
        return SEALED + path.removesuffix(".")
    if isinstance(kept, dict):
        given = {name: value for name, value in kept.items() if value not in (None, {"my_number": "absent"})}
        return {name: _said(value, f"{path}{name}.") for name, value in given.items()}
    return [_said(value, f"{path}{n}.") for n, value in enumerate(kept)] if isinstance(kept, list) else kept


def _needs_second(uow: UnitOfWork, procedure: Procedure, case: Case, element: str) -> bool:
    """Whether a second person must see the values of the element, and no such task is open that will show them."""
    checkers = {name for name, task in procedure.tasks.items() if task.properties.get("checks") == element}
    here = {task.element for task in tasks.tasks_of_case(uow.conn, case.case_id) if task.status == "open"}
    return bool(checkers) and not here & {*checkers, element}


def _values(form: FormDefinition, answers: Mapping[str, JSON]) -> Iterator[tuple[str, str, str]]:
    """Path, label and present text of every value that is a text, in the order of the form; never a My Number."""
    yield from _inside(form.fields, answers, "", "")


def _inside(
    fields: tuple[Field, ...], answers: Mapping[str, JSON], path: str, before: str
) -> Iterator[tuple[str, str, str]]:
    for field in fields:
        value = answers.get(field.name)
        label = before + field.label.ja
        if isinstance(value, list) and field.fields:
            for number, row in enumerate(value):
                if isinstance(row, dict):
                    yield from _inside(field.fields, row, f"{path}{field.name}.{number}.", f"{label} {number + 1}: ")
        elif isinstance(value, str) and field.type in _TEXT:
            yield f"{path}{field.name}", label, value
