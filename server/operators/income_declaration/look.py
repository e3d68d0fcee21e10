"""Who of the household has an unknown income (所得の分からない人): the state of each by the table of states.

The head, insured or not, and everybody insured in the levy year count (Enforcement Order art. 29-7(5)). An income
nobody has stated is unknown, never zero; who was too young on 1 January need not declare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.domain.calendar import fiscal_year
from server.domain.declaration import is_too_young
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.levy.figures import is_enough
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.income_declaration.words import STATUSES
from server.operators.registry import operator

TABLE = "income_declaration/income_status"


@dataclass(frozen=True, slots=True)
class LookInputs:
    """`income_year` as asked for (None: the year before the levy year of the receipt); `times` asked so far;
    `declared`: this case has recorded a declaration; `recorded` persons whose income it has just recorded."""

    household_key: str | None
    income_year: int | None
    received_on: str
    times: int | None
    declared: bool | None
    recorded: Any = None


@dataclass(frozen=True, slots=True)
class LookOutputs:
    """`unknown_members` whose income is not known (person_key, name); what routes the case on; `sheets` to show."""

    income_year: int
    unknown: bool
    unknown_members: list[dict[str, JSON]]
    may_ask: bool
    asked: bool
    declared: bool
    sheets: list[dict[str, JSON]] = field(default_factory=list)


def income_year_of(asked: int | None, received_on: str) -> int:
    """The calendar year whose income counts: the one before the fiscal year of the receipt, unless said otherwise."""
    return asked or fiscal_year(date.fromisoformat(received_on)) - 1


def _needs(inputs: LookInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        year = income_year_of(inputs.income_year, inputs.received_on)
        yield FactKey("household", inputs.household_key)
        yield FactKey("household_eligibility", inputs.household_key)
        yield FactKey("incomes_of_year", f"{inputs.household_key}/{year}")


@operator("income_declaration/look", inputs=LookInputs, outputs=LookOutputs, needs=_needs, tables=(TABLE,))
def look(inputs: LookInputs, context: Context) -> Done:
    """Raises `head_unknown` without a household: a declaration is about one."""
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    year = income_year_of(inputs.income_year, inputs.received_on)
    people = required_members(inputs.household_key, year + 1, context)
    context.facts.require([need for one in people for need in _person_needs(str(one["person_key"]))])
    incomes = context.facts.get_fact("incomes_of_year", f"{inputs.household_key}/{year}")
    known = {row["person_key"]: row for row in incomes}
    just_now = set(inputs.recorded or ())
    states = [(one, "KNOWN" if one["person_key"] in just_now else _status(one, year, known, context)) for one in people]
    unknown = [
        {"person_key": one["person_key"], "name": one["name"]}
        for one, status in states
        if status in ("UNKNOWN", "ASK", "ASKED")
    ]
    times, most = inputs.times or 0, context.values.integer("income.declaration_requests", context.today)
    shown = [
        line(str(one["name"]), str(one["name"]), STATUSES[status][0], value_en=STATUSES[status][1])
        for one, status in states
    ]
    title = (f"{year}年中の所得", f"Incomes of {year}")
    outputs = LookOutputs(
        income_year=year,
        unknown=bool(unknown),
        unknown_members=unknown,
        may_ask=times < most,
        asked=times > 0,
        declared=bool(inputs.declared),
        sheets=[sheet("income_states", *title, shown)],
    )
    return Done(outputs)


def required_members(household_key: str, levy_year: int, context: Context) -> list[JSONObject]:
    """The persons whose income must be known: the head and whoever is insured on a day of the levy year."""
    household = context.facts.get_fact("household", household_key)
    first, behind = f"{levy_year}-04-01", f"{levy_year + 1}-04-01"
    spells = context.facts.get_fact("household_eligibility", household_key)["spells"]
    insured = {
        spell["person_key"]
        for spell in spells
        if str(spell["tekiyo_from"]) < behind and (spell["tekiyo_to"] is None or str(spell["tekiyo_to"]) > first)
    }
    wanted = insured | {household["head_person_key"]}
    return [one for one in household["members"] if one["person_key"] in wanted]


def _person_needs(person_key: str) -> Iterator[FactKey]:
    yield FactKey("resident_record", person_key)
    yield FactKey("income_inquiries", person_key)


def _status(person: JSONObject, year: int, known: dict[str, Any], context: Context) -> str:
    record = known.get(str(person["person_key"]))
    state = (
        "NONE"
        if record is None
        else "KNOWN"
        if is_enough(known=record["known"], figures=record["figures"])
        else "UNKNOWN"
    )
    asked = {
        "record": state,
        "elsewhere": _elsewhere(str(person["person_key"]), year + 1, context),
        "inquiry": _inquiry(str(person["person_key"]), year, context),
        "young": _young(str(person["birth_date"]), year + 1, context),
    }
    answer: Any = context.decide(TABLE, asked)
    return str(answer["status"] if isinstance(answer, dict) else answer)


def _elsewhere(person_key: str, levy_year: int, context: Context) -> bool:
    """Whether the person lived in another municipality on 1 January of the levy year (1月1日の住所)."""
    record = context.facts.get_fact("resident_record", person_key)
    moved_in = None if record is None else record["moved_in_on"]
    return moved_in is not None and str(moved_in) > f"{levy_year}-01-01"


def _inquiry(person_key: str, year: int, context: Context) -> str:
    mine = [one for one in context.facts.get_fact("income_inquiries", person_key) if one["income_year"] == year]
    if not mine:
        return "NONE"
    last = mine[-1]
    waits = last["answered_on"] is None and context.today <= date.fromisoformat(str(last["due_on"]))
    return "WAITING" if waits else "OVER"


def _young(birth: str, levy_year: int, context: Context) -> bool:
    return "-00" not in birth and is_too_young(date.fromisoformat(birth), levy_year, context.values)
