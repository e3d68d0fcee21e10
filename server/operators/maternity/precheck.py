"""The notification against itself and the registers (届出の確認): the months, who she is, what stands against it.

What cannot be true is refused beside its field; a second notification of one birth leads to the relief that stands.
What the registers contradict is for a person to judge. The part per household (平等割) is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.facts import FactKey
from server.domain.levy.instalments import load_plan
from server.domain.levy.limit import limit_of
from server.domain.maternity import (
    BIRTH,
    Notified,
    Relief,
    begins,
    is_same_pregnancy,
    levy_years,
    months_of,
    relief_of,
)
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.maternity.words import FINDINGS
from server.operators.registry import operator

_TITLE = ("免除の月", "Exempt months")


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of the entered form, `arrived` the papers that came last, `times` papers were asked for."""

    entry: Any
    household_key: str | None
    received_on: str
    channel: str
    arrived: Any = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`member` {person_key, name, birth_date}, `relief` with its months, `findings` by code, and what routes on."""

    member: dict[str, JSON]
    relief: dict[str, JSON]
    findings: list[dict[str, JSON]]
    missing_documents: list[str]
    wait_for_documents: bool
    discrepancy: bool
    sheets: list[dict[str, JSON]] = field(default_factory=list)


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)
        yield FactKey("resident_household", inputs.household_key)


@operator("maternity/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Raises `head_unknown`, what `relief_of` refuses, `relief_twice` for a birth that has its relief already."""
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    notified = _notified(inputs)
    relief = relief_of(notified, context.values)
    household = context.facts.get_fact("household", inputs.household_key)
    person = _person_of(inputs.entry, household)
    findings, replaces = ["not_in_household"], None
    insured: tuple[date, ...] = ()
    if person is not None:
        key = str(person["person_key"])
        context.facts.require([FactKey("levy_reliefs", key), FactKey("person_eligibility", key)])
        replaces = refuse_twice(key, str(person["name"]), relief, context)
        insured = _insured_months(key, relief, context)
        findings = list(_findings(relief, insured, context))
    missing = _missing(inputs, context)
    waits = bool(missing) and (inputs.times or 0) < context.values.integer("maternity.document_requests", context.today)
    if missing and not waits:
        findings = [*findings, "papers_missing"]
    outputs = PrecheckOutputs(
        member={
            "person_key": None if person is None else person["person_key"],
            "name": inputs.entry["name"],
            "birth_date": inputs.entry["birth_date"],
        },
        relief=_shown(relief, insured, replaces),
        findings=[{"member": inputs.entry["name"], "code": code} for code in findings],
        missing_documents=missing,
        wait_for_documents=waits,
        discrepancy=bool(findings),
        sheets=[_sheet(relief, insured, findings)],
    )
    return Done(outputs, () if person is None else (Concerns((str(person["person_key"]),)),))


def refuse_twice(person_key: str, name: str, relief: Relief, context: Context) -> str | None:
    """The relief that this one takes the place of, for a pregnancy that proved to be of more than one child.

    Raises `relief_twice` for any other second notification of one birth.
    """
    for one in context.facts.get_fact("levy_reliefs", person_key):
        if one["kind"] != "MATERNITY" or not is_same_pregnancy(date.fromisoformat(one["event_on"]), relief.event_on):
            continue
        if relief.multiple and not one["multiple"]:
            return str(one["relief_key"])
        raise Refused("relief_twice", person=name, day=one["event_on"])
    return None


def _notified(inputs: PrecheckInputs) -> Notified:
    entry = inputs.entry
    stillborn = entry["outcome"] == "STILLBIRTH"
    return Notified(
        due=_day(entry["due_date"]),
        birth=_day(entry["birth_date_child"]),
        multiple=entry["multiple"] == "YES",
        received_on=date.fromisoformat(inputs.received_on),
        gestation_days=entry["gestation_days"] if stillborn else None,
    )


def _day(text: JSON) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _person_of(entry: JSONObject, household: JSONObject) -> JSONObject | None:
    """The member of that name and birth date; blanks in a name do not tell people apart."""
    for member in household["members"]:
        same = "".join(str(member["name"]).split()) == "".join(str(entry["name"]).split())
        if same and member["birth_date"] == entry["birth_date"]:
            found: JSONObject = member
            return found
    return None


def _insured_months(person_key: str, relief: Relief, context: Context) -> tuple[date, ...]:
    """The months of the relief in which she is insured here: the month of joining counts, that of leaving does not."""
    spells = context.facts.get_fact("person_eligibility", person_key)["spells"]
    return tuple(
        month
        for month in months_of(relief)
        if month >= begins(context.values) and any(_covers(spell, month) for spell in spells)
    )


def _covers(spell: JSONObject, month: date) -> bool:
    first = date.fromisoformat(str(spell["tekiyo_from"])).replace(day=1)
    ends = spell["tekiyo_to"]
    return first <= month and (ends is None or month < date.fromisoformat(str(ends)).replace(day=1))


def _findings(relief: Relief, insured: tuple[date, ...], context: Context) -> Iterator[str]:
    if relief.last_month < begins(context.values):
        yield "before_rule"
    elif not insured:
        yield "not_insured"
    elif all(_is_barred(year, context) for year in levy_years(insured)):
        yield "barred"


def _is_barred(levy_year: int, context: Context) -> bool:
    """Whether the year's levy may be decided no more, by the ordinance's first due date (国保法110条の2)."""
    first_due = load_plan(context.values, levy_year).due[0]
    return context.today > limit_of(first_due, context.values).any_decision


def _missing(inputs: PrecheckInputs, context: Context) -> list[str]:
    """The paper that proves the day, unless the resident register shows the birth; nothing is asked for ex officio.

    Enforcement Regulations art. 32-10-2(2): what the city can confirm itself needs no paper.
    """
    if inputs.channel == "EXOFFICIO":
        return []
    entry, came = inputs.entry, {*inputs.entry["evidence"], *(inputs.arrived or ())}
    wanted = []
    if entry["outcome"] == "STILLBIRTH":
        wanted.append("stillbirth_certificate")
    elif "handbook" not in came and not _birth_on_register(inputs, context):
        wanted.append("handbook")
    if entry["multiple"] == "YES" and not {"multiple_proof", "handbook"} & came:
        wanted.append("multiple_proof")
    return [paper for paper in wanted if paper not in came]


def _birth_on_register(inputs: PrecheckInputs, context: Context) -> bool:
    born = inputs.entry["birth_date_child"]
    residents = context.facts.get_fact("resident_household", str(inputs.household_key))
    return born is not None and any(one["birth_date"] == born for one in residents)


def _shown(relief: Relief, insured: tuple[date, ...], replaces: str | None) -> dict[str, JSON]:
    return {
        "event_kind": relief.event_kind,
        "event_on": relief.event_on.isoformat(),
        "multiple": relief.multiple,
        "first_month": relief.first_month.isoformat(),
        "last_month": relief.last_month.isoformat(),
        "insured_months": [month.isoformat() for month in insured],
        "replaces": replaces,
    }


def _sheet(relief: Relief, insured: tuple[date, ...], findings: list[str]) -> dict[str, JSON]:
    """What the next person sees: the months, and that a household at the limit may get nothing by it."""
    event = ("出産日", "Birth") if relief.event_kind == BIRTH else ("出産予定日", "Expected")
    span = f"{relief.first_month:%Y-%m} … {relief.last_month:%Y-%m}"
    months = "、".join(f"{month:%Y-%m}" for month in insured) or "—"
    rows = [
        line(*event, relief.event_on.isoformat()),
        line("対象の期間", "Period", span),
        line("免除になる月(加入している月)", "Exempt (months insured)", months),
        line(
            "限度額の世帯",
            "Household at the limit",
            "賦課限度額に達しているときは、免除しても額が変わらないことがある",
            value_en="At the limit of the levy the amount may stay the same",
        ),
    ]
    rows += [line("疑義", "Finding", FINDINGS[code][0], value_en=FINDINGS[code][1]) for code in findings]
    return sheet("maternity", *_TITLE, rows)
