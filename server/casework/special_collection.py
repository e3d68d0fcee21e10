"""特別徴収 (withholding from pensions): candidates taken in, households judged, two people begin.

A pensioner who is nobody's, or more than one's, of our persons is listed and never taken for a namesake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.effects import RegisterChange
from server.domain.facts import FactKey, Facts
from server.domain.refusals import Refused
from server.domain.rights import Function, check_differs
from server.domain.special_collection import (
    Barred,
    Household,
    Pension,
    Schedule,
    barred_by,
    most_of_payment,
    schedule,
)
from server.domain.values import Values
from server.exchange.pension_file import Told, read_candidates
from server.store import ledger, levies, mandates, pension_candidates, registers
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import household_revs
from server.store.pension_candidates import Candidate
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file of candidates: how many, and the records that fit nobody of ours, or more than one."""

    levy_year: int
    count: int
    unclear: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A household of a candidate: what bars withholding, and the schedule if nothing does."""

    household_key: str
    person_key: str
    pension_code: str
    account_key: str | None
    barred: tuple[Barred, ...]
    schedule: Schedule


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


def judge(services: Services, caller: Caller, levy_year: int) -> tuple[Judged, ...]:
    """Every candidate's household by the conditions of today. Raises `special_no_candidates`, rights."""
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_IMPORT, caller.office, day)

    def act(uow: UnitOfWork) -> tuple[Judged, ...]:
        candidates = [one for one in pension_candidates.candidates_of(uow.conn, levy_year) if one.person_key]
        if not candidates:
            raise Refused("special_no_candidates", year=levy_year)
        uow.audit("special.judge", object_kind="levy_year", object_key=str(levy_year))
        return tuple(_judged(uow.conn, candidates, levy_year, day, services.values(uow.conn)))

    return run(services, caller, act)


def _judged(
    conn: Connection, candidates: Iterable[Candidate], levy_year: int, day: date, values: Values
) -> Iterable[Judged]:
    """Only a head of household is withheld from; one with two pensions is judged by the larger one."""
    best: dict[str, Candidate] = {}
    for one in candidates:
        known = best.get(str(one.person_key))
        best[str(one.person_key)] = one if known is None or one.yearly > known.yearly else known
    people = load_facts(conn, [FactKey("person", key) for key in best], on=day)
    homes = {key: people.get_fact("person", key) for key in best}
    households = {key: str(home["household_key"]) for key, home in homes.items() if home and home["relation"] == "HEAD"}
    kinds = ("household", "household_eligibility")
    facts = load_facts(conn, [FactKey(kind, key) for key in households.values() for kind in kinds], on=day)
    debits = mandates.debited_on(conn, households.values(), day)
    february = pension_candidates.february_of(conn, households.values(), levy_year - 1)
    for person, household in sorted(households.items(), key=lambda pair: pair[1]):
        account, annual = _levied(conn, household, levy_year)
        found = schedule(annual, february.get(household))
        one = best[person]
        told = Pension(one.yearly, one.per_payment, one.care_per_payment)
        who = _household(facts, household, person, day, debited=household in debits)
        barred = barred_by(who, told, most_of_payment(found), levy_year, day, values)
        yield Judged(household, person, one.pension_code, account, barred, found)


def _levied(conn: Connection, household: str, levy_year: int) -> tuple[str | None, int]:
    """The account of the year and what its decision in force levies, in yen."""
    accounts = [one.account_key for one in levies.accounts_of(conn, household) if one.levy_year == levy_year]
    claims = ledger.claims_of_books(conn, [household]).values()
    annual = sum(claim.levied.total for claim in claims if claim.levy_year == levy_year)
    return (accounts[0] if accounts else None), annual


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


def begin_withholding(
    services: Services, caller: Caller, levy_year: int, household_keys: Iterable[str], *, proposed_by: str
) -> int:
    """Puts withholding on record for households that nothing bars; the caller is the second person.

    Raises `special_barred`, `receipt_same_person`, and what `judge` raises. Answers how many began.
    """
    check_differs(caller.user_id, [proposed_by], "receipt_same_person")
    wanted = set(household_keys)
    judged = {one.household_key: one for one in judge(services, caller, levy_year)}

    def act(uow: UnitOfWork) -> int:
        for key in sorted(wanted):
            one = judged.get(key)
            if one is None or one.barred:
                raise Refused("special_barred", household=key)
            registers.apply_change(uow, _change(one, levy_year, uow.business_day), event=f"special:{levy_year}")
        uow.bump_households(household_revs(uow.conn, wanted))
        detail = {"households": len(wanted), "proposed_by": proposed_by}
        uow.audit("special.begin", object_kind="levy_year", object_key=str(levy_year), detail=detail)
        return len(wanted)

    return run(services, caller, act)


def _change(one: Judged, levy_year: int, day: date) -> RegisterChange:
    payload = {
        "household_key": one.household_key,
        "levy_year": levy_year,
        "person_key": one.person_key,
        "pension_code": one.pension_code,
        "amounts": {str(month): yen for month, yen in one.schedule.amounts.items()},
        "mixed": one.schedule.ordinary > 0,
        "valid_from": max(day, date(levy_year, 4, 1)).isoformat(),
        "valid_to": date(levy_year + 1, 4, 1).isoformat(),
        "account_key": one.account_key,
    }
    return RegisterChange("put_special_collection", f"special/{levy_year}/{one.household_key}/{day}", payload)
