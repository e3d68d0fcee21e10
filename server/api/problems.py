"""Refusals over HTTP (拒否の伝え方): problem details (RFC 9457) with the same codes and words as the screens."""

from __future__ import annotations

import json
import logging
import secrets
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import HTTPException

from server.api.requests import LARGEST_BODY, MEGABYTE
from server.domain.refusals import Refused

_LOG = logging.getLogger("kokuho.api")
_OF_STATUS = {
    400: "body_not_json",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "body_type_wrong",
}


def problem(refused: Refused) -> Response:
    """The refusal as `application/problem+json`; `code`, both messages, `field`, `basis` stand beside the standard."""
    told = {
        "type": f"urn:kokuho:refusal:{refused.code}",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": refused.message_en,
        **refused.as_json(),
    }
    body = json.dumps(told, ensure_ascii=False)
    response = Response(body, status=refused.status, content_type="application/problem+json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if refused.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def http_problem(error: HTTPException) -> Response:
    """What the web framework itself refuses (unknown address, wrong method, body too large)."""
    code = _OF_STATUS.get(error.code or 500)
    if code is None:
        return fault(error)
    response = problem(Refused(code, max=(request.max_content_length or LARGEST_BODY) // MEGABYTE))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def fault(error: Exception) -> Response:
    """A fault of ours: nothing about it goes out but a number, under which all of it stands in the log."""
    number = secrets.token_hex(4)
    _LOG.error("fault %s at %s %s", number, request.method, request.endpoint, exc_info=error)
    return problem(Refused("internal_error", incident=number))
