"""The form that a clerk still had open when a manager moved the case (移行前の様式)."""

from __future__ import annotations

from server.casework import case_answers
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.workshop.moving import plan_from
from server.domain.forms.model import FormDefinition
from server.store import workshop_cases


def form_before_move(services: Services, case_id: str, element: str) -> FormDefinition | None:
    """The form of the task before the last move; None when nothing was moved, or the version before had no such task.

    For pages that have shown the task already: rights and sight are theirs to ask.
    """
    with services.database.read() as conn:
        told = case_answers.last_move(conn, case_id)
        move = None if told is None else workshop_cases.get_move(conn, str(told.get("move_id", "")))
        if told is None or move is None:
            return None
        forward = told.get("to") == move.to_hash
        plan = plan_from(move.plan)
        before = (plan.back() if forward else plan).elements.get(element, element)
        procedure = services.catalogue.get(conn, move.from_hash if forward else move.to_hash)
    task = procedure.tasks.get(before)
    return None if task is None else form_of(procedure, task.form)
