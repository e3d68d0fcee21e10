"""Procedures, cases and their papers over the API (手続・案件・書類)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from server.api import queries
from server.api.plain import plain
from server.api.requests import answer, body, caller, mapping, once, text
from server.casework.attach_document import Scan, attach_document, look_at_document
from server.casework.services import Services
from server.casework.start_form import start_form, startable
from server.casework.start_with_papers import StartedWithPapers, start_with_papers
from server.casework.views.case import case_view
from server.casework.views.case_list import case_history, case_letters, case_list, case_papers
from server.casework.views.procedures import procedures_view
from server.domain.effects import JSON
from server.domain.forms.schema import json_schema
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function

PAPER = ("kind", "name", "content")
LONGEST_NAME = 255
LONGEST_PLACE = 60


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/procedures`, `/cases` and `/documents`."""
    _lists(api, services)
    _parts(api, services)
    _writing(api, services)


def _lists(api: Blueprint, services: Services) -> None:
    @api.get("/procedures")
    def procedures() -> Response:
        schemas = _start_schemas(services)
        lines = procedures_view(services, caller())
        return answer({"procedures": [{**_object(line), "schema": schemas.get(line.slug)} for line in lines]})

    @api.get("/cases")
    def cases() -> Response:
        query, after, limit = queries.case_query(request.args)
        return answer(plain(case_list(services, caller(), query, after=after, limit=limit)))

    @api.get("/cases/<case_id>")
    def case(case_id: str) -> Response:
        return answer(plain(case_view(services, caller(), case_id)))


def _parts(api: Blueprint, services: Services) -> None:
    @api.get("/cases/<case_id>/history")
    def history(case_id: str) -> Response:
        given = queries.read(request.args, queries.HISTORY)
        after, limit = given.get("after", 0), given.get("limit", queries.PAGE_SIZE)
        return answer(plain(case_history(services, caller(), case_id, after=after, limit=limit)))

    @api.get("/cases/<case_id>/letters")
    def letters(case_id: str) -> Response:
        return answer({"letters": plain(case_letters(services, caller(), case_id))})

    @api.get("/cases/<case_id>/documents")
    def documents(case_id: str) -> Response:
        return answer({"documents": plain(case_papers(services, caller(), case_id))})

    @api.get("/documents/<document_id>")
    def document(document_id: str) -> Response:
        found, content = look_at_document(services, caller(), document_id)
        media = found.media_type or "application/octet-stream"
        headers = {
            "Content-Disposition": f'attachment; filename="{document_id[-12:]}.{media.rpartition("/")[2]}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, content_type=media, headers=headers)


def _writing(api: Blueprint, services: Services) -> None:
    @api.post("/cases")
    def start() -> Response:
        data = body("procedure", "data", optional=("subject", "documents"))
        slug, answers = text(data, "procedure"), _with_subject(mapping(data, "data"), mapping(data, "subject"))
        scans = _scans(data.get("documents", []))
        return once(
            services,
            201,
            _started,
            lambda remember: start_with_papers(services, caller(), slug, answers, scans, remember=remember),
        )

    @api.post("/cases/<case_id>/documents")
    def attach(case_id: str) -> Response:
        scan = _scan(body(*PAPER, optional=("paper_location",)), "")
        return once(
            services,
            201,
            lambda document_id: {"document_id": document_id, "case_id": case_id},
            lambda remember: attach_document(
                services,
                caller(),
                case_id,
                scan.name,
                scan.content,
                kind=scan.kind,
                location=scan.location,
                remember=remember,
            ),
        )


def _scans(sent: Any) -> list[Scan]:
    """The papers that come with a case; raises `InputInvalid` that names the wrong one."""
    if not isinstance(sent, list):
        raise InputInvalid([FieldError("documents", "wrong_type", {"expected": "array"})])
    return [_scan(one, f"documents.{place}.") for place, one in enumerate(sent)]


def _scan(sent: Any, path: str) -> Scan:
    """One paper; `path` stands before the names of its fields in what is refused."""
    if not isinstance(sent, dict):
        raise InputInvalid([FieldError(path.rstrip("."), "wrong_type", {"expected": "object"})])
    extra = [name[:60] for name in sorted(sent.keys() - {*PAPER, "paper_location"})]
    errors = [FieldError(path + name, "unknown_field", {"name": name}) for name in extra]
    errors += [FieldError(path + name, "required") for name in PAPER if name not in sent]
    place = sent.get("paper_location")
    for name, longest in (("kind", LONGEST_NAME), ("name", LONGEST_NAME), ("paper_location", LONGEST_PLACE)):
        errors += _wrong_text(sent, name, longest, path)
    if errors:
        raise InputInvalid(errors)
    return Scan(sent["name"], _content(sent["content"], path), sent["kind"], place or None)


def _wrong_text(sent: Mapping[str, Any], name: str, longest: int, path: str) -> list[FieldError]:
    value = sent.get(name, "")
    if value is None and name == "paper_location":
        return []
    if not isinstance(value, str):
        return [FieldError(path + name, "wrong_type", {"expected": "string"})]
    return [FieldError(path + name, "too_long", {"max": longest})] if len(value) > longest else []


def _content(sent: Any, path: str) -> bytes:
    try:
        return base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError, TypeError) as fault:
        raise InputInvalid([FieldError(f"{path}content", "content_not_base64")]) from fault


def _start_schemas(services: Services) -> dict[str, JSON]:
    """What the start form of each procedure takes, for whoever may start one."""
    if not caller().holds(Function.CASE_START, services.clock.business_day()):
        return {}
    slugs = [one.slug for one in startable(services, caller())]
    return {slug: json_schema(start_form(services, caller(), slug).form) for slug in slugs}


def _with_subject(data: dict[str, JSON], subject: dict[str, JSON]) -> dict[str, JSON]:
    """The start form's answers, with the household named as the request's subject.

    Raises `InputInvalid` for a subject that is something else, `subject_differs` for two households.
    """
    extra = sorted(subject.keys() - {"household_key"})
    if extra:
        raise InputInvalid([FieldError(f"subject.{extra[0][:60]}", "unknown_field", {"name": extra[0][:60]})])
    typed, named = data.get("household_key"), subject.get("household_key")
    if typed and named and typed != named:
        raise Refused("subject_differs", at_field="subject.household_key")
    return {**data, **subject}


def _started(started: StartedWithPapers) -> dict[str, JSON]:
    case = started.case
    told: dict[str, JSON] = {"case_id": case.case_id, "number": case.number, "first_task_id": case.first_task_id}
    return {**told, "documents": list(started.documents)}


def _object(line: Any) -> dict[str, JSON]:
    found: Any = plain(line)
    return dict(found)
