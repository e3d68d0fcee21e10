"""Refusals over HTTP (拒否の伝え方): problem details (RFC 9457) with the same codes and words as the screens."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import HTTPException

from server.domain.refusals import Refused

_LOG = logging.getLogger("kokuho.api")
_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable", 413: "body_too_large"}


def problem(refused: Refused, status: int | None = None) -> Response:
    """The refusal as `application/problem+json`; `code`, both messages, `field`, `basis` stand beside the standard."""
    code = status or refused.status
    told = {
        "type": f"urn:kokuho:refusal:{refused.code}",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": refused.message_en,
        **refused.as_json(),
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status=code, content_type="application/problem+json; charset=utf-8")


def http_problem(error: HTTPException) -> Response:
    """What the web framework itself refuses (unknown address, wrong method, body too large)."""
    code = _OF_STATUS.get(error.code or 500)
    return problem(Refused(code or "query_invalid"), error.code or 400)


def fault(error: Exception) -> Response:
    """A fault of ours: nothing about it goes out, all of it goes into the log."""
    _LOG.error("a request failed", exc_info=error)
    return problem(Refused("internal_error"))
