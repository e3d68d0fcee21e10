"""Estimates on their pages (試算の画面): the form for a household or for anyone, one estimate with its grounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.estimate import RIGHT, office_of
from server.casework.estimate_form import estimate_form, tree_of
from server.casework.services import Services
from server.casework.views.household_head import Look, look_at
from server.casework.views.seeing import record_look
from server.domain.calendar import fiscal_year
from server.domain.forms.tree import Tree, initial_tree
from server.domain.refusals import Refused
from server.store import estimates, offices, users
from server.store.connection import Connection
from server.store.estimates import Estimate, EstimateLine
from server.store.levy_decisions import of_household as decisions_of
from server.store.levy_inputs import levy_households


@dataclass(frozen=True, slots=True)
class EstimateLook:
    """One line of a list of estimates."""

    line: EstimateLine
    who: str


@dataclass(frozen=True, slots=True)
class AskView:
    """The form's page: `tree` as it is filled at first, `blocked` why the registers cannot fill it.

    `look` is None for people who are not registered; `lines` are earlier estimates, of the household or one's own.
    """

    look: Look | None
    tree: Tree
    year: int
    blocked: str
    lines: tuple[EstimateLook, ...]


@dataclass(frozen=True, slots=True)
class EstimateView:
    """One estimate: `standing` the yen that the levy in force has for the same year, None where there is none."""

    estimate: Estimate
    look: Look | None
    who: str
    office_name: str
    standing: int | None


def ask_view(services: Services, caller: Caller, household_key: str, year: int | None = None) -> AskView:
    """The form, filled from the registers where a household is given; the look is on record.

    Raises as `household_head.look_at`.
    """
    day = services.clock.business_day()
    wanted = year or fiscal_year(day)
    with services.database.read() as conn:
        office_of(conn, caller, household_key, day)
        look = look_at(conn, caller, household_key, day) if household_key else None
        tree, blocked = _filled(services, conn, look, wanted, day)
        found = estimates.of_household(conn, household_key) if look else _own(conn, caller)
        lines = lines_of(conn, found)
    if look is not None:
        record_look(services, caller, "household.estimate", "household", household_key, household_key=household_key)
    return AskView(look, tree, wanted, blocked, lines)


def estimate_view(services: Services, caller: Caller, estimate_id: str) -> EstimateView:
    """One estimate, for who may see its household (its office where it has none); the look is on record.

    Raises `estimate_not_found`, `no_right`/`out_of_scope`, `protected_person`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        view = seen_estimate(conn, caller, estimate_id, day)
    key = view.estimate.household_key
    record_look(services, caller, "estimate.view", "estimate", estimate_id, household_key=key)
    return view


def seen_estimate(conn: Connection, caller: Caller, estimate_id: str, day: date) -> EstimateView:
    """One estimate by the rights of the caller; raises as `estimate_view`."""
    found = estimates.get(conn, estimate_id)
    if found is None:
        caller.require(RIGHT, caller.office, day)
        raise Refused("estimate_not_found")
    look = look_at(conn, caller, found.household_key, day) if found.household_key else None
    if look is None:
        caller.require(RIGHT, found.office, day)
    names = users.names_of(conn, {found.made_by})
    office = offices.get_office(conn, found.office)
    standing = _standing(conn, found) if look else None
    office_name = office.name if office else found.office
    return EstimateView(found, look, names.get(found.made_by, found.made_by), office_name, standing)


def lines_of(conn: Connection, found: tuple[EstimateLine, ...]) -> tuple[EstimateLook, ...]:
    """Lines of a list with the names of who made them."""
    names = users.names_of(conn, {one.made_by for one in found})
    return tuple(EstimateLook(one, names.get(one.made_by, one.made_by)) for one in found)


def _own(conn: Connection, caller: Caller) -> tuple[EstimateLine, ...]:
    """One's own estimates of people without a household."""
    return tuple(one for one in estimates.of_maker(conn, caller.user_id) if one.household_key is None)


def _filled(services: Services, conn: Connection, look: Look | None, year: int, day: date) -> tuple[Tree, str]:
    empty = initial_tree(estimate_form(), today=day) | {"fiscal_year": str(year)}
    if look is None:
        return empty, ""
    inputs = levy_households(conn, [look.household_key], year, day, services.values(conn))[look.household_key]
    if inputs.blocked is not None:
        return empty, inputs.blocked.reason
    if not inputs.payers:
        return empty | {"members": _members(look, empty)}, ""
    called = {str(one["person_key"]): str(one["name"]) for one in look.members}
    return tree_of(inputs.payers[-1].household, called), ""


def _members(look: Look, empty: Mapping[str, Any]) -> list[Tree]:
    """Of a household where nobody is insured: its members, to be thought of as joining."""
    blank = empty["members"][0]
    return [
        blank
        | {
            "id": one["name"],
            "birth_date": "" if "-00" in one["birth_date"] else one["birth_date"],
            "role": "head" if one["relation"] == "HEAD" else "member",
        }
        for one in look.members
    ] or [blank]


def _standing(conn: Connection, found: Estimate) -> int | None:
    """The yen of the levy in force in the year of the estimate."""
    wanted = decisions_of(conn, str(found.household_key), found.fiscal_year)
    latest: dict[str, int] = {}
    for one in wanted:  # newest first
        if one.levy_id is not None and one.account_key is not None:
            latest.setdefault(one.account_key, one.total_after)
    return sum(latest.values()) if latest else None
