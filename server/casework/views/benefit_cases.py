"""求償・返還・保留 as one list: every running case with the days it is watched by, what nears a limit first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import record_look, sees
from server.domain.benefits.watching import Dated, Watch, is_near, next_of
from server.domain.calendar import months_after
from server.domain.forms.model import Lang
from server.domain.recourse.limits import CivilAct, Touched, last_day
from server.domain.recourse.words import KINDS, STATES
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope, work
from server.domain.values import Values
from server.store import benefit_cases, offices, recourses, users
from server.store.benefit_cases import HOLD, RECOURSE, RECOVERY, OpenClaim, Running, Step
from server.store.benefit_holds import BenefitHold
from server.store.connection import Connection
from server.store.other_claims import Act
from server.store.recourses import Case

OFFICER = work("benefit")
MAY_SEE = (OFFICER, Function.HEAD_VIEW)
PAGE = 50
NEAR, ALL = "near", "all"
LISTS = (NEAR, ALL, RECOURSE, RECOVERY, HOLD)
_BENEFITS = {
    "HIGH_COST": ("高額療養費", "High-cost benefit"),
    "MEDICAL": ("療養費", "Medical expenses"),
    "OTHER": ("その他の給付", "Other benefit"),
}
_ASKED = {
    "PLAIN_PUBLIC": ("不当利得", "Unjust enrichment"),
    "ENFORCEABLE_PUBLIC": ("不正利得(65条)", "Fraud (art. 65)"),
}
_NOBODY_YET = "給付担当"
_LOOKED_INTO = ("対象の確認中", "Being looked into")
_PAYING = ("支給待ち", "To be paid")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A running case: `name` None where it may not be seen, `what` and `state` in words, `owner` whoever has it, yen
    `open`, all its `dates`, the `next` of them and the `limit` after which nothing can be claimed any more.
    """

    case_id: str
    number: str
    slug: str
    procedure: str
    office: str
    household_key: str | None
    name: str | None
    protected: bool
    what: str
    state: str
    owner: str
    open: int
    dates: tuple[Dated, ...]
    next: Dated | None
    limit: date | None
    near: bool


@dataclass(frozen=True, slots=True)
class BenefitCases:
    """A page of the list `which`; counts by list, the owners that can be chosen, yen open of the whole question."""

    day: date
    which: str
    owner: str
    page: int
    rows: tuple[CaseRow, ...]
    total: int
    open: int
    counts: Mapping[str, int]
    owners: tuple[str, ...]
    may_files: bool


def benefit_cases_view(services: Services, caller: Caller, which: str, owner: str, page: int) -> BenefitCases:
    """One page; the look is on record. Raises `no_right`."""
    day = services.clock.business_day()
    scope = _scope(caller, day)
    with services.database.read() as conn:
        every = rows_of(conn, caller, scope, services.values(conn), day)
    of_owner = [one for one in every if not owner or one.owner == owner]
    found = [one for one in of_owner if _is_in(one, which)]
    counts = Counter(name for one in of_owner for name in LISTS if _is_in(one, name))
    shown = found[(page - 1) * PAGE : page * PAGE]
    record_look(services, caller, "benefits.cases", "benefit_cases", which, detail={"rows": len(shown)})
    return BenefitCases(
        day=day,
        which=which,
        owner=owner,
        page=page,
        rows=tuple(shown),
        total=len(found),
        open=sum(one.open for one in found),
        counts={name: counts[name] for name in LISTS},
        owners=tuple(sorted({one.owner for one in every if one.owner})),
        may_files=caller.holds(OFFICER, day),
    )


def _scope(caller: Caller, day: date) -> Scope:
    found = next((one for one in (caller.scope(each, day) for each in MAY_SEE) if one != frozenset()), None)
    if found is None:
        raise Refused("no_right", function=" or ".join(MAY_SEE))
    return found


def _is_in(one: CaseRow, which: str) -> bool:
    return which == ALL or one.slug == which or (which == NEAR and one.near)


def near_cases(conn: Connection, caller: Caller, scope: Scope, values: Values, day: date) -> tuple[CaseRow, ...]:
    """What nears a limit or passed a due date, for the head, who sees late steps elsewhere; none for few (支援措置)."""
    found = []
    for one in rows_of(conn, caller, scope, values, day):
        dates = tuple(each for each in one.dates if each.watch is not Watch.TASK)
        if not one.protected and is_near(dates, day, values):
            found.append(replace(one, dates=dates, next=next_of(dates)))
    return tuple(found)


def rows_of(conn: Connection, caller: Caller, scope: Scope, values: Values, day: date) -> list[CaseRow]:
    """Every running case of the offices, the next day first; a constant number of questions."""
    running = benefit_cases.running(conn, scope)
    if not running:
        return []
    known = _Known(
        recourses={one.case_id: one for one in recourses.running(conn, scope)},
        holds=benefit_cases.holds(conn, scope, day),
        steps=benefit_cases.steps(conn, scope),
        claims=benefit_cases.open_claims(conn, scope),
        acts=benefit_cases.acts(conn, scope),
        treated=benefit_cases.treated_last(conn, scope),
        places={one.office: one.name for one in offices.all_offices(conn)},
        people=users.names_of(conn, _claimants(benefit_cases.steps(conn, scope))),
    )
    rows = [_row(one, known, caller, values, day) for one in running]
    return sorted(rows, key=lambda one: (one.next.day if one.next else date.max, one.number))


@dataclass(frozen=True, slots=True)
class _Known:
    recourses: Mapping[str, Case]
    holds: Mapping[str, BenefitHold]
    steps: Mapping[str, tuple[Step, ...]]
    claims: Mapping[str, tuple[OpenClaim, ...]]
    acts: Mapping[str, tuple[Act, ...]]
    treated: Mapping[str, date]
    places: Mapping[str, str]
    people: Mapping[str, str]


def _claimants(steps: Mapping[str, Sequence[Step]]) -> set[str]:
    return {one.claimed_by for every in steps.values() for one in every if one.claimed_by}


def _row(one: Running, known: _Known, caller: Caller, values: Values, day: date) -> CaseRow:
    dates, limit = tuple(_dates(one, known, values, day)), _limit(one, known, values)
    what, state = _told(one, known, caller.lang)
    seen = sees(caller, one.office, one.protected, day)
    return CaseRow(
        case_id=one.case_id,
        number=one.number,
        slug=one.slug,
        procedure=words.say(words.PROCEDURES, one.slug, caller.lang),
        office=known.places.get(one.office, one.office),
        household_key=one.household_key if seen else None,
        name=one.subject_name if seen else None,
        protected=one.protected,
        what=what,
        state=state,
        owner=_owner(one, known),
        open=sum(claim.open for claim in known.claims.get(one.case_id, ())),
        dates=dates,
        next=next_of(dates),
        limit=limit,
        near=is_near(dates, day, values),
    )


def _owner(one: Running, known: _Known) -> str:
    """Who was named as owner of the case or of the hold; of others who has the open step."""
    named = known.recourses.get(one.case_id) or known.holds.get(one.case_id)
    if named is not None and named.owner != _NOBODY_YET:
        return named.owner
    taken = next((step.claimed_by for step in known.steps.get(one.case_id, ()) if step.claimed_by), None)
    return "" if taken is None else known.people.get(taken, taken)


def _dates(one: Running, known: _Known, values: Values, day: date) -> Iterator[Dated]:
    limit = _limit(one, known, values)
    if limit is not None:
        yield Dated(Watch.LIMIT, limit)
    case = known.recourses.get(one.case_id)
    if case is not None and case.insurer_until is not None and day <= case.insurer_until:
        years = values.period("recourse_insurer", case.accident_on).amount
        ahead = years - values.period("recourse_insurer_watch", case.accident_on).amount
        yield Dated(Watch.INSURER, months_after(case.insurer_until, -ahead))
    hold = known.holds.get(one.case_id)
    if hold is not None:
        yield Dated(Watch.HOLD, hold.last_day)
    reminded = [act.on_day for act in known.acts.get(one.case_id, ()) if act.act == CivilAct.DEMAND]
    for claim in known.claims.get(one.case_id, ()):
        if not any(on > claim.due_on for on in reminded):
            yield Dated(Watch.PAY, claim.due_on)
    for step in known.steps.get(one.case_id, ()):
        if step.due_on is not None:
            yield Dated(Watch.TASK, step.due_on)


def _limit(one: Running, known: _Known, values: Values) -> date | None:
    """The day after which nothing can be claimed: of a recovery reckoned by all that was done against the debtor."""
    if one.slug == RECOURSE:
        case = known.recourses.get(one.case_id)
        return None if case is None else case.first_end
    treated = known.treated.get(one.case_id)
    if treated is None or one.slug != RECOVERY:
        return None
    claims = known.claims.get(one.case_id, ())
    unlawful = any(claim.nature == "ENFORCEABLE_PUBLIC" for claim in claims)
    touched = (
        Touched(CivilAct(act.act), act.on_day, act.until, act.document) for act in known.acts.get(one.case_id, ())
    )
    return last_day(treated, "fraud_prescription" if unlawful else "recovery_prescription", touched, values)


def _told(one: Running, known: _Known, lang: Lang) -> tuple[str, str]:
    """What it is about, and where it stands."""
    place = 0 if lang == "ja" else 1
    case, hold = known.recourses.get(one.case_id), known.holds.get(one.case_id)
    step = next(iter(known.steps.get(one.case_id, ())), None)
    stands = "" if step is None else words.step_named(one.slug, step.element, step.name, lang)
    if case is not None:
        what = KINDS[case.kind][place] + (f" {case.debtor}" if case.debtor else "")
        return what, f"{STATES[case.state][place]} {stands}".strip()
    if hold is not None:
        return f"{_BENEFITS[hold.benefit][place]} {hold.month} {hold.yen:,}{('円', ' yen')[place]}", stands
    if one.slug == HOLD:
        return "", stands or _PAYING[place]
    claims = known.claims.get(one.case_id, ())
    asked = _ASKED[claims[0].nature] if claims else _LOOKED_INTO
    return asked[place] + (f" {claims[0].debtor}" if claims else ""), stands
