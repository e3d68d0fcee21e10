"""Tasks over the API (仕事): the inbox, one task with the schema of its answers, taking, putting back, handing in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from server.api.plain import plain
from server.api.queries import inbox_query
from server.api.requests import answer, body, caller, mapping, number, once
from server.casework.claim import claim_task, release_task
from server.casework.complete_task import Completed, complete_task
from server.casework.services import Services
from server.casework.views.inbox import inbox
from server.casework.views.task import TaskView, task_view
from server.domain.effects import JSON
from server.domain.forms.schema import json_schema


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/tasks`."""

    @api.get("/tasks")
    def tasks() -> Response:
        query, after = inbox_query(request.args)
        told: Any = plain(inbox(services, caller(), query, after=after))
        # Saved searches are a person's own words, which a token with fewer rights than its owner is not told.
        return answer({**told, "tabs": [tab for tab in told["tabs"] if tab.get("search") is None]})

    @api.get("/tasks/<task_id>")
    def task(task_id: str) -> Response:
        view = task_view(services, caller(), task_id)
        told: Any = plain(view)
        return answer({**told, "schema": schema_of(view)})

    _add_acts(api, services)


def _add_acts(api: Blueprint, services: Services) -> None:
    @api.post("/tasks/<task_id>/claim")
    def claim(task_id: str) -> Response:
        claim_task(services, caller(), task_id)
        return answer({"task_id": task_id, "claimed_by": caller().user_id})

    @api.post("/tasks/<task_id>/release")
    def release(task_id: str) -> Response:
        release_task(services, caller(), task_id)
        return answer({"task_id": task_id, "claimed_by": None})

    @api.post("/tasks/<task_id>/complete")
    def complete(task_id: str) -> Response:
        data = body("answers", optional=("rev",))
        answers, rev = mapping(data, "answers"), number(data, "rev")
        return once(
            services,
            200,
            _completed,
            lambda remember: complete_task(services, caller(), task_id, answers, rev=rev, remember=remember),
        )


def schema_of(view: TaskView) -> dict[str, Any]:
    """What the task's answers must be; a second check names the value groups to be marked."""
    groups = () if view.check is None or view.form.check_field is None else view.check.groups
    return json_schema(view.form, check_groups=[group.id for group in groups])


def _completed(done: Completed) -> dict[str, JSON]:
    return {
        "case_id": done.case_id,
        "number": done.number,
        "status": done.status,
        "outcome": done.outcome,
        "next_task_id": done.next_task_id,
    }
