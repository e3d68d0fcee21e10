"""Statements that a reviewing body waits for (弁明書の提出期限): the head is told before the day it named, and after.

The task to draft one is due by the city's own period; the day that the body names can come sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from server.casework import case_answers
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar
from server.domain.values import Values
from server.store import appeals, cases, incidents
from server.store.connection import Connection

JOB = "appeals"
NEAR, PAST = "appeal_statement_near", "appeal_statement_past"
_DRAFTED = ("enter", "check", "decide")


def watch_appeals(services: Services, *, again: bool = False) -> int:
    """The run of this business day, once; how many statements were told now."""
    return once_a_day(services, JOB, lambda day, _: _watch(services, day), again=again) or 0


def _watch(services: Services, day: date) -> int:
    with services.database.read() as conn:
        found = list(_due(conn, day, services.values(conn)))
        told = incidents.ever_raised(conn, [f"{case_id}/{due.isoformat()}" for case_id, due, _ in found])
    return sum(
        _tell(services, case_id, due, kind)
        for case_id, due, kind in found
        if (kind, f"{case_id}/{due.isoformat()}") not in told
    )


def _due(conn: Connection, day: date, values: Values) -> Iterator[tuple[str, date, str]]:
    """Each case with an unsent statement whose day is near or past."""
    if not values.has("appeal.warn_days", day):
        return
    last = Calendar(values).add_open_days(day, values.integer("appeal.warn_days", day))
    for case_id in appeals.being_drafted(conn, _DRAFTED):
        said = (case_answers.of_element(conn, case_id, "follow") or {}).get("statement_due")
        due = date.fromisoformat(str(said)) if said else None
        if due is not None and due <= last:
            yield case_id, due, PAST if day > due else NEAR


def _tell(services: Services, case_id: str, due: date, kind: str) -> bool:
    words = "を過ぎました。すぐに提出するか、審査庁に延期を願い出てください" if kind == PAST else "に来ます"
    with unit_of_work(services, SYSTEM) as uow:
        case = cases.get_case(uow.conn, case_id)
        incidents.raise_incident(
            uow,
            kind=kind,
            object_kind="case",
            object_key=f"{case_id}/{due.isoformat()}",
            summary=f"弁明書の提出期限 {due.isoformat()} {words}",
            case_id=case_id,
            office=None if case is None else case.office,
            detail={"statement_due": due.isoformat()},
        )
        uow.audit("appeal.alarm", object_kind="case", object_key=case_id, case_id=case_id)
    return True
