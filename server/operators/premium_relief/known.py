"""What the registers say of a household as the rules of relief take it (減免の事実): its levies, its members, hints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.levy.assess import Levy, assess
from server.domain.levy.inputs import HouseholdInputs, read_inputs
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.relief_bases import bases_of
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.relief.choice import LevyBase
from server.domain.relief.suggest import Hint, Known, hints
from server.domain.sheets import line, sheet
from server.operators.premium_relief.words import GROUNDS, HINTS

PROPOSAL, COMPARED = "proposal", "compared"
"""Keys of the sheets of what is proposed and compared: they stand first for whoever decides."""


def needs_of_hints(household_key: str, levy_year: int) -> Iterator[FactKey]:
    """The facts behind `hints_of`."""
    yield FactKey("household", household_key)
    yield FactKey("household_eligibility", household_key)
    yield FactKey("levy_facts", f"{household_key}/{levy_year}")


def frozen_inputs(household_key: str, levy_year: int, context: Context) -> HouseholdInputs:
    """The household's year as the registers have it now."""
    facts: Any = context.facts.get_fact("levy_facts", f"{household_key}/{levy_year}")
    return read_inputs(facts["inputs"])


def levies_of(household_key: str, levy_year: int, context: Context) -> tuple[list[Levy], Parameters]:
    """Each payer's levy without any relief on application. Raises `relief_levy_blocked`, `levy_income_unknown`."""
    inputs = frozen_inputs(household_key, levy_year, context)
    if inputs.blocked is not None:
        raise Refused("relief_levy_blocked", year=levy_year)
    parameters = load_parameters(context.values, levy_year)
    return [assess(replace(one.household, grants=()), parameters) for one in inputs.payers], parameters


def bases(levies: list[Levy], parameters: Parameters) -> list[LevyBase]:
    """The levies as a relief reckons on them."""
    return [LevyBase(bases_of(levy.parts.values(), parameters), levy.judgement.tenths) for levy in levies]


def hints_of(household_key: str, levy_year: int, known: Any, context: Context) -> tuple[Hint, ...]:
    """The grounds that the registers suggest, without those applied for or in force in the year."""
    household: Any = context.facts.get_fact("household", household_key)
    spells: Any = context.facts.get_fact("household_eligibility", household_key)["spells"]
    persons = [one["person_key"] for one in household["members"]]
    context.facts.require([FactKey("levy_reliefs", key) for key in persons])
    tenths, income = _class_and_income(household_key, levy_year, context)
    there = [one["ground"] for one in known["applications"] if one["levy_year"] == levy_year and one["state"] == "OPEN"]
    there += [one["ground"] for one in known["reliefs"]]
    said = Known(
        members=household["members"],
        spells={key: [one for one in spells if one["person_key"] == key] for key in persons},
        reliefs={key: [one["kind"] for one in _reliefs(key, context)] for key in persons},
        tenths=tenths,
        income=income,
    )
    return hints(said, there, context.today, context.values)


def _reliefs(person_key: str, context: Context) -> Any:
    return context.facts.get_fact("levy_reliefs", person_key)


def _class_and_income(household_key: str, levy_year: int, context: Context) -> tuple[int | None, int | None]:
    """The class of the reduction and the income of the household; None where the levy cannot be computed or is none."""
    try:
        levies, _ = levies_of(household_key, levy_year, context)
    except Refused:
        return None, None
    if not levies or levies[-1].unknown:
        return None, None
    members = levies[-1].household.members
    return levies[-1].judgement.tenths, sum(one.income for one in members)


def hint_lines(household_key: str, levy_year: int, known: Any, context: Context) -> list[dict[str, JSON]]:
    """A sheet of the grounds nobody applied for; none where the registers suggest nothing."""
    rows = []
    for one in hints_of(household_key, levy_year, known, context):
        ja, en = GROUNDS[one.ground]
        why, why_en = HINTS[one.why]
        who = f"{one.name} " if one.name else ""
        rows.append(line(ja, en, f"{who}{why}", value_en=f"{who}{why_en}"))
    return [sheet("hints", "ほかに考えられる減免・軽減", "What may apply besides", rows)] if rows else []


def places() -> list[dict[str, JSON]]:
    """Empty sheets in the places of what comes to be proposed and compared; an empty sheet is not shown."""
    return [sheet(key, "", "", []) for key in (PROPOSAL, COMPARED)]


def levy_lines(household_key: str, levy_year: int, context: Context) -> list[dict[str, JSON]]:
    """A sheet of the year's levy before relief and of the incomes it stands on; none where it cannot be computed."""
    try:
        levies, _ = levies_of(household_key, levy_year, context)
    except Refused:
        return []
    if not levies:
        return []
    total, tenths = sum(one.total for one in levies), levies[-1].judgement.tenths
    cut = (f"{tenths}割", f"{tenths * 10}%") if tenths else ("なし", "none")
    rows = [
        line("減免前の保険料", "Levy without relief", f"{total:,}円", value_en=f"{total:,} yen"),
        line("法定軽減", "Reduction by law", cut[0], value_en=cut[1]),
        *_incomes(levies[-1], household_key, levy_year - 1, context),
    ]
    return [sheet("levied", f"{levy_year}年度の賦課", f"Levy of {levy_year}", rows)]


def _incomes(levy: Levy, household_key: str, year: int, context: Context) -> Iterator[dict[str, JSON]]:
    household: Any = context.facts.get_fact("household", household_key)
    names = {one["person_key"]: str(one["name"]) for one in household["members"]}
    for one in levy.household.members:
        said = (f"{one.income:,}円", f"{one.income:,} yen") if one.known else ("未申告", "not declared")
        who = names.get(one.id, one.id)
        yield line(f"{who} {year}年", f"{who}, {year}", f"所得 {said[0]}", value_en=f"income {said[1]}")


def died_on_record(person_key: str, household_key: str, context: Context) -> bool:
    """Whether the registers tell the person's death: his insurance in the household ended by it."""
    spells: Any = context.facts.get_fact("household_eligibility", household_key)["spells"]
    return any(one["person_key"] == person_key and one["lost_by"] == "death" for one in spells)


def joined_on(person_key: str, household_key: str, context: Context) -> str | None:
    """The day on which the person's insurance that stands was acquired (資格取得日); None without one."""
    spells: Any = context.facts.get_fact("household_eligibility", household_key)["spells"]
    mine = [str(one["shikaku_from"]) for one in spells if one["person_key"] == person_key and one["tekiyo_to"] is None]
    return max(mine, default=None)
