"""What a scan is called (写しの見出し): its page names it, the scan itself is looked at through `look_at_document`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.attach_document import require_view
from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import require_sight
from server.domain.refusals import Refused
from server.store import cases, uploads


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A paper with a scan: what it is, of which case, where the paper lies."""

    document_id: str
    label: str
    media_type: str
    pages: int | None
    received_on: date
    paper_location: str | None
    case_id: str
    number: str


def document_head(services: Services, caller: Caller, document_id: str) -> DocumentHead:
    """The head of a scan; raises `document_not_found`, rights, `protected_person`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = uploads.get_document(conn, document_id)
        case = None if found is None else cases.get_case(conn, found.case_id)
        if found is None or case is None or found.media_type is None:
            raise Refused("document_not_found")
        require_view(conn, caller, case, day)
    require_sight(caller, case.office, case.protected, day)
    return DocumentHead(
        document_id=document_id,
        label=words.say(words.PAPER_KINDS, found.kind, caller.lang),
        media_type=found.media_type,
        pages=found.pages,
        received_on=found.received_on,
        paper_location=found.paper_location,
        case_id=case.case_id,
        number=case.number,
    )
