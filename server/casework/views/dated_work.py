"""Birthdays that change rights as a list (年齢到達): what comes, by kind, with its case or what is still to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.seeing import sees
from server.domain.age_days import AgeKind
from server.domain.facts import FactKey
from server.domain.rights import Function, work
from server.store import cases, dated_work
from server.store.facts import load_facts


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One day of one person; name and number are None where he must not be seen. `days` left, below zero overdue."""

    work_id: str
    kind: str
    due_on: date
    days: int
    household_key: str | None
    name: str | None
    birth_date: str | None
    case: tuple[str, str] | None
    by_itself: bool
    may_do: bool


def dated_work_view(services: Services, caller: Caller) -> tuple[WorkLine, ...]:
    """What comes within the days of the value `dated_work.ahead`, in the caller's offices; raises `no_right`."""
    day = services.clock.business_day()
    scope = caller.scope(Function.HOUSEHOLD_VIEW, day)
    with services.database.read() as conn:
        ahead = services.values(conn).integer("dated_work.ahead", day)
        rows = dated_work.open_work(conn, scope, day + timedelta(days=ahead))
        keys = [FactKey("person", one.person_key) for one in rows]
        keys += [FactKey("protected", one.household_key) for one in rows]
        known = load_facts(conn, keys, on=day)
        numbers = cases.numbers_of(conn, {one.case_id for one in rows if one.case_id})
    lines = []
    for one in rows:
        person: Any = known.get_fact("person", one.person_key)
        guarded = bool(known.get_fact("protected", one.household_key))
        seen = person is not None and sees(caller, one.office, guarded, day)
        lines.append(
            WorkLine(
                work_id=one.work_id,
                kind=one.kind,
                due_on=one.due_on,
                days=(one.due_on - day).days,
                household_key=one.household_key if seen else None,
                name=person["name"] if seen else None,
                birth_date=person["birth_date"] if seen else None,
                case=(one.case_id, numbers[one.case_id]) if one.case_id and seen else None,
                by_itself=one.kind in (AgeKind.AGE_40, AgeKind.AGE_65),
                may_do=caller.may(work("qualification"), one.office, day),
            )
        )
    return tuple(lines)
