"""The cases of a household as its page lists them (手続): where each stands, who holds it, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.views import words
from server.casework.views.seeing import sees
from server.domain.protection import for_few
from server.domain.rights import Function
from server.store import cases, tasks
from server.store.connection import Connection

_MOST = 50


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the household: where it stands, who holds it, until when."""

    case_id: str
    number: str
    procedure: str
    status: str
    status_word: str
    step: str
    task_id: str | None
    due: date | None
    received_on: date


def case_lines(conn: Connection, caller: Caller, household_key: str, day: date) -> tuple[CaseLine, ...]:
    """The newest cases of a household that the caller may see, in two statements however many there are."""
    scope = caller.scope(Function.CASE_VIEW, day)
    found = cases.find_cases(conn, scope, cases.CaseQuery(household_key=household_key), limit=_MOST).items
    # That a case for few is there at all is told to those alone who may see it (支援措置).
    shown = [case for case in found if sees(caller, case.office, case.protected, day) or not for_few(case.slug)]
    waiting = tasks.open_of_cases(conn, [case.case_id for case in shown])
    return tuple(_line(case, waiting.get(case.case_id, ()), caller) for case in shown)


def _line(case: cases.CaseHead, waiting: Sequence[tasks.Task], caller: Caller) -> CaseLine:
    first = waiting[0] if waiting else None
    step = words.step(case.slug, case.outcome, caller.lang)
    if first is not None:
        step = words.step_named(case.slug, first.element, first.name, caller.lang)
    return CaseLine(
        case_id=case.case_id,
        number=case.number,
        procedure=words.say(words.PROCEDURES, case.slug, caller.lang),
        status=case.status,
        status_word=words.say(words.CASE_STATES, case.status, caller.lang),
        step=step,
        task_id=None if first is None else first.task_id,
        due=None if first is None else first.due_on,
        received_on=case.received_on,
    )
