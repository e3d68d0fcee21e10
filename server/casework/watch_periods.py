"""Ends of claim periods that come near (配当要求の終期の警報): the office is told before, on the last day, when missed.

The end knows no extension, and who misses it gets no share (National Tax Collection Act art. 82): so the alarm does not
wait until somebody opens the case.
"""

from __future__ import annotations

from datetime import date

from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar
from server.domain.participation import alarm_due
from server.store import cases, incidents, public_sales, sale_changes
from server.store.public_sales import Period

KINDS = {1: "participation_period_near", 2: "participation_period_last_day", 3: "participation_period_missed"}
_WORDS = {
    1: "配当要求の終期が {day} に来ます。交付要求がまだ出ていません({body} {case})",
    2: "今日が配当要求の終期です。今日のうちに交付要求を出してください({body} {case})",
    3: "配当要求の終期 {day} を過ぎました。交付要求は出せません({body} {case})",
}


def watch_periods(services: Services) -> int:
    """Raises each alarm that is due, once; how many were raised now."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        if not values.has("participation.alarm_days", day):
            return 0
        ahead = Calendar(values).add_open_days(day, values.integer("participation.alarm_days", day))
        near = public_sales.open_periods(conn, ahead)
    due = [(one, alarm_due(one.period_end, day, day, given=_given(one))) for one in near]
    return sum(_alarm(services, one, which, day) for one, which in due if which is not None)


def _given(one: Period) -> int:
    """The highest alarm that was given."""
    said = (one.alarmed_on, one.last_alarm_on, one.missed_on)
    return max((place for place, on in enumerate(said, 1) if on is not None), default=0)


def _alarm(services: Services, one: Period, which: int, day: date) -> bool:
    with unit_of_work(services, SYSTEM) as uow:
        if not sale_changes.mark_alarm(uow, one.case_id, which, day):
            return False
        case = cases.get_case(uow.conn, one.case_id)
        incidents.raise_incident(
            uow,
            kind=KINDS[which],
            object_kind="case",
            object_key=one.case_id,
            summary=_WORDS[which].format(day=one.period_end.isoformat(), body=one.body, case=one.body_case),
            case_id=one.case_id,
            office=None if case is None else case.office,
            detail={"period_end": one.period_end.isoformat()},
        )
        uow.audit(f"participation.alarm_{which}", object_kind="case", object_key=one.case_id, case_id=one.case_id)
    return True
