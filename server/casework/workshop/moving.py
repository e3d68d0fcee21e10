"""Moving running cases to a released version (案件の移行): a dry run by where they stand, a plan, batches, undo.

Clocks, drafts, claims and history stay. What cannot be moved stays in its version, with the reason. An undo puts back
what has not moved since, byte by byte; what has moved goes back by the same rules, or stays with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.step_records import move_record
from server.casework.work import run
from server.casework.workshop.drafts import require_draw
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.engine.definition import Procedure
from server.engine.faults import StepFault
from server.engine.migrate import Plan, move_by_plan, obstacles, standing
from server.store import case_slices, procedures, workshop_cases
from server.store.case_saves import CaseSave
from server.store.case_slices import CaseStep
from server.store.cases import Case
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork
from server.store.workshop_cases import Move, MoveRow

BATCH = 100
CHOICES = ("keep", "again")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a move is: cases by what became of them, and how many are left."""

    move_id: str
    status: str
    outcomes: Mapping[str, int]
    left: int


@dataclass(frozen=True, slots=True)
class _Moved:
    """The line in a case's history."""

    element: str
    by: str
    detail: Mapping[str, JSON]
    name: str = ""
    kind: str = "moved"
    element_type: str = ""
    path: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Versions:
    """Both ends of a move with its plan, read once for a batch."""

    move: Move
    old: Procedure
    new: Procedure
    plan: Plan


def plan_move(services: Services, caller: Caller, slug: str, from_hash: str, to_hash: str, plan: Plan) -> str:
    """Writes the plan of a move down; returns its id. Raises `move_versions`, `move_plan`, rights."""
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> str:
        old, new = ends(services, uow.conn, slug, from_hash, to_hash)
        _check(plan, old, new)
        written = {"elements": dict(plan.elements), "periods": dict(plan.periods)}
        move_id = workshop_cases.plan_move(uow, slug, from_hash, to_hash, written)
        uow.audit("move.plan", object_kind="move", object_key=move_id, detail={"slug": slug})
        return move_id

    return run(services, caller, act)


def move_batch(services: Services, caller: Caller, move_id: str, *, size: int = BATCH) -> Progress:
    """Moves the next cases, in one transaction; called again until nothing is left.

    Raises `move_not_found`, `move_done` for a move that was undone, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Progress:
        versions = _versions(services, uow.conn, move_id)
        if versions.move.status == "undone":
            raise Refused("move_done")
        held = case_slices.lock_cases(uow, workshop_cases.left_to_move(uow.conn, versions.move, size))
        here = [case for case in held if case.procedure_hash == versions.old.hash and case.status == "active"]
        _move(services, uow, versions, here)
        uow.audit("move.batch", object_kind="move", object_key=move_id, detail={"cases": len(here)})
        left = len(workshop_cases.left_to_move(uow.conn, versions.move, 1_000_000))
        if not left and versions.move.status == "planned":
            workshop_cases.set_status(uow, move_id, "moved")
        return _progress(uow.conn, move_id, left)

    return run(services, caller, act)


def undo_batch(services: Services, caller: Caller, move_id: str, *, size: int = BATCH) -> Progress:
    """Takes the move of the next cases back, in one transaction; called again until none is left. Raises as above."""
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Progress:
        versions = _versions(services, uow.conn, move_id)
        workshop_cases.set_status(uow, move_id, "undone")
        rows = {one.case_id: one for one in workshop_cases.rows_of(uow.conn, move_id, "moved", size)}
        for case in case_slices.lock_cases(uow, rows):
            _take_back(services, uow, versions, case, rows[case.case_id])
        uow.audit("move.undo", object_kind="move", object_key=move_id, detail={"cases": len(rows)})
        return _progress(uow.conn, move_id, workshop_cases.outcomes(uow.conn, move_id).get("moved", 0))

    return run(services, caller, act)


def progress(services: Services, caller: Caller, move_id: str) -> Progress:
    """How far a move is. Raises `move_not_found`, rights."""
    require_draw(caller, services)
    with services.database.read() as conn:
        move = _get(conn, move_id)
        undone = move.status == "undone"
        left = () if undone else workshop_cases.left_to_move(conn, move, 1_000_000)
        return _progress(conn, move_id, len(left))


def refused_cases(services: Services, caller: Caller, move_id: str, limit: int = 200) -> tuple[MoveRow, ...]:
    """Cases that stayed in their version, with the reasons. Raises `move_not_found`, rights."""
    require_draw(caller, services)
    with services.database.read() as conn:
        _get(conn, move_id)
        return workshop_cases.rows_of(conn, move_id, "refused", limit)


def _move(services: Services, uow: UnitOfWork, versions: _Versions, cases: Sequence[Case]) -> None:
    rows, steps = [], []
    values, on = services.values(uow.conn), uow.business_day
    for case in cases:
        state = case.state or b""
        reasons = reasons_of(state, versions.old, versions.new, versions.plan)
        if reasons:
            rows.append(MoveRow(case.case_id, "refused", reasons, None, None, None))
            continue
        moved = move_by_plan(state, versions.new, versions.plan, values, on)
        steps.append(_step(uow, case, versions.new, moved, versions.move.move_id))
        rows.append(MoveRow(case.case_id, "moved", [], state, case.next_due_at, case.rev + 1))
    _keep(uow, steps, versions.old.hash, versions.new.hash)
    workshop_cases.tell_rows(uow, versions.move.move_id, rows)


def _take_back(services: Services, uow: UnitOfWork, versions: _Versions, case: Case, row: MoveRow) -> None:
    """One case back: its very bytes when it has not moved since, else by the same rules, else not at all."""
    back, move_id = versions.plan.back(), versions.move.move_id
    outcome, reasons, state = "kept", list[dict[str, str]](), case.state
    if case.status != "active" or case.procedure_hash != versions.new.hash:
        reasons = [_reason("", "終わったか、別の版に移った", "it has ended or moved to another version")]
    elif case.rev == row.rev_after:
        outcome, state = "undone", row.state_before
    else:
        reasons = reasons_of(case.state or b"", versions.new, versions.old, back)
        if not reasons:
            outcome = "moved_back"
            state = move_by_plan(case.state or b"", versions.old, back, services.values(uow.conn), uow.business_day)
    if outcome != "kept":
        due = row.due_before if outcome == "undone" else None
        step = _step(uow, case, versions.old, state or b"", move_id, due)
        _keep(uow, [step], versions.new.hash, versions.old.hash)
    workshop_cases.tell_again(uow, move_id, case.case_id, outcome, reasons)


def _step(
    uow: UnitOfWork, case: Case, procedure: Procedure, state: bytes, move_id: str, due: datetime | None = None
) -> CaseStep:
    now = standing(state, procedure)
    save = CaseSave(case.case_id, case.rev, state, "active", due or now.next_due)
    element = now.elements[0] if now.elements else ""
    line = _Moved(element, uow.actor.user_id, {"to": procedure.hash, "move_id": move_id})
    record = move_record(case, procedure.hash, move_id, state, uow)
    return CaseStep(case, save, record, [line], now.open_tasks, now.subscriptions)


def _keep(uow: UnitOfWork, steps: Sequence[CaseStep], old: str, new: str) -> None:
    case_slices.keep_steps(uow, steps)
    workshop_cases.set_version(uow, [step.case.case_id for step in steps], old, new)
    workshop_cases.describe_tasks(uow, [(step.case.case_id, task) for step in steps for task in step.open_tasks])


def reasons_of(state: bytes, old: Procedure, new: Procedure, plan: Plan) -> list[dict[str, str]]:
    """What keeps a case in its version, in both languages; nothing when it can be moved."""
    try:
        found = obstacles(state, old, new, plan.elements)
    except StepFault as fault:
        return [_reason("", "状態を読めない", str(fault))]
    return [_reason(one.element, one.reason_ja, one.reason) for one in found]


def _reason(element: str, ja: str, en: str) -> dict[str, str]:
    return {"element": element, "ja": ja, "en": en}


def ends(services: Services, conn: Connection, slug: str, from_hash: str, to_hash: str) -> tuple[Procedure, Procedure]:
    """Both versions of a move. Raises `move_versions`: the new one must be released and in force or past its day."""
    old, new = procedures.get_version(conn, from_hash), procedures.get_version(conn, to_hash)
    if old is None or new is None or old.hash == new.hash or {old.slug, new.slug} != {slug}:
        raise Refused("move_versions")
    if new.status != "active" or new.valid_from > services.clock.business_day():
        raise Refused("move_versions")
    return services.catalogue.get(conn, from_hash), services.catalogue.get(conn, to_hash)


def _check(plan: Plan, old: Procedure, new: Procedure) -> None:
    """Raises `move_plan` for elements that are not there, or twice, and for choices nobody knows."""
    targets = list(plan.elements.values())
    wrong = [one for one in plan.elements if one not in old.element_ids]
    wrong += [one for one in targets if one not in new.element_ids or targets.count(one) > 1]
    wrong += [one for one in targets if one in old.element_ids and one not in plan.elements]
    wrong += [one for one, choice in plan.periods.items() if one not in old.element_ids or choice not in CHOICES]
    if wrong:
        raise Refused("move_plan", element=str(wrong[0])[:60])


def _get(conn: Connection, move_id: str) -> Move:
    move = workshop_cases.get_move(conn, move_id)
    if move is None:
        raise Refused("move_not_found")
    return move


def _versions(services: Services, conn: Connection, move_id: str) -> _Versions:
    move = _get(conn, move_id)
    old, new = services.catalogue.get(conn, move.from_hash), services.catalogue.get(conn, move.to_hash)
    return _Versions(move, old, new, plan_from(move.plan))


def plan_from(written: Mapping[str, Any]) -> Plan:
    """A plan as it was written down."""
    return Plan(dict(written.get("elements", {})), dict(written.get("periods", {})))


def _progress(conn: Connection, move_id: str, left: int) -> Progress:
    return Progress(move_id, _get(conn, move_id).status, workshop_cases.outcomes(conn, move_id), left)
