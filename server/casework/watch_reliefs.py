"""The nightly look at reliefs in force (減免の見守り): on its day each becomes a case in which somebody sees whether
its ground still holds, so that none goes on by being forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.casework.begin_limitation_case import begin_by_night
from server.casework.household_of_case import household_fact
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import JSON
from server.store import cases, premium_reliefs
from server.store.premium_reliefs import PremiumRelief
from server.store.unit_of_work import UnitOfWork

SLUG = "premium_relief"


def watch_reliefs(services: Services) -> int:
    """Begins a case of revocation for each relief whose day of review has come; how many began now, each once."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        due = [one for one in premium_reliefs.to_review(conn, day) if cases.once(conn, _once(one)) is None]
    begun = 0
    for one in due:
        with unit_of_work(services, SYSTEM) as uow:
            case_id, key = _begin(services, uow, one), one.household_key
            detail = {"relief": one.relief_key, "case": case_id}
            uow.audit("relief.review", object_kind="household", object_key=key, household_key=key, detail=detail)
            begun += case_id is not None
    return begun


def _once(one: PremiumRelief) -> str:
    return f"relief_review:{one.relief_key}:{one.review_on}"


def _begin(services: Services, uow: UnitOfWork, one: PremiumRelief) -> str | None:
    household = household_fact(uow.conn, one.household_key, uow.business_day)
    if household is None:
        return None
    head: Mapping[str, Any] = next(
        (m for m in household["members"] if m["person_key"] == household["head_person_key"]), {}
    )
    start: dict[str, JSON] = {
        "matter": "REVOCATION",
        "levy_year": one.levy_year,
        "head_name": head.get("name"),
        "head_kana": head.get("name_kana"),
        "exofficio_reason": "減免の事由が続いているかを確かめる時期が来た",
        "documents": [],
    }
    return begin_by_night(services, uow, SLUG, one.household_key, start, _once(one))
