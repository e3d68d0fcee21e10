"""One step of one case inside a unit of work (歩進): facts, engine, effects, history, tasks, all in one transaction.

Every use case that moves a case comes through here: what a step says either happens whole or not at all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.casework import (
    apply_effects,
    board_arrears,
    household_heads,
    numbers_in,
    step_records,
    tell_arrears,
    undo_points,
)
from server.casework.services import Services
from server.domain.calendar import civil_date
from server.domain.effects import JSONObject, StartCase
from server.domain.facts import FactKey, Facts
from server.domain.protection import for_few
from server.domain.refusals import InputInvalid, Refused, refused_again
from server.domain.wareki import era_year
from server.engine.codec import state_digest
from server.engine.definition import Procedure
from server.engine.step import step
from server.engine.types import Command, CompleteTask, OpenTask, Start, StepResult
from server.store import cases, counters, facts, history, tasks
from server.store.case_saves import CaseSave, save_case
from server.store.cases import Case, NewCase
from server.store.connection import Connection
from server.store.tasks import TaskChanges
from server.store.unit_of_work import UnitOfWork

ROUNDS = 6
"""A step names all facts it can foresee at once; each further round is a fact found through another one."""

SENT_BACK = ("return", "back")
"""The results by which a person sends a case back (差戻し): what opens then has come back."""


class StepFailed(Exception):
    """The engine could not go on (a fault of the diagram, an operator or a value): nothing was changed."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """The case after the step: tasks opened by it, and the outcome when it ended."""

    case_id: str
    number: str
    status: str
    outcome: str | None
    opened: tuple[str, ...]


def begin_case(
    services: Services, uow: UnitOfWork, new: NewCase, data: JSONObject, procedure: Procedure, at: datetime
) -> Advanced | None:
    """Opens the case and takes its first step; None when a case with the same `once_key` was begun before."""
    case = cases.open_case(uow, new)
    if case is None:
        return None
    return advance(services, uow, case, start_of(case, data, uow.actor.user_id), at, procedure)


def start_of(case: Case, data: JSONObject, by: str) -> Start:
    """The first command of a case: its start form's answers and the header that operators may read."""
    header = {
        "id": case.case_id,
        "number": case.number,
        "procedure": case.slug,
        "office": case.office,
        "household_key": case.household_key,
        "channel": case.channel,
        "received_on": case.received_on.isoformat(),
        "started_by": by,
        "protected": case.protected,
    }
    return Start(data, header, by)


def next_number(uow: UnitOfWork, at: datetime) -> str:
    """The next 受付番号 of the era year of the business day."""
    return counters.take_case_number(uow, era_year(civil_date(at)))


def advance(
    services: Services,
    uow: UnitOfWork,
    case: Case,
    command: Command,
    at: datetime,
    procedure: Procedure | None = None,
) -> Advanced:
    """Moves `case` by `command` at the business instant `at`.

    Raises what the rules refuse (`Refused`), `StepFailed` for a fault, `Stale` when someone else was faster.
    """
    of_case = procedure or services.catalogue.get(uow.conn, case.procedure_hash)
    revs = apply_effects.household_revs(uow.conn, case)
    result = compute(services, uow.conn, case.state, command, at, of_case)
    if result.refusal is not None:
        raise _refused(result.refusal)
    if result.status not in ("active", "completed"):
        raise StepFailed(result.error or result.status)
    return _keep(services, uow, case, command, at, result, revs)


def compute(
    services: Services, conn: Connection, state: bytes | None, command: Command, at: datetime, procedure: Procedure
) -> StepResult:
    """The engine's answer with every fact it asked for; changes nothing."""
    known = Facts()
    for _ in range(ROUNDS):
        values = services.values(conn)
        result = step(state, command, at, procedure, services.operators, known, values)
        if result.status != "needs_facts":
            return result
        known = _with(conn, known, result.needs, at)
    raise StepFailed("the step asks for facts without end")


def _with(conn: Connection, known: Facts, needs: frozenset[FactKey], at: datetime) -> Facts:
    found = facts.load_facts(conn, needs, on=civil_date(at))
    return Facts({key: source[key] for source in (known, found) for key in source})


def _refused(refusal: JSONObject) -> Refused:
    if refusal.get("errors"):
        return InputInvalid.again(refusal)
    return refused_again(refusal)


def _keep(
    services: Services,
    uow: UnitOfWork,
    case: Case,
    command: Command,
    at: datetime,
    result: StepResult,
    revs: dict[str, int],
) -> Advanced:
    step_no = case.step_no + 1
    save = CaseSave(case.case_id, case.rev, result.state, result.status, result.next_due, result.outcome)
    save_case(uow, save)
    history.append_history(uow, case.case_id, step_no, result.history)
    history.record_step(uow, step_records.record(case, command, at, uow, result, state_digest(result.state)))
    changes = _follow(uow, case, command, result)
    context = apply_effects.EffectContext(services, uow, case, step_no)
    for effect in result.effects:
        apply_effects.apply(context, effect)
    followed = household_heads.follow(uow, result.effects, event=context.event, case_id=case.case_id)
    apply_effects.guard_households(context, [*result.effects, *followed], revs)
    tell_arrears.tell_of(uow, case, step_no, result.effects)
    board_arrears.note(uow, [(case, result)])
    begin_children(services, uow, case, context.starts, at)
    if result.status == "completed":
        numbers_in.give_up(uow, result.data)
    return Advanced(case.case_id, case.number, result.status, result.outcome, changes.opened)


def _follow(uow: UnitOfWork, case: Case, command: Command, result: StepResult) -> TaskChanges:
    """Tasks and waits as the step left them, and what may be taken back of it."""
    waits = undo_points.waits_of(uow, case.case_id)
    changes = tasks.sync_tasks(
        uow,
        case.case_id,
        case.office,
        with_clock(result),
        completed_key=command.task_key if isinstance(command, CompleteTask) else None,
        returned=isinstance(command, CompleteTask) and command.answers.get("result") in SENT_BACK,
    )
    tasks.sync_subscriptions(uow, case.case_id, result.subscriptions)
    undo_points.keep_point(uow, case, command, result, changes, waits)
    return changes


def with_clock(result: StepResult) -> Iterator[OpenTask]:
    """The open tasks; one that waits for papers is due when the clock beside it runs out, as lists show it."""
    last = None if result.next_due is None else (civil_date(result.next_due) - timedelta(days=1)).isoformat()
    for task in result.open_tasks:
        waits = bool(task.properties.get("waiting")) and task.due_on is None
        yield dataclasses.replace(task, due_on=last) if waits else task


def begin_children(services: Services, uow: UnitOfWork, case: Case, starts: Sequence[StartCase], at: datetime) -> None:
    """Cases of other procedures that this step asked for, linked to it as their parent, each once."""
    for start in starts:
        procedure = services.catalogue.active(uow.conn, start.procedure, civil_date(at))
        new = NewCase(
            number=next_number(uow, at),
            slug=start.procedure,
            procedure_hash=procedure.hash,
            office=case.office,
            household_key=start.household_key or case.household_key,
            subject_name=case.subject_name,
            subject_kana=case.subject_kana,
            channel="LINK",
            received_on=civil_date(at),
            protected=for_few(start.procedure) or cases.is_protected(uow.conn, case.case_id),
            parent_case_id=case.case_id,
            once_key=start.once,
        )
        begin_case(services, uow, new, start.data, procedure, at)
