"""What claims for treatment lead to by themselves (給付台帳の日次点検), once a business day.

Claims with days on which the person was not insured, because they came so or because a loss was put on record later,
begin one case of `benefit_recovery` a person. Claims with the remark 10.第三, or with an injury of the table of codes,
begin one case of `third_party_recourse` a person, or join the one that runs. Doing it again finds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.begin_limitation_case import begin_by_night
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.benefits.claims import is_injury
from server.domain.calendar import start_instant
from server.domain.effects import JSON, RegisterChange
from server.domain.values import Values
from server.store import benefits, recourses, registers
from server.store.benefits import Benefit
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork

JOB = "benefits"
RECOVERY, RECOURSE = "benefit_recovery", "third_party_recourse"


@dataclass(frozen=True, slots=True)
class BenefitRun:
    """What a run began: cases of recovery and of recourse, and how many claims joined a running case."""

    recoveries: int = 0
    recourses: int = 0
    joined: int = 0


def watch_benefits(services: Services, *, again: bool = False) -> BenefitRun:
    """The run of this business day, once; `again` runs it once more and looks at everything."""

    def act(day: date, last: date | None) -> BenefitRun:
        return _watch(services, day, None if again else last)

    return once_a_day(services, JOB, act, again=again) or BenefitRun()


def _watch(services: Services, day: date, last: date | None) -> BenefitRun:
    since = None if last is None else start_instant(last)
    with services.database.read() as conn:
        values = services.values(conn)
        came = benefits.imported_since(conn, since)
        people = {*benefits.newly_stated(conn, since), *(one.person_key for one in came)}
        after_loss = _not_asked_back(conn, benefits.uninsured(conn, people))
        injured = _injured(conn, came, values, day)
    begun = sum(_recover(services, found) for found in _by_person(after_loss))
    found = [_screen(services, one) for one in _by_person(injured)]
    return BenefitRun(begun, found.count("begun"), found.count("joined"))


def _by_person(found: Iterable[Benefit]) -> list[list[Benefit]]:
    groups: dict[str, list[Benefit]] = {}
    for one in found:
        groups.setdefault(one.person_key, []).append(one)
    return [groups[person] for person in sorted(groups)]


def _not_asked_back(conn: Connection, found: Iterable[Benefit]) -> list[Benefit]:
    every = list(found)
    asked = {one.claim_no for one in recourses.items_of(conn, claim_nos=(one.claim_no for one in every))}
    return [one for one in every if one.claim_no not in asked]


def _injured(conn: Connection, came: Iterable[Benefit], values: Values, day: date) -> list[Benefit]:
    """The claims by which somebody is asked for the cause: not where he answered about such an injury lately."""
    codes = values.items("recourse.injury_codes", day)
    least = values.integer("recourse.screen_min_yen", day)
    quiet = timedelta(days=values.integer("recourse.screen_again_days", day))
    marked = [one for one in came if one.third_party or (one.benefit >= least and _hurt(one, codes))]
    cases = recourses.recourses_of(conn, people=[one.person_key for one in marked])
    known = {link.claim_no for link in recourses.links_of(conn, (one.recourse_key for one in cases))}
    answered = [one for one in cases if one.state in ("NO_CLAIM", "REFERRED")]

    def told(one: Benefit) -> bool:
        return not one.third_party and any(
            case.person_key == one.person_key and case.accident_on <= one.first_day <= case.accident_on + quiet
            for case in answered
        )

    return [one for one in marked if one.claim_no not in known and not told(one)]


def _hurt(one: Benefit, codes: Iterable[object]) -> bool:
    prefixes = tuple(codes)
    return any(is_injury(code, prefixes) for code in one.injuries.split())


def _recover(services: Services, found: list[Benefit]) -> bool:
    first = found[0]
    start: dict[str, JSON] = {
        "cause": "LOSS",
        "person_key": first.person_key,
        "claims": " ".join(one.claim_no for one in found),
    }
    return _begin(services, RECOVERY, found, start)


def _begin(services: Services, slug: str, found: list[Benefit], start: dict[str, JSON]) -> bool:
    first = found[0]
    once = f"{slug}/{first.person_key}/{_mark(found)}"
    with unit_of_work(services, SYSTEM) as uow:
        case_id = begin_by_night(services, uow, slug, first.household_key, start, once)
        detail = {"slug": slug, "claims": len(found), "begun": case_id is not None}
        uow.audit("benefits.look", object_kind="household", object_key=first.household_key, detail=detail)
    return case_id is not None


def _mark(found: list[Benefit]) -> str:
    return hashlib.sha256(" ".join(sorted(one.claim_no for one in found)).encode()).hexdigest()[:24]


def _screen(services: Services, found: list[Benefit]) -> str:
    """Joins the running case of the same person whose accident lies before, or begins one."""
    with services.database.read() as conn:
        running = [one for one in recourses.recourses_of(conn, people=[found[0].person_key]) if one.runs]
    fitting = [one for one in running if one.accident_on <= found[0].first_day]
    if fitting:
        with unit_of_work(services, SYSTEM) as uow:
            _join(uow, fitting[-1], found)
        return "joined"
    start: dict[str, JSON] = {
        "origin": "SCREENING",
        "person_key": found[0].person_key,
        "accident_on": found[0].first_day.isoformat(),
        "kind": "UNKNOWN",
        "claims": " ".join(one.claim_no for one in found),
    }
    return "begun" if _begin(services, RECOURSE, found, start) else "none"


def _join(uow: UnitOfWork, case: recourses.Case, found: list[Benefit]) -> None:
    links = [{"claim_no": one.claim_no, "linked": True, "private_yen": 0, "why": "SCREENING"} for one in found]
    payload = {"recourse_key": case.recourse_key, "links": links}
    event = f"benefits:{_mark(found)}"
    registers.apply_change(
        uow, RegisterChange("link_benefits", f"{case.recourse_key}/{_mark(found)}", payload), event=event
    )
    detail = {"claims": [one.claim_no for one in found]}
    uow.audit("recourse.join", object_kind="case", object_key=case.case_id, case_id=case.case_id, detail=detail)
