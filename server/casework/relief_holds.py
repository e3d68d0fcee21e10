"""The hold of an application for relief held on longer (減免の審査中の保留の延長): a person's act with its date.

The hold that an application brings ends by itself on its day. Where the decision comes later, a person says until when
reminders and seizure rest on; the hold stays the application's own, so that the decision lifts it.
"""

from __future__ import annotations

from datetime import timedelta

from server.casework.services import Services
from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid
from server.store import premium_reliefs
from server.store.unit_of_work import UnitOfWork


def held_longer(services: Services, uow: UnitOfWork, household_key: str, until: str) -> dict[str, JSON]:
    """What a hold until that day (the first without it) says besides: the key of the application decided last.

    Raises `relief_hold_without_application` where nothing is applied for, `relief_hold_too_long` behind the city's
    period (`period.relief_hold`) from today.
    """
    today = uow.business_day
    found = premium_reliefs.applications_of(uow.conn, [household_key], today).get(household_key, ())
    waiting = [one for one in found if one.state == premium_reliefs.OPEN]
    if not waiting:
        raise InputInvalid([FieldError("kind", "relief_hold_without_application")])
    values = services.values(uow.conn)
    last = period_end(today, values.period("relief_hold", today), Calendar(values)) + timedelta(days=1)
    if until > last.isoformat():
        raise InputInvalid([FieldError("until", "relief_hold_too_long", {"last": last.isoformat()})])
    one = max(waiting, key=lambda row: (row.due_on, row.application_key))
    return {"hold_key": f"{one.application_key}/relief"}
