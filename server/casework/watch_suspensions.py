"""Suspensions watched every night (執行停止の期間管理): paid, extinct by limitation, or over after three years.

And once a year, from the city's day on, what is extinct is put to the officers for its write-off (不納欠損の一覧).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.begin_limitation_case import begin_by_night
from server.casework.deliver_message import deliver_stored
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar, fiscal_year, fiscal_year_end, period_end
from server.domain.effects import JSON, Message, RegisterChange
from server.domain.ledger.books import Claim
from server.domain.limitation import Clock
from server.domain.values import Values
from server.store import ledger, limitation_watch, messages, registers, suspensions
from server.store.connection import Connection
from server.store.errors import Stale
from server.store.households import household_revs
from server.store.prescribed import clocks_of
from server.store.suspensions import EXTINGUISHED, PAID, PRESCRIBED, Suspension
from server.store.unit_of_work import UnitOfWork

JOB = "suspensions"
EVENT = "night:suspensions"
WRITE_OFF = "write_off"
OVER = "suspension_over"


@dataclass(frozen=True, slots=True)
class SuspensionRun:
    """What a run did: instalments that rest no more, suspensions that are over, write-off cases begun."""

    ended: int = 0
    over: int = 0
    write_offs: int = 0


def watch_suspensions(services: Services, *, again: bool = False) -> SuspensionRun:
    """The run of this business day, once; `again` runs it once more."""
    return once_a_day(services, JOB, lambda day, _: _watch(services, day), again=again) or SuspensionRun()


def extinct_after(from_day: date, values: Values) -> date:
    """The last day of a suspension's three years: from the day after on the duty to pay is gone (15条の7第4項)."""
    return period_end(from_day, values.period("suspension_extinguish", from_day), Calendar(values))


def ended_as(one: Suspension, claim: Claim, clock: Clock, day: date, values: Values) -> tuple[str, date] | None:
    """How and from which day an instalment rests no more; the earlier of limitation and the three years."""
    if claim.open.total <= 0:
        return PAID, day
    after = extinct_after(one.from_day, values)
    ends = [(last, how) for last, how in ((clock.ends_on, PRESCRIBED), (after, EXTINGUISHED)) if last is not None]
    last, how = min(ends)
    return (how, last + timedelta(days=1)) if day > last else None


def _watch(services: Services, day: date) -> SuspensionRun:
    with services.database.read() as conn:
        values = services.values(conn)
        resting = suspensions.resting(conn)
        claims = ledger.claims(conn, [one.claim_key for one in resting])
        clocks = clocks_of(conn, claims, values)
        begin = _households_to_write_off(conn, day, values)
    ends: dict[str, list[tuple[Suspension, str, date]]] = {}
    for one in resting:
        end = ended_as(one, claims[one.claim_key], clocks[one.claim_key], day, values)
        if end is not None:
            ends.setdefault(one.suspension_key, []).append((one, *end))
    over = sum(_end(services, key, some) for key, some in sorted(ends.items()))
    begun = sum(_begin(services, household, day) for household in begin)
    return SuspensionRun(sum(map(len, ends.values())), over, begun)


def _end(services: Services, key: str, some: Sequence[tuple[Suspension, str, date]]) -> bool:
    """Ends what is over of a suspension; when nothing of it rests any more its case is told."""
    try:
        with unit_of_work(services, SYSTEM) as uow:
            for one, how, on in some:
                _change(uow, one, how, on)
            household = some[0][0].household_key
            uow.bump_households(household_revs(uow.conn, [household]))
            uow.audit("suspension.end", object_kind="case", object_key=key, household_key=household)
            if any(one.ended_on is None for one in suspensions.of_household(uow.conn, household) if _same(one, key)):
                return False
            said: Mapping[str, JSON] = {"how": some[-1][1]}
            stored, _ = messages.put_message(uow, Message(OVER, f"{OVER}/{key}", {"case_id": key}, said))
            deliver_stored(services, uow, stored)
            return True
    except Stale:
        return False  # the next night finds it again


def _same(one: Suspension, key: str) -> bool:
    return one.suspension_key == key


def _change(uow: UnitOfWork, one: Suspension, how: str, on: date) -> None:
    key = f"{one.suspension_key}/{one.claim_key}"
    what: dict[str, JSON] = {"household_key": one.household_key, "suspension_key": one.suspension_key}
    end = {**what, "on": on.isoformat(), "how": how, "claim_keys": [one.claim_key]}
    registers.apply_change(uow, RegisterChange("end_suspension", f"{EVENT}/{key}", end), event=EVENT)
    exempt = {"exemption_key": key, "on": on.isoformat()}
    registers.apply_change(uow, RegisterChange("end_late_exemption", f"{EVENT}/{key}/exempt", exempt), event=EVENT)


def _households_to_write_off(conn: Connection, day: date, values: Values) -> list[str]:
    """Whose claims are extinct and still in the books, in the last weeks of the fiscal year alone."""
    month, first = str(values.items("write_off.list_from", day)[0]).split("-")
    begins = date(fiscal_year_end(day).year, int(month), int(first))
    if not begins <= day <= fiscal_year_end(day):
        return []
    gone = {one.household_key for one in limitation_watch.ends_of(conn).values() if one.frozen_on is not None}
    ended = suspensions.extinguished_open(conn)
    claims = ledger.claims(conn, ended)
    return sorted(gone | {claim.book for claim in claims.values() if claim.open.total > 0})


def _begin(services: Services, household_key: str, day: date) -> bool:
    once = f"{WRITE_OFF}/{household_key}/{fiscal_year(day)}"
    start: dict[str, JSON] = {"kind": "WRITE_OFF", "claim_key": None, "reversal_reason": None}
    with unit_of_work(services, SYSTEM) as uow:
        uow.audit("write_off.list", object_kind="household", object_key=household_key, household_key=household_key)
        return begin_by_night(services, uow, WRITE_OFF, household_key, start, once) is not None
