"""Scans (写し): looked at, never without a record of the look."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from server.casework.attach_document import look_at_document
from server.casework.views.document import document_head
from server.domain.rights import Function
from server.web.access import caller, needs, services
from server.web.kit import page
from server.web.look import framed
from server.web.pages.document import document_context

documents = Blueprint("documents", __name__, url_prefix="/documents")


@documents.get("/<document_id>")
@needs(Function.DOCUMENT_VIEW)
def look(document_id: str) -> Response:
    """The page around a scan."""
    head = document_head(services(), caller(), document_id)
    content_url = url_for("documents.content", document_id=document_id)
    return page("document.html", **document_context(head, content_url))


@documents.get("/<document_id>/content")
@needs(Function.DOCUMENT_VIEW)
def content(document_id: str) -> Response:
    """The scan itself; its kind is what its content says, never what its name said."""
    found, data = look_at_document(services(), caller(), document_id)
    response = Response(data, mimetype=found.media_type or "application/octet-stream")
    suffix = (found.media_type or "application/octet-stream").rpartition("/")[2]
    response.headers["Content-Disposition"] = f'inline; filename="{document_id[-12:]}.{suffix}"'
    return framed(response)
