"""The form of an estimate (試算の様式): prefilled from the registers, read into the household file of the levy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.domain import names
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Tree, tree_of_values
from server.domain.levy.model import WHOLE_YEAR, Household, Member, Person, Senior, calendar_months
from server.domain.levy.reading import read_household
from server.domain.refusals import FieldError, InputInvalid
from server.exchange import form_files

HEAD, NOMINAL, MEMBER, SENIOR = "head", "nominal", "member", "senior"
_FIGURES: Mapping[str, str] = {
    "income": "income_yen",
    "salary": "salary_income_yen",
    "pension": "pension_income_yen",
    "reduction_income": "reduction_income_yen",
    "total_income": "total_income_yen",
    "transfer_deduction": "transfer_deduction_yen",
    "wages_deducted": "family_wages_deducted_yen",
    "wages_received": "family_wages_received_yen",
    "casualty_loss": "casualty_loss_yen",
    "asset_tax": "fixed_asset_tax_yen",
}
_DAYS: Mapping[str, str] = {"separation_date": "separation_date", "delivery_date": "maternity_date"}
_MONTHS: Mapping[str, str] = {"months": "months", "exempt_months": "maternity_months"}
_RARE = frozenset(_FIGURES) - {"income", "salary", "pension"}
_BACK = {file: field for field, file in (*_FIGURES.items(), *_DAYS.items())} | {
    "birth_date": "birth_date",
    "id": "id",
    "months": "months",
    "maternity_months": "exempt_months",
}
_RANGE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Entered:
    """An estimate as it was typed: `file` is the household file, `rows` the form's rows in their order."""

    household: Household
    file: Mapping[str, Any]
    subject: str
    rows: tuple[Mapping[str, Any], ...]

    def people(self) -> Iterator[tuple[Person, str, bool]]:
        """Everyone with the place of the row and whether its figures were checked."""
        everyone: dict[str, Person] = {one.id: one for one in (*self.household.seniors, *self.household.members)}
        for place, row in enumerate(self.rows):
            yield everyone[row["id"]], f"members.{place}", bool(row["checked"])


@lru_cache(maxsize=1)
def estimate_form() -> FormDefinition:
    """The form as it stands beside the readers of files."""
    return form_files.load_form(Path(form_files.__file__).with_name("estimate.yaml"))


def enter(values: Mapping[str, JSON]) -> Entered:
    """The answers as a household file. Raises `InputInvalid` with every wrong field by its place in the form."""
    rows = tuple(values["members"])
    errors: list[FieldError] = []
    people = [_person(row, f"members.{place}", errors) for place, row in enumerate(rows)]
    seniors = [place for place, row in enumerate(rows) if row["role"] == SENIOR]
    members = [place for place, row in enumerate(rows) if row["role"] != SENIOR]
    _check_people(rows, errors)
    if errors:
        raise InputInvalid(errors)
    file: dict[str, Any] = {
        "fiscal_year": values["fiscal_year"],
        "members": [people[place] for place in members],
        "same_household_seniors": [people[place] for place in seniors],
    }
    if values["reference_date"]:
        file["reference_date"] = values["reference_date"]
    try:
        household = read_household(file)
    except InputInvalid as wrong:
        raise InputInvalid([_placed(one, members, seniors) for one in wrong.errors]) from None
    return Entered(household, file, str(values["subject"] or "").strip(), rows)


def _check_people(rows: tuple[Mapping[str, Any], ...], errors: list[FieldError]) -> None:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row["id"] in seen:
            errors.append(FieldError(f"members.{place}.id", "row_twice"))
        seen.add(row["id"])
    if all(row["role"] in (NOMINAL, SENIOR) for row in rows):
        errors.append(FieldError("members.0.role", "estimate_nobody_insured"))
    heads = [place for place, row in enumerate(rows) if row["role"] in (HEAD, NOMINAL)]
    if len(heads) > 1:
        errors.append(FieldError(f"members.{heads[1]}.role", "levy_two_heads"))
    if not heads and len(rows) > 1 and all(row["role"] == MEMBER for row in rows):
        errors.append(FieldError("members.0.role", "levy_head_missing"))


def _person(row: Mapping[str, Any], place: str, errors: list[FieldError]) -> dict[str, Any]:
    """One row as the file has it."""
    role = row["role"]
    found: dict[str, Any] = {
        "id": row["id"],
        "birth_date": row["birth_date"],
        "income_known": row["income"] is not None,
        "salary_or_pension_earner": bool(row["earner"]),
    }
    if role != SENIOR:
        found |= {"is_head": role in (HEAD, NOMINAL), "insured": role != NOMINAL}
        found["multiple_birth"] = bool(row["multiple"])
        found |= {file: row[field] for field, file in _DAYS.items() if row[field]}
        found |= {
            file: _months(row[field], f"{place}.{field}", errors) for field, file in _MONTHS.items() if row[field]
        }
    figures = {file: row[field] for field, file in _FIGURES.items() if row[field] is not None}
    if row["income"] is None and figures:
        errors.append(FieldError(f"{place}.income", "levy_income_not_stated"))
    return found | figures


def _months(text: str, place: str, errors: list[FieldError]) -> list[int]:
    """`6-3` (from June to March) or `4,5,6` as calendar months."""
    found: list[int] = []
    plain = re.sub("[~〜～ー−–]", "-", names.half_width(text)).replace("、", ",").replace("月", "").replace(" ", "")
    for part in plain.split(","):
        ends = _RANGE.fullmatch(part)
        whole = [int(part)] if part.isascii() and part.isdigit() and len(part) <= 2 else []
        months = _from_to(int(ends[1]), int(ends[2])) if ends else whole
        if not months or not all(1 <= month <= 12 for month in months):
            errors.append(FieldError(place, "estimate_months"))
            return []
        found += [month for month in months if month not in found]
    return found


def _from_to(first: int, last: int) -> list[int]:
    """The months of a fiscal year from one to another; nothing where they run backwards."""
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return []
    start, end = (first - 4) % 12, (last - 4) % 12
    return [(place + 3) % 12 + 1 for place in range(start, end + 1)]


def _placed(error: FieldError, members: list[int], seniors: list[int]) -> FieldError:
    """A fault of the file at the form's own place."""
    group, _, rest = error.path.partition(".")
    number, _, field = rest.partition(".")
    places = {"members": members, "same_household_seniors": seniors}.get(group)
    if places is None or not number.isdigit():
        return FieldError(
            error.path if group in ("fiscal_year", "reference_date") else "members", error.code, error.params
        )
    return FieldError(f"members.{places[int(number)]}.{_BACK.get(field, 'id')}", error.code, error.params)


def tree_of(household: Household, called: Mapping[str, str]) -> Tree:
    """The form filled from a household of the registers; `called` are the names of its people by their keys."""
    people = [*(_row(one, called) for one in household.members), *(_row(one, called) for one in household.seniors)]
    people.sort(key=lambda row: row["role"] not in (HEAD, NOMINAL))
    reference = household.reference
    day = None if (reference.month, reference.day) == (4, 1) else reference.isoformat()
    values = {"fiscal_year": household.fiscal_year, "subject": None, "reference_date": day, "members": people}
    return tree_of_values(estimate_form(), values)


def _row(person: Member | Senior, called: Mapping[str, str]) -> dict[str, Any]:
    known: dict[str, Any] = {field: getattr(person, field, None) or None for field in _FIGURES}
    known |= {"income": person.income if person.known else None, "reduction_income": person.reduction_income}
    if person.total_income == person.income:
        known["total_income"] = None  # left out, it reads the same
    found: dict[str, Any] = {
        "id": called.get(person.id, person.id),
        "birth_date": None if person.birth is None else person.birth.isoformat(),
        "role": SENIOR,
        "earner": person.earner,
    } | known
    if isinstance(person, Member):
        found["role"] = (HEAD if person.insured else NOMINAL) if person.head else MEMBER
        months = person.months if person.insured else WHOLE_YEAR
        found["months"] = "" if months == WHOLE_YEAR else _said(months)
        found["exempt_months"] = _said(person.maternity_months)
        found["separation_date"] = None if person.separation is None else person.separation.isoformat()
        found["delivery_date"] = None if person.delivery is None else person.delivery.isoformat()
        found["multiple"] = person.multiple
    rare = (*_RARE, "separation_date", "delivery_date", "exempt_months")
    found["more"] = any(found.get(name) not in (None, "") for name in rare)
    return found


def _said(months: int) -> str:
    return ",".join(str(month) for month in calendar_months(months))
