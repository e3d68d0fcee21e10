"""Naming deputies (代決者を決める) by the head, and the absent decider's look at what they did (後閲)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.deputies import ALL_KINDS, MOST_DAYS, RANKS
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import work
from server.domain.values import Values
from server.domain.wareki import parse_date
from server.store import deputies, grants, offices, procedures, users
from server.store.connection import Connection
from server.store.deputies import DeputyRow
from server.store.unit_of_work import UnitOfWork

HEAD, DECIDER = work("head"), work("approver")
MANY = 500
_OFFICIAL = "permanent"


@dataclass(frozen=True, slots=True)
class Naming:
    """What was typed: persons and office by id, `slug` a procedure or `all`, `rank` and days as people write them."""

    office: str
    slug: str
    principal: str
    deputy: str
    rank: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one 後閲: `refusal` is None when it is looked at now."""

    act_id: str
    refusal: Refused | None


def name_deputy(services: Services, caller: Caller, naming: Naming) -> str:
    """代決者を決める: the head of the office names who decides for an absent decider; returns the naming's id.

    Raises `no_right`, `out_of_scope`, and `InputInvalid` at the field that is wrong: `required`, `not_an_option`,
    `date_invalid`, `deputy_days_wrong`, `deputy_of_nobody`, `deputy_unfit`, `deputy_named`.
    """

    def act(uow: UnitOfWork) -> str:
        if naming.office:
            caller.require(HEAD, naming.office, uow.business_day)
        elif not caller.holds(HEAD, uow.business_day):
            raise Refused("no_right", function=HEAD)
        first, last = _checked(uow.conn, naming, uow.business_day, services.values(uow.conn))
        deputy_id = deputies.name_deputy(
            uow,
            office=naming.office,
            slug=naming.slug,
            principal=naming.principal,
            deputy=naming.deputy,
            rank=int(naming.rank),
            first_day=first,
            last_day=last,
        )
        _audit(uow, "deputy.name", deputy_id, naming, first, last)
        return deputy_id

    return run(services, caller, act)


def end_deputy(services: Services, caller: Caller, deputy_id: str) -> None:
    """Ends a naming at once. Raises `deputy_not_found` for one that is ended or unknown, rights."""

    def act(uow: UnitOfWork) -> None:
        row = deputies.get_deputy(uow.conn, deputy_id)
        if row is None:
            raise Refused("deputy_not_found")
        caller.require(HEAD, row.office, uow.business_day)
        if not deputies.end_deputy(uow, deputy_id):
            raise Refused("deputy_not_found")
        uow.audit("deputy.end", object_kind="deputy", object_key=deputy_id, detail={"deputy": row.deputy})

    run(services, caller, act)


def look_later(services: Services, caller: Caller, act_ids: Iterable[str]) -> tuple[Looked, ...]:
    """後閲: the absent decider has looked at what was decided for him; each with its own result.

    An act that is not his, or was looked at before, is refused with `deputy_act_not_own`; the others go on.
    """
    return tuple(_look(services, caller, act_id) for act_id in list(dict.fromkeys(act_ids))[:MANY])


def _look(services: Services, caller: Caller, act_id: str) -> Looked:
    def act(uow: UnitOfWork) -> None:
        found = deputies.look_at(uow, act_id)
        if found is None:
            raise Refused("deputy_act_not_own")
        detail = {"deputy": found.deputy}
        uow.audit("deputy.look", object_kind="deputy_act", object_key=act_id, case_id=found.case_id, detail=detail)

    try:
        run(services, caller, act)
    except Refused as refusal:
        return Looked(act_id, refusal)
    return Looked(act_id, None)


# ---- what may be named ----------------------------------------------------------------------------


def _checked(conn: Connection, naming: Naming, today: date, values: Values) -> tuple[date, date]:
    """The days of a naming; raises `InputInvalid` with all that is wrong with it."""
    wrong = [*_choices(conn, naming, today, values.integer(RANKS, today))]
    most = values.integer(MOST_DAYS, today)
    first, last = (_day(name, getattr(naming, name), wrong) for name in ("first_day", "last_day"))
    if first and last and not (today <= first <= last and (last - first).days < most):
        wrong.append(FieldError("last_day", "deputy_days_wrong", {"days": most}))
    if wrong or first is None or last is None:
        raise InputInvalid(wrong)
    wrong = [*_people(conn, naming, first), *_double(conn, naming, first, last)]
    if wrong:
        raise InputInvalid(wrong)
    return first, last


def _choices(conn: Connection, naming: Naming, today: date, most_ranks: int) -> Iterable[FieldError]:
    kinds = {ALL_KINDS, *(one.slug for one in procedures.current_versions(conn, today))}
    ranks = {str(rank) for rank in range(1, most_ranks + 1)}
    known = {one.user_id for one in users.all_users(conn)}
    allowed = {"slug": kinds, "rank": ranks, "principal": known, "deputy": known}
    allowed["office"] = {one.office for one in offices.all_offices(conn)}
    for name, options in allowed.items():
        said = getattr(naming, name)
        if said not in options:
            yield FieldError(name, "not_an_option" if said else "required")


def _day(name: str, text: str, wrong: list[FieldError]) -> date | None:
    try:
        return parse_date(text)
    except Refused as refusal:
        wrong.append(FieldError(name, refusal.code if text.strip() else "required", refusal.params))
        return None


def _people(conn: Connection, naming: Naming, first: date) -> Iterable[FieldError]:
    """The absent one decides in this office on the first day; the deputy is an official at work, and another one."""
    people = {one.user_id: one for one in users.all_users(conn)}
    principal, deputy = people[naming.principal], people[naming.deputy]
    if naming.principal not in grants.holders(conn, DECIDER, naming.office, first):
        yield FieldError("principal", "deputy_of_nobody", {"name": principal.name})
    if naming.deputy == naming.principal or deputy.kind != _OFFICIAL or not deputy.works_on(first):
        yield FieldError("deputy", "deputy_unfit", {"name": deputy.name})


def _double(conn: Connection, naming: Naming, first: date, last: date) -> Iterable[FieldError]:
    """Nobody twice and no rank twice for one decider, kind and day."""
    for one in deputies.namings(conn, frozenset({naming.office}), first):
        same = one.principal == naming.principal and one.slug == naming.slug and one.first_day <= last
        if same and (one.rank == int(naming.rank) or one.deputy == naming.deputy):
            yield FieldError("rank", "deputy_named")
            return


def _audit(uow: UnitOfWork, kind: str, key: str, naming: Naming, first: date, last: date) -> None:
    detail = {name: getattr(naming, name) for name in ("office", "slug", "principal", "deputy", "rank")}
    days = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    uow.audit(kind, object_kind="deputy", object_key=key, detail=detail | days)


def known_namings(conn: Connection, caller: Caller, day: date) -> tuple[DeputyRow, ...]:
    """The namings of the caller's offices that hold today or later; raises `no_right`."""
    scope = caller.scope(HEAD, day)
    if scope == frozenset():
        raise Refused("no_right", function=HEAD)
    return deputies.namings(conn, scope, day)
