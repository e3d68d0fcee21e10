"""Deputies (代決) as pages show them: the namings of an office, and what the absent decider has to look at (後閲)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.deputies import DECIDER, HEAD, known_namings
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import record_look, sees
from server.domain.deputies import ALL_KINDS, RANKS
from server.domain.rights import within
from server.store import cases, deputies, grants, offices, procedures, users
from server.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the form."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DeputyLine:
    """One naming in words; `begun`: it holds today."""

    deputy_id: str
    office: str
    kind: str
    principal: str
    deputy: str
    rank: int
    first_day: date
    last_day: date
    begun: bool
    named_by: str


@dataclass(frozen=True, slots=True)
class DeputiesView:
    """The namings of the caller's offices that hold today or later, and what the form offers."""

    rows: tuple[DeputyLine, ...]
    choices: dict[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class LaterLine:
    """One decision of a deputy; the name of whoever the caller may not see is left out."""

    act_id: str
    case_id: str
    number: str
    procedure: str
    name: str | None
    guarded: bool
    what: str
    deputy: str
    at: datetime


def deputies_view(services: Services, caller: Caller) -> DeputiesView:
    """代決者 of the offices that the caller heads; raises `no_right`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = known_namings(conn, caller, day)
        people = {one.user_id: one.name for one in users.all_users(conn)}
        places = {one.office: one.name for one in offices.all_offices(conn)}
        rows = tuple(
            DeputyLine(
                deputy_id=one.deputy_id,
                office=places.get(one.office, one.office),
                kind=_kind(one.slug, caller),
                principal=people.get(one.principal, one.principal),
                deputy=people.get(one.deputy, one.deputy),
                rank=one.rank,
                first_day=one.first_day,
                last_day=one.last_day,
                begun=one.first_day <= day,
                named_by=people.get(one.named_by, one.named_by),
            )
            for one in found
        )
        return DeputiesView(rows, _choices(conn, caller, places, day, services.values(conn).integer(RANKS, day)))


def _kind(slug: str, caller: Caller) -> str:
    if slug == ALL_KINDS:
        return "すべて" if caller.lang == "ja" else "All"
    return words.say(words.PROCEDURES, slug, caller.lang)


def _choices(
    conn: Connection, caller: Caller, places: dict[str, str], day: date, ranks: int
) -> dict[str, tuple[Choice, ...]]:
    headed = [office for office in places if within(office, caller.scope(HEAD, day))]
    deciders = {who for office in headed for who in grants.holders(conn, DECIDER, office, day)}
    staff = [one for one in users.all_users(conn) if one.kind == "permanent" and one.works_on(day)]
    staff.sort(key=lambda one: one.name_kana)
    kinds = [ALL_KINDS, *sorted({one.slug for one in procedures.current_versions(conn, day)})]
    return {
        "office": tuple(Choice(one, places[one]) for one in headed),
        "principal": tuple(Choice(one.user_id, one.name) for one in staff if one.user_id in deciders),
        "deputy": tuple(Choice(one.user_id, f"{one.name} {one.title}") for one in staff),
        "slug": tuple(Choice(one, _kind(one, caller)) for one in kinds),
        "rank": tuple(Choice(str(one), str(one)) for one in range(1, ranks + 1)),
    }


def later_view(services: Services, caller: Caller) -> tuple[LaterLine, ...]:
    """後閲: what deputies decided for the caller, oldest first; the look is on record."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        acts = deputies.acts_to_look_at(conn, caller.user_id)
        names = users.names_of(conn, {one.deputy for one in acts})
        lines = []
        for act in acts:
            case = cases.get_case(conn, act.case_id)
            if case is None:
                continue
            seen = sees(caller, case.office, case.protected, day)
            lines.append(
                LaterLine(
                    act_id=act.act_id,
                    case_id=act.case_id,
                    number=case.number,
                    procedure=words.say(words.PROCEDURES, case.slug, caller.lang),
                    name=case.subject_name if seen else None,
                    guarded=case.protected,
                    what=words.step(case.slug, act.element, caller.lang),
                    deputy=names.get(act.deputy, act.deputy),
                    at=act.at,
                )
            )
    record_look(services, caller, "deputy.list", "user", caller.user_id, detail={"rows": len(lines)})
    return tuple(lines)
