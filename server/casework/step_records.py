"""What is kept of each step for replay (歩進の記録): the command as JSON and back, effects as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.domain.effects import Effect
from server.engine.codec import state_digest
from server.engine.types import Command, CompleteTask, Correct, Deliver, Start, StepResult, Wake
from server.store.cases import Case
from server.store.history import StepRecord
from server.store.unit_of_work import UnitOfWork

_COMMANDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Start, CompleteTask, Correct, Deliver, Wake)}


def record(case: Case, command: Command, at: datetime, uow: UnitOfWork, result: StepResult, digest: str) -> StepRecord:
    """The record of one step: enough to do it again without today's registers.

    The state itself is not kept a second time: replay begins at the first step, and the digest tells whether it came
    out the same.
    """
    return StepRecord(
        case_id=case.case_id,
        step_no=case.step_no + 1,
        command=command_as_json(command),
        at=at,
        business_day=uow.business_day,
        by_user=uow.actor.user_id,
        procedure_hash=case.procedure_hash,
        facts_used=result.facts_used,
        values_used=result.values_used,
        effects=[effect_as_json(effect) for effect in result.effects],
        state_before=None,
        state_after=None,
        state_digest=digest,
    )


UNDO = "Undo"


def undo_record(case: Case, undone: int, state: bytes, uow: UnitOfWork) -> StepRecord:
    """The record of a step that was taken back (取り消し): the case stands as before the step `undone`."""
    return StepRecord(
        case_id=case.case_id,
        step_no=case.step_no + 1,
        command={"command": UNDO, "step_no": undone},
        at=uow.now,
        business_day=uow.business_day,
        by_user=uow.actor.user_id,
        procedure_hash=case.procedure_hash,
        facts_used={},
        values_used={},
        effects=[],
        state_before=None,
        state_after=None,
        state_digest=state_digest(state),
    )


MOVE = "Move"


def move_record(case: Case, to_hash: str, move_id: str, state: bytes, uow: UnitOfWork) -> StepRecord:
    """The record of a move to another version (版の移行), with both states: replay goes on from there."""
    return StepRecord(
        case_id=case.case_id,
        step_no=case.step_no + 1,
        command={"command": MOVE, "move_id": move_id, "from": case.procedure_hash, "to": to_hash},
        at=uow.now,
        business_day=uow.business_day,
        by_user=uow.actor.user_id,
        procedure_hash=to_hash,
        facts_used={},
        values_used={},
        effects=[],
        state_before=case.state,
        state_after=state,
        state_digest=state_digest(state),
    )


def standing(steps: Sequence[StepRecord]) -> list[StepRecord]:
    """The steps that led to where the case stands: without those taken back, and without the taking back."""
    gone = {step.command["step_no"] for step in steps if step.command.get("command") == UNDO}
    return [step for step in steps if step.step_no not in gone and step.command.get("command") != UNDO]


def command_as_json(command: Command) -> dict[str, Any]:
    """`{"command": "CompleteTask", …fields}`."""
    return {"command": type(command).__name__} | _fields(command)


def command_from_json(data: dict[str, Any]) -> Command:
    """The command again; `KeyError` for a kind nobody wrote."""
    fields = dict(data)
    command: Command = _COMMANDS[fields.pop("command")](**fields)
    return command


def effect_as_json(effect: Effect) -> dict[str, Any]:
    """`{"effect": "RegisterChange", …fields}`."""
    return {"effect": type(effect).__name__} | _fields(effect)


def _fields(one: Command | Effect) -> dict[str, Any]:
    """Its fields as they are: they hold JSON already, and nobody changes them."""
    return {name: getattr(one, name) for name in one.__slots__}
