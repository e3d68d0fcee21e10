"""Doing a case again from its records (再演): whether today's program would walk it as it was walked.

Nothing of today's registers is read: each step has its own facts and values on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.casework.services import Services
from server.casework.step_records import MOVE, command_from_json, standing
from server.domain.refusals import Refused
from server.engine.replay import Difference, RecordedStep, replay
from server.engine.types import HistoryEvent
from server.store import cases, history
from server.store.history import HistoryRow, StepRecord


def replay_case(services: Services, case_id: str) -> list[Difference]:
    """Where a replay of the case parts from its record; empty when it comes out the same. Raises `case_not_found`."""
    with services.database.read() as conn:
        case = cases.get_case(conn, case_id)
        if case is None:
            raise Refused("case_not_found")
        steps, told = history.steps_of(conn, case_id), history.history_of(conn, case_id)
        stretches = list(by_version(steps))
        procedures = {one.version: services.catalogue.get(conn, one.version) for one in stretches}
    found: list[Difference] = []
    for one in stretches:
        again = list(recorded(one.steps, told))
        found += replay(again, procedures[one.version], services.operators, one.begins_with, one.first)
        if found:
            break
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps on one version of the procedure: the state they begin with (None: the start), the number of the first."""

    version: str
    begins_with: bytes | None
    first: int
    steps: Sequence[StepRecord]


def by_version(steps: Sequence[StepRecord]) -> Iterator[Stretch]:
    """The steps that stand, apart at each move to another version (移行)."""
    state: bytes | None = None
    waiting: list[StepRecord] = []
    first = 1
    for number, step in enumerate(standing(steps), start=1):
        if step.command.get("command") == MOVE:
            if waiting:
                yield Stretch(waiting[0].procedure_hash, state, first, waiting)
            state, waiting, first = step.state_after, [], number + 1
        else:
            waiting.append(step)
    if waiting:
        yield Stretch(waiting[0].procedure_hash, state, first, waiting)


def recorded(steps: Sequence[StepRecord], told: Sequence[HistoryRow]) -> Iterator[RecordedStep]:
    """The steps as the engine does them again, each with what it told; what was taken back (取り消し) is left out."""
    for step in standing(steps):
        yield RecordedStep(
            command=command_from_json(dict(step.command)),
            at=step.at,
            facts=step.facts_used,
            values=dict(step.values_used),
            history=[_event(row) for row in told if row.step_no == step.step_no],
            effects=list(step.effects),
            state_digest=step.state_digest,
        )


def _event(row: HistoryRow) -> HistoryEvent:
    path = tuple(row.path.split("/")) if row.path else ()
    return HistoryEvent(row.kind, row.element, row.name, row.element_type, path, row.by_user, row.detail)
