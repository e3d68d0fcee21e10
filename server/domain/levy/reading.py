"""Reads a household file of the levy (試算の世帯ファイル), strictly: what is not understood is refused with its place.

JSON as `docs/values.md` and `kokuho levy estimate` describe it. A member that lacks an optional field takes its plain
reading: not the head, insured, all months, no asset tax; an income nobody states is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from server.domain.levy.fields import Fields, items_of
from server.domain.levy.model import WHOLE_YEAR, Household, Member, Person, Senior, month_bits
from server.domain.refusals import FieldError, InputInvalid, Refused

MOST_PERSONS = 99
_EARLIEST_YEAR = 2000
_LATEST_YEAR = 2199
_REDUCTION_FIGURES = ("transfer_deduction_yen", "family_wages_deducted_yen", "family_wages_received_yen")


def read_household(data: object) -> Household:
    """The household of a file; raises `InputInvalid` with every wrong field, or `Refused` for a wrong household."""
    errors: list[FieldError] = []
    fields = Fields(data, "", errors)
    year = fields.number("fiscal_year", required=True, least=_EARLIEST_YEAR, most=_LATEST_YEAR)
    reference = fields.day("reference_date")
    reductions = fields.flag("apply_reductions", default=True)
    members = [_member(one) for one in items_of(fields, "members", errors, least=1, most=MOST_PERSONS)]
    seniors = [_senior(one) for one in items_of(fields, "same_household_seniors", errors, least=0, most=MOST_PERSONS)]
    fields.nothing_else()
    if not errors and year is not None:
        _check_days(year, reference, members, errors)
    _check_ids("members", members, errors)
    _check_ids("same_household_seniors", seniors, errors)
    if errors or year is None:
        raise InputInvalid(errors or [FieldError("fiscal_year", "required")])
    found = tuple(members), tuple(_apart(senior, place, members) for place, senior in enumerate(seniors, 1))
    _check_head(*found)
    return Household(year, reference or date(year, 4, 1), *found, reductions=reductions)


def _member(fields: Fields) -> Member:
    common, asset = _person(fields), fields.number("fixed_asset_tax_yen") or 0
    insured = fields.flag("insured", default=True)
    months = fields.months("months")
    delivery = fields.day("maternity_date")
    member = Member(
        **common,  # type: ignore[arg-type] # the fields of a person, typed where they are read
        insured=insured,
        asset_tax=asset,
        months=WHOLE_YEAR if months is None else month_bits(months),
        separation=fields.day("separation_date"),
        delivery=delivery,
        multiple=fields.flag("multiple_birth", default=False),
        maternity_months=month_bits(fields.months("maternity_months") or ()),
        care_exempt=month_bits(fields.months("care_exempt_months") or ()),
    )
    fields.nothing_else()
    return member


def _senior(fields: Fields) -> Senior:
    common = _person(fields, senior=True)
    if fields.flag("insured", default=False):
        fields.wrong("insured", "not_an_option")
    fields.months("months")  # what only a member pays by is read and carries nothing
    fields.number("fixed_asset_tax_yen")
    senior = Senior(**common, since=fields.day("since"))  # type: ignore[arg-type] # as above
    fields.nothing_else()
    return senior


def _person(fields: Fields, *, senior: bool = False) -> Mapping[str, object]:
    """The fields that members and seniors have in common."""
    income = fields.number("income_yen")
    known = fields.flag("income_known", default=income is not None)
    if known and income is None:
        fields.wrong("income_yen", "levy_income_not_stated")
    stated = fields.number("reduction_income_yen")
    figures = {name: fields.number(name) for name in (*_REDUCTION_FIGURES, "casualty_loss_yen")}
    if stated is not None and any(figures.values()):
        fields.wrong("reduction_income_yen", "levy_figures_conflict")
    return {
        "id": fields.text("id") or (f"senior {fields.place}" if senior else fields.place),
        "birth": fields.day("birth_date", required=not senior) or (None if senior else date.max),
        "head": fields.flag("is_head", default=False),
        "income": income or 0,
        "known": known,
        "earner": fields.flag("salary_or_pension_earner", default=False),
        "total_income": fields.number("total_income_yen"),
        "salary": fields.number("salary_income_yen") or 0,
        "pension": fields.number("pension_income_yen") or 0,
        "transfer_deduction": figures["transfer_deduction_yen"] or 0,
        "wages_deducted": figures["family_wages_deducted_yen"] or 0,
        "wages_received": figures["family_wages_received_yen"] or 0,
        "casualty_loss": figures["casualty_loss_yen"] or 0,
        "reduction_income": stated,
    }


def _check_days(year: int, reference: date | None, members: list[Member], errors: list[FieldError]) -> None:
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    if reference is not None and not first <= reference <= last:
        params = {"first": first.isoformat(), "last": last.isoformat()}
        errors.append(FieldError("reference_date", "date_out_of_range", params))
    errors.extend(
        FieldError(f"members.{place}.birth_date", "date_too_late", {"limit": last.isoformat()})
        for place, member in enumerate(members)
        if member.birth > last
    )


def _check_ids(name: str, persons: list[Member] | list[Senior], errors: list[FieldError]) -> None:
    seen: set[str] = set()
    for place, person in enumerate(persons):
        if person.id in seen:
            errors.append(FieldError(f"{name}.{place}.id", "row_twice"))
        seen.add(person.id)


def _apart(senior: Senior, place: int, members: list[Member]) -> Senior:
    """The senior under an id of its own, unless a member of that id who is not insured is the same person."""
    twin = next((member for member in members if member.id == senior.id), None)
    if twin is None or (not twin.insured and senior.birth in (None, twin.birth)):
        return senior
    return replace(senior, id=f"senior {place}")


def _check_head(members: tuple[Member, ...], seniors: tuple[Senior, ...]) -> None:
    """Refuses a household without a head or with two; one who is alone is the head, said or not."""
    heads = {person.id for person in _all(members, seniors) if person.head}
    if len(heads) > 1:
        raise Refused("levy_two_heads", at_field="members")
    if heads or seniors or len(members) == 1:  # a head among the seniors: all their incomes count in any case
        return
    raise Refused("levy_head_missing", at_field="members")


def _all(members: tuple[Member, ...], seniors: tuple[Senior, ...]) -> tuple[Person, ...]:
    return (*members, *seniors)
