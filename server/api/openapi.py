"""The API's own description (OpenAPI 3.1): addresses, bodies, answers, refusals; a task brings its answers' schema."""

from __future__ import annotations

import re
from typing import Any

from server.api.queries import CASES, HISTORY, TASKS, Filters
from server.api.requests import KEY
from server.api.schemas import (
    ATTACH,
    COMPLETE,
    COMPONENTS,
    CUT,
    MESSAGE,
    REPRINT,
    RESULTS,
    RESUME,
    SLIPS,
    START,
    TEXT,
    ref,
)
from server.api.schemas_workshop import AT_REV, BEGIN, MOVE, PROPOSE, SAVE, VALUE, WORKSHOP
from server.casework.answer_once import LONGEST_KEY

JSON_TYPE, PROBLEM_TYPE, PDF_TYPE = "application/json", "application/problem+json", "application/pdf"
SCAN_TYPES = (PDF_TYPE, "image/png", "image/jpeg", "image/tiff")

REFUSALS = {
    "400": "The body is not JSON, or the Idempotency-Key is no key",
    "401": "No token, or one that no longer counts",
    "403": "No right to this, or the second person must be another one",
    "404": "Unknown, or outside the caller's offices",
    "409": "The case has moved, the task is taken or done, or the law does not allow it now",
    "413": "The body is too large",
    "415": "The body is not declared as JSON",
    "422": "A field is wrong; `field` and `errors` name it",
    "500": "A fault of ours; nothing was changed, and the number in it finds it in our records",
    "503": "The database is busy; nothing was changed, the same request may be sent again",
}
_FAULTS = ("500", "503")
_LISTING = ("401", "403", "422", *_FAULTS)
_READING = ("401", "403", "404", "422", *_FAULTS)
_LOOKING = ("401", "403", "404", *_FAULTS)
_WRITING = ("401", "403", "404", "409", *_FAULTS)
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
            "schemas": COMPONENTS | WORKSHOP,
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/openapi.json": {"get": _description()},
        **_of_cases(),
        **_of_tasks(),
        **_of_batches(),
        **_of_refunds(),
        **_of_drafts(),
        **_of_moves(),
        "/messages": {"post": _write("sendMessage", "Hand in a message", MESSAGE, "202", "Delivered")},
        "/letters/{letter_id}": {"get": _letter()},
    }


def _of_cases() -> dict[str, Any]:
    listed = "Cases of one's offices, newest receipt first"
    started = "Start a case, with its papers; it is numbered at once"
    filed = "File a scan in a case; the same scan again stays one"
    kinds = "Procedures in force, with the start form's schema"
    return {
        "/procedures": {"get": _look("procedures", kinds, "Procedures", ("401", "403"))},
        "/cases": {
            "get": _read("cases", listed, "Cases", CASES),
            "post": _write("startCase", started, START, "201", "Started"),
        },
        "/cases/{case_id}": {"get": _look("case", "A case with its steps, history, papers and letters", "Case")},
        "/cases/{case_id}/history": {"get": _read("history", "What happened, oldest first", "History", HISTORY)},
        "/cases/{case_id}/letters": {"get": _look("lettersOfCase", "The letters of a case", "Letters")},
        "/cases/{case_id}/documents": {
            "get": _look("documentsOfCase", "The papers of a case", "Papers"),
            "post": _write("attachDocument", filed, ATTACH, "201", "Attached"),
        },
        "/documents/{document_id}": {"get": _scan()},
    }


def _of_tasks() -> dict[str, Any]:
    return {
        "/tasks": {"get": _read("tasks", "Open tasks that one may work, due first", "Inbox", TASKS, _LISTING)},
        "/tasks/{task_id}": {"get": _look("task", "A task with the schema of its answers and its facts", "Task")},
        "/households/{key}/slips": {
            "get": _look("slips", "What slips may ask for (納付書再発行)", "Slips"),
            "post": _write("printSlips", "Print slips; older ones are superseded", SLIPS, "201", "SlipsPrinted"),
        },
        "/households/{key}/slips/{letter_id}": {"get": _scan() | {"operationId": "slip", "summary": "The slip as PDF"}},
        "/tasks/{task_id}/claim": {"post": _act("claimTask", "Take a task (引き受ける)", "Held")},
        "/tasks/{task_id}/release": {"post": _act("releaseTask", "Put a task back (戻す)", "Held")},
        "/tasks/{task_id}/complete": {
            "post": _write("completeTask", "Hand in the answers and move the case", COMPLETE, "200", "Completed")
        },
    }


def _of_batches() -> dict[str, Any]:
    listed, one = "Print batches of one's offices, newest first", "A print batch with its files and what is in none"
    pdf = _content("The letters", PDF_TYPE, {"type": "string"})
    file = {
        "description": "The file",
        "content": {kind: {"schema": {"type": "string"}} for kind in (PDF_TYPE, "text/csv", JSON_TYPE)},
    }
    again = _operation("reprint", "Letters of one file again; the reason is on record", "200", pdf, _WITH_BODY)
    going = _operation(
        "resume", "Let a stopped batch go on", "200", _content("Done", JSON_TYPE, ref("Batch")), _WITH_BODY
    )
    return {
        "/print-batches": {"get": _look("printBatches", listed, "Batches", ("401", "403"))},
        "/print-batches/{batch_id}": {"get": _look("printBatch", one, "Batch")},
        "/print-batches/{batch_id}/files/{name}": {
            "get": _operation("printFile", "A file of a finished batch; the taking is on record", "200", file, _WRITING)
        },
        "/print-batches/{batch_id}/reprint": {"post": again | _body(REPRINT)},
        "/print-batches/{batch_id}/resume": {"post": going | _body(RESUME)},
    }


def _of_refunds() -> dict[str, Any]:
    listed, one = "Transfers of refunds: what waits, and the files, newest first", "/refund-files/{file_id}"
    file = _content("The file: 総合振込, records of 120 bytes", "application/octet-stream", {"type": "string"})
    told = "The bank's answer to a file, whole or not at all; each case goes on"
    return {
        "/refund-files": {
            "get": _look("refundFiles", listed, "RefundFiles", ("401", "403")),
            "post": _do("cutRefundFile", "Put all that waits into a file for a day", CUT, "RefundFile", "201"),
        },
        f"{one}/file": {
            "get": _operation("refundFile", "The file for the bank; the taking is on record", "200", file, _WRITING)
        },
        f"{one}/results": {"post": _do("takeRefundResults", told, RESULTS, "RefundResults")},
    }


def _of_drafts() -> dict[str, Any]:
    listed, saved = "Drafts of procedures, those under way first", "Keep files on top of the revision that one drew on"
    judged = "A draft with its difference, the gate's findings and the running cases it touches"
    one = "/drafts/{draft_id}"
    return {
        "/drafts": {
            "get": _look("drafts", listed, "Drafts", ("401", "403")),
            "post": _do("beginDraft", "Begin the draft of a procedure", BEGIN, "Draft", "201"),
        },
        one: {"get": _look("draft", judged, "DraftJudged")},
        f"{one}/files": {"post": _do("saveDraft", saved, SAVE, "DraftSaved")},
        f"{one}/values": {"post": _do("stateValue", "State a value from a day on in a draft", VALUE, "DraftSaved")},
        f"{one}/propose": {"post": _do("proposeDraft", "Hand a draft over for decision", PROPOSE, "Draft")},
        f"{one}/send-back": {"post": _do("sendDraftBack", "Open a proposed draft again", AT_REV, "Draft")},
        f"{one}/discard": {"post": _do("discardDraft", "Give a draft up", AT_REV, "DraftDiscarded")},
        f"{one}/release": {"post": _do("releaseDraft", "Release it, by a second manager", AT_REV, "DraftReleased")},
    }


def _of_moves() -> dict[str, Any]:
    dry, one = "What a move of running cases would do, by where they stand", "/moves/{move_id}"
    return {
        "/moves/dry-run": {"post": _do("dryRun", dry, MOVE, "DryRun")},
        "/moves": {"post": _do("planMove", "Plan a move", MOVE, "Move", "201")},
        one: {"get": _look("move", "How far a move is", "Move")},
        f"{one}/go": {"post": _act("moveCases", "Move the next hundred cases", "Move")},
        f"{one}/undo": {"post": _act("undoMove", "Take the next hundred back", "Move")},
    }


def _do(name: str, summary: str, body: dict[str, Any], schema: str, status: str = "200") -> dict[str, Any]:
    """What is guarded by a revision of its own, and so asks for no key."""
    done = _content("Done", JSON_TYPE, ref(schema))
    return _operation(name, summary, status, done, _WITH_BODY) | _body(body)


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {JSON_TYPE: {"schema": schema}}}}


def _description() -> dict[str, Any]:
    return {
        "operationId": "describe",
        "summary": "This description",
        "security": [],
        "responses": {"200": _content("The description", JSON_TYPE, {"type": "object"})},
    }


def _look(name: str, summary: str, schema: str, refused: tuple[str, ...] = _LOOKING[:3]) -> dict[str, Any]:
    """What is read by its address alone."""
    return _operation(name, summary, "200", _content("Found", JSON_TYPE, ref(schema)), (*refused, *_FAULTS))


def _read(
    name: str, summary: str, schema: str, filters: Filters, refused: tuple[str, ...] = _READING
) -> dict[str, Any]:
    """What is read with filters."""
    found = _operation(name, summary, "200", _content("Found", JSON_TYPE, ref(schema)), refused)
    return {**found, "parameters": [one.parameter(key) for key, one in filters.items()]}


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
    return _operation("letter", "A letter as PDF; the look is on record", "200", pdf, _WRITING)


def _scan() -> dict[str, Any]:
    content = {media: {"schema": {"type": "string"}} for media in SCAN_TYPES}
    found = {"description": "The scan, as it was filed", "content": content}
    return _operation("document", "A scan; the look is on record", "200", found, _LOOKING)


def _operation(name: str, summary: str, status: str, done: dict[str, Any], refused: tuple[str, ...]) -> dict[str, Any]:
    problems = {code: _content(REFUSALS[code], PROBLEM_TYPE, ref("Problem")) for code in refused}
    return {"operationId": name, "summary": summary, "responses": {status: done, **problems}}


def _content(description: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def _once() -> dict[str, Any]:
    schema = {**TEXT, "minLength": 1, "maxLength": LONGEST_KEY}
    told = "The same key with the same request gets the first answer again; with another one it is refused"
    return {"name": KEY, "in": "header", "required": False, "description": told, "schema": schema}


def _with_parameters(path: str, operations: dict[str, Any]) -> dict[str, Any]:
    """The address with what stands in it described."""
    names = re.findall(r"\{(\w+)\}", path)
    if not names:
        return operations
    return {"parameters": [{"name": n, "in": "path", "required": True, "schema": TEXT} for n in names], **operations}
