"""The API's own description (OpenAPI 3.1): addresses, bodies, answers; the forms' schemas come with each task."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_OBJECT: dict[str, Any] = {"type": "object"}


def openapi(prefix: str) -> dict[str, Any]:
    """The whole description as JSON."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kokuho",
            "version": "1",
            "description": "国民健康保険の事務 / National Health Insurance casework",
        },
        "servers": [{"url": prefix}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM},
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/openapi.json": {"get": {**_operation("This description"), "security": []}},
        "/procedures": {"get": _operation("Procedures in force")},
        "/cases": {"post": _operation("Start a case", body=_START, ok="201", once=True)},
        "/cases/{id}": {"get": _operation("A case with its steps, history and letters", ids=True)},
        "/tasks": {"get": {**_operation("Open tasks one may work"), "parameters": [_query(n) for n in _FILTERS]}},
        "/tasks/{id}": {"get": _operation("A task with the schema of its answers and the facts it rests on", ids=True)},
        "/tasks/{id}/claim": {"post": _operation("Take a task", ids=True)},
        "/tasks/{id}/release": {"post": _operation("Put a task back", ids=True)},
        "/tasks/{id}/complete": {"post": _operation("Hand in answers", body=_COMPLETE, ids=True, once=True)},
        "/messages": {"post": _operation("Hand in a message", body=_MESSAGE, ok="202", once=True)},
        "/letters/{id}": {"get": _operation("A letter as PDF", ids=True, media="application/pdf")},
    }


def _operation(
    summary: str,
    *,
    body: dict[str, Any] | None = None,
    ok: str = "200",
    ids: bool = False,
    once: bool = False,
    media: str = "application/json",
) -> dict[str, Any]:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": _TEXT}] if ids else []
    if once:
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": _TEXT})
    refusal = {"$ref": "#/components/schemas/Problem"}
    problem = {"description": "Refused", "content": {"application/problem+json": {"schema": refusal}}}
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            ok: {"description": "Done", "content": {media: {}}},
            **dict.fromkeys(("401", "403", "404", "409", "422"), problem),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": _TEXT}


def _body(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


_FILTERS = ("tab", "procedure", "element", "assignee", "due", "kana", "page")
_START = _body(["procedure", "data"], procedure=_TEXT, subject=_OBJECT, data=_OBJECT)
_COMPLETE = _body(["answers"], answers=_OBJECT, rev={"type": "integer"})
_MESSAGE = _body(["kind", "source_id", "keys"], kind=_TEXT, source_id=_TEXT, keys=_OBJECT, payload=_OBJECT)
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "message_ja": _TEXT,
        "message_en": _TEXT,
        "field": {"type": ["string", "null"]},
        "basis": {"type": ["string", "null"]},
        "errors": {"type": "array", "items": _OBJECT},
    },
}
