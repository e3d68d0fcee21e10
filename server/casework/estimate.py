"""An estimate at the counter (試算): the levy's own engine over typed or registered figures; kept, never a decision.

A figure that looks like a slip of a digit (PM10: once an estimate was wrong by a factor of ten) is asked for again
beside its field, until the clerk says that it was checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.estimate_form import Entered, enter, estimate_form
from server.casework.services import Services
from server.casework.views.household_head import allowed_household
from server.casework.work import run
from server.domain.effects import JSON
from server.domain.forms.answers import read_answers
from server.domain.forms.tree import Posted
from server.domain.jsonvalue import digest
from server.domain.levy.assess import Levy, assess
from server.domain.levy.breakdown import breakdown
from server.domain.levy.instalments import first_instalments, load_plan
from server.domain.levy.model import Household, Part, Person
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.trace import trace
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function
from server.domain.values import Values, value_as_json
from server.store import estimates
from server.store.connection import Connection
from server.store.estimates import Estimate, NewEstimate
from server.store.levy_inputs import levy_households
from server.store.unit_of_work import UnitOfWork

RIGHT = Function.HOUSEHOLD_VIEW


def make_estimate(services: Services, caller: Caller, raw: Posted | Mapping[str, JSON], household_key: str) -> Estimate:
    """Reckons and keeps an estimate; `household_key` empty: of people who are not registered.

    The same figures by the same clerk on the same day, sent twice, are one estimate. Raises `InputInvalid` with every
    wrong field, `Refused` with `household_not_found`, `no_right`/`out_of_scope`, `protected_person`, `value_missing`,
    `levy_income_unknown` and what else the engine refuses.
    """
    day = services.clock.business_day()

    def act(uow: UnitOfWork) -> Estimate:
        office = office_of(uow.conn, caller, household_key, day)
        entered = enter(read_answers(estimate_form(), raw, today=day, lang=caller.lang).values)
        if not household_key and not entered.subject:
            raise InputInvalid([FieldError("subject", "estimate_subject_needed")])
        values = services.values(uow.conn)
        known = _known(uow.conn, household_key, entered.household, values, day)
        ask_again(entered, known, values, day)
        new = _reckon(entered, values, office, household_key, day)
        kept = _same(uow.conn, caller, new, day) or estimates.keep(uow, new)
        uow.audit(
            "estimate.make", object_kind="estimate", object_key=kept.estimate_id, household_key=household_key or None
        )
        return kept

    return run(services, caller, act)


def office_of(conn: Connection, caller: Caller, household_key: str, day: date) -> str:
    """Whose estimate it is: the household's office, else the clerk's own; raises as `allowed_household`."""
    if household_key:
        return str(allowed_household(conn, caller, household_key, day)["office"])
    if not caller.holds(RIGHT, day):
        raise Refused("no_right", function=RIGHT)
    return caller.office


def ask_again(entered: Entered, known: Mapping[str, int], values: Values, day: date) -> None:
    """Refuses figures that look like a slip of a digit, each beside its field, unless they were checked (PM10)."""
    above, times = values.integer("estimate.ask_above", day), values.integer("estimate.ask_times", day)
    wrong = []
    for person, path, checked in entered.people():
        if checked or not person.known:
            continue
        register = known.get(person.id, 0)
        fault = _tenfold(person.income, register, times)
        if fault is None and person.income > above and person.income != register:
            fault = ("estimate_large", {"amount": f"{person.income:,}", "limit": f"{above:,}"})
        if fault is not None:
            wrong.append(FieldError(f"{path}.income", *fault))
    if wrong:
        raise InputInvalid(wrong)


def _tenfold(typed: int, register: int, times: int) -> tuple[str, dict[str, object]] | None:
    """Whether a figure and the register's differ by some digits: so many times as much, or that part of it."""
    low, high = sorted((typed, register))
    if not low or high < low * times:
        return None
    ratio = f"{high // low}" if typed > register else f"1/{high // low}"
    return "estimate_looks_tenfold", {"amount": f"{typed:,}", "known": f"{register:,}", "times": ratio}


def _known(conn: Connection, household_key: str, typed: Household, values: Values, day: date) -> dict[str, int]:
    """The register's incomes of the household's people, by the names typed for them: matched by birth date."""
    if not household_key:
        return {}
    found = levy_households(conn, [household_key], typed.fiscal_year, day, values)[household_key]
    incomes = {
        person.birth: person.income
        for payer in found.payers
        for person in (*payer.household.members, *payer.household.seniors)
        if person.known and person.birth is not None
    }
    everyone: Iterable[Person] = (*typed.members, *typed.seniors)
    return {one.id: incomes[one.birth] for one in everyone if one.birth in incomes}


def _reckon(entered: Entered, values: Values, office: str, household_key: str, day: date) -> NewEstimate:
    household = entered.household
    parameters = load_parameters(values, household.fiscal_year)
    levy = assess(household, parameters)
    return NewEstimate(
        office=office,
        household_key=household_key or None,
        subject=entered.subject,
        fiscal_year=household.fiscal_year,
        inputs=entered.file,
        values_digest=values_digest(parameters),
        result=result_of(levy, parameters, values, day),
        total=levy.total,
    )


def values_digest(parameters: Parameters) -> str:
    """The fingerprint of every value the levy read: key, value and first day."""
    rows = sorted(parameters.rows().values(), key=lambda row: row.key)
    return digest([[row.key, value_as_json(row.value), row.valid_from.isoformat()] for row in rows])


def result_of(levy: Levy, parameters: Parameters, values: Values, day: date) -> dict[str, Any]:
    """What the engine made of the figures: parts and their lines, instalments if decided on the day, the trace."""
    plan = load_plan(values, levy.household.fiscal_year)
    return {
        "parts": {part.value: levy.amount(part) for part in Part},
        "total": levy.total,
        "tenths": levy.judgement.tenths,
        "unknown": list(levy.unknown),
        "lines": [
            {
                "part": one.part.value,
                "income": one.income,
                "asset": one.asset,
                "per_head": one.per_head,
                "per_household": one.per_household,
                "by_income": one.by_income,
                "for_children": one.for_children,
                "for_birth": one.for_birth,
                "over_cap": one.over_cap,
                "rounding": one.rounding,
                "amount": one.amount,
                "months": list(one.months),
            }
            for one in breakdown(levy, parameters)
        ],
        "instalments": [
            {"due_on": None if one.due is None else one.due.isoformat(), "amount": one.amount}
            for one in first_instalments(levy.total, plan, day)
        ],
        "trace": trace(levy, parameters),
    }


def _same(conn: Connection, caller: Caller, new: NewEstimate, day: date) -> Estimate | None:
    """The estimate that the same press of the button has made already."""
    for line in estimates.of_maker(conn, caller.user_id)[:1]:
        last = estimates.get(conn, line.estimate_id)
        mine = (new.household_key, new.subject, dict(new.inputs), new.values_digest, day)
        if last and (last.household_key, last.subject, last.inputs, last.values_digest, last.made_on) == mine:
            return last
    return None
