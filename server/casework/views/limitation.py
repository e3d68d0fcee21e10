"""Limitation and write-offs as lists (時効管理・不納欠損の報告): for collectors and the head, by household, with owner.

The list is what the last night reckoned; before any act the guard reckons anew (`server.store.prescribed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.seeing import record_look, sees
from server.domain.arrears_words import Pair
from server.domain.calendar import fiscal_year
from server.domain.enforcement_words import ACTS
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import Function, Scope
from server.store import limitation_list, offices, users, write_off_report
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.limitation_list import Ending, Home, Wanted
from server.store.write_off_report import Reported, Written

MAY_SEE = (Function.ARREARS_VIEW, Function.HEAD_VIEW)
PAGE = 50
MOST_EXPORTED = 20_000
YEARS = 6
_SLICE = 500
_MOVED = ("RENEWED", "PUT_OFF", "STOOD_STILL", "STANDS")
_FIRST: Pair = ("納期限の翌日から2年", "Two years from the day after the due date")


@dataclass(frozen=True, slots=True)
class Instalment:
    """An instalment on the list; `why` the act that set its end, on the day `since` (None: its due date alone)."""

    ending: Ending
    levy_year: int
    no: int
    why: Pair
    since: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A household on the list: `name` None where it may not be seen, `owner` who collects, `watch` its running case."""

    home: Home
    office: str
    name: str | None
    owner: str | None
    watch: tuple[str, str] | None
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class LimitationView:
    """One page: totals are (households, instalments, yen) of the question, `counts` households by the days left."""

    day: date
    wanted: Wanted
    page: int
    lines: tuple[Line, ...]
    total: tuple[int, int, int]
    counts: Mapping[int, int]
    extinct: int
    doubtful: int
    may_collect: bool


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """An instalment written off, with who is behind it; `name` None where it may not be seen."""

    written: Written
    levy_year: int
    no: int
    name: str | None
    by: str
    second: str


@dataclass(frozen=True, slots=True)
class WriteOffView:
    """The report of a fiscal year, one page of its instalments, and the years that can be chosen."""

    day: date
    year: int
    years: tuple[int, ...]
    page: int
    lines: tuple[WrittenLine, ...]
    total: int
    grounds: tuple[Reported, ...]
    accounting_years: tuple[Reported, ...]
    lapsed: tuple[Reported, ...]


def limitation_view(services: Services, caller: Caller, wanted: Wanted, page: int) -> LimitationView:
    """One page of the list, a constant number of statements; the look is on record. Raises `no_right`."""
    day, scope = _may(services, caller)
    with services.database.read() as conn:
        homes = limitation_list.homes(conn, scope, wanted, day, limit=PAGE, offset=(page - 1) * PAGE)
        view = LimitationView(
            day=day,
            wanted=wanted,
            page=page,
            lines=_lines(conn, caller, wanted, homes, day),
            total=limitation_list.total(conn, scope, wanted, day),
            counts={
                days: limitation_list.total(conn, scope, Wanted(within=days), day)[0] for days in limitation_list.WITHIN
            },
            extinct=limitation_list.total(conn, scope, Wanted(limitation_list.EXTINCT), day)[0],
            doubtful=limitation_list.total(conn, scope, Wanted(limitation_list.DOUBTFUL), day)[0],
            may_collect=caller.holds(Function.ARREARS_VIEW, day),
        )
    record_look(services, caller, "limitation.list", "limitation", wanted.kind, detail={"rows": len(homes)})
    return view


def limitation_rows(services: Services, caller: Caller, wanted: Wanted) -> tuple[Line, ...]:
    """The whole question for a file; who is under protection is in it without a name. The look is on record."""
    day, scope = _may(services, caller)
    found: list[Line] = []
    with services.database.read() as conn:
        homes = limitation_list.homes(conn, scope, wanted, day, limit=MOST_EXPORTED)
        for start in range(0, len(homes), _SLICE):
            found += _lines(conn, caller, wanted, homes[start : start + _SLICE], day, names_of_protected=False)
    record_look(services, caller, "limitation.export", "limitation", wanted.kind, detail={"rows": len(homes)})
    return tuple(found)


def write_off_view(services: Services, caller: Caller, year: int | None, page: int) -> WriteOffView:
    """The report of a fiscal year (None: the present one); the look is on record. Raises `no_right`."""
    day, scope = _may(services, caller)
    asked, years = _year(day, year)
    with services.database.read() as conn:
        found = write_off_report.listed(conn, asked, scope, limit=PAGE, offset=(page - 1) * PAGE)
        view = WriteOffView(
            day=day,
            year=asked,
            years=years,
            page=page,
            lines=_written(conn, caller, found, day),
            total=write_off_report.count(conn, asked, scope),
            grounds=write_off_report.by_ground(conn, asked, scope),
            accounting_years=write_off_report.by_accounting_year(conn, asked, scope),
            lapsed=write_off_report.lapsed(conn, asked, scope),
        )
    record_look(services, caller, "write_off.report", "write_off", str(asked), detail={"rows": len(found)})
    return view


def write_off_rows(services: Services, caller: Caller, year: int | None) -> tuple[WrittenLine, ...]:
    """Every instalment of the year for a file, without names of the protected; the look is on record."""
    day, scope = _may(services, caller)
    asked, _ = _year(day, year)
    rows: list[WrittenLine] = []
    with services.database.read() as conn:
        found = write_off_report.listed(conn, asked, scope, limit=MOST_EXPORTED)
        for start in range(0, len(found), _SLICE):
            rows += _written(conn, caller, found[start : start + _SLICE], day, names_of_protected=False)
    record_look(services, caller, "write_off.export", "write_off", str(asked), detail={"rows": len(found)})
    return tuple(rows)


def _may(services: Services, caller: Caller) -> tuple[date, Scope]:
    day = services.clock.business_day()
    scope = next((one for one in (caller.scope(each, day) for each in MAY_SEE) if one != frozenset()), None)
    if scope is None:
        raise Refused("no_right", function=" or ".join(MAY_SEE))
    return day, scope


def _year(day: date, year: int | None) -> tuple[int, tuple[int, ...]]:
    now = fiscal_year(day)
    years = tuple(range(now, now - YEARS, -1))
    return (year if year in years else now), years


def _lines(
    conn: Connection,
    caller: Caller,
    wanted: Wanted,
    homes: Sequence[Home],
    day: date,
    *,
    names_of_protected: bool = True,
) -> tuple[Line, ...]:
    keys = [home.household_key for home in homes]
    by_home: dict[str, list[Ending]] = {key: [] for key in keys}
    for one in limitation_list.lines(conn, wanted, keys, day):
        by_home[one.household_key].append(one)
    watches, words = limitation_list.watches(conn, keys), {one.office: one.name for one in offices.all_offices(conn)}
    owners = users.names_of(conn, {home.collector for home in homes if home.collector})
    names = _names(conn, caller, {home.household_key: home.office for home in homes}, day, shown=names_of_protected)
    return tuple(
        Line(
            home=home,
            office=words.get(home.office, home.office),
            name=names[home.household_key],
            owner=None if home.collector is None else owners.get(home.collector, home.collector),
            watch=watches.get(home.household_key),
            instalments=tuple(_instalment(one) for one in by_home[home.household_key]),
        )
        for home in homes
    )


def _names(
    conn: Connection, caller: Caller, homes: Mapping[str, str], day: date, *, shown: bool
) -> dict[str, str | None]:
    """Who owes in each household; None for the protected, unless the caller may see them and it is no file."""
    wanted = [FactKey(kind, key) for key in homes for kind in ("debtor", "protected")]
    known = load_facts(conn, wanted, on=day)
    found: dict[str, str | None] = {}
    for key, office in homes.items():
        debtor: Any = known.get_fact("debtor", key)
        guarded = bool(known.get_fact("protected", key)) or bool(debtor and debtor["protected"])
        seen = not guarded or (shown and sees(caller, office, guarded, day))
        found[key] = str(debtor["name"]) if debtor and seen else None
    return found


def _instalment(one: Ending) -> Instalment:
    moved = [step for step in one.trace if step["effect"] in _MOVED]
    year, no = place_of(one.claim_key)
    if not moved:
        return Instalment(one, year, no, _FIRST, None)
    return Instalment(one, year, no, ACTS[str(moved[-1]["act"])], date.fromisoformat(str(moved[-1]["on"])))


def place_of(claim_key: str) -> tuple[int, int]:
    """Levy year and number of an instalment (年度・期) by its key."""
    return int(claim_key[:4]), int(claim_key[-2:])


def _written(
    conn: Connection, caller: Caller, found: Sequence[Written], day: date, *, names_of_protected: bool = True
) -> tuple[WrittenLine, ...]:
    homes = {one.household_key: one.office or "" for one in found}
    names = _names(conn, caller, homes, day, shown=names_of_protected)
    people = users.names_of(conn, _people(found))
    return tuple(
        WrittenLine(
            one,
            *place_of(one.claim_key),
            names[one.household_key],
            people.get(one.by_user, one.by_user),
            people.get(one.second_user, one.second_user),
        )
        for one in found
    )


def _people(found: Iterable[Written]) -> set[str]:
    return {user for one in found for user in (one.by_user, one.second_user)}
