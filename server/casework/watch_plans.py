"""The nightly look at plans to pay in parts (分納・猶予の履行の見守り).

A case is told when a line was missed, when all is paid, when a wait or a deferral ran out; what it does about it, it
decides by the registers at that moment.

A payment wakes its case at once (収納の取込み); this look is for days that pass without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from server.casework.deliver_message import deliver_stored
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar
from server.domain.effects import Message
from server.domain.instalment_plan import (
    Patience,
    Told,
    deferral_patience,
    from_json,
    paid_on_plan,
    pledge_patience,
    standing,
)
from server.store import deferrals, ledger, messages, pledges, receipts
from server.store.connection import Connection
from server.store.deferrals import Deferral
from server.store.errors import Stale
from server.store.pledges import Pledge

KIND = "case_event"
P = TypeVar("P", Pledge, Deferral)


def watch_plans(services: Services) -> int:
    """Tells each case of a pledge or deferral about which something is to be done; how many cases got it now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        due = [*_pledges(services, conn, day), *_deferrals(services, conn, day)]
    return sum(_tell(services, case_id, source) for case_id, source in due)


def _pledges(services: Services, conn: Connection, day: date) -> Iterable[tuple[str, str]]:
    found = pledges.all_standing(conn, day)
    if not found:
        return  # a city that has only begun needs no value for it yet
    patience = pledge_patience(services.values(conn), day)
    for one, stand in _judged(services, conn, found, patience, day):
        if one.case_id is not None and stand != "STANDING":
            yield one.case_id, f"{one.pledge_key}/{stand}/{len(one.missed)}"


def _deferrals(services: Services, conn: Connection, day: date) -> Iterable[tuple[str, str]]:
    found = deferrals.all_granted(conn, day)
    if not found:
        return
    patience = deferral_patience(services.values(conn), day)
    for one, stand in _judged(services, conn, found, patience, day):
        if one.case_id is None:
            continue
        if one.last_on < day:
            yield one.case_id, f"{one.deferral_key}/over/{one.last_on}"
        elif stand != "STANDING":
            yield one.case_id, f"{one.deferral_key}/{stand}/{len(one.missed)}"


def _judged(
    services: Services, conn: Connection, plans: Sequence[P], patience: Patience, day: date
) -> Iterable[tuple[P, str]]:
    """Each plan with how it stands, in a few statements for the whole city."""
    keys = {claim["claim_key"] for one in plans for claim in one.claims}
    still = {key: one.open.principal.total for key, one in ledger.claims(conn, keys).items()}
    coming: Counter[str] = Counter()
    for receipt in receipts.in_transit(conn, [one.household_key for one in plans]):
        coming[str(receipt.household_key)] += receipt.amount
    calendar = Calendar(services.values(conn))
    for one in plans:
        owed = [(claim["claim_key"], claim["amount"]) for claim in one.claims]
        told = [Told(line["no"], date.fromisoformat(line["told_on"])) for line in one.missed]
        paid, more = paid_on_plan(owed, still), coming[one.household_key]
        stand = standing(from_json(one.lines), paid, told, day, patience, calendar, coming=more)
        yield one, stand.result


def _tell(services: Services, case_id: str, source: str) -> bool:
    """One case, by a message of its own; one that is at another step gets it when it waits again."""
    with services.database.read() as conn:
        if messages.stands(conn, source):
            return False
    try:
        with unit_of_work(services, SYSTEM) as uow:
            message = Message(KIND, source, {"case_id": case_id}, {"what": "plan"})
            stored, new = messages.put_message(uow, message, from_case_id=case_id)
            uow.audit("plan.watch", object_kind="case", object_key=case_id, case_id=case_id)
            return new and bool(deliver_stored(services, uow, stored))
    except Stale:
        return False
