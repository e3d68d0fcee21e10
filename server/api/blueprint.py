"""The addresses of the API (`/api/v1`): procedures, cases, papers, tasks, messages, letters; OpenAPI 3.1 of itself."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from server.api import batches, cases, problems, refunds, slips, tasks, workshop
from server.api.openapi import openapi
from server.api.requests import LARGEST_BODY, LARGEST_WITH_PAPERS, answer, authenticate, body, caller, mapping, once
from server.api.requests import text as text_of
from server.casework.deliver_message import Delivered, deliver
from server.casework.release_letters import letter_pdf
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.refusals import Refused

PREFIX = "/api/v1"
DESCRIPTION = "api.describe"
"""The one address that asks for no token."""

WITH_PAPERS = frozenset({"api.start", "api.attach", "api.refund_results"})


def blueprint(services: Services) -> Blueprint:
    """All addresses of the API over these tools; every one but the description asks for a bearer token."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)

    @api.before_request
    def check_caller() -> None:
        request.max_content_length = LARGEST_WITH_PAPERS if request.endpoint in WITH_PAPERS else LARGEST_BODY
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
    cases.add_routes(api, services)
    tasks.add_routes(api, services)
    slips.add_routes(api, services)
    batches.add_routes(api, services)
    refunds.add_routes(api, services)
    workshop.add_routes(api, services)
    _others(api, services)
    return api


def _others(api: Blueprint, services: Services) -> None:
    @api.get("/openapi.json")
    def describe() -> Response:
        return answer(openapi(PREFIX))

    @api.post("/messages")
    def message() -> Response:
        data = body("kind", "source_id", "keys", optional=("payload",))
        kind, source = text_of(data, "kind"), text_of(data, "source_id")
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


def _delivered(delivered: Delivered) -> dict[str, JSON]:
    return {"message_id": delivered.message_id, "new": delivered.new, "cases": list(delivered.cases)}
