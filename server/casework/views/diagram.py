"""The diagram of a version (図): the file as it was deployed; it tells nothing of anybody."""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
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
