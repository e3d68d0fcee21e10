"""Where the household of the guided walk stands (案内の現在地), read from cases, letters, contacts and runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from server.casework.callers import Caller
from server.casework.guide.story import STORY, Kind, Station
from server.casework.household_of_case import is_protected
from server.casework.services import Services
from server.casework.views.household_head import allowed_household
from server.casework.views.letters import titles as letter_titles
from server.domain.arrears import SLUG as ARREARS
from server.domain.calendar import JAPAN, civil_date
from server.domain.ledger.books import Claim
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import (
    arrears_board,
    cases,
    contacts,
    dunning_runs,
    dunning_stock,
    ledger,
    letters,
    seizures,
    tasks,
    users,
)
from server.store.arrears_board import Wanted
from server.store.cases import CaseHead, CaseQuery
from server.store.connection import Connection
from server.store.contacts import Contact
from server.store.dunning_runs import DUE, DunningRun
from server.store.letters import Letter
from server.store.seizures import Deposit, Seizure
from server.store.tasks import Task

DUNNING = "dunning_run"
_MOST = 200
_READY = ("rendered", "released", "handed_over")
_OUT = ("posted", "returned")
WEEK = timedelta(days=7)
_WAITS = (Kind.TASK, Kind.MAIL)
_RUNS = ("distribution", "seizure", "asset_inquiry")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the registers say of the household on the day (`at` the time); `run` the dunning run that it stands in."""

    day: date
    at: datetime
    home: Mapping[str, Any]
    cases: tuple[CaseHead, ...]
    tasks: tuple[Task, ...]
    run: DunningRun | None
    letters: tuple[Letter, ...]
    contacts: tuple[Contact, ...]
    seizures: tuple[Seizure, ...]
    deposits: tuple[Deposit, ...]
    claims: Mapping[str, Claim]

    @property
    def key(self) -> str:
        """The household's number."""
        return str(self.home["household_key"])

    @property
    def head(self) -> Mapping[str, Any]:
        """The head of the household."""
        found: Mapping[str, Any] = next(
            one for one in self.home["members"] if one["person_key"] == self.home["head_person_key"]
        )
        return found

    def case(self, slug: str) -> CaseHead | None:
        """The newest case of a procedure."""
        return next((one for one in self.cases if one.slug == slug), None)

    def of(self, station: Station, status: str) -> Task | None:
        """The newest task of a station in this state."""
        case = self.case(station.slug)
        here = [
            one
            for one in self.tasks
            if case is not None and (one.case_id, one.element, one.status) == (case.case_id, station.what, status)
        ]
        return here[-1] if here else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The station that is next (None: all are done), whether somebody can do it now, and else until which day.

    `names` of the clerks with their posts, `titles` of the letters.
    """

    seen: Seen
    done: frozenset[str]
    now: Station | None
    ready: bool
    wait_until: date
    names: Mapping[str, str]
    titles: Mapping[str, str]

    @property
    def task(self) -> Task | None:
        """The open task of the station."""
        return None if self.now is None or self.now.kind is not Kind.TASK else self.seen.of(self.now, "open")


def require_demo(services: Services) -> None:
    """Raises `guide_demo_only`: outside the demo nobody acts for another."""
    if not services.demo:
        raise Refused("guide_demo_only")


def choose(services: Services, caller: Caller) -> str | None:
    """The household to walk with: the one furthest on its way, else who owes most in the newest dunning run."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        for slug in _RUNS:
            for case in cases.find_cases(conn, ALL, CaseQuery(slug=slug)).items:
                if case.household_key and _may_see(conn, caller, case.household_key, day):
                    return case.household_key
        owing = _in_arrears(conn, day) or _to_dun(conn, day)
        return next((key for key in owing if _may_see(conn, caller, key, day)), None)


def stand(services: Services, caller: Caller, household_key: str) -> Standing:
    """Where the household stands; raises `guide_demo_only`, `household_not_found`, rights, `protected_person`."""
    require_demo(services)
    day = services.clock.business_day()
    titles = letter_titles(services, day, caller.lang)
    with services.database.read() as conn:
        names = _names(conn)
        home = allowed_household(conn, caller, household_key, day)
        seen = _see(conn, home, day, services.clock.business_now().astimezone(JAPAN))
    passed = _passed(seen)
    done = frozenset(one.id for one in STORY[:passed])
    now = STORY[passed] if passed < len(STORY) else None
    ready = now is not None and _is_ready(seen, now)
    return Standing(seen, done, now, ready, _next_day(seen), names, titles)


def _passed(seen: Seen) -> int:
    """How many stations lie behind the household: up to the last one done, or to where work waits for somebody.

    Of what a visitor left out nothing is asked again: whoever stands before a seizure has been dunned.
    """
    places = [place for place, one in enumerate(STORY) if _is_done(seen, one)]
    passed = places[-1] + 1 if places else 0
    waiting = (place for place in range(passed, len(STORY)) if STORY[place].kind in _WAITS)
    return next((place for place in waiting if _is_ready(seen, STORY[place])), passed)


def _names(conn: Connection) -> dict[str, str]:
    people = {one.clerk: users.get_user(conn, one.clerk) for one in STORY}
    return {key: f"{user.name}({user.title})" for key, user in people.items() if user is not None}


def _may_see(conn: Connection, caller: Caller, key: str, day: date) -> bool:
    try:
        allowed_household(conn, caller, key, day)
    except Refused:
        return False
    return not is_protected(conn, key, day)


def _in_arrears(conn: Connection, day: date) -> list[str]:
    return [row.household_key for row in arrears_board.find(conn, ALL, Wanted(), day, limit=_MOST)]


def _to_dun(conn: Connection, day: date) -> list[str]:
    """Of the newest run, those who owe something, the largest sum first."""
    for run in dunning_runs.runs(conn):
        claims = ledger.claims(conn, dunning_stock.candidate_keys(conn, run)) if run.due_on < day else {}
        owing = sorted((-one.open.total, one.book) for one in claims.values() if one.open.total > 0)
        if owing:
            return [book for _, book in owing]
    return []


def _see(conn: Connection, home: Mapping[str, Any], day: date, at: datetime) -> Seen:
    key = str(home["household_key"])
    claims = ledger.claims_of_books(conn, [key])
    run = _run_of(conn, claims, day)
    found = list(cases.find_cases(conn, ALL, CaseQuery(household_key=key), limit=_MOST).items)
    if run is not None and run.case_id is not None and (case := cases.get_case(conn, run.case_id)) is not None:
        found.append(case)
    return Seen(
        day=day,
        at=at,
        home=home,
        cases=tuple(found),
        tasks=tuple(task for case in found for task in tasks.tasks_of_case(conn, case.case_id)),
        run=run,
        letters=letters.find_letters(conn, ALL, household_key=key, limit=_MOST).items,
        contacts=contacts.contacts_of(conn, key),
        seizures=seizures.seizures_of(conn, [key])[key],
        deposits=seizures.deposits_of(conn, [key])[key],
        claims=claims,
    )


def _run_of(conn: Connection, claims: Mapping[str, Claim], day: date) -> DunningRun | None:
    """Of the household's runs the first that was begun; before that the one of the newest due date that has passed."""
    passed = sorted({claim.due_on for claim in claims.values() if claim.due_on < day})
    runs = [run for due in passed if (run := dunning_runs.of_due(conn, DUE, due)) is not None]
    begun = [run for run in runs if run.cut_off is not None]
    return begun[0] if begun else runs[-1] if runs else None


def _is_done(seen: Seen, one: Station) -> bool:
    if one.kind is Kind.TASK:
        return seen.of(one, "done") is not None
    if one.kind is Kind.MAIL:
        return any(letter.letter == one.what and letter.status in _OUT for letter in seen.letters)
    if one.kind is Kind.CONTACT:
        return any(contact.result == one.what for contact in seen.contacts)
    return seen.case(one.what) is not None


def _is_ready(seen: Seen, one: Station) -> bool:
    if one.kind is Kind.TASK:
        return seen.of(one, "open") is not None and not _waits_for_dispatch(seen, one)
    if one.kind is Kind.MAIL:
        return any(letter.letter == one.what and letter.status in _READY for letter in seen.letters)
    if one.kind is Kind.CONTACT:
        case = seen.case(ARREARS)
        return case is not None and case.status == "active"
    return any(seizure.in_force for seizure in seen.seizures)


def _waits_for_dispatch(seen: Seen, one: Station) -> bool:
    run = seen.run
    return one.what == "record_mail" and run is not None and run.dispatch_on is not None and seen.day < run.dispatch_on


def _next_day(seen: Seen) -> date:
    """The next day on which something happens to the household by itself; a week on where nothing is in sight."""
    run = seen.run
    found = [civil_date(case.next_due_at) for case in seen.cases if case.status == "active" and case.next_due_at]
    if run is not None and run.dispatch_on is not None and run.designated_on is not None:
        found += [run.dispatch_on, run.designated_on + timedelta(days=1)]
    return min((day for day in found if day > seen.day), default=seen.day + WEEK)
