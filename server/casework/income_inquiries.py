"""Inquiries about incomes to other municipalities (所得照会、1月1日の住所地): asked, waited for, answered.

The connection itself (中間サーバー) is not part of this program: what was sent and what came back is recorded here.
"""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.calendar import period_end
from server.domain.effects import JSON, RegisterChange
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import income_inquiries, registers
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork


def ask(services: Services, caller: Caller, person_key: str, income_year: int, municipality: str) -> str:
    """Records that the municipality (code of five or six digits) was asked; the number of the inquiry.

    It waits for the period `income_inquiry_wait`. The same question again is the inquiry that stands. Raises rights,
    `municipality_code_invalid`, `person_not_found`.
    """
    _require(services, caller)
    if not (municipality.isascii() and municipality.isdigit() and len(municipality) in (5, 6)):
        raise Refused("municipality_code_invalid", at_field="municipality")

    def act(uow: UnitOfWork) -> str:
        period = services.values(uow.conn).period("income_inquiry_wait", uow.business_day)
        due = period_end(uow.business_day, period, services.calendar(uow.conn))
        key = income_inquiries.put(uow, person_key, income_year, municipality, due)
        uow.audit("income.ask", object_kind="income_inquiry", object_key=key)
        return key

    return run(services, caller, act)


def answer(services: Services, caller: Caller, inquiry_key: str, outcome: str, levy_income: int | None) -> None:
    """Records the answer: ANSWERED with the income in yen, NO_RECORD, or NO_ANSWER when nothing came.

    Raises rights, `inquiry_unknown` (also for one answered already), `inquiry_income_missing` for ANSWERED without an
    income or another outcome with one.
    """
    _require(services, caller)
    if (outcome == "ANSWERED") != (levy_income is not None):
        raise Refused("inquiry_income_missing", at_field="levy_income")

    def act(uow: UnitOfWork) -> None:
        inquiry = income_inquiries.close(uow, inquiry_key, outcome)
        if levy_income is not None:
            figures: dict[str, JSON] = dict.fromkeys(("gross_income", "levy_income", "reduction_income"), levy_income)
            payload = {
                "person_key": inquiry.person_key,
                "income_year": inquiry.income_year,
                "known": True,
                "figures": figures,
                "valid_from": uow.business_day.isoformat(),
            }
            change = RegisterChange("put_income", f"inquiry/{inquiry_key}", payload)
            registers.apply_change(uow, change, event=f"file:I07/{inquiry_key}")
            touched = registers.touched_households(uow.conn, [change])
            uow.bump_households(household_revs(uow.conn, touched))
        uow.audit("income.answer", object_kind="income_inquiry", object_key=inquiry_key, detail={"outcome": outcome})

    run(services, caller, act)


def _require(services: Services, caller: Caller) -> None:
    if not caller.holds(Function.MESSAGE_SEND, services.clock.business_day()):
        raise Refused("no_right", function=Function.MESSAGE_SEND)
