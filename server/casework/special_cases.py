"""Cases that begin by themselves when withholding ends or fails (特別徴収の中止), one for a household and reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
    of_month = "" if month is None else month.isoformat()
    once = f"{SLUG}/{household_key}/{levy_year}/{reason}/{of_month or uow.business_day.isoformat()}"
    new = _new(services, uow, household, procedure.hash, once)
    data = {
        "channel": new.channel,
        "received_on": uow.business_day.isoformat(),
        "kind": STOP,
        "levy_year": levy_year,
        "first_month": None,
        "household_key": household_key,
        "reason": reason,
        "month": of_month or None,
        "remarks": None,
    }
    begun = begin_case(services, uow, new, data, procedure, services.clock.business_now())
    return None if begun is None else begun.case_id


def _new(services: Services, uow: UnitOfWork, household: Mapping[str, Any], procedure_hash: str, once: str) -> NewCase:
    heads = [one for one in household["members"] if one["person_key"] == household["head_person_key"]]
    head = heads[0] if heads else {}
    key = str(household["household_key"])
    return NewCase(
        number=next_number(uow, services.clock.business_now()),
        slug=SLUG,
        procedure_hash=procedure_hash,
        office=str(household["office"]),
        household_key=key,
        subject_name=str(head.get("name") or ""),
        subject_kana=str(head.get("name_kana") or ""),
        channel="EXOFFICIO",
        received_on=uow.business_day,
        protected=is_protected(uow.conn, key, uow.business_day),
        once_key=once,
    )
