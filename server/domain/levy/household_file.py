"""A household of the levy written as its file (世帯ファイル), which `reading.read_household` reads back the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.domain.levy.model import WHOLE_YEAR, Household, Member, Person, Senior, calendar_months

_FIGURES: Mapping[str, str] = {
    "salary": "salary_income_yen",
    "pension": "pension_income_yen",
    "transfer_deduction": "transfer_deduction_yen",
    "wages_deducted": "family_wages_deducted_yen",
    "wages_received": "family_wages_received_yen",
    "casualty_loss": "casualty_loss_yen",
}


def household_file(household: Household) -> dict[str, Any]:
    """The household as JSON, in the form that `kokuho levy estimate` takes."""
    return {
        "fiscal_year": household.fiscal_year,
        "reference_date": household.reference.isoformat(),
        "apply_reductions": household.reductions,
        "members": [_member(one) for one in household.members],
        "same_household_seniors": [_senior(one) for one in household.seniors],
    }


def _person(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {"id": person.id, "is_head": person.head, "income_known": person.known}
    if person.birth is not None:
        found["birth_date"] = person.birth.isoformat()
    if person.known:
        found["income_yen"] = person.income
    if person.earner:
        found["salary_or_pension_earner"] = True
    if person.total_income is not None:
        found["total_income_yen"] = person.total_income
    if person.reduction_income is not None:
        return found | {"reduction_income_yen": person.reduction_income} | _figures(person, "salary", "pension")
    return found | _figures(person, *_FIGURES)


def _figures(person: Person, *names: str) -> dict[str, int]:
    return {_FIGURES[name]: getattr(person, name) for name in names if getattr(person, name)}


def _member(member: Member) -> dict[str, Any]:
    found = _person(member) | {"insured": member.insured}
    if member.months != WHOLE_YEAR:
        found["months"] = list(calendar_months(member.months))
    if member.asset_tax:
        found["fixed_asset_tax_yen"] = member.asset_tax
    if member.separation is not None:
        found["separation_date"] = member.separation.isoformat()
    if member.delivery is not None:
        found |= {"maternity_date": member.delivery.isoformat(), "multiple_birth": member.multiple}
    if member.maternity_months:
        found["maternity_months"] = list(calendar_months(member.maternity_months))
    if member.care_exempt:
        found["care_exempt_months"] = list(calendar_months(member.care_exempt))
    return found


def _senior(senior: Senior) -> dict[str, Any]:
    return _person(senior) if senior.since is None else _person(senior) | {"since": senior.since.isoformat()}
