"""Withholding ended or failed in a month (特別徴収の中止・不能): the register, the instalments, the payer's notice.

Stopping takes the payers about two months: months that cannot be stopped stay withheld, and what comes for a levy that
is gone by then is overpaid. What could not be withheld becomes an ordinary instalment with a due date of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.casework import special_money
from server.casework.services import Services
from server.casework.special_money import account_of
from server.domain.calendar import fiscal_year, months_after
from server.domain.effects import JSON, RegisterChange
from server.domain.levy.decision import load_terms
from server.domain.levy.withholding import failed, first_of, stopped
from server.domain.refusals import Refused
from server.domain.special_collection import MONTHS, withheld_month, withheld_no
from server.domain.values import Values
from server.store import registers, special_runs, special_stops
from server.store.cases import Case
from server.store.collection_ways import amounts_on
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levy_standing import StandingLevy, levies_standing
from server.store.special_runs import SpecialRow
from server.store.special_stops import SpecialStop
from server.store.unit_of_work import UnitOfWork

FAILED, ENDED, DEATH, NOT_BEGUN = "FAILED", "PAYER_ENDED", "DEATH", "NOT_BEGUN"
_AT_ONCE = (ENDED, DEATH)
"""Reasons for which the payer withholds nothing more by himself: no month is waited for."""


def stop_household(services: Services, uow: UnitOfWork, case: Case, payload: Mapping[str, JSON]) -> None:
    """Ends a household's withholding, or puts the one month that failed to ordinary collection.

    Raises `special_not_withheld`, `special_month_not_withheld`.
    """
    key, reason = str(payload["household_key"]), str(payload["reason"])
    on = date.fromisoformat(str(payload["month"])) if payload.get("month") else None
    year = fiscal_year(on or uow.business_day)
    row = last_row(uow, key, year)
    values = services.values(uow.conn)
    uow.bump_households(household_revs(uow.conn, [key]))
    origin = Origin(f"case:{case.case_id}", case.case_id)
    if reason == FAILED:
        _fail(uow, row, year, on, values, origin)
    else:
        _stop(uow, row, year, on, reason, values, origin)
    uow.audit("special.stop", object_kind="household", object_key=key, household_key=key, case_id=case.case_id)


def last_row(uow: UnitOfWork, household_key: str, levy_year: int) -> SpecialRow:
    """What was last asked for a household in the year. Raises `special_not_withheld`."""
    found = special_runs.begun_in(uow.conn, levy_year, household=household_key)
    if not found:
        raise Refused("special_not_withheld", at_field="household_key", household=household_key)
    return found[-1][1]


def first_stopped(levy_year: int, day: date, reason: str, values: Values, on: date | None = None) -> date:
    """The first day of the first month in which nothing is withheld any more.

    `on`: the month that the payer himself says was the first. Behind the year's last month: the next April.
    """
    if on is not None:
        return on
    least = day if reason in _AT_ONCE else months_after(day, values.integer("special.lead_months", day))
    ahead = [first_of(levy_year, month) for month in MONTHS]
    return next((month for month in ahead if month >= least), date(levy_year + 1, 4, 1))


def notice(uow: UnitOfWork, levy_year: int, row: SpecialRow, from_month: date, reason: str, case_id: str) -> None:
    """Puts a stop notice on record; it goes out with the next file."""
    stop_id = uow.new_id()
    numbers = (row.pension_number, row.pension_code, row.payer)
    made = SpecialStop(stop_id, row.household_key, levy_year, *numbers, from_month, reason, case_id, uow.business_day)
    special_stops.put_stop(uow, made)


def _stop(
    uow: UnitOfWork, row: SpecialRow, year: int, on: date | None, reason: str, values: Values, origin: Origin
) -> None:
    key, day = row.household_key, uow.business_day
    if key not in amounts_on(uow.conn, [key], year, max(day, date(year, 4, 1))):
        raise Refused("special_not_withheld", at_field="household_key", household=key)
    begins = first_stopped(year, day, reason, values, on)
    levy = _levy(uow, row, year)
    if levy is not None:
        numbers = [no for no in _withheld(levy) if first_of(year, _month(no)) >= begins]
        planned = stopped(levy.standing(), special_money.came(uow, levy, numbers), load_terms(values, year, day))
        special_money.put(uow, levy.account, planned, origin, cause=special_money.CAUSE)
    payload: dict[str, Any] = {"household_key": key, "levy_year": year, "on": day.isoformat()}
    change = RegisterChange("end_special_collection", f"{origin.by_event}/end", payload)
    registers.apply_change(uow, change, event=origin.by_event, case_id=origin.case_id)
    notice(uow, year, row, begins, reason, str(origin.case_id))


def _fail(uow: UnitOfWork, row: SpecialRow, year: int, on: date | None, values: Values, origin: Origin) -> None:
    """The one month: its instalment falls to what came for it, the rest is an extra one with a new due date."""
    levy = _levy(uow, row, year)
    if on is None or levy is None or on.month not in MONTHS or withheld_no(on.month) not in _withheld(levy):
        raise Refused("special_month_not_withheld", at_field="month")
    kept = special_money.came(uow, levy, [withheld_no(on.month)])
    planned = failed(levy.standing(), kept, load_terms(values, year, uow.business_day))
    special_money.put(uow, levy.account, planned, origin, cause=special_money.CAUSE)


def _levy(uow: UnitOfWork, row: SpecialRow, year: int) -> StandingLevy | None:
    levies = levies_standing(uow.conn, [row.household_key], year).get(row.household_key, ())
    return account_of(levies, row.person_key)


def _withheld(levy: StandingLevy) -> list[int]:
    return [one.instalment_no for one, _ in levy.instalments if withheld_month(one.instalment_no) is not None]


def _month(no: int) -> int:
    month = withheld_month(no)
    assert month is not None  # noqa: S101 - asked of withheld instalments alone
    return month
