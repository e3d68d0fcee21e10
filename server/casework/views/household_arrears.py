"""A household's arrears on one screen (世帯の滞納): instalments, late charge to any day, holds, contacts, next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.arrears_desk import may_collect
from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.household_head import Look, look_at
from server.casework.views.known_assets import Known, known_assets
from server.casework.views.seeing import record_look
from server.domain.arrears import SLUG, SPOKES, Instalment, State, instalment, state_of
from server.domain.late_charge import LateCharge
from server.domain.limitation import Clock
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import (
    arrears_board,
    arrears_cases,
    cases,
    contacts,
    grants,
    holds,
    offices,
    pledges,
    procedures,
    tasks,
    users,
)
from server.store.arrears import arrears_of
from server.store.connection import Connection
from server.store.contacts import Contact
from server.store.holds import Hold
from server.store.pledges import Pledge

_OVER = frozenset({State.PAID, State.CANCELLED, State.WRITTEN_OFF})


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment with its state, its late charge to the chosen day (None: not to be reckoned, `why` says so).

    `clock` of its limitation with each act; None where nothing can be collected any more.
    """

    one: Instalment
    state: State
    late: LateCharge | None
    claimable: int
    why: Refused | None
    clock: Clock | None

    @property
    def prescribes_on(self) -> date | None:
        """The last day of collection (時効), None while something lasts or where nothing can be collected."""
        return None if self.clock is None else self.clock.ends_on


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next and why: the table's answer, its row and the row's ground; the task that waits for somebody."""

    case_id: str
    number: str
    step: str
    row: str
    ground: str
    task_id: str | None
    element: str | None


@dataclass(frozen=True, slots=True)
class HouseholdArrears:
    """Everything of the screen; `dues` what is or was open, `spokes` cases of procedures, `begins` the procedures."""

    look: Look
    day: date
    late_on: date
    dues: tuple[Due, ...]
    holds: tuple[Hold, ...]
    contacts: tuple[Contact, ...]
    letters: tuple[Mapping[str, Any], ...]
    returned: tuple[Mapping[str, Any], ...]
    spokes: tuple[Mapping[str, Any], ...]
    matters: tuple[Mapping[str, Any], ...]
    transit: int
    known: Known
    pledge: Pledge | None
    next: Next | None
    names: Mapping[str, str]
    collector: str | None
    collectors: tuple[tuple[str, str], ...]
    transfer_to: str | None
    may_act: bool
    begins: tuple[str, ...]

    @property
    def open(self) -> int:
        """Yen of the principal still owed."""
        return sum(due.one.open for due in self.dues)

    @property
    def late(self) -> int:
        """Yen of late charge that may be named on the chosen day."""
        return sum(due.claimable + due.one.extras for due in self.dues)


def household_arrears(services: Services, caller: Caller, household_key: str, late_on: date | None) -> HouseholdArrears:
    """The screen of a household with late charges to `late_on` (today without it); the look is on record.

    Raises `household_not_found`, rights, `protected_person`, `late_charge_day_past` for a day before today.
    """
    day = services.clock.business_day()
    if late_on is not None and late_on < day:
        raise Refused("late_charge_day_past", at_field="on")
    with services.database.read() as conn:
        look = look_at(conn, caller, household_key, day)
        caller.require(Function.ARREARS_VIEW, look.office, day)
        view = _view(services, conn, caller, look, day, late_on or day)
    record_look(services, caller, "household.arrears", "household", household_key, household_key=household_key)
    return view


def _view(
    services: Services, conn: Connection, caller: Caller, look: Look, day: date, late_on: date
) -> HouseholdArrears:
    key, values = look.household_key, services.values(conn)
    fact: Any = arrears_of(conn, [key], day)[key]
    found = contacts.contacts_of(conn, key)
    standing = holds.holds_of(conn, [key], day)[key]
    handed = fact["transfer"]
    return HouseholdArrears(
        look=look,
        day=day,
        late_on=late_on,
        dues=tuple(_due(one, fact["holds"], day, late_on, values) for one in _instalments(fact)),
        holds=standing,
        contacts=found,
        letters=tuple(reversed(fact["letters"])),
        returned=tuple(fact["returned"]),
        spokes=tuple(reversed(fact["spokes"])),
        matters=tuple(fact["matters"]),
        transit=fact["in_transit"],
        known=known_assets(conn, key),
        pledge=pledges.standing_on(conn, [key], day).get(key),
        next=_next(services, conn, key),
        transfer_to=None if handed is None else _office(conn, handed["to_office"]),
        **_people(conn, caller, look, day, {one.by_user for one in found} | {one.set_by for one in standing}),
    )


def _people(conn: Connection, caller: Caller, look: Look, day: date, named: set[str]) -> dict[str, Any]:
    """Who collects, who could, by what names people stand here, and what the caller may do."""
    acting = arrears_cases.acting_office(conn, look.household_key, look.office, day)
    collector = contacts.collectors_of(conn, [look.household_key], day).get(look.household_key)
    able = sorted(grants.holders(conn, "work:arrears", acting, day))
    names = users.names_of(conn, (named | set(able) | {collector or ""}) - {""})
    may_act = may_collect(caller, acting, day)
    begins = may_act and caller.may(Function.CASE_START, look.office, day)
    return {
        "names": names,
        "collector": collector,
        "collectors": tuple((one, names.get(one, one)) for one in able),
        "may_act": may_act,
        "begins": _begins(conn, day) if begins else (),
    }


def _instalments(fact: Any) -> Sequence[Instalment]:
    return sorted(map(instalment, fact["instalments"]), key=lambda one: (one.due_on, one.claim_key))


def _due(one: Instalment, standing: Any, day: date, late_on: date, values: Any) -> Due:
    state = state_of(one, standing, day, values)
    late, claimable, why = None, 0, None
    if state not in _OVER and late_on > one.due_on and one.open > 0:
        try:
            late, claimable = one.late_to(late_on, values), one.late_claimable(late_on, values)
        except Refused as refusal:
            why = refusal
    return Due(one, state, late, claimable, why, None if state in _OVER else one.clock(values))


def _next(services: Services, conn: Connection, household_key: str) -> Next | None:
    found = arrears_board.of_household(conn, household_key)
    case = None if found is None else cases.get_case(conn, found[0])
    if found is None or case is None:
        return None
    table = services.catalogue.get(conn, case.procedure_hash).tables[f"{SLUG}/next_step"]
    ground = next((rule.note for rule in table.rows if rule.id == found[2]), "")
    open_tasks = [task for task in tasks.tasks_of_case(conn, case.case_id) if task.status == "open"]
    task = open_tasks[0] if open_tasks else None
    at = (None, None) if task is None else (task.task_id, task.element)
    return Next(case.case_id, case.number, found[1], found[2], ground, *at)


def _office(conn: Connection, office: str) -> str:
    found = offices.get_office(conn, office)
    return office if found is None else found.name


def _begins(conn: Connection, day: date) -> tuple[str, ...]:
    standing = {one.slug for one in procedures.current_versions(conn, day)}
    return tuple(slug for slug in SPOKES if slug in standing)
