"""The API's own description (OpenAPI 3.1): addresses, bodies, answers, refusals; a task brings its answers' schema."""

from __future__ import annotations

import re
from typing import Any

from server.api import queries
from server.api.requests import KEY
from server.api.schemas import COMPLETE, COMPONENTS, MESSAGE, START, TEXT, ref
from server.casework.answer_once import LONGEST_KEY

JSON_TYPE, PROBLEM_TYPE, PDF_TYPE = "application/json", "application/problem+json", "application/pdf"

REFUSALS = {
    "400": "The body is not JSON, or the Idempotency-Key is no key",
    "401": "No token, or one that no longer counts",
    "403": "No right to this, or the second person must be another one",
    "404": "Unknown, or outside the caller's offices",
    "409": "The case has moved, the task is taken or done, or the law does not allow it now",
    "413": "The body is too large",
    "415": "The body is not declared as JSON",
    "422": "A field is wrong; `field` and `errors` name it",
}
_READING = ("401", "403", "404", "422")
_WRITING = ("401", "403", "404", "409")
_WITH_BODY = tuple(REFUSALS)

_SUMMARY = "国民健康保険の事務 / National Health Insurance casework: the same rights, refusals and audit as the screens"


def openapi(prefix: str) -> dict[str, Any]:
    """The whole description as JSON."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "kokuho", "version": "1", "description": _SUMMARY},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": prefix}],
        "security": [{"bearer": []}],
        "paths": {path: _with_parameters(path, operations) for path, operations in _paths().items()},
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": COMPONENTS,
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/openapi.json": {"get": _description()},
        "/procedures": {"get": _read("procedures", "Procedures in force, with the start form's schema", "Procedures")},
        "/cases": {"post": _write("startCase", "Start a case; it is numbered at once", START, "201", "Started")},
        "/cases/{case_id}": {"get": _read("case", "A case with its steps, history, papers and letters", "Case")},
        "/tasks": {"get": _read("tasks", "Open tasks that one may work, due first", "Inbox", queries.FILTERS)},
        "/tasks/{task_id}": {"get": _read("task", "A task with the schema of its answers and its facts", "Task")},
        "/tasks/{task_id}/claim": {"post": _act("claimTask", "Take a task (引き受ける)", "Held")},
        "/tasks/{task_id}/release": {"post": _act("releaseTask", "Put a task back (戻す)", "Held")},
        "/tasks/{task_id}/complete": {
            "post": _write("completeTask", "Hand in the answers and move the case", COMPLETE, "200", "Completed")
        },
        "/messages": {"post": _write("sendMessage", "Hand in a message", MESSAGE, "202", "Delivered")},
        "/letters/{letter_id}": {"get": _letter()},
    }


def _description() -> dict[str, Any]:
    return {
        "operationId": "describe",
        "summary": "This description",
        "security": [],
        "responses": {"200": _content("The description", JSON_TYPE, {"type": "object"})},
    }


def _read(name: str, summary: str, schema: str, filters: tuple[str, ...] = ()) -> dict[str, Any]:
    return _operation(name, summary, "200", _content("Found", JSON_TYPE, ref(schema)), _READING) | (
        {"parameters": [_filter(one) for one in filters]} if filters else {}
    )


def _act(name: str, summary: str, schema: str) -> dict[str, Any]:
    return _operation(name, summary, "200", _content("Done", JSON_TYPE, ref(schema)), _WRITING)


def _write(name: str, summary: str, body: dict[str, Any], status: str, schema: str) -> dict[str, Any]:
    done = _content("Done, now or by the same request before", JSON_TYPE, ref(schema))
    return _operation(name, summary, status, done, _WITH_BODY) | {
        "parameters": [_once()],
        "requestBody": {"required": True, "content": {JSON_TYPE: {"schema": body}}},
    }


def _letter() -> dict[str, Any]:
    pdf = _content("The letter; before it is released marked as a specimen (見本)", PDF_TYPE, {"type": "string"})
    return _operation("letter", "A letter as PDF; the look is on record", "200", pdf, ("401", "403", "404", "409"))


def _operation(name: str, summary: str, status: str, done: dict[str, Any], refused: tuple[str, ...]) -> dict[str, Any]:
    problems = {code: _content(REFUSALS[code], PROBLEM_TYPE, ref("Problem")) for code in refused}
    return {"operationId": name, "summary": summary, "responses": {status: done, **problems}}


def _content(description: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def _once() -> dict[str, Any]:
    schema = {**TEXT, "minLength": 1, "maxLength": LONGEST_KEY}
    told = "The same key with the same request gets the first answer again; with another one it is refused"
    return {"name": KEY, "in": "header", "required": False, "description": told, "schema": schema}


def _filter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(queries.CHOICES[name])} if name in queries.CHOICES else TEXT
    if name == queries.PAGE:
        schema = {"type": "integer", "minimum": 1}
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _with_parameters(path: str, operations: dict[str, Any]) -> dict[str, Any]:
    """The address with what stands in it described."""
    names = re.findall(r"\{(\w+)\}", path)
    if not names:
        return operations
    return {"parameters": [{"name": n, "in": "path", "required": True, "schema": TEXT} for n in names], **operations}
