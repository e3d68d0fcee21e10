"""The page around one scan (写し)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.views.document import DocumentHead
from server.web import wording
from server.web.pages.shared import Plain

_IMAGES = ("image/png", "image/jpeg")


def document_context(head: DocumentHead, content_url: str) -> Plain:
    """The context of `document.html`."""
    place = gettext("原本 %(place)s", place=head.paper_location) if head.paper_location else ""
    received = gettext("%(day)s 受領", day=wording.short_day(head.received_on))
    shown = {"title": f"{head.label} {head.number}", "facts": " ".join(part for part in (received, place) if part)}
    shown["case_url"] = url_for("cases.show", case_id=head.case_id, tab="documents")
    way = "pdf_url" if head.media_type == "application/pdf" else "image_url"
    shown[way if way == "pdf_url" or head.media_type in _IMAGES else "download_url"] = content_url
    return {"document": shown}
