"""The addresses of the API (`/api/v1`): procedures, cases, tasks, messages, letters; OpenAPI 3.1 of itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from server.api import problems
from server.api.openapi import openapi
from server.api.plain import plain
from server.api.queries import inbox_query
from server.api.requests import LARGEST_BODY, answer, authenticate, body, caller, mapping, number, once, text
from server.casework.claim import claim_task, release_task
from server.casework.complete_task import Completed, complete_task
from server.casework.deliver_message import Delivered, deliver
from server.casework.release_letters import letter_pdf
from server.casework.services import Services
from server.casework.start_case import CaseStarted, start_case
from server.casework.start_form import start_form, startable
from server.casework.views.case import case_view
from server.casework.views.inbox import inbox
from server.casework.views.procedures import procedures_view
from server.casework.views.task import TaskView, task_view
from server.domain.effects import JSON
from server.domain.forms.schema import json_schema
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function

PREFIX = "/api/v1"
DESCRIPTION = "api.describe"
"""The one address that asks for no token."""


def blueprint(services: Services) -> Blueprint:
    """All addresses of the API over these tools; every one but the description asks for a bearer token."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)

    @api.before_request
    def check_caller() -> None:
        request.max_content_length = LARGEST_BODY
        if request.endpoint != DESCRIPTION:
            authenticate(services)

    @api.before_app_request
    def refuse_unknown_addresses() -> Response | None:
        """What no address answers is told as every other refusal is, not as a page."""
        unknown = request.routing_exception
        if isinstance(unknown, HTTPException) and request.path.startswith(f"{PREFIX}/"):
            return problems.http_problem(unknown)
        return None

    api.register_error_handler(Refused, problems.problem)
    api.register_error_handler(HTTPException, problems.http_problem)
    api.register_error_handler(Exception, problems.fault)
    _procedures(api, services)
    _cases(api, services)
    _tasks(api, services)
    _others(api, services)
    return api


def _procedures(api: Blueprint, services: Services) -> None:
    @api.get("/openapi.json")
    def describe() -> Response:
        return answer(openapi(PREFIX))

    @api.get("/procedures")
    def procedures() -> Response:
        schemas = _start_schemas(services)
        lines = procedures_view(services, caller())
        return answer({"procedures": [{**plain(line), "schema": schemas.get(line.slug)} for line in lines]})


def _cases(api: Blueprint, services: Services) -> None:
    @api.post("/cases")
    def start() -> Response:
        data = body("procedure", "data", optional=("subject",))
        slug, answers = text(data, "procedure"), _with_subject(mapping(data, "data"), mapping(data, "subject"))
        return once(
            services, 201, _started, lambda remember: start_case(services, caller(), slug, answers, remember=remember)
        )

    @api.get("/cases/<case_id>")
    def case(case_id: str) -> Response:
        return answer(plain(case_view(services, caller(), case_id)))


def _tasks(api: Blueprint, services: Services) -> None:
    @api.get("/tasks")
    def tasks() -> Response:
        return answer(plain(inbox(services, caller(), inbox_query(request.args))))

    @api.get("/tasks/<task_id>")
    def task(task_id: str) -> Response:
        view = task_view(services, caller(), task_id)
        return answer({**plain(view), "schema": _schema(view)})

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


def _others(api: Blueprint, services: Services) -> None:
    @api.post("/messages")
    def message() -> Response:
        data = body("kind", "source_id", "keys", optional=("payload",))
        kind, source = text(data, "kind"), text(data, "source_id")
        keys, payload = mapping(data, "keys"), mapping(data, "payload")
        return once(
            services,
            202,
            _delivered,
            lambda remember: deliver(services, caller(), kind, source, keys, payload, remember=remember),
        )

    @api.get("/letters/<letter_id>")
    def letter(letter_id: str) -> Response:
        name, pdf = letter_pdf(services, caller(), letter_id)
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
        return Response(pdf, content_type="application/pdf", headers=headers)


def _start_schemas(services: Services) -> dict[str, JSON]:
    """What the start form of each procedure takes, for whoever may start one."""
    if not caller().holds(Function.CASE_START, services.clock.business_day()):
        return {}
    slugs = [one.slug for one in startable(services, caller())]
    return {slug: json_schema(start_form(services, caller(), slug).form) for slug in slugs}


def _schema(view: TaskView) -> dict[str, Any]:
    """What the task's answers must be; a second check names the value groups to be marked."""
    groups = () if view.check is None or view.form.check_field is None else view.check.groups
    return json_schema(view.form, check_groups=[group.id for group in groups])


def _with_subject(data: dict[str, JSON], subject: dict[str, JSON]) -> dict[str, JSON]:
    """The start form's answers, with the household named as the request's subject."""
    extra = sorted(subject.keys() - {"household_key"})
    if extra:
        raise InputInvalid([FieldError(f"subject.{extra[0][:60]}", "unknown_field", {"name": extra[0][:60]})])
    return {**data, **subject}


def _started(started: CaseStarted) -> dict[str, JSON]:
    return {"case_id": started.case_id, "number": started.number, "first_task_id": started.first_task_id}


def _completed(done: Completed) -> dict[str, JSON]:
    return {
        "case_id": done.case_id,
        "number": done.number,
        "status": done.status,
        "outcome": done.outcome,
        "next_task_id": done.next_task_id,
    }


def _delivered(delivered: Delivered) -> dict[str, JSON]:
    return {"message_id": delivered.message_id, "new": delivered.new, "cases": list(delivered.cases)}
