"""Starting a case with its papers (添付書類のある申請): taken in whole or not at all, in one transaction.

For applications that come with scans from outside: a case without its papers would wait for what was sent already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.casework.attach_document import Scan, check_particulars, file_scan, judge_scan
from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.start_case import CaseStarted, start_case
from server.casework.work import Remember
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store.unit_of_work import UnitOfWork

MOST_PAPERS = 10


@dataclass(frozen=True, slots=True)
class StartedWithPapers:
    """The new case with the ids of its papers, in the order in which they were sent."""

    case: CaseStarted
    documents: tuple[str, ...]


def start_with_papers(
    services: Services,
    caller: Caller,
    slug: str,
    raw: Mapping[str, JSON],
    scans: Sequence[Scan],
    *,
    remember: Remember[StartedWithPapers] | None = None,
) -> StartedWithPapers:
    """`start_case`, with `scans` filed in the new case; raises as it, as `attach_document`, `too_many_papers`."""
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)
    if len(scans) > MOST_PAPERS:
        raise Refused("too_many_papers", at_field="documents", max=MOST_PAPERS)
    if scans and not caller.holds(Function.DOCUMENT_ADD, day):
        raise Refused("no_right", function=Function.DOCUMENT_ADD)
    for scan in scans:
        check_particulars(scan)
    judged = [judge_scan(services, scan) for scan in scans]
    filed: list[str] = []

    def keep(uow: UnitOfWork, started: CaseStarted) -> None:
        filed[:] = [file_scan(services, uow, caller, started.case_id, one) for one in judged]
        if remember is not None:
            remember(uow, StartedWithPapers(started, tuple(filed)))

    started = start_case(services, caller, slug, raw, remember=keep)
    return StartedWithPapers(started, tuple(filed))
