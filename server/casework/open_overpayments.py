"""過誤納の検知: a case for each household that paid too much, at once where a posting made it, else by the next round.

One overpayment is taken up by one case: the case takes it in its first step, and the database lets nobody else.
"""

from __future__ import annotations

from server.casework.begin_limitation_case import begin_by_night
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import overpayments
from server.store.errors import Stale
from server.store.overpayments import Standing
from server.store.unit_of_work import UnitOfWork

SLUG = "overpayment"


def open_overpayments(services: Services) -> int:
    """Begins a case for every household with an overpayment that no case holds; how many now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        try:
            services.catalogue.active(conn, SLUG, day)
        except Refused:
            return 0  # not in force: the ledger's screens show what is overpaid
        households = overpayments.unheld(conn)
    return sum(_begin(services, household) for household in households)


def _begin(services: Services, household: str) -> bool:
    try:
        with unit_of_work(services, SYSTEM) as uow:
            begun = open_for(services, uow, household, services.values(uow.conn))
            detail = {"begun": begun}
            uow.audit("overpayment.look", object_kind="household", object_key=household, detail=detail)
            return begun
    except (Stale, Refused):
        return False  # somebody works on the household; the next round finds it again


def open_for(services: Services, uow: UnitOfWork, household: str, values: Values) -> bool:
    """Begins the case of one household in the caller's transaction, where it has an overpayment that no case holds."""
    found = overpayments.standing(uow.conn, household, values)
    overpayments.put_gone(uow, household, (one.lot for one in found if one.row is None and not one.lot.left))
    free = [one for one in found if _is_free(one) and (one.lot.left or (one.row is not None and one.row.interest))]
    if not free:
        return False
    turns = ",".join(f"{one.lot.line_no}.{0 if one.row is None else one.row.turn}" for one in free)
    return begin_by_night(services, uow, SLUG, household, {}, f"{SLUG}/{household}/{turns}") is not None


def _is_free(one: Standing) -> bool:
    return one.row is None or (one.row.state == overpayments.OPEN and one.row.case_id is None)
