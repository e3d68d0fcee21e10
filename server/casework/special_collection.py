"""特別徴収 (withholding from pensions): candidates taken in, and each household judged by every condition.

A pensioner who is nobody's, or more than one's, of our persons is listed and never taken for a namesake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.special_money import account_of, paid_numbers
from server.casework.work import run
from server.domain.facts import FactKey, Facts
from server.domain.ledger.books import Claim
from server.domain.levy.decision import Terms, load_terms
from server.domain.levy.withholding import asked_months
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.special_collection import (
    PROVISIONAL,
    Barred,
    Household,
    Pension,
    barred_by,
)
from server.domain.values import Values
from server.exchange.pension_file import Told, read_candidates
from server.store import collection_ways, ledger, levy_standing, mandates, pension_candidates
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.levy_standing import StandingLevy
from server.store.pension_candidates import Candidate
from server.store.unit_of_work import UnitOfWork

_FIRST = 10


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file of candidates: how many, and the records that fit nobody of ours, or more than one."""

    levy_year: int
    count: int
    unclear: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A household of a candidate: what bars withholding; what would be withheld in which month, in yen.

    `annual` is the year's levy (in April what last February took, three times), `ordinary` what is collected besides.
    """

    household_key: str
    person_key: str
    pension_number: str
    pension_code: str
    payer: str
    account_key: str | None
    annual: int
    ordinary: int
    barred: tuple[Barred, ...]
    months: Mapping[int, int]


def take_in_candidates(services: Services, caller: Caller, content: bytes) -> TakenIn:
    """Takes a file in whole. Raises `special_file_invalid`, `special_file_twice`, rights."""
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)
    file_hash = hashlib.sha256(content).hexdigest()

    def act(uow: UnitOfWork) -> TakenIn:
        file = read_candidates(content, services.values(uow.conn).text("city.code", day))
        if pension_candidates.is_in(uow.conn, file_hash):
            raise Refused("special_file_twice")
        rows = [
            _candidate(uow.conn, one, file_hash, place, file.levy_year, file.made_on, day)
            for place, one in enumerate(file.told, 1)
        ]
        pension_candidates.put_candidates(uow, rows)
        unclear = tuple(row.record_no for row in rows if row.person_key is None)
        detail = {"count": len(rows), "unclear": len(unclear)}
        uow.audit("special.import", object_kind="pension_file", object_key=file_hash[:16], detail=detail)
        return TakenIn(file.levy_year, len(rows), unclear)

    return run(services, caller, act)


def _candidate(
    conn: Connection, told: Told, file_hash: str, place: int, levy_year: int, made_on: date, day: date
) -> Candidate:
    """The one resident of this birth date and reading; nobody when there is none or more than one."""
    key = FactKey("resident_search", f"{told.born}/{told.kana}")
    found = load_facts(conn, [key], on=day)[key]
    person = str(found[0]["person_key"]) if len(found) == 1 else None
    yen = (told.yearly, told.per_payment, told.care_per_payment)
    return Candidate(
        file_hash, place, levy_year, told.pension_number, told.pension_code, told.payer, person, *yen, made_on
    )


def judge(services: Services, caller: Caller, levy_year: int, first_month: int = _FIRST) -> tuple[Judged, ...]:
    """Every candidate's household by the conditions of today. Raises `special_no_candidates`, rights."""
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)

    def act(uow: UnitOfWork) -> tuple[Judged, ...]:
        found = judged(uow.conn, levy_year, first_month, day, services.values(uow.conn))
        uow.audit("special.judge", object_kind="levy_year", object_key=str(levy_year))
        return found

    return run(services, caller, act)


def judged(
    conn: Connection,
    levy_year: int,
    first_month: int,
    day: date,
    values: Values,
    *,
    after: str = "",
    limit: int | None = None,
) -> tuple[Judged, ...]:
    """The households whose head is a candidate, in order of key behind `after`; a few statements for each 500.

    Only a head of household is withheld from; one of whom two pensions are told is for a person to look at. Raises
    `special_no_candidates`.
    """
    told: dict[str, list[Candidate]] = {}
    for one in pension_candidates.candidates_of(conn, levy_year):
        if one.person_key:
            told.setdefault(one.person_key, []).append(one)
    if not told:
        raise Refused("special_no_candidates", year=levy_year)
    people = load_facts(conn, [FactKey("person", key) for key in told], on=day)
    homes = {key: people.get_fact("person", key) for key in told}
    heads = {str(home["household_key"]): key for key, home in homes.items() if home and home["relation"] == "HEAD"}
    wanted = sorted(key for key in heads if key > after)[:limit]
    known = _known(conn, wanted, levy_year, first_month, day, values)
    return tuple(_judged(known, household, heads[household], told[heads[household]]) for household in wanted)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the registers say of all households of a judgement."""

    levy_year: int
    first_month: int
    day: date
    values: Values
    terms: Terms | None
    facts: Facts
    debited: Iterable[str]
    withheld: Mapping[str, Mapping[int, int]]
    february: Mapping[str, int]
    levies: Mapping[str, tuple[StandingLevy, ...]]
    claims: Mapping[str, Claim]


def _known(
    conn: Connection, heads: Iterable[str], levy_year: int, first_month: int, day: date, values: Values
) -> _Known:
    kinds = ("household", "household_eligibility")
    levies = levy_standing.levies_standing(conn, heads, levy_year)
    keys = [one.claim_key for many in levies.values() for levy in many for one, _ in levy.instalments]
    return _Known(
        levy_year,
        first_month,
        day,
        values,
        None if first_month in PROVISIONAL else load_terms(values, levy_year, day),
        load_facts(conn, [FactKey(kind, key) for key in heads for kind in kinds], on=day),
        mandates.debited_on(conn, heads, day),
        collection_ways.amounts_on(conn, heads, levy_year, day),
        pension_candidates.february_of(conn, heads, levy_year - 1),
        levies,
        ledger.claims(conn, keys),
    )


def _judged(known: _Known, household: str, person: str, told: list[Candidate]) -> Judged:
    one = max(told, key=lambda candidate: candidate.told_on)
    account, annual, months = _asked(known, household, person)
    pension = Pension(one.yearly, one.per_payment, one.care_per_payment)
    who = _household(known.facts, household, person, known.day, debited=household in known.debited)
    most = max(months.values(), default=0)
    barred = [*barred_by(who, pension, most, known.levy_year, known.day, known.values)]
    if len({(each.pension_number, each.pension_code) for each in told}) > 1:
        barred.append(Barred.TWO_PENSIONS)
    if set(known.withheld.get(household, {})) & set(months):
        barred.append(Barred.WITHHELD_NOW)
    elif not months:
        barred.append(Barred.NO_LEVY)
    ordinary = max(annual - sum(months.values()) - _provisional(known, household), 0)
    numbers = (one.pension_number, one.pension_code, one.payer)
    return Judged(household, person, *numbers, account, annual, ordinary, tuple(barred), months)


def _asked(known: _Known, household: str, person: str) -> tuple[str | None, int, dict[int, int]]:
    """The account of the year, the year's levy in yen, and what would be withheld by month."""
    if known.terms is None:
        february = known.february.get(household, 0)
        return None, february * len(PROVISIONAL), dict.fromkeys(PROVISIONAL, february) if february else {}
    mine = account_of(known.levies.get(household, ()), person)
    if mine is None:
        return None, 0, {}
    paid = paid_numbers(mine, known.claims)
    months = asked_months(mine.standing(), known.first_month, known.terms, paid)
    return mine.account.account_key, sum(one.total for one in mine.standing()), months


def _provisional(known: _Known, household: str) -> int:
    if known.first_month in PROVISIONAL:
        return 0
    return sum(yen for month, yen in known.withheld.get(household, {}).items() if month in PROVISIONAL)


def _household(facts: Facts, household: str, head: str, day: date, *, debited: bool) -> Household:
    born = {
        str(one["person_key"]): date.fromisoformat(str(one["birth_date"]).replace("-00", "-01"))
        for one in facts.get_fact("household", household)["members"]
    }
    spells = facts.get_fact("household_eligibility", household)["spells"]
    text = day.isoformat()
    insured = {
        str(one["person_key"])
        for one in spells
        if one["tekiyo_from"] <= text and (one["tekiyo_to"] is None or one["tekiyo_to"] > text)
    }
    births = tuple(born[key] for key in sorted(insured & born.keys()))
    return Household(born[head], head in insured, births, debited)
