"""Successions begun by the night (納付義務の承継の開始): the death of a payer who left debts or credits with the city.

What the resident register told has ended his insurance by then; from that row the night finds him, once.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from server.casework.advance import StepFailed
from server.casework.begin_limitation_case import begin_by_night
from server.casework.dunning_look import no_table
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.succession.looking import debt_of, estate
from server.store.facts import load_facts
from server.store.successions import Dead, dead_payers
from server.store.unit_of_work import UnitOfWork

SLUG = "succession"
_LOG = logging.getLogger("kokuho.night")


def begin_successions(services: Services) -> int:
    """A case for each payer whose death is told and who left something; how many. Again, it finds nothing."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        try:
            services.catalogue.active(conn, SLUG, day)
        except Refused:
            return 0
        back = timedelta(days=services.values(conn).integer("succession.look_back_days", day))
        found = dead_payers(conn, day - back)
    return sum(_tried(services, one) for one in found)


def _tried(services: Services, dead: Dead) -> int:
    """One that cannot begin keeps no other from its turn; the next night finds it again."""
    try:
        return _begin(services, dead)
    except (Refused, StepFailed):
        _LOG.exception("a succession could not begin")
        return 0


def _begin(services: Services, dead: Dead) -> int:
    with unit_of_work(services, SYSTEM) as uow:
        return 0 if begin_for(services, uow, dead) is None else 1


def begin_for(services: Services, uow: UnitOfWork, dead: Dead, evidence: str = "REGISTER") -> str | None:
    """The case of a payer's death in the caller's transaction, once; None where he left nothing with the city.

    `evidence` RECORD: by the resident record of one who was not insured, of whom the registers tell no loss.
    """
    key = f"{SLUG}/{dead.household_key}/{dead.person_key}"
    uow.audit("succession.look", object_kind="person", object_key=dead.person_key)
    keys = [FactKey(kind, dead.household_key) for kind in ("arrears", "household")]
    facts = load_facts(uow.conn, keys, on=uow.business_day)
    context = Context(uow.business_day, {}, services.values(uow.conn), facts, no_table)
    mine = estate(context, dead.household_key, dead.person_key)
    if not any(debt_of(one) > 0 or one["overpaid"] > 0 for one in mine):
        return None
    start: dict[str, JSON] = {
        "person_key": dead.person_key,
        "died_on": dead.died_on.isoformat(),
        "evidence": evidence,
    }
    return begin_by_night(services, uow, SLUG, dead.household_key, start, key)
