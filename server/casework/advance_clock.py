"""Moving the demo's business clock (業務日を進める): forward only, so that no due date that has passed comes back."""

from __future__ import annotations

from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.calendar import civil_date
from server.domain.refusals import Refused
from server.store import counters
from server.store.unit_of_work import UnitOfWork

CLOCK_COUNTER = "business_clock/days_ahead"
_FARTHEST_DAYS = 3650


def advance_clock(services: Services, caller: Caller, day: date) -> None:
    """Sets the business day to `day`, not before the present one.

    Raises `Refused("clock_not_movable")` in production and `clock_backwards` for a day that has passed.
    """
    if not services.demo:
        raise Refused("clock_not_movable")
    ahead = (day - civil_date(services.clock.wall_now())).days
    if day < services.clock.business_day() or ahead > _FARTHEST_DAYS:
        raise Refused("clock_backwards", day=services.clock.business_day().isoformat())

    def act(uow: UnitOfWork) -> None:
        counters.start_behind(uow, CLOCK_COUNTER, ahead)
        uow.audit("clock.advance", object_kind="clock", object_key=day.isoformat())

    run(services, caller, act)
