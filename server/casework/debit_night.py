"""The night's work on direct debits (口座振替の夜間処理): groundless mandates end, due requests are cut.

A mandate ends with its head's death, and with the insurance when nothing is owed any more. All of it is idempotent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.debit_again import work_again
from server.casework.debit_runs import cut_due_runs
from server.casework.services import Services
from server.casework.work import run
from server.domain.actors import SYSTEM
from server.domain.effects import RegisterChange
from server.domain.rights import ALL, Function, Grant
from server.store import debit_reading as reading
from server.store import ledger, mandates, registers
from server.store.connection import Connection
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork

_EVENT = "night:debits"


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: mandates ended, requests cut."""

    ended: int
    cut: int


def run_debits(services: Services) -> Night:
    """Ends what has lost its ground, then builds each request whose day has come and renews the stop lists."""
    day = services.clock.business_day()
    caller = _system(day)
    ended = run(services, caller, _end_groundless)
    made = (*cut_due_runs(services, caller), *work_again(services, caller))
    return Night(ended, len(made))


def _system(day: date) -> Caller:
    grants = (Grant(Function.DEBIT_RUN, ALL.value, day),)
    return Caller(SYSTEM.user_id, SYSTEM.name, SYSTEM.office, "健康保険課", "自動処理", grants)


def _end_groundless(uow: UnitOfWork) -> int:
    day = uow.business_day
    grounds = _groundless(uow.conn, mandates.accepted_on(uow.conn, day), day)
    for household, ground in sorted(grounds.items()):
        payload = {"household_key": household, "on": day.isoformat(), "ground": ground}
        change = RegisterChange("end_mandate", f"{_EVENT}/{day.isoformat()}/{household}", payload)
        registers.apply_change(uow, change, event=_EVENT)
    uow.bump_households(household_revs(uow.conn, grounds))
    uow.audit("debit.night", object_kind="debit_mandates", object_key=day.isoformat(), detail={"ended": len(grounds)})
    return len(grounds)


def _groundless(conn: Connection, households: Iterable[str], day: date) -> dict[str, str]:
    """Households whose mandate has no ground any more: no head left, or nobody insured and nothing open."""
    keys = sorted(households)
    heads, insured = reading.with_head(conn, keys, day), reading.insured(conn, keys, day)
    found = {key: "NO_HEAD" for key in keys if key not in heads}
    left = [key for key in keys if key in heads and key not in insured and reading.was_insured(conn, key)]
    owing = {claim.book for claim in ledger.claims_of_books(conn, left).values() if claim.open}
    return found | {key: "NOTHING_OWED" for key in left if key not in owing}
