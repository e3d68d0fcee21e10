"""Cases that begin by themselves when withholding ends or fails (特別徴収の中止), one for a household and reason."""

from __future__ import annotations

from datetime import date

from server.casework.advance import begin_case, next_number
from server.casework.household_of_case import household_fact, is_protected
from server.casework.services import Services
from server.domain.refusals import Refused
from server.store.cases import NewCase
from server.store.unit_of_work import UnitOfWork

SLUG = "special_collection"
STOP = "STOP"


def begin_stop(
    services: Services, uow: UnitOfWork, household_key: str, levy_year: int, reason: str, month: date | None
) -> str | None:
    """The case that stops it; None when it began before, or the procedure is not in force."""
    household = household_fact(uow.conn, household_key, uow.business_day)
    try:
        procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
    except Refused:
        return None
    if household is None:
        return None
    at, of_month = services.clock.business_now(), "" if month is None else month.isoformat()
    heads = [one for one in household["members"] if one["person_key"] == household["head_person_key"]]
    head = heads[0] if heads else {}
    data = {
        "channel": "EXOFFICIO",
        "received_on": uow.business_day.isoformat(),
        "kind": STOP,
        "levy_year": levy_year,
        "first_month": None,
        "household_key": household_key,
        "reason": reason,
        "month": of_month or None,
        "remarks": None,
    }
    new = NewCase(
        number=next_number(uow, at),
        slug=SLUG,
        procedure_hash=procedure.hash,
        office=str(household["office"]),
        household_key=household_key,
        subject_name=str(head.get("name") or ""),
        subject_kana=str(head.get("name_kana") or ""),
        channel="EXOFFICIO",
        received_on=uow.business_day,
        protected=is_protected(uow.conn, household_key, uow.business_day),
        once_key=f"{SLUG}/{household_key}/{levy_year}/{reason}/{of_month or uow.business_day.isoformat()}",
    )
    begun = begin_case(services, uow, new, data, procedure, at)
    return None if begun is None else begun.case_id
