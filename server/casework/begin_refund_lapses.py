"""The year's list of lapsed refunds (還付未済の時効の整理), begun by the night once a fiscal year."""

from __future__ import annotations

from datetime import date

from server.casework.advance import begin_case, next_number
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import fiscal_year
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import refund_lapses
from server.store.cases import NewCase
from server.store.unit_of_work import UnitOfWork

SLUG = "refund_lapse"


def begin_refund_lapses(services: Services) -> int:
    """The list of the fiscal year, from the first day of its month on (`refund.lapse_list_month`), once, where a refund
    lapsed that nobody booked; 1 when it began now.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        if day.month != values.integer("refund.lapse_list_month", day) or not refund_lapses.lapsed(conn, values):
            return 0
        try:
            services.catalogue.active(conn, SLUG, day)
        except Refused:
            return 0
    with unit_of_work(services, SYSTEM) as uow:
        uow.audit("refund.lapse_list", object_kind="refund_lapse", object_key=str(fiscal_year(day)))
        return _begin(services, uow, day)


def _begin(services: Services, uow: UnitOfWork, day: date) -> int:
    procedure, at = services.catalogue.active(uow.conn, SLUG, day), services.clock.business_now()
    new = NewCase(
        number=next_number(uow, at),
        slug=SLUG,
        procedure_hash=procedure.hash,
        office="hq",
        household_key=None,
        subject_name=f"{fiscal_year(day)}年度",
        subject_kana="",
        channel="EXOFFICIO",
        received_on=day,
        once_key=f"{SLUG}/{fiscal_year(day)}",
    )
    start: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": day.isoformat(), "remarks": None}
    return 0 if begin_case(services, uow, new, start, procedure, at) is None else 1
