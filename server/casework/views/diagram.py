"""The diagram of a version (図): the file as it was deployed; it tells nothing of anybody."""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.drafts import get, require_draw
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import procedures


def diagram_of(services: Services, caller: Caller, version_hash: str) -> bytes:
    """The main diagram of the version with this hash.

    Raises `Refused` with `no_right` for whoever may see neither cases nor procedures, `not_found`.
    """
    day = services.clock.business_day()
    if not (caller.holds(Function.CASE_VIEW, day) or caller.holds(Function.PROCEDURE_VIEW, day)):
        raise Refused("no_right", function=Function.PROCEDURE_VIEW)
    with services.database.read() as conn:
        if procedures.get_version(conn, version_hash) is None:
            raise Refused("not_found")
        return services.catalogue.get(conn, version_hash).diagram


def diagram_of_draft(services: Services, caller: Caller, draft_id: str) -> bytes:
    """The main diagram of a draft as it stands now. Raises `draft_not_found`, `not_found` for one without, rights."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        name = draft.manifest.get(f"workflows/{draft.slug}/{draft.slug}.bpmn")
        if name is None:
            raise Refused("not_found")
        return procedures.artefacts(conn, [name])[name]
