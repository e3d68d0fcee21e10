"""Birthdays that change rights (年齢到達), as dated work: found ahead, done on their day, each once.

40 and 65 put the household's levy on the queue. 75 begins the loss of eligibility ex officio from public records
(規則13条2項). 70 is a person's work: the share of costs is judged and a new certificate issued before its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.begin_withdrawal import Cause, begin_withdrawal
from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run, unit_of_work
from server.domain.actors import SYSTEM
from server.domain.age_days import AgeKind, births_due, due_on
from server.domain.effects import RegisterChange
from server.domain.forms.dates import first_possible_day
from server.domain.refusals import Refused
from server.domain.rights import work
from server.domain.values import Values
from server.store import dated_work, levy_due
from server.store.connection import Connection
from server.store.dated_work import DatedWork, NewWork
from server.store.unit_of_work import UnitOfWork

QUALIFICATION = work("qualification")
_SLICE = 200
_LEVY = (AgeKind.AGE_40, AgeKind.AGE_65)
_DONE_BY_LEVY = "賦課の見直しへ回した"


@dataclass(frozen=True, slots=True)
class AgeRun:
    """What a run did: days put on record, levies put on the queue, cases begun, days left to people."""

    found: int
    levies: int
    cases: int


def run_ages(services: Services) -> AgeRun:
    """Looks ahead by the value `dated_work.ahead` and does what is due by the business day; again, it finds nothing."""
    day = services.clock.business_day()
    found = _look_ahead(services, day)
    levies = cases = 0
    for kind, act in ((AgeKind.AGE_75, _begin), *((kind, _mark) for kind in _LEVY)):
        for one in _due(services, day, kind):
            with unit_of_work(services, SYSTEM) as uow:
                did = act(services, uow, one)
                uow.audit("dated_work.run", object_kind="dated_work", object_key=one.work_id, detail={"kind": one.kind})
            cases += did and kind is AgeKind.AGE_75
            levies += did and kind is not AgeKind.AGE_75
    return AgeRun(found, levies, cases)


def mark_done(services: Services, caller: Caller, work_id: str, note: str) -> None:
    """A person says that it is done, with a word on what. Raises rights, `dated_work_not_found`, `dated_work_done`,
    `dated_work_by_itself` for what the clock does, `dated_work_note` without a word."""
    said = note.strip()

    def act(uow: UnitOfWork) -> None:
        one = dated_work.get_work(uow.conn, work_id)
        if one is None:
            raise Refused("dated_work_not_found")
        caller.require(QUALIFICATION, one.office, uow.business_day)
        if one.kind in _LEVY:
            raise Refused("dated_work_by_itself")
        if not said:
            raise Refused("dated_work_note", at_field="note")
        if not dated_work.done(uow, work_id, said[:400]):
            raise Refused("dated_work_done")
        uow.audit("dated_work.done", object_kind="dated_work", object_key=work_id, household_key=one.household_key)

    run(services, caller, act)


def _look_ahead(services: Services, day: date) -> int:
    """Everybody whose day comes within the window, put on record once."""
    with services.database.read() as conn:
        values = services.values(conn)
        wanted = tuple(_coming(conn, day, values))
    made = 0
    for start in range(0, len(wanted), _SLICE):
        with unit_of_work(services, SYSTEM) as uow:
            new = dated_work.put_work(uow, wanted[start : start + _SLICE])
            uow.audit("dated_work.find", object_kind="dated_work", object_key=day.isoformat(), detail={"new": new})
            made += new
    return made


def _coming(conn: Connection, day: date, values: Values) -> Iterator[NewWork]:
    ahead = timedelta(days=values.integer("dated_work.ahead", day))
    back = timedelta(days=values.integer("dated_work.back", day))
    first, last = day - back, day + ahead
    for kind in AgeKind:
        for one in dated_work.insured_born(conn, *births_due(kind, first, last), day):
            due = due_on(kind, _birth(one.birth_date), day, values)
            if first <= due <= last:
                yield NewWork(kind, one.person_key, one.household_key, one.office, due)


def _birth(text: str) -> date:
    """Of a birth date without its day or month the first possible day counts: never too late for a right."""
    return first_possible_day(text) if "-00" in text else date.fromisoformat(text)


def _due(services: Services, day: date, kind: AgeKind) -> tuple[DatedWork, ...]:
    with services.database.read() as conn:
        return tuple(one for one in dated_work.due(conn, day, limit=100_000) if one.kind == kind)


def _mark(services: Services, uow: UnitOfWork, one: DatedWork) -> bool:  # noqa: ARG001 - as `_begin`
    """The levy of the household's year is looked at again; where it was reckoned with the birthday nothing changes."""
    change = RegisterChange("age_reached", f"age/{one.kind}/{one.person_key}", {"from": one.due_on.isoformat()})
    levy_due.mark(uow, change, [one.household_key], event=f"run:dated_work/{uow.business_day.isoformat()}")
    return dated_work.done(uow, one.work_id, _DONE_BY_LEVY)


def _begin(services: Services, uow: UnitOfWork, one: DatedWork) -> bool:
    """The loss at 75 ex officio, once; False where nothing began: then it stays on the list for a person."""
    cause = Cause(
        reason="late_elderly",
        household_key=one.household_key,
        person_keys=(one.person_key,),
        happened_on=one.due_on,
        once=f"AGE_75/{one.person_key}",
        why="75歳になり、後期高齢者医療の被保険者となるため(公簿で確認)",
    )
    case_id = begin_withdrawal(services, uow, cause)
    if case_id is not None:
        dated_work.begun(uow, one.work_id, case_id)
    return case_id is not None
