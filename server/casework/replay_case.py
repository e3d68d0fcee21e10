"""Doing a case again from its records (再演): whether today's program would walk it as it was walked.

Nothing of today's registers is read: each step has its own facts and values on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.casework.services import Services
from server.casework.step_records import command_from_json, standing
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
        procedure = services.catalogue.get(conn, case.procedure_hash)
        steps, told = history.steps_of(conn, case_id), history.history_of(conn, case_id)
    return replay(list(recorded(steps, told)), procedure, services.operators)


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
