"""All applications of a household and year side by side (減免の比較): what each comes to, and which is the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from server.domain.calendar import reaches_on
from server.domain.levy.assess import Levy, assess
from server.domain.levy.instalments import load_plan
from server.domain.levy.limit import limit_of
from server.domain.levy.parameters import Parameters
from server.domain.operating import Context
from server.domain.relief.choice import BARRED, LevyBase, Reckoned, most_favourable, of_grant, reckon
from server.domain.relief.grant import grant_json, read_grant
from server.domain.relief.rules import FORMER_DEPENDANT, NON_VOLUNTARY
from server.domain.relief.unemployment import judge_unemployment
from server.operators.premium_relief.entry import application_of, instalments_of
from server.operators.premium_relief.known import bases, levies_of
from server.operators.premium_relief.look import in_force

STANDING, YOUNGER = "STANDING", "YOUNGER"


@dataclass(frozen=True, slots=True)
class Compared:
    """Every examined application reckoned, what is in force already, the best of them, the levy without any relief."""

    mine: Reckoned
    others: tuple[Reckoned, ...]
    unexamined: tuple[Mapping[str, Any], ...]
    standing: Reckoned | None
    best: Reckoned | None
    total: int


def compare(row: Mapping[str, Any], known: Any, household_key: str, context: Context) -> Compared:
    """`row` the application at hand, `known` the fact `premium_reliefs`. Raises as `levies_of` and `reckon` do."""
    year = int(row["levy_year"])
    levies, parameters = levies_of(household_key, year, context)
    levied = bases(levies, parameters)
    standing = _standing(known, year, levied)
    instalments = instalments_of(household_key, year, context, even=standing is not None)
    barred = _is_barred(levies, year, context)
    rest = [
        one
        for one in known["applications"]
        if one["state"] == "OPEN" and one["levy_year"] == year and one["application_key"] != row["application_key"]
    ]

    def of(one: Mapping[str, Any]) -> Reckoned:
        if barred:
            return Reckoned(str(one["application_key"]), str(one["ground"]), None, (), 0, BARRED)
        if one["ground"] == NON_VOLUNTARY:
            return _unemployed(one, levies, parameters, context)
        if one["ground"] == FORMER_DEPENDANT and _is_younger(one, levies, context):
            return Reckoned(str(one["application_key"]), FORMER_DEPENDANT, None, (), 0, YOUNGER)
        return reckon(application_of(one, instalments), levied, year, context.values)

    mine, others = of(row), tuple(of(one) for one in rest if one["facts"])
    # The reduction by law is granted beside everything: it changes the levy itself and competes with nothing.
    compete = [one for one in (mine, *others) if one.ground != NON_VOLUNTARY]
    best = mine if mine.ground == NON_VOLUNTARY and mine.why is None else most_favourable(compete)
    if best is not None and best.ground != NON_VOLUNTARY and standing is not None and standing.yen >= best.yen:
        best = None
        mine = replace(mine, why=mine.why or STANDING)
    return Compared(
        mine, others, tuple(one for one in rest if not one["facts"]), standing, best, sum(one.total for one in levied)
    )


def _standing(known: Any, year: int, levied: list[LevyBase]) -> Reckoned | None:
    """The most favourable relief in force, as it comes out on today's levy."""
    found = [of_grant(read_grant(one["terms"]), levied, year) for one in in_force(known, year)]
    return max(found, key=lambda one: one.yen, default=None)


def _is_barred(levies: list[Levy], year: int, context: Context) -> bool:
    """Whether the year's levy may be decided no more, up or down (国保法110条の2)."""
    possible = max((levy.household.reference for levy in levies), default=date(year, 4, 1))
    limit = limit_of(load_plan(context.values, year).due[0], context.values, possible_from=possible)
    return context.today > limit.any_decision


def _is_younger(row: Mapping[str, Any], levies: list[Levy], context: Context) -> bool:
    """Whether somebody named was not yet of the age of former dependants on the day of joining (要綱6条: 65歳以上)."""
    births = {one.id: one.birth for levy in levies for one in levy.household.members}
    joined = date.fromisoformat(row["event_on"])
    age = context.values.integer("relief.former_dependant.age", date.fromisoformat(row["applied_on"]))
    return any(reaches_on(births[one], age) > joined for one in row["persons"] if one in births)


def _unemployed(row: Mapping[str, Any], levies: list[Levy], parameters: Parameters, context: Context) -> Reckoned:
    """What a declaration of involuntary unemployment comes to: the levy with it against the levy without."""
    facts, persons = row["facts"], list(row["persons"])
    births = {one.id: one.birth for levy in levies for one in levy.household.members}
    left, key = date.fromisoformat(facts["left_on"]), str(row["application_key"])
    person = next((one for one in persons if one in births), None)
    if person is None:
        return Reckoned(key, NON_VOLUNTARY, None, (), 0, "NO_ROW")
    received = date.fromisoformat(row["applied_on"])
    found = judge_unemployment(left, facts["reason_code"], facts["cert_kind"], births[person], received, context.values)
    if found.months is None:
        return Reckoned(key, NON_VOLUNTARY, None, (), 0, found.why)
    yen = sum(levy.total - _with_separation(levy, person, left, parameters) for levy in levies)
    return Reckoned(key, NON_VOLUNTARY, None, (), yen, None)


def _with_separation(levy: Levy, person: str, left: date, parameters: Parameters) -> int:
    members = tuple(replace(one, separation=left) if one.id == person else one for one in levy.household.members)
    return assess(replace(levy.household, members=members), parameters).total


def told(one: Reckoned) -> dict[str, Any]:
    """One reckoned application as it is kept in the case."""
    return {
        "application_key": one.key,
        "ground": one.ground,
        "yen": one.yen,
        "why": one.why,
        "row": one.relieved[0].row if one.relieved else None,
        "rates": [[name, str(rate)] for name, rate in one.relieved[0].rates] if one.relieved else [],
        "share": str(one.grant.share) if one.grant else None,
        "article": one.grant.article if one.grant else None,
        "terms": None if one.grant is None else grant_json(one.grant),
    }


def lasts(ground: str) -> bool:
    """Whether a relief reaches into the years after without another application (旧被扶養者: 当分の間)."""
    return ground == FORMER_DEPENDANT
