"""不明入金: each payment that names nobody becomes a case with a due day as soon as its file is taken in."""

from __future__ import annotations

from collections.abc import Sequence

from server.casework.advance import begin_case, next_number
from server.casework.services import Services
from server.domain.receipts import Outcome
from server.domain.refusals import Refused
from server.engine.definition import Procedure
from server.store.cases import NewCase
from server.store.receipts import NewReceipt
from server.store.unit_of_work import UnitOfWork

SLUG = "receipt_correction"
OFFICE = "hq"


def open_corrections(services: Services, uow: UnitOfWork, made: Sequence[NewReceipt]) -> frozenset[str]:
    """Begins a case for each receipt in suspense; answers the receipts that have one now.

    None where the procedure is not in force: then its file's incident is what somebody works on.
    """
    waiting = [one for one in made if one.outcome is Outcome.SUSPENSE]
    if not waiting:
        return frozenset()
    try:
        procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
    except Refused:
        return frozenset()
    return frozenset(one.receipt_id for one in waiting if _begin(services, uow, procedure, one))


def once_key(receipt_id: str) -> str:
    """Under which key the case of a receipt in suspense is begun, once."""
    return f"{SLUG}/{receipt_id}"


def _begin(services: Services, uow: UnitOfWork, procedure: Procedure, one: NewReceipt) -> bool:
    at = services.clock.business_now()
    data = {
        "channel": "EXOFFICIO",
        "received_on": uow.business_day.isoformat(),
        "receipt_id": one.receipt_id,
        "cause": "unmatched",
        "remarks": None,
    }
    new = NewCase(
        number=next_number(uow, at),
        slug=SLUG,
        procedure_hash=procedure.hash,
        office=OFFICE,
        household_key=None,
        subject_name="",
        subject_kana="",
        channel="EXOFFICIO",
        received_on=uow.business_day,
        protected=False,
        paper_location=None,
        once_key=once_key(one.receipt_id),
    )
    begin_case(services, uow, new, data, procedure, at)
    return True
