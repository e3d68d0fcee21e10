"""The benefit register as screens (給付台帳): a household's claims for treatment by month, and the files they came in.

Claims tell of illness: they are shown to benefit officers of the household's office alone, and each look is on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.benefit_cases import OFFICER
from server.casework.views.household_head import allowed_household
from server.casework.views.seeing import record_look
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.exchange.benefit_file import INTERFACE
from server.store import benefit_register, cases, feeds
from server.store.benefit_register import ALL, WHICH, ImportedFile, Wanted
from server.store.benefits import Benefit
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.feeds import Waiting

__all__ = ["WHICH", "HouseholdBenefits", "ImportsView", "Wanted", "household_benefits", "imports_view"]
PAGE = 50


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with whose it is and the cases it belongs to: (kind, case, number), the kind RECOURSE or RECOVERY."""

    claim: Benefit
    name: str
    cases: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class HouseholdBenefits:
    """A page of a household's claims: the question, what can be chosen, how many there are and yen of benefits."""

    day: date
    household_key: str
    name: str
    office: str
    town: str
    wanted: Wanted
    months: tuple[date, ...]
    people: Mapping[str, str]
    page: int
    lines: tuple[ClaimLine, ...]
    total: int
    benefit: int


@dataclass(frozen=True, slots=True)
class ImportsView:
    """The files that came, a page; the month that comes next (None: none came yet), and the claims that wait."""

    page: int
    files: tuple[ImportedFile, ...]
    total: int
    next_month: date | None
    waiting: tuple[Waiting, ...]


def household_benefits(
    services: Services, caller: Caller, household_key: str, wanted: Wanted, page: int
) -> HouseholdBenefits:
    """The claims of a household. Raises `household_not_found`, `no_right`, `out_of_scope`, `protected_person`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        household = allowed_household(conn, caller, household_key, day)
        caller.require(OFFICER, str(household["office"]), day)
        months, keys = benefit_register.months_and_people(conn, household_key)
        names = _names(conn, {*keys, str(household["head_person_key"])}, day)
        asked = Wanted(
            wanted.month if wanted.month in months else None,
            wanted.person if wanted.person in keys else None,
            wanted.which if wanted.which in WHICH else ALL,
        )
        total, benefit = benefit_register.total(conn, household_key, asked)
        view = HouseholdBenefits(
            day=day,
            household_key=household_key,
            name=names.get(str(household["head_person_key"]), ""),
            office=str(household["office"]),
            town=str(household["town"]),
            wanted=asked,
            months=months,
            people={key: names.get(key, key) for key in keys},
            page=page,
            lines=_lines(conn, household_key, asked, page, names),
            total=total,
            benefit=benefit,
        )
    record_look(services, caller, "benefits.view", "household", household_key, household_key=household_key)
    return view


def _lines(
    conn: Connection, household_key: str, asked: Wanted, page: int, names: Mapping[str, str]
) -> tuple[ClaimLine, ...]:
    found = benefit_register.claims(conn, household_key, asked, PAGE, (page - 1) * PAGE)
    linked = benefit_register.cases_of(conn, (one.claim_no for one in found))
    numbers = cases.numbers_of(conn, {case for every in linked.values() for _, case in every})
    return tuple(
        ClaimLine(
            one,
            names.get(one.person_key, one.person_key),
            tuple((kind, case, numbers.get(case, case)) for kind, case in linked.get(one.claim_no, ())),
        )
        for one in found
    )


def imports_view(services: Services, caller: Caller, page: int) -> ImportsView:
    """The files of claims that came, and what of them waits for a person. Raises `no_right`."""
    day = services.clock.business_day()
    if not caller.holds(OFFICER, day):
        raise Refused("no_right", function=OFFICER)
    with services.database.read() as conn:
        last = feeds.last_file(conn, INTERFACE)
        waiting = feeds.waiting(conn, INTERFACE)
        view = ImportsView(
            page=page,
            files=benefit_register.files(conn, INTERFACE, PAGE, (page - 1) * PAGE),
            total=benefit_register.count_files(conn, INTERFACE),
            next_month=None if last is None else _behind(last.covers_to),
            waiting=waiting,
        )
    record_look(services, caller, "benefits.imports", "feed_file", INTERFACE, detail={"rows": len(view.files)})
    return view


def _behind(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _names(conn: Connection, person_keys: Iterable[str], day: date) -> dict[str, str]:
    wanted = [FactKey("person", key) for key in sorted(set(person_keys))]
    known = load_facts(conn, wanted, on=day)
    people: dict[str, Any] = {one.key: known.get_fact("person", one.key) for one in wanted}
    return {key: str(one["name"]) for key, one in people.items() if one is not None}
