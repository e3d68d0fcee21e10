"""The declaration against itself, the registers and the tax record (申告の確認): nothing is written here.

What contradicts itself is refused beside its field. What contradicts the registers is for a person to judge; a tax
record wins over whatever was declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from server.domain.declaration import Declared, declared_rows, faults, figures_of
from server.domain.effects import JSON, Concerns, JSONObject
from server.domain.facts import FactKey
from server.domain.levy.figures import LEVY_INCOME
from server.domain.operating import Context, Done
from server.domain.refusals import InputInvalid, Refused
from server.domain.sheets import line, sheet
from server.operators.income_declaration.words import FINDINGS
from server.operators.registry import operator

TITLE = ("申告と台帳", "Declaration and registers")


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`entry` the answers of the entered form, the year that counts, `received_on` ISO."""

    entry: Any
    household_key: str | None
    income_year: int
    received_on: str


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`declared` persons with figures (`use` DECLARED or TAX), `findings` with person and code, what routes on."""

    declared: list[dict[str, JSON]]
    findings: list[dict[str, JSON]]
    discrepancy: bool
    sheets: list[dict[str, JSON]] = field(default_factory=list)


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    if inputs.household_key:
        yield FactKey("household", inputs.household_key)
        yield FactKey("incomes_of_year", f"{inputs.household_key}/{inputs.income_year}")


@operator("income_declaration/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Raises `InputInvalid` for what contradicts itself: amounts with 無, expenses above receipts, a person twice."""
    if not inputs.household_key:
        raise Refused("head_unknown", at_field="household_key")
    rows = declared_rows(inputs.entry["members"])
    wrong = faults(rows)
    if wrong:
        raise InputInvalid(wrong)
    household = context.facts.get_fact("household", inputs.household_key)
    known = context.facts.get_fact("incomes_of_year", f"{inputs.household_key}/{inputs.income_year}")
    tax = {row["person_key"]: row for row in known if row["from_tax"] and row["known"]}
    found = [_member(row, household, tax, inputs.income_year, context) for row in rows]
    findings = ["wrong_year"] if inputs.entry["income_year"] != inputs.income_year else []
    findings += [str(one["finding"]) for one in found if one["finding"]]
    findings = list(dict.fromkeys(findings))
    shown = [line(*FINDINGS[code], _named(code, found), value_en=_named(code, found)) for code in findings]
    people = tuple(str(one["person_key"]) for one in found if one["person_key"])
    outputs = PrecheckOutputs(
        declared=found,
        findings=[{"member": _named(code, found), "code": code} for code in findings],
        discrepancy=bool(findings),
        sheets=[sheet("declaration_findings", *TITLE, shown)] if shown else [],
    )
    return Done(outputs, (Concerns(people),) if people else ())


def _named(code: str, found: list[dict[str, JSON]]) -> str:
    return "、".join(str(one["name"]) for one in found if one["finding"] == code) or "—"


def _member(row: Declared, household: JSONObject, tax: dict[str, Any], year: int, context: Context) -> dict[str, JSON]:
    person = _person_of(row, household)
    figures = figures_of(row, year, context.values)
    known = None if person is None else tax.get(person)
    differs = known is not None and known["figures"].get(LEVY_INCOME) != figures[LEVY_INCOME]
    finding = "not_in_household" if person is None else "tax_differs" if differs else None
    return {
        "person_key": person,
        "name": row.name,
        "figures": figures,
        "use": "DECLARED" if known is None else "TAX",
        "finding": finding,
    }


def _person_of(row: Declared, household: JSONObject) -> str | None:
    """The member of that name and birth date; blanks in a name do not tell people apart."""
    for member in household["members"]:
        if _plain(str(member["name"])) == _plain(row.name) and member["birth_date"] == row.birth.isoformat():
            return str(member["person_key"])
    return None


def _plain(name: str) -> str:
    return "".join(name.split())
