"""Asks households with an unknown income to declare it (簡易申告の一斉依頼): a case for each, once a year and round.

Two rounds a year: from the first levy notice on, and the sweep at the year's end for those who are still unknown. The
same household is not asked twice in a round, however often the command runs; one that has an open case is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.casework.advance import StepFailed, begin_case, next_number
from server.casework.callers import Caller
from server.casework.household_of_case import is_protected
from server.casework.services import Services
from server.casework.work import run
from server.domain.calendar import fiscal_year
from server.domain.declaration import is_too_young
from server.domain.effects import JSON
from server.domain.levy.figures import is_enough
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.engine.definition import Procedure
from server.store import cases, incomes, insured_households
from server.store.cases import NewCase
from server.store.connection import Connection
from server.store.insured_households import InsuredPerson
from server.store.unit_of_work import UnitOfWork

SLUG = "income_declaration"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run did: households with an unknown income, cases begun, and those that could not begin (with why)."""

    unknown: int
    begun: int
    left: tuple[tuple[str, str], ...]


def request_declarations(services: Services, caller: Caller) -> Asked:
    """Begins the cases; raises `no_right`, `declaration_too_early` before the year's first day of requests."""
    day = services.clock.business_day()
    if not caller.holds(Function.CASE_START, day):
        raise Refused("no_right", function=Function.CASE_START)
    with services.database.read() as conn:
        values = services.values(conn)
        round_name = round_of(day, values)
        wanted = dict(_unknown(conn, day, values))
    begun, left = 0, []
    for household, head in sorted(wanted.items()):
        try:
            begun += _begin(services, caller, household, head, round_name)
        except (Refused, StepFailed) as fault:
            left.append((household, fault.code if isinstance(fault, Refused) else "procedure_faulty"))
    return Asked(len(wanted), begun, tuple(left))


def round_of(day: date, values: Values) -> str:
    """The round of the levy year that the day lies in: `2026/1` from the first notice, `2026/2` from the sweep on."""
    year = fiscal_year(day)
    (first,) = values.items("income.requests_from", day)
    (sweep,) = values.items("income.sweep_from", day)
    if day < date.fromisoformat(f"{year}-{first}"):
        raise Refused("declaration_too_early", day=f"{year}-{first}")
    return f"{year}/{2 if day >= date.fromisoformat(f'{year}-{sweep}') else 1}"


def _unknown(conn: Connection, day: date, values: Values) -> Iterator[tuple[str, InsuredPerson]]:
    """The households in which the income of somebody who must declare is unknown, with their heads."""
    levy_year = fiscal_year(day)
    people = insured_households.insured_people(conn, day)
    known = incomes.by_persons(conn, [one.person_key for one in people], levy_year - 1, on=day)
    heads = {one.household_key: one for one in people if one.head}
    for one in people:
        record = known.get(one.person_key)
        if record is not None and is_enough(known=record.known, figures=record.figures):
            continue
        if one.household_key in heads and not _young(one, levy_year, values):
            yield one.household_key, heads[one.household_key]


def _young(one: InsuredPerson, levy_year: int, values: Values) -> bool:
    return "-00" not in one.birth_date and is_too_young(date.fromisoformat(one.birth_date), levy_year, values)


def _begin(services: Services, caller: Caller, household: str, head: InsuredPerson, round_name: str) -> bool:
    """Begins one household's case in its own transaction; False when it was asked in this round or has one open."""
    once_key = f"{SLUG}/{round_name}/{household}"
    with services.database.read() as conn:
        if cases.once(conn, once_key) is not None or insured_households.has_open_case(conn, SLUG, household):
            return False

    def act(uow: UnitOfWork) -> bool:
        procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
        at = services.clock.business_now()
        new = _new_case(services, uow, procedure, head, once_key)
        begun = begin_case(services, uow, new, _answers(uow, household, head), procedure, at)
        if begun is None:  # somebody else began it at the same moment
            uow.audit("case.stands", object_kind="household", object_key=household, household_key=household)
            return False
        uow.audit(
            "case.start",
            object_kind="case",
            object_key=begun.case_id,
            case_id=begun.case_id,
            household_key=household,
            detail={"number": begun.number, "channel": new.channel},
        )
        return True

    return run(services, caller, act)


def _new_case(services: Services, uow: UnitOfWork, procedure: Procedure, head: InsuredPerson, once_key: str) -> NewCase:
    return NewCase(
        number=next_number(uow, services.clock.business_now()),
        slug=SLUG,
        procedure_hash=procedure.hash,
        office=head.office,
        household_key=head.household_key,
        subject_name=head.name,
        subject_kana=head.name_kana,
        channel="EXOFFICIO",
        received_on=uow.business_day,
        protected=is_protected(uow.conn, head.household_key, uow.business_day),
        paper_location=None,
        once_key=once_key,
    )


def _answers(uow: UnitOfWork, household: str, head: InsuredPerson) -> dict[str, JSON]:
    """The start form as an officer would fill it in."""
    day = uow.business_day
    return {
        "channel": "EXOFFICIO",
        "received_on": day.isoformat(),
        "income_year": fiscal_year(day) - 1,
        "household_key": household,
        "arrival_number": None,
        "head_name": head.name,
        "head_kana": head.name_kana,
        "phone": None,
        "documents": None,
        "paper_location": None,
    }
