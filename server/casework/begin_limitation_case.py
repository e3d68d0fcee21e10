"""The case in which a collector says what becomes of claims near their end (時効到来の処理), begun by the night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.casework.advance import begin_case, next_number
from server.casework.household_of_case import household_fact, is_protected
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.engine.definition import Procedure
from server.store.cases import NewCase
from server.store.limitation_watch import End
from server.store.unit_of_work import UnitOfWork

SLUG = "prescription_watch"


def begin_limitation_case(
    services: Services, uow: UnitOfWork, household_key: str, stage: int, ends: Sequence[End], once: str
) -> str | None:
    """The case that began; None without a household, or where the procedure is not in force."""
    start: dict[str, JSON] = {
        "stage": stage,
        "claims": "、".join(end.claim_key for end in ends),
        "ends_on": min(str(end.ends_on) for end in ends),
    }
    return begin_by_night(services, uow, SLUG, household_key, start, once)


def begin_by_night(
    services: Services, uow: UnitOfWork, slug: str, household_key: str, start: Mapping[str, JSON], once: str
) -> str | None:
    """A case of a household begun by the night, once under its key; the start form's common answers are filled in."""
    household = household_fact(uow.conn, household_key, uow.business_day)
    if household is None:
        return None
    try:
        procedure = services.catalogue.active(uow.conn, slug, uow.business_day)
    except Refused:
        return None
    new = _new(uow, services, procedure, household, once)
    common: dict[str, JSON] = {
        "channel": "EXOFFICIO",
        "received_on": uow.business_day.isoformat(),
        "household_key": household_key,
        "remarks": None,
    }
    begun = begin_case(services, uow, new, {**common, **start}, procedure, services.clock.business_now())
    return None if begun is None else begun.case_id


def _new(uow: UnitOfWork, services: Services, procedure: Procedure, household: Mapping[str, Any], once: str) -> NewCase:
    key = str(household["household_key"])
    heads = [one for one in household["members"] if one["person_key"] == household["head_person_key"]]
    head: Mapping[str, Any] = heads[0] if heads else {}
    return NewCase(
        number=next_number(uow, services.clock.business_now()),
        slug=procedure.slug,
        procedure_hash=procedure.hash,
        office=str(household["office"]),
        household_key=key,
        subject_name=str(head.get("name") or ""),
        subject_kana=str(head.get("name_kana") or ""),
        channel="EXOFFICIO",
        received_on=uow.business_day,
        protected=is_protected(uow.conn, key, uow.business_day),
        once_key=once,
        person_keys=tuple(str(one["person_key"]) for one in heads),
    )
