"""The nightly look at reliefs in force (減免の見守り): on its day each becomes a case in which somebody sees whether
its ground still holds, so that none goes on by being forgotten.
"""

from __future__ import annotations

import logging
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
_LOG = logging.getLogger("kokuho.night")


def watch_reliefs(services: Services) -> int:
    """Begins a case of revocation for each relief whose day of review has come; how many began now, each once."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        due = [one for one in premium_reliefs.to_review(conn, day) if cases.once(conn, _once(one)) is None]
    begun, failed = 0, list[str]()
    for one in due:
        try:
            begun += _review(services, one)
        except Exception:  # noqa: BLE001 - told below; the others have their turn all the same
            _LOG.exception("the review of relief %s could not begin", one.relief_key)
            failed.append(one.relief_key)
    if failed:  # told as a failed round; all others had their turn
        raise RuntimeError(f"{len(failed)} reviews of reliefs could not begin: {failed[0]}")
    return begun


def _review(services: Services, one: PremiumRelief) -> bool:
    with unit_of_work(services, SYSTEM) as uow:
        case_id, key = _begin(services, uow, one), one.household_key
        detail = {"relief": one.relief_key, "case": case_id}
        uow.audit("relief.review", object_kind="household", object_key=key, household_key=key, detail=detail)
        return case_id is not None


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
